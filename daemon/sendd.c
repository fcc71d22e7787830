/* sendd: reads the configuration, wires the rooms together, runs the loop, and ends in good order. */
#include "config.h"

#include "base/log.h"
#include "core/pins.h"
#include "sendd_daemon.h"
#include "sendd_notify.h"
#include "sendd_reload.h"
#include "sendd_simulate.h"
#include "sendd_upgrade.h"

#include <signal.h>
#include <sodium.h>
#include <stdio.h>
#include <sys/stat.h>

/* How long plugins may take to end. What they were delivering is sent again at the next start, with its key.
 */
static const duration plugin_grace = SECONDS(5);
/* And the last answers to leave, when a peer is slow to read. */
static const duration answer_grace = SECONDS(5);

/* --- the configuration --- */

static void print_error(const struct error *error)
{
    struct text text = TEXT_EMPTY;
    error_print(error, &text);
    fprintf(stderr, "sendd: %s\n", text_string(&text));
    text_free(&text);
}

static int check(const struct options *options)
{
    struct site *site = daemon_site(options);
    int status = site ? EXIT_OK : EXIT_FAULT;
    site_drop(site);
    return status;
}

static int upgrade(const struct options *options)
{
    struct site *site = daemon_site(options);
    if (!site)
        return EXIT_FAULT;
    struct env *env = env_real_new(INSTANT_NEVER);
    int status = upgrade_check(env, site, options->json);
    env_real_free(env);
    site_drop(site);
    return status;
}

/* --- the end: commands first, then a reload's check, then plugins, then the outcomes that still came, then the last
 * answers --- */

static void all_done(void *context)
{
    struct daemon *daemon = context;
    env_real_stop(daemon->env);
}

static void outcomes_kept(void *context)
{
    struct daemon *daemon = context;
    if (daemon->http)
        http_end(daemon->http, answer_grace, all_done, daemon);
    else
        all_done(daemon);
}

static void plugins_ended(void *context)
{
    struct daemon *daemon = context;
    core_drain(daemon->core, outcomes_kept, daemon);
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
    if (daemon->http)
        http_drain(daemon->http);
    core_drain(daemon->core, commands_ended, daemon);
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
    (void)code; /* the core has logged it */
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
    struct delivery_port port = daemon_delivery_port(daemon);
    int code = store_open(daemon->env, &options, &daemon->store, error);
    if (!code)
        code = core_new(daemon->env, daemon->store, site, &port, daemon->options.hold, &daemon->core, error);
    if (code) {
        site_drop(site);
        return code;
    }
    core_on_failure(daemon->core, store_failed, daemon);
    daemon_plugins_make(daemon);
    return 0;
}

static void pin_log(json_t *pin)
{
    char count[24];
    struct text report = TEXT_EMPTY;
    json_t *alone = json_pack("[O]", pin);
    pins_print(alone, &report);
    snprintf(count, sizeof count, "%lld", (long long)json_number(pin, "open", 0));
    log_error("workflow-missing", "open cases are pinned to a workflow that can't run as things are", "WORKFLOW",
              json_text(pin, "workflow"), "COUNT", count, "FAULTS", text_string(&report));
    json_decref(alone);
    text_free(&report);
}

/* Cases that can't go on are no reason not to start; but someone must know. */
static int pins_log(struct daemon *daemon, struct error *error)
{
    json_t *pins;
    int code = pins_check(daemon->store, core_site(daemon->core), &pins, error);
    for (size_t i = 0; !code && i < json_array_size(pins); i++)
        pin_log(json_array_get(pins, i));
    json_decref(code ? NULL : pins);
    return code;
}

static int serve(struct daemon *daemon, struct error *error)
{
    const struct site *site = core_site(daemon->core);
    struct http_options options = {
        .socket_path = site->socket_path,
        .version = PACKAGE_VERSION,
        .plugins = daemon->plugins,
        .reload = daemon_reload,
        .reload_context = daemon,
    };
    int code = pins_log(daemon, error);
    if (!code)
        code = http_start(daemon->env, daemon->core, &options, &daemon->http, error);
    if (code)
        return code;
    daemon_plugins_follow(daemon, site);
    core_start(daemon->core);
    env_signal(daemon->env, SIGTERM, terminated, daemon);
    env_signal(daemon->env, SIGINT, terminated, daemon);
    env_signal(daemon->env, SIGHUP, daemon_hung_up, daemon);
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
    struct site *site = daemon_site(&daemon->options);
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
        log_notice("stopped", "sendd has ended in good order");
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
    if (daemon.options.simulate)
        return simulate_run(&daemon.options);
    if (daemon.options.upgrade_check)
        return upgrade(&daemon.options);
    return daemon.options.check ? check(&daemon.options) : run(&daemon);
}
