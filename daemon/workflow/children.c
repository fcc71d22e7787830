/* Child cases: started when the case has come to rest, cancelled when their state is left (SCXML 6.4, 6.5).
 */
#include "workflow/run.h"

#include <string.h>

/* A school's whole roll, and no slip that fills the store. */
enum { FAN_OUT_MOST = 5000 };

static bool is_done(const json_t *child)
{
    return json_is_true(json_object_get(child, "done"));
}

static const char *text_of(struct run *run, const json_t *child, const char *key)
{
    return arena_copy(run->arena, json_text(child, key));
}

/* --- starting --- */

static void child_start(struct run *run, const struct model_state *state, const struct model_invoke *invoke,
                        const char *id, json_t *with, json_int_t index)
{
    struct child *child = arena_alloc(run->arena, sizeof *child);
    *child = (struct child){.id = id,
                            .workflow = invoke->workflow,
                            .definition = invoke->child,
                            .with = with ? json_keep(run->arena, with) : NULL};
    run_effect(run, EFFECT_INVOKE)->child = child;
    json_t *entry = json_pack("{s:s, s:s, s:s}", "id", id, "state", state->id, "invoke", invoke->id);
    if (invoke->autoforward)
        json_object_set_new(entry, "autoforward", json_true());
    if (invoke->each) {
        json_object_set_new(entry, "each", json_string(invoke->id));
        json_object_set_new(entry, "index", json_integer(index));
    }
    json_array_append_new(memory_list(run, "children"), entry);
}

static int note_id(struct run *run, const struct model_invoke *invoke, struct error *error)
{
    return invoke->id_field ? field_set(run, invoke->id_field, json_string(invoke->id), NULL, error) : 0;
}

/* The kind of child is known only when it runs: SCXML's is the only one. */
static int type_check(struct run *run, const struct model_invoke *invoke, struct error *error)
{
    static const char *const known[] = {"scxml", "http://www.w3.org/TR/scxml/", "http://www.w3.org/TR/scxml"};
    const char *type = NULL;
    int code = invoke->type_expr ? run_text(run, invoke->type_expr, "type_expr", &type, error) : 0;
    if (code || !type)
        return code;
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (string_equal(type, known[i]))
            return 0;
    return error_set(error, SENDD_EINVALID, "there is no kind of child \"%.60s\"", type);
}

/* What comes before the arguments. */
static int start_ready(struct run *run, const struct model_invoke *invoke, struct error *error)
{
    int code = type_check(run, invoke, error);
    return code ? code : note_id(run, invoke, error);
}

static int start_one(struct run *run, const struct model_state *state, const struct model_invoke *invoke,
                     struct error *error)
{
    json_t *with = NULL;
    int code = start_ready(run, invoke, error);
    if (code == 0)
        code = run_arguments(run, &invoke->arguments, &with, error);
    if (code == 0)
        child_start(run, state, invoke, invoke->id, with, 0);
    return code;
}

/* The arguments of every child, new reference; all or none are started. */
static int with_each(struct run *run, const struct model_invoke *invoke, json_t *list, json_t *out,
                     struct error *error)
{
    json_t *item;
    size_t i;
    int code = 0;
    json_array_foreach(list, i, item)
    {
        json_t *with = NULL;
        run->item = item;
        if (code == 0)
            code = run_arguments(run, &invoke->arguments, &with, error);
        run->item = NULL;
        if (code)
            continue;
        with = with ? with : json_object();
        if (invoke->item)
            json_object_set(with, invoke->item, item);
        json_array_append_new(out, with);
    }
    return code;
}

static int start_each(struct run *run, const struct model_state *state, const struct model_invoke *invoke,
                      struct error *error)
{
    json_t *list = NULL, *all = json_array();
    int code = start_ready(run, invoke, error);
    if (code == 0)
        code = run_value(run, invoke->each, &list, error);
    if (code == 0 && !json_is_array(list))
        code = error_set(error, SENDD_EINVALID, "each gives no list");
    if (code == 0 && json_array_size(list) > FAN_OUT_MOST)
        code = error_set(error, SENDD_ELIMIT, "each gives %zu items; at most %d child cases begin at once",
                         json_array_size(list), FAN_OUT_MOST);
    if (code == 0)
        code = with_each(run, invoke, list, all, error);
    for (size_t i = 0; code == 0 && i < json_array_size(all); i++)
        child_start(run, state, invoke, arena_printf(run->arena, "%s.%zu", invoke->id, i),
                    json_incref(json_array_get(all, i)), (json_int_t)i);
    if (code == 0 && json_array_size(all) == 0)
        run_raise(run, arena_printf(run->arena, "done.invoke.%s", invoke->id), json_array(), EVENT_PLATFORM)
            ->invokeid = invoke->id;
    json_decref(all);
    json_decref(list);
    return code;
}

