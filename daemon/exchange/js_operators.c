/* ECMAScript's operators in CEL. What is equal there and not here is refused, never changed in silence. */
#include "exchange/js_cel.h"

#include <string.h>

static bool is_number(struct cel piece)
{
    return piece.number || piece.type == VALUE_INT || piece.type == VALUE_DOUBLE;
}

static bool may_be(struct cel piece, enum value_type type)
{
    return piece.type == type || (piece.type == VALUE_ANY && !piece.number);
}

static struct cel bool_of(const char *text, enum cel_level level, bool fails)
{
    return (struct cel){.text = text, .level = level, .type = VALUE_BOOL, .fails = fails};
}

/* --- ToBoolean --- */

static struct cel truth(struct translation *t, struct cel piece)
{
    if (!piece.text || piece.type == VALUE_BOOL)
        return piece;
    piece = cel_whole(t, piece);
    const char *text = cel_at(t, piece, CEL_SUM);
    if (piece.type == VALUE_NULL)
        return bool_of("false", CEL_POSTFIX, false);
    if (piece.type == VALUE_STRING)
        return bool_of(arena_printf(t->arena, "%s != ''", text), CEL_RELATION, piece.fails);
    if (is_number(piece))
        return bool_of(arena_printf(t->arena, "%s != 0", text), CEL_RELATION, piece.fails);
    if (piece.type != VALUE_ANY) /* a list or a map is true, once it is computed */
        return bool_of(piece.fails ? arena_printf(t->arena, "%s != null", text) : "true", CEL_RELATION, piece.fails);
    const char *once = piece.simple ? text : "it";
    const char *test = arena_printf(t->arena, "%s != null && %s != false && %s != 0 && %s != ''", once, once, once, once);
    if (piece.simple)
        return bool_of(test, CEL_AND, false);
    return bool_of(arena_printf(t->arena, "[%s].exists(it, %s)", piece.text, test), CEL_POSTFIX, piece.fails);
}

/* && and || of CEL let a failing side pass when the other decides; those of ECMAScript go from left to right. */
static struct cel logic_join(struct translation *t, const char *sign, struct cel left, struct cel right)
{
    bool both = string_equal(sign, "&&");
    if (!left.text || !right.text)
        return (struct cel){0};
    bool fails = left.fails || right.fails;
    if (!left.fails) {
        enum cel_level level = both ? CEL_AND : CEL_OR;
        return bool_of(arena_printf(t->arena, "%s %s %s", cel_at(t, left, level), sign, cel_at(t, right, level)), level,
                       fails);
    }
    const char *a = cel_at(t, left, CEL_OR), *b = cel_at(t, right, CEL_OR);
    return bool_of(both ? arena_printf(t->arena, "%s ? %s : false", a, b) : arena_printf(t->arena, "%s ? true : %s", a, b),
                   CEL_TERNARY, fails);
}

static struct cel logic(struct translation *t, const struct js *node)
{
    struct cel left = translate_bool(t, node->items[0]);
    return logic_join(t, node->text, left, translate_bool(t, node->items[1]));
}

static bool is_logic(const struct js *node)
{
    return node->kind == JS_BINARY && (string_equal(node->text, "&&") || string_equal(node->text, "||"));
}

/* The event as a whole is there or not: before the first one it is undefined, and so is its name. */
static bool is_event(const struct js *node)
{
    return node->kind == JS_NAME && string_equal(node->text, "_event");
}

static struct cel event_there(bool there)
{
    return bool_of(there ? "event.name != null" : "event.name == null", CEL_RELATION, false);
}

struct cel translate_bool(struct translation *t, const struct js *node)
{
    if (is_event(node))
        return event_there(true);
    return is_logic(node) ? logic(t, node) : truth(t, translate(t, node));
}

