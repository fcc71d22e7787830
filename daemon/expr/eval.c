#include "expr/functions.h"
#include "expr/scope.h"

#include <string.h>

struct arena *run_arena(struct run *run)
{
    if (!run->arena)
        run->arena = arena_new();
    return run->arena;
}

bool run_fail(struct run *run, const char *text, const char *hint)
{
    run->failure = (struct failure){.text = text, .hint = hint};
    return false;
}

/* Fails at NODE; what failed further down keeps its own place. */
static bool fail_at(struct run *run, const struct node *node, const char *text, const char *hint)
{
    run_fail(run, text, hint);
    run->failure.node = node;
    return false;
}

bool run_is_spent(const struct run *run)
{
    return run->cost > COST_LIMIT;
}

bool run_pay(struct run *run, size_t cost)
{
    run->cost = cost > COST_LIMIT ? COST_LIMIT + 1 : run->cost + cost;
    if (!run_is_spent(run))
        return true;
    return run_fail(run, "this takes too many steps and was stopped",
                    "work on a shorter list, or in several fields");
}

/* --- names --- */

static json_t *path_json(const struct run *run, const struct node *node)
{
    json_t *names = run->input ? run->input->names : NULL;
    return json_object_get(node->kind == NODE_NAME ? names : path_json(run, node->items[0]), node->name);
}

static bool wrong_type(struct run *run, const struct node *node, enum value_type held)
{
    return fail_at(run, node,
                   arena_printf(run_arena(run), "%s should be %s but holds %s",
                                node_path(node, run_arena(run)), type_title(node->type), type_title(held)),
                   NULL);
}

/* A declared name has its declared type, whatever JSON calls it; without a value it is null. */
static bool eval_declared(struct run *run, const struct node *node, struct value *out)
{
    json_t *json = path_json(run, node);
    struct value value = value_from_json(json), read;
    *out = value;
    if (node->declared->members && !node->declared->open && value.kind == VALUE_NULL)
        *out = value_many(VALUE_MAP, NULL, 0);
    if (value.kind == VALUE_NULL || value.kind == node->type || node->type == VALUE_ANY)
        return true;
    if (node->type == VALUE_DOUBLE && value.kind == VALUE_INT) {
        *out = value_double((double)value.integer);
        return true;
    }
    if (node->type != VALUE_DATE || value.kind != VALUE_STRING)
        return wrong_type(run, node, value.kind);
    if (!string_to_date(run, &value, &read))
        return fail_at(run, node,
                       arena_printf(run_arena(run), "%s holds no date", node_path(node, run_arena(run))),
                       NULL);
    *out = read;
    return true;
}

static bool null_target(struct run *run, const struct node *node, const struct node *target)
{
    const char *path = node_path(target, run_arena(run));
    if (!path)
        return fail_at(run, node, "what stands before the dot is null", NULL);
    return fail_at(run, node, arena_printf(run_arena(run), "%s has no value", path),
                   arena_printf(run_arena(run), "ask first: %s != null && ...", path));
}

static bool eval_select(struct run *run, const struct node *node, struct value *out)
{
    struct value target, key = value_string(node->name, strlen(node->name));
    if (node->declared)
        return eval_declared(run, node, out);
    if (!run_eval(run, node->items[0], &target))
        return false;
    if (target.kind == VALUE_NULL)
        return null_target(run, node, node->items[0]);
    if (target.kind != VALUE_MAP)
        return fail_at(run, node, arena_printf(run_arena(run), "%s has no members", type_title(target.kind)),
                       NULL);
    if (value_find(&target, &key, out))
        return true;
    return fail_at(run, node, arena_printf(run_arena(run), "there is no \"%s\" in it now", node->name),
                   "ask first with has(...)");
}

/* A declared name "has" a value when it is not null; a member of other data when it is there, as in CEL. */
static bool eval_has(struct run *run, const struct node *node, struct value *out)
{
    const struct node *path = node->items[0];
    struct value target, found, key = value_string(path->name, strlen(path->name));
    if (path->declared) {
        json_t *json = path_json(run, path);
        *out = value_bool(json && !json_is_null(json));
        return true;
    }
    if (!run_eval(run, path->items[0], &target))
        return false;
    if (target.kind != VALUE_MAP && target.kind != VALUE_NULL)
        return fail_at(run, path, arena_printf(run_arena(run), "%s has no members", type_title(target.kind)),
                       NULL);
    *out = value_bool(target.kind == VALUE_MAP && value_find(&target, &key, &found));
    return true;
}

static bool eval_list_index(struct run *run, const struct node *node, const struct value *list,
                            const struct value *key, struct value *out)
{
    if (!type_is_number(key->kind))
        return fail_at(run, node, "a list is indexed by a whole number", NULL);
    struct value index = *key;
    if (key->kind == VALUE_DOUBLE &&
        (!double_to_int(run, key, &index) || (double)index.integer != key->number))
        return fail_at(run, node, "a list is indexed by a whole number", NULL);
    if (index.integer < 0 || (uint64_t)index.integer >= list->many.count)
        return fail_at(run, node, "the list has no item at this index",
                       "the first item is at 0; ask size(list) first");
    *out = value_item(list, (size_t)index.integer);
    return true;
}

