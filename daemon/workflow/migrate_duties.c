/* What a case waits for, in the new version. What was met, done or has fired in a state is not begun again:
 * only what the old states did not have opens. */
#include "workflow/migrating.h"

#include <stdlib.h>
#include <string.h>

/* --- deadlines --- */

/* The active states' deadline ID; RULE NULL: of any rule. */
static const struct model_deadline *deadline_model(const struct definition *definition, const bool *active,
                                                   const char *id, const char *rule)
{
    for (size_t i = 0; i < definition->state_count; i++)
        for (size_t j = 0; active[i] && j < definition->states[i]->deadline_count; j++) {
            const struct model_deadline *model = &definition->states[i]->deadlines[j];
            if (string_equal(model->id, id) && (!rule || string_equal(model->rule, rule)))
                return model;
        }
    return NULL;
}

/* Ends those that the new states do not have; one that follows another rule now is superseded. */
static void deadlines_end(struct migrating *migrating, struct list *again)
{
    struct run *run = &migrating->run;
    const struct definition *to = migrating->in->to;
    for (size_t i = run->kase->deadlines.count; i-- > 0;) {
        struct deadline *deadline = run->kase->deadlines.items[i];
        if (deadline_model(to, migrating->after, deadline->name, deadline->rule))
            continue;
        bool other_rule = deadline_model(to, migrating->after, deadline->name, NULL) != NULL;
        if (other_rule)
            list_add(again, (void *)deadline->name);
        migrate_note(migrating, other_rule ? "deadline %s: follows another rule" : "deadline %s: lapses",
                     deadline->name);
        deadline_close(run, deadline, other_rule ? DEADLINE_SUPERSEDED : DEADLINE_LAPSED, migrating->reason);
    }
}

static bool listed(const struct list *names, const char *name)
{
    for (size_t i = 0; i < names->count; i++)
        if (string_equal(names->items[i], name))
            return true;
    return false;
}

static void deadlines_begin(struct migrating *migrating, const struct list *again)
{
    struct run *run = &migrating->run;
    const struct migrate_input *in = migrating->in;
    for (size_t i = 0; i < in->to->state_count; i++)
        for (size_t j = 0; migrating->after[i] && j < in->to->states[i]->deadline_count; j++) {
            const struct model_deadline *model = &in->to->states[i]->deadlines[j];
            if (listed(again, model->id) || !deadline_model(in->from, migrating->before, model->id, NULL))
                deadline_open(run, model, true);
        }
}

static const struct timer *timer_find(const struct run *run, const char *name)
{
    for (size_t i = 0; i < run->kase->timers.count; i++) {
        const struct timer *timer = run->kase->timers.items[i];
        if (string_equal(timer->name, name))
            return timer;
    }
    return NULL;
}

/* One that the case has keeps its timers, but the warnings are the new version's. */
static void warnings_follow(struct migrating *migrating, const struct deadline *deadline,
                            const struct model_deadline *model)
{
    struct run *run = &migrating->run;
    const char *event = arena_printf(run->arena, "deadline.%s.warning", model->id);
    for (size_t i = 0; i < model->warn_count; i++) {
        const char *name = arena_printf(run->arena, "deadline:%s:warning:%zu", model->id, i + 1);
        struct date day =
            span_apply(model->warn[i], -1, deadline->earliest, run->in->calendars, run->kase->school);
        const struct timer *timer = timer_find(run, name);
        instant due = run_wake(run, day);
        if (timer && timer->due != due && due <= run->in->now)
            timer_cancel(run, name);
        else if ((!timer || timer->due != due) && due > run->in->now)
            timer_arm(run, name, due, event, NULL);
    }
}

static void spare_warnings_cancel(struct migrating *migrating, const struct model_deadline *model)
{
    struct run *run = &migrating->run;
    const char *prefix = arena_printf(run->arena, "deadline:%s:warning:", model->id);
    for (size_t i = run->kase->timers.count; i-- > 0;) {
        const struct timer *timer = run->kase->timers.items[i];
        if (string_starts(timer->name, prefix) &&
            strtoul(timer->name + strlen(prefix), NULL, 10) > model->warn_count)
            timer_cancel(run, timer->name);
    }
}

