/* Questions to a definition. */
#include "workflow/model.h"

#include <string.h>

/* FNV-1a. */
static size_t hash(const char *text)
{
    uint64_t sum = 14695981039346656037u;
    for (; *text; text++)
        sum = (sum ^ (unsigned char)*text) * 1099511628211u;
    return (size_t)(sum ^ sum >> 29);
}

void model_index(struct definition *definition)
{
    size_t room = 16;
    while (room < definition->state_count * 4)
        room *= 2;
    definition->index = arena_alloc(definition->arena, room * sizeof(struct model_state *));
    definition->index_mask = room - 1;
    for (size_t i = 0; i < definition->state_count; i++) {
        struct model_state *state = definition->states[i];
        size_t at = hash(state->id);
        while (definition->index[at & definition->index_mask])
            at++;
        definition->index[at & definition->index_mask] = state;
    }
}

struct model_state *model_state_find(const struct definition *definition, const char *id)
{
    struct model_state *state;
    for (size_t at = hash(id); (state = definition->index[at & definition->index_mask]); at++)
        if (state->id == id || strcmp(state->id, id) == 0)
            return state;
    return NULL;
}

/* --- what expressions need --- */

static unsigned words_of(const struct definition *definition, const char *source)
{
    unsigned what = strstr(source, "event") ? NEED_EVENT : 0;
    what |= strstr(source, "case") ? NEED_CASE : 0;
    what |= strstr(source, "today") ? NEED_TODAY : 0;
    for (const char *const *read = definition->reads; *read; read++)
        what |= strstr(source, *read) ? NEED_RECORDS : 0;
    return what;
}

static struct model_need *need_place(const struct definition *definition, const struct expr *expr)
{
    size_t at = (size_t)((uintptr_t)expr >> 4);
    while (definition->needs[at & definition->need_mask].expr &&
           definition->needs[at & definition->need_mask].expr != expr)
        at++;
    return &definition->needs[at & definition->need_mask];
}

static void needs_grow(struct definition *definition)
{
    const struct definition old = *definition;
    size_t room = old.needs ? (old.need_mask + 1) * 2 : 16;
    definition->needs = arena_alloc(definition->arena, room * sizeof *definition->needs);
    definition->need_mask = room - 1;
    for (size_t i = 0; old.needs && i <= old.need_mask; i++)
        if (old.needs[i].expr)
            *need_place(definition, old.needs[i].expr) = old.needs[i];
}

void model_need_add(struct definition *definition, const struct expr *expr, enum value_type want,
                    const struct conf_node *node)
{
    if (!definition->needs || definition->need_count * 2 > definition->need_mask)
        needs_grow(definition);
    *need_place(definition, expr) = (struct model_need){expr, words_of(definition, node->string), want, node};
    definition->need_count++;
}

unsigned model_need_find(const struct definition *definition, const struct expr *expr)
{
    return need_place(definition, expr)->what;
}

const struct model_transition *model_transition_around(const struct definition *definition,
                                                       const struct conf_node *node)
{
    for (; node; node = node->parent)
        for (size_t i = 0; i < definition->state_count; i++)
            for (size_t j = 0; j < definition->states[i]->transition_count; j++)
                if (definition->states[i]->transitions[j].node == node)
                    return &definition->states[i]->transitions[j];
    return NULL;
}

static bool is_compound(const struct model_state *state)
{
    return state->child_count > 0 && !state->parallel;
}

static bool all_inside(struct model_state *const *targets, size_t count, const struct model_state *state)
{
    for (size_t i = 0; i < count; i++)
        if (!model_inside(targets[i], state))
            return false;
    return true;
}

/* The source itself when the transition is internal, else the least common compound ancestor of source and
 * targets. */
