/* Types every node of a tree, so that a fault is found when a file is loaded and not in the middle of a case.
 */
#include "expr/check.h"

#include <string.h>

bool want_bool(struct checker *checker, const struct node *node, const char *where)
{
    if (type_fits(node->type, type_basic(VALUE_BOOL)))
        return true;
    source_fault(checker->source, node->offset, "%s must be true or false, but this is %s", where,
                 kind_title(node->type->kind));
    return source_hint(checker->source, "compare it: x == 'y', x > 3, x != null");
}

bool pair_fault(struct checker *checker, const struct node *node, const struct type *a, const struct type *b,
                const char *before, const char *between)
{
    source_fault(checker->source, node->offset, "%s%s %s %s", before, kind_title(a->kind), between,
                 kind_title(b->kind));
    const char *hint = types_hint(a->kind, b->kind);
    return hint ? source_hint(checker->source, "%s", hint) : false;
}

/* --- operators --- */

static bool check_equality(struct checker *checker, struct node *node)
{
    const struct type *a = node->items[0]->type, *b = node->items[1]->type;
    node->type = type_basic(VALUE_BOOL);
    return type_comparable(a, b) ||
           pair_fault(checker, node, a, b, "",
                      node->kind == NODE_EQUAL ? "can never equal" : "always differs from");
}

static bool check_order(struct checker *checker, struct node *node)
{
    const struct type *left = node->items[0]->type, *right = node->items[1]->type;
    enum value_type a = left->kind, b = right->kind;
    node->type = type_basic(VALUE_BOOL);
    if ((a == VALUE_ANY && (b == VALUE_ANY || kind_ordered(b, b))) || (b == VALUE_ANY && kind_ordered(a, a)))
        return true;
    return kind_ordered(a, b) || pair_fault(checker, node, left, right, "", "has no order with");
}

static bool check_in(struct checker *checker, struct node *node)
{
    const struct type *item = node->items[0]->type, *many = node->items[1]->type;
    node->type = type_basic(VALUE_BOOL);
    const struct type *inside = many->kind == VALUE_MAP ? type_key(many) : type_item(many);
    if (many->kind == VALUE_ANY || many->kind == VALUE_LIST || many->kind == VALUE_MAP)
        return type_comparable(item, inside) ||
               pair_fault(checker, node, item, inside, "", "is never among what is");
    source_fault(checker->source, node->items[1]->offset, "\"in\" needs a list or a map after it, not %s",
                 kind_title(many->kind));
    return source_hint(checker->source, "write x in ['a', 'b']; for a piece of a string s.contains('a')");
}

static bool check_choose(struct checker *checker, struct node *node)
{
    if (!want_bool(checker, node->items[0], "what stands before \"?\""))
        return false;
    const struct type *a = node->items[1]->type, *b = node->items[2]->type;
    if (a->kind == VALUE_NULL || b->kind == VALUE_NULL) {
        node->type = a->kind == VALUE_NULL ? b : a;
        return true;
    }
    node->type = type_join(checker->source->arena, a, b);
    return type_fits(a, b) ||
           pair_fault(checker, node, a, b, "the two sides of \":\" must be of one type, but are ", "and");
}

static bool check_logic(struct checker *checker, struct node *node)
{
    node->type = type_basic(VALUE_BOOL);
    const char *where = node->kind == NODE_NOT   ? "what \"!\" turns round"
                        : node->kind == NODE_AND ? "each side of \"&&\""
                                                 : "each side of \"||\"";
    for (size_t i = 0; i < node->count; i++) {
        if (!want_bool(checker, node->items[i], where))
            return false;
    }
    return true;
}

/* --- lists, maps and macros --- */

/* The type of every STEP-th item of NODE from FIRST on; any when they differ. */
static const struct type *joined(struct checker *checker, const struct node *node, size_t first, size_t step)
{
    const struct type *type = &type_nothing;
    for (size_t i = first; i < node->count; i += step)
        type = type_join(checker->source->arena, type, node->items[i]->type);
    return type;
}

static bool check_map(struct checker *checker, struct node *node)
{
    for (size_t i = 0; i < node->count; i += 2) {
        enum value_type kind = node->items[i]->type->kind;
        if (kind != VALUE_STRING && kind != VALUE_INT && kind != VALUE_UINT && kind != VALUE_BOOL &&
            kind != VALUE_ANY)
            return source_fault(checker->source, node->items[i]->offset,
                                "the key of a map is a string, an int, a uint or a bool, not %s",
                                kind_title(kind));
    }
    node->type = type_map(checker->source->arena, joined(checker, node, 0, 2), joined(checker, node, 1, 2));
    return true;
}

static void bind(struct checker *checker, const char *name, const struct type *type)
{
    checker->variables[checker->variable_count++] = (struct variable){name, type};
}

