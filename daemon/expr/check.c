/* Types every node of a tree, so that a fault is found when a file is loaded and not in the middle of a case.
 */
#include "expr/functions.h"
#include "expr/scope.h"

#include "config/conf.h"

#include <string.h>

struct checker {
    const struct source *source;
    const struct expr_scope *scope;
    const char *variables[FOLD_LIMIT]; /* names of the macros around */
    size_t variable_count;
};

static bool check_node(struct checker *checker, struct node *node);

/* Whether a value of type GIVEN may turn up where WANTED is needed. Null passes: a field without a value is a
 * matter of the moment. */
static bool type_fits(enum value_type given, enum value_type wanted)
{
    return given == wanted || given == VALUE_ANY || wanted == VALUE_ANY;
}

static bool want_bool(struct checker *checker, const struct node *node, const char *where)
{
    if (type_fits(node->type, VALUE_BOOL))
        return true;
    source_fault(checker->source, node->offset, "%s must be true or false, but this is %s", where,
                 type_title(node->type));
    return source_hint(checker->source, "compare it: x == 'y', x > 3, x != null");
}

/* --- names --- */

static bool name_unknown(struct checker *checker, const struct node *node, const struct scope_name *parent)
{
    const char *near = scope_suggest(checker->scope, parent, node->name);
    const char *names = scope_names(checker->scope, parent, checker->source->arena);
    source_fault(checker->source, node->offset, "there is no \"%s\"%s%s%s", node->name,
                 parent ? " in \"" : "", parent ? parent->path : "", parent ? "\"" : "");
    if (near)
        return source_hint(checker->source, "did you mean \"%s\"?", near);
    if (node->kind == NODE_NAME && !*names)
        return source_hint(checker->source, "no names are known here; a string needs quotes: '%s'",
                           node->name);
    if (node->kind == NODE_NAME)
        return source_hint(checker->source, "known here: %s; a string needs quotes: '%s'", names, node->name);
    return source_hint(checker->source, "known there: %s", *names ? names : "nothing");
}

static bool check_name(struct checker *checker, struct node *node)
{
    for (size_t i = checker->variable_count; i-- > 0;) {
        if (strcmp(checker->variables[i], node->name) != 0)
            continue;
        node->kind = NODE_VARIABLE;
        node->slot = i;
        node->type = VALUE_ANY;
        return true;
    }
    node->declared = scope_find(checker->scope, NULL, node->name);
    if (!node->declared)
        return name_unknown(checker, node, NULL);
    node->type = node->declared->type;
    return true;
}

static bool check_select(struct checker *checker, struct node *node)
{
    const struct node *target = node->items[0];
    if (!check_node(checker, node->items[0]))
        return false;
    node->type = VALUE_ANY;
    const struct scope_name *parent = target->declared;
    node->declared = parent ? scope_find(checker->scope, parent, node->name) : NULL;
    if (node->declared)
        node->type = node->declared->type;
    if (parent && !node->declared && !parent->open && parent->members)
        return name_unknown(checker, node, parent);
    if (type_fits(target->type, VALUE_MAP))
        return true;
    return source_fault(checker->source, node->offset, "%s has no members, so \".%s\" means nothing",
                        type_title(target->type), node->name);
}

/* fields['outcome'] is fields.outcome, with its type. */
static bool check_index(struct checker *checker, struct node *node)
{
    struct node *target = node->items[0], *key = node->items[1];
    if (!check_node(checker, target) || !check_node(checker, key))
        return false;
    node->type = VALUE_ANY;
    bool path = target->declared && target->declared->members && key->kind == NODE_LITERAL &&
                key->type == VALUE_STRING;
    if (path) {
        node->kind = NODE_SELECT;
        node->name = key->literal.string.bytes;
        node->count = 1;
        return check_select(checker, node);
    }
    if (!type_fits(target->type, VALUE_MAP) && target->type != VALUE_LIST)
        return source_fault(checker->source, node->offset,
                            "only a list or a map can be indexed, and this is %s", type_title(target->type));
    bool number = type_is_number(key->type) || key->type == VALUE_ANY;
    if (target->type == VALUE_LIST && !number)
        return source_fault(checker->source, key->offset, "a list is indexed by a whole number, not by %s",
                            type_title(key->type));
    return true;
}

/* --- operators --- */

/* "BEFORE a date BETWEEN a string", and what to write for it. */
static bool pair_fault(struct checker *checker, const struct node *node, const char *before,
                       const char *between)
{
    enum value_type a = node->items[0]->type, b = node->items[1]->type;
    source_fault(checker->source, node->offset, "%s%s %s %s", before, type_title(a), between, type_title(b));
    const char *hint = types_hint(a, b);
    return hint ? source_hint(checker->source, "%s", hint) : false;
}

