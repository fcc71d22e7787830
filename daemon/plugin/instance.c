/* One plugin instance. instance_advance is the whole story; the rest are its steps.
 *
 * A delivery that was taken gets exactly one outcome: the host's answer, or "retry" when the process is gone. That is
 * said only once it is gone, so that a second attempt never runs beside the first. */
#include "plugin/instance.h"

#include "base/log.h"
#include "base/mem.h"

#include <assert.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define START_LIMIT SECONDS(30)
#define CLOSE_LIMIT SECONDS(10)
#define PAUSE_FIRST SECONDS(1)
#define PAUSE_MOST  SECONDS(300)

static void timer_fired(void *context)
{
    instance_advance(context, EVENT_TIMER);
}

static void timer_off(struct instance *instance)
{
    env_timer_at(instance->timer, INSTANT_NEVER);
}

void instance_reason(struct instance *instance, const char *reason)
{
    snprintf(instance->last_error, sizeof instance->last_error, "%.*s",
             (int)sizeof instance->last_error - 1, reason);
}

/* --- starting --- */

static void link_ready(void *context, int events)
{
    struct instance *instance = context;
    if (events & ENV_WRITABLE)
        link_write(instance);
    if (instance->fd >= 0 && !link_read(instance))
        instance_advance(instance, EVENT_BROKEN);
}

static void child_exited(void *context, int status)
{
    struct instance *instance = context;
    if (instance->state == INSTANCE_STARTING || instance->state == INSTANCE_READY) {
        if (link_read(instance)) /* what it had started holds the connection open for a moment yet */
            instance->last_error[0] = '\0';
        else
            link_close(instance); /* its last words were heard */
    }
    if (!instance->last_error[0] && status > 128)
        snprintf(instance->last_error, sizeof instance->last_error, "the plugin's process was ended by signal %d",
                 status - 128);
    else if (!instance->last_error[0])
        snprintf(instance->last_error, sizeof instance->last_error, "the plugin's process ended with status %d", status);
    env_child_free(instance->child);
    instance->child = NULL;
    instance_advance(instance, EVENT_EXITED);
}

static int child_spawn(struct instance *instance, struct error *error)
{
    int ends[2];
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0)
        return error_set(error, SENDD_EIO, "no descriptors left for the plugin");
    const char *const argv[] = {instance->config.host, NULL};
    struct env_spawn spawn = {.argv = argv, .fd3 = ends[1], .out_fd = -1, .err_fd = -1, .exited = child_exited,
                              .context = instance};
    int status = env_spawn(instance->env, &spawn, &instance->child, error);
    close(ends[1]);
    if (status < 0) {
        close(ends[0]);
        return status;
    }
    instance->fd = ends[0];
    instance->watch = env_watch_new(instance->env, instance->fd, link_ready, instance);
    return 0;
}

static json_t *open_message(const struct plugin_config *config)
{
    return json_pack("{s:s, s:s, s:s, s:O, s:O, s:I}", "type", "open", "module", config->module, "folder",
                     config->folder, "options", config->options, "secrets", config->secrets, "memory",
                     (json_int_t)config->memory);
}

/* --- ending --- */

static void wait_to_restart(struct instance *instance)
{
    duration pause = instance->config.pause > 0 ? instance->config.pause : PAUSE_FIRST;
    for (int i = 0; i < instance->tries && pause < PAUSE_MOST; i++)
        pause *= 2;
    pause = pause < PAUSE_MOST ? pause : PAUSE_MOST;
    uint64_t random;
    env_random(instance->env, &random, sizeof random);
    instance->tries++;
    instance->state = INSTANCE_BACKOFF;
    env_timer_after(instance->timer, pause + (duration)(random % (uint64_t)(pause / 4 + 1)));
}

static void start(struct instance *instance)
{
    struct error error = ERROR_NONE;
    instance->state = INSTANCE_STARTING;
    instance->babble = 0;
    if (child_spawn(instance, &error) < 0) {
        instance_reason(instance, error.text);
        log_warning("plugin-broken", "a plugin does not start", "PLUGIN", instance->config.name, "REASON",
                    instance->last_error);
        wait_to_restart(instance);
        return;
    }
    env_timer_after(instance->timer, START_LIMIT);
    if (link_send(instance, open_message(&instance->config), &error) < 0) {
        instance_reason(instance, error.text);
        instance_advance(instance, EVENT_BROKEN);
    }
}

static void stopped(struct instance *instance)
{
    timer_off(instance);
    instance->state = INSTANCE_STOPPED;
    instance->owner->stopped(instance->owner->context);
}

/* Everything in flight comes back as "retry". State first: the owner may come back to us at once. */
static void gone(struct instance *instance)
{
    bool leaving = instance->leaving;
    int64_t count = instance->flying;
    int64_t *flight = instance->flight;
    char reason[sizeof instance->last_error];
    memcpy(reason, instance->last_error, sizeof reason);
    link_close(instance);
    instance->flight = mem_alloc((size_t)instance->config.parallel * sizeof *flight);
    instance->flying = 0;
    instance->failed += count;
    timer_off(instance);
    if (!leaving) {
        log_warning("plugin-broken", "a plugin's process ended and will be started again", "PLUGIN",
                    instance->config.name, "REASON", reason);
        instance->restarts++;
        wait_to_restart(instance);
    }
    for (int64_t i = 0; i < count; i++) {
        struct outcome outcome = {.outbox = flight[i], .kind = OUTCOME_RETRY, .detail = reason};
        instance->owner->outcome(instance->owner->context, &outcome);
    }
    mem_free(flight);
    if (leaving)
        stopped(instance);
}

