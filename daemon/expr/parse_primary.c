/* Names, calls, literals, lists and maps, and what stands behind them. */
#include "expr/parse.h"

#include <string.h>

/* Reads expressions with commas between, up to END, which it takes. PAIRS: "key: value". A final comma is
 * allowed when TRAILING, as CEL has it for lists and maps. */
static bool parse_items(struct parser *parser, const char *end, bool pairs, bool trailing, struct list *items)
{
    while (!token_is(&parser->token, end)) {
        struct node *item = parse_whole(parser);
        if (!item)
            return false;
        list_add(items, item);
        if (pairs) {
            if (!expect(parser, ":"))
                return false;
            item = parse_whole(parser);
            if (!item)
                return false;
            list_add(items, item);
        }
        if (!token_is(&parser->token, ","))
            return expect(parser, end);
        size_t comma = parser->token.offset;
        if (!advance(parser))
            return false;
        if (!trailing && token_is(&parser->token, end))
            return source_fault(parser->source, comma, "nothing follows this comma");
    }
    return advance(parser);
}

/* [a, b] or {k: v}; the opening bracket is the token. */
static struct node *parse_many(struct parser *parser, enum node_kind kind, const char *end)
{
    size_t offset = parser->token.offset;
    struct list items = LIST_EMPTY;
    struct node *node = NULL;
    if (advance(parser) && parse_items(parser, end, kind == NODE_MAP, true, &items))
        node = node_new(parser, kind, offset, (struct node *const *)items.items, items.count);
    list_free(&items);
    return node;
}

/* NAME(arguments), TARGET.NAME(arguments) when there is a TARGET; "(" is the token. */
static struct node *parse_call(struct parser *parser, const char *name, size_t offset, struct node *target)
{
    struct list arguments = LIST_EMPTY, all = LIST_EMPTY;
    struct node *node = NULL;
    enum fold_kind fold;
    if (!advance(parser) || !parse_items(parser, ")", false, false, &arguments))
        goto out;
    if (!target && strcmp(name, "has") == 0) {
        node = parse_has(parser, offset, &arguments);
    } else if (target && fold_find(name, &fold)) {
        node = parse_fold(parser, fold, name, offset, target, &arguments);
    } else {
        if (target)
            list_add(&all, target);
        for (size_t i = 0; i < arguments.count; i++)
            list_add(&all, arguments.items[i]);
        node = node_call(parser, name, offset, (struct node *const *)all.items, all.count);
        if (node)
            node->member = target != NULL;
    }
out:
    list_free(&arguments);
    list_free(&all);
    return node;
}

static bool is_reserved(const char *name)
{
    static const char *const words[] = {"as",       "break",     "const",  "continue", "else", "for",
                                        "function", "if",        "import", "in",       "let",  "loop",
                                        "package",  "namespace", "return", "var",      "void", "while"};
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        if (strcmp(name, words[i]) == 0)
            return true;
    }
    return false;
}

/* ROOTED: a dot stands before it, so it is no macro's variable. */
static struct node *parse_name(struct parser *parser, bool rooted)
{
    struct token token = parser->token;
    if (!advance(parser))
        return NULL;
    if (strcmp(token.text, "true") == 0 || strcmp(token.text, "false") == 0)
        return node_literal(parser, token.offset, value_bool(*token.text == 't'));
    if (strcmp(token.text, "null") == 0)
        return node_literal(parser, token.offset, value_null());
    if (is_reserved(token.text)) {
        source_fault(parser->source, token.offset, "\"%s\" is a word that CEL keeps for itself", token.text);
        return NULL;
    }
    if (token_is(&parser->token, "("))
        return parse_call(parser, token.text, token.offset, NULL);
    struct node *node = node_new(parser, NODE_NAME, token.offset, NULL, 0);
    node->name = token.text;
    node->rooted = rooted;
    return node;
}