void children_start(struct run *run)
{
    SET_EACH(&run->to_invoke, i)
    {
        const struct model_state *state = run->definition->states[i];
        for (size_t j = 0; j < state->invoke_count; j++) {
            struct error error = ERROR_NONE;
            const struct model_invoke *invoke = &state->invokes[j];
            if ((invoke->each ? start_each : start_one)(run, state, invoke, &error))
                run_error(run, "invoke %s: %s", invoke->id, error.text);
        }
    }
    set_clear(&run->to_invoke);
}

/* --- cancelling --- */

static void child_cancel(struct run *run, const json_t *entry)
{
    struct child *child = arena_alloc(run->arena, sizeof *child);
    child->id = text_of(run, entry, "id");
    child->reference = text_of(run, entry, "reference");
    run_effect(run, EFFECT_UNINVOKE)->child = child;
}

void children_leave(struct run *run, const struct model_state *state)
{
    if (!state->invoke_count || !case_children(run->kase))
        return;
    json_t *children = memory_list(run, "children");
    for (size_t i = 0; i < json_array_size(children);) {
        const json_t *entry = json_array_get(children, i);
        if (!string_equal(json_text(entry, "state"), state->id)) {
            i++;
            continue;
        }
        if (!is_done(entry))
            child_cancel(run, entry);
        json_array_remove(children, i);
    }
}

/* --- what comes from a child --- */

/* A child that was cancelled may have been started again under its name: its events come from another case.
 */
static bool is_from(const json_t *entry, const struct event *event)
{
    const char *reference = json_text(entry, "reference");
    return string_equal(json_text(entry, "id"), event->invokeid) && !is_done(entry) &&
           (!reference || !event->origin || string_equal(reference, event->origin));
}

static const struct model_invoke *invoke_of(const struct run *run, const json_t *entry,
                                            struct model_state **state)
{
    *state = model_state_find(run->definition, json_text(entry, "state"));
    for (size_t i = 0; *state && i < (*state)->invoke_count; i++)
        if (string_equal((*state)->invokes[i].id, json_text(entry, "invoke")))
            return &(*state)->invokes[i];
    return NULL; /* not in this text of the workflow any more */
}

static bool ends_child(const struct event *event)
{
    return event->type == EVENT_PLATFORM &&
           (string_starts(event->name, "done.invoke.") || string_equal(event->name, "error.communication"));
}

/* The results of the fan-out EACH in the list's order, new reference; NULL while one of its children runs. */
static json_t *results_join(json_t *children, const char *each)
{
    json_t *results = json_array();
    for (size_t i = 0; i < json_array_size(children); i++) {
        const json_t *entry = json_array_get(children, i);
        if (!string_equal(json_text(entry, "each"), each))
            continue;
        if (!is_done(entry)) {
            json_decref(results);
            return NULL;
        }
        json_array_append(results, json_object_get(entry, "result"));
    }
    return results;
}

static void forget_each(json_t *children, const char *each)
{
    for (size_t i = json_array_size(children); i-- > 0;)
        if (string_equal(json_text(json_array_get(children, i), "each"), each))
            json_array_remove(children, i);
}

/* One of a fan-out has ended: *EVENT becomes the end of all when it was the last. */
static enum child_event each_ended(struct run *run, size_t at, const struct event **event)
{
    json_t *children = memory_list(run, "children");
    json_t *entry = json_copy(json_array_get(children, at));
    const char *each = text_of(run, entry, "each");
    bool good = string_starts((*event)->name, "done.invoke.");
    json_object_set_new(entry, "done", json_true());
    json_object_set_new(entry, "result", good && (*event)->data ? json_incref((*event)->data) : json_null());
    json_array_set_new(children, at, entry);
    json_t *results = results_join(children, each);
    if (!results)
        return CHILD_WAITING;
    forget_each(children, each);
    struct event *all = arena_alloc(run->arena, sizeof *all);
    *all = **event;
    all->name = arena_printf(run->arena, "done.invoke.%s", each);
    all->invokeid = each;
    all->origin = NULL;
    all->data = json_keep(run->arena, results);
    *event = all;
    return CHILD_TAKEN;
}

