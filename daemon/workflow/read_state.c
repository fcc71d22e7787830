/* States and transitions: the tree in document order, then every goto resolved. */
#include "workflow/model.h"

static void read_deadline(struct reader *reader, const struct conf_node *node, struct model_deadline *out)
{
    size_t count;
    struct conf_node *const *warn = conf_items(node, "warn", &count);
    out->node = node;
    out->rule = conf_string(node, "rule") ? conf_string(node, "rule") : "";
    out->id = conf_string(node, "id") ? conf_string(node, "id") : out->rule;
    out->from = conf_string(node, "from") ? conf_string(node, "from") : "";
    out->title = conf_string(node, "title");
    out->when = read_expr(reader, node, "when", VALUE_BOOL);
    out->met_by = read_strings(reader, node, "met_by");
    out->skip_past = string_equal(conf_string(node, "past"), "skip");
    out->warn = arena_alloc(reader->arena, (count + 1) * sizeof *out->warn);
    for (size_t i = 0; i < count; i++) {
        struct error error = ERROR_NONE;
        if (warn[i]->string && span_read(warn[i]->string, &out->warn[out->warn_count], &error) == 0)
            out->warn_count++;
        else if (warn[i]->string)
            error_hint(conf_fault(reader->faults, warn[i], "warn: %s", error.text), "%s", error.hint);
    }
}

static void read_state_timer(struct reader *reader, const struct conf_node *node, struct model_timer *out)
{
    int ways =
        (conf_get(node, "after") != NULL) + (conf_get(node, "at") != NULL) + (conf_get(node, "each") != NULL);
    struct error error = ERROR_NONE;
    out->node = node;
    out->id = conf_string(node, "id") ? conf_string(node, "id") : "";
    out->event = conf_string(node, "event") ? conf_string(node, "event") : "";
    if (read_span(reader, node, "after", &out->after))
        out->kind = TIMER_AFTER;
    if ((out->at = read_expr(reader, node, "at", VALUE_DATE)))
        out->kind = TIMER_AT;
    if (conf_get(node, "each")) {
        out->kind = TIMER_EACH;
        out->month = out->day = 1;
        if (yearly_read(conf_string(node, "each"), &out->month, &out->day, &error))
            error_hint(conf_fault(reader->faults, conf_get(node, "each"), "each: %s", error.text), "%s",
                       error.hint);
    }
    if (ways != 1)
        error_hint(conf_fault(reader->faults, node, "timer \"%s\" needs one time", out->id),
                   "write one of after = \"3 days\"; at = \"EXPRESSION\"; each = \"1 September\";");
}

static void read_transition(struct reader *reader, const struct conf_node *node, struct model_state *source,
                            struct model_transition *out)
{
    out->node = node;
    out->source = source;
    out->events = read_strings(reader, node, "event");
    out->when = read_expr(reader, node, "when", VALUE_BOOL);
    out->internal = conf_bool(node, "internal");
    read_block(reader, node, "do", &out->block);
}

static void read_parts(struct reader *reader, struct model_state *state)
{
    const struct conf_node *node = state->node;
    struct arena *arena = reader->arena;
    struct conf_node *const *items = conf_items(node, "on", &state->transition_count);
    state->transitions = arena_alloc(arena, (state->transition_count + 1) * sizeof *state->transitions);
    for (size_t i = 0; i < state->transition_count; i++)
        read_transition(reader, items[i], state, &state->transitions[i]);
    items = conf_items(node, "deadlines", &state->deadline_count);
    state->deadlines = arena_alloc(arena, (state->deadline_count + 1) * sizeof *state->deadlines);
    for (size_t i = 0; i < state->deadline_count; i++) {
        read_deadline(reader, items[i], &state->deadlines[i]);
        state->deadlines[i].state = state;
    }
    items = conf_items(node, "timers", &state->timer_count);
    state->timers = arena_alloc(arena, (state->timer_count + 1) * sizeof *state->timers);
    for (size_t i = 0; i < state->timer_count; i++)
        read_state_timer(reader, items[i], &state->timers[i]);
    items = conf_items(node, "tasks", &state->task_count);
    state->tasks = arena_alloc(arena, (state->task_count + 1) * sizeof *state->tasks);
    for (size_t i = 0; i < state->task_count; i++)
        read_task(reader, items[i], &state->tasks[i]);
    read_block(reader, node, "entry", &state->entry);
    read_block(reader, node, "exit", &state->exit);
}

static void gather_timers(const struct model_block *block, struct list *names)
{
    for (size_t i = 0; i < block->count; i++)
        if (block->actions[i].kind == ACTION_TIMER)
            list_add(names, (void *)block->actions[i].subject);
}

/* A timer ends with the state it is written in, whether it is declared there or started by an action there.
 */
