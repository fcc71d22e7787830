/* What an expression tells without being run: whether it can hold at all, and what names it compares with what. */
#include "expr/functions.h"
#include "expr/run.h"

#include <string.h>

/* --- parts without a name --- */

/* Operators are calls by their sign; a function by name may look at the day or the case. */
static bool is_operator(const struct node *node)
{
    return node->kind == NODE_CALL && node->name && !strpbrk(node->name, "abcdefghijklmnopqrstuvwxyzI");
}

static bool is_fixed(const struct node *node)
{
    static const enum node_kind fixed[] = {NODE_LITERAL,       NODE_NOT,     NODE_AND,        NODE_OR,
                                           NODE_CHOOSE,        NODE_EQUAL,   NODE_UNEQUAL,    NODE_LESS,
                                           NODE_LESS_EQUAL,    NODE_GREATER, NODE_GREATER_EQUAL, NODE_IN,
                                           NODE_LIST};
    bool may = is_operator(node);
    for (size_t i = 0; i < sizeof fixed / sizeof *fixed; i++)
        may = may || node->kind == fixed[i];
    for (size_t i = 0; may && i < node->count; i++)
        may = is_fixed(node->items[i]);
    return may;
}

static enum expr_truth fixed_truth(const struct node *node)
{
    static const struct expr_input nothing;
    struct run run = {.input = &nothing};
    bool holds = false;
    holds = run_eval_bool(&run, node, &holds) && holds;
    arena_free(run.arena);
    return holds ? EXPR_ALWAYS : EXPR_NEVER;
}

/* --- what is asked of one name --- */

/* PATH KIND LITERAL, the name on the left. KIND NODE_IN: LITERAL is a list of literals. */
struct demand {
    const char *path;
    enum node_kind kind;
    const struct node *literal;
};

static bool is_comparison(enum node_kind kind)
{
    return kind >= NODE_EQUAL && kind <= NODE_GREATER_EQUAL;
}

static enum node_kind mirrored(enum node_kind kind)
{
    switch (kind) {
    case NODE_LESS:
        return NODE_GREATER;
    case NODE_LESS_EQUAL:
        return NODE_GREATER_EQUAL;
    case NODE_GREATER:
        return NODE_LESS;
    case NODE_GREATER_EQUAL:
        return NODE_LESS_EQUAL;
    default:
        return kind;
    }
}

static enum node_kind opposite(enum node_kind kind)
{
    return kind == NODE_EQUAL ? NODE_UNEQUAL : kind == NODE_UNEQUAL ? NODE_EQUAL : NODE_FAIL;
}

/* A path that the scope declares, or that goes on below one that it does; NULL: something else. */
static const char *path_of(const struct node *node, struct arena *arena)
{
    const struct node *first = node;
    while (first->kind == NODE_SELECT)
        first = first->items[0];
    return first->kind == NODE_NAME ? node_path(node, arena) : NULL;
}

static bool all_literals(const struct node *list)
{
    for (size_t i = 0; i < list->count; i++)
        if (list->items[i]->kind != NODE_LITERAL)
            return false;
    return list->kind == NODE_LIST;
}

static bool demand_read(const struct node *node, struct arena *arena, struct demand *out)
{
    bool negated = node->kind == NODE_NOT;
    const struct node *inner = negated ? node->items[0] : node;
    *out = (struct demand){.kind = inner->kind};
    if (is_comparison(inner->kind)) {
        bool right = inner->items[0]->kind == NODE_LITERAL;
        out->path = path_of(inner->items[right], arena);
        out->literal = inner->items[!right];
        out->kind = right ? mirrored(inner->kind) : inner->kind;
        if (negated)
            out->kind = opposite(out->kind);
        return out->path && out->literal->kind == NODE_LITERAL && out->kind != NODE_FAIL;
    }
    if (inner->kind != NODE_IN || negated)
        return false;
    out->path = path_of(inner->items[0], arena);
    out->literal = inner->items[1];
    return out->path && all_literals(out->literal);
}

static bool same_literal(const struct node *a, const struct node *b)
{
    size_t cost = 0;
    return value_equal(&a->literal, &b->literal, &cost, COST_LIMIT);
}

