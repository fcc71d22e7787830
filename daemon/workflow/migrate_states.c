/* Where a case stands in the new version: each of its innermost states by name or as the map says, with what
 * must be active around and inside it. */
#include "workflow/migrating.h"

/* --- what the map says --- */

static int map_check(const struct migrating *migrating, struct error *error)
{
    const struct migrate_input *in = migrating->in;
    const char *old, *near;
    json_t *new;
    json_object_foreach((json_t *)(uintptr_t)in->map, old, new)
    {
        if (!model_state_find(in->from, old)) {
            error_set(error, SENDD_EINVALID, "version %lld has no state \"%s\"", (long long)in->from->version,
                      old);
            near = conf_suggest(old, in->from->state_ids);
            return near ? error_hint(error, "did you mean \"%s\"?", near) : error->code;
        }
        const char *id = json_string_value(new);
        if (!id || !model_state_find(in->to, id)) {
            error_set(error, SENDD_EINVALID, "version %lld has no state \"%s\"", (long long)in->to->version,
                      id ? id : "");
            near = id ? conf_suggest(id, in->to->state_ids) : NULL;
            return near ? error_hint(error, "did you mean \"%s\"?", near) : error->code;
        }
    }
    return 0;
}

/* Those inside the nearest state around OLD that the new version has too; else all. */
static int no_counterpart(const struct migrating *migrating, const struct model_state *old,
                          struct error *error)
{
    const struct migrate_input *in = migrating->in;
    const struct model_state *around = NULL;
    for (const struct model_state *state = old->parent; state && !around; state = state->parent)
        around = model_state_find(in->to, state->id);
    struct text names = TEXT_EMPTY;
    for (size_t i = 0; i < in->to->state_count; i++) {
        const struct model_state *state = in->to->states[i];
        if (model_atomic(state) && !state->history && model_inside(state, around) &&
            (state->parent || !state->final))
            text_addf(&names, "%s%s", names.length ? ", " : "", state->id);
    }
    error_set(error, SENDD_ECONFLICT, "version %lld has no counterpart of the state \"%s\"",
              (long long)in->to->version, old->id);
    error_hint(error, "say where it goes: --map %s=STATE, one of: %.300s", old->id, text_string(&names));
    text_free(&names);
    return error->code;
}

/* --- the configuration --- */

/* The other active child of PARENT (NULL: of the whole), when only one may be. */
static const struct model_state *rival(const struct migrating *migrating, const struct model_state *state)
{
    const struct definition *to = migrating->in->to;
    const struct model_state *parent = state->parent;
    struct model_state **children = parent ? parent->children : to->tops;
    size_t count = parent ? parent->child_count : to->top_count;
    for (size_t i = 0; i < count; i++)
        if (children[i] != state && migrating->after[children[i]->index] && !(parent && parent->parallel))
            return children[i];
    return NULL;
}

static int stand_in(struct migrating *migrating, const struct model_state *state, struct error *error)
{
    for (; state; state = state->parent) {
        const struct model_state *other = rival(migrating, state);
        if (other) {
            error_set(error, SENDD_ECONFLICT,
                      "the states \"%s\" and \"%s\" exclude each other in version %lld", other->id, state->id,
                      (long long)migrating->in->to->version);
            return error_hint(error,
                              "map the states that the case stands in to states that may be active together");
        }
        migrating->after[state->index] = true;
    }
    return 0;
}

static bool has_active_child(const struct migrating *migrating, const struct model_state *state)
{
    for (size_t i = 0; i < state->child_count; i++)
        if (migrating->after[state->children[i]->index])
            return true;
    return false;
}

/* What INITIAL enters of STATE; a history that has nothing to come back to enters its default. */
static void default_in(struct migrating *migrating, const struct model_state *state,
                       const struct model_transition *initial)
{
    for (size_t i = 0; i < initial->target_count; i++) {
        const struct model_state *target = initial->targets[i];
        if (target->history)
            default_in(migrating, state, &target->initial);
        for (; !target->history && target != state; target = target->parent)
            migrating->after[target->index] = true;
    }
}

/* One round of what an active state needs inside it: all regions, or its initial state. */
static bool fill_once(struct migrating *migrating, const struct model_state *state)
{
    bool *after = migrating->after, changed = false;
    if (state->parallel) {
        for (size_t i = 0; i < state->child_count; i++) {
            changed = changed || !after[state->children[i]->index];
            after[state->children[i]->index] = true;
        }
        return changed;
    }
    if (model_atomic(state) || has_active_child(migrating, state))
        return false;
    default_in(migrating, state, &state->initial);
    return state->initial.target_count > 0;
}

