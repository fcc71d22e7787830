/* The schema looks at a raw tree: what is unknown, missing, of the wrong type or out of bounds; defaults. */
#include "config/clean.h"
#include "config/scan.h"
#include "config/tree.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

struct check {
    struct arena *arena;
    struct faults *faults;
    size_t limit; /* of faults->errors, where the check stops reporting */
    struct error spare;
};

static struct conf_node *group_check(struct check *check, const struct conf_node *raw,
                                     const struct conf_schema *schema, const struct conf_node *parent,
                                     int depth);

__attribute__((format(printf, 3, 4))) static struct error *
complain(struct check *check, const struct conf_node *node, const char *format, ...)
{
    char text[400];
    va_list list;
    if (check->faults->errors > check->limit)
        return &check->spare;
    if (check->faults->errors == check->limit)
        return fault_add(check->faults, node->file, node->line, "more than %d faults; the rest is left out",
                         CONF_FAULTS_MAX);
    va_start(list, format);
    vsnprintf(text, sizeof text, format, list);
    va_end(list);
    return fault_add(check->faults, node->file, node->line, "%s", text);
}

static struct conf_node *node_copy(struct check *check, const struct conf_node *raw,
                                   const struct conf_node *parent)
{
    struct conf_node *node = arena_alloc(check->arena, sizeof *node);
    *node = *raw;
    node->parent = parent;
    node->items = NULL;
    node->count = 0;
    return node;
}

static void items_reserve(struct check *check, struct conf_node *node, size_t count)
{
    node->items = arena_alloc(check->arena, (count + 1) * sizeof *node->items);
}

static void item_add(struct conf_node *node, struct conf_node *item)
{
    if (item)
        node->items[node->count++] = item;
}

static const char *key_name(const struct conf_key *key, const struct conf_node *raw)
{
    return raw->name ? raw->name : key->name;
}

/* What to write for KEY, given that the writer wrote RAW. */
static void wrong_type(struct check *check, const struct conf_node *raw, const struct conf_key *key,
                       const char *wanted)
{
    const char *name = key_name(key, raw);
    struct error *error =
        complain(check, raw, "%s must be %s, and is %s", name, wanted, conf_kind_name(raw->kind));
    if (key->example)
        error_hint(error, "Write for example %s = %s;", name, key->example);
    else if (key->type == CONF_STRING && raw->kind == CONF_NODE_INT)
        error_hint(error, "Write %s = \"%lld\";", name, (long long)raw->integer);
    else if (key->type == CONF_INT)
        error_hint(error, "Write a whole number without quotes, such as %s = 4;", name);
    else if (key->type == CONF_BOOL)
        error_hint(error, "Write %s = true; or %s = false;", name, name);
    else if (key->type == CONF_GROUPS)
        error_hint(error, "Write %s = ( { ... }, { ... } );", name);
    else if (key->type == CONF_GROUP || key->type == CONF_MAP || key->type == CONF_NESTED)
        error_hint(error, "Write %s = { ... };", name);
    else if (key->type == CONF_STRINGS)
        error_hint(error, "Write %s = [\"...\", \"...\"];", name);
    else
        error_hint(error, "Write %s = \"...\";", name);
}

static void choice_check(struct check *check, const struct conf_node *node, const struct conf_key *key)
{
    if (!key->choices)
        return;
    struct text all = TEXT_EMPTY;
    for (const char *const *choice = key->choices; *choice; choice++) {
        if (strcmp(*choice, node->string) == 0) {
            text_free(&all);
            return;
        }
        text_addf(&all, "%s\"%s\"", all.length ? ", " : "", *choice);
    }
    struct error *error = complain(check, node, "\"%.*s\" is no value of %s", (int)utf8_cut(node->string, 60),
                                   node->string, key->name);
    const char *near = conf_suggest(node->string, key->choices);
    if (near)
        error_hint(error, "Did you mean \"%s\"? It takes: %s.", near, text_string(&all));
    else
        error_hint(error, "It takes: %s.", text_string(&all));
    text_free(&all);
}

static void bounds_check(struct check *check, const struct conf_node *node, const struct conf_key *key)
{
    if ((!key->minimum && !key->maximum) || (node->integer >= key->minimum && node->integer <= key->maximum))
        return;
    error_hint(complain(check, node, "%s is %lld", key_name(key, node), (long long)node->integer),
               "Write a number from %lld to %lld.", (long long)key->minimum, (long long)key->maximum);
}

