/* Lists of cases, tasks, deadlines and messages: each one read of the store. */
#include "http/routes.h"

#include <stdlib.h>
#include <string.h>

static bool request_newest(const struct request *request)
{
    return string_equal(request_query(request, "newest"), "true");
}

static int not_known(struct error *error, const char *what, const char *name, const char *near)
{
    error_set(error, SENDD_ENOTFOUND, "there is no %s `%.60s`", what, name);
    if (near)
        error_hint(error, "did you mean `%s`?", near);
    return SENDD_ENOTFOUND;
}

static const char *workflow_near(const struct site *site, const char *name, bool *known)
{
    const char *ids[64];
    size_t count = 0;
    for (size_t i = 0; i < site->definitions.count; i++) {
        const char *id = definition_id(site->definitions.items[i]);
        *known = *known || string_equal(id, name);
        if (count + 1 < sizeof ids / sizeof ids[0])
            ids[count++] = id;
    }
    ids[count] = NULL;
    return conf_suggest(name, ids);
}

/* Nothing was found: perhaps because a name that was asked for is nobody's. */
static int names_check(const struct site *site, const struct request *request, struct error *error)
{
    const char *school = request_query(request, "school"), *role = request_query(request, "role"),
               *workflow = request_query(request, "workflow");
    bool known = false;
    if (school && !site_school_find(site, school))
        return not_known(error, "school", school, NULL);
    if (role && !site_role_find(site, role))
        return not_known(error, "role", role, NULL);
    const char *near = workflow ? workflow_near(site, workflow, &known) : NULL;
    return workflow && !known ? not_known(error, "workflow", workflow, near) : 0;
}

static int wrap(int code, const struct site *site, const struct request *request, const char *name, json_t *list,
                json_t **out, struct error *error)
{
    if (!code && json_array_size(list) == 0 && (code = names_check(site, request, error)))
        json_decref(list);
    if (!code)
        *out = list_cut(request, name, list, request_newest(request));
    return code;
}

static int cases_read(struct store *store, const struct site *site, struct request *request, json_t **out,
                      struct error *error)
{
    const char *ended = request_query(request, "ended");
    struct case_filter filter = {
        .school = request_query(request, "school"),
        .workflow = request_query(request, "workflow"),
        .state = request_query(request, "state"),
        .subject = request_query(request, "subject"),
        .parent = request_query(request, "parent"),
        .ended = ended && string_equal(ended, "true"),
        .after = request_after(request),
        .limit = request_limit(request),
    };
    json_t *list = NULL;
    int code = store_case_list(store, &filter, &list, error);
    return wrap(code, site, request, "cases", list, out, error);
}

void cases_serve(struct request *request)
{
    request_read(request, cases_read);
}

static int tasks_read(struct store *store, const struct site *site, struct request *request, json_t **out,
                      struct error *error)
{
    const char *closed = request_query(request, "closed");
    struct task_filter filter = {
        .school = request_query(request, "school"),
        .role = request_query(request, "role"),
        .reference = request_query(request, "case"),
        .closed = closed && string_equal(closed, "true"),
        .limit = request_limit(request),
    };
    json_t *list = NULL;
    int code = store_task_list(store, &filter, &list, error);
    return wrap(code, site, request, "tasks", list, out, error);
}

void tasks_serve(struct request *request)
{
    request_read(request, tasks_read);
}

/* The last day of "4 weeks" from today, by the same counting that `sendctl date` shows. */
static int within_read(const struct site *site, struct request *request, const char *within, struct date *out,
                       struct error *error)
{
    char today[DATE_SIZE];
    date_write(london_date(env_now(request->http->env)), today);
    struct ruling ruling;
    const char *question = arena_printf(request->arena, "%s + %s", today, within);
    int code = rule_ask(site->rules, site->calendars, question, request_query(request, "school"), NULL,
                        request->arena, &ruling, error);
    if (code)
        return error_hint(error, "write within=N days, weeks or months, such as 4 weeks");
    *out = ruling.due;
    return 0;
}

