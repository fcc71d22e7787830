/* sendd: reads the configuration, wires the rooms together, runs the loop, and ends in good order. */
#include "config.h"

#include "base/log.h"
#include "base/mem.h"
#include "core/core.h"
#include "http/http.h"
#include "sendd_notify.h"
#include "sendd_options.h"
#include "sendd_reload.h"

#include <signal.h>
#include <sodium.h>
#include <stdio.h>
#include <sys/stat.h>

/* How long plugins may take to end. What they were delivering is sent again at the next start, with its key.
 */
static const duration plugin_grace = SECONDS(5);

struct daemon {
    struct options options;
    struct env *env;
    struct store *store;
    struct core *core;
    struct plugins *plugins;
    struct http *http;
    struct env_timer *watchdog;
    bool stopping;
    int status; /* the exit status */
};

/* --- the configuration --- */

static void print_error(const struct error *error)
{
    struct text text = TEXT_EMPTY;
    error_print(error, &text);
    fprintf(stderr, "sendd: %s\n", text_string(&text));
    text_free(&text);
}

/* NULL after saying what is wrong. */
static struct site *site_take(const struct options *options)
{
    struct arena *arena = arena_new();
    struct faults *faults = faults_new(arena);
    struct site *site = site_read(options->folder, faults);
    struct text text = TEXT_EMPTY;
    faults_print(faults, &text);
    fputs(text_string(&text), stderr);
    text_free(&text);
    arena_free(arena);
    if (!site)
        return NULL;
    if (options->store)
        site->store_path = arena_copy(site->arena, options->store);
    if (options->socket)
        site->socket_path = arena_copy(site->arena, options->socket);
    return site;
}

static int check(const struct options *options)
{
    struct site *site = site_take(options);
    int status = site ? EXIT_OK : EXIT_FAULT;
    site_drop(site);
    return status;
}

/* --- plugins: the core's delivery port --- */

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

/* Instances that are new or changed start; those that are gone end after their deliveries. */
static void plugins_follow(struct daemon *daemon, const struct site *site)
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

/* --- reload --- */

struct reloading {
    struct daemon *daemon;
    http_reload_answer *answer; /* NULL: asked by a signal */
    void *context;
};

static void reload_answer(struct reloading *reloading, int code, const char *report)
{
    if (!code)
        log_notice("reloaded", "the configuration was read again");
    else if (code == SENDD_EINVALID)
        log_error("reload-refused", "the new configuration has faults; the old one stays", "FAULTS", report);
    else
        log_error("reload-refused", "the configuration was not read again", "REASON", report);
    if (!reloading->daemon->stopping)
        notify_ready();
    if (reloading->answer)
        reloading->answer(reloading->context, code, report);
    mem_free(reloading);
}

static void reload_checked(void *context, bool ok, const char *report)
{
    struct reloading *reloading = context;
    struct daemon *daemon = reloading->daemon;
    struct site *site = ok && !daemon->stopping ? site_take(&daemon->options) : NULL;
    if (site) {
        plugins_follow(daemon, site);
        core_site_swap(daemon->core, site);
    }
    if (daemon->stopping)
        reload_answer(reloading, SENDD_EBUSY, "sendd is stopping");
    else
        reload_answer(reloading, site ? 0 : SENDD_EINVALID, report);
}

static void reload(void *context, http_reload_answer *answer, void *answer_context)
{
    struct daemon *daemon = context;
    struct reloading *reloading = mem_alloc(sizeof *reloading);
    *reloading = (struct reloading){daemon, answer, answer_context};
    struct error error = ERROR_NONE;
    if (daemon->stopping) {
        reload_answer(reloading, SENDD_EBUSY, "sendd is stopping");
        return;
    }
    notify_reloading(daemon->env);
    if (reload_check(daemon->env, daemon->options.folder, reload_checked, reloading, &error))
        reload_answer(reloading, error.code, error.text);
}

static void hung_up(void *context, int signal)
{
    (void)signal;
    reload(context, NULL, NULL);
}

/* --- the end: commands first, then a reload's check, then plugins, then the outcomes that still came --- */

static void all_done(void *context)
{
    struct daemon *daemon = context;
    env_real_stop(daemon->env);
}

static void plugins_ended(void *context)
{
    struct daemon *daemon = context;
    core_drain(daemon->core, all_done, daemon);
}

