/* All plugin instances together. */
#include "plugin/supervisor.h"

#include "base/mem.h"
#include "plugin/instance.h"

struct plugins {
    struct env *env;
    struct list items; /* of struct instance *, in the order they were started */
    struct instance_owner owner;
    void (*outcome)(void *context, const struct outcome *outcome);
    void *outcome_context;
    void (*room)(void *context);
    void *room_context;
    struct env_timer *grace; /* NULL until plugins_stop */
    void (*stopped)(void *context);
    void *stopped_context;
    bool sweeping; /* a sweep is on its way */
};

static void on_outcome(void *context, const struct outcome *outcome)
{
    struct plugins *plugins = context;
    plugins->outcome(plugins->outcome_context, outcome);
}

static void on_room(void *context)
{
    struct plugins *plugins = context;
    if (plugins->room)
        plugins->room(plugins->room_context);
}

/* Frees what has stopped, on a turn of its own: none of it is still on the stack. */
static void sweep(void *context)
{
    struct plugins *plugins = context;
    plugins->sweeping = false;
    for (size_t i = plugins->items.count; i-- > 0;) {
        struct instance *instance = plugins->items.items[i];
        if (instance->state != INSTANCE_STOPPED)
            continue;
        instance_free(instance);
        list_remove(&plugins->items, i);
    }
    void (*done)(void *context) = plugins->stopped;
    if (!plugins->grace || plugins->items.count > 0 || !done)
        return;
    plugins->stopped = NULL;
    env_timer_at(plugins->grace, INSTANT_NEVER);
    done(plugins->stopped_context);
}

static void sweep_soon(void *context)
{
    struct plugins *plugins = context;
    if (!plugins->sweeping)
        env_defer(plugins->env, sweep, plugins);
    plugins->sweeping = true;
}

struct plugins *plugins_new(struct env *env, void (*outcome)(void *context, const struct outcome *outcome),
                            void *context)
{
    struct plugins *plugins = mem_alloc(sizeof *plugins);
    plugins->env = env;
    plugins->outcome = outcome;
    plugins->outcome_context = context;
    plugins->owner = (struct instance_owner){on_outcome, on_room, sweep_soon, plugins};
    return plugins;
}

static struct instance *instance_find(const struct plugins *plugins, const char *name)
{
    for (size_t i = 0; i < plugins->items.count; i++) {
        struct instance *instance = plugins->items.items[i];
        if (!instance->leaving && string_equal(instance->config.name, name))
            return instance;
    }
    return NULL;
}

static int config_check(const struct plugin_config *config, struct error *error)
{
    if (!config->name || !*config->name || !config->module || !config->host || !config->folder)
        return error_set(error, SENDD_EINVALID, "a plugin instance needs a name, a module, a host and a folder");
    if (config->timeout < 1 || config->timeout > 600)
        return error_set(error, SENDD_EINVALID, "plugin \"%s\": timeout must be 1 to 600 s", config->name);
    if (config->memory < 16 || config->memory > 4096)
        return error_set(error, SENDD_EINVALID, "plugin \"%s\": memory must be 16 to 4096 MiB", config->name);
    if (config->parallel < 1 || config->parallel > 64)
        return error_set(error, SENDD_EINVALID, "plugin \"%s\": parallel must be 1 to 64", config->name);
    return 0;
}

int plugin_start(struct plugins *plugins, const struct plugin_config *config, struct error *error)
{
    int status = config_check(config, error);
    if (status < 0)
        return status;
    struct instance *old = instance_find(plugins, config->name);
    if (old && instance_same(old, config))
        return 0;
    if (old)
        instance_advance(old, EVENT_LEAVE);
    struct instance *instance = instance_new(plugins->env, config, &plugins->owner);
    list_add(&plugins->items, instance);
    instance_advance(instance, EVENT_START);
    return 0;
}

static bool name_is_in(const char *name, const char *const *names)
{
    for (; *names; names++)
        if (string_equal(name, *names))
            return true;
    return false;
}

void plugins_keep(struct plugins *plugins, const char *const *names)
{
    for (size_t i = 0; i < plugins->items.count; i++) {
        struct instance *instance = plugins->items.items[i];
        if (!instance->leaving && !name_is_in(instance->config.name, names))
            instance_advance(instance, EVENT_LEAVE);
    }
}

int plugin_room(const struct plugins *plugins, const char *name)
{
    const struct instance *instance = instance_find(plugins, name);
    return instance ? instance_room(instance) : -1;
}

void plugins_on_room(struct plugins *plugins, void (*room)(void *context), void *context)
{
    plugins->room = room;
    plugins->room_context = context;
}

int plugin_deliver(struct plugins *plugins, const char *name, const struct delivery *delivery, struct error *error)
{
    struct instance *instance = instance_find(plugins, name);
    if (!instance)
        return error_set(error, SENDD_ENOTFOUND, "there is no plugin instance \"%s\"", name);
    if (instance_room(instance) <= 0)
        return error_set(error, SENDD_EBUSY, "plugin \"%s\" has no room now", name);
    return instance_deliver(instance, delivery, error);
}

json_t *plugins_json(const struct plugins *plugins)
{
    json_t *all = json_array();
    for (size_t i = 0; i < plugins->items.count; i++)
        json_array_append_new(all, instance_json(plugins->items.items[i]));
    return all;
}

bool plugins_idle(const struct plugins *plugins)
{
    for (size_t i = 0; i < plugins->items.count; i++) {
        const struct instance *instance = plugins->items.items[i];
        if (instance->flying > 0 || instance->state == INSTANCE_STARTING || instance->state == INSTANCE_ENDING)
            return false;
    }
    return true;
}

static void grace_over(void *context)
{
    struct plugins *plugins = context;
    for (size_t i = 0; i < plugins->items.count; i++)
        instance_advance(plugins->items.items[i], EVENT_KILL);
}

void plugins_stop(struct plugins *plugins, duration grace, void (*stopped)(void *context), void *context)
{
    plugins->stopped = stopped;
    plugins->stopped_context = context;
    plugins->grace = env_timer_new(plugins->env, grace_over, plugins);
    for (size_t i = 0; i < plugins->items.count; i++) {
        struct instance *instance = plugins->items.items[i];
        if (!instance->leaving)
            instance_advance(instance, EVENT_LEAVE);
    }
    env_timer_after(plugins->grace, grace);
    sweep_soon(plugins);
}

void plugins_free(struct plugins *plugins)
{
    if (!plugins)
        return;
    if (plugins->grace)
        env_timer_free(plugins->grace);
    list_free(&plugins->items);
    mem_free(plugins);
}