static void give_up(struct instance *instance)
{
    link_close(instance);
    timer_off(instance);
    env_child_kill(instance->child, SIGKILL);
    instance->state = instance->leaving ? INSTANCE_STOPPING : INSTANCE_ENDING;
}

static void say_close(struct instance *instance)
{
    link_send(instance, json_pack("{s:s}", "type", "close"), NULL);
    link_close(instance); /* the end of the connection says it as well */
    instance->state = INSTANCE_STOPPING;
    env_timer_after(instance->timer, CLOSE_LIMIT);
}

static void leave(struct instance *instance)
{
    instance->leaving = true;
    if (instance->state == INSTANCE_BACKOFF)
        stopped(instance);
    else if (instance->state == INSTANCE_STARTING)
        give_up(instance);
    else if (instance->state == INSTANCE_READY && instance->flying == 0)
        say_close(instance);
    else if (instance->state == INSTANCE_ENDING)
        instance->state = INSTANCE_STOPPING;
}

static void kill_now(struct instance *instance)
{
    instance->leaving = true;
    if (instance->state == INSTANCE_STARTING || instance->state == INSTANCE_READY)
        instance_reason(instance, "the daemon stops");
    if (instance->child)
        give_up(instance);
    else if (instance->state != INSTANCE_STOPPED)
        stopped(instance);
}

static void time_is_up(struct instance *instance)
{
    if (instance->state == INSTANCE_BACKOFF) {
        start(instance);
    } else if (instance->state == INSTANCE_STARTING) {
        instance_reason(instance, "the plugin was not ready within 30 s");
        give_up(instance);
    } else if (instance->state == INSTANCE_STOPPING) {
        give_up(instance);
    } else if (instance->state == INSTANCE_READY && instance->flying > 0) {
        int64_t head = instance->flight[0];
        bool sense = link_read(instance); /* the answer may have come while the loop was busy */
        if (sense && (instance->state != INSTANCE_READY || instance->flying == 0 || instance->flight[0] != head))
            return;
        if (sense)
            snprintf(instance->last_error, sizeof instance->last_error, "no answer within %lld s",
                     (long long)instance->config.timeout);
        give_up(instance);
    }
}

void instance_advance(struct instance *instance, enum instance_event event)
{
    switch (event) {
    case EVENT_START:
        start(instance);
        break;
    case EVENT_OPENED:
        instance->state = INSTANCE_READY;
        timer_off(instance);
        if (instance->restarts)
            log_notice("plugin-ready", "a plugin runs again", "PLUGIN", instance->config.name);
        if (instance->leaving)
            leave(instance);
        else
            instance->owner->room(instance->owner->context);
        break;
    case EVENT_BROKEN:
        if (instance->state == INSTANCE_STARTING || instance->state == INSTANCE_READY)
            give_up(instance);
        break;
    case EVENT_TIMER:
        time_is_up(instance);
        break;
    case EVENT_EXITED:
        gone(instance);
        break;
    case EVENT_LEAVE:
        leave(instance);
        break;
    case EVENT_KILL:
        kill_now(instance);
        break;
    }
}

/* --- life --- */

static void config_copy(struct plugin_config *own, const struct plugin_config *config)
{
    *own = *config;
    own->name = mem_copy(config->name);
    own->module = mem_copy(config->module);
    own->host = mem_copy(config->host);
    own->folder = mem_copy(config->folder);
    own->options = config->options ? json_deep_copy(config->options) : json_object();
    own->secrets = config->secrets ? json_deep_copy(config->secrets) : json_object();
}

struct instance *instance_new(struct env *env, const struct plugin_config *config, const struct instance_owner *owner)
{
    struct instance *instance = mem_alloc(sizeof *instance);
    instance->env = env;
    instance->owner = owner;
    instance->fd = -1;
    instance->state = INSTANCE_BACKOFF;
    instance->timer = env_timer_new(env, timer_fired, instance);
    config_copy(&instance->config, config);
    instance->flight = mem_alloc((size_t)config->parallel * sizeof *instance->flight);
    return instance;
}

void instance_free(struct instance *instance)
{
    assert(instance->state == INSTANCE_STOPPED && !instance->child && instance->flying == 0);
    env_timer_free(instance->timer);
    mem_free((char *)instance->config.name);
    mem_free((char *)instance->config.module);
    mem_free((char *)instance->config.host);
    mem_free((char *)instance->config.folder);
    json_decref(instance->config.options);
    json_decref(instance->config.secrets);
    mem_free(instance->flight);
    mem_free(instance);
}

bool instance_same(const struct instance *instance, const struct plugin_config *config)
{
    const struct plugin_config *own = &instance->config;
    json_t *empty = json_object();
    bool same = string_equal(own->module, config->module) && string_equal(own->host, config->host) &&
                string_equal(own->folder, config->folder) && own->timeout == config->timeout &&
                own->memory == config->memory && own->parallel == config->parallel && own->pause == config->pause &&
                json_equal(own->options, config->options ? config->options : empty) &&
                json_equal(own->secrets, config->secrets ? config->secrets : empty);
    json_decref(empty);
    return same;
}

json_t *instance_json(const struct instance *instance)
{
    static const char *const states[] = {"starting", "ready", "ending", "backoff", "stopping", "stopped"};
    return json_pack("{s:s, s:s, s:s, s:I, s:I, s:I, s:I, s:I, s:s}", "name", instance->config.name, "module",
                     instance->config.module, "state", instance->leaving ? "stopping" : states[instance->state], "pid",
                     (json_int_t)(instance->child ? env_child_pid(instance->child) : 0), "restarts",
                     (json_int_t)instance->restarts, "in_flight", (json_int_t)instance->flying, "delivered",
                     (json_int_t)instance->delivered, "failed", (json_int_t)instance->failed, "last_error",
                     instance->last_error);
}
