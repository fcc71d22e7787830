/* One case for people: where it stands, what is due, what it would take now. */
#include "http/routes.h"

#include "workflow/step.h"

#include <string.h>

/* The definition the case is pinned to: the site's when it is the same model, else the one in the store. */
static int definition_of(struct store *store, const struct site *site, const struct kase *kase, struct arena *arena,
                         const struct definition **out, struct error *error)
{
    for (size_t i = 0; i < site->definitions.count; i++) {
        *out = definition_pinned(site->definitions.items[i], kase->definition);
        if (*out)
            return 0;
    }
    const char *canonical;
    int code = store_definition_get(store, kase->definition, arena, &canonical, error);
    if (code)
        return code;
    json_t *model;
    code = json_read(canonical, strlen(canonical), "the stored definition", &model, error);
    if (code)
        return code;
    struct definition_context context = {.rules = site->rules, .calendars = site->calendars};
    *out = definition_from_json(arena, json_keep(arena, model), &context, faults_new(arena));
    return *out ? 0 : error_set(error, SENDD_ECORRUPT, "the case's stored definition can't be read");
}

static json_t *states_json(const struct definition *definition, const struct kase *kase)
{
    json_t *list = json_array();
    for (size_t i = 0; i < kase->states.count; i++) {
        const char *id = kase->states.items[i];
        json_array_append_new(list,
                              json_pack("{s:s, s:s}", "id", id, "title", definition_state_title(definition, id)));
    }
    return list;
}

static json_t *deadlines_json(const struct kase *kase, const struct calendars *calendars, instant now)
{
    json_t *list = json_array();
    for (size_t i = 0; i < kase->deadlines.count; i++) {
        const struct deadline *deadline = kase->deadlines.items[i];
        char due[DATE_SIZE], anchor[DATE_SIZE], earliest[DATE_SIZE];
        json_t *row = json_pack(
            "{s:I, s:s, s:s, s:s?, s:s?, s:s?, s:s, s:s, s:s, s:b, s:b}", "id", (json_int_t)deadline->id, "name",
            deadline->name, "rule", deadline->rule, "title", deadline->title, "owner", deadline->owner, "kind",
            deadline->kind, "anchor", date_write(deadline->anchor, anchor), "due", date_write(deadline->due, due),
            "earliest", date_write(deadline->earliest, earliest), "provisional", deadline->provisional, "overdue",
            ruling_overdue(deadline->ruling, now));
        json_t *ruling = json_copy(deadline->ruling);
        ruling_aim(ruling, calendars);
        json_object_set_new(row, "ruling", ruling);
        json_array_append_new(list, row);
    }
    return list;
}

static json_t *tasks_json(const struct kase *kase)
{
    json_t *list = json_array();
    for (size_t i = 0; i < kase->tasks.count; i++) {
        const struct task *task = kase->tasks.items[i];
        char due[DATE_SIZE];
        json_array_append_new(list, json_pack("{s:I, s:s, s:s, s:s, s:s, s:O?}", "id", (json_int_t)task->id, "name",
                                              task->name, "role", task->role, "title", task->title, "due",
                                              date_write(task->due, due), "form", task->form));
    }
    return list;
}

static json_t *timers_json(const struct kase *kase)
{
    json_t *list = json_array();
    for (size_t i = 0; i < kase->timers.count; i++) {
        const struct timer *timer = kase->timers.items[i];
        json_t *row = json_pack("{s:s, s:s}", "name", timer->name, "event", timer->event);
        json_instant_put(row, "due", timer->due);
        json_array_append_new(list, row);
    }
    return list;
}

static json_t *wanted_json(const struct definition *definition, const struct kase *kase, struct arena *arena)
{
    json_t *list = json_array();
    struct list names = LIST_EMPTY;
    step_wanted(definition, kase, arena, &names);
    for (size_t i = 0; i < names.count; i++)
        json_array_append_new(list, json_string(names.items[i]));
    list_free(&names);
    return list;
}

/* The case that invoked it, and what that one calls it; null: nobody did. */
static json_t *parent_json(const struct kase *kase)
{
    return case_parent(kase)
               ? json_pack("{s:s, s:s?}", "case", case_parent(kase), "invokeid", case_invokeid(kase))
               : json_null();
}

static int case_read(struct store *store, const struct site *site, struct request *request, json_t **out,
                     struct error *error)
{
    struct kase *kase;
    const struct definition *definition;
    int code = store_case_load(store, request->parts[0], request->arena, &kase, error);
    if (!code)
        code = definition_of(store, site, kase, request->arena, &definition, error);
    if (code)
        return code;
    struct case_filter filter = {.ended = true, .limit = 1000, .parent = kase->reference};
    json_t *children = NULL;
    code = store_case_list(store, &filter, &children, error);
    if (code)
        return code;
    const instant now = env_now(request->http->env);
    *out = json_pack("{s:s, s:s, s:s, s:s, s:s, s:s, s:I, s:b, s:b, s:o, s:O, s:o, s:o, s:o, s:o}", "case",
                     kase->reference, "school", kase->school, "workflow", kase->workflow, "title",
                     definition_title(definition), "definition", kase->definition, "subject", kase->subject,
                     "revision", (json_int_t)kase->revision, "ended", kase->ended, "held", kase->held, "states",
                     states_json(definition, kase), "fields", kase->fields, "deadlines", deadlines_json(kase, site->calendars, now),
                     "tasks", tasks_json(kase), "timers", timers_json(kase), "wanted",
                     wanted_json(definition, kase, request->arena));
    json_object_set_new(*out, "parent", parent_json(kase));
    json_object_set_new(*out, "children", children);
    return 0;
}

void case_serve(struct request *request)
{
    request_read(request, case_read);
}

static int case_history_read(struct store *store, const struct site *site, struct request *request, json_t **out,
                             struct error *error)
{
    (void)site;
    struct kase *kase;
    int code = store_case_load(store, request->parts[0], request->arena, &kase, error);
    json_t *rows = NULL;
    if (!code)
        code = store_history_list(store, kase->id, request_after(request), request_limit(request), &rows, error);
    if (!code) {
        *out = list_cut(request, "history", rows, false);
        json_object_set_new(*out, "case", json_string(kase->reference));
    }
    return code;
}

void case_history_serve(struct request *request)
{
    request_read(request, case_history_read);
}