static struct conf_node *strings_check(struct check *check, const struct conf_node *raw,
                                       const struct conf_key *key, const struct conf_node *parent)
{
    struct conf_node *node = node_copy(check, raw, parent);
    bool one = raw->kind == CONF_NODE_STRING;
    if (!one && raw->kind != CONF_NODE_LIST) {
        wrong_type(check, raw, key, "a string or a list of strings");
        return NULL;
    }
    node->kind = CONF_NODE_LIST;
    node->string = NULL;
    items_reserve(check, node, one ? 1 : raw->count);
    for (size_t i = 0; i < (one ? 1 : raw->count); i++) {
        struct conf_node *item = node_copy(check, one ? raw : raw->items[i], node);
        item->name = NULL;
        if (item->kind == CONF_NODE_STRING) {
            choice_check(check, item, key);
            item_add(node, item);
        } else {
            wrong_type(check, item, key, "a list of strings only");
        }
    }
    return node;
}

static struct conf_node *groups_check(struct check *check, const struct conf_node *raw,
                                      const struct conf_key *key, const struct conf_node *parent, int depth)
{
    struct conf_node *node = node_copy(check, raw, parent);
    bool one = raw->kind == CONF_NODE_GROUP;
    if (!one && raw->kind != CONF_NODE_LIST) {
        wrong_type(check, raw, key, "a list of groups");
        return NULL;
    }
    node->kind = CONF_NODE_LIST;
    items_reserve(check, node, one ? 1 : raw->count);
    for (size_t i = 0; i < (one ? 1 : raw->count); i++) {
        const struct conf_node *item = one ? raw : raw->items[i];
        if (item->kind != CONF_NODE_GROUP) {
            wrong_type(check, item, key, "a list of groups only");
            continue;
        }
        struct conf_node *group = group_check(check, item, key->of, node, depth + 1);
        if (group)
            group->name = NULL;
        item_add(node, group);
    }
    return node;
}

static bool scalar(const struct conf_node *node)
{
    return node->kind != CONF_NODE_GROUP && node->kind != CONF_NODE_LIST;
}

/* An empty map with room for RAW's items; NULL after a fault. */
static struct conf_node *map_begin(struct check *check, const struct conf_node *raw, const struct conf_key *key,
                                   const struct conf_node *parent)
{
    if (raw->kind != CONF_NODE_GROUP) {
        wrong_type(check, raw, key, "a group");
        return NULL;
    }
    struct conf_node *node = node_copy(check, raw, parent);
    node->map = true;
    items_reserve(check, node, raw->count);
    return node;
}

static struct conf_node *map_check(struct check *check, const struct conf_node *raw,
                                   const struct conf_key *key, const struct conf_node *parent, int depth)
{
    struct conf_node *node = map_begin(check, raw, key, parent);
    if (!node)
        return NULL;
    for (size_t i = 0; i < raw->count; i++) {
        const struct conf_node *item = raw->items[i];
        if (key->of && item->kind == CONF_NODE_GROUP)
            item_add(node, group_check(check, item, key->of, node, depth + 1));
        else if (!key->of && scalar(item))
            item_add(node, node_copy(check, item, node));
        else
            error_hint(complain(check, item, "%s in %s must be %s, and is %s", item->name, key_name(key, raw),
                                key->of ? "a group" : "one value", conf_kind_name(item->kind)),
                       key->of ? "Write %s = { ... };" : "Write %s = \"...\"; or a number, true or false.",
                       item->name);
    }
    return node;
}

/* INNER: RAW is a group of such a map, and holds no other. */
static struct conf_node *nested_check(struct check *check, const struct conf_node *raw, const struct conf_key *key,
                                      const struct conf_node *parent, bool inner)
{
    struct conf_node *node = map_begin(check, raw, key, parent);
    if (!node)
        return NULL;
    for (size_t i = 0; i < raw->count; i++) {
        const struct conf_node *item = raw->items[i];
        if (scalar(item))
            item_add(node, node_copy(check, item, node));
        else if (!inner && item->kind == CONF_NODE_GROUP)
            item_add(node, nested_check(check, item, key, node, true));
        else
            error_hint(complain(check, item, "%s in %s must be one value%s, and is %s", item->name, key_name(key, raw),
                                inner ? "" : " or a group of values", conf_kind_name(item->kind)),
                       "Write %s = \"...\"; or a number, true or false.", item->name);
    }
    return node;
}

/* What to write where a key that must be there is missing or empty. */
static void required_hint(struct error *error, const struct conf_key *key)
{
    error_hint(error, "Write %s = %s;%s%s", key->name, key->example ? key->example : "...", key->help ? " " : "",
               key->help ? key->help : "");
}

/* What must be said must say something. */
static void empty_check(struct check *check, const struct conf_node *node, const struct conf_key *key)
{
    if (!key->required || node->string[strspn(node->string, " \t\r\n")] != '\0')
        return;
    required_hint(complain(check, node, "%s is empty", key->name), key);
}