static void deadlines_follow(struct migrating *migrating)
{
    struct run *run = &migrating->run;
    struct list again = LIST_EMPTY;
    deadlines_end(migrating, &again);
    deadlines_anchor(run, NULL, false, migrating->reason);
    for (size_t i = 0; i < run->kase->deadlines.count; i++) {
        const struct deadline *deadline = run->kase->deadlines.items[i];
        const struct model_deadline *model =
            deadline_model(migrating->in->to, migrating->after, deadline->name, deadline->rule);
        if (!model) /* the date could not be derived, and the old one stands until someone has looked */
            continue;
        spare_warnings_cancel(migrating, model);
        warnings_follow(migrating, deadline, model);
    }
    deadlines_begin(migrating, &again);
    list_free(&again);
}

/* --- timers --- */

static bool owns_timer(const struct migrating *migrating, const char *id)
{
    const struct definition *to = migrating->in->to;
    for (size_t i = 0; i < to->state_count; i++)
        for (size_t j = 0; migrating->after[i] && j < to->states[i]->own_timer_count; j++)
            if (string_equal(to->states[i]->own_timers[j], id))
                return true;
    return false;
}

static const struct model_timer *timer_model(const struct definition *definition, const bool *active,
                                             const char *id)
{
    for (size_t i = 0; i < definition->state_count; i++)
        for (size_t j = 0; active[i] && j < definition->states[i]->timer_count; j++)
            if (string_equal(definition->states[i]->timers[j].id, id))
                return &definition->states[i]->timers[j];
    return NULL;
}

static void timers_stay_or_end(struct migrating *migrating)
{
    static const char prefix[] = "timer:";
    struct run *run = &migrating->run;
    for (size_t i = run->kase->timers.count; i-- > 0;) {
        const struct timer *timer = run->kase->timers.items[i];
        if (!string_starts(timer->name, prefix))
            continue;
        const char *id = timer->name + sizeof prefix - 1;
        const struct model_timer *model = timer_model(migrating->in->to, migrating->after, id);
        if (!owns_timer(migrating, id)) {
            migrate_note(migrating, "timer %s: ends", id);
            timer_cancel(run, timer->name);
        } else if (model && !string_equal(model->event, timer->event)) {
            timer_arm(run, timer->name, timer->due, model->event,
                      timer->data ? json_incref(timer->data) : NULL);
        }
    }
}

static void timers_begin(struct migrating *migrating, const struct model_state *state)
{
    const struct migrate_input *in = migrating->in;
    struct model_state only = *state; /* with the timers that the case did not have */
    only.timers = arena_alloc(migrating->arena, (state->timer_count + 1) * sizeof *only.timers);
    only.timer_count = 0;
    for (size_t i = 0; i < state->timer_count; i++)
        if (!timer_model(in->from, migrating->before, state->timers[i].id))
            only.timers[only.timer_count++] = state->timers[i];
    timers_enter(&migrating->run, &only);
}

/* --- tasks --- */

static const struct model_task *task_model(const struct definition *definition, const bool *active,
                                           const char *id)
{
    for (size_t i = 0; i < definition->state_count; i++)
        for (size_t j = 0; active[i] && j < definition->states[i]->task_count; j++)
            if (string_equal(definition->states[i]->tasks[j].id, id))
                return &definition->states[i]->tasks[j];
    for (size_t i = 0; i < definition->task_count; i++)
        if (string_equal(definition->tasks[i].id, id))
            return &definition->tasks[i];
    return NULL;
}

static bool same_task(const struct task *task, const struct model_task *model)
{
    bool same_form =
        task->form ? model->form_json && json_equal(task->form, model->form_json) : !model->form_json;
    return same_form && string_equal(task->role, model->role) && string_equal(task->title, model->title) &&
           string_equal(task->event, model->event);
}

