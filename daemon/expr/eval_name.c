/* Names, members, items, and whether they are there. */
#include "expr/functions.h"
#include "expr/scope.h"

#include <string.h>

static json_t *path_json(const struct run *run, const struct node *node)
{
    json_t *names = run->input ? run->input->names : NULL;
    if (run->input && run->input->flat)
        return json_object_get(names, node->declared->path);
    return json_object_get(node->kind == NODE_NAME ? names : path_json(run, node->items[0]), node->name);
}

/* What stands as a string in JSON, or as a number of another type. */
static bool read_as(struct run *run, const struct value *value, enum value_type kind, struct value *out)
{
    bool string = value->kind == VALUE_STRING;
    switch (kind) {
    case VALUE_DATE:
        return string && string_to_date(run, value, out);
    case VALUE_TIMESTAMP:
        return string && string_to_timestamp(run, value, out);
    case VALUE_DURATION:
        return string && string_to_duration(run, value, out);
    case VALUE_DOUBLE:
        return value->kind == VALUE_INT && int_to_double(run, value, out);
    case VALUE_UINT:
        return value->kind == VALUE_INT && int_to_uint(run, value, out);
    default:
        return false;
    }
}

static bool wrong_type(struct run *run, const struct node *node, const struct value *held)
{
    const char *path = node_path(node, run_arena(run));
    if (held->kind == VALUE_STRING && node->type->kind >= VALUE_DATE && node->type->kind <= VALUE_DURATION)
        return run_fail_at(run, node,
                           arena_printf(run_arena(run), "%s holds no %s", path,
                                        strchr(kind_title(node->type->kind), ' ') + 1),
                           NULL);
    return run_fail_at(run, node,
                       arena_printf(run_arena(run), "%s should be %s but holds %s", path,
                                    kind_title(node->type->kind), kind_title(held->kind)),
                       NULL);
}

/* A declared name has its declared type, whatever JSON calls it; without a value it is null. */
bool run_eval_declared(struct run *run, const struct node *node, struct value *out)
{
    json_t *json = path_json(run, node);
    struct value value = value_from_json(json);
    enum value_type kind = node->declared->type;
    *out = value;
    if (node->declared->members && !node->declared->open && value.kind == VALUE_NULL)
        *out = value_many(VALUE_MAP, NULL, 0);
    if (value.kind == VALUE_NULL || value.kind == kind || kind == VALUE_ANY)
        return true;
    return read_as(run, &value, kind, out) || wrong_type(run, node, &value);
}

static bool null_target(struct run *run, const struct node *node, const struct node *target)
{
    const char *path = node_path(target, run_arena(run));
    if (!path)
        return run_fail_at(run, node, "what stands before the dot is null", NULL);
    return run_fail_at(run, node, arena_printf(run_arena(run), "%s has no value", path),
                       arena_printf(run_arena(run), "ask first: %s != null && ...", path));
}

bool run_eval_select(struct run *run, const struct node *node, struct value *out)
{
    struct value target, key = value_string(node->name, strlen(node->name));
    if (node->declared)
        return run_eval_declared(run, node, out);
    if (!run_eval(run, node->items[0], &target))
        return false;
    if (target.kind == VALUE_NULL)
        return null_target(run, node, node->items[0]);
    if (target.kind != VALUE_MAP)
        return run_fail_at(run, node,
                           arena_printf(run_arena(run), "%s has no members", kind_title(target.kind)), NULL);
    if (!run_pay(run, value_find_cost(&target, &key)))
        return false;
    if (value_find(&target, &key, out))
        return true;
    return run_fail_at(run, node, arena_printf(run_arena(run), "there is no \"%s\" in it now", node->name),
                       "ask first with has(...)");
}

/* A declared name "has" a value when it is not null; a member of other data when it is there, as in CEL. */
bool run_eval_has(struct run *run, const struct node *node, struct value *out)
{
    const struct node *path = node->items[0];
    struct value target, found, key = value_string(path->name, strlen(path->name));
    if (path->kind != NODE_SELECT)
        return run_eval(run, path, &found) && run_fail_at(run, path, "a type has no members", NULL);
    if (path->declared) {
        json_t *json = path_json(run, path);
        *out = value_bool(json && !json_is_null(json));
        return true;
    }
    if (!run_eval(run, path->items[0], &target))
        return false;
    if (target.kind != VALUE_MAP && target.kind != VALUE_NULL)
        return run_fail_at(run, path,
                           arena_printf(run_arena(run), "%s has no members", kind_title(target.kind)), NULL);
    *out = value_bool(target.kind == VALUE_MAP && value_find(&target, &key, &found));
    return run_pay(run, target.kind == VALUE_MAP ? value_find_cost(&target, &key) : 0);
}

static bool eval_list_index(struct run *run, const struct node *node, const struct value *list,
                            const struct value *key, struct value *out)
{
    if (!kind_is_number(key->kind))
        return run_fail_at(run, node, "a list is indexed by a whole number", NULL);
    struct value index = *key;
    if (key->kind == VALUE_DOUBLE &&
        (!double_to_int(run, key, &index) || (double)index.integer != key->number))
        return run_fail_at(run, node, "a list is indexed by a whole number", NULL);
    if (key->kind == VALUE_UINT)
        index = value_int(key->natural <= INT64_MAX ? (int64_t)key->natural : INT64_MAX);
    if (index.integer < 0 || (uint64_t)index.integer >= list->many.count)
        return run_fail_at(run, node, "the list has no item at this index",
                           "the first item is at 0; ask size(list) first");
    *out = value_item(list, (size_t)index.integer);
    return true;
}

bool run_eval_index(struct run *run, const struct node *node, struct value *out)
{
    struct value target, key;
    if (!run_eval(run, node->items[0], &target) || !run_eval(run, node->items[1], &key))
        return false;
    if (target.kind == VALUE_LIST)
        return eval_list_index(run, node, &target, &key, out);
    if (target.kind == VALUE_NULL)
        return null_target(run, node, node->items[0]);
    if (target.kind != VALUE_MAP)
        return run_fail_at(run, node, "only a list or a map can be indexed", NULL);
    if (!run_pay(run, value_find_cost(&target, &key)))
        return false;
    return value_find(&target, &key, out) ||
           run_fail_at(run, node, "the map has no such key now", "ask first: key in map && ...");
}

bool run_fail_null(struct run *run, const struct node *node, const struct node *null, const char *otherwise)
{
    const char *path = node_path(null, run_arena(run));
    if (!path)
        return run_fail_at(run, node, otherwise, NULL);
    return run_fail_at(run, null, arena_printf(run_arena(run), "%s has no value yet", path),
                       arena_printf(run_arena(run), "ask first: %s != null && ...", path));
}
