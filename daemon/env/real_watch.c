/* Watching file descriptors on the real loop. */
#include "env/real.h"

#include "base/mem.h"

#include <assert.h>

struct env_watch {
    uv_poll_t poll;
    void (*ready)(void *context, int events);
    void *context;
    int want; /* enum env_ready */
};

static void start(struct env_watch *watch);

static void on_poll(uv_poll_t *poll, int status, int events)
{
    struct env_watch *watch = poll->data;
    int seen = (events & UV_READABLE ? ENV_READABLE : 0) | (events & UV_WRITABLE ? ENV_WRITABLE : 0);
    if (status < 0) {
        /* libuv stops on EPOLLERR; what is wrong with the descriptor is for the owner's next read or write to
         * find. */
        seen = watch->want;
        start(watch);
    }
    watch->ready(watch->context, seen);
}

static void start(struct env_watch *watch)
{
    int events =
        (watch->want & ENV_READABLE ? UV_READABLE : 0) | (watch->want & ENV_WRITABLE ? UV_WRITABLE : 0);
    if (events)
        uv_poll_start(&watch->poll, events, on_poll);
    else
        uv_poll_stop(&watch->poll);
}

struct env_watch *env_watch_new(struct env *env, int fd, void (*ready)(void *context, int events),
                                void *context)
{
    struct env_watch *watch = mem_alloc(sizeof *watch);
    *watch = (struct env_watch){.ready = ready, .context = context};
    int result = uv_poll_init(&real_of(env)->loop, &watch->poll, fd);
    assert(result == 0); /* a closed descriptor or a plain file: the caller's mistake */
    (void)result;
    watch->poll.data = watch;
    return watch;
}

void env_watch_want(struct env_watch *watch, int events)
{
    if (watch->want == events)
        return;
    watch->want = events;
    start(watch);
}

static void closed(uv_handle_t *handle)
{
    mem_free(handle->data);
}

void env_watch_free(struct env_watch *watch)
{
    if (!watch)
        return;
    uv_poll_stop(&watch->poll);
    uv_close((uv_handle_t *)&watch->poll, closed);
}
