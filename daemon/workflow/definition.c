/* A checked tree becomes a definition, with its canonical text and the hash that cases are pinned to. */
#include "workflow/model.h"

#include "base/mem.h"

#include <assert.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

struct expr_scope *model_scope_new(struct arena *arena, const struct definition *definition)
{
    static const struct {
        const char *path;
        enum value_type type;
    } names[] = {{"event.name", VALUE_STRING},       {"event.type", VALUE_STRING},
                 {"event.sendid", VALUE_STRING},     {"event.origin", VALUE_STRING},
                 {"event.origintype", VALUE_STRING}, {"event.invokeid", VALUE_STRING},
                 {"event.happened", VALUE_DATE},     {"event.by", VALUE_STRING},
                 {"case.reference", VALUE_STRING},   {"case.school", VALUE_STRING},
                 {"case.subject", VALUE_STRING},     {"case.workflow", VALUE_STRING}};
    struct expr_scope *scope = expr_scope_new(arena);
    for (size_t i = 0; i < definition->fields.count; i++)
        expr_scope_add(scope, arena_printf(arena, "fields.%s", definition->fields.items[i].name),
                       model_value_type(&definition->fields.items[i]));
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        expr_scope_add(scope, names[i].path, names[i].type);
    return scope;
}

static struct expr_scope *build_scope(const struct definition *definition)
{
    struct expr_scope *scope = model_scope_new(definition->arena, definition);
    expr_scope_add(scope, "event.data", VALUE_ANY);
    for (const char *const *read = definition->reads; *read; read++)
        expr_scope_add(scope, *read, VALUE_ANY);
    return scope;
}

