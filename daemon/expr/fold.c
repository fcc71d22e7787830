/* The macros over a list or the keys of a map: all, exists, exists_one, filter, map. */
#include "expr/run.h"

/* The items a macro goes through. */
struct range {
    struct value many;
    const struct value *keys; /* of a map */
};

static bool range_open(struct run *run, const struct node *node, struct range *range)
{
    if (!run_eval(run, node->items[0], &range->many))
        return false;
    range->keys = NULL;
    if (range->many.kind == VALUE_MAP) {
        if (!run_pay(run, range->many.many.count))
            return false;
        range->keys = value_keys(&range->many, run_arena(run));
    }
    if (range->many.kind == VALUE_MAP || range->many.kind == VALUE_LIST)
        return true;
    run_fail(run, "a list or a map is needed before the dot", NULL);
    run->failure.node = node->items[0];
    return false;
}

static void range_bind(struct run *run, const struct node *node, const struct range *range, size_t index)
{
    run->variables[node->slot] = range->keys ? range->keys[index] : value_item(&range->many, index);
}

/* all is a long &&, exists a long ||: the decisive item makes failures of the others not count. */
static bool fold_logic(struct run *run, const struct node *node, const struct range *range, struct value *out)
{
    bool decisive = node->fold == FOLD_EXISTS, failed = false;
    struct failure first = {0};
    for (size_t i = 0; i < range->many.many.count; i++) {
        bool value;
        range_bind(run, node, range, i);
        if (run_eval_bool(run, node->items[1], &value)) {
            *out = value_bool(decisive);
            if (value == decisive)
                return true;
            continue;
        }
        if (run_is_spent(run))
            return false;
        if (!failed)
            first = run->failure;
        failed = true;
    }
    *out = value_bool(!decisive);
    if (failed)
        run->failure = first;
    return !failed;
}

static bool fold_one(struct run *run, const struct node *node, const struct range *range, struct value *out)
{
    size_t found = 0;
    for (size_t i = 0; i < range->many.many.count; i++) {
        bool value;
        range_bind(run, node, range, i);
        if (!run_eval_bool(run, node->items[1], &value))
            return false;
        found += value;
    }
    *out = value_bool(found == 1);
    return true;
}

/* filter keeps items that pass; map transforms each, or each that passes its filter. */
static bool fold_collect(struct run *run, const struct node *node, const struct range *range,
                         struct value *out)
{
    bool tested = node->fold == FOLD_FILTER || node->count == 3;
    const struct node *transform = node->fold == FOLD_FILTER ? NULL : node->items[node->count - 1];
    if (!run_pay(run, range->many.many.count * 4))
        return false;
    struct value *items = arena_alloc(run_arena(run), (range->many.many.count + 1) * sizeof *items);
    size_t count = 0;
    for (size_t i = 0; i < range->many.many.count; i++) {
        bool pass = true;
        range_bind(run, node, range, i);
        items[count] = run->variables[node->slot];
        if (tested && !run_eval_bool(run, node->items[1], &pass))
            return false;
        if (pass && transform && !run_eval(run, transform, &items[count]))
            return false;
        count += pass;
    }
    *out = value_many(VALUE_LIST, items, count);
    return true;
}

bool run_eval_fold(struct run *run, const struct node *node, struct value *out)
{
    struct range range;
    if (!range_open(run, node, &range))
        return false;
    switch (node->fold) {
    case FOLD_ALL:
    case FOLD_EXISTS:
        return fold_logic(run, node, &range, out);
    case FOLD_EXISTS_ONE:
        return fold_one(run, node, &range, out);
    case FOLD_FILTER:
    case FOLD_MAP:
        return fold_collect(run, node, &range, out);
    }
    return false;
}
