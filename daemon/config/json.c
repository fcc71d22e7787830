/* The tree to and from JSON: what a case is pinned to. */
#include "config/scan.h"
#include "config/tree.h"

#include "base/mem.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

static int name_order(const void *a, const void *b)
{
    return strcmp((*(struct conf_node *const *)a)->name, (*(struct conf_node *const *)b)->name);
}

static json_t *group_json(const struct conf_node *node)
{
    json_t *out = json_object();
    struct conf_node **items = mem_resize(NULL, node->count + 1, sizeof *items);
    memcpy(items, node->items, node->count * sizeof *items);
    if (!node->map)
        qsort(items, node->count, sizeof *items, name_order);
    for (size_t i = 0; i < node->count; i++)
        json_object_set_new(out, items[i]->name, conf_to_json(items[i]));
    mem_free(items);
    return out;
}

json_t *conf_to_json(const struct conf_node *node)
{
    json_t *out = NULL;
    switch (node->kind) {
    case CONF_NODE_STRING:
        out = json_string(node->string);
        break;
    case CONF_NODE_INT:
        out = json_integer(node->integer);
        break;
    case CONF_NODE_FLOAT:
        out = json_real(node->number);
        break;
    case CONF_NODE_BOOL:
        out = json_boolean(node->integer);
        break;
    case CONF_NODE_GROUP:
        out = group_json(node);
        break;
    case CONF_NODE_LIST:
        out = json_array();
        for (size_t i = 0; i < node->count; i++)
            json_array_append_new(out, conf_to_json(node->items[i]));
        break;
    }
    assert(out);
    return out;
}

struct json_take {
    struct arena *arena;
    const char *name;
    struct faults *faults;
};

static struct conf_node *json_node(const struct json_take *take, const char *key, const json_t *value,
                                   const struct conf_node *parent, int depth);

static void json_items(const struct json_take *take, struct conf_node *node, const json_t *value, int depth)
{
    const char *key;
    json_t *item;
    size_t i, room = json_is_object(value) ? json_object_size(value) : json_array_size(value);
    node->items = arena_alloc(take->arena, (room + 1) * sizeof *node->items);
    if (json_is_object(value)) {
        json_object_foreach(
            (json_t *)(uintptr_t)value, key,
            item) if ((node->items[node->count] = json_node(take, key, item, node, depth + 1))) node->count++;
    } else {
        json_array_foreach(
            value, i, item) if ((node->items[node->count] = json_node(take, NULL, item, node, depth + 1)))
            node->count++;
    }
}

static struct conf_node *json_node(const struct json_take *take, const char *key, const json_t *value,
                                   const struct conf_node *parent, int depth)
{
    struct conf_node *node = arena_alloc(take->arena, sizeof *node);
    node->name = arena_copy(take->arena, key);
    node->file = take->name;
    node->parent = parent;
    if (json_is_null(value) || depth > CONF_DEPTH_MAX * 2) {
        fault_add(take->faults, take->name, 0, "%s is %s", key ? key : "an item",
                  json_is_null(value) ? "null" : "nested too deeply");
        return NULL;
    }
    if (json_is_string(value)) {
        node->kind = CONF_NODE_STRING;
        node->string = arena_copy(take->arena, json_string_value(value));
    } else if (json_is_integer(value)) {
        node->kind = CONF_NODE_INT;
        node->integer = json_integer_value(value);
    } else if (json_is_real(value)) {
        node->kind = CONF_NODE_FLOAT;
        node->number = json_real_value(value);
    } else if (json_is_boolean(value)) {
        node->kind = CONF_NODE_BOOL;
        node->integer = json_is_true(value);
    } else {
        node->kind = json_is_object(value) ? CONF_NODE_GROUP : CONF_NODE_LIST;
        json_items(take, node, value, depth);
    }
    return node;
}

struct conf_node *conf_from_json(struct arena *arena, const char *name, const json_t *value,
                                 const struct conf_schema *schema, struct faults *faults)
{
    struct json_take take = {arena, arena_copy(arena, name), faults};
    if (!json_is_object(value)) {
        fault_add(faults, name, 0, "the value is no object");
        return NULL;
    }
    const struct conf_node *raw = json_node(&take, NULL, value, NULL, 0);
    return raw ? conf_check(arena, raw, schema, faults) : NULL;
}