/* Overdue is derived when it is read, never stored. */
static void overdue_mark(json_t *list, instant now)
{
    size_t i;
    json_t *row;
    json_array_foreach(list, i, row) {
        struct date due;
        bool overdue = string_equal(json_text(row, "status"), "open") && ruling_overdue(row, now);
        json_object_set_new(row, "overdue", json_boolean(overdue));
        if (!date_read(json_words(row, "due"), &due, NULL))
            json_object_set_new(row, "days_left", json_integer(due.day - london_date(now).day));
    }
}

static int deadlines_read(struct store *store, const struct site *site, struct request *request, json_t **out,
                          struct error *error)
{
    const char *within = request_query(request, "within"), *closed = request_query(request, "closed"),
               *moved = request_query(request, "moved");
    struct deadline_filter filter = {
        .school = request_query(request, "school"),
        .reference = request_query(request, "case"),
        .until = DATE_NONE,
        .closed = closed && string_equal(closed, "true"),
        .moved = moved && string_equal(moved, "true"),
        .limit = request_limit(request),
    };
    int code = within ? within_read(site, request, within, &filter.until, error) : 0;
    json_t *list = NULL;
    if (!code)
        code = store_deadline_list(store, &filter, &list, error);
    if (!code)
        overdue_mark(list, env_now(request->http->env));
    return wrap(code, site, request, "deadlines", list, out, error);
}

void deadlines_serve(struct request *request)
{
    request_read(request, deadlines_read);
}

static int outbox_read(struct store *store, const struct site *site, struct request *request, json_t **out,
                       struct error *error)
{
    const char *state = request_query(request, "state");
    struct outbox_filter filter = {
        .state = state ? outbox_state_from(state) : -1,
        .school = request_query(request, "school"),
        .reference = request_query(request, "case"),
        .after = request_after(request),
        .limit = request_limit(request),
        .newest = request_newest(request),
    };
    if (state && filter.state < 0) {
        error_set(error, SENDD_EINVALID, "there is no message state `%s`", state);
        return error_hint(error, "the states are waiting, ready, delivered, accepted, dead, held, unknown, cancelled");
    }
    json_t *list = NULL;
    int code = store_outbox_list(store, &filter, &list, error);
    return wrap(code, site, request, "outbox", list, out, error);
}

void outbox_serve(struct request *request)
{
    request_read(request, outbox_read);
}

static int outbox_row_read(struct store *store, const struct site *site, struct request *request, json_t **out,
                           struct error *error)
{
    (void)site;
    json_t *id = json_object_get(request->arguments, "outbox");
    if (!json_is_integer(id))
        return error_set(error, SENDD_EINVALID, "a message is named by its number");
    struct outbox row;
    int code = store_outbox_get(store, json_integer_value(id), request->arena, &row, error);
    json_t *attempts = NULL;
    if (!code)
        code = store_outbox_attempts(store, row.id, &attempts, error);
    if (code)
        return code;
    *out = json_pack("{s:I, s:s?, s:s?, s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:I, s:s?, s:s?, s:o}", "id",
                     (json_int_t)row.id, "case", row.reference, "school", row.school, "key", row.key, "notice",
                     row.notice, "recipient", row.recipient, "instance", row.instance, "address", row.address,
                     "subject", row.subject, "body", row.body, "state", outbox_state_name(row.state), "attempts_made",
                     (json_int_t)row.attempts, "detail", row.detail, "result", row.result, "attempts", attempts);
    json_instant_put(*out, "intended", row.intended);
    if (row.state == OUTBOX_READY)
        json_instant_put(*out, "next_try", row.next_try);
    return 0;
}

void outbox_row_serve(struct request *request)
{
    const char *part = request->parts[0];
    bool digits = strlen(part) <= 18 && strspn(part, "0123456789") == strlen(part);
    json_object_set_new(request->arguments, "outbox", digits ? json_integer(atoll(part)) : json_null());
    request_read(request, outbox_row_read);
}
