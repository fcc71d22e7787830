/* What a case remembers between steps beside its states and fields. */
#include "workflow/run.h"

static json_t *memory_own(struct run *run)
{
    if (!run->own_memory) {
        json_t *old = run->kase->memory;
        run->kase->memory = json_keep(run->arena, old ? json_copy(old) : json_object());
        run->own_memory = true;
    }
    return run->kase->memory;
}

static json_t *part_own(struct run *run, const char *key, json_t *empty)
{
    json_t *memory = memory_own(run), *old = json_object_get(memory, key);
    json_t *part = old ? json_copy(old) : json_incref(empty);
    json_decref(empty);
    json_object_set_new(memory, key, part);
    return part;
}

json_t *memory_list(struct run *run, const char *key)
{
    return part_own(run, key, json_array());
}

json_t *memory_map(struct run *run, const char *key)
{
    return part_own(run, key, json_object());
}

int64_t memory_number(struct run *run)
{
    json_int_t number = json_number(run->kase->memory, "sends", 0) + 1;
    json_object_set_new(memory_own(run), "sends", json_integer(number));
    return number;
}

bool memory_bound(struct run *run, const struct model_state *state)
{
    json_t *name, *bound = json_object_get(run->kase->memory, "bound");
    size_t i;
    json_array_foreach(bound, i, name) if (string_equal(json_string_value(name), state->id)) return true;
    json_array_append_new(memory_list(run, "bound"), json_string(state->id));
    return false;
}

/* --- history --- */

static json_t *active_inside(const struct run *run, const struct model_state *history)
{
    const struct model_state *parent = history->parent;
    json_t *states = json_array();
    SET_EACH(&run->active, i)
    {
        const struct model_state *state = run->definition->states[i];
        bool wanted = history->history == HISTORY_DEEP ? model_inside(state, parent) && model_atomic(state)
                                                       : state->parent == parent;
        if (wanted)
            json_array_append_new(states, json_string(state->id));
    }
    return states;
}

void history_record(struct run *run)
{
    if (!run->definition->has_history)
        return;
    SET_EACH(&run->leaving, i)
    {
        const struct model_state *state = run->definition->states[i];
        for (size_t j = 0; j < state->history_count; j++)
            json_object_set_new(memory_map(run, "history"), state->histories[j]->id,
                                active_inside(run, state->histories[j]));
    }
}

void history_recall(struct run *run, const struct model_state *history, struct list *out)
{
    json_t *name, *names = json_object_get(json_object_get(run->kase->memory, "history"), history->id);
    size_t i;
    json_array_foreach(names, i, name)
    {
        struct model_state *state = model_state_find(run->definition, json_string_value(name));
        if (state && model_inside(state, history->parent))
            run_add(run, out, state);
    }
}
