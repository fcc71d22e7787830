/* ECMAScript's names, literals and members in CEL. */
#include "exchange/js_cel.h"

#include "exchange/literal.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

struct cel cel_fail(struct translation *t, const char *format, ...)
{
    char what[300];
    va_list list;
    va_start(list, format);
    vsnprintf(what, sizeof what, format, list);
    va_end(list);
    if (t->error && !t->error->code)
        error_set(t->error, SENDD_EINVALID, "%s in `%.200s`", what, t->source);
    return (struct cel){0};
}

const char *cel_at(struct translation *t, struct cel piece, enum cel_level level)
{
    return piece.level < level ? arena_printf(t->arena, "(%s)", piece.text) : piece.text;
}

struct cel cel_whole(struct translation *t, struct cel piece)
{
    if (!piece.text || !piece.guard)
        return piece;
    piece.text = arena_printf(t->arena, "%s ? %s : null", piece.guard, piece.member);
    piece.level = CEL_TERNARY;
    piece.guard = NULL;
    piece.simple = false;
    return piece;
}

struct cel translate_value(struct translation *t, const struct js *node)
{
    return cel_whole(t, translate(t, node));
}

static struct cel literal(const char *text, enum value_type type)
{
    return (struct cel){.text = text, .level = CEL_POSTFIX, .type = type, .simple = true, .path = true};
}

static struct cel translate_number(struct translation *t, const struct js *node)
{
    json_t *value = json_real(node->number);
    struct text text = TEXT_EMPTY;
    if (!value)
        return cel_fail(t, "a number out of range");
    literal_value(value, &text);
    struct cel out = literal(arena_copy(t->arena, text_string(&text)), node->whole ? VALUE_INT : VALUE_DOUBLE);
    json_decref(value);
    text_free(&text);
    return out;
}

static struct cel translate_string(struct translation *t, const char *string)
{
    struct text text = TEXT_EMPTY;
    literal_string(string, &text);
    struct cel out = literal(arena_copy(t->arena, text_string(&text)), VALUE_STRING);
    text_free(&text);
    return out;
}

static struct cel translate_name(struct translation *t, const char *name)
{
    if (string_equal(name, "_sessionid"))
        return literal("case.reference", VALUE_STRING);
    if (string_equal(name, "_name"))
        return literal(t->scope->name, VALUE_STRING);
    if (string_equal(name, "_event"))
        return cel_fail(t, "`_event` without one of its members");
    if (string_equal(name, "_ioprocessors") || string_equal(name, "_x"))
        return cel_fail(t, "`%s`", name);
    const char *field = t->scope->field(t->scope->context, name);
    if (!field)
        return cel_fail(t, "the undeclared name `%s`", name);
    return literal(arena_printf(t->arena, "fields.%s", field), VALUE_ANY);
}

static struct cel translate_event(struct translation *t, const char *member)
{
    static const struct {
        const char *name;
        enum value_type type;
    } members[] = {{"name", VALUE_ANY},       {"type", VALUE_ANY},     {"sendid", VALUE_ANY}, {"origin", VALUE_ANY},
                   {"origintype", VALUE_ANY}, {"invokeid", VALUE_ANY}, {"data", VALUE_ANY}};
    for (size_t i = 0; i < sizeof members / sizeof *members; i++)
        if (string_equal(members[i].name, member))
            return literal(arena_printf(t->arena, "event.%s", member), members[i].type);
    return cel_fail(t, "`_event.%s`", member);
}