static bool eval_index(struct run *run, const struct node *node, struct value *out)
{
    struct value target, key;
    if (!run_eval(run, node->items[0], &target) || !run_eval(run, node->items[1], &key))
        return false;
    if (target.kind == VALUE_LIST)
        return eval_list_index(run, node, &target, &key, out);
    if (target.kind == VALUE_NULL)
        return null_target(run, node, node->items[0]);
    if (target.kind != VALUE_MAP)
        return fail_at(run, node, "only a list or a map can be indexed", NULL);
    if (!run_pay(run, target.many.json ? 1 : target.many.count))
        return false;
    return value_find(&target, &key, out) ||
           fail_at(run, node, "the map has no such key now", "ask first: key in map && ...");
}

/* --- logic --- */

static bool null_fault(struct run *run, const struct node *node, const struct node *null,
                       const char *otherwise)
{
    const char *path = node_path(null, run_arena(run));
    if (!path)
        return fail_at(run, node, otherwise, NULL);
    return fail_at(run, null, arena_printf(run_arena(run), "%s has no value yet", path),
                   arena_printf(run_arena(run), "ask first: %s != null && ...", path));
}

bool run_eval_bool(struct run *run, const struct node *node, bool *out)
{
    struct value value;
    if (!run_eval(run, node, &value))
        return false;
    *out = value.kind == VALUE_BOOL && value.boolean;
    if (value.kind == VALUE_BOOL)
        return true;
    if (value.kind == VALUE_NULL)
        return null_fault(run, node, node, "true or false is needed here, not null");
    return fail_at(
        run, node,
        arena_printf(run_arena(run), "true or false is needed here, not %s", type_title(value.kind)), NULL);
}

/* && is decided by one false, || by one true, on whichever side; only then does a failure of the other side
 * not count. */
static bool eval_logic(struct run *run, const struct node *node, struct value *out)
{
    bool decisive = node->kind == NODE_OR, left, right;
    *out = value_bool(decisive);
    bool left_fine = run_eval_bool(run, node->items[0], &left);
    if ((left_fine && left == decisive) || run_is_spent(run))
        return left_fine;
    struct failure failure = run->failure;
    bool right_fine = run_eval_bool(run, node->items[1], &right);
    if ((right_fine && right == decisive) || run_is_spent(run))
        return right_fine;
    *out = value_bool(!decisive);
    if (!left_fine)
        run->failure = failure;
    return left_fine && right_fine;
}

static bool eval_not(struct run *run, const struct node *node, struct value *out)
{
    bool value;
    if (!run_eval_bool(run, node->items[0], &value))
        return false;
    *out = value_bool(!value);
    return true;
}

static bool eval_choose(struct run *run, const struct node *node, struct value *out)
{
    bool condition;
    return run_eval_bool(run, node->items[0], &condition) &&
           run_eval(run, node->items[condition ? 1 : 2], out);
}

/* --- comparison --- */

static bool equal(struct run *run, const struct value *a, const struct value *b, bool *out)
{
    size_t cost = 0;
    *out = value_equal(a, b, &cost);
    return run_pay(run, cost);
}

static bool eval_equality(struct run *run, const struct node *node, struct value *out)
{
    struct value a, b;
    bool same;
    if (!run_eval(run, node->items[0], &a) || !run_eval(run, node->items[1], &b) ||
        !equal(run, &a, &b, &same))
        return false;
    *out = value_bool(same == (node->kind == NODE_EQUAL));
    return true;
}

static bool pair_failure(struct run *run, const struct node *node, const struct value *a,
                         const struct value *b)
{
    const struct node *null = a->kind == VALUE_NULL   ? node->items[0]
                              : b->kind == VALUE_NULL ? node->items[1]
                                                      : NULL;
    const char *text = arena_printf(run_arena(run), "\"%s\" cannot take %s and %s", node->name,
                                    type_title(a->kind), type_title(b->kind));
    if (null)
        return null_fault(run, node, null, text);
    return fail_at(run, node, text, types_hint(a->kind, b->kind));
}

static bool eval_order(struct run *run, const struct node *node, struct value *out)
{
    struct value a, b;
    if (!run_eval(run, node->items[0], &a) || !run_eval(run, node->items[1], &b))
        return false;
    if (!type_ordered(a.kind, b.kind))
        return pair_failure(run, node, &a, &b);
    enum order order = value_order(&a, &b);
    if (order == ORDER_NONE && a.kind == VALUE_DURATION)
        return fail_at(run, node, "months and days have no order without a date",
                       "add both to a date: today() + months(1) > today() + days(30)");
    bool less = order == ORDER_LESS, same = order == ORDER_EQUAL, greater = order == ORDER_GREATER;
    switch (node->kind) {
    case NODE_LESS:
        *out = value_bool(less);
        break;
    case NODE_LESS_EQUAL:
        *out = value_bool(less || same);
        break;
    case NODE_GREATER:
        *out = value_bool(greater);
        break;
    default:
        *out = value_bool(greater || same);
    }
    return run_pay(run, a.kind == VALUE_STRING ? a.string.length / 8 : 0);
}