/* a && b as a value: one of the two, not its truth. */
static struct cel logic_value(struct translation *t, const struct js *node)
{
    struct cel left = translate_value(t, node->items[0]), right = translate_value(t, node->items[1]);
    if (!left.text || !right.text)
        return (struct cel){0};
    if (left.type == VALUE_BOOL && right.type == VALUE_BOOL)
        return logic_join(t, node->text, left, right);
    if (!left.simple)
        return cel_fail(t, "`%s` of what is no boolean", node->text);
    bool both = string_equal(node->text, "&&");
    const char *yes = both ? cel_at(t, right, CEL_OR) : left.text, *no = both ? left.text : cel_at(t, right, CEL_OR);
    return (struct cel){
        .text = arena_printf(t->arena, "%s ? dyn(%s) : dyn(%s)", cel_at(t, truth(t, left), CEL_OR), yes, no),
        .level = CEL_TERNARY,
        .type = VALUE_ANY,
        .fails = right.fails};
}

/* --- equality and order --- */

/* typeof x === 'undefined': blank is null here. */
static struct cel undefined_test(struct translation *t, const struct js *node)
{
    const struct js *of = node->items[0], *name = node->items[1];
    if (of->kind != JS_UNARY) {
        of = node->items[1];
        name = node->items[0];
    }
    if (name->kind != JS_STRING || strcmp(name->text, "undefined") != 0)
        return cel_fail(t, "`typeof` compared with something else than 'undefined'");
    bool equal = node->text[0] == '=';
    if (is_event(of->items[0]))
        return event_there(!equal);
    struct cel piece = translate(t, of->items[0]);
    if (!piece.text)
        return piece;
    if (piece.guard)
        return bool_of(equal ? arena_printf(t->arena, "!%s || %s == null", piece.guard, piece.member)
                             : arena_printf(t->arena, "%s && %s != null", piece.guard, piece.member),
                       equal ? CEL_OR : CEL_AND, true);
    return bool_of(arena_printf(t->arena, "%s %s null", cel_at(t, piece, CEL_SUM), equal ? "==" : "!="), CEL_RELATION,
                   piece.fails);
}

static bool is_typeof(const struct js *node)
{
    return node->kind == JS_UNARY && string_equal(node->text, "typeof");
}

/* A member that may be absent, beside a literal: absent is unequal to all but null. */
static struct cel equality_guarded(struct translation *t, struct cel member, struct cel other, bool equal)
{
    const char *right = cel_at(t, other, CEL_SUM);
    return bool_of(equal ? arena_printf(t->arena, "%s && %s == %s", member.guard, member.member, right)
                         : arena_printf(t->arena, "!%s || %s != %s", member.guard, member.member, right),
                   equal ? CEL_AND : CEL_OR, true);
}

static bool is_many(struct cel piece)
{
    return piece.type == VALUE_LIST || piece.type == VALUE_MAP;
}

static bool types_meet(struct cel a, struct cel b)
{
    if (is_number(a) || is_number(b))
        return (is_number(a) || a.type == VALUE_ANY) && (is_number(b) || b.type == VALUE_ANY);
    return a.type == b.type || a.type == VALUE_ANY || b.type == VALUE_ANY;
}

static struct cel equality(struct translation *t, const struct js *node)
{
    if (is_typeof(node->items[0]) || is_typeof(node->items[1]))
        return undefined_test(t, node);
    bool equal = node->text[0] == '=', strict = node->text[2] == '=';
    const struct js *first = node->items[0], *second = node->items[1];
    if ((is_event(first) && second->kind == JS_NULL) || (first->kind == JS_NULL && is_event(second)))
        return event_there(!equal);
    struct cel left = translate(t, first), right = translate(t, second);
    if (!left.text || !right.text)
        return (struct cel){0};
    if (is_many(left) || is_many(right))
        return cel_fail(t, "`%s` with a list or a map, which never equals another in ECMAScript,", node->text);
    if (left.guard && !right.guard && right.simple && right.type != VALUE_ANY && right.type != VALUE_NULL)
        return equality_guarded(t, left, right, equal);
    left = cel_whole(t, left);
    right = cel_whole(t, right);
    bool fails = left.fails || right.fails;
    const char *a = cel_at(t, left, CEL_SUM), *b = cel_at(t, right, CEL_SUM);
    if (!types_meet(left, right)) {
        if (!strict && left.type != VALUE_NULL && right.type != VALUE_NULL)
            return cel_fail(t, "`%s` between things of different types", node->text);
        a = arena_printf(t->arena, "dyn(%s)", left.text);
    }
    return bool_of(arena_printf(t->arena, "%s %s %s", a, equal ? "==" : "!=", b), CEL_RELATION, fails);
}

