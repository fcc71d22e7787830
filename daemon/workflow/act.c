/* What actions do. An action that fails raises error.execution and ends its own block only (SCXML 4.9). */
#include "workflow/run.h"

#include "base/mem.h"

#include <string.h>

static json_t *coerce(const struct model_value *field, json_t *value)
{
    if (!json_is_integer(value) || model_value_type(field) != VALUE_DOUBLE)
        return value;
    json_t *real = json_real((double)json_integer_value(value));
    json_decref(value);
    return real;
}

int field_set(struct run *run, const char *name, json_t *value, const char *reason, struct error *error)
{
    const struct model_value *field = values_find(&run->definition->fields, name);
    if (!field) {
        json_decref(value);
        return error_set(error, SENDD_EINVALID, "there is no field `%.60s`", name);
    }
    value = coerce(field, value);
    json_t *old = json_object_get(run->fields, name);
    int code = model_value_check(field, value, "field", error);
    if (code || json_equal(old, value)) {
        json_decref(value);
        return code;
    }
    bool was_empty = json_is_null(old);
    json_object_set_new(fields_own(run), name, value);
    if (model_value_type(field) == VALUE_DATE)
        deadlines_anchor(run, name, was_empty,
                         reason ? reason
                                : arena_printf(run->arena, "%s changed on %s", name, run->event->name));
    return 0;
}

static int act_set(struct run *run, const struct model_action *action, struct error *error)
{
    json_t *value = NULL;
    int code = action->expr ? run_value(run, action->expr, &value, error) : 0;
    if (code)
        return code;
    return field_set(run, action->subject, value ? value : json_incref(action->literal), NULL, error);
}

static int act_raise(struct run *run, const struct model_action *action, struct error *error)
{
    json_t *data = NULL;
    int code = run_arguments(run, &action->arguments, &data, error);
    if (code == 0)
        run_raise(run, action->subject, data, EVENT_INTERNAL);
    return code;
}

static int act_open(struct run *run, const struct model_action *action, struct error *error)
{
    const struct model_state *state = model_deadline_find(run->definition, action->subject, NULL)->state;
    if (!set_has(&run->active, state->index))
        return error_set(error, SENDD_EINVALID, "open \"%s\": its state \"%s\" is not active",
                         action->subject, state->id);
    for (size_t i = 0; i < state->deadline_count; i++)
        if (string_equal(state->deadlines[i].id, action->subject))
            deadline_open(run, &state->deadlines[i], false);
    return 0;
}

static int act_timer(struct run *run, const struct model_action *action, struct error *error)
{
    struct date date;
    json_t *value = NULL;
    int code = 0;
    if (action->has_span) {
        date = span_apply(action->after, 1, run_today(run), run->in->calendars, run->kase->school);
    } else {
        code = run_value(run, action->expr, &value, error);
        if (code == 0 && (!json_is_string(value) || date_read(json_string_value(value), &date, NULL)))
            code = error_set(error, SENDD_EINVALID, "timer \"%s\": `at` gives no date", action->subject);
        json_decref(value);
    }
    if (code == 0)
        timer_arm(run, arena_printf(run->arena, "timer:%s", action->subject), run_wake(run, date),
                  action->event, NULL);
    return code;
}

/* Text as it is; anything else as JSON. */
static int act_log(struct run *run, const struct model_action *action, struct error *error)
{
    const char *line = action->subject;
    json_t *value = NULL;
    int code = action->expr ? run_value(run, action->expr, &value, error) : 0;
    if (code)
        return code;
    if (json_is_string(value)) {
        line = arena_copy(run->arena, json_string_value(value));
    } else if (value) {
        char *dump = json_canonical(value);
        line = arena_copy(run->arena, dump);
        mem_free(dump);
    }
    json_decref(value);
    struct effect *effect = run_effect(run, EFFECT_LOG);
    effect->text = line;
    effect->label = action->label;
    return 0;
}