static void own_timers(struct reader *reader, struct model_state *state)
{
    struct list names = LIST_EMPTY;
    for (size_t i = 0; i < state->timer_count; i++)
        list_add(&names, (void *)state->timers[i].id);
    gather_timers(&state->entry, &names);
    for (size_t i = 0; i < state->transition_count; i++)
        gather_timers(&state->transitions[i].block, &names);
    state->own_timer_count = names.count;
    state->own_timers = arena_alloc(reader->arena, (names.count + 1) * sizeof *state->own_timers);
    for (size_t i = 0; i < names.count; i++)
        state->own_timers[i] = names.items[i];
    list_free(&names);
}

static struct model_state *read_state(struct reader *reader, const struct conf_node *node,
                                      struct model_state *parent, struct list *all)
{
    struct model_state *state = arena_alloc(reader->arena, sizeof *state);
    size_t count;
    struct conf_node *const *items = conf_items(node, "states", &count);
    state->node = node;
    state->id = conf_string(node, "id") ? conf_string(node, "id") : "";
    state->title = conf_string(node, "title") ? conf_string(node, "title") : state->id;
    state->parent = parent;
    state->index = all->count;
    state->parallel = conf_bool(node, "parallel");
    state->final = conf_bool(node, "final");
    if (conf_get(node, "history"))
        error_hint(
            conf_fault(reader->faults, conf_get(node, "history"), "history comes with a later version"),
            "keep what is to be remembered in a field, and go to the state by a guard");
    list_add(all, state);
    read_parts(reader, state);
    own_timers(reader, state);
    state->children = arena_alloc(reader->arena, (count + 1) * sizeof *state->children);
    for (size_t i = 0; i < count; i++)
        state->children[state->child_count++] = read_state(reader, items[i], state, all);
    state->last = all->count - 1;
    return state;
}

static void resolve(struct reader *reader, const struct conf_node *group, const char *key,
                    struct model_transition *transition)
{
    struct definition *definition = reader->definition;
    size_t count;
    struct conf_node *const *items = conf_items(group, key, &count);
    transition->targets = arena_alloc(reader->arena, (count + 1) * sizeof(struct model_state *));
    for (size_t i = 0; i < count; i++) {
        struct model_state *target = model_state_find(definition, items[i]->string);
        if (target)
            transition->targets[transition->target_count++] = target;
        else if (items[i]->string)
            fault_unknown(reader, items[i], "state", items[i]->string, definition->state_ids);
    }
}

static void resolve_initial(struct reader *reader, const struct conf_node *group, struct model_state *state,
                            struct model_state *first, struct model_transition *initial)
{
    initial->source = state;
    initial->node = group;
    resolve(reader, group, "initial", initial);
    for (size_t i = 0; i < initial->target_count; i++)
        if (!model_inside(initial->targets[i], state))
            error_hint(conf_fault(reader->faults, conf_get(group, "initial"),
                                  "initial state \"%s\" is not inside \"%s\"", initial->targets[i]->id,
                                  state->id),
                       "name a state that is written inside it");
    if (!conf_get(group, "initial") && first) {
        initial->targets[0] = first; /* resolve leaves room for one */
        initial->target_count = 1;
    }
}

static void resolve_all(struct reader *reader)
{
    struct definition *definition = reader->definition;
    for (size_t i = 0; i < definition->state_count; i++) {
        struct model_state *state = definition->states[i];
        for (size_t j = 0; j < state->transition_count; j++)
            resolve(reader, state->transitions[j].node, "goto", &state->transitions[j]);
        if (state->child_count && !state->parallel)
            resolve_initial(reader, state->node, state, state->children[0], &state->initial);
        else if (conf_get(state->node, "initial"))
            error_hint(conf_fault(reader->faults, conf_get(state->node, "initial"),
                                  "state \"%s\" has no initial state", state->id),
                       state->parallel ? "in a parallel state all inner states begin; leave initial out"
                                       : "it has no inner states; leave initial out");
    }
    if (definition->top_count)
        resolve_initial(reader, definition->node, NULL, definition->tops[0], &definition->initial);
}

void read_states(struct reader *reader, const struct conf_node *body)
{
    struct definition *definition = reader->definition;
    struct list all = LIST_EMPTY;
    size_t count;
    struct conf_node *const *items = conf_items(body, "states", &count);
    definition->tops = arena_alloc(reader->arena, (count + 1) * sizeof(struct model_state *));
    for (size_t i = 0; i < count; i++)
        definition->tops[definition->top_count++] = read_state(reader, items[i], NULL, &all);
    definition->state_count = all.count;
    definition->states = arena_alloc(reader->arena, (all.count + 1) * sizeof(struct model_state *));
    const char **ids = arena_alloc(reader->arena, (all.count + 1) * sizeof *ids);
    for (size_t i = 0; i < all.count; i++) {
        definition->states[i] = all.items[i];
        ids[i] = definition->states[i]->id;
    }
    definition->state_ids = ids;
    list_free(&all);
    resolve_all(reader);
}
