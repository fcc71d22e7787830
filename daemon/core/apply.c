#include "core/apply.h"

#include "base/mem.h"
#include "core/effects.h"
#include "core/event_row.h"
#include "core/facts.h"
#include "core/remarks.h"
#include "core/undo.h"

#include <assert.h>

static const char set_aside_prefix[] = "set-aside:";
static const char undelivered_prefix[] = "undelivered:";

bool apply_task_is_ours(const char *name)
{
    return string_starts(name, set_aside_prefix) || string_starts(name, undelivered_prefix);
}

/* --- the step --- */

static int unwanted(const struct turn *turn, const struct applied *applied, struct error *error)
{
    const struct kase *kase = applied->kase;
    if (kase->ended)
        return error_set(error, SENDD_ECONFLICT, "case %s has ended", kase->reference);
    struct list names = LIST_EMPTY;
    struct text text = TEXT_EMPTY;
    step_wanted(applied->definition, kase, turn->item, &names);
    for (size_t i = 0; i < names.count; i++)
        text_addf(&text, "%s%s", i ? ", " : "", (const char *)names.items[i]);
    error_set(error, SENDD_ECONFLICT, "case %s does not take the event %s where it stands", kase->reference,
              applied->event->name);
    if (names.count)
        error_hint(error, "it takes: %s", text_string(&text));
    list_free(&names);
    text_free(&text);
    return error->code;
}

int apply_step(struct turn *turn, struct applied *applied, struct error *error)
{
    const struct kase *kase = applied->kase;
    if (kase->held)
        return error_hint((error_set(error, SENDD_EREFUSED, "case %s is held", kase->reference), error),
                          "release it first: sendctl case release %s", kase->reference);
    int code = definitions_find(turn->definitions, turn->site, turn->store, kase->definition,
                                &applied->definition, error);
    json_t *records = NULL;
    if (!code)
        code = facts_load(turn, applied->definition, kase, &records, &applied->seen, error);
    if (code)
        return code;
    struct facts facts = {records};
    struct step_input input = {
        .definition = applied->definition,
        .kase = kase,
        .event = applied->event,
        .keep = applied->keep,
        .facts = &facts,
        .now = turn->now,
        .wake_hour = turn->site->wake_hour,
        .wake_minute = turn->site->wake_minute,
        .rules = turn->site->rules,
        .calendars = turn->site->calendars,
    };
    code = step(&input, turn->item, &applied->out, error);
    if (!code && applied->out.verdict == STEP_UNWANTED)
        code = unwanted(turn, applied, error);
    return code;
}

/* --- its rows --- */

static json_t *path_json(const struct list *path)
{
    json_t *array = json_array();
    for (size_t i = 0; i < path->count; i++)
        json_array_append_new(array, json_string(path->items[i]));
    return array;
}

/* Whose child it is, when it begins; and which children it has begun and left. */
static void children_note(json_t *body, const struct applied *applied)
{
    if (string_equal(applied->kind, "start") && case_parent(applied->kase)) {
        json_object_set_new(body, "parent", json_string(case_parent(applied->kase)));
        json_object_set_new(body, "child", json_string(case_invokeid(applied->kase)));
    }
    if (json_array_size(applied->children)) {
        json_t *children = json_array(), *child;
        size_t i;
        json_array_foreach(applied->children, i, child)
            json_array_append_new(children, json_pack("[O, O]", json_array_get(child, 0), json_array_get(child, 1)));
        json_object_set_new(body, "children", children);
    }
    if (json_array_size(applied->uninvoked))
        json_object_set(body, "cancelled_children", applied->uninvoked);
}

/* Enough to replay the step: the event, the records' revisions, the definition. Kept short: it is most of
 * what a transition costs on disk. */
static json_t *history_body(const struct applied *applied)
{
    json_t *body = event_row(applied->event);
    json_object_set_new(body, "path", path_json(&applied->out.path));
    if (json_array_size(applied->seen))
        json_object_set(body, "facts", applied->seen);
    json_object_set_new(body, "definition", json_stringn(definition_hash(applied->definition), 12));
    if (applied->late)
        json_object_set_new(body, "late", json_integer(applied->late));
    if (applied->out.kept)
        json_object_set_new(body, "kept", json_true());
    if (json_array_size(applied->errors))
        json_object_set(body, "errors", applied->errors);
    if (json_array_size(applied->log))
        json_object_set(body, "log", applied->log);
    children_note(body, applied);
    if (applied->note)
        json_object_update(body, applied->note);
    return body;
}

static int history_write(struct turn *turn, const struct kase *kase, const char *kind, json_t *body,
                         struct error *error)
{
    struct history row = {kase->id, kase->school, turn->now, kind, json_keep(turn->item, body)};
    return store_history_append(turn->store, &row, error);
}

static int case_insert(struct turn *turn, struct applied *applied, struct error *error)
{
    int code = store_definition_put(
        turn->store, definition_hash(applied->definition), definition_id(applied->definition),
        definition_version(applied->definition), definition_canonical(applied->definition), turn->now, error);
    return code ? code : store_case_insert(turn->store, applied->out.kase, turn->now, error);
}

/* The case's row comes last: how to take the step back needs the ids of what it wrote. A start is not taken
 * back. */
static int case_save(struct turn *turn, const struct applied *applied, struct error *error)
{
    if (string_equal(applied->kind, "start"))
        return store_case_save(turn->store, applied->out.kase, turn->now, error);
    char *undo = undo_text(applied, store_history_last(turn->store));
    int code = store_case_step(turn->store, applied->out.kase, undo, turn->now, error);
    mem_free(undo);
    return code;
}

