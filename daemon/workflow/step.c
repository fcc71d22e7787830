/* One event from outside: checked, offered, carried through to a stable configuration. */
#include "workflow/run.h"

#include <string.h>

bool run_offer(struct run *run, const struct event *event)
{
    bool named = false;
    run_event(run, event);
    select_transitions(run, event, &named);
    if (run->enabled.count == 0 && (named || !deadlines_wait_for(run, event->name)))
        return false;
    deadlines_met(run, event);
    if (run->enabled.count)
        microstep(run);
    run_settle(run);
    return true;
}

/* --- tasks --- */

/* The task that EVENT completes; events by hand complete the task that asks for them. */
static struct task *task_of(const struct run *run, const struct event *event)
{
    if (event->task)
        return task_find(run, event->task);
    for (size_t i = 0; i < run->kase->tasks.count; i++) {
        struct task *task = run->kase->tasks.items[i];
        if (string_equal(task->event, event->name))
            return task;
    }
    return NULL;
}

static int complete_tasks(struct run *run, const struct event *event, bool *any, struct error *error)
{
    struct task *task;
    while ((task = task_of(run, event))) {
        const struct model_task *model = model_task_find(run->definition, task->name);
        int code =
            model && model->form.count ? model_values_check(&model->form, event->data, "value", error) : 0;
        if (code)
            return code;
        task_close(run, task, true);
        *any = true;
        if (event->task)
            break;
    }
    return 0;
}

/* --- events that every state understands --- */

/* Sets the fields that DATA names to what they should have been. */
static int correct(struct run *run, const struct event *event, struct error *error)
{
    const char *name, *reason = json_text(event->data, "reason");
    json_t *value;
    size_t count = 0;
    reason = arena_printf(run->arena, "corrected: %s", reason ? reason : "no reason given");
    json_object_foreach(event->data, name, value)
    {
        if (string_equal(name, "reason") && !values_find(&run->definition->fields, name))
            continue;
        int code = field_set(run, name, json_incref(value), reason, error);
        if (code)
            return code;
        struct effect *effect = run_effect(run, EFFECT_LOG);
        effect->text = arena_printf(run->arena, "field %s %s", name, reason);
        count++;
    }
    if (count == 0) {
        error_set(error, SENDD_EINVALID, "the event `correct` names no field");
        return error_hint(error, "give the field and its right value as data, and a reason");
    }
    run_settle(run);
    return 0;
}

static bool is_silent(const struct event *event)
{
    return event->timer && string_starts(event->timer, "deadline:");
}

/* Not even another case may send these. */
static bool is_duty(const char *name)
{
    return string_starts(name, "deadline.") || string_equal(name, "kept.expired");
}

static bool is_outcome(const char *name)
{
    return string_starts(name, "done.state.") || string_starts(name, "done.invoke.") || string_starts(name, "error.");
}

/* What only the case itself raises: by hand it would report what has not happened. */
static bool is_own(const struct event *event)
{
    char first = event->name[0];
    if (event->timer || (first != 'd' && first != 'e' && first != 'k'))
        return false;
    return is_duty(event->name) || (event->type != EVENT_PLATFORM && !event->origin && is_outcome(event->name));
}

bool step_reserved(const char *event)
{
    return is_duty(event) || is_outcome(event);
}

/* --- the start --- */

/* A parent gives what it has; a child takes what it knows. */
static json_t *known_fields(struct run *run, json_t *data)
{
    json_t *known = json_keep(run->arena, json_object()), *value;
    const char *name;
    json_object_foreach(data, name, value) if (values_find(&run->definition->fields, name))
        json_object_set(known, name, value);
    return known;
}

/* With late binding, what a state's own field is given at the start would be lost when the state is entered.
 */
static int late_refuse(const struct run *run, json_t *data, struct error *error)
{
    const struct model_values *fields = &run->definition->fields;
    for (size_t i = 0; run->definition->late && i < fields->count; i++)
        if (fields->items[i].state && json_object_get(data, fields->items[i].name))
            return error_set(error, SENDD_EINVALID,
                             "field `%s` gets its first value when state %s is entered",
                             fields->items[i].name, fields->items[i].state->id);
    return 0;
}

static int start_fields(struct run *run, json_t *data, struct error *error)
{
    const struct model_values *fields = &run->definition->fields;
    const char *name;
    json_t *value;
    int code = data ? model_values_check_known(fields, data, "field", error) : 0;
    if (code == 0)
        code = late_refuse(run, data, error);
    if (code)
        return code;
    json_object_foreach(data, name, value) json_object_set(fields_own(run), name, value);
    fields_bind(run, NULL);
    code = model_values_check(fields, run->fields, "field", error);
    return code ? error_hint(error, "give it when the case is started") : 0;
}

static int start(struct run *run, struct error *error)
{
    const struct event *event = run->in->event;
    if (!string_equal(event->name, "case.start"))
        return error_set(error, SENDD_EINVALID, "the case has not started");
    run_event(run, event);
    int code =
        start_fields(run, case_parent(run->kase) ? known_fields(run, event->data) : event->data, error);
    if (code)
        return code;
    run_enter_initial(run);
    run_settle(run);
    return 0;
}

/* --- an event from outside --- */

/* No state takes it. */
static void unmatched(struct run *run, const struct event *event, bool forwarded)
{
    bool may_wait = run->in->keep == STEP_KEEP && event->type != EVENT_PLATFORM &&
                    model_takes(run->definition, event->name);
    if (may_wait)
        kept_add(run, event);
    else if (run->in->keep != STEP_DISCARD && event->type != EVENT_PLATFORM && !children_sent(run, event) && !forwarded)
        run->out->verdict = STEP_UNWANTED;
}

