/* Deadlines are dated again when their anchor moves, or the law or a calendar changes. */
#include "workflow/deadline.h"

#define LAW_CHANGED "rule or calendar changed"
#define MOVED       "deadline.redated"

static bool same_dates(const struct deadline *a, const struct deadline *b)
{
    return date_compare(a->anchor, b->anchor) == 0 && date_compare(a->due, b->due) == 0 &&
           date_compare(a->earliest, b->earliest) == 0 && a->provisional == b->provisional &&
           string_equal(a->version, b->version);
}

static const char *text_or(const char *text, const char *otherwise)
{
    return text ? text : otherwise;
}

/* What changed, beside the date itself. */
static const char *reason_of(struct run *run, const struct deadline *old, const struct deadline *new)
{
    if (!string_equal(old->version, new->version))
        return arena_printf(run->arena, LAW_CHANGED ": version %s, before %s", text_or(new->version, "?"),
                            text_or(old->version, "?"));
    if (old->provisional && !new->provisional)
        return LAW_CHANGED ": the calendar now reaches it";
    return LAW_CHANGED;
}

static bool active_takes(const struct run *run, const char *event)
{
    SET_EACH(&run->active, i)
    if (model_state_takes(run->definition->states[i], event))
        return true;
    return false;
}

/* Whoever has the duty must hear that its day is another one: by the workflow if it waits for that, else by a task. */
static void moved_tell(struct run *run, const struct deadline *old, const struct deadline *new, const char *reason)
{
    char was[DATE_SIZE], due[DATE_SIZE];
    date_write(old->due, was);
    date_write(new->due, due);
    if (date_compare(old->due, new->due) == 0 && date_compare(old->earliest, new->earliest) == 0)
        return;
    if (!active_takes(run, MOVED)) {
        task_alarm(run, arena_printf(run->arena, "redated.%s.%s", new->name, due),
                   arena_printf(run->arena, "%s is now due on %s, before %s: %s", text_or(new->title, new->name), due,
                                was, reason));
        return;
    }
    json_t *data = deadline_event_data(run, new);
    json_object_set_new(data, "was", json_string(was));
    json_object_set_new(data, "reason", json_string(reason));
    run_raise(run, MOVED, data, EVENT_INTERNAL);
}

/* REASON NULL: the law may have changed, and then someone is told. */
static void redate(struct run *run, const struct model_deadline *model, struct deadline *old,
                   const char *reason)
{
    struct error error = ERROR_NONE;
    struct date anchor = run_date_field(run, model->from);
    if (!date_is(anchor)) {
        deadline_close(run, old, DEADLINE_LAPSED, text_or(reason, LAW_CHANGED)); /* it waits for its date again */
        return;
    }
    struct deadline *new = deadline_derive(run, model, anchor, &error);
    if (!new) {
        deadline_underivable(run, model, &error); /* the old date stands until someone has looked */
        return;
    }
    if (same_dates(old, new))
        return;
    new->missed_told = old->missed_told && deadline_missed_at(new) <= run->in->now;
    struct deadline *superseded = arena_alloc(run->arena, sizeof *superseded);
    *superseded = *old;
    superseded->status = DEADLINE_SUPERSEDED;
    struct effect *effect = run_effect(run, EFFECT_DEADLINE_REDATE);
    effect->deadline = new;
    effect->old = superseded;
    effect->reason = reason ? reason : reason_of(run, old, new);
    deadline_replace(run, old, new);
    deadline_disarm(run, model->id);
    deadline_arm(run, model, new);
    if (!reason)
        moved_tell(run, superseded, new, effect->reason);
}

static bool counts_from(const struct model_deadline *model, const char *field)
{
    bool counts = string_equal(model->from, field);
    for (size_t i = 0; i < model->anchor_count; i++)
        counts = counts || string_equal(model->anchors[i].field, field);
    return counts;
}

void deadlines_anchor(struct run *run, const char *field, bool was_empty, const char *reason)
{
    SET_EACH(&run->active, i)
    {
        const struct model_state *state = run->definition->states[i];
        for (size_t j = 0; j < state->deadline_count; j++) {
            const struct model_deadline *model = &state->deadlines[j];
            struct deadline *open = deadline_find(run, model->id);
            if (field && !counts_from(model, field))
                continue;
            if (open && string_equal(open->rule, model->rule))
                redate(run, model, open, reason);
            else if (!open && field && was_empty && string_equal(model->from, field))
                deadline_open(run, model, true);
        }
    }
}

void deadlines_check(struct run *run)
{
    deadlines_anchor(run, NULL, false, NULL);
}