/* Texts of errors may hold what people wrote; the case's history keeps them. */
static void troubles_tell(struct turn *turn, const struct applied *applied)
{
    static const char undated[] = "undated."; /* the task about a date that can't be computed */
    const struct kase *kase = applied->out.kase;
    for (size_t i = 0; i < applied->out.effects.count; i++) {
        const struct effect *effect = applied->out.effects.items[i];
        if (effect->kind == EFFECT_TASK_OPEN && string_starts(effect->task->name, undated))
            remark(turn, LOG_LEVEL_ERROR, "deadline-undated", "a date could not be computed; the case has a task about it",
                   "CASE", kase->reference, "WORKFLOW", kase->workflow, "DEADLINE",
                   effect->task->name + sizeof undated - 1, NULL);
    }
    if (json_array_size(applied->errors))
        remark(turn, LOG_LEVEL_WARNING, "step-errors",
               "a step could not do all that its workflow asks for; the case's history says what", "CASE", kase->reference,
               "WORKFLOW", kase->workflow, "EVENT", applied->event->name, "COUNT",
               arena_printf(turn->item, "%zu", json_array_size(applied->errors)), NULL);
}

int apply_write(struct turn *turn, struct applied *applied, struct error *error)
{
    assert(applied->out.verdict == STEP_APPLIED);
    turn->writing = true;
    applied->errors = json_keep(turn->item, json_array());
    applied->log = json_keep(turn->item, json_array());
    applied->messages = json_keep(turn->item, json_array());
    applied->sent = json_keep(turn->item, json_array());
    applied->children = json_keep(turn->item, json_array());
    applied->uninvoked = json_keep(turn->item, json_array());
    if (applied->out.errors)
        json_array_extend(applied->errors, applied->out.errors);
    bool fresh = !applied->out.kase->id;
    int code = fresh ? case_insert(turn, applied, error) : 0;
    for (size_t i = 0; !code && i < applied->out.effects.count; i++)
        code = effect_write(turn, applied, applied->out.effects.items[i], error);
    if (!code)
        code = history_write(turn, applied->out.kase, applied->kind, history_body(applied), error);
    troubles_tell(turn, applied);
    bool written = fresh && !json_array_size(applied->children); /* a child's place is known only now */
    return code || written ? code : case_save(turn, applied, error);
}

/* --- the answer --- */

static void deadline_answer(const struct effect *effect, json_t *deadlines)
{
    char day[DATE_SIZE];
    const struct deadline *deadline = effect->deadline;
    json_array_append_new(deadlines, json_pack("{s:s, s:s, s:s?, s:s?}", "name", deadline->name, "due",
                                               date_write(deadline->due, day), "title", deadline->title,
                                               "owner", deadline->owner));
}

static void task_answer(const struct effect *effect, json_t *tasks)
{
    char day[DATE_SIZE];
    const struct task *task = effect->task;
    json_array_append_new(tasks, json_pack("{s:I, s:s, s:s?, s:s?, s:s}", "id", (json_int_t)task->id, "name",
                                           task->name, "role", task->role, "title", task->title, "due",
                                           date_write(task->due, day)));
}

json_t *apply_answer(const struct applied *applied)
{
    const struct kase *kase = applied->out.kase;
    json_t *deadlines = json_array(), *tasks = json_array(), *states = path_json(&kase->states);
    for (size_t i = 0; i < applied->out.effects.count; i++) {
        const struct effect *effect = applied->out.effects.items[i];
        if (effect->kind == EFFECT_DEADLINE_OPEN || effect->kind == EFFECT_DEADLINE_REDATE)
            deadline_answer(effect, deadlines);
        else if (effect->kind == EFFECT_TASK_OPEN)
            task_answer(effect, tasks);
    }
    return json_pack("{s:s, s:o, s:o, s:o, s:o, s:I, s:O, s:b, s:b}", "case", kase->reference, "states",
                     states, "path", path_json(&applied->out.path), "deadlines", deadlines, "tasks", tasks,
                     "notices", (json_int_t)applied->notices, "errors", applied->errors, "ended", kase->ended,
                     "kept", applied->out.kept);
}

/* --- what can't be applied --- */

/* The SENCo where there is one, else the office, else whoever comes first. */
static const char *keeper_role(const struct site *site)
{
    if (site_role_find(site, "senco"))
        return "senco";
    if (site_role_find(site, "office"))
        return "office";
    return site->roles.count ? ((const struct site_role *)site->roles.items[0])->id : "office";
}

int apply_task(struct turn *turn, const struct kase *kase, const char *name, const char *title,
               struct error *error)
{
    for (size_t i = 0; i < kase->tasks.count; i++) {
        if (string_equal(((const struct task *)kase->tasks.items[i])->name, name))
            return 0;
    }
    struct task task = {
        .name = name, .role = keeper_role(turn->site), .title = title, .due = DATE_NONE, .event = ""};
    return store_task_put(turn->store, kase, &task, turn->now, error);
}

int apply_set_aside(struct turn *turn, const struct kase *kase, const struct event *event,
                    const struct error *why, struct error *error)
{
    turn->writing = true;
    json_t *body = event_row(event);
    json_object_set_new(body, "reason", json_string(why->text));
    remark(turn, LOG_LEVEL_ERROR, "event-set-aside", "an event could not be applied; the case has a task about it", "CASE",
           kase->reference, "WORKFLOW", kase->workflow, "EVENT", event->name, "CODE", error_name(why->code), NULL);
    int code = history_write(turn, kase, "set-aside", body, error);
    if (code || kase->ended)
        return code;
    return apply_task(
        turn, kase, arena_printf(turn->item, "%s%s", set_aside_prefix, event->name),
        arena_printf(turn->item, "Look at the event %s, which could not be applied", event->name), error);
}