/* Its values are right, and it comes from whom it says: the states may have it. */
static int offered(struct run *run, const struct event *event, bool task_done, struct error *error)
{
    bool forwarded = children_forward(run, event);
    if (string_equal(event->name, "dates.check")) { /* no transition for any event may come between */
        run_event(run, event);
        deadlines_check(run);
        run_settle(run);
        return 0;
    }
    if (run_offer(run, event))
        return 0;
    if (string_equal(event->name, "correct"))
        return correct(run, event, error);
    if (!task_done && !is_silent(event))
        unmatched(run, event, forwarded);
    if (run->out->verdict == STEP_APPLIED)
        run_settle(run); /* a failed guard's error, and eventless transitions after a correction */
    return 0;
}

static int outside(struct run *run, const struct event *event, struct error *error)
{
    const struct model_event *declared =
        run->definition->event_count ? model_event_find(run->definition, event->name) : NULL;
    bool task_done = false;
    int code = 0;
    if (is_own(event)) {
        run->out->verdict = STEP_UNWANTED;
        return 0;
    }
    if (children_sent(run, event)) {
        enum child_event what = children_take(run, &event);
        if (what == CHILD_WAITING)
            run_settle(run);
        if (what != CHILD_TAKEN)
            return 0;
    }
    /* A completed task's values were checked against its form. */
    if (declared && declared->typed && !event->task &&
        (code = model_values_check(&declared->data, event->data, "value", error)))
        return code;
    if ((code = complete_tasks(run, event, &task_done, error)))
        return code;
    return offered(run, event, task_done, error);
}

/* --- a timer --- */

static int timer_fired(struct run *run, struct error *error)
{
    const struct event *event = run->in->event;
    struct event *filled = arena_alloc(run->arena, sizeof *filled);
    json_t *data = NULL;
    *filled = *event;
    timer_forget(run, event->timer);
    run_event(run, event);
    if (string_starts(event->timer, "send:")) {
        if (send_due(run, event, filled))
            return outside(run, filled, error);
        run_settle(run);
        return 0;
    }
    if (string_starts(event->timer, "kept:")) {
        kept_expired(run, event);
        return 0;
    }
    if (string_starts(event->timer, "deadline:")) {
        if (!deadline_fired(run, event, &data))
            return 0;
        filled->data = json_keep(run->arena, data);
    } else {
        timer_rearm(run, event->timer);
    }
    return outside(run, filled, error);
}

/* --- the end --- */

static void end(struct run *run)
{
    json_t *result = NULL;
    run_exit_all(run, &result);
    children_done(run, result);
    while (run->kase->timers.count) {
        const struct timer *timer = run->kase->timers.items[0];
        timer_cancel(run, timer->name);
    }
    for (size_t i = run->kase->tasks.count; i-- > 0;) {
        struct task *task = run->kase->tasks.items[i];
        if (model_task_find(run->definition, task->name))
            task_close(run, task, false);
    }
    kept_give_up(run);
    run->kase->ended = true;
}

/* Only what was left for a person to look at can still be done. */
static int after_end(struct run *run, struct error *error)
{
    bool done = false;
    int code = complete_tasks(run, run->in->event, &done, error);
    if (!done)
        run->out->verdict = STEP_UNWANTED;
    return code;
}

/* The parent is no longer interested. */
static bool is_cancel(const struct event *event)
{
    return event->type == EVENT_PLATFORM && string_equal(event->name, "case.cancel");
}

static int apply(struct run *run, struct error *error)
{
    const struct step_input *in = run->in;
    int code;
    if (in->kase->ended)
        return after_end(run, error);
    if (is_cancel(in->event)) {
        run->cancelled = true;
        run_event(run, in->event);
        end(run);
        return 0;
    }
    if (in->kase->states.count == 0)
        code = start(run, error);
    else
        code = in->event->timer ? timer_fired(run, error) : outside(run, in->event, error);
    if (code || run->out->verdict == STEP_UNWANTED)
        return code;
    kept_retry(run);
    if (!run->running && !run->over)
        end(run);
    if (run->over) {
        error_set(error, SENDD_ELIMIT, "event \"%s\" goes round in circles: more than %d moves",
                  in->event->name, RUN_MICROSTEPS);
        return error_hint(
            error,
            "look for transitions without an event, or raised events, that lead back to where they began");
    }
    return 0;
}

int step(const struct step_input *input, struct arena *arena, struct step_output *out, struct error *error)
{
    struct run run;
    run_begin(&run, input, arena, out);
    int code = apply(&run, error);
    if (code == 0 && out->verdict == STEP_APPLIED)
        run_finish(&run);
    return code;
}

static void want(struct list *names, const char *name)
{
    for (size_t i = 0; i < names->count; i++)
        if (string_equal(names->items[i], name))
            return;
    list_add(names, (void *)name);
}

void step_wanted(const struct definition *definition, const struct kase *kase, struct arena *arena,
                 struct list *names)
{
    (void)arena;
    for (size_t i = 0; !kase->ended && i < kase->states.count; i++) {
        const struct model_state *state = model_state_find(definition, kase->states.items[i]);
        for (size_t j = 0; state && j < state->transition_count; j++)
            for (const char *const *event = state->transitions[j].events; event && *event; event++)
                if (!string_starts(*event, "deadline.") && !string_starts(*event, "done.") &&
                    !string_starts(*event, "error."))
                    want(names, *event);
        for (size_t j = 0; state && j < state->deadline_count; j++)
            for (const char *const *event = state->deadlines[j].met_by; event && *event; event++)
                want(names, *event);
    }
    for (size_t i = 0; i < kase->tasks.count; i++)
        want(names, ((const struct task *)kase->tasks.items[i])->event);
    if (!kase->ended)
        want(names, "correct");
}
