/* States and transitions: the tree in document order, then every goto resolved. */
#include "workflow/model.h"

static void read_anchors(struct reader *reader, const struct conf_node *node, struct model_deadline *out)
{
    size_t count;
    struct conf_node *const *items = conf_items(node, "anchors", &count);
    out->anchors = arena_alloc(reader->arena, (count + 1) * sizeof *out->anchors);
    for (size_t i = 0; i < count; i++) {
        if (items[i]->kind == CONF_NODE_STRING)
            out->anchors[out->anchor_count++] = (struct model_anchor){items[i]->name, items[i]->string, items[i]};
        else
            error_hint(conf_fault(reader->faults, items[i], "the anchor %s names no field", items[i]->name),
                       "write %s = \"FIELD\"", items[i]->name);
    }
}

static void read_deadline(struct reader *reader, const struct conf_node *node, struct model_deadline *out)
{
    size_t count;
    struct conf_node *const *warn = conf_items(node, "warn", &count);
    out->node = node;
    out->rule = conf_string(node, "rule") ? conf_string(node, "rule") : "";
    out->id = conf_string(node, "id") ? conf_string(node, "id") : out->rule;
    out->from = conf_string(node, "from") ? conf_string(node, "from") : "";
    read_anchors(reader, node, out);
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

static void read_descriptors(struct reader *reader, struct model_transition *out)
{
    while (out->events && out->events[out->descriptor_count])
        out->descriptor_count++;
    out->descriptors = arena_alloc(reader->arena, (out->descriptor_count + 1) * sizeof *out->descriptors);
    for (size_t i = 0; i < out->descriptor_count; i++)
        out->descriptors[i] = model_descriptor_make(out->events[i]);
}

static void read_transition(struct reader *reader, const struct conf_node *node, struct model_state *source,
                            struct model_transition *out)
{
    out->node = node;
    out->source = source;
    out->events = read_strings(reader, node, "event");
    read_descriptors(reader, out);
    out->when = read_expr(reader, node, "when", VALUE_BOOL);
    out->internal = conf_bool(node, "internal");
    read_block(reader, node, "do", &out->block);
}

static void read_done_names(struct reader *reader, const struct conf_node *node, struct model_arguments *data)
{
    size_t count;
    struct conf_node *const *items = conf_items(node, "done_names", &count);
    for (size_t i = 0; i < count; i++) {
        struct model_argument *argument = data->items, *end = data->items + data->count;
        while (argument < end && !string_equal(argument->name, items[i]->name))
            argument++;
        if (argument == end)
            error_hint(conf_fault(reader->faults, items[i], "done_data has no %s", items[i]->name),
                       "write it there, or leave it out here");
        else if (items[i]->kind != CONF_NODE_STRING)
            error_hint(conf_fault(reader->faults, items[i], "the name of %s is not a string", items[i]->name),
                       "write it in quotes");
        else
            argument->name = items[i]->string;
    }
}

static void read_parts(struct reader *reader, struct model_state *state)
{
    const struct conf_node *node = state->node;
    struct arena *arena = reader->arena;
    struct conf_node *const *items = conf_items(node, "on", &state->transition_count);
    state->transitions = arena_alloc(arena, (state->transition_count + 1) * sizeof *state->transitions);
    for (size_t i = 0; i < state->transition_count; i++) {
        read_transition(reader, items[i], state, &state->transitions[i]);
        state->eventless = state->eventless || !state->transitions[i].events;
    }
    reader->definition->has_eventless = reader->definition->has_eventless || state->eventless;
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
    read_block(reader, node, state->history ? "do" : "initial_do", &state->initial.block);
    read_arguments(reader, node, "done_data", reader->definition->scope, &state->done_data);
    read_done_names(reader, node, &state->done_data);
    state->done_value = read_expr(reader, node, "done_value", VALUE_ANY);
}

static void gather_timer(void *context, const struct model_action *action)
{
    if (action->kind == ACTION_TIMER)
        list_add(context, (void *)action->subject);
}

/* A timer ends with the state it is written in, whether it is declared there or started by an action there.
 */
static void own_timers(struct reader *reader, struct model_state *state)
{
    struct list names = LIST_EMPTY;
    for (size_t i = 0; i < state->timer_count; i++)
        list_add(&names, (void *)state->timers[i].id);
    model_state_each(state, gather_timer, &names);
    state->own_timer_count = names.count;
    state->own_timers = arena_alloc(reader->arena, (names.count + 1) * sizeof *state->own_timers);
    for (size_t i = 0; i < names.count; i++)
        state->own_timers[i] = names.items[i];
    list_free(&names);
}

static void own_fields(struct reader *reader, struct model_state *state)
{
    conf_items(state->node, "fields", &state->field_count);
    state->first_field = reader->field;
    reader->field += state->field_count;
    for (size_t i = 0; i < state->field_count; i++)
        reader->definition->fields.items[state->first_field + i].state = state;
}

static void read_kind(struct reader *reader, struct model_state *state)
{
    const char *history = conf_string(state->node, "history");
    state->parallel = conf_bool(state->node, "parallel");
    state->final = conf_bool(state->node, "final");
    if (history)
        state->history = string_equal(history, "deep") ? HISTORY_DEEP : HISTORY_SHALLOW;
    reader->definition->has_history = reader->definition->has_history || history;
}

static void add_child(struct model_state *state, struct model_state *child)
{
    if (child->history)
        state->histories[state->history_count++] = child;
    else
        state->children[state->child_count++] = child;
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
    state->id_length = strlen(state->id);
    state->done_event = arena_printf(reader->arena, "done.state.%s", state->id);
    state->parent = parent;
    state->index = all->count;
    read_kind(reader, state);
    list_add(all, state);
    own_fields(reader, state);
    read_parts(reader, state);
    read_invokes(reader, state);
    own_timers(reader, state);
    state->children = arena_alloc(reader->arena, (count + 1) * sizeof *state->children);
    state->histories = arena_alloc(reader->arena, (count + 1) * sizeof *state->histories);
    for (size_t i = 0; i < count; i++)
        add_child(state, read_state(reader, items[i], state, all));
    state->last = all->count - 1;
    return state;
}

static void find_domain(struct model_transition *transition)
{
    const struct model_state *source = transition->source;
    for (size_t i = 0; i < transition->target_count; i++)
        transition->recalls = transition->recalls || transition->targets[i]->history;
    transition->domain =
        source ? model_domain(transition, transition->targets, transition->target_count) : NULL;
}

static void resolve(struct reader *reader, const struct conf_node *group, const char *key,
                    struct model_transition *transition)
{
    struct definition *definition = reader->definition;
    size_t count;
    struct conf_node *const *items = conf_items(group, key, &count);
    transition->targets = arena_alloc(reader->arena, (count + 1) * sizeof(struct model_state *));
    for (size_t i = 0; i < count; i++) {
        struct model_state *target = items[i]->string ? model_state_find(definition, items[i]->string) : NULL;
        if (target)
            transition->targets[transition->target_count++] = target;
        else if (items[i]->string)
            fault_unknown(reader, items[i], "state", items[i]->string, definition->state_ids);
    }
    find_domain(transition);
}

/* The default of a history state. */
static void resolve_history(struct reader *reader, struct model_state *state)
{
    state->initial.source = state;
    state->initial.node = state->node;
    resolve(reader, state->node, "goto", &state->initial);
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
        find_domain(initial);
    }
}

static void resolve_all(struct reader *reader)
{
    struct definition *definition = reader->definition;
    for (size_t i = 0; i < definition->state_count; i++) {
        struct model_state *state = definition->states[i];
        for (size_t j = 0; j < state->transition_count; j++)
            resolve(reader, state->transitions[j].node, "goto", &state->transitions[j]);
        if (state->history)
            resolve_history(reader, state);
        else if (state->child_count && !state->parallel)
            resolve_initial(reader, state->node, state, state->children[0], &state->initial);
        else if (conf_get(state->node, "initial"))
            error_hint(conf_fault(reader->faults, conf_get(state->node, "initial"),
                                  "state \"%s\" has no initial state", state->id),
                       state->parallel ? "in a parallel state all inner states begin; leave initial out"
                                       : "it has no inner states; leave initial out");
    }
    if (definition->top_count)
        resolve_initial(reader, definition->node, NULL, definition->tops[0], &definition->initial);
    read_block(reader, definition->node, "initial_do", &definition->initial.block);
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
    model_index(definition);
    resolve_all(reader);
}
