/* Deadlines are dated again when their anchor moves, or the law or a calendar changes. */
#include "workflow/deadline.h"

#define LAW_CHANGED "rule or calendar changed"
#define MOVED       "deadline.redated"

static bool same_dates(const struct deadline *a, const struct deadline *b)
{
    return date_compare(a->anchor, b->anchor) == 0 && date_compare(a->due, b->due) == 0 &&
           date_compare(a->earliest, b->earliest) == 0 && a->provisional == b->provisional &&
           string_equal(a->version, b->version) &&
           json_is_true(json_object_get(a->ruling, "stands")) == json_is_true(json_object_get(b->ruling, "stands"));
}

static const char *text_or(const char *text, const char *otherwise)
{
    return text ? text : otherwise;
}

static json_t *candidate_legal(const struct deadline *deadline)
{
    return json_array_get(json_object_get(deadline->ruling, "candidates"), 0);
}

/* The authority's own targets, as one text. */
static const char *targets_of(struct run *run, const struct deadline *deadline)
{
    size_t i;
    json_t *candidate;
    const char *all = "";
    json_array_foreach(json_object_get(deadline->ruling, "candidates"), i, candidate)
    {
        if (json_is_true(json_object_get(candidate, "target")))
            all = arena_printf(run->arena, "%s%s;", all, json_words(candidate, "basis"));
    }
    return all;
}

/* What changed, beside the date itself. */
static const char *reason_of(struct run *run, const struct deadline *old, const struct deadline *new)
{
    const json_t *before = candidate_legal(old), *after = candidate_legal(new);
    if (!string_equal(old->version, new->version))
        return arena_printf(run->arena, LAW_CHANGED ": version %s, before %s", text_or(new->version, "?"),
                            text_or(old->version, "?"));
    if (old->provisional && !new->provisional)
        return LAW_CHANGED ": the calendar now reaches it";
    if (!string_equal(json_words(before, "basis"), json_words(after, "basis")))
        return arena_printf(run->arena, LAW_CHANGED ": it is now read as %s", json_words(after, "basis"));
    if (!string_equal(targets_of(run, old), targets_of(run, new)))
        return LAW_CHANGED ": what the authority itself asks for";
    return LAW_CHANGED ": the days that count";
}

static bool active_takes(const struct run *run, const char *event)
{
    SET_EACH(&run->active, i)
    if (model_state_takes(run->definition->states[i], event))
        return true;
    return false;
}

/* What people go by is another day now. */
struct move {
    const char *mark;  /* of this move, in the name of its task; NULL: nothing moved */
    const char *words; /* after the duty's title */
};

static struct move move_of(struct run *run, const struct deadline *old, const struct deadline *new)
{
    char was[DATE_SIZE], due[DATE_SIZE], before[DATE_SIZE], after[DATE_SIZE];
    struct arena *arena = run->arena;
    date_write(old->due, was);
    date_write(new->due, due);
    date_write(old->earliest, before);
    date_write(new->earliest, after);
    if (!string_equal(was, due))
        return (struct move){arena_copy(arena, due), arena_printf(arena, "is now due on %s, before %s", due, was)};
    if (!string_equal(before, after))
        return (struct move){arena_printf(arena, "earliest-%s", after),
                             arena_printf(arena, "is still due on %s, but warnings count back from %s, before from %s", due,
                                          after, before)};
    return (struct move){NULL, NULL};
}

/* Whoever has the duty must hear that its day is another one: by the workflow if it waits for that, else by a task. */
static void moved_tell(struct run *run, const struct deadline *old, const struct deadline *new, const char *reason)
{
    struct move move = move_of(run, old, new);
    if (!move.mark)
        return;
    if (!active_takes(run, MOVED)) {
        task_alarm(run, arena_printf(run->arena, "redated.%s.%s", new->name, move.mark),
                   arena_printf(run->arena, "%s %s: %s", text_or(new->title, new->name), move.words, reason));
        return;
    }
    char was[DATE_SIZE];
    json_t *data = deadline_event_data(run, new);
    json_object_set_new(data, "was", json_string(date_write(old->due, was)));
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
    deadline_derived(run, model);
    if (same_dates(old, new))
        return;
    new->missed_told = old->missed_told && ruling_passed(new->ruling) <= run->in->now;
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

/* It waited for its first date; or its date could not be computed, and perhaps it can now. */
static bool opens(struct run *run, const struct model_deadline *model, const char *field, bool was_empty)
{
    return field ? was_empty && string_equal(model->from, field) : deadline_is_undated(run, model);
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
            else if (!open && opens(run, model, field, was_empty))
                deadline_open(run, model, true);
        }
    }
    tasks_anchor(run, field);
}

void deadlines_check(struct run *run)
{
    deadlines_anchor(run, NULL, false, NULL);
}
