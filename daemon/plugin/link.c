/* The connection to a host: never blocks the loop, never grows without bound. */
#include "plugin/frame.h"
#include "plugin/instance.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum {
    READ_BYTES = 64 * 1024,
    READ_ROUNDS = 8,             /* then the loop's other work has its turn */
    BABBLE_LIMIT = 2 * FRAME_LIMIT /* bytes a host may say between two outcomes: one frame of any size, and its log lines */
};

static void wants(struct instance *instance)
{
    env_watch_want(instance->watch, instance->out.length ? ENV_READABLE | ENV_WRITABLE : ENV_READABLE);
}

/* A write error is not told from here: the other end is gone, and reading will find the same, in order. */
void link_write(struct instance *instance)
{
    while (instance->fd >= 0 && instance->out.length) {
        ssize_t count = send(instance->fd, instance->out.bytes, instance->out.length, MSG_NOSIGNAL | MSG_DONTWAIT);
        if (count < 0 && errno == EINTR)
            continue;
        if (count < 0 && errno != EAGAIN)
            text_clear(&instance->out);
        if (count <= 0)
            break;
        instance->out.length -= (size_t)count;
        memmove(instance->out.bytes, instance->out.bytes + count, instance->out.length + 1);
    }
    if (instance->fd >= 0)
        wants(instance);
}

int link_send(struct instance *instance, json_t *message, struct error *error)
{
    int status = frame_add(&instance->out, message, error);
    json_decref(message);
    if (status == 0)
        link_write(instance);
    return status;
}

/* Acts on each whole frame that is there. */
static bool frames_hear(struct instance *instance)
{
    while (instance->fd >= 0) {
        json_t *message;
        struct error error = ERROR_NONE;
        int taken = frame_take(&instance->in, &message, &error);
        if (taken == 0)
            return true;
        if (taken < 0) {
            snprintf(instance->last_error, sizeof instance->last_error, "the plugin's process talks nonsense: %.300s",
                     error.text);
            return false;
        }
        bool sense = instance_hear(instance, message);
        json_decref(message);
        if (!sense)
            return false;
    }
    return true;
}

bool link_read(struct instance *instance)
{
    static char bytes[READ_BYTES]; /* only the loop reads */
    for (int round = 0; round < READ_ROUNDS && instance->fd >= 0; round++) {
        ssize_t count = recv(instance->fd, bytes, sizeof bytes, MSG_DONTWAIT);
        if (count < 0 && (errno == EAGAIN || errno == EINTR))
            return true;
        if (count <= 0) {
            instance->last_error[0] = '\0'; /* how the process ended says more */
            return false;
        }
        instance->babble += (size_t)count;
        text_add_n(&instance->in, bytes, (size_t)count);
        if (!frames_hear(instance))
            return false;
        if (instance->babble > BABBLE_LIMIT) {
            snprintf(instance->last_error, sizeof instance->last_error,
                     "the plugin's process said more than %d bytes for one delivery", BABBLE_LIMIT);
            return false;
        }
    }
    return true;
}

void link_close(struct instance *instance)
{
    env_watch_free(instance->watch);
    instance->watch = NULL;
    if (instance->fd >= 0)
        close(instance->fd);
    instance->fd = -1;
    text_free(&instance->in);
    text_free(&instance->out);
}