const struct model_state *model_domain(const struct model_transition *transition,
                                       struct model_state *const *targets, size_t count)
{
    const struct model_state *source = transition->source;
    if (transition->internal && is_compound(source) && all_inside(targets, count, source))
        return source;
    const struct model_state *ancestor = source->parent;
    while (ancestor && !(is_compound(ancestor) && all_inside(targets, count, ancestor)))
        ancestor = ancestor->parent;
    return ancestor;
}

const struct model_deadline *model_deadline_find(const struct definition *definition, const char *id,
                                                 const char *rule)
{
    for (size_t i = 0; i < definition->state_count; i++)
        for (size_t j = 0; j < definition->states[i]->deadline_count; j++)
            if (string_equal(definition->states[i]->deadlines[j].id, id) &&
                (!rule || string_equal(definition->states[i]->deadlines[j].rule, rule)))
                return &definition->states[i]->deadlines[j];
    return NULL;
}

const struct model_task *model_task_find(const struct definition *definition, const char *id)
{
    for (size_t i = 0; i < definition->task_count; i++)
        if (string_equal(definition->tasks[i].id, id))
            return &definition->tasks[i];
    for (size_t i = 0; i < definition->state_count; i++)
        for (size_t j = 0; j < definition->states[i]->task_count; j++)
            if (string_equal(definition->states[i]->tasks[j].id, id))
                return &definition->states[i]->tasks[j];
    return NULL;
}

const struct model_event *model_event_find(const struct definition *definition, const char *name)
{
    for (size_t i = 0; i < definition->event_count; i++)
        if (string_equal(definition->events[i].name, name))
            return &definition->events[i];
    return NULL;
}

struct model_descriptor model_descriptor_make(const char *text)
{
    size_t length = strlen(text);
    bool all = strcmp(text, "*") == 0 || strcmp(text, ".*") == 0;
    if (length >= 2 && strcmp(text + length - 2, ".*") == 0)
        length -= 2;
    else if (length >= 1 && text[length - 1] == '.')
        length--;
    return (struct model_descriptor){text, length, all};
}

bool model_events_match(const char *const *descriptors, const char *name)
{
    for (; descriptors && *descriptors; descriptors++) {
        const struct model_descriptor descriptor = model_descriptor_make(*descriptors);
        if (model_descriptor_matches(&descriptor, name))
            return true;
    }
    return false;
}

void model_block_each(const struct model_block *block,
                      void (*visit)(void *context, const struct model_action *action), void *context)
{
    for (size_t i = 0; i < block->count; i++) {
        visit(context, &block->actions[i]);
        for (size_t j = 0; j < block->actions[i].branch_count; j++)
            model_block_each(&block->actions[i].branches[j].block, visit, context);
    }
}

void model_state_each(const struct model_state *state,
                      void (*visit)(void *context, const struct model_action *action), void *context)
{
    model_block_each(&state->entry, visit, context);
    model_block_each(&state->exit, visit, context);
    model_block_each(&state->initial.block, visit, context);
    for (size_t i = 0; i < state->transition_count; i++)
        model_block_each(&state->transitions[i].block, visit, context);
    for (size_t i = 0; i < state->invoke_count; i++)
        model_block_each(&state->invokes[i].finalize, visit, context);
}

bool model_state_takes(const struct model_state *state, const char *name)
{
    for (size_t i = 0; i < state->transition_count; i++)
        if (model_events_match(state->transitions[i].events, name))
            return true;
    for (size_t i = 0; i < state->deadline_count; i++)
        if (model_events_match(state->deadlines[i].met_by, name))
            return true;
    for (size_t i = 0; i < state->task_count; i++)
        if (string_equal(state->tasks[i].event, name))
            return true;
    return false;
}

bool model_takes(const struct definition *definition, const char *name)
{
    for (size_t i = 0; i < definition->state_count; i++)
        if (model_state_takes(definition->states[i], name))
            return true;
    for (size_t i = 0; i < definition->task_count; i++)
        if (string_equal(definition->tasks[i].event, name))
            return true;
    return false;
}
