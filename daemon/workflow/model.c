/* Questions to a definition. */
#include "workflow/model.h"

#include <string.h>

struct model_state *model_state_find(const struct definition *definition, const char *id)
{
    for (size_t i = 0; i < definition->state_count; i++)
        if (string_equal(definition->states[i]->id, id))
            return definition->states[i];
    return NULL;
}

bool model_inside(const struct model_state *inner, const struct model_state *outer)
{
    return !outer || (inner->index > outer->index && inner->index <= outer->last);
}

bool model_atomic(const struct model_state *state)
{
    return state->child_count == 0;
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

bool model_event_matches(const char *descriptor, const char *name)
{
    size_t length = strlen(descriptor);
    if (string_equal(descriptor, "*"))
        return true;
    if (length >= 2 && string_ends(descriptor, ".*"))
        length -= 2;
    else if (length >= 1 && descriptor[length - 1] == '.')
        length--;
    return strncmp(descriptor, name, length) == 0 && (name[length] == '\0' || name[length] == '.');
}

bool model_events_match(const char *const *descriptors, const char *name)
{
    for (; descriptors && *descriptors; descriptors++)
        if (model_event_matches(*descriptors, name))
            return true;
    return false;
}

static bool state_takes(const struct model_state *state, const char *name)
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
        if (state_takes(definition->states[i], name))
            return true;
    for (size_t i = 0; i < definition->task_count; i++)
        if (string_equal(definition->tasks[i].event, name))
            return true;
    return false;
}
