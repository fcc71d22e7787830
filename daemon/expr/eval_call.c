/* Functions, and the literals of lists and maps. */
#include "expr/functions.h"

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
        return run_fail_pair(run, node, &arguments[0], &arguments[1]);
    const char *text =
        arena_printf(run_arena(run), "%s() cannot take %s", node->name, kind_title(arguments[0].kind));
    if (arguments[0].kind == VALUE_NULL)
        return run_fail_null(run, node, node->items[0], text);
    return run_fail_at(run, node, text, types_hint(node->functions[0].takes[0], arguments[0].kind));
}

bool run_eval_call(struct run *run, const struct node *node, struct value *out)
{
    struct value arguments[ARGUMENTS];
    for (size_t i = 0; i < node->count; i++) {
        if (!run_eval(run, node->items[i], &arguments[i]))
            return false;
    }
    for (size_t i = 0; i < node->overloads; i++) {
        if (!takes(&node->functions[i], arguments, node->count))
            continue;
        run->call = node;
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
        if (!run_equal(run, &items[2 * i], &items[2 * count], &same))
            return false;
        if (same)
            return run_fail_at(run, node->items[2 * count], "this key is in the map twice", NULL);
    }
    return true;
}

bool run_eval_many(struct run *run, const struct node *node, struct value *out)
{
    struct value *items = arena_alloc(run_arena(run), (node->count + 1) * sizeof *items);
    bool map = node->kind == NODE_MAP;
    for (size_t i = 0; i < node->count; i++) {
        if (!run_eval(run, node->items[i], &items[i]))
            return false;
        if (!map || i % 2)
            continue;
        if (!value_is_key(&items[i]))
            return run_fail_at(run, node->items[i], "the key of a map is a string, an int, a uint or a bool",
                               NULL);
        if (!key_is_new(run, node, items, i / 2))
            return false;
    }
    *out = value_many(map ? VALUE_MAP : VALUE_LIST, items, map ? node->count / 2 : node->count);
    return true;
}
