/* A checked tree becomes a definition, with its canonical text and the hash that cases are pinned to. */
#include "workflow/model.h"

#include "base/mem.h"

#include <sodium.h>
#include <string.h>

static void build_scope(struct definition *definition)
{
    struct expr_scope *scope = expr_scope_new(definition->arena);
    for (size_t i = 0; i < definition->fields.count; i++)
        expr_scope_add(scope, arena_printf(definition->arena, "fields.%s", definition->fields.items[i].name),
                       model_value_type(&definition->fields.items[i]));
    expr_scope_add(scope, "event.name", VALUE_STRING);
    expr_scope_add(scope, "event.data", VALUE_ANY);
    expr_scope_add(scope, "event.happened", VALUE_DATE);
    expr_scope_add(scope, "event.by", VALUE_STRING);
    expr_scope_add(scope, "case.reference", VALUE_STRING);
    expr_scope_add(scope, "case.school", VALUE_STRING);
    expr_scope_add(scope, "case.subject", VALUE_STRING);
    for (const char *const *read = definition->reads; *read; read++)
        expr_scope_add(scope, *read, VALUE_ANY);
    definition->scope = scope;
}

static void read_events(struct reader *reader, const struct conf_node *body)
{
    struct definition *definition = reader->definition;
    struct conf_node *const *items = conf_items(body, "events", &definition->event_count);
    definition->events =
        arena_alloc(reader->arena, (definition->event_count + 1) * sizeof *definition->events);
    for (size_t i = 0; i < definition->event_count; i++) {
        struct model_event *event = &definition->events[i];
        event->node = items[i];
        event->name = conf_string(items[i], "name") ? conf_string(items[i], "name") : "";
        event->title = conf_string(items[i], "title") ? conf_string(items[i], "title") : event->name;
        event->typed = conf_get(items[i], "data") != NULL;
        read_values(reader, items[i], "data", &event->data);
    }
}

static void read_body(struct reader *reader, const struct conf_node *body)
{
    struct definition *definition = reader->definition;
    const char *const *reads = read_strings(reader, body, "reads");
    static const char *const none[] = {NULL};
    definition->node = body;
    definition->id = conf_string(body, "id") ? conf_string(body, "id") : "";
    definition->title = conf_string(body, "title") ? conf_string(body, "title") : definition->id;
    definition->prefix = conf_string(body, "prefix") ? conf_string(body, "prefix") : "";
    definition->subject = conf_string(body, "subject") ? conf_string(body, "subject") : "";
    definition->version = conf_int(body, "version");
    definition->reads = reads ? reads : none;
    read_values(reader, body, "fields", &definition->fields);
    definition->fields_json = json_keep(reader->arena, values_json(&definition->fields));
    build_scope(definition);
    read_events(reader, body);
    struct conf_node *const *tasks = conf_items(body, "tasks", &definition->task_count);
    definition->tasks = arena_alloc(reader->arena, (definition->task_count + 1) * sizeof *definition->tasks);
    for (size_t i = 0; i < definition->task_count; i++)
        read_task(reader, tasks[i], &definition->tasks[i]);
    read_states(reader, body);
}

static void add_name(struct list *names, const char *name)
{
    if (string_ends(name, "*"))
        return;
    for (size_t i = 0; i < names->count; i++)
        if (string_equal(names->items[i], name))
            return;
    list_add(names, (void *)name);
}

static void add_names(struct list *names, const char *const *more)
{
    for (; more && *more; more++)
        add_name(names, *more);
}

static void list_events(struct definition *definition)
{
    struct list names = LIST_EMPTY;
    for (size_t i = 0; i < definition->state_count; i++) {
        const struct model_state *state = definition->states[i];
        for (size_t j = 0; j < state->transition_count; j++)
            add_names(&names, state->transitions[j].events);
        for (size_t j = 0; j < state->deadline_count; j++)
            add_names(&names, state->deadlines[j].met_by);
        for (size_t j = 0; j < state->task_count; j++)
            add_name(&names, state->tasks[j].event);
    }
    for (size_t i = 0; i < definition->task_count; i++)
        add_name(&names, definition->tasks[i].event);
    const char **out = arena_alloc(definition->arena, (names.count + 1) * sizeof *out);
    for (size_t i = 0; i < names.count; i++)
        out[i] = names.items[i];
    definition->event_names = out;
    list_free(&names);
}

static void pin(struct definition *definition, const struct conf_node *root)
{
    unsigned char digest[32];
    json_t *tree = conf_to_json(root);
    char *canonical = json_canonical(tree);
    definition->canonical = arena_copy(definition->arena, canonical);
    crypto_generichash(digest, sizeof digest, (const unsigned char *)canonical, strlen(canonical), NULL, 0);
    sodium_bin2hex(definition->hash, sizeof definition->hash, digest, sizeof digest);
    mem_free(canonical);
    json_decref(tree);
}

struct definition *definition_compile(struct arena *arena, const struct conf_node *root,
                                      const struct definition_context *context, struct faults *faults)
{
    static const struct definition_context nothing;
    const struct conf_node *body = conf_get(root, "workflow");
    if (!body || body->kind != CONF_NODE_GROUP)
        return NULL; /* the schema has said so already */
    size_t before = faults->errors;
    struct definition *definition = arena_alloc(arena, sizeof *definition);
    struct reader reader = {arena, definition, context ? context : &nothing, faults};
    definition->arena = arena;
    read_body(&reader, body);
    list_events(definition);
    lint(&reader);
    if (faults->errors > before)
        return NULL;
    pin(definition, root);
    return definition;
}

struct definition *definition_from_json(struct arena *arena, const json_t *canonical,
                                        const struct definition_context *context, struct faults *faults)
{
    size_t before = faults->errors;
    struct conf_node *root = conf_from_json(arena, "stored workflow", canonical, &workflow_schema, faults);
    return root && faults->errors == before ? definition_compile(arena, root, context, faults) : NULL;
}

const char *definition_id(const struct definition *definition)
{
    return definition->id;
}
int64_t definition_version(const struct definition *definition)
{
    return definition->version;
}
const char *definition_title(const struct definition *definition)
{
    return definition->title;
}
const char *definition_prefix(const struct definition *definition)
{
    return definition->prefix;
}
const char *definition_subject(const struct definition *definition)
{
    return definition->subject;
}
const char *definition_hash(const struct definition *definition)
{
    return definition->hash;
}
const char *definition_canonical(const struct definition *definition)
{
    return definition->canonical;
}
const char *const *definition_reads(const struct definition *definition)
{
    return definition->reads;
}
const json_t *definition_fields(const struct definition *definition)
{
    return definition->fields_json;
}
const char *const *definition_states(const struct definition *definition)
{
    return definition->state_ids;
}
const char *const *definition_events(const struct definition *definition)
{
    return definition->event_names;
}

const char *definition_state_title(const struct definition *definition, const char *id)
{
    const struct model_state *state = model_state_find(definition, id);
    return state ? state->title : id;
}

bool definition_is_atomic(const struct definition *definition, const char *id)
{
    const struct model_state *state = model_state_find(definition, id);
    return state && model_atomic(state);
}

const struct definition *definition_child(const struct definition *definition, const char *id)
{
    for (size_t i = 0; i < definition->child_count; i++)
        if (string_equal(definition->children[i]->name, id))
            return definition->children[i];
    return NULL;
}
struct date definition_valid_from(const struct definition *definition)
{
    return definition->valid_from;
}
struct date definition_valid_to(const struct definition *definition)
{
    return definition->valid_to;
}

bool definition_invokes(const struct definition *definition)
{
    return definition->has_invokes;
}