static void read_all_fields(struct reader *reader, const struct conf_node *body)
{
    struct definition *definition = reader->definition;
    struct model_values *fields = &definition->fields;
    struct list all = LIST_EMPTY;
    read_fields(reader, body, &all);
    fields->count = all.count;
    fields->items = arena_alloc(reader->arena, (all.count + 1) * sizeof *fields->items);
    for (size_t i = 0; i < all.count; i++)
        fields->items[i] = *(const struct model_value *)all.items[i];
    list_free(&all);
    conf_items(body, "fields", &reader->field);
    definition->fields_json = json_keep(reader->arena, values_json(fields));
    definition->scope = build_scope(definition);
    definition->item_scope = build_scope(definition);
    expr_scope_add(definition->item_scope, "item", VALUE_ANY);
    for (size_t i = 0; i < fields->count; i++) {
        enum value_type want = model_value_type(&fields->items[i]);
        fields->items[i].expr =
            read_expr(reader, fields->items[i].node, "expr", want == VALUE_DOUBLE ? VALUE_ANY : want);
    }
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

static void read_valid(struct reader *reader, const struct conf_node *body, const char *key, struct date *out)
{
    const char *text = conf_string(body, key);
    struct error error = ERROR_NONE;
    *out = DATE_NONE;
    if (text && date_read(text, out, &error))
        error_hint(conf_fault(reader->faults, conf_get(body, key), "%s: %s", key, error.text), "%s",
                   error.hint);
}

/* What a child workflow has of its own, and what it has from the one around it. */
static void read_head(struct reader *reader, const struct conf_node *body, const struct definition *parent)
{
    static const char *const none[] = {NULL};
    struct definition *definition = reader->definition;
    const char *const *reads = read_strings(reader, body, "reads");
    definition->node = body;
    definition->name = conf_string(body, "id") ? conf_string(body, "id") : "";
    definition->id =
        parent ? arena_printf(reader->arena, "%s.%s", parent->id, definition->name) : definition->name;
    definition->title = conf_string(body, "title") ? conf_string(body, "title") : definition->id;
    definition->prefix = parent ? parent->prefix : conf_string(body, "prefix");
    definition->subject = parent ? parent->subject : conf_string(body, "subject");
    definition->prefix = definition->prefix ? definition->prefix : "";
    definition->subject = definition->subject ? definition->subject : "";
    definition->version = parent ? parent->version : conf_int(body, "version");
    definition->reads = reads ? reads : parent ? parent->reads : none;
    definition->late = string_equal(conf_string(body, "binding"), "late");
    read_valid(reader, body, "valid_from", &definition->valid_from);
    read_valid(reader, body, "valid_to", &definition->valid_to);
}

static struct definition *read_definition(struct reader *outer, const struct conf_node *body,
                                          const struct definition *parent);

static void read_children(struct reader *reader, const struct conf_node *body)
{
    struct definition *definition = reader->definition;
    size_t count;
    struct conf_node *const *items = conf_items(body, "children", &count);
    definition->children = arena_alloc(reader->arena, (count + 1) * sizeof(struct definition *));
    for (size_t i = 0; i < count; i++) {
        struct definition *child = read_definition(reader, items[i], definition);
        if (definition_child(definition, child->name))
            error_hint(conf_fault(reader->faults, items[i], "child \"%s\" is there twice", child->name),
                       "give each child a name of its own");
        definition->children[definition->child_count++] = child;
    }
}

static void read_body(struct reader *reader, const struct conf_node *body)
{
    struct definition *definition = reader->definition;
    read_all_fields(reader, body);
    read_events(reader, body);
    read_children(reader, body);
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

/* What is said to the check only is no part of the meaning. BODY is a state, or a whole workflow. */
static void quiet_drop(json_t *body)
{
    size_t i;
    json_t *inner;
    json_object_del(body, "quiet");
    json_array_foreach(json_object_get(body, "states"), i, inner) quiet_drop(inner);
    json_array_foreach(json_object_get(body, "children"), i, inner) quiet_drop(inner);
}

/* Cases are pinned to this text. That of a child is a workflow by itself, which holds what it has from the
 * one around it. */
static int key_order(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* The tree gives its groups in the order of their keys; what a child has from its parent is put among them. */
static json_t *members_sort(json_t *object)
{
    const char *keys[64], *key;
    json_t *value, *sorted = json_object();
    size_t count = 0;
    json_object_foreach(object, key, value)
    {
        assert(count < sizeof keys / sizeof *keys);
        keys[count++] = key;
    }
    qsort(keys, count, sizeof *keys, key_order);
    for (size_t i = 0; i < count; i++)
        json_object_set(sorted, keys[i], json_object_get(object, keys[i]));
    json_decref(object);
    return sorted;
}

static void pin(struct definition *definition, const struct definition *parent)
{
    unsigned char digest[32];
    json_t *body = conf_to_json(definition->node);
    quiet_drop(body);
    if (parent) {
        json_t *reads = json_array();
        for (const char *const *read = definition->reads; *read; read++)
            json_array_append_new(reads, json_string(*read));
        json_object_set_new(body, "id", json_string(definition->id));
        json_object_set_new(body, "title", json_string(definition->title));
        json_object_set_new(body, "prefix", json_string(definition->prefix));
        json_object_set_new(body, "subject", json_string(definition->subject));
        json_object_set_new(body, "version", json_integer(definition->version));
        json_object_set_new(body, "reads", reads);
    }
    /* When new cases begin with it changes nothing for those that have begun. */
    json_object_del(body, "valid_from");
    json_object_del(body, "valid_to");
    json_t *tree = json_pack("{s:o}", "workflow", members_sort(body));
    char *canonical = json_ordered(tree);
    definition->canonical = arena_copy(definition->arena, canonical);
    crypto_generichash(digest, sizeof digest, (const unsigned char *)canonical, strlen(canonical), NULL, 0);
    sodium_bin2hex(definition->hash, sizeof definition->hash, digest, sizeof digest);
    mem_free(canonical);
    json_decref(tree);
}

static struct definition *read_definition(struct reader *outer, const struct conf_node *body,
                                          const struct definition *parent)
{
    size_t before = outer->faults->errors;
    struct definition *definition = arena_alloc(outer->arena, sizeof *definition);
    struct reader reader = {outer->arena, definition, outer->context, outer->faults, 0, outer->kept};
    definition->arena = outer->arena;
    read_head(&reader, body, parent);
    read_body(&reader, body);
    list_events(definition);
    lint(&reader);
    if (outer->faults->errors == before)
        pin(definition, parent);
    return definition;
}

static struct definition *compile(struct arena *arena, const struct conf_node *root,
                                  const struct definition_context *context, bool kept, struct faults *faults)
{
    static const struct definition_context nothing;
    const struct conf_node *body = conf_get(root, "workflow");
    if (!body || body->kind != CONF_NODE_GROUP)
        return NULL; /* the schema has said so already */
    size_t before = faults->errors;
    struct reader reader = {arena, NULL, context ? context : &nothing, faults, 0, kept};
    struct definition *definition = read_definition(&reader, body, NULL);
    return faults->errors > before ? NULL : definition;
}

struct definition *definition_compile(struct arena *arena, const struct conf_node *root,
                                      const struct definition_context *context, struct faults *faults)
{
    return compile(arena, root, context, false, faults);
}

struct definition *definition_from_json(struct arena *arena, const json_t *canonical,
                                        const struct definition_context *context, struct faults *faults)
{
    size_t before = faults->errors;
    struct conf_node *root = conf_from_json(arena, "stored workflow", canonical, &workflow_schema, faults);
    return root && faults->errors == before ? compile(arena, root, context, true, faults) : NULL;
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

const struct definition *definition_pinned(const struct definition *definition, const char *hash)
{
    const struct definition *found = string_equal(definition->hash, hash) ? definition : NULL;
    for (size_t i = 0; !found && i < definition->child_count; i++)
        found = definition_pinned(definition->children[i], hash);
    return found;
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

const struct conf_node *definition_place(const struct definition *definition)
{
    return definition->node;
}
