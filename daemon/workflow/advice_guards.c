/* Conditions that never hold, values that a choice does not have, transitions that an earlier one forestalls. */
#include "workflow/advice_parts.h"

#include <string.h>

/* --- choices --- */

/* An expression that is looked at, and the transition that it is written in; NULL: none. */
struct look {
    struct chart *chart;
    const struct conf_node *node;
    const struct model_transition *transition;
};

static void unknown_choice(const struct look *look, const char *path, const char *literal,
                           const char *const *choices)
{
    const char *near = conf_suggest(literal, choices);
    struct text all = TEXT_EMPTY;
    for (size_t i = 0; choices[i]; i++) {
        if (string_equal(choices[i], literal)) {
            text_free(&all);
            return;
        }
        text_addf(&all, "%s%s", i ? ", " : "", choices[i]);
    }
    struct error *error = advise(look->chart->advice, look->node, "unknown-choice",
                                 "%s is never \"%s\"; it can be: %s", path, literal, text_string(&all));
    if (near)
        error_hint(error, "did you mean \"%s\"?", near);
    else
        error_hint(error, "add it to of, or compare with one of those");
    text_free(&all);
}

static void add_choices(struct list *out, const struct model_values *values, const char *name, bool *open)
{
    const struct model_value *value = values_find(values, name);
    if (!value || !value->of || !string_equal(value->type, "choice"))
        *open = true;
    for (size_t i = 0; !*open && value->of[i]; i++)
        list_add(out, (void *)(uintptr_t)value->of[i]);
}

static bool forms_add(const struct model_task *tasks, size_t count, const char *event, const char *name,
                      struct list *out, bool *open)
{
    bool found = false;
    for (size_t i = 0; i < count; i++)
        if (string_equal(tasks[i].event, event)) {
            add_choices(out, &tasks[i].form, name, open);
            found = true;
        }
    return found;
}

struct raiser {
    const char *event;
    bool found;
};

static void find_raiser(void *context, const struct model_action *action)
{
    struct raiser *raiser = context;
    bool raises = action->kind == ACTION_RAISE || action->kind == ACTION_SEND;
    if ((raises && (!action->subject || string_equal(action->subject, raiser->event))) ||
        (action->kind == ACTION_TIMER && string_equal(action->event, raiser->event)))
        raiser->found = true;
}

/* What event.data.NAME can be when EVENT comes; OPEN: anything. */
static void event_choices(const struct definition *definition, const char *event, const char *name,
                          struct list *out, bool *open)
{
    const struct model_event *declared = model_event_find(definition, event);
    struct raiser raiser = {event, false};
    bool found = forms_add(definition->tasks, definition->task_count, event, name, out, open);
    if (declared && declared->typed)
        add_choices(out, &declared->data, name, open);
    else
        *open = *open || declared;
    for (size_t i = 0; i < definition->state_count; i++) {
        const struct model_state *state = definition->states[i];
        found = forms_add(state->tasks, state->task_count, event, name, out, open) || found;
        model_state_each(state, find_raiser, &raiser);
    }
    if (raiser.found || (!declared && !found))
        *open = true;
}

static void look_at_data(const struct look *look, const char *path, const char *literal)
{
    const struct model_transition *transition = look->transition;
    struct list choices = LIST_EMPTY;
    bool open = !transition || !transition->events;
    const char *name = path + strlen("event.data.");
    for (size_t i = 0; !open && transition->events[i]; i++)
        event_choices(look->chart->definition, transition->events[i], name, &choices, &open);
    if (!open) {
        const char **all = arena_alloc(look->chart->advice->arena, (choices.count + 1) * sizeof *all);
        for (size_t i = 0; i < choices.count; i++)
            all[i] = choices.items[i];
        unknown_choice(look, path, literal, all);
    }
    list_free(&choices);
}

static void look_at(void *context, const char *path, const char *literal)
{
    const struct look *look = context;
    const struct model_value *field =
        string_starts(path, "fields.")
            ? values_find(&look->chart->definition->fields, path + strlen("fields."))
            : NULL;
    if (field && field->of)
        unknown_choice(look, path, literal, field->of);
    else if (string_starts(path, "event.data."))
        look_at_data(look, path, literal);
}

static void look_at_expressions(struct chart *chart)
{
    const struct definition *definition = chart->definition;
    for (size_t i = 0; definition->needs && i <= definition->need_mask; i++) {
        const struct model_need *need = &definition->needs[i];
        if (!need->expr)
            continue;
        struct look look = {chart, need->node, model_transition_around(definition, need->node)};
        expr_compared(need->expr, look_at, &look);
        if (string_equal(need->node->name, "when") && expr_truth(need->expr) == EXPR_NEVER)
            error_hint(advise(chart->advice, need->node, "never-true", "this condition never holds"),
                       "put it right, or take out what hangs on it");
    }
}

/* --- transitions that come too late --- */

static bool always(const struct model_transition *transition)
{
    return !conf_get(transition->node, "when") ||
           (transition->when && expr_truth(transition->when) == EXPR_ALWAYS);
}

static bool never(const struct model_transition *transition)
{
    return transition->when && expr_truth(transition->when) == EXPR_NEVER;
}

static bool same_guard(const struct model_transition *a, const struct model_transition *b)
{
    return string_equal(conf_string(a->node, "when"), conf_string(b->node, "when"));
}

/* Whatever event LATER takes, EARLIER takes. */
static bool covers(const struct model_transition *earlier, const struct model_transition *later)
{
    if (!later->events || !earlier->events)
        return !later->events && !earlier->events;
    for (size_t i = 0; i < later->descriptor_count; i++) {
        const struct model_descriptor *wanted = &later->descriptors[i];
        bool found = false;
        for (size_t j = 0; j < earlier->descriptor_count; j++) {
            const struct model_descriptor *has = &earlier->descriptors[j];
            bool inside = has->length <= wanted->length && !strncmp(has->text, wanted->text, has->length) &&
                          (has->length == wanted->length || wanted->text[has->length] == '.');
            found = found || has->all || (inside && !wanted->all);
        }
        if (!found)
            return false;
    }
    return true;
}

/* The transition of STATE that is always taken instead of its transition AT, or NULL. */
static const struct model_transition *forestaller(const struct model_state *state, size_t at)
{
    const struct model_transition *late = &state->transitions[at];
    for (size_t i = 0; i < state->transition_count; i++) {
        const struct model_transition *one = &state->transitions[i];
        bool leaves_at_once = i != at && !one->events && one->target_count && late->events && always(one);
        if (leaves_at_once || (i < at && !never(one) && (always(one) || same_guard(one, late)) &&
                               covers(one, late)))
            return one;
    }
    return NULL;
}

static void advise_state(struct chart *chart, const struct model_state *state)
{
    bool *closed = arena_alloc(chart->advice->arena, state->transition_count + 1);
    for (size_t i = 0; i < state->transition_count; i++) {
        const struct model_transition *transition = &state->transitions[i];
        const struct model_transition *instead = forestaller(state, i);
        closed[i] = instead || never(transition);
        if (instead && !never(transition))
            error_hint(advise(chart->advice, transition->node, "never-taken",
                              "this transition is never taken: the one on line %d is taken first",
                              instead->node->line),
                       "give that one a when, put this one before it, or take one of them out");
    }
    chart->closed[state->index] = closed;
}

void advice_guards(struct chart *chart)
{
    look_at_expressions(chart);
    for (size_t i = 0; i < chart->definition->state_count; i++)
        advise_state(chart, chart->definition->states[i]);
}
