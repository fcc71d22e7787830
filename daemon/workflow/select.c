/* Which transitions an event takes: document order, inner before outer, conflicts removed (SCXML appendix D).
 */
#include "workflow/run.h"

void effective_targets(struct run *run, struct model_state *const *targets, size_t count, struct list *out)
{
    for (size_t i = 0; i < count; i++) {
        struct model_state *target = targets[i];
        size_t before = out->count;
        if (target->history)
            history_recall(run, target, out);
        else
            run_add(run, out, target);
        if (out->count == before)
            effective_targets(run, target->initial.targets, target->initial.target_count, out);
    }
}

const struct model_state *transition_domain(struct run *run, const struct model_transition *transition)
{
    struct list targets = LIST_EMPTY;
    if (!transition->recalls || !transition->source)
        return transition->domain;
    effective_targets(run, transition->targets, transition->target_count, &targets);
    return model_domain(transition, (struct model_state *const *)(void *)targets.items, targets.count);
}

void exit_set(struct run *run, const struct model_transition *transition, struct set *set)
{
    if (transition->target_count == 0)
        return;
    const struct model_state *domain = transition_domain(run, transition);
    size_t first = domain ? domain->index + 1 : 0;
    size_t last = domain ? domain->last : run->definition->state_count;
    for (int i = set_next(&run->active, first); i != SET_NONE && (size_t)i <= last;
         i = set_next(&run->active, (size_t)i + 1))
        set_add(set, (size_t)i);
}

static struct set scratch(struct run *run)
{
    size_t words = run->active.count;
    return (struct set){arena_alloc(run->arena, words * sizeof(uint64_t)), words};
}

static bool exits_meet(struct run *run, const struct model_transition *a, const struct model_transition *b)
{
    struct set left = scratch(run), right = scratch(run);
    exit_set(run, a, &left);
    exit_set(run, b, &right);
    return set_meets(&left, &right);
}

/* SCXML removeConflictingTransitions: of two that leave a common state, the one whose source is inside the
 * other's wins; else the one that comes first in document order. */
static void add_unless_preempted(struct run *run, struct list *kept, struct model_transition *transition)
{
    struct list beaten = LIST_EMPTY;
    for (size_t i = 0; i < kept->count; i++) {
        struct model_transition *other = kept->items[i];
        if (!exits_meet(run, transition, other))
            continue;
        if (!model_inside(transition->source, other->source))
            return;
        run_add(run, &beaten, other);
    }
    for (size_t i = 0; i < beaten.count; i++)
        for (size_t j = 0; j < kept->count; j++)
            if (kept->items[j] == beaten.items[i])
                list_remove(kept, j--);
    run_add(run, kept, transition);
}

static void remove_conflicts(struct run *run)
{
    struct list kept = LIST_EMPTY;
    for (size_t i = 0; i < run->enabled.count; i++)
        add_unless_preempted(run, &kept, run->enabled.items[i]);
    run->enabled.count = 0;
    for (size_t i = 0; i < kept.count; i++)
        run_add(run, &run->enabled, kept.items[i]);
}

static bool matches(const struct model_transition *transition, const struct event *event)
{
    for (size_t i = 0; i < transition->descriptor_count; i++)
        if (model_descriptor_matches(&transition->descriptors[i], event->name))
            return true;
    return false;
}

static bool fits(struct run *run, const struct model_transition *transition, const struct event *event,
                 bool *named)
{
    if (event ? !matches(transition, event) : transition->events != NULL)
        return false;
    *named = true;
    return !transition->when || run_holds(run, transition->when, transition->source->id);
}

static struct model_transition *first_enabled(struct run *run, struct model_state *atomic,
                                              const struct event *event, bool *named)
{
    for (struct model_state *state = atomic; state; state = state->parent)
        for (size_t i = 0; (event || state->eventless) && i < state->transition_count; i++)
            if (fits(run, &state->transitions[i], event, named))
                return &state->transitions[i];
    return NULL;
}

static bool among(const struct list *list, const void *item)
{
    for (size_t i = 0; i < list->count; i++)
        if (list->items[i] == item)
            return true;
    return false;
}

void select_transitions(struct run *run, const struct event *event, bool *named)
{
    run->enabled.count = 0;
    if (!event && !run->definition->has_eventless)
        return;
    SET_EACH(&run->active, i)
    {
        struct model_state *state = run->definition->states[i];
        struct model_transition *found = model_atomic(state) ? first_enabled(run, state, event, named) : NULL;
        if (found && !among(&run->enabled, found))
            run_add(run, &run->enabled, found);
    }
    if (run->enabled.count > 1)
        remove_conflicts(run);
}
