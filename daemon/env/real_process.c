/* Children and signals on the real loop. */
#include "env/real.h"

#include "base/mem.h"

#include <assert.h>
#include <signal.h>
#include <unistd.h>

struct env_child {
    uv_process_t process;
    pid_t group; /* its own number, too */
    void (*exited)(void *context, int status);
    void *context;
    bool gone; /* exited was called, or is being called */
};

/* What the child has started leaves with it. Its own number is free for others from here on, but a group keeps its
 * number as long as anyone is in it, and numbers come round too slowly for another group to have it already. */
static void on_exit(uv_process_t *process, int64_t status, int signal)
{
    struct env_child *child = process->data;
    child->gone = true;
    uv_kill(-child->group, SIGKILL);
    child->exited(child->context, signal ? 128 + signal : (int)status);
}

static uv_stdio_container_t inherit(int fd)
{
    return (uv_stdio_container_t){.flags = UV_INHERIT_FD, .data.fd = fd};
}

static void closed(uv_handle_t *handle)
{
    mem_free(handle->data);
}

/* libuv passes on every descriptor that is not close-on-exec: ours all are, but not what a library opened or
 * what we were started with. Children get what the header says and nothing else. */
static void keep_ours(void)
{
    close_range(3, ~0U, CLOSE_RANGE_CLOEXEC);
}

int env_spawn(struct env *env, const struct env_spawn *spawn, struct env_child **out, struct error *error)
{
    static const char *const minimal[] = {"PATH=/usr/local/bin:/usr/bin:/bin", "TZ=UTC", "LANG=C.UTF-8",
                                          NULL};
    uv_stdio_container_t stdio[4] = {{.flags = UV_IGNORE},
                                     inherit(spawn->out_fd >= 0 ? spawn->out_fd : 1),
                                     inherit(spawn->err_fd >= 0 ? spawn->err_fd : 2),
                                     inherit(spawn->fd3)};
    uv_process_options_t options = {
        .exit_cb = on_exit,
        .file = spawn->argv[0],
        .args = (char **)spawn->argv,
        .env = (char **)(spawn->environment ? spawn->environment : minimal),
        .stdio_count = spawn->fd3 >= 0 ? 4 : 3,
        .stdio = stdio,
        .flags = UV_PROCESS_DETACHED, /* a group of its own */
    };
    struct env_child *child = mem_alloc(sizeof *child);
    child->exited = spawn->exited;
    child->context = spawn->context;
    child->process.data = child;
    keep_ours();
    int result = uv_spawn(&real_of(env)->loop, &child->process, &options);
    if (result != 0) {
        uv_close((uv_handle_t *)&child->process, closed);
        error_set(error, SENDD_EIO, "cannot start %s: %s", spawn->argv[0], uv_strerror(result));
        return error_hint(error, "check that the program is there and may be executed");
    }
    child->group = child->process.pid;
    *out = child;
    return 0;
}

void env_child_kill(struct env_child *child, int signal)
{
    if (!child->gone) /* else the pid may be another process by now */
        uv_kill(-child->group, signal);
}

pid_t env_child_pid(const struct env_child *child)
{
    return child->group;
}

void env_child_free(struct env_child *child)
{
    if (!child)
        return;
    assert(child->gone);
    uv_close((uv_handle_t *)&child->process, closed);
}

struct signal_watch {
    uv_signal_t handle;
    void (*fn)(void *context, int signal);
    void *context;
};

static void on_signal(uv_signal_t *handle, int signal)
{
    struct signal_watch *watch = handle->data;
    watch->fn(watch->context, signal);
}

void env_signal(struct env *env, int signal, void (*fn)(void *context, int signal), void *context)
{
    struct real *real = real_of(env);
    struct signal_watch *watch = mem_alloc(sizeof *watch);
    watch->fn = fn;
    watch->context = context;
    uv_signal_init(&real->loop, &watch->handle);
    watch->handle.data = watch;
    int result = uv_signal_start(&watch->handle, on_signal, signal);
    assert(result == 0); /* SIGKILL and the like cannot be caught */
    (void)result;
    uv_unref((uv_handle_t *)&watch->handle); /* waiting for a signal alone keeps no loop running */
    list_add(&real->signals, watch);
}

void real_signals_close(struct real *real)
{
    for (size_t i = 0; i < real->signals.count; i++) {
        struct signal_watch *watch = real->signals.items[i];
        uv_close((uv_handle_t *)&watch->handle, closed);
    }
    list_free(&real->signals);
}
