/* Events that nobody sends, and events that nothing takes. */
#include "workflow/advice_parts.h"

#include <string.h>

/* --- who sends what --- */

/* The names of events that can come to a definition; ANY: one of them is computed. */
struct senders {
    const struct definition *to;
    const struct definition *from; /* whose actions are looked at */
    struct list names;
    bool any;
};

static void sent(struct senders *senders, const char *name)
{
    if (name)
        list_add(&senders->names, (void *)(uintptr_t)name);
    else
        senders->any = true;
}

static bool invokes(const struct definition *by, const struct definition *definition)
{
    for (size_t i = 0; i < by->state_count; i++)
        for (size_t j = 0; j < by->states[i]->invoke_count; j++) {
            const struct model_invoke *invoke = &by->states[i]->invokes[j];
            if (invoke->child ? invoke->child == definition : string_equal(invoke->workflow, definition->id))
                return true;
        }
    return false;
}

static bool is_parent(const char *target)
{
    return string_equal(target, "parent") || string_equal(target, "#_parent");
}

static bool is_child(const char *target)
{
    return string_starts(target, "child:") || (string_starts(target, "#_") && !string_starts(target, "#_scxml_") &&
                                               !string_equal(target, "#_internal") && !is_parent(target));
}

static bool is_self(const char *target)
{
    return !target || string_equal(target, "self") || string_equal(target, "internal") ||
           string_equal(target, "#_internal");
}

/* Whether a send from FROM to TARGET can reach TO. */
static bool can_reach(const struct senders *senders, const char *target)
{
    if (is_self(target))
        return senders->from == senders->to;
    if (is_parent(target))
        return invokes(senders->to, senders->from);
    if (is_child(target))
        return invokes(senders->from, senders->to);
    if (string_starts(target, "subject:"))
        return string_equal(target + strlen("subject:"), senders->to->id);
    return true; /* a case's reference */
}

static void action_sends(void *context, const struct model_action *action)
{
    struct senders *senders = context;
    bool own = senders->from == senders->to;
    if (action->kind == ACTION_RAISE && own)
        sent(senders, action->subject);
    else if (action->kind == ACTION_TIMER && own)
        sent(senders, action->event);
    else if (action->kind == ACTION_SEND && (action->target_expr || can_reach(senders, action->target)))
        sent(senders, action->subject);
}

static void all_actions(const struct definition *definition, struct senders *senders)
{
    senders->from = definition;
    model_block_each(&definition->initial.block, action_sends, senders);
    for (size_t i = 0; i < definition->state_count; i++) {
        const struct model_state *state = definition->states[i];
        model_state_each(state, action_sends, senders);
        for (size_t j = 0; j < state->invoke_count; j++)
            if (state->invokes[j].autoforward && invokes(definition, senders->to))
                senders->any = true;
    }
    for (size_t i = 0; i < definition->child_count; i++)
        all_actions(definition->children[i], senders);
}

static void own_events(const struct definition *definition, struct senders *senders)
{
    for (size_t i = 0; i < definition->event_count; i++)
        sent(senders, definition->events[i].name);
    for (size_t i = 0; i < definition->task_count; i++)
        if (definition->tasks[i].event)
            sent(senders, definition->tasks[i].event);
    for (size_t i = 0; i < definition->state_count; i++) {
        const struct model_state *state = definition->states[i];
        for (size_t j = 0; j < state->timer_count; j++)
            sent(senders, state->timers[j].event);
        for (size_t j = 0; j < state->task_count; j++)
            if (state->tasks[j].event)
                sent(senders, state->tasks[j].event);
    }
}

/* --- events waited for --- */

static bool own_of_daemon(const char *event)
{
    static const char *const own[] = {"deadline", "task", "done", "error", "message", "correct", "dates.check"};
    for (size_t i = 0; i < sizeof own / sizeof *own; i++) {
        size_t length = strlen(own[i]);
        if (!strncmp(event, own[i], length) && (!event[length] || event[length] == '.'))
            return true;
    }
    return false;
}

static void advise_unsent(const struct chart *chart, const struct senders *senders, const struct conf_node *node)
{
    const struct model_descriptor descriptor = model_descriptor_make(node->string);
    if (descriptor.all || own_of_daemon(node->string))
        return;
    const char **names = arena_alloc(chart->advice->arena, (senders->names.count + 1) * sizeof *names);
    for (size_t i = 0; i < senders->names.count; i++) {
        names[i] = senders->names.items[i];
        if (model_descriptor_matches(&descriptor, names[i]))
            return;
    }
    const char *near = conf_suggest(node->string, names);
    struct error *error =
        advise(chart->advice, node, "event-unsent",
               "event \"%s\" is not under events, and nothing in the pack sends it", node->string);
    if (near)
        error_hint(error, "did you mean \"%s\"?", near);
    else
        error_hint(error, "add { name = \"%s\"; } to events", node->string);
}

static void advise_waited(const struct chart *chart, const struct senders *senders, const struct conf_node *group,
                          const char *key)
{
    size_t count;
    struct conf_node *const *items = conf_items(group, key, &count);
    for (size_t i = 0; i < count; i++)
        if (items[i]->string)
            advise_unsent(chart, senders, items[i]);
}

