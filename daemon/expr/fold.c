/* The macros over a list or the keys of a map: all, exists, exists_one, filter, map. */
#include "expr/run.h"

/* The items a macro goes through. */
struct range {
    struct value many;
    const struct value *pairs; /* of a map */
};

static bool range_open(struct run *run, const struct node *node, struct range *range)
{
    if (!run_eval(run, node->items[0], &range->many))
        return false;
    range->pairs = NULL;
    if (range->many.kind == VALUE_MAP) {
        if (!run_pay(run, 2 * range->many.many.count))
            return false;
        range->pairs = value_pairs(&range->many, run_arena(run));
    }
    if (range->many.kind == VALUE_MAP || range->many.kind == VALUE_LIST)
        return true;
    return run_fail_at(run, node->items[0], "a list or a map is needed before the dot", NULL);
}

/* One variable: the item or the key. Two: index and item, or key and value. */
static void range_bind(struct run *run, const struct node *node, const struct range *range, size_t index)
{
    bool map = range->many.kind == VALUE_MAP;
    struct value *variables = &run->variables[node->slot];
    if (node->second)
        variables[1] = map ? range->pairs[2 * index + 1] : value_item(&range->many, index);
    if (map)
        variables[0] = range->pairs[2 * index];
    else
        variables[0] = node->second ? value_int((int64_t)index) : value_item(&range->many, index);
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

/* filter keeps items that pass; map transforms each, or each that passes its filter; transformMap keeps the
 * keys. */
static bool fold_collect(struct run *run, const struct node *node, const struct range *range,
                         struct value *out)
{
    bool tested = node->fold == FOLD_FILTER || node->count == 3, pairs = node->fold == FOLD_MAP_MAP;
    const struct node *transform = node->fold == FOLD_FILTER ? NULL : node->items[node->count - 1];
    size_t total = range->many.many.count, count = 0, width = pairs ? 2 : 1;
    if (!run_pay(run, total * 4 * width))
        return false;
    struct value *items = arena_alloc(run_arena(run), (total * width + 1) * sizeof *items);
    for (size_t i = 0; i < total; i++) {
        bool pass = true;
        range_bind(run, node, range, i);
        items[count] = run->variables[node->slot];
        if (tested && !run_eval_bool(run, node->items[1], &pass))
            return false;
        if (pass && transform && !run_eval(run, transform, &items[count + width - 1]))
            return false;
        count += pass ? width : 0;
    }
    *out = value_many(pairs ? VALUE_MAP : VALUE_LIST, items, count / width);
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
    case FOLD_MAP_MAP:
        return fold_collect(run, node, &range, out);
    }
    return false;
}
