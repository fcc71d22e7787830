/* Where a case can come, and whether it can end from there. */
#include "workflow/advice_parts.h"

#include <string.h>

/* --- coming to a state --- */

static void enter(struct chart *chart, const struct model_state *state);

static void mark(struct chart *chart, const struct model_state *state)
{
    if (chart->reached[state->index])
        return;
    chart->reached[state->index] = true;
    for (size_t i = 0; i < state->transition_count; i++)
        for (size_t j = 0; !chart->closed[state->index][i] && j < state->transitions[i].target_count; j++)
            enter(chart, state->transitions[i].targets[j]);
}

/* The states around one that is entered; those side by side with it begin, too. */
static void enter_around(struct chart *chart, const struct model_state *state)
{
    for (const struct model_state *around = state->parent; around; around = around->parent) {
        bool before = chart->reached[around->index];
        mark(chart, around);
        for (size_t i = 0; !before && around->parallel && i < around->child_count; i++)
            enter(chart, around->children[i]);
    }
}

/* STATE as a target: with what begins in it. A second visit finds all of it marked but where a state was come to
 * from inside before; so what begins is looked at each time, and ends at what is marked. */
static void enter(struct chart *chart, const struct model_state *state)
{
    bool before = chart->reached[state->index];
    mark(chart, state);
    if (!before)
        enter_around(chart, state);
    for (size_t i = 0; i < state->initial.target_count; i++)
        if (!chart->reached[state->initial.targets[i]->index])
            enter(chart, state->initial.targets[i]);
    for (size_t i = 0; state->parallel && i < state->child_count; i++)
        if (!chart->reached[state->children[i]->index])
            enter(chart, state->children[i]);
}

static void advise_unreachable(const struct chart *chart)
{
    const struct definition *definition = chart->definition;
    for (size_t i = 0; i < definition->state_count; i++) {
        const struct model_state *state = definition->states[i];
        if (!chart->reached[i] && (!state->parent || chart->reached[state->parent->index]))
            error_hint(
                advise(chart->advice, state->node, "unreachable", "nothing leads to state \"%s\"", state->id),
                "add a goto to it, or take it out");
    }
}

/* --- leaving it --- */

const struct model_state *chart_mates(const struct model_state *state)
{
    const struct model_state *mates = state;
    for (const struct model_state *around = state; around; around = around->parent)
        if (around->parallel)
            mates = around;
    return mates;
}

/* Every event of TRANSITION is that a state around STATE is done: it is not, as long as a case is in STATE. */
static bool waits_for_end_of(const struct model_transition *transition, const struct model_state *state)
{
    for (size_t i = 0; i < transition->descriptor_count; i++) {
        bool around = false;
        for (const struct model_state *one = state; one; one = one->parent)
            around = around || string_equal(transition->events[i], one->done_event);
        if (!around)
            return false;
    }
    return transition->descriptor_count > 0;
}

/* Some open transition of SOURCE takes a case out of STATE. */
static bool leads_out(const struct chart *chart, const struct model_state *source, const struct model_state *state)
{
    bool own = source == state || model_inside(state, source);
    for (size_t i = 0; i < source->transition_count; i++) {
        const struct model_transition *transition = &source->transitions[i];
        bool leaves = own || transition->recalls || model_inside(state, transition->domain);
        if (transition->target_count && leaves && !chart->closed[source->index][i] &&
            !waits_for_end_of(transition, state))
            return true;
    }
    return false;
}

static bool is_stuck(const struct chart *chart, const struct model_state *state)
{
    const struct model_state *mates = chart_mates(state);
    for (const struct model_state *around = state; around; around = around->parent)
        if (leads_out(chart, around, state))
            return false;
    for (size_t i = mates->index; i <= mates->last; i++)
        if (leads_out(chart, chart->definition->states[i], state))
            return false;
    return true;
}

/* --- ending --- */

