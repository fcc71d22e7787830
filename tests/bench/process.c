/* The real daemon as a child process. */
#include "bench.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static double seconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static int daemon_spawn(const struct place *place, const char *jump_from)
{
    char program[256], log[128];
    snprintf(program, sizeof program, "%s/sendd", place->build);
    snprintf(log, sizeof log, "%s/log", place->folder);
    int pid = fork();
    must(pid < 0, NULL, "fork");
    if (pid)
        return pid;
    int fd = open(log, O_WRONLY | O_CREAT | O_APPEND, 0600);
    dup2(fd, 1);
    dup2(fd, 2);
    execl(program, "sendd", "-c", place->conf, "--jump-from", jump_from, (char *)NULL);
    _exit(127);
}

double process_ready(const struct place *place, const char *jump_from, int *pid)
{
    double began = seconds();
    unlink(place->socket);
    *pid = daemon_spawn(place, jump_from);
    json_t *status;
    while (!(status = client_status(place))) {
        must(waitpid(*pid, NULL, WNOHANG) != 0, NULL, "the daemon ended; see its log");
        must(seconds() - began > 60, NULL, "the daemon does not answer");
        nanosleep(&(struct timespec){0, 1000000}, NULL);
    }
    double took = seconds() - began;
    json_decref(status);
    return took;
}

int process_start(const struct place *place, const char *jump_from)
{
    int pid;
    process_ready(place, jump_from, &pid);
    return pid;
}

void process_kill(int pid, int signal)
{
    kill(pid, signal);
    waitpid(pid, NULL, 0);
}
