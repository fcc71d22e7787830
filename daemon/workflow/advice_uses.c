/* What a definition uses of the rest of the configuration: templates, roles, rules, lengths of time. */
#include "workflow/advice_parts.h"

#include <string.h>

/* --- notices --- */

struct notices {
    const struct definition *definition;
    bool of_deadline;
    void (*visit)(void *context, const struct definition_notice *notice);
    void *context;
};

static void tell_notice(void *context, const struct model_action *action)
{
    const struct notices *notices = context;
    const struct definition_notice notice = {notices->definition, action->node, action->template, action->subject,
                                             notices->of_deadline};
    if (action->kind == ACTION_NOTIFY)
        notices->visit(notices->context, &notice);
}

/* It can be taken by the event of a deadline; one without an event may follow one that was. */
static bool by_deadline(const struct model_transition *transition)
{
    for (size_t i = 0; i < transition->descriptor_count; i++)
        if (transition->descriptors[i].all || string_starts(transition->events[i], "deadline"))
            return true;
    return !transition->events;
}

static bool may_enter(const struct model_transition *transition, const struct model_state *state)
{
    for (size_t i = 0; i < transition->target_count; i++) {
        const struct model_state *target = transition->targets[i];
        bool related = target == state || model_inside(target, state) || model_inside(state, target);
        if (related || target->history || chart_mates(target) == chart_mates(state))
            return true;
    }
    return false;
}

static bool may_leave(const struct model_transition *transition, const struct model_state *state)
{
    return transition->target_count && (transition->recalls || model_inside(state, transition->domain));
}

static bool moved_by_deadline(const struct definition *definition, const struct model_state *state,
                              bool (*may)(const struct model_transition *transition,
                                          const struct model_state *state))
{
    for (size_t i = 0; i < definition->state_count; i++)
        for (size_t j = 0; j < definition->states[i]->transition_count; j++) {
            const struct model_transition *transition = &definition->states[i]->transitions[j];
            if (by_deadline(transition) && may(transition, state))
                return true;
        }
    return false;
}

static void state_notices(struct notices *notices, const struct model_state *state)
{
    notices->of_deadline = moved_by_deadline(notices->definition, state, may_enter);
    model_block_each(&state->entry, tell_notice, notices);
    model_block_each(&state->initial.block, tell_notice, notices);
    notices->of_deadline = moved_by_deadline(notices->definition, state, may_leave);
    model_block_each(&state->exit, tell_notice, notices);
    for (size_t i = 0; i < state->transition_count; i++) {
        notices->of_deadline = by_deadline(&state->transitions[i]);
        model_block_each(&state->transitions[i].block, tell_notice, notices);
    }
    notices->of_deadline = false;
    for (size_t i = 0; i < state->invoke_count; i++)
        model_block_each(&state->invokes[i].finalize, tell_notice, notices);
}

void definition_notices(const struct definition *definition,
                        void (*visit)(void *context, const struct definition_notice *notice), void *context)
{
    struct notices notices = {definition, false, visit, context};
    model_block_each(&definition->initial.block, tell_notice, &notices);
    for (size_t i = 0; i < definition->state_count; i++)
        state_notices(&notices, definition->states[i]);
    for (size_t i = 0; i < definition->child_count; i++)
        definition_notices(definition->children[i], visit, context);
}

/* "due_" and the deadline's id with _ for . and -, as notice.c writes it. */
static bool is_due(const char *name, const char *id)
{
    if (!string_starts(name, "due_"))
        return false;
    for (name += strlen("due_"); *id && *name; id++, name++)
        if (*name != (*id == '.' || *id == '-' ? '_' : *id))
            return false;
    return !*id && !*name;
}

bool definition_gives(const struct definition *definition, const char *name)
{
    for (size_t i = 0; i < definition->state_count; i++)
        for (size_t j = 0; j < definition->states[i]->deadline_count; j++)
            if (is_due(name, definition->states[i]->deadlines[j].id))
                return true;
    return values_find(&definition->fields, name) != NULL;
}

const char *const *definition_field_names(const struct definition *definition, struct arena *arena)
{
    const char **names = arena_alloc(arena, (definition->fields.count + 1) * sizeof *names);
    for (size_t i = 0; i < definition->fields.count; i++)
        names[i] = definition->fields.items[i].name;
    return names;
}

/* --- rules --- */

static void task_rules(const struct model_task *tasks, size_t count,
                       void (*visit)(void *context, const struct conf_node *node, const char *rule), void *context)
{
    for (size_t i = 0; i < count; i++)
        if (tasks[i].rule)
            visit(context, tasks[i].node, tasks[i].rule);
}

void definition_rules(const struct definition *definition,
                      void (*visit)(void *context, const struct conf_node *node, const char *rule), void *context)
{
    task_rules(definition->tasks, definition->task_count, visit, context);
    for (size_t i = 0; i < definition->state_count; i++) {
        const struct model_state *state = definition->states[i];
        for (size_t j = 0; j < state->deadline_count; j++)
            visit(context, state->deadlines[j].node, state->deadlines[j].rule);
        task_rules(state->tasks, state->task_count, visit, context);
    }
    for (size_t i = 0; i < definition->child_count; i++)
        definition_rules(definition->children[i], visit, context);
}

/* --- lengths of time --- */

struct spans {
    struct date from;
    const struct calendars *calendars;
    const char *school;
    void (*visit)(void *context, const struct definition_span *span);
    void *context;
};

static void tell_span(const struct spans *spans, const struct conf_node *node, const struct span *span)
{
    if (span->unit != SPAN_SCHOOL_DAYS && span->unit != SPAN_WORKING_DAYS)
        return;
    const struct definition_span told = {node, span->unit == SPAN_SCHOOL_DAYS,
                                         span_apply(*span, 1, spans->from, spans->calendars, spans->school)};
    spans->visit(spans->context, &told);
}

static void action_span(void *context, const struct model_action *action)
{
    if (action->has_span)
        tell_span(context, action->node, &action->after);
}

static void task_spans(const struct spans *spans, const struct model_task *tasks, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (tasks[i].has_within)
            tell_span(spans, tasks[i].node, &tasks[i].within);
}

static void all_spans(const struct definition *definition, struct spans *spans)
{
    task_spans(spans, definition->tasks, definition->task_count);
    model_block_each(&definition->initial.block, action_span, spans);
    for (size_t i = 0; i < definition->state_count; i++) {
        const struct model_state *state = definition->states[i];
        for (size_t j = 0; j < state->timer_count; j++)
            if (state->timers[j].kind == TIMER_AFTER)
                tell_span(spans, state->timers[j].node, &state->timers[j].after);
        task_spans(spans, state->tasks, state->task_count);
        model_state_each(state, action_span, spans);
    }
    for (size_t i = 0; i < definition->child_count; i++)
        all_spans(definition->children[i], spans);
}

void definition_spans(const struct definition *definition, struct date from, const struct calendars *calendars,
                      const char *school, void (*visit)(void *context, const struct definition_span *span),
                      void *context)
{
    struct spans spans = {from, calendars, school, visit, context};
    all_spans(definition, &spans);
}