static struct cel order(struct translation *t, const struct js *node)
{
    struct cel left = translate_value(t, node->items[0]), right = translate_value(t, node->items[1]);
    if (!left.text || !right.text)
        return (struct cel){0};
    bool ordered = (is_number(left) || left.type == VALUE_STRING || left.type == VALUE_ANY) &&
                   (is_number(right) || right.type == VALUE_STRING || right.type == VALUE_ANY);
    if (!ordered || !types_meet(left, right))
        return cel_fail(t, "`%s` between things that have no order", node->text);
    bool fails = left.type == VALUE_ANY || right.type == VALUE_ANY || left.fails || right.fails;
    return bool_of(arena_printf(t->arena, "%s %s %s", cel_at(t, left, CEL_SUM), node->text, cel_at(t, right, CEL_SUM)),
                   CEL_RELATION, fails);
}

/* 'name' in _event is known beforehand; in a map it is a key, but in a list CEL means something else. */
static struct cel membership(struct translation *t, const struct js *node)
{
    static const char *const members[] = {"name", "type", "sendid", "origin", "origintype", "invokeid", "data"};
    const struct js *key = node->items[0], *target = node->items[1];
    if (key->kind != JS_STRING || !is_event(target))
        return cel_fail(t, "`in`");
    bool there = false;
    for (size_t i = 0; i < sizeof members / sizeof *members; i++)
        there = there || string_equal(members[i], key->text);
    return there ? event_there(true) : bool_of("false", CEL_POSTFIX, false);
}

/* --- arithmetic --- */

static struct cel sum_of(struct translation *t, const char *left, const char *sign, const char *right, enum value_type type,
                         enum cel_level level, bool fails)
{
    return (struct cel){
        .text = arena_printf(t->arena, "%s %s %s", left, sign, right), .level = level, .type = type, .fails = fails};
}

static const char *as_string(struct translation *t, struct cel piece)
{
    return piece.type == VALUE_STRING ? cel_at(t, piece, CEL_SUM) : arena_printf(t->arena, "string(%s)", piece.text);
}

/* ECMAScript has one kind of number: of two that are not known to be ints, a function of ours makes one. */
static struct cel number_of(struct translation *t, const char *function, struct cel left, struct cel right)
{
    return (struct cel){.text = arena_printf(t->arena, "%s(%s, %s)", function, left.text, right.text),
                        .level = CEL_POSTFIX,
                        .type = VALUE_ANY,
                        .number = is_number(left) || is_number(right) || strcmp(function, "add") != 0,
                        .fails = true};
}

static bool are_ints(struct cel left, struct cel right)
{
    return left.type == VALUE_INT && right.type == VALUE_INT;
}

static struct cel ints_of(struct translation *t, struct cel left, const char *sign, struct cel right)
{
    enum cel_level level = strchr("+-", *sign) ? CEL_SUM : CEL_PRODUCT;
    return sum_of(t, cel_at(t, left, level), sign, cel_at(t, right, level + 1), VALUE_INT, level, true);
}

struct cel cel_join(struct translation *t, struct cel left, struct cel right)
{
    bool fails = left.fails || right.fails || left.type == VALUE_ANY || right.type == VALUE_ANY;
    return sum_of(t, cel_at(t, left, CEL_SUM), "+", cel_at(t, right, CEL_PRODUCT), VALUE_LIST, CEL_SUM, fails);
}