/* ENDS: of a state, whether a case in it, which may have others beside it, can come to a final state of the top. */
static bool target_ends(const bool *ends, const struct model_state *state)
{
    bool found = ends[state->index];
    for (size_t i = 0; !found && i < state->initial.target_count; i++)
        found = target_ends(ends, state->initial.targets[i]);
    for (size_t i = 0; !found && state->parallel && i < state->child_count; i++)
        found = target_ends(ends, state->children[i]);
    for (size_t i = 0; !found && state->history && i < state->parent->child_count; i++)
        found = ends[state->parent->children[i]->index];
    return found;
}

static bool state_ends(const struct chart *chart, const bool *ends, const struct model_state *state)
{
    const struct model_state *around = state->parent;
    if ((state->final && !around) || (around && ends[around->index]))
        return true;
    for (size_t i = 0; i < state->transition_count; i++)
        for (size_t j = 0; !chart->closed[state->index][i] && j < state->transitions[i].target_count; j++)
            if (target_ends(ends, state->transitions[i].targets[j]))
                return true;
    for (size_t i = state->index + 1; state->parallel && i <= state->last; i++)
        if (ends[i])
            return true;
    return false;
}

static bool *find_ends(const struct chart *chart)
{
    const struct definition *definition = chart->definition;
    bool *ends = arena_alloc(chart->advice->arena, definition->state_count + 1);
    for (bool changed = true; changed;) {
        changed = false;
        for (size_t i = definition->state_count; i-- > 0;)
            if (!ends[i] && !definition->states[i]->history && state_ends(chart, ends, definition->states[i]))
                ends[i] = changed = true;
    }
    return ends;
}

/* A child case whose end nobody waits for may run until it is cancelled. */
static bool end_matters(const struct chart *chart)
{
    const struct definition *parent = chart->parent;
    for (size_t i = 0; parent && i < parent->state_count; i++)
        for (size_t j = 0; j < parent->states[i]->invoke_count; j++) {
            const struct model_invoke *invoke = &parent->states[i]->invokes[j];
            const char *done = arena_printf(chart->advice->arena, "done.invoke.%s", invoke->id);
            if (invoke->child == chart->definition && model_takes(parent, done))
                return true;
        }
    return !parent;
}

static bool is_leaf(const struct chart *chart, size_t index)
{
    const struct model_state *state = chart->definition->states[index];
    return chart->reached[index] && !state->final && !state->history && model_atomic(state);
}

static size_t advise_stuck(const struct chart *chart)
{
    size_t count = 0;
    for (size_t i = 0; i < chart->definition->state_count; i++) {
        const struct model_state *state = chart->definition->states[i];
        if (!is_leaf(chart, i) || !is_stuck(chart, state))
            continue;
        chart->stuck[i] = true;
        count++;
        error_hint(advise(chart->advice, state->node, "dead-end",
                          "nothing leads out of state \"%s\": a case that comes here never ends", state->id),
                   "write a transition with goto, here or in a state around it; or final = true");
    }
    return count;
}

/* One warning for all states from which there are ways, but none to an end. */
static void advise_endless(const struct chart *chart)
{
    const bool *ends = find_ends(chart);
    const struct model_state *first = NULL;
    struct text names = TEXT_EMPTY;
    size_t leaves = 0, endless = 0;
    for (size_t i = 0; i < chart->definition->state_count; i++) {
        bool leaf = is_leaf(chart, i);
        leaves += leaf;
        if (!leaf || ends[i])
            continue;
        first = first ? first : chart->definition->states[i];
        text_addf(&names, "%s\"%s\"", endless++ ? ", " : "", chart->definition->states[i]->id);
    }
    if (first && endless == leaves)
        error_hint(advise(chart->advice, chart->definition->node, "never-ends",
                          "no case of \"%s\" can ever end: no final state at the top can be reached",
                          chart->definition->id),
                   "write a state with final = true, and a goto to it");
    else if (first)
        error_hint(advise(chart->advice, first->node, "never-ends",
                          "a case that comes to one of these can never end: %s", text_string(&names)),
                   "write a way from there to a final state");
    text_free(&names);
}

void advice_reach(struct chart *chart)
{
    for (size_t i = 0; i < chart->definition->initial.target_count; i++)
        enter(chart, chart->definition->initial.targets[i]);
    advise_unreachable(chart);
    if (end_matters(chart) && !advise_stuck(chart))
        advise_endless(chart);
}