/* .name: a name of the scope, even where a macro has one like it; the dot is the token. */
static struct node *parse_rooted(struct parser *parser)
{
    if (!advance(parser))
        return NULL;
    if (parser->token.kind == TOKEN_NAME)
        return parse_name(parser, true);
    unexpected(parser, "a name");
    return NULL;
}

static struct node *parse_bracketed(struct parser *parser)
{
    if (!advance(parser))
        return NULL;
    struct node *node = parse_whole(parser);
    return node && expect(parser, ")") ? node : NULL;
}

/* An int literal, NEGATIVE when a minus stands right before it: -9223372036854775808 has no positive twin. */
static struct node *parse_int(struct parser *parser, size_t offset, bool negative)
{
    uint64_t magnitude = parser->token.magnitude, limit = (uint64_t)INT64_MAX + (negative ? 1 : 0);
    if (magnitude > limit) {
        source_fault(parser->source, offset, "this number is too large for a whole number (int)");
        return NULL;
    }
    if (!advance(parser))
        return NULL;
    int64_t value = negative ? (int64_t)(0 - magnitude) : (int64_t)magnitude;
    return node_literal(parser, offset, value_int(value));
}

static struct node *parse_primary(struct parser *parser)
{
    struct token token = parser->token;
    switch (token.kind) {
    case TOKEN_UINT:
        return advance(parser) ? node_literal(parser, token.offset, value_uint(token.magnitude)) : NULL;
    case TOKEN_DOUBLE:
        return advance(parser) ? node_literal(parser, token.offset, value_double(token.number)) : NULL;
    case TOKEN_STRING:
        if (!advance(parser))
            return NULL;
        return node_literal(parser, token.offset, value_string(token.text, token.length));
    case TOKEN_BYTES:
        if (!advance(parser))
            return NULL;
        return node_literal(parser, token.offset, value_bytes(token.text, token.length));
    case TOKEN_NAME:
        return parse_name(parser, false);
    default:
        break;
    }
    if (token_is(&token, "."))
        return parse_rooted(parser);
    if (token_is(&token, "("))
        return parse_bracketed(parser);
    if (token_is(&token, "["))
        return parse_many(parser, NODE_LIST, "]");
    if (token_is(&token, "{"))
        return parse_many(parser, NODE_MAP, "}");
    unexpected(parser, "a value");
    return NULL;
}

/* TARGET.name or TARGET.name(...); the dot is the token. */
static struct node *parse_member(struct parser *parser, struct node *target)
{
    if (!advance(parser))
        return NULL;
    struct token token = parser->token;
    static const char *const literals[] = {"true", "false", "null", "in"};
    bool word = token.kind == TOKEN_NAME;
    for (size_t i = 0; word && i < 4; i++)
        word = strcmp(token.text, literals[i]) != 0;
    if (!word && token.kind != TOKEN_QUOTED) {
        unexpected(parser, "a name after the dot");
        return NULL;
    }
    if (!advance(parser))
        return NULL;
    if (word && token_is(&parser->token, "("))
        return parse_call(parser, token.text, token.offset, target);
    struct node *node = node_new(parser, NODE_SELECT, target->offset, &target, 1);
    if (node)
        node->name = token.text;
    return node;
}

static struct node *parse_index(struct parser *parser, struct node *target)
{
    if (!advance(parser))
        return NULL;
    struct node *items[2] = {target, parse_whole(parser)};
    if (!items[1] || !expect(parser, "]"))
        return NULL;
    return node_new(parser, NODE_INDEX, target->offset, items, 2);
}

static struct node *parse_postfix(struct parser *parser, struct node *node)
{
    while (node) {
        if (token_is(&parser->token, "."))
            node = parse_member(parser, node);
        else if (token_is(&parser->token, "["))
            node = parse_index(parser, node);
        else
            break;
    }
    return node;
}

struct node *parse_operand(struct parser *parser, size_t offset, bool negative)
{
    if (parser->token.kind == TOKEN_INT)
        return parse_postfix(parser, parse_int(parser, negative ? offset : parser->token.offset, negative));
    return parse_postfix(parser, parse_primary(parser));
}