/* ID is one of several children of one invoke. */
static bool is_one_of_several(const struct run *run, const char *id)
{
    const char *dot = strrchr(id, '.');
    for (size_t i = 0; dot && i < run->definition->state_count; i++) {
        const struct model_state *state = run->definition->states[i];
        for (size_t j = 0; j < state->invoke_count; j++)
            if (state->invokes[j].each && strlen(state->invokes[j].id) == (size_t)(dot - id) &&
                strncmp(state->invokes[j].id, id, (size_t)(dot - id)) == 0)
                return true;
    }
    return false;
}

static bool is_running(const json_t *children, const char *id)
{
    json_t *entry;
    size_t i;
    json_array_foreach(children, i, entry)
    {
        if (string_equal(json_text(entry, "id"), id))
            return true;
    }
    return false;
}

/* A child that the case has left already: what it sent is ignored, but that it had ended before is told, unless another
 * has its name now. */
static enum child_event stale(struct run *run, const struct event *event)
{
    bool ended = event->type == EVENT_PLATFORM && string_starts(event->name, "done.invoke.");
    if (!ended || is_one_of_several(run, event->invokeid) || is_running(case_children(run->kase), event->invokeid))
        return CHILD_STALE;
    run_event(run, event);
    return CHILD_TAKEN;
}

enum child_event children_take(struct run *run, const struct event **event)
{
    json_t *children = case_children(run->kase), *entry;
    struct model_state *state;
    size_t at;
    json_array_foreach(children, at, entry)
    {
        if (!is_from(entry, *event))
            continue;
        const struct model_invoke *invoke = invoke_of(run, entry, &state);
        bool each = json_object_get(entry, "each") != NULL;
        run_event(run, *event);
        if (invoke)
            run_block(run, &invoke->finalize, BLOCK_ALL, state);
        if (!ends_child(*event))
            return CHILD_TAKEN;
        if (each)
            return each_ended(run, at, event);
        json_array_remove(memory_list(run, "children"), at);
        return CHILD_TAKEN;
    }
    return stale(run, *event);
}

/* A parent gives on what it gets as it got it, with the names that it has for its own children (6.4). */
bool children_sent(const struct run *run, const struct event *event)
{
    const char *parent = case_parent(run->kase);
    bool forwarded = parent && string_starts(event->by, "case:") && string_equal(event->by + strlen("case:"), parent);
    return event->invokeid && !forwarded;
}

/* Our own failure to communicate is no event from outside, in SCXML one of the internal queue. Given on to the child that
 * could not be reached it would fail again, and again. */
static bool is_own_error(const struct event *event)
{
    return event->type == EVENT_PLATFORM && string_starts(event->name, "error.");
}

bool children_forward(struct run *run, const struct event *event)
{
    json_t *children = case_children(run->kase), *entry;
    bool any = false;
    size_t i;
    if (is_own_error(event))
        return false;
    json_array_foreach(children, i, entry)
    {
        if (is_done(entry) || !json_is_true(json_object_get(entry, "autoforward")))
            continue;
        struct event *copy = arena_alloc(run->arena, sizeof *copy);
        const char *reference = text_of(run, entry, "reference");
        *copy = *event;
        copy->timer = copy->task = NULL;
        copy->by = arena_printf(run->arena, "case:%s", run->kase->reference);
        struct effect *effect = run_effect(run, EFFECT_SEND);
        effect->target = reference ? reference : arena_printf(run->arena, "child:%s", json_text(entry, "id"));
        effect->event = copy;
        any = true;
    }
    return any;
}

/* --- this case as a child --- */

void children_done(struct run *run, json_t *result)
{
    const char *parent = case_parent(run->kase), *id = case_invokeid(run->kase);
    json_t *data = result ? json_keep(run->arena, result) : NULL;
    if (!parent || run->cancelled)
        return;
    struct event *event = arena_alloc(run->arena, sizeof *event);
    *event = (struct event){.name = arena_printf(run->arena, "done.invoke.%s", id),
                            .data = data,
                            .happened = run->event->happened,
                            .recorded = run->in->now,
                            .by = arena_printf(run->arena, "case:%s", run->kase->reference),
                            .type = EVENT_PLATFORM,
                            .origin = run->kase->reference,
                            .invokeid = id};
    struct effect *effect = run_effect(run, EFFECT_DONE);
    effect->target = parent;
    effect->event = event;
}