/* The same work, asked for in the new version's words, due when it was. */
static void task_replace(struct migrating *migrating, struct task *old, const struct model_task *model)
{
    struct run *run = &migrating->run;
    task_close(run, old, false);
    struct task *task = arena_alloc(run->arena, sizeof *task);
    *task = (struct task){.name = model->id,
                          .role = model->role,
                          .title = model->title,
                          .due = old->due,
                          .event = model->event,
                          .form = model->form_json};
    run_add(run, &run->kase->tasks, task);
    run_effect(run, EFFECT_TASK_OPEN)->task = task;
    migrate_note(migrating, "task %s: asked for anew, due as before", model->id);
}

static void tasks_stay_or_end(struct migrating *migrating)
{
    struct run *run = &migrating->run;
    for (size_t i = run->kase->tasks.count; i-- > 0;) {
        struct task *task = run->kase->tasks.items[i];
        const struct model_task *model = task_model(migrating->in->to, migrating->after, task->name);
        if (!model_task_find(migrating->in->from, task->name))
            continue; /* no version's: someone must look at something */
        if (!model) {
            migrate_note(migrating, "task %s: no longer needed", task->name);
            task_close(run, task, false);
        } else if (!same_task(task, model)) {
            task_replace(migrating, task, model);
        }
    }
}

static void tasks_begin(struct migrating *migrating, const struct model_state *state)
{
    for (size_t i = 0; i < state->task_count; i++)
        if (!task_model(migrating->in->from, migrating->before, state->tasks[i].id))
            task_open(&migrating->run, &state->tasks[i]);
}

/* --- the report --- */

static bool had_task(const struct migrating *migrating, const char *name)
{
    const struct list *tasks = &migrating->in->kase->tasks;
    for (size_t i = 0; i < tasks->count; i++)
        if (string_equal(((const struct task *)tasks->items[i])->name, name))
            return true;
    return false;
}

static void effects_note(struct migrating *migrating)
{
    char old[DATE_SIZE], new[DATE_SIZE];
    const struct list *effects = &migrating->run.out->effects;
    for (size_t i = 0; i < effects->count; i++) {
        const struct effect *effect = effects->items[i];
        if (effect->kind == EFFECT_DEADLINE_REDATE)
            migrate_note(migrating, "deadline %s: due %s instead of %s", effect->deadline->name,
                         date_write(effect->deadline->due, new), date_write(effect->old->due, old));
        else if (effect->kind == EFFECT_DEADLINE_OPEN)
            migrate_note(migrating, "deadline %s: opens, due %s", effect->deadline->name,
                         date_write(effect->deadline->due, new));
        else if (effect->kind == EFFECT_TASK_OPEN && !had_task(migrating, effect->task->name))
            migrate_note(migrating, "task %s: opens", effect->task->name);
        else if (effect->kind == EFFECT_TIMER_ARM && !string_starts(effect->timer->name, "deadline:"))
            migrate_note(migrating, "timer %s: begins", effect->timer->name);
    }
}

static void kept_note(struct migrating *migrating)
{
    char due[DATE_SIZE];
    const struct list *before = &migrating->in->kase->deadlines, *after = &migrating->run.kase->deadlines;
    for (size_t i = 0; i < before->count; i++)
        for (size_t j = 0; j < after->count; j++)
            if (before->items[i] == after->items[j]) {
                const struct deadline *deadline = before->items[i];
                migrate_note(migrating, "deadline %s: stays, due %s", deadline->name,
                             date_write(deadline->due, due));
            }
}

void migrate_duties(struct migrating *migrating)
{
    const struct definition *to = migrating->in->to;
    timers_stay_or_end(migrating);
    tasks_stay_or_end(migrating);
    deadlines_follow(migrating);
    for (size_t i = 0; i < to->state_count; i++)
        if (migrating->after[i]) {
            timers_begin(migrating, to->states[i]);
            tasks_begin(migrating, to->states[i]);
        }
    effects_note(migrating);
    kept_note(migrating);
}
