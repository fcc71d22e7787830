/* ==, the order of values, and in. */
#include "expr/functions.h"

bool run_eval_equality(struct run *run, const struct node *node, struct value *out)
{
    struct value a, b;
    bool same;
    if (!run_eval(run, node->items[0], &a) || !run_eval(run, node->items[1], &b) ||
        !run_equal(run, &a, &b, &same))
        return false;
    *out = value_bool(same == (node->kind == NODE_EQUAL));
    return true;
}

bool run_fail_pair(struct run *run, const struct node *node, const struct value *a, const struct value *b)
{
    const struct node *null = a->kind == VALUE_NULL   ? node->items[0]
                              : b->kind == VALUE_NULL ? node->items[1]
                                                      : NULL;
    const char *text = arena_printf(run_arena(run), "\"%s\" cannot take %s and %s", node->name,
                                    kind_title(a->kind), kind_title(b->kind));
    if (null)
        return run_fail_null(run, node, null, text);
    return run_fail_at(run, node, text, types_hint(a->kind, b->kind));
}

bool run_eval_order(struct run *run, const struct node *node, struct value *out)
{
    struct value a, b;
    if (!run_eval(run, node->items[0], &a) || !run_eval(run, node->items[1], &b))
        return false;
    if (!kind_ordered(a.kind, b.kind))
        return run_fail_pair(run, node, &a, &b);
    enum order order = value_order(&a, &b);
    if (order == ORDER_NONE && a.kind == VALUE_PERIOD)
        return run_fail_at(run, node, "months and days have no order without a date",
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
    return run_pay(run, a.kind == VALUE_STRING || a.kind == VALUE_BYTES ? a.string.length / 8 : 0);
}

bool run_eval_in(struct run *run, const struct node *node, struct value *out)
{
    struct value item, many, found;
    bool same = false;
    if (!run_eval(run, node->items[0], &item) || !run_eval(run, node->items[1], &many))
        return false;
    if (many.kind == VALUE_MAP) {
        *out = value_bool(value_find(&many, &item, &found));
        return run_pay(run, value_find_cost(&many, &item));
    }
    if (many.kind != VALUE_LIST)
        return run_fail_pair(run, node, &item, &many);
    for (size_t i = 0; i < many.many.count && !same; i++) {
        found = value_item(&many, i);
        if (!run_equal(run, &item, &found, &same))
            return false;
    }
    *out = value_bool(same);
    return true;
}
