/* A new configuration takes the old one's place, or the old one stays and who asked hears why. */
#include "sendd_daemon.h"

#include "base/log.h"
#include "base/mem.h"
#include "core/pins.h"
#include "sendd_notify.h"
#include "sendd_reload.h"

#include <stdio.h>

struct reloading {
    struct daemon *daemon;
    http_reload_answer *answer; /* NULL: asked by a signal */
    void *context;
    struct site *site; /* the new one, while the cases' workflows are looked at */
    char *report;      /* what the check of its files said */
    json_t *pins;
    const char *restart[3]; /* settings that have changed but wait for a restart; NULL-terminated */
};

static void reloaded_log(const struct reloading *reloading)
{
    const char *first = reloading->restart[0], *second = reloading->restart[1];
    char names[64];
    snprintf(names, sizeof names, "%s%s%s", first ? first : "", second ? " " : "", second ? second : "");
    if (first)
        log_warning("reload-incomplete", "the configuration was read again, but some settings wait for a restart",
                    "SETTINGS", names);
    else
        log_notice("reloaded", "the configuration was read again");
}

static void reload_answer(struct reloading *reloading, int code, const char *report)
{
    if (!code)
        reloaded_log(reloading);
    else if (code == SENDD_EINVALID)
        log_error("reload-refused", "the new configuration has faults; the old one stays", "FAULTS", report);
    else
        log_error("reload-refused", "the configuration was not read again", "REASON", report);
    if (!reloading->daemon->stopping)
        notify_ready();
    if (reloading->answer)
        reloading->answer(reloading->context, code, report, reloading->restart);
    mem_free(reloading);
}

/* Only a start opens the store and the socket: until the next one those that are open stay in force. */
static void start_settings_keep(struct reloading *reloading, struct site *site)
{
    const struct site *old = core_site(reloading->daemon->core);
    size_t count = 0;
    if (!string_equal(site->store_path, old->store_path))
        reloading->restart[count++] = "store";
    if (!string_equal(site->socket_path, old->socket_path))
        reloading->restart[count++] = "socket";
    site->store_path = arena_copy(site->arena, old->store_path);
    site->socket_path = arena_copy(site->arena, old->socket_path);
}

static void site_swap(struct daemon *daemon, struct site *site)
{
    daemon_plugins_follow(daemon, site);
    core_site_swap(daemon->core, site);
}

/* Cases go on with the workflows they are pinned to, so what those name must still be there. */
static int pins_read(struct store *store, const struct site *site, void *context)
{
    struct reloading *reloading = context;
    (void)site;
    return pins_check(store, reloading->site, &reloading->pins, NULL);
}

static void pins_done(void *context, int code)
{
    struct reloading *reloading = context;
    struct site *site = reloading->site;
    struct text report = TEXT_EMPTY;
    text_add(&report, reloading->report);
    if (code)
        text_addf(&report, "the cases' workflows could not be looked at: %s\n", error_name(code));
    pins_print(reloading->pins, &report);
    if (!code && json_array_size(reloading->pins))
        code = SENDD_EINVALID;
    if (!code && reloading->daemon->stopping) {
        code = SENDD_EBUSY;
        text_add(&report, "sendd is stopping");
    }
    if (code) {
        site_drop(site);
    } else {
        start_settings_keep(reloading, site);
        site_swap(reloading->daemon, site);
    }
    json_decref(reloading->pins);
    mem_free(reloading->report);
    reload_answer(reloading, code, text_string(&report));
    text_free(&report);
}

static void reload_checked(void *context, bool ok, const char *report)
{
    struct reloading *reloading = context;
    struct daemon *daemon = reloading->daemon;
    reloading->site = ok && !daemon->stopping ? daemon_site(&daemon->options) : NULL;
    if (!reloading->site) {
        reload_answer(reloading, daemon->stopping ? SENDD_EBUSY : SENDD_EINVALID,
                      daemon->stopping ? "sendd is stopping" : report);
        return;
    }
    reloading->report = mem_copy(report);
    core_read(daemon->core, pins_read, pins_done, reloading);
}

void daemon_reload(void *context, http_reload_answer *answer, void *answer_context)
{
    struct daemon *daemon = context;
    struct reloading *reloading = mem_alloc(sizeof *reloading);
    *reloading = (struct reloading){.daemon = daemon, .answer = answer, .context = answer_context};
    struct error error = ERROR_NONE;
    if (daemon->stopping) {
        reload_answer(reloading, SENDD_EBUSY, "sendd is stopping");
        return;
    }
    notify_reloading(daemon->env);
    if (reload_check(daemon->env, daemon->options.folder, reload_checked, reloading, &error))
        reload_answer(reloading, error.code, error.text);
}

void daemon_hung_up(void *context, int signal)
{
    (void)signal;
    daemon_reload(context, NULL, NULL);
}