static void reload_ended(void *context)
{
    struct daemon *daemon = context;
    plugins_stop(daemon->plugins, plugin_grace, plugins_ended, daemon);
}

/* Who asked for a reload is answered: no connection may be suspended when the server ends. */
static void commands_ended(void *context)
{
    reload_end(reload_ended, context);
}

static void stop(struct daemon *daemon)
{
    if (daemon->stopping)
        return;
    daemon->stopping = true;
    notify_stopping();
    core_drain(daemon->core, commands_ended, daemon);
    if (daemon->http)
        http_drain(daemon->http);
}

static void terminated(void *context, int signal)
{
    (void)signal;
    log_notice("stopping", "no more commands are taken; what is running is finished");
    stop(context);
}

/* The store failed: a restart reads what is durable; going on could only make it worse. */
static void store_failed(void *context, int code)
{
    struct daemon *daemon = context;
    log_error("store-failed", "the store failed; sendd stops", "CODE", error_name(code));
    daemon->status = EXIT_STORE;
    stop(daemon);
}

/* --- the start --- */

static int core_make(struct daemon *daemon, struct site *site, struct error *error)
{
    struct store_options options = {
        .path = site->store_path,
        .create = true,
        .jumping = env_clock_is_jumping(daemon->env),
    };
    struct delivery_port port = {port_room, port_deliver, port_idle, daemon};
    int code = store_open(daemon->env, &options, &daemon->store, error);
    if (!code)
        code = core_new(daemon->env, daemon->store, site, &port, daemon->options.hold, &daemon->core, error);
    if (code) {
        site_drop(site);
        return code;
    }
    core_on_failure(daemon->core, store_failed, daemon);
    daemon->plugins = plugins_new(daemon->env, port_outcome, daemon);
    plugins_on_room(daemon->plugins, port_has_room, daemon);
    return 0;
}

static int serve(struct daemon *daemon, struct error *error)
{
    const struct site *site = core_site(daemon->core);
    struct http_options options = {
        .socket_path = site->socket_path,
        .version = PACKAGE_VERSION,
        .plugins = daemon->plugins,
        .reload = reload,
        .reload_context = daemon,
    };
    int code = http_start(daemon->env, daemon->core, &options, &daemon->http, error);
    if (code)
        return code;
    plugins_follow(daemon, site);
    core_start(daemon->core);
    env_signal(daemon->env, SIGTERM, terminated, daemon);
    env_signal(daemon->env, SIGINT, terminated, daemon);
    env_signal(daemon->env, SIGHUP, hung_up, daemon);
    daemon->watchdog = notify_watchdog(daemon->env);
    log_notice("ready",
               daemon->options.hold ? "sendd is ready; nothing is sent until it is released"
                                    : "sendd is ready",
               "STORE", site->store_path);
    notify_ready();
    return 0;
}

static void daemon_free(struct daemon *daemon)
{
    http_free(daemon->http);
    env_timer_free(daemon->watchdog);
    core_free(daemon->core);
    if (daemon->plugins)
        plugins_free(daemon->plugins);
    if (daemon->store)
        store_close(daemon->store);
    env_real_free(daemon->env);
}

static int run(struct daemon *daemon)
{
    struct error error = ERROR_NONE;
    struct site *site = site_take(&daemon->options);
    if (!site)
        return EXIT_FAULT;
    daemon->env = env_real_new(daemon->options.jump_from);
    int code = core_make(daemon, site, &error);
    if (!code)
        code = serve(daemon, &error);
    if (code) {
        print_error(&error);
        daemon->status = code == SENDD_ECORRUPT || code == SENDD_EIO ? EXIT_STORE : EXIT_FAULT;
    } else {
        env_real_run(daemon->env);
    }
    daemon_free(daemon);
    return daemon->status;
}

int main(int argc, char **argv)
{
    struct daemon daemon = {0};
    struct error error = ERROR_NONE;
    umask(0077);
    if (options_read(argc, argv, &daemon.options, &error)) {
        print_error(&error);
        return EXIT_USAGE;
    }
    if (daemon.options.version)
        return puts("sendd " PACKAGE_VERSION) < 0;
    if (daemon.options.help)
        return fputs(options_help, stdout) < 0;
    if (sodium_init() < 0)
        return EXIT_FAULT;
    return daemon.options.check ? check(&daemon.options) : run(&daemon);
}
