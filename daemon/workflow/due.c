/* Timers and tasks of a case. */
#include "workflow/run.h"

#include <string.h>

/* --- timers --- */

static bool timer_remove(struct run *run, const char *name)
{
    for (size_t i = 0; i < run->kase->timers.count; i++) {
        const struct timer *timer = run->kase->timers.items[i];
        if (string_equal(timer->name, name)) {
            list_remove(&run->kase->timers, i);
            return true;
        }
    }
    return false;
}

void timer_arm(struct run *run, const char *name, instant due, const char *event, json_t *data)
{
    struct timer *timer = arena_alloc(run->arena, sizeof *timer);
    *timer = (struct timer){
        .name = name, .due = due, .event = event, .data = data ? json_keep(run->arena, data) : NULL};
    timer_remove(run, name);
    run_add(run, &run->kase->timers, timer);
    run_effect(run, EFFECT_TIMER_ARM)->timer = timer;
}

void timer_cancel(struct run *run, const char *name)
{
    for (size_t i = 0; i < run->kase->timers.count; i++) {
        struct timer *timer = run->kase->timers.items[i];
        if (string_equal(timer->name, name)) {
            list_remove(&run->kase->timers, i);
            run_effect(run, EFFECT_TIMER_CANCEL)->timer = timer;
            return;
        }
    }
}

void timer_forget(struct run *run, const char *name)
{
    timer_remove(run, name);
}

/* The next such day whose wake hour is still to come. */
static instant yearly_next(struct run *run, const struct model_timer *model)
{
    int year, month, day;
    date_split(run_today(run), &year, &month, &day);
    instant due = run_wake(run, date_from(year, model->month, model->day));
    return due > run->in->now ? due : run_wake(run, date_from(year + 1, model->month, model->day));
}

static int timer_due(struct run *run, const struct model_timer *model, instant *due, struct error *error)
{
    struct date date = DATE_NONE;
    json_t *value = NULL;
    if (model->kind == TIMER_EACH) {
        *due = yearly_next(run, model);
        return 0;
    }
    if (model->kind == TIMER_AFTER) {
        *due =
            run_wake(run, span_apply(model->after, 1, run_today(run), run->in->calendars, run->kase->school));
        return 0;
    }
    int code = run_value(run, model->at, &value, error);
    if (code == 0 && json_is_null(value)) /* else it is a date */
        code = error_set(error, SENDD_EINVALID, "`at` gives no date");
    if (code == 0) {
        date_read(json_string_value(value), &date, NULL);
        *due = run_wake(run, date);
    }
    json_decref(value);
    return code;
}

static const char *full_name(struct run *run, const char *id)
{
    return arena_printf(run->arena, "timer:%s", id);
}

void timers_enter(struct run *run, const struct model_state *state)
{
    for (size_t i = 0; i < state->timer_count; i++) {
        const struct model_timer *model = &state->timers[i];
        struct error error = ERROR_NONE;
        instant due = 0;
        if (timer_due(run, model, &due, &error))
            run_error(run, "timer %s: %s", model->id, error.text);
        else
            timer_arm(run, full_name(run, model->id), due, model->event, NULL);
    }
}

void timers_leave(struct run *run, const struct model_state *state)
{
    for (size_t i = 0; i < state->own_timer_count; i++)
        timer_cancel(run, full_name(run, state->own_timers[i]));
}

void timer_rearm(struct run *run, const char *name)
{
    SET_EACH(&run->active, i)
    for (size_t j = 0; j < run->definition->states[i]->timer_count; j++) {
        const struct model_timer *model = &run->definition->states[i]->timers[j];
        if (model->kind == TIMER_EACH && string_equal(name + strlen("timer:"), model->id))
            timer_arm(run, name, yearly_next(run, model), model->event, NULL);
    }
}

/* --- tasks --- */

struct task *task_find(const struct run *run, const char *name)
{
    for (size_t i = 0; i < run->kase->tasks.count; i++) {
        struct task *task = run->kase->tasks.items[i];
        if (string_equal(task->name, name))
            return task;
    }
    return NULL;
}

static int task_due(struct run *run, const struct model_task *model, struct date *out, struct error *error)
{
    json_t *value = NULL;
    struct ruling ruling;
    int code = 0;
    *out = DATE_NONE;
    if (model->has_within) {
        *out = span_apply(model->within, 1, run_today(run), run->in->calendars, run->kase->school);
    } else if (model->rule && date_is(run_date_field(run, model->from))) {
        const struct rule_query query = {
            .rule = model->rule, .anchor = run_date_field(run, model->from), .school = run->kase->school};
        code = rule_apply(run->in->rules, run->in->calendars, &query, run->arena, &ruling, error);
        if (code == 0)
            *out = ruling.due;
    } else if (model->due) {
        code = run_value(run, model->due, &value, error);
        if (code == 0 && json_is_string(value))
            code = date_read(json_string_value(value), out, error);
        json_decref(value);
    }
    return code;
}

static void task_add(struct run *run, struct task *task)
{
    run_add(run, &run->kase->tasks, task);
    run_effect(run, EFFECT_TASK_OPEN)->task = task;
}

static void task_begin(struct run *run, const struct model_task *model, struct date due)
{
    struct task *task = arena_alloc(run->arena, sizeof *task);
    *task = (struct task){.name = model->id,
                          .role = model->role,
                          .title = model->title,
                          .due = due,
                          .event = model->event,
                          .form = model->form_json};
    task_add(run, task);
}

void task_open(struct run *run, const struct model_task *model)
{
    struct error error = ERROR_NONE;
    struct date due;
    if (task_find(run, model->id))
        return;
    /* Without its date the work is still to be done. */
    if (task_due(run, model, &due, &error))
        run_error(run, "task %s: %s", model->id, error.text);
    task_begin(run, model, due);
}

/* Nothing is overwritten: the task of the old date ends, another takes its place. */
static void task_redate(struct run *run, struct task *task, const struct model_task *model, struct date due)
{
    task_close(run, task, false);
    task_begin(run, model, due);
}

void tasks_anchor(struct run *run, const char *field)
{
    for (size_t i = run->kase->tasks.count; i-- > 0;) {
        struct task *task = run->kase->tasks.items[i];
        const struct model_task *model = model_task_find(run->definition, task->name);
        struct error error = ERROR_NONE;
        struct date due;
        if (!model || !model->rule || (field && !string_equal(model->from, field)))
            continue;
        if (task_due(run, model, &due, &error))
            run_error(run, "task %s: %s", model->id, error.text); /* its old date stands */
        else if (date_compare(task->due, due))
            task_redate(run, task, model, due);
    }
}

void task_alarm(struct run *run, const char *name, const char *title)
{
    if (task_find(run, name))
        return;
    struct task *task = arena_alloc(run->arena, sizeof *task);
    *task = (struct task){.name = name,
                          .role = "senco",
                          .title = title,
                          .due = DATE_NONE,
                          .event = arena_printf(run->arena, "task.%s.completed", name)};
    task_add(run, task);
}

void task_close(struct run *run, struct task *task, bool done)
{
    for (size_t i = run->kase->tasks.count; i-- > 0;)
        if (run->kase->tasks.items[i] == task)
            list_remove(&run->kase->tasks, i);
    struct effect *effect = run_effect(run, EFFECT_TASK_CLOSE);
    effect->task = task;
    effect->done = done;
}
