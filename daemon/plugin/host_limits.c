/* The walls around a plugin. A broken plugin must hurt only itself: it gets little memory, few files, no core file
 * (it holds messages and secrets), and it ends when the daemon ends. */
#include "plugin/host.h"

#include <dirent.h>
#include <malloc.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define __SANITIZE_ADDRESS__ 1 /* clang says it in its own way */
#endif
#endif

enum { HOST_FILES = 64, HOST_TASKS = 16 };

static void limit(int resource, rlim_t most)
{
    struct rlimit now;
    if (getrlimit((__rlimit_resource_t)resource, &now) != 0)
        return;
    if (now.rlim_max == RLIM_INFINITY || now.rlim_max > most)
        now.rlim_max = most;
    now.rlim_cur = now.rlim_max;
    setrlimit((__rlimit_resource_t)resource, &now);
}

void host_limits_first(void)
{
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
#ifndef __SANITIZE_ADDRESS__ /* its leak check looks at the process as a debugger does */
    prctl(PR_SET_DUMPABLE, 0);
#endif
    limit(RLIMIT_CORE, 0);
    limit(RLIMIT_NOFILE, HOST_FILES);
    signal(SIGPIPE, SIG_IGN);
}

/* Threads of process PID. */
static rlim_t tasks_of(const char *pid)
{
    char path[300];
    snprintf(path, sizeof path, "/proc/%s/task", pid);
    struct stat about;
    return stat(path, &about) == 0 && about.st_nlink > 2 ? about.st_nlink - 2 : 0;
}

/* Threads that our user runs now; the kernel's limit counts them all, not only ours. */
static rlim_t tasks_of_user(void)
{
    DIR *folder = opendir("/proc");
    if (!folder)
        return RLIM_INFINITY;
    rlim_t count = 0;
    struct stat about;
    for (struct dirent *entry; (entry = readdir(folder));)
        if (entry->d_name[0] >= '1' && entry->d_name[0] <= '9' &&
            fstatat(dirfd(folder), entry->d_name, &about, 0) == 0 && about.st_uid == getuid())
            count += tasks_of(entry->d_name);
    closedir(folder);
    return count;
}

void host_limits_memory(json_int_t memory)
{
    mallopt(M_ARENA_MAX, 1); /* each further arena takes 64 MiB of address space before it is used */
#ifdef __SANITIZE_ADDRESS__
    (void)memory; /* the sanitizer's shadow alone is terabytes of address space */
#else
    limit(RLIMIT_AS, (rlim_t)memory << 20);
#endif
    rlim_t tasks = tasks_of_user();
    if (getuid() != 0 && tasks != RLIM_INFINITY) /* the kernel does not hold root to it */
        limit(RLIMIT_NPROC, tasks + HOST_TASKS);
}