/* Whether a value equal to AT can stand in the order KIND to LIMIT. */
static bool order_allows(const struct node *at, enum node_kind kind, const struct node *limit)
{
    if (!kind_ordered(at->literal.kind, limit->literal.kind))
        return true;
    enum order order = value_order(&at->literal, &limit->literal);
    switch (kind) {
    case NODE_LESS:
        return order == ORDER_LESS;
    case NODE_LESS_EQUAL:
        return order == ORDER_LESS || order == ORDER_EQUAL;
    case NODE_GREATER:
        return order == ORDER_GREATER;
    default:
        return order == ORDER_GREATER || order == ORDER_EQUAL;
    }
}

static bool one_allows(const struct node *at, const struct demand *demand)
{
    if (demand->kind == NODE_EQUAL)
        return same_literal(at, demand->literal);
    if (demand->kind == NODE_UNEQUAL)
        return !same_literal(at, demand->literal);
    if (demand->kind != NODE_IN)
        return order_allows(at, demand->kind, demand->literal);
    for (size_t i = 0; i < demand->literal->count; i++)
        if (same_literal(at, demand->literal->items[i]))
            return true;
    return false;
}

static bool is_upper(enum node_kind kind)
{
    return kind == NODE_LESS || kind == NODE_LESS_EQUAL;
}

/* Below the one and above the other at once. */
static bool bounds_allow(const struct demand *a, const struct demand *b)
{
    const struct demand *upper = is_upper(a->kind) ? a : b, *lower = upper == a ? b : a;
    bool two = is_upper(upper->kind) && (lower->kind == NODE_GREATER || lower->kind == NODE_GREATER_EQUAL);
    if (!two)
        return true;
    bool touching = upper->kind == NODE_LESS_EQUAL && lower->kind == NODE_GREATER_EQUAL;
    return order_allows(lower->literal, touching ? NODE_LESS_EQUAL : NODE_LESS, upper->literal);
}

static bool agree(const struct demand *a, const struct demand *b)
{
    if (strcmp(a->path, b->path) != 0)
        return true;
    if (a->kind == NODE_EQUAL)
        return one_allows(a->literal, b);
    if (b->kind == NODE_EQUAL)
        return one_allows(b->literal, a);
    if (a->kind == NODE_IN || b->kind == NODE_IN) {
        const struct demand *list = a->kind == NODE_IN ? a : b, *other = list == a ? b : a;
        for (size_t i = 0; i < list->literal->count; i++)
            if (one_allows(list->literal->items[i], other))
                return true;
        return false;
    }
    return bounds_allow(a, b);
}

/* The flag PATH, or !PATH. */
static const char *flag_of(const struct node *node, struct arena *arena, bool *wanted)
{
    *wanted = node->kind != NODE_NOT;
    return path_of(*wanted ? node : node->items[0], arena);
}

static bool flags_agree(const struct node *a, const struct node *b, struct arena *arena)
{
    bool first, next;
    const char *one = flag_of(a, arena, &first), *other = flag_of(b, arena, &next);
    return !one || !other || first == next || strcmp(one, other) != 0;
}

static void gather(const struct node *node, struct list *out)
{
    if (node->kind == NODE_AND)
        for (size_t i = 0; i < node->count; i++)
            gather(node->items[i], out);
    else
        list_add(out, (void *)node);
}

/* All that && asks for, two by two. */
static bool can_agree(const struct node *node)
{
    struct arena *arena = arena_new();
    struct list parts = LIST_EMPTY;
    bool agreed = true;
    gather(node, &parts);
    for (size_t i = 0; agreed && i < parts.count; i++)
        for (size_t j = i + 1; agreed && j < parts.count; j++) {
            struct demand a, b;
            agreed = flags_agree(parts.items[i], parts.items[j], arena);
            if (agreed && demand_read(parts.items[i], arena, &a) && demand_read(parts.items[j], arena, &b))
                agreed = agree(&a, &b);
        }
    list_free(&parts);
    arena_free(arena);
    return agreed;
}

/* --- the whole --- */

static enum expr_truth truth_of(const struct node *node);