static int act(struct run *run, const struct model_action *action, struct error *error)
{
    struct deadline *deadline;
    struct task *task;
    switch (action->kind) {
    case ACTION_SET:
        return act_set(run, action, error);
    case ACTION_NOTIFY:
        return notice_send(run, action, error);
    case ACTION_RAISE:
        return act_raise(run, action, error);
    case ACTION_SEND:
        return act_send(run, action, error);
    case ACTION_OPEN:
        return act_open(run, action, error);
    case ACTION_CLOSE:
        if ((deadline = deadline_find(run, action->subject)))
            deadline_close(run, deadline, DEADLINE_LAPSED, run->event->name);
        return 0;
    case ACTION_TIMER:
        return act_timer(run, action, error);
    case ACTION_CANCEL:
        return act_cancel(run, action, error);
    case ACTION_TASK:
        task_open(run, model_task_find(run->definition, action->subject));
        return 0;
    case ACTION_DROP:
        if ((task = task_find(run, action->subject)))
            task_close(run, task, false);
        return 0;
    default:
        return act_log(run, action, error);
    }
}

/* --- blocks --- */

static bool actions_run(struct run *run, const struct model_action *actions, size_t count);

static bool choose(struct run *run, const struct model_action *action)
{
    for (size_t i = 0; i < action->branch_count; i++)
        if (run_holds(run, action->branches[i].when, "a choice"))
            return actions_run(run, action->branches[i].block.actions, action->branches[i].block.count);
    return true;
}

static int round_begin(struct run *run, const struct model_action *action, json_t *item, size_t number,
                       struct error *error)
{
    int code = field_set(run, action->item, json_incref(item), NULL, error);
    if (code || !action->index)
        return code;
    return field_set(run, action->index, json_integer((json_int_t)number), NULL, error);
}

/* The list cannot change on the way: a field that is set gets a new value, the old one stays as it is. */
static bool foreach (struct run *run, const struct model_action *action)
{
    struct error error = ERROR_NONE;
    json_t *list = NULL, *item;
    size_t i;
    bool fine = true;
    int code = run_value(run, action->expr, &list, &error);
    if (code == 0 && !json_is_array(list))
        code = error_set(&error, SENDD_EINVALID, "foreach gives no list");
    json_array_foreach(list, i, item)
    {
        if (!fine)
            break;
        code = round_begin(run, action, item, i, &error);
        fine = !code && actions_run(run, action->branches->block.actions, action->branches->block.count);
    }
    json_decref(list);
    if (code)
        run_error(run, "%s: %s", run->place->id, error.text);
    return fine && !code;
}

/* An error of a send carries the id of the send. */
static void act_failed(struct run *run, const struct model_action *action, const struct error *error)
{
    struct event *event = run_error(run, "%s: %s", run->place->id, error->text);
    event->sendid =
        action->id_field ? arena_copy(run->arena, json_text(run->fields, action->id_field)) : action->id;
}

/* False: the block ends here. */
static bool action_run(struct run *run, const struct model_action *action)
{
    struct error error = ERROR_NONE;
    if (action->when) {
        size_t failures = json_array_size(run->out->errors);
        if (!run_holds(run, action->when, "an action"))
            return json_array_size(run->out->errors) == failures;
    }
    if (action->kind == ACTION_CHOOSE)
        return choose(run, action);
    if (action->kind == ACTION_FOREACH)
        return foreach (run, action);
    if (action->kind == ACTION_BLOCK) {
        actions_run(run, action->branches->block.actions, action->branches->block.count);
        return true;
    }
    if (act(run, action, &error) == 0)
        return true;
    act_failed(run, action, &error);
    return false;
}

static bool actions_run(struct run *run, const struct model_action *actions, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (!action_run(run, &actions[i]))
            return false;
    return true;
}

bool run_block(struct run *run, const struct model_block *block, int part, struct model_state *place)
{
    size_t leading = 0;
    if (block->count == 0)
        return true;
    while (leading < block->count && block->actions[leading].kind == ACTION_SET)
        leading++;
    size_t from = part == BLOCK_REST ? leading : 0;
    size_t until = part == BLOCK_LEADING_SETS ? leading : block->count;
    run->place = place;
    return actions_run(run, block->actions + from, until - from);
}
