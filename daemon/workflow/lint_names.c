/* Names in a definition: each there once, and written as names. */
#include "workflow/lint.h"

#include <string.h>

/* Every name of one kind, to find doubles and for did-you-mean. */
struct names {
    struct list list;
};

static void name_add(struct reader *reader, struct names *names, const struct conf_node *node,
                     const char *kind, const char *name)
{
    for (size_t i = 0; i < names->list.count; i++)
        if (string_equal(names->list.items[i], name)) {
            error_hint(conf_fault(reader->faults, node, "%s \"%s\" is there twice", kind, name),
                       "give each %s a name of its own", kind);
            return;
        }
    list_add(&names->list, (void *)name);
}

static const char *const *names_end(struct reader *reader, struct names *names)
{
    const char **out = arena_alloc(reader->arena, (names->list.count + 1) * sizeof *out);
    for (size_t i = 0; i < names->list.count; i++)
        out[i] = names->list.items[i];
    list_free(&names->list);
    return out;
}

bool among(const char *const *names, const char *name)
{
    for (; names && *names; names++)
        if (string_equal(*names, name))
            return true;
    return false;
}

void known(const struct checks *checks, const struct conf_node *node, const char *kind, const char *name,
           const char *const *names)
{
    if (node && names && name && !among(names, name))
        fault_unknown(checks->reader, node, kind, name, names);
}

void check_word(const struct checks *checks, const struct conf_node *node, const char *kind, const char *word)
{
    static const char *const letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-.";
    if (!word[0] || strspn(word, letters) != strlen(word))
        error_hint(conf_fault(checks->reader->faults, node, "%s \"%s\" is not a name", kind, word),
                   "use letters, digits, and _ - . between them");
}

/* An earlier deadline of the state has the same id, and guards say which of them opens. */
static bool is_alternative(const struct model_state *state, size_t index)
{
    const struct model_deadline *deadline = &state->deadlines[index];
    for (size_t i = 0; i < index; i++)
        if (string_equal(state->deadlines[i].id, deadline->id))
            return conf_get(state->deadlines[i].node, "when") && conf_get(deadline->node, "when") &&
                   !string_equal(state->deadlines[i].rule, deadline->rule);
    return false;
}

static void gather_send(void *context, const struct model_action *action)
{
    if (action->id)
        list_add(context, (void *)action->id);
}

static void gather_sends(const struct definition *definition, struct list *ids)
{
    model_block_each(&definition->initial.block, gather_send, ids);
    for (size_t i = 0; i < definition->state_count; i++)
        model_state_each(definition->states[i], gather_send, ids);
}

static void gather_fields(struct reader *reader, const struct definition *definition, struct names *fields)
{
    for (size_t i = 0; i < definition->fields.count; i++)
        name_add(reader, fields, definition->fields.items[i].node, "field", definition->fields.items[i].name);
}

void checks_gather(struct checks *checks)
{
    const struct definition *definition = checks->definition;
    struct reader *reader = checks->reader;
    struct names states = {LIST_EMPTY}, deadlines = {LIST_EMPTY}, tasks = {LIST_EMPTY}, timers = {LIST_EMPTY},
                 declared = {LIST_EMPTY}, fields = {LIST_EMPTY}, sends = {LIST_EMPTY}, invokes = {LIST_EMPTY};
    gather_fields(reader, definition, &fields);
    gather_sends(definition, &sends.list);
    for (size_t i = 0; i < definition->event_count; i++) {
        check_word(checks, definition->events[i].node, "event", definition->events[i].name);
        name_add(reader, &declared, definition->events[i].node, "event", definition->events[i].name);
    }
    for (size_t i = 0; i < definition->task_count; i++)
        name_add(reader, &tasks, definition->tasks[i].node, "task", definition->tasks[i].id);
    for (size_t i = 0; i < definition->state_count; i++) {
        const struct model_state *state = definition->states[i];
        check_word(checks, state->node, "state", state->id);
        name_add(reader, &states, state->node, "state", state->id);
        for (size_t j = 0; j < state->deadline_count; j++)
            if (!is_alternative(state, j))
                name_add(reader, &deadlines, state->deadlines[j].node, "deadline", state->deadlines[j].id);
        for (size_t j = 0; j < state->task_count; j++)
            name_add(reader, &tasks, state->tasks[j].node, "task", state->tasks[j].id);
        for (size_t j = 0; j < state->timer_count; j++)
            name_add(reader, &timers, state->timers[j].node, "timer", state->timers[j].id);
        for (size_t j = 0; j < state->invoke_count; j++)
            name_add(reader, &invokes, state->invokes[j].node, "invoke", state->invokes[j].id);
    }
    /* Timers of actions may be started in several places of one state, not of two: it must be clear when they
     * end. */
    for (size_t i = 0; i < definition->state_count; i++) {
        const struct model_state *state = definition->states[i];
        for (size_t j = state->timer_count; j < state->own_timer_count; j++) {
            bool here = false;
            for (size_t k = 0; k < j; k++)
                here = here || string_equal(state->own_timers[k], state->own_timers[j]);
            if (!here)
                name_add(reader, &timers, state->node, "timer", state->own_timers[j]);
        }
    }
    names_end(reader, &states);
    names_end(reader, &invokes);
    checks->sends = names_end(reader, &sends);
    checks->fields = names_end(reader, &fields);
    checks->deadlines = names_end(reader, &deadlines);
    checks->tasks = names_end(reader, &tasks);
    checks->timers = names_end(reader, &timers);
    checks->declared = names_end(reader, &declared);
}
