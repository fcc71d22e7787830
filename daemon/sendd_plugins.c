/* Between the core's delivery port and the plugins' supervisor. */
#include "sendd_daemon.h"

#include "base/log.h"

static int port_room(void *context, const char *instance)
{
    return plugin_room(((struct daemon *)context)->plugins, instance);
}

static int port_deliver(void *context, const char *instance, const struct delivery *delivery,
                        struct error *error)
{
    return plugin_deliver(((struct daemon *)context)->plugins, instance, delivery, error);
}

static bool port_idle(void *context)
{
    return plugins_idle(((struct daemon *)context)->plugins);
}

static void port_outcome(void *context, const struct outcome *outcome)
{
    core_outcome(((struct daemon *)context)->core, outcome);
}

static void port_has_room(void *context)
{
    core_room(((struct daemon *)context)->core);
}

struct delivery_port daemon_delivery_port(struct daemon *daemon)
{
    return (struct delivery_port){port_room, port_deliver, port_idle, daemon};
}

void daemon_plugins_make(struct daemon *daemon)
{
    daemon->plugins = plugins_new(daemon->env, port_outcome, daemon);
    plugins_on_room(daemon->plugins, port_has_room, daemon);
}

void daemon_plugins_follow(struct daemon *daemon, const struct site *site)
{
    const char **names = arena_alloc(site->arena, (site->plugins.count + 1) * sizeof *names);
    for (size_t i = 0; i < site->plugins.count; i++) {
        const struct plugin_config *config = site->plugins.items[i];
        struct error error = ERROR_NONE;
        names[i] = config->name;
        if (plugin_start(daemon->plugins, config, &error))
            log_error("plugin-start", error.text, "PLUGIN", config->name);
    }
    plugins_keep(daemon->plugins, names);
}