static enum expr_truth truth_of_many(const struct node *node, enum expr_truth decides, enum expr_truth otherwise)
{
    bool all = true;
    for (size_t i = 0; i < node->count; i++) {
        enum expr_truth part = truth_of(node->items[i]);
        if (part == decides)
            return decides;
        all = all && part == otherwise;
    }
    return all ? otherwise : EXPR_MAYBE;
}

static enum expr_truth truth_of(const struct node *node)
{
    if (is_fixed(node))
        return fixed_truth(node);
    if (node->kind == NODE_AND) {
        enum expr_truth truth = truth_of_many(node, EXPR_NEVER, EXPR_ALWAYS);
        return truth == EXPR_MAYBE && !can_agree(node) ? EXPR_NEVER : truth;
    }
    if (node->kind == NODE_OR)
        return truth_of_many(node, EXPR_ALWAYS, EXPR_NEVER);
    if (node->kind != NODE_NOT)
        return EXPR_MAYBE;
    enum expr_truth inner = truth_of(node->items[0]);
    return inner == EXPR_ALWAYS ? EXPR_NEVER : inner == EXPR_NEVER ? EXPR_ALWAYS : EXPR_MAYBE;
}

enum expr_truth expr_truth(const struct expr *expr)
{
    return truth_of(expr_root(expr));
}

/* --- comparisons with strings --- */

struct compared {
    void (*visit)(void *context, const char *path, const char *literal);
    void *context;
    struct arena *arena;
};

static void literal_tell(const struct compared *to, const char *path, const struct node *literal)
{
    if (literal->kind == NODE_LITERAL && literal->literal.kind == VALUE_STRING)
        to->visit(to->context, path,
                  arena_copy_n(to->arena, literal->literal.string.bytes, literal->literal.string.length));
}

static void compared_walk(const struct node *node, const struct compared *to)
{
    struct demand demand;
    for (size_t i = 0; i < node->count; i++)
        compared_walk(node->items[i], to);
    if (node->kind == NODE_NOT || !demand_read(node, to->arena, &demand))
        return;
    if (demand.kind == NODE_EQUAL || demand.kind == NODE_UNEQUAL)
        literal_tell(to, demand.path, demand.literal);
    for (size_t i = 0; demand.kind == NODE_IN && i < demand.literal->count; i++)
        literal_tell(to, demand.path, demand.literal->items[i]);
}

/* A string written at NODE, or NULL. */
static const char *string_at(const struct node *node, struct arena *arena)
{
    return node->kind == NODE_LITERAL && node->literal.kind == VALUE_STRING
               ? arena_copy_n(arena, node->literal.string.bytes, node->literal.string.length)
               : NULL;
}

struct asked {
    void (*visit)(void *context, const char *word);
    void *context;
    struct arena *arena;
};

static void asks_walk(const struct node *node, const struct asked *to)
{
    for (size_t i = 0; i < node->count; i++)
        asks_walk(node->items[i], to);
    const char *state = node->kind == NODE_CALL && node->count == 1 && strcmp(node->name, "In") == 0
                            ? string_at(node->items[0], to->arena)
                            : NULL;
    if (state)
        to->visit(to->context, state);
}

void expr_asks(const struct expr *expr, void (*visit)(void *context, const char *state), void *context)
{
    struct asked to = {visit, context, arena_new()};
    asks_walk(expr_root(expr), &to);
    arena_free(to.arena);
}

static void gives_walk(const struct node *node, const struct asked *to)
{
    const char *literal = string_at(node, to->arena);
    if (literal)
        to->visit(to->context, literal);
    for (size_t i = 1; node->kind == NODE_CHOOSE && i < node->count; i++)
        gives_walk(node->items[i], to);
}

void expr_gives(const struct expr *expr, void (*visit)(void *context, const char *literal), void *context)
{
    struct asked to = {visit, context, arena_new()};
    gives_walk(expr_root(expr), &to);
    arena_free(to.arena);
}

void expr_compared(const struct expr *expr, void (*visit)(void *context, const char *path, const char *literal),
                   void *context)
{
    struct compared to = {visit, context, arena_new()};
    compared_walk(expr_root(expr), &to);
    arena_free(to.arena);
}