static bool is_cel_name(const char *name)
{
    static const char *const reserved[] = {"in",   "null", "true", "false",  "as",        "break", "const",   "continue",
                                           "else", "for",  "if",   "import", "function",  "let",   "loop",    "package",
                                           "namespace", "return", "var", "void", "while"};
    for (size_t i = 0; i < sizeof reserved / sizeof *reserved; i++)
        if (string_equal(name, reserved[i]))
            return false;
    return name[0] && !strchr("0123456789", name[0]) &&
           strspn(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_0123456789") == strlen(name);
}

/* PIECE as the target of a member or an index: when it is absent, that is an error in both languages. */
static struct cel cel_present(struct cel piece)
{
    if (!piece.text || !piece.guard)
        return piece;
    return (struct cel){.text = piece.member, .level = CEL_POSTFIX, .type = VALUE_ANY, .fails = true, .path = piece.path};
}

/* ECMAScript gives undefined for a member that is absent, and an error for a member of null; CEL an error for both. */
static struct cel translate_member(struct translation *t, const struct js *node)
{
    const struct js *object = node->items[0];
    if (object->kind == JS_NAME && string_equal(object->text, "_event"))
        return translate_event(t, node->text);
    struct cel inner = translate(t, object);
    if (!inner.text)
        return inner;
    if (string_equal(node->text, "length"))
        return cel_fail(t, "`.length`");
    inner = cel_present(inner);
    if (inner.type != VALUE_ANY && inner.type != VALUE_MAP)
        return cel_fail(t, "the member `.%s` of what has none", node->text);
    const char *target = cel_at(t, inner, CEL_POSTFIX);
    struct cel key = translate_string(t, node->text);
    bool plain = is_cel_name(node->text);
    struct cel out = {.type = VALUE_ANY, .fails = true, .level = CEL_POSTFIX, .path = inner.path};
    out.member = plain ? arena_printf(t->arena, "%s.%s", target, node->text)
                       : arena_printf(t->arena, "%s[%s]", target, key.text);
    const char *there = plain ? arena_printf(t->arena, "has(%s)", out.member)
                              : arena_printf(t->arena, "%s in %s", key.text, target);
    out.guard = arena_printf(t->arena, "(%s == null || %s)", target, there);
    out.text = out.member;
    if (!inner.path) /* what is computed is not computed twice: there an absent member is an error */
        out.guard = NULL;
    return out;
}

static struct cel translate_index(struct translation *t, const struct js *node)
{
    struct cel object = cel_present(translate(t, node->items[0])), index = translate_value(t, node->items[1]);
    if (!object.text || !index.text)
        return (struct cel){0};
    if (index.type != VALUE_ANY && index.type != VALUE_INT && index.type != VALUE_STRING)
        return cel_fail(t, "an index that is no whole number and no string");
    if (object.type != VALUE_ANY && object.type != VALUE_LIST && object.type != VALUE_MAP)
        return cel_fail(t, "an index into what is no list");
    const char *text = arena_printf(t->arena, "%s[%s]", cel_at(t, object, CEL_POSTFIX), index.text);
    return (struct cel){.text = text,
                        .level = CEL_POSTFIX,
                        .type = VALUE_ANY,
                        .fails = true,
                        .path = object.path && index.simple};
}

/* A list or a map. */
static struct cel translate_many(struct translation *t, const struct js *node)
{
    bool map = node->kind == JS_MAP;
    struct cel out = {.level = CEL_POSTFIX, .type = map ? VALUE_MAP : VALUE_LIST};
    struct text text = TEXT_EMPTY;
    text_add_char(&text, map ? '{' : '[');
    for (size_t i = 0; i < node->count; i++) {
        struct cel item = translate_value(t, node->items[i]);
        if (!item.text) {
            text_free(&text);
            return item;
        }
        out.fails = out.fails || item.fails;
        text_add(&text, i ? ", " : "");
        if (map)
            text_addf(&text, "%s: ", translate_string(t, node->keys[i]).text);
        text_add(&text, item.text);
    }
    text_add_char(&text, map ? '}' : ']');
    out.text = arena_copy(t->arena, text_string(&text));
    text_free(&text);
    return out;
}

static struct cel translate_in(struct translation *t, const struct js *node)
{
    const struct js *id = node->items[1];
    if (id->kind == JS_STRING) {
        if (t->scope->state(t->scope->context, id->text) != JS_STATE_ACTIVE)
            return literal("false", VALUE_BOOL); /* a history is never active */
        const char *text = arena_printf(t->arena, "In(%s)", translate_string(t, id->text).text);
        return (struct cel){.text = text, .level = CEL_POSTFIX, .type = VALUE_BOOL};
    }
    struct cel state = translate_value(t, id);
    if (!state.text)
        return state;
    if (state.type != VALUE_ANY && state.type != VALUE_STRING)
        return cel_fail(t, "In() of what is no string");
    return (struct cel){.text = arena_printf(t->arena, "In(%s)", state.text),
                        .level = CEL_POSTFIX,
                        .type = VALUE_BOOL,
                        .fails = true};
}

static struct cel translate_concat(struct translation *t, const struct js *node)
{
    struct cel sum = translate_value(t, node->items[0]->items[0]);
    if (sum.text && sum.type != VALUE_LIST && sum.type != VALUE_ANY)
        return cel_fail(t, "concat() of what is no list");
    for (size_t i = 1; sum.text && i < node->count; i++) {
        struct cel next = translate_value(t, node->items[i]);
        if (!next.text)
            return next;
        if (next.type != VALUE_LIST && next.type != VALUE_ANY)
            return cel_fail(t, "concat() with what is no list");
        sum = cel_join(t, sum, next);
    }
    return sum;
}

static struct cel translate_call(struct translation *t, const struct js *node)
{
    const struct js *callee = node->items[0];
    if (callee->kind == JS_NAME && string_equal(callee->text, "In") && node->count == 2)
        return translate_in(t, node);
    if (callee->kind == JS_MEMBER && string_equal(callee->text, "concat"))
        return translate_concat(t, node);
    return cel_fail(t, "a call of %s%s%s", callee->text[0] == '(' ? "" : "`", callee->text[0] == '(' ? "a function" : callee->text,
                    callee->text[0] == '(' ? "" : "()`");
}

struct cel translate(struct translation *t, const struct js *node)
{
    switch (node->kind) {
    case JS_NUMBER:
        return translate_number(t, node);
    case JS_STRING:
        return translate_string(t, node->text);
    case JS_BOOL:
        return literal(node->whole ? "true" : "false", VALUE_BOOL);
    case JS_NULL:
        return literal("null", VALUE_NULL);
    case JS_NAME:
        return translate_name(t, node->text);
    case JS_LIST:
    case JS_MAP:
        return translate_many(t, node);
    case JS_MEMBER:
        return translate_member(t, node);
    case JS_INDEX:
        return translate_index(t, node);
    case JS_CALL:
        return translate_call(t, node);
    case JS_UNARY:
        return translate_unary(t, node);
    case JS_BINARY:
        return translate_binary(t, node);
    case JS_TERNARY:
        return translate_ternary(t, node);
    }
    return (struct cel){0};
}

static int finish(struct translation *t, struct cel cel, const char **out)
{
    *out = cel.text;
    if (cel.text)
        return 0;
    if (t->error && !t->error->code)
        error_set(t->error, SENDD_EINVALID, "`%.200s` has no equal in our expressions", t->source);
    return SENDD_EINVALID;
}

int js_value(struct arena *arena, const char *source, const struct js_scope *scope, const char **out, struct error *error)
{
    struct js *node;
    struct translation t = {arena, source, scope, error};
    int code = js_parse(arena, source, &node, error);
    return code ? code : finish(&t, translate_value(&t, node), out);
}

int js_condition(struct arena *arena, const char *source, const struct js_scope *scope, const char **out,
                 struct error *error)
{
    struct js *node;
    struct translation t = {arena, source, scope, error};
    int code = js_parse(arena, source, &node, error);
    return code ? code : finish(&t, translate_bool(&t, node), out);
}