static struct cel sum(struct translation *t, struct cel left, struct cel right)
{
    if (left.type == VALUE_STRING || right.type == VALUE_STRING) {
        if (is_many(left) || is_many(right) || left.type == VALUE_NULL || right.type == VALUE_NULL)
            return cel_fail(t, "`+` of a string and what is none");
        bool fails = left.fails || right.fails || left.type == VALUE_ANY || right.type == VALUE_ANY;
        return sum_of(t, as_string(t, left), "+", as_string(t, right), VALUE_STRING, CEL_SUM, fails);
    }
    bool lists = may_be(left, VALUE_LIST) && may_be(right, VALUE_LIST);
    bool numbers = (is_number(left) || left.type == VALUE_ANY) && (is_number(right) || right.type == VALUE_ANY);
    if (!lists && !numbers)
        return cel_fail(t, "`+` between things that have no sum");
    if (!numbers)
        return cel_join(t, left, right);
    return are_ints(left, right) ? ints_of(t, left, "+", right) : number_of(t, "add", left, right);
}

/* - * / %: the quotient of ints may be a fraction in ECMAScript. */
static struct cel arithmetic(struct translation *t, const char *sign, struct cel left, struct cel right)
{
    bool numbers = (is_number(left) || left.type == VALUE_ANY) && (is_number(right) || right.type == VALUE_ANY);
    const char *function = *sign == '-' ? "subtract" : *sign == '*' ? "multiply" : *sign == '/' ? "divide" : "remainder";
    if (!numbers)
        return cel_fail(t, "`%s` between things that are no numbers", sign);
    return are_ints(left, right) && *sign != '/' ? ints_of(t, left, sign, right) : number_of(t, function, left, right);
}

struct cel translate_binary(struct translation *t, const struct js *node)
{
    if (is_logic(node))
        return logic_value(t, node);
    if (node->text[0] == '=' || (node->text[0] == '!' && node->text[1] == '='))
        return equality(t, node);
    if (node->text[0] == '<' || node->text[0] == '>')
        return order(t, node);
    if (node->text[0] == 'i')
        return membership(t, node);
    struct cel left = translate_value(t, node->items[0]), right = translate_value(t, node->items[1]);
    if (!left.text || !right.text)
        return (struct cel){0};
    return node->text[0] == '+' ? sum(t, left, right) : arithmetic(t, node->text, left, right);
}

struct cel translate_unary(struct translation *t, const struct js *node)
{
    if (node->text[0] == 't')
        return cel_fail(t, "`typeof`");
    if (node->text[0] == '!') {
        struct cel piece = translate_bool(t, node->items[0]);
        if (!piece.text)
            return piece;
        return bool_of(arena_printf(t->arena, "!%s", cel_at(t, piece, CEL_UNARY)), CEL_UNARY, piece.fails);
    }
    struct cel piece = translate_value(t, node->items[0]);
    if (!piece.text)
        return piece;
    if (!is_number(piece) && (piece.type != VALUE_ANY || node->text[0] == '+'))
        return cel_fail(t, "`%s` before what is no number", node->text);
    if (node->text[0] == '+')
        return piece;
    piece.fails = piece.fails || !piece.simple || !is_number(piece);
    piece.number = true;
    piece.text = arena_printf(t->arena, "-%s", piece.level == CEL_UNARY ? arena_printf(t->arena, "(%s)", piece.text)
                                                                         : cel_at(t, piece, CEL_UNARY));
    piece.level = CEL_UNARY;
    return piece;
}

struct cel translate_ternary(struct translation *t, const struct js *node)
{
    struct cel condition = translate_bool(t, node->items[0]), yes = translate_value(t, node->items[1]),
               no = translate_value(t, node->items[2]);
    if (!condition.text || !yes.text || !no.text)
        return (struct cel){0};
    bool same = yes.type == no.type;
    const char *a = same ? cel_at(t, yes, CEL_OR) : arena_printf(t->arena, "dyn(%s)", yes.text);
    const char *b = same ? cel_at(t, no, CEL_OR) : arena_printf(t->arena, "dyn(%s)", no.text);
    return (struct cel){.text = arena_printf(t->arena, "%s ? %s : %s", cel_at(t, condition, CEL_OR), a, b),
                        .level = CEL_TERNARY,
                        .type = same ? yes.type : VALUE_ANY,
                        .fails = condition.fails || yes.fails || no.fails};
}
