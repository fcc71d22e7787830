/* States in which a case can wait for ever with nobody ever reminded of it. */
#include "workflow/advice_parts.h"

static void find_reminder(void *context, const struct model_action *action)
{
    bool *found = context;
    bool delayed = action->kind == ACTION_SEND && (action->has_span || action->after_expr);
    if (delayed || action->kind == ACTION_TIMER || action->kind == ACTION_TASK)
        *found = true;
}

static bool deadline_opens(const struct model_state *state)
{
    for (size_t i = 0; i < state->deadline_count; i++)
        if (!state->deadlines[i].when || expr_truth(state->deadlines[i].when) != EXPR_NEVER)
            return true;
    return false;
}

/* A date, a task or a child case of STATE itself. */
static bool reminds(const struct model_state *state)
{
    bool found = state->own_timer_count || state->task_count || state->invoke_count || deadline_opens(state);
    if (!found)
        model_state_each(state, find_reminder, &found);
    return found;
}

/* It is left as soon as it is entered. */
static bool passes(const struct chart *chart, const struct model_state *state)
{
    for (size_t i = 0; i < state->transition_count; i++)
        if (!state->transitions[i].events && state->transitions[i].target_count &&
            !conf_get(state->transitions[i].node, "when") && !chart->closed[state->index][i])
            return true;
    return false;
}

/* Some way into STATE starts a task or a delayed send. */
static bool brought(const struct chart *chart, const struct model_state *state)
{
    for (size_t i = 0; i < chart->definition->state_count; i++) {
        const struct model_state *from = chart->definition->states[i];
        for (size_t j = 0; j < from->transition_count; j++) {
            bool found = false, here = false;
            for (size_t k = 0; k < from->transitions[j].target_count; k++) {
                const struct model_state *target = from->transitions[j].targets[k];
                here = here || target == state || model_inside(state, target);
            }
            if (here)
                model_block_each(&from->transitions[j].block, find_reminder, &found);
            if (found)
                return true;
        }
    }
    return false;
}

static bool is_forgotten(const struct chart *chart, const struct model_state *state)
{
    const struct model_state *mates = chart_mates(state);
    for (const struct model_state *around = state; around; around = around->parent)
        if (reminds(around) || passes(chart, around))
            return false;
    for (size_t i = mates->index; i <= mates->last; i++)
        if (reminds(chart->definition->states[i]))
            return false;
    return !brought(chart, state);
}

/* A child case is looked after by the case that started it. */
void advice_waits(struct chart *chart)
{
    for (size_t i = 0; !chart->parent && i < chart->definition->state_count; i++) {
        const struct model_state *state = chart->definition->states[i];
        if (chart->reached[i] && !chart->stuck[i] && !state->final && !state->history && model_atomic(state) &&
            is_forgotten(chart, state))
            error_hint(advise(chart->advice, state->node, "waits-forever",
                              "a case can wait in state \"%s\" for ever, and nobody is reminded of it", state->id),
                       "give it, or a state around it, a deadline, a timer or a task; or write "
                       "quiet = \"waits-forever\"; if that is meant");
    }
}
