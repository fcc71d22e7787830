#include "expr/run.h"

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

bool run_fail_at(struct run *run, const struct node *node, const char *text, const char *hint)
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

bool run_equal(struct run *run, const struct value *a, const struct value *b, bool *out)
{
    size_t cost = 0;
    *out = value_equal(a, b, &cost, COST_LIMIT);
    return run_pay(run, cost);
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
        return run_fail_null(run, node, node, "true or false is needed here, not null");
    return run_fail_at(
        run, node,
        arena_printf(run_arena(run), "true or false is needed here, not %s", kind_title(value.kind)), NULL);
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

bool run_eval(struct run *run, const struct node *node, struct value *out)
{
    if (!run_pay(run, 1))
        return false;
    switch (node->kind) {
    case NODE_LITERAL:
        *out = node->literal;
        return true;
    case NODE_NAME:
        return run_eval_declared(run, node, out);
    case NODE_VARIABLE:
        *out = run->variables[node->slot];
        return true;
    case NODE_SELECT:
        return run_eval_select(run, node, out);
    case NODE_HAS:
        return run_eval_has(run, node, out);
    case NODE_INDEX:
        return run_eval_index(run, node, out);
    case NODE_NOT:
        return eval_not(run, node, out);
    case NODE_AND:
    case NODE_OR:
        return eval_logic(run, node, out);
    case NODE_CHOOSE:
        return eval_choose(run, node, out);
    case NODE_EQUAL:
    case NODE_UNEQUAL:
        return run_eval_equality(run, node, out);
    case NODE_IN:
        return run_eval_in(run, node, out);
    case NODE_CALL:
        return run_eval_call(run, node, out);
    case NODE_LIST:
    case NODE_MAP:
        return run_eval_many(run, node, out);
    case NODE_FOLD:
        return run_eval_fold(run, node, out);
    case NODE_FAIL:
        run->failure = (struct failure){.node = node, .fault = node->fault};
        return false;
    case NODE_LESS:
    case NODE_LESS_EQUAL:
    case NODE_GREATER:
    case NODE_GREATER_EQUAL:
        return run_eval_order(run, node, out);
    }
    return false;
}