static struct conf_node *plain_check(struct check *check, const struct conf_node *raw,
                                     const struct conf_key *key, const struct conf_node *parent)
{
    static const struct {
        enum conf_kind kind;
        const char *wanted;
    } plain[] = {
        [CONF_STRING] = {CONF_NODE_STRING, "a string"},
        [CONF_INT] = {CONF_NODE_INT, "a whole number"},
        [CONF_BOOL] = {CONF_NODE_BOOL, "true or false"},
    };
    if (key->type == CONF_SCALAR && !scalar(raw)) {
        wrong_type(check, raw, key, "one value");
        return NULL;
    }
    if (key->type != CONF_SCALAR && raw->kind != plain[key->type].kind) {
        wrong_type(check, raw, key, plain[key->type].wanted);
        return NULL;
    }
    struct conf_node *node = node_copy(check, raw, parent);
    if (key->type == CONF_STRING) {
        choice_check(check, node, key);
        empty_check(check, node, key);
    }
    if (key->type == CONF_INT)
        bounds_check(check, node, key);
    return node;
}

static struct conf_node *value_check(struct check *check, const struct conf_node *raw,
                                     const struct conf_key *key, const struct conf_node *parent, int depth)
{
    switch (key->type) {
    case CONF_STRINGS:
        return strings_check(check, raw, key, parent);
    case CONF_GROUPS:
        return groups_check(check, raw, key, parent, depth);
    case CONF_MAP:
        return map_check(check, raw, key, parent, depth);
    case CONF_NESTED:
        return nested_check(check, raw, key, parent, false);
    case CONF_GROUP:
        if (raw->kind == CONF_NODE_GROUP)
            return group_check(check, raw, key->of, parent, depth + 1);
        wrong_type(check, raw, key, "a group");
        return NULL;
    default:
        return plain_check(check, raw, key, parent);
    }
}

static void unknown_report(struct check *check, const struct conf_node *raw, const struct conf_schema *schema)
{
    struct text all = TEXT_EMPTY;
    struct list names = LIST_EMPTY;
    for (const struct conf_key *key = schema->keys; key->name; key++) {
        list_add(&names, (void *)(uintptr_t)key->name);
        text_addf(&all, "%s%s", all.length ? ", " : "", key->name);
    }
    list_add(&names, NULL);
    struct error *error = complain(check, raw, "%.*s is not known in %s", (int)utf8_cut(raw->name, 60),
                                   raw->name, schema->name);
    const char *near = conf_suggest(raw->name, (const char *const *)names.items);
    if (near)
        error_hint(error, "Did you mean %s?", near);
    else
        error_hint(error, "It takes: %s.", text_string(&all));
    list_free(&names);
    text_free(&all);
}

static const struct conf_key *key_find(const struct conf_schema *schema, const char *name)
{
    for (const struct conf_key *key = schema->keys; key->name; key++)
        if (strcmp(key->name, name) == 0)
            return key;
    return NULL;
}

/* Everything under NODE stands where GROUP stands. */
static void defaulted_mark(struct conf_node *node, const struct conf_node *group)
{
    node->file = group->file;
    node->line = group->line;
    node->defaulted = true;
    for (size_t i = 0; i < node->count; i++)
        defaulted_mark(node->items[i], group);
}

static void absent_fill(struct check *check, struct conf_node *group, const struct conf_key *key,
                        const struct conf_schema *schema, int depth)
{
    struct conf_node *fallback = conf_fallback(check->arena, key);
    if (fallback) {
        defaulted_mark(fallback, group);
        fallback->name = key->name;
        struct conf_node *item = value_check(check, fallback, key, group, depth);
        if (item)
            defaulted_mark(item, group);
        item_add(group, item);
    } else if (key->required) {
        required_hint(complain(check, group, "%s is missing in %s", key->name, schema->name), key);
    }
}

static struct conf_node *group_check(struct check *check, const struct conf_node *raw,
                                     const struct conf_schema *schema, const struct conf_node *parent,
                                     int depth)
{
    if (depth > CONF_DEPTH_MAX) {
        complain(check, raw, "more than %d groups inside one another", CONF_DEPTH_MAX);
        return NULL;
    }
    size_t keys = 0;
    while (schema->keys[keys].name)
        keys++;
    struct conf_node *node = node_copy(check, raw, parent);
    items_reserve(check, node, raw->count + keys);
    for (size_t i = 0; i < raw->count; i++) {
        const struct conf_key *key = key_find(schema, raw->items[i]->name);
        if (key)
            item_add(node, value_check(check, raw->items[i], key, node, depth));
        else
            unknown_report(check, raw->items[i], schema);
    }
    for (const struct conf_key *key = schema->keys; key->name; key++)
        if (!conf_get(raw, key->name))
            absent_fill(check, node, key, schema, depth);
    return node;
}

struct conf_node *conf_check(struct arena *arena, const struct conf_node *raw,
                             const struct conf_schema *schema, struct faults *faults)
{
    struct check check = {.arena = arena, .faults = faults, .limit = faults->errors + CONF_FAULTS_MAX};
    return group_check(&check, raw, schema, NULL, 0);
}