/* Only a list of events says what comes from outside; without it anything may. */
static void advise_all_waited(const struct chart *chart)
{
    const struct definition *definition = chart->definition;
    struct senders senders = {.to = definition};
    own_events(definition, &senders);
    for (size_t i = 0; i < chart->advice->pack->count; i++)
        all_actions(chart->advice->pack->items[i], &senders);
    for (size_t i = 0; !senders.any && i < definition->state_count; i++) {
        const struct model_state *state = definition->states[i];
        for (size_t j = 0; j < state->transition_count; j++)
            advise_waited(chart, &senders, state->transitions[j].node, "event");
        for (size_t j = 0; j < state->deadline_count; j++)
            advise_waited(chart, &senders, state->deadlines[j].node, "met_by");
    }
    list_free(&senders.names);
}

/* --- events that come --- */

static bool takes(const struct definition *definition, const char *event)
{
    for (size_t i = 0; i < definition->state_count; i++) {
        const struct model_state *state = definition->states[i];
        for (size_t j = 0; j < state->transition_count; j++)
            if (model_events_match(state->transitions[j].events, event))
                return true;
        for (size_t j = 0; j < state->deadline_count; j++)
            if (model_events_match(state->deadlines[j].met_by, event))
                return true;
        for (size_t j = 0; j < state->invoke_count; j++)
            if (state->invokes[j].autoforward)
                return true; /* a child may */
    }
    return false;
}

static void advise_untaken(const struct chart *chart, const struct conf_node *node, const char *event)
{
    if (!takes(chart->definition, event))
        error_hint(advise(chart->advice, node, "event-untaken", "nothing takes the event \"%s\"", event),
                   "write a transition with event = \"%s\"; or take it out", event);
}

static void advise_tasks(const struct chart *chart, const struct model_task *tasks, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (tasks[i].event && conf_get(tasks[i].node, "event"))
            advise_untaken(chart, conf_get(tasks[i].node, "event"), tasks[i].event);
}

/* To another workflow: one of its versions should take it. */
static void advise_told(const struct chart *chart, const struct model_action *action)
{
    const char *to = action->target + strlen("subject:");
    const struct list *pack = chart->advice->pack;
    const char **names = arena_alloc(chart->advice->arena, (pack->count + 1) * sizeof *names);
    const struct definition *found = NULL;
    for (size_t i = 0; i < pack->count; i++) {
        const struct definition *one = pack->items[i];
        names[i] = one->id;
        found = string_equal(one->id, to) ? one : found;
        if (string_equal(one->id, to) && takes(one, action->subject))
            return;
    }
    struct error *error =
        found ? advise(chart->advice, action->node, "event-untaken", "workflow \"%s\" takes no event \"%s\"", to,
                       action->subject)
              : advise(chart->advice, action->node, "event-untaken",
                       "there is no workflow \"%s\" to take the event \"%s\"", to, action->subject);
    const char *near = found ? conf_suggest(action->subject, found->event_names) : conf_suggest(to, names);
    if (near)
        error_hint(error, "did you mean \"%s\"?", near);
    else if (found)
        error_hint(error, "write a transition for it in \"%s\", or take it out", to);
    else
        error_hint(error, "name a workflow of the pack");
}

static void action_told(void *context, const struct model_action *action)
{
    const struct chart *chart = context;
    if (action->kind == ACTION_RAISE || (action->kind == ACTION_SEND && action->subject && !action->target_expr &&
                                         is_self(action->target)))
        advise_untaken(chart, action->node, action->subject);
    else if (action->kind == ACTION_TIMER && action->event)
        advise_untaken(chart, action->node, action->event);
    else if (action->kind == ACTION_SEND && action->subject && action->target && chart->advice->whole &&
             string_starts(action->target, "subject:"))
        advise_told(chart, action);
}

static void advise_state(struct chart *chart, const struct model_state *state)
{
    model_state_each(state, action_told, chart);
    advise_tasks(chart, state->tasks, state->task_count);
    for (size_t i = 0; i < state->timer_count; i++)
        advise_untaken(chart, state->timers[i].node, state->timers[i].event);
    for (size_t i = 0; i < state->deadline_count; i++)
        if (state->deadlines[i].warn_count)
            advise_untaken(chart, conf_get(state->deadlines[i].node, "warn"),
                           arena_printf(chart->advice->arena, "deadline.%s.warning", state->deadlines[i].id));
}

void advice_events(struct chart *chart)
{
    const struct definition *definition = chart->definition;
    if (definition->event_count && chart->advice->whole)
        advise_all_waited(chart);
    for (size_t i = 0; i < definition->event_count; i++)
        advise_untaken(chart, definition->events[i].node, definition->events[i].name);
    model_block_each(&definition->initial.block, action_told, chart);
    advise_tasks(chart, definition->tasks, definition->task_count);
    for (size_t i = 0; i < definition->state_count; i++)
        advise_state(chart, definition->states[i]);
}
