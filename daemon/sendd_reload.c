#include "sendd_reload.h"

#include "base/mem.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

enum { REPORT_LIMIT = 256 * 1024 }; /* bytes of faults that are passed on */

struct reload {
    struct env_child *child;
    int pipe; /* the child's stderr */
    void (*checked)(void *context, bool ok, const char *report);
    void *context;
    struct env_watch *watch;
    struct text report;
    void (*gone)(void *context); /* who waits for its end, or NULL */
    void *gone_context;
};

static struct reload *running; /* a process has one configuration, so one reload at a time */

/* Takes what is there; a pipe that is full would stop the child. */
static void report_take(struct reload *reload)
{
    char bytes[4096];
    ssize_t count;
    while ((count = read(reload->pipe, bytes, sizeof bytes)) > 0) {
        if (reload->report.length < REPORT_LIMIT)
            text_add_n(&reload->report, bytes, (size_t)count);
    }
    if (count == 0)
        env_watch_want(reload->watch, 0);
}

static void readable(void *context, int events)
{
    (void)events;
    report_take(context);
}

static void ended(void *context, int status)
{
    struct reload *reload = context;
    report_take(reload);
    running = NULL;
    reload->checked(reload->context, status == 0, text_string(&reload->report));
    if (reload->gone)
        reload->gone(reload->gone_context);
    env_watch_free(reload->watch);
    env_child_free(reload->child);
    close(reload->pipe);
    text_free(&reload->report);
    mem_free(reload);
}

static int child_start(struct env *env, struct reload *reload, const char *folder, int err_fd,
                       struct error *error)
{
    const char *const argv[] = {"/proc/self/exe", "--check", "--conf", folder, NULL};
    struct env_spawn spawn = {
        .argv = argv,
        .fd3 = -1,
        .out_fd = -1,
        .err_fd = err_fd,
        .exited = ended,
        .context = reload,
    };
    return env_spawn(env, &spawn, &reload->child, error);
}

int reload_check(struct env *env, const char *folder,
                 void (*checked)(void *context, bool ok, const char *report), void *context,
                 struct error *error)
{
    int pipes[2];
    if (running)
        return error_set(error, SENDD_EBUSY, "a reload is under way already");
    if (pipe2(pipes, O_CLOEXEC | O_NONBLOCK))
        return error_set(error, SENDD_EBUSY, "no pipe for the check: %s", strerror(errno));
    struct reload *reload = mem_alloc(sizeof *reload);
    *reload = (struct reload){.pipe = pipes[0], .checked = checked, .context = context};
    int code = child_start(env, reload, folder, pipes[1], error);
    close(pipes[1]);
    if (code) {
        close(pipes[0]);
        mem_free(reload);
        return code;
    }
    reload->watch = env_watch_new(env, reload->pipe, readable, reload);
    env_watch_want(reload->watch, ENV_READABLE);
    running = reload;
    return 0;
}

void reload_end(void (*gone)(void *context), void *context)
{
    if (!running) {
        gone(context);
        return;
    }
    running->gone = gone;
    running->gone_context = context;
    env_child_kill(running->child, SIGKILL);
}