/* One variable is a list's item or a map's key; two are index and item, or key and value. */
static void bind_variables(struct checker *checker, const struct node *node)
{
    const struct type *range = node->items[0]->type;
    bool map = range->kind == VALUE_MAP, any = range->kind == VALUE_ANY;
    const struct type *key = map ? type_key(range) : any ? range : type_basic(VALUE_INT);
    bind(checker, node->name, map || node->second ? key : type_item(range));
    if (node->second)
        bind(checker, node->second, type_item(range));
}

static const struct type *fold_type(const struct checker *checker, const struct node *node)
{
    struct arena *arena = checker->source->arena;
    const struct type *range = node->items[0]->type, *last = node->items[node->count - 1]->type;
    switch (node->fold) {
    case FOLD_FILTER:
        return type_list(arena, range->kind == VALUE_MAP ? type_key(range) : type_item(range));
    case FOLD_MAP:
        return type_list(arena, last);
    case FOLD_MAP_MAP:
        return type_map(arena, range->kind == VALUE_LIST ? type_basic(VALUE_INT) : type_key(range), last);
    default:
        return type_basic(VALUE_BOOL);
    }
}

static bool check_fold(struct checker *checker, struct node *node)
{
    if (!check_node(checker, node->items[0]))
        return false;
    enum value_type range = node->items[0]->type->kind;
    if (range != VALUE_LIST && range != VALUE_MAP && range != VALUE_ANY)
        return source_fault(checker->source, node->offset,
                            "this needs a list or a map before the dot, not %s", kind_title(range));
    if (checker->folds == FOLD_LIMIT)
        return source_fault(checker->source, node->offset, "more than %d macros are inside each other",
                            FOLD_LIMIT);
    size_t around = checker->variable_count;
    node->slot = around;
    checker->folds++;
    bind_variables(checker, node);
    bool fine = true;
    for (size_t i = 1; fine && i < node->count; i++)
        fine = check_node(checker, node->items[i]);
    checker->variable_count = around;
    checker->folds--;
    if (!fine)
        return false;
    node->type = fold_type(checker, node);
    bool transforms = node->fold == FOLD_MAP || node->fold == FOLD_MAP_MAP;
    return (transforms && node->count == 2) || want_bool(checker, node->items[1], "the condition");
}

static bool check_items(struct checker *checker, struct node *node)
{
    for (size_t i = 0; i < node->count; i++) {
        if (!check_node(checker, node->items[i]))
            return false;
    }
    return true;
}

static bool check_operator(struct checker *checker, struct node *node)
{
    switch (node->kind) {
    case NODE_NOT:
    case NODE_AND:
    case NODE_OR:
        return check_logic(checker, node);
    case NODE_CHOOSE:
        return check_choose(checker, node);
    case NODE_EQUAL:
    case NODE_UNEQUAL:
        return check_equality(checker, node);
    case NODE_IN:
        return check_in(checker, node);
    case NODE_CALL:
        return check_call(checker, node);
    case NODE_MAP:
        return check_map(checker, node);
    case NODE_LIST:
        node->type = type_list(checker->source->arena, joined(checker, node, 0, 1));
        return true;
    case NODE_HAS:
        node->type = type_basic(VALUE_BOOL);
        return true;
    default:
        return check_order(checker, node);
    }
}

static bool check_kind(struct checker *checker, struct node *node)
{
    switch (node->kind) {
    case NODE_LITERAL:
        node->type = type_basic(node->literal.kind);
        return true;
    case NODE_VARIABLE:
    case NODE_FAIL:
        return true;
    case NODE_NAME:
        return check_name(checker, node);
    case NODE_SELECT:
        return check_select(checker, node);
    case NODE_INDEX:
        return check_index(checker, node);
    case NODE_FOLD:
        return check_fold(checker, node);
    default:
        return check_items(checker, node) && check_operator(checker, node);
    }
}

/* What the check has to say of NODE is said when it is evaluated, if ever. */
static void postpone(struct checker *checker, struct node *node)
{
    struct error *fault = arena_alloc(checker->source->arena, sizeof *fault);
    *fault = *checker->source->error;
    *checker->source->error = ERROR_NONE;
    node->kind = NODE_FAIL;
    node->fault = fault;
    node->declared = NULL;
}

bool check_node(struct checker *checker, struct node *node)
{
    bool fine = check_kind(checker, node);
    if (!checker->loose)
        return fine;
    if (!fine)
        postpone(checker, node);
    node->type = type_basic(VALUE_ANY);
    return true;
}

bool syntax_check(const struct source *source, const struct expr_scope *scope, bool loose, struct node *node)
{
    struct checker checker = {.source = source, .scope = scope, .loose = loose};
    return check_node(&checker, node);
}
