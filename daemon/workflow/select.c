/* Which transitions an event takes: document order, inner before outer, conflicts removed (SCXML appendix D).
 */
#include "workflow/run.h"

#include <string.h>

static bool is_compound(const struct model_state *state)
{
    return state->child_count > 0 && !state->parallel;
}

static bool targets_inside(const struct model_transition *transition, const struct model_state *state)
{
    for (size_t i = 0; i < transition->target_count; i++)
        if (!model_inside(transition->targets[i], state))
            return false;
    return true;
}

/* The state inside which the transition moves: the source itself when it is internal, else the least common
 * compound ancestor of source and targets; NULL is the whole. */
const struct model_state *transition_domain(const struct model_transition *transition)
{
    const struct model_state *source = transition->source;
    if (!source)
        return NULL;
    if (transition->internal && is_compound(source) && targets_inside(transition, source))
        return source;
    const struct model_state *ancestor = source->parent;
    while (ancestor && !(is_compound(ancestor) && targets_inside(transition, ancestor)))
        ancestor = ancestor->parent;
    return ancestor;
}

void exit_set(const struct run *run, const struct model_transition *transition, bool *set)
{
    if (transition->target_count == 0)
        return;
    const struct model_state *domain = transition_domain(transition);
    for (size_t i = 0; i < run->definition->state_count; i++)
        if (run->active[i] && model_inside(run->definition->states[i], domain))
            set[i] = true;
}

static bool exits_meet(const struct run *run, const struct model_transition *a,
                       const struct model_transition *b)
{
    size_t count = run->definition->state_count;
    bool *left = arena_alloc(run->arena, count + 1), *right = arena_alloc(run->arena, count + 1);
    exit_set(run, a, left);
    exit_set(run, b, right);
    for (size_t i = 0; i < count; i++)
        if (left[i] && right[i])
            return true;
    return false;
}

/* SCXML removeConflictingTransitions: of two that leave a common state, the one whose source is inside the
 * other's wins; else the one that comes first in document order. */
static void add_unless_preempted(const struct run *run, struct list *kept,
                                 struct model_transition *transition)
{
    struct list beaten = LIST_EMPTY;
    bool preempted = false;
    for (size_t i = 0; i < kept->count && !preempted; i++) {
        struct model_transition *other = kept->items[i];
        if (!exits_meet(run, transition, other))
            continue;
        if (model_inside(transition->source, other->source))
            list_add(&beaten, other);
        else
            preempted = true;
    }
    for (size_t i = 0; !preempted && i < beaten.count; i++)
        for (size_t j = 0; j < kept->count; j++)
            if (kept->items[j] == beaten.items[i])
                list_remove(kept, j--);
    if (!preempted)
        list_add(kept, transition);
    list_free(&beaten);
}

static bool fits(struct run *run, const struct model_transition *transition, const struct event *event,
                 bool *named)
{
    if (!event != !transition->events)
        return false;
    if (event && !model_events_match(transition->events, event->name))
        return false;
    *named = true;
    return run_holds(run, transition->when, transition->source->id);
}

static struct model_transition *first_enabled(struct run *run, struct model_state *atomic,
                                              const struct event *event, bool *named)
{
    for (struct model_state *state = atomic; state; state = state->parent)
        for (size_t i = 0; i < state->transition_count; i++)
            if (fits(run, &state->transitions[i], event, named))
                return &state->transitions[i];
    return NULL;
}

void select_transitions(struct run *run, const struct event *event, struct list *enabled, bool *named)
{
    struct list all = LIST_EMPTY;
    for (size_t i = 0; i < run->definition->state_count; i++) {
        struct model_state *state = run->definition->states[i];
        struct model_transition *found =
            run->active[i] && model_atomic(state) ? first_enabled(run, state, event, named) : NULL;
        bool there = false;
        for (size_t j = 0; found && j < all.count; j++)
            there = there || all.items[j] == found;
        if (found && !there)
            list_add(&all, found);
    }
    for (size_t i = 0; i < all.count; i++)
        add_unless_preempted(run, enabled, all.items[i]);
    list_free(&all);
}