static void fill(struct migrating *migrating)
{
    const struct definition *to = migrating->in->to;
    bool changed = true;
    while (changed) {
        changed = false;
        for (size_t i = 0; i < to->state_count; i++)
            if (migrating->after[i] && fill_once(migrating, to->states[i]))
                changed = true;
    }
}

static int one_move(struct migrating *migrating, const struct model_state *old, struct error *error)
{
    const struct migrate_input *in = migrating->in;
    const char *mapped = json_text(in->map, old->id);
    const struct model_state *new = model_state_find(in->to, mapped ? mapped : old->id);
    if (!new || new->history)
        return no_counterpart(migrating, old, error);
    if (new->final && !new->parent) {
        error_set(error, SENDD_ECONFLICT, "the state \"%s\" would end the case, and a migration ends none",
                  new->id);
        return error_hint(error, "move it to another state; end the case with one of its events");
    }
    if (mapped && !string_equal(mapped, old->id))
        migrate_note(migrating, "state %s becomes %s", old->id, mapped);
    return stand_in(migrating, new, error);
}

/* Child cases belong to a state of the old version, and are of its making. */
static int children_refuse(const struct migrating *migrating, struct error *error)
{
    if (!json_array_size(case_children(migrating->in->kase)))
        return 0;
    error_set(error, SENDD_ECONFLICT, "child cases of it are still running");
    return error_hint(error, "migrate it when they have ended");
}

/* A state that invokes is never entered by a migration, so nobody would start what it waits for. */
static int invokes_refuse(const struct migrating *migrating, struct error *error)
{
    const struct migrate_input *in = migrating->in;
    for (size_t i = 0; i < in->to->state_count; i++) {
        const struct model_state *new = in->to->states[i], *old = model_state_find(in->from, new->id);
        if (!migrating->after[i] || !new->invoke_count ||
            (old && migrating->before[old->index] && old->invoke_count))
            continue;
        error_set(error, SENDD_ECONFLICT,
                  "the state \"%s\" starts child cases when it is entered, and a migration enters none", new->id);
        return error_hint(error, "migrate it when it stands in another state, or map it to one");
    }
    return 0;
}

/* --- what its histories come back to --- */

static const char *mapped_name(const struct migrating *migrating, const char *old)
{
    const char *mapped = json_text(migrating->in->map, old);
    return mapped ? mapped : old;
}

static void histories_move(struct migrating *migrating)
{
    const struct kase *old = migrating->in->kase;
    json_t *histories = json_object_get(old->memory, "history"), *states, *state;
    const char *id;
    size_t i;
    if (!histories)
        return;
    json_t *moved = json_object(), *memory = json_keep(migrating->arena, json_copy(old->memory));
    json_object_foreach(histories, id, states)
    {
        const struct model_state *history = model_state_find(migrating->in->to, id);
        if (!history || !history->history)
            continue;
        json_t *names = json_array();
        json_array_foreach(states, i, state)
            json_array_append_new(names, json_string(mapped_name(migrating, json_string_value(state))));
        json_object_set_new(moved, id, names);
    }
    json_object_set_new(memory, "history", moved);
    migrating->kase.memory = memory;
}

int migrate_states(struct migrating *migrating, struct error *error)
{
    const struct migrate_input *in = migrating->in;
    int code = map_check(migrating, error);
    if (!code)
        code = children_refuse(migrating, error);
    for (size_t i = 0; !code && i < in->from->state_count; i++)
        if (migrating->before[i] && model_atomic(in->from->states[i]))
            code = one_move(migrating, in->from->states[i], error);
    if (code)
        return code;
    fill(migrating);
    code = invokes_refuse(migrating, error);
    if (code)
        return code;
    histories_move(migrating);
    const char **ids = arena_alloc(migrating->arena, (in->to->state_count + 1) * sizeof *ids);
    size_t count = 0;
    for (size_t i = 0; i < in->to->state_count; i++)
        if (migrating->after[i])
            ids[count++] = in->to->states[i]->id;
    migrating->kase.states = (struct list){(void **)ids, count, count};
    return 0;
}