static bool check_equality(struct checker *checker, struct node *node)
{
    enum value_type a = node->items[0]->type, b = node->items[1]->type;
    node->type = VALUE_BOOL;
    if (type_fits(a, b) || a == VALUE_NULL || b == VALUE_NULL || (type_is_number(a) && type_is_number(b)))
        return true;
    return pair_fault(checker, node, "",
                      node->kind == NODE_EQUAL ? "can never equal" : "always differs from");
}

static bool check_order(struct checker *checker, struct node *node)
{
    enum value_type a = node->items[0]->type, b = node->items[1]->type;
    node->type = VALUE_BOOL;
    if (a == VALUE_ANY && type_fits(b, VALUE_ANY) && (b == VALUE_ANY || type_ordered(b, b)))
        return true;
    if (b == VALUE_ANY && type_ordered(a, a))
        return true;
    return type_ordered(a, b) || pair_fault(checker, node, "", "has no order with");
}

static bool check_in(struct checker *checker, struct node *node)
{
    enum value_type type = node->items[1]->type;
    node->type = VALUE_BOOL;
    if (type_fits(type, VALUE_LIST) || type == VALUE_MAP)
        return true;
    source_fault(checker->source, node->items[1]->offset, "\"in\" needs a list or a map after it, not %s",
                 type_title(type));
    return source_hint(checker->source, "write x in ['a', 'b']; for a piece of a string s.contains('a')");
}

static bool check_choose(struct checker *checker, struct node *node)
{
    if (!want_bool(checker, node->items[0], "what stands before \"?\""))
        return false;
    enum value_type a = node->items[1]->type, b = node->items[2]->type;
    node->type = a == VALUE_NULL ? b : a;
    if (a == VALUE_ANY || b == VALUE_ANY)
        node->type = VALUE_ANY;
    if (type_fits(a, b) || a == VALUE_NULL || b == VALUE_NULL)
        return true;
    struct node sides = {.offset = node->offset, .items = node->items + 1};
    return pair_fault(checker, &sides, "the two sides of \":\" must be of one type, but are ", "and");
}

/* --- functions --- */

static bool function_unknown(struct checker *checker, const struct node *node)
{
    const char *near = conf_suggest(node->name, functions_names(checker->source->arena));
    source_fault(checker->source, node->offset, "there is no function \"%s\"", node->name);
    if (near && (*near >= 'A'))
        return source_hint(checker->source, "did you mean %s()?", near);
    return source_hint(checker->source, "the functions are in docs/expressions.md");
}

static bool style_fault(struct checker *checker, const struct node *node, enum call_style style)
{
    source_fault(checker->source, node->offset, "%s is not called like this", node->name);
    if (style == CALL_MEMBER)
        return source_hint(checker->source, "write text.%s('...')", node->name);
    return source_hint(checker->source, "write %s(...), with everything inside the brackets", node->name);
}

/* "a string, a list or a map": what the overloads of NODE with its number of arguments take as argument
 * INDEX. */
static const char *accepted_types(const struct checker *checker, const struct node *node, size_t index)
{
    struct text text = TEXT_EMPTY;
    enum value_type last = VALUE_ANY;
    for (size_t i = 0; i < node->overloads; i++) {
        enum value_type type = node->functions[i].takes[index];
        if (node->functions[i].arity != node->count || (text.length && type == last))
            continue;
        text_addf(&text, "%s%s", text.length ? " or " : "", type_title(type));
        last = type;
    }
    const char *copy = arena_copy(checker->source->arena, text_string(&text));
    text_free(&text);
    return copy;
}

static bool is_operator(const struct node *node)
{
    return strchr("+-*/%", *node->name) != NULL;
}

static bool arguments_fault(struct checker *checker, const struct node *node)
{
    if (is_operator(node) && node->count == 2)
        return pair_fault(checker, node,
                          arena_printf(checker->source->arena, "\"%s\" cannot take ", node->name), "and");
    for (size_t i = 0; i < node->count; i++) {
        bool fits = false;
        for (size_t k = 0; k < node->overloads; k++)
            fits = fits || (node->functions[k].arity == node->count &&
                            type_fits(node->items[i]->type, node->functions[k].takes[i]));
        if (fits)
            continue;
        source_fault(checker->source, node->items[i]->offset, "%s%s takes %s here, not %s", node->name,
                     is_operator(node) ? "" : "()", accepted_types(checker, node, i),
                     type_title(node->items[i]->type));
        const char *hint = types_hint(node->functions[0].takes[i], node->items[i]->type);
        return hint ? source_hint(checker->source, "%s", hint) : false;
    }
    return source_fault(checker->source, node->offset, "%s() does not take these types together", node->name);
}

