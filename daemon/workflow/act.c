/* What actions do. An action that fails raises error.execution and ends its own block only (SCXML 4.9). */
#include "workflow/run.h"

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
    bool was_empty = !old || json_is_null(old);
    json_object_set_new(run->fields, name, value);
    if (model_value_type(field) == VALUE_DATE)
        deadlines_anchor(run, name, was_empty, reason);
    return 0;
}

static int act_set(struct run *run, const struct model_action *action, struct error *error)
{
    json_t *value = NULL;
    int code = action->expr ? run_value(run, action->expr, &value, error) : 0;
    if (code)
        return code;
    const char *reason = arena_printf(run->arena, "%s changed on %s", action->subject, run->event->name);
    return field_set(run, action->subject, value ? value : json_incref(action->literal), reason, error);
}

static int arguments(struct run *run, const struct model_action *action, json_t **out, struct error *error)
{
    json_t *data = action->arguments.count ? json_object() : NULL;
    for (size_t i = 0; i < action->arguments.count; i++) {
        json_t *value = NULL;
        int code = run_value(run, action->arguments.items[i].expr, &value, error);
        if (code) {
            json_decref(data);
            return code;
        }
        json_object_set_new(data, action->arguments.items[i].name, value);
    }
    *out = data;
    return 0;
}

static int act_raise(struct run *run, const struct model_action *action, struct error *error)
{
    json_t *data = NULL;
    int code = arguments(run, action, &data, error);
    if (code == 0)
        run_raise(run, action->subject, data);
    return code;
}

static int send_target(struct run *run, const struct model_action *action, const char **out,
                       struct error *error)
{
    json_t *value = NULL;
    *out = action->target;
    if (action->target)
        return 0;
    int code = run_value(run, action->target_expr, &value, error);
    if (code == 0 && (!json_is_string(value) || !json_string_value(value)[0]))
        code = error_set(error, SENDD_EINVALID, "send \"%s\": `to` gives no case reference", action->subject);
    if (code == 0)
        *out = arena_copy(run->arena, json_string_value(value));
    json_decref(value);
    return code;
}

static int act_send(struct run *run, const struct model_action *action, struct error *error)
{
    const char *target = NULL;
    json_t *data = NULL;
    int code = send_target(run, action, &target, error);
    if (code == 0)
        code = arguments(run, action, &data, error);
    if (code)
        return code;
    struct event *event = arena_alloc(run->arena, sizeof *event);
    *event = (struct event){.name = action->subject,
                            .data = data ? json_keep(run->arena, data) : NULL,
                            .happened = run->event->happened,
                            .recorded = run->in->now,
                            .by = arena_printf(run->arena, "case:%s", run->kase->reference)};
    struct effect *effect = run_effect(run, EFFECT_SEND);
    effect->target = target;
    effect->event = event;
    return 0;
}

static int act_open(struct run *run, const struct model_action *action, struct error *error)
{
    const struct model_state *state = model_deadline_find(run->definition, action->subject, NULL)->state;
    if (!run->active[state->index])
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
        date = span_apply(action->after, 1, run->today, run->in->calendars, run->kase->school);
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
        timer_cancel(run, arena_printf(run->arena, "timer:%s", action->subject));
        return 0;
    case ACTION_TASK:
        task_open(run, model_task_find(run->definition, action->subject));
        return 0;
    case ACTION_DROP:
        if ((task = task_find(run, action->subject)))
            task_close(run, task, false);
        return 0;
    case ACTION_LOG:
        run_effect(run, EFFECT_LOG)->text = action->subject;
        return 0;
    case ACTION_CHOOSE:
    case ACTION_FOREACH:
        return 0;
    }
    return 0;
}

bool run_block(struct run *run, const struct model_block *block, int part, struct model_state *place)
{
    size_t leading = 0;
    while (leading < block->count && block->actions[leading].kind == ACTION_SET)
        leading++;
    size_t from = part == BLOCK_REST ? leading : 0;
    size_t until = part == BLOCK_LEADING_SETS ? leading : block->count;
    run->place = place;
    for (size_t i = from; i < until; i++) {
        const struct model_action *action = &block->actions[i];
        struct error error = ERROR_NONE;
        size_t failures = run->out->errors ? json_array_size(run->out->errors) : 0;
        if (!run_holds(run, action->when, "an action")) {
            if (run->out->errors && json_array_size(run->out->errors) > failures)
                return false;
            continue;
        }
        if (act(run, action, &error)) {
            run_error(run, "%s: %s", place->id, error.text);
            return false;
        }
    }
    return true;
}
