/* Calls: which overloads may be meant, and what is wrong when none is. */
#include "expr/check.h"
#include "expr/pattern.h"
#include "expr/zone.h"

#include "config/conf.h"

#include <string.h>

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
        text_addf(&text, "%s%s", text.length ? " or " : "", kind_title(type));
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
        return pair_fault(checker, node, node->items[0]->type, node->items[1]->type,
                          arena_printf(checker->source->arena, "\"%s\" cannot take ", node->name), "and");
    for (size_t i = 0; i < node->count; i++) {
        bool fits = false;
        for (size_t k = 0; k < node->overloads; k++)
            fits = fits || (node->functions[k].arity == node->count &&
                            type_fits(node->items[i]->type, type_basic(node->functions[k].takes[i])));
        if (fits)
            continue;
        source_fault(checker->source, node->items[i]->offset, "%s%s takes %s here, not %s", node->name,
                     is_operator(node) ? "" : "()", accepted_types(checker, node, i),
                     kind_title(node->items[i]->type->kind));
        const char *hint = types_hint(node->functions[0].takes[i], node->items[i]->type->kind);
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

/* The string that stands as argument INDEX of NODE, or NULL when it is computed. */
static const struct value *literal_string(const struct node *node, size_t index)
{
    const struct node *argument = index < node->count ? node->items[index] : NULL;
    bool string = argument && argument->kind == NODE_LITERAL && argument->literal.kind == VALUE_STRING;
    return string ? &argument->literal : NULL;
}

/* date('2026-09-31') is wrong before anything runs; timestamps and durations too. */
static bool check_constant(struct checker *checker, struct node *node, function_run *convert)
{
    const struct node *argument = node->items[0];
    struct run run = {0};
    if (!convert(&run, &argument->literal, &node->literal)) {
        source_fault(checker->source, argument->offset, "%s", run.failure.text);
        return source_hint(checker->source, "%s", run.failure.hint);
    }
    node->kind = NODE_LITERAL;
    node->count = 0;
    return true;
}

static bool check_pattern(struct checker *checker, struct node *node, const struct value *text)
{
    const char *why;
    node->pattern = pattern_compile(text->string.bytes, text->string.length, checker->source->arena, &why);
    return node->pattern || source_fault(checker->source, node->items[1]->offset, "%s", why);
}

/* A zone written here is read now: an evaluation reads no file. */
static bool check_zone(struct checker *checker, struct node *node, const struct value *name)
{
    int seconds;
    bool whole = strlen(name->string.bytes) == name->string.length;
    if (whole && offset_read(name->string.bytes, &seconds))
        return true;
    node->zone = whole ? zone_read(name->string.bytes, checker->source->arena) : NULL;
    if (node->zone)
        return true;
    source_fault(checker->source, node->items[1]->offset, "there is no such time zone");
    return source_hint(checker->source,
                       "write a name such as 'Europe/London', or an offset such as '+01:00'");
}

/* What can be done once, when the arguments are literals. */
static bool check_literals(struct checker *checker, struct node *node)
{
    static const struct {
        const char *name;
        function_run *convert;
    } constants[] = {
        {"date", string_to_date}, {"timestamp", string_to_timestamp}, {"duration", string_to_duration}};
    const struct value *first = literal_string(node, 0), *second = literal_string(node, 1);
    for (size_t i = 0; first && node->count == 1 && i < sizeof constants / sizeof constants[0]; i++) {
        if (strcmp(node->name, constants[i].name) == 0)
            return check_constant(checker, node, constants[i].convert);
    }
    if (second && strcmp(node->name, "matches") == 0)
        return check_pattern(checker, node, second);
    return !second || strncmp(node->name, "get", 3) != 0 || check_zone(checker, node, second);
}

static bool function_fits(const struct function *function, const struct node *node)
{
    if (function->arity != node->count)
        return false;
    for (size_t i = 0; i < node->count; i++) {
        if (!type_fits(node->items[i]->type, type_basic(function->takes[i])))
            return false;
    }
    return true;
}

/* The type of a call whose overloads give GIVES: two lists joined hold what both do. */
static const struct type *call_type(const struct checker *checker, const struct node *node,
                                    enum value_type gives)
{
    const struct type *list = node->count == 2 && gives == VALUE_LIST ? node->items[0]->type : NULL;
    if (!list || list->kind != VALUE_LIST || node->items[1]->type->kind != VALUE_LIST)
        return type_basic(gives);
    return type_join(checker->source->arena, list, node->items[1]->type);
}

/* How many overloads may be meant, and in *GIVES what they give: any when they do not agree. */
static size_t fitting_overloads(const struct node *node, bool *arity, enum value_type *gives)
{
    size_t fitting = 0;
    *arity = false;
    *gives = VALUE_ANY;
    for (size_t i = 0; i < node->overloads; i++) {
        const struct function *function = &node->functions[i];
        *arity = *arity || function->arity == node->count;
        if (!function_fits(function, node))
            continue;
        *gives = fitting == 0 || *gives == function->gives ? function->gives : VALUE_ANY;
        fitting++;
    }
    return fitting;
}

bool check_call(struct checker *checker, struct node *node)
{
    bool arity;
    enum value_type gives;
    node->functions = functions_find(node->name, &node->overloads);
    if (!node->functions)
        return function_unknown(checker, node);
    if (!((node->member ? CALL_MEMBER : CALL_FREE) & node->functions->style))
        return style_fault(checker, node, node->functions->style);
    size_t fitting = fitting_overloads(node, &arity, &gives);
    if (!arity)
        return arity_fault(checker, node);
    if (!fitting)
        return arguments_fault(checker, node);
    node->type = call_type(checker, node, gives);
    return check_literals(checker, node);
}
