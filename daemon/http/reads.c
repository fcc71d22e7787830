/* What the daemon says of itself: status, workflows, the audit, a reload. */
#include "http/routes.h"

#include "base/log.h"
#include "core/pins.h"
#include "core/versions.h"
#include "workflow/step.h"

static struct date today_of(struct request *request)
{
    return london_date(env_now(request->http->env));
}

/* --- status --- */

static json_t *schools_json(const struct site *site)
{
    json_t *list = json_array();
    for (size_t i = 0; i < site->schools.count; i++) {
        const struct site_school *school = site->schools.items[i];
        json_array_append_new(list, json_pack("{s:s, s:s}", "id", school->id, "name", school->name));
    }
    return list;
}

static int status_read(struct store *store, const struct site *site, struct request *request, json_t **out,
                       struct error *error)
{
    json_t *counts = NULL;
    json_t *pins = NULL;
    int code = store_counts(store, &counts, error);
    if (!code && (code = pins_check(store, site, &pins, error)))
        json_decref(counts);
    if (code)
        return code;
    struct text now = TEXT_EMPTY;
    london_write(env_now(request->http->env), &now);
    json_t *status = request->arguments; /* status_serve put the loop's own part there */
    json_object_set_new(status, "version", json_string(request->http->options.version));
    json_object_set_new(status, "now", json_string(text_string(&now)));
    json_object_set_new(status, "clock", json_string(env_clock_is_jumping(request->http->env) ? "jumping" : "real"));
    json_object_set_new(status, "schools", schools_json(site));
    json_object_set_new(status, "counts", counts);
    json_object_set_new(status, "pins", pins);
    text_free(&now);
    *out = json_incref(status);
    return 0;
}

void status_serve(struct request *request)
{
    json_object_set_new(request->arguments, "core", core_status(request->http->core));
    if (request->http->options.plugins)
        json_object_set_new(request->arguments, "plugins", plugins_json(request->http->options.plugins));
    request_read(request, status_read);
}

void plugins_serve(struct request *request)
{
    struct plugins *plugins = request->http->options.plugins;
    json_t *body = json_pack("{s:o}", "plugins", plugins ? plugins_json(plugins) : json_array());
    request_answer(request, 0, body);
    json_decref(body);
}

/* --- workflows --- */

/* Cases of VERSION, whichever text of it they are pinned to. */
static json_int_t open_count(const json_t *in_use, const char *workflow, json_int_t version)
{
    json_int_t count = 0;
    size_t i;
    json_t *row;
    json_array_foreach(in_use, i, row) {
        if (string_equal(json_text(row, "workflow"), workflow) && json_number(row, "version", 0) == version)
            count += json_number(row, "open", 0);
    }
    return count;
}

static void date_put(json_t *object, const char *key, struct date date)
{
    char text[DATE_SIZE];
    json_object_set_new(object, key, date_is(date) ? json_string(date_write(date, text)) : json_null());
}

/* When new cases begin with it. */
static void validity_put(json_t *row, const struct definition *definition, struct date today)
{
    date_put(row, "valid_from", definition_valid_from(definition));
    date_put(row, "valid_to", definition_valid_to(definition));
    json_object_set_new(row, "in_force", json_boolean(version_in_force(definition, today)));
}

static int workflows_read(struct store *store, const struct site *site, struct request *request, json_t **out,
                          struct error *error)
{
    json_t *in_use = NULL;
    int code = store_definitions_in_use(store, &in_use, error);
    if (code)
        return code;
    json_t *list = json_array();
    for (size_t i = 0; i < site->definitions.count; i++) {
        const struct definition *definition = site->definitions.items[i];
        const char *id = definition_id(definition);
        json_int_t version = definition_version(definition);
        json_t *row = json_pack("{s:s, s:I, s:s, s:s, s:s, s:O, s:I}", "id", id, "version", version, "title",
                                definition_title(definition), "subject", definition_subject(definition), "hash",
                                definition_hash(definition), "fields", definition_fields(definition), "open",
                                open_count(in_use, id, version));
        validity_put(row, definition, today_of(request));
        json_array_append_new(list, row);
    }
    *out = json_pack("{s:o, s:o}", "workflows", list, "in_use", in_use);
    return 0;
}

void workflows_serve(struct request *request)
{
    request_read(request, workflows_read);
}

/* --- audit and reload --- */

static int audit_read(struct store *store, const struct site *site, struct request *request, json_t **out,
                      struct error *error)
{
    (void)site, (void)request;
    struct audit audit;
    int code = store_history_verify(store, &audit, error);
    if (code)
        return code;
    *out = json_pack("{s:I, s:s, s:b}", "rows", (json_int_t)audit.rows, "head", audit.head, "sound", audit.bad == 0);
    if (audit.bad) {
        const char *row = arena_printf(request->arena, "%lld", (long long)audit.bad);
        log_error("audit-broken", "the history was changed from outside, or is damaged", "ROW", row, "REASON", audit.reason);
        json_object_set_new(*out, "bad", json_integer(audit.bad));
        json_object_set_new(*out, "reason", json_string(audit.reason));
    }
    return 0;
}

void audit_serve(struct request *request)
{
    request_read(request, audit_read);
}

static json_t *names_json(const char *const *names)
{
    json_t *list = json_array();
    for (; names && *names; names++)
        json_array_append_new(list, json_string(*names));
    return list;
}

static void reload_answered(void *context, int code, const char *report, const char *const *restart)
{
    struct request *request = context;
    json_t *body = json_pack("{s:b, s:s, s:o}", "reloaded", code == 0, "report", report ? report : "", "restart",
                             names_json(restart));
    struct error error = ERROR_NONE;
    if (code == SENDD_EINVALID) {
        error_set(&error, code, "the new configuration has faults; the old one stays in force");
        error_hint(&error, "correct the faults in `report` and reload again");
    } else if (code) {
        error_set(&error, code, "the old configuration stays in force: %s", report);
    }
    if (code) {
        json_t *fault = json_error(&error);
        json_object_update(body, fault);
        json_decref(fault);
    }
    request_answer(request, code, body);
    json_decref(body);
}

void reload_serve(struct request *request)
{
    const struct http_options *options = &request->http->options;
    options->reload(options->reload_context, reload_answered, request);
}