static bool eval_in(struct run *run, const struct node *node, struct value *out)
{
    struct value item, many, found;
    bool same = false;
    if (!run_eval(run, node->items[0], &item) || !run_eval(run, node->items[1], &many))
        return false;
    if (many.kind == VALUE_MAP) {
        *out = value_bool(value_find(&many, &item, &found));
        return run_pay(run, many.many.json ? 1 : many.many.count);
    }
    if (many.kind != VALUE_LIST)
        return pair_failure(run, node, &item, &many);
    for (size_t i = 0; i < many.many.count && !same; i++) {
        found = value_item(&many, i);
        if (!equal(run, &item, &found, &same))
            return false;
    }
    *out = value_bool(same);
    return true;
}

/* --- calls and literals --- */

static bool takes(const struct function *function, const struct value *arguments, size_t count)
{
    if (function->arity != count)
        return false;
    for (size_t i = 0; i < count; i++) {
        if (function->takes[i] != VALUE_ANY && function->takes[i] != arguments[i].kind)
            return false;
    }
    return true;
}

static bool call_failure(struct run *run, const struct node *node, const struct value *arguments)
{
    if (node->count == 2)
        return pair_failure(run, node, &arguments[0], &arguments[1]);
    const char *text =
        arena_printf(run_arena(run), "%s() cannot take %s", node->name, type_title(arguments[0].kind));
    if (arguments[0].kind == VALUE_NULL)
        return null_fault(run, node, node->items[0], text);
    return fail_at(run, node, text, types_hint(node->functions[0].takes[0], arguments[0].kind));
}

static bool eval_call(struct run *run, const struct node *node, struct value *out)
{
    struct value arguments[ARGUMENTS];
    for (size_t i = 0; i < node->count; i++) {
        if (!run_eval(run, node->items[i], &arguments[i]))
            return false;
    }
    for (size_t i = 0; i < node->overloads; i++) {
        if (!takes(&node->functions[i], arguments, node->count))
            continue;
        if (node->functions[i].run(run, arguments, out))
            return true;
        if (!run->failure.node)
            run->failure.node = node;
        return false;
    }
    return call_failure(run, node, arguments);
}

static bool key_is_new(struct run *run, const struct node *node, const struct value *items, size_t count)
{
    bool same = false;
    for (size_t i = 0; i < count; i++) {
        if (!equal(run, &items[2 * i], &items[2 * count], &same))
            return false;
        if (same)
            return fail_at(run, node->items[2 * count], "this key is in the map twice", NULL);
    }
    return true;
}

static bool eval_many(struct run *run, const struct node *node, struct value *out)
{
    struct value *items = arena_alloc(run_arena(run), (node->count + 1) * sizeof *items);
    bool map = node->kind == NODE_MAP;
    for (size_t i = 0; i < node->count; i++) {
        if (!run_eval(run, node->items[i], &items[i]))
            return false;
        enum value_type kind = items[i].kind;
        if (!map || i % 2)
            continue;
        if (kind != VALUE_STRING && kind != VALUE_INT && kind != VALUE_BOOL)
            return fail_at(run, node->items[i], "the key of a map is a string, an int or a bool", NULL);
        if (!key_is_new(run, node, items, i / 2))
            return false;
    }
    *out = value_many(map ? VALUE_MAP : VALUE_LIST, items, map ? node->count / 2 : node->count);
    return true;
}

bool run_eval(struct run *run, const struct node *node, struct value *out)
{
    if (!run_pay(run, 1))
        return false;
    switch (node->kind) {
    case NODE_LITERAL:
        *out = node->literal;
        return true;
    case NODE_NAME:
        return eval_declared(run, node, out);
    case NODE_VARIABLE:
        *out = run->variables[node->slot];
        return true;
    case NODE_SELECT:
        return eval_select(run, node, out);
    case NODE_HAS:
        return eval_has(run, node, out);
    case NODE_INDEX:
        return eval_index(run, node, out);
    case NODE_NOT:
        return eval_not(run, node, out);
    case NODE_AND:
    case NODE_OR:
        return eval_logic(run, node, out);
    case NODE_CHOOSE:
        return eval_choose(run, node, out);
    case NODE_EQUAL:
    case NODE_UNEQUAL:
        return eval_equality(run, node, out);
    case NODE_IN:
        return eval_in(run, node, out);
    case NODE_CALL:
        return eval_call(run, node, out);
    case NODE_LIST:
    case NODE_MAP:
        return eval_many(run, node, out);
    case NODE_FOLD:
        return run_eval_fold(run, node, out);
    case NODE_LESS:
    case NODE_LESS_EQUAL:
    case NODE_GREATER:
    case NODE_GREATER_EQUAL:
        return eval_order(run, node, out);
    }
    return false;
}