static bool arity_fault(struct checker *checker, const struct node *node)
{
    size_t arity = node->functions[0].arity;
    static const char *const counts[] = {"nothing", "one value", "two values"};
    size_t inside = node->member && arity ? arity - 1 : arity;
    return source_fault(checker->source, node->offset, "%s() takes %s between its brackets", node->name,
                        counts[inside]);
}

/* date('2026-09-31') is wrong before anything runs. */
static bool check_date_literal(struct checker *checker, struct node *node)
{
    const struct node *argument = node->count == 1 ? node->items[0] : NULL;
    if (strcmp(node->name, "date") != 0 || !argument || argument->kind != NODE_LITERAL ||
        argument->type != VALUE_STRING)
        return true;
    struct run run = {0};
    if (!string_to_date(&run, &argument->literal, &node->literal)) {
        source_fault(checker->source, argument->offset, "%s", run.failure.text);
        return source_hint(checker->source, "%s", run.failure.hint);
    }
    node->kind = NODE_LITERAL;
    node->count = 0;
    return true;
}

static bool function_fits(const struct function *function, const struct node *node)
{
    if (function->arity != node->count)
        return false;
    for (size_t i = 0; i < node->count; i++) {
        if (!type_fits(node->items[i]->type, function->takes[i]))
            return false;
    }
    return true;
}

static bool check_call(struct checker *checker, struct node *node)
{
    node->functions = functions_find(node->name, &node->overloads);
    if (!node->functions)
        return function_unknown(checker, node);
    if (!((node->member ? CALL_MEMBER : CALL_FREE) & node->functions->style))
        return style_fault(checker, node, node->functions->style);
    bool arity = false;
    size_t fitting = 0;
    for (size_t i = 0; i < node->overloads; i++) {
        const struct function *function = &node->functions[i];
        arity = arity || function->arity == node->count;
        if (!function_fits(function, node))
            continue;
        node->type = fitting == 0 || node->type == function->gives ? function->gives : VALUE_ANY;
        fitting++;
    }
    if (!arity)
        return arity_fault(checker, node);
    return fitting ? check_date_literal(checker, node) : arguments_fault(checker, node);
}

/* --- the rest --- */

static bool check_fold(struct checker *checker, struct node *node)
{
    if (!check_node(checker, node->items[0]))
        return false;
    enum value_type range = node->items[0]->type;
    if (!type_fits(range, VALUE_LIST) && range != VALUE_MAP)
        return source_fault(checker->source, node->offset,
                            "this needs a list or a map before the dot, not %s", type_title(range));
    if (checker->variable_count == FOLD_LIMIT)
        return source_fault(checker->source, node->offset, "more than %d macros are inside each other",
                            FOLD_LIMIT);
    node->slot = checker->variable_count;
    checker->variables[checker->variable_count++] = node->name;
    bool fine = true;
    for (size_t i = 1; fine && i < node->count; i++)
        fine = check_node(checker, node->items[i]);
    checker->variable_count--;
    if (!fine)
        return false;
    bool list = node->fold == FOLD_MAP || node->fold == FOLD_FILTER;
    node->type = list ? VALUE_LIST : VALUE_BOOL;
    bool condition = node->fold != FOLD_MAP || node->count == 3;
    return !condition || want_bool(checker, node->items[1], "the condition");
}

static bool check_map(struct checker *checker, struct node *node)
{
    node->type = VALUE_MAP;
    for (size_t i = 0; i < node->count; i += 2) {
        enum value_type type = node->items[i]->type;
        if (type != VALUE_STRING && type != VALUE_INT && type != VALUE_BOOL && type != VALUE_ANY)
            return source_fault(checker->source, node->items[i]->offset,
                                "the key of a map is a string, an int or a bool, not %s", type_title(type));
    }
    return true;
}

static bool check_logic(struct checker *checker, struct node *node)
{
    node->type = VALUE_BOOL;
    const char *where = node->kind == NODE_NOT   ? "what \"!\" turns round"
                        : node->kind == NODE_AND ? "each side of \"&&\""
                                                 : "each side of \"||\"";
    for (size_t i = 0; i < node->count; i++) {
        if (!want_bool(checker, node->items[i], where))
            return false;
    }
    return true;
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
        node->type = VALUE_LIST;
        return true;
    case NODE_HAS:
        node->type = VALUE_BOOL;
        return true;
    default:
        return check_order(checker, node);
    }
}

static bool check_node(struct checker *checker, struct node *node)
{
    switch (node->kind) {
    case NODE_LITERAL:
        node->type = node->literal.kind;
        return true;
    case NODE_VARIABLE:
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

bool syntax_check(const struct source *source, const struct expr_scope *scope, struct node *node)
{
    struct checker checker = {.source = source, .scope = scope};
    return check_node(&checker, node);
}
