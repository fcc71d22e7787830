/* One ECMAScript expression becomes a tree. What changes something, or makes functions, is refused by name. */
#include "exchange/js.h"
#include "exchange/js_lex.h"
#include "exchange/literal.h"

#include <string.h>

#define DEPTH_MAX  40    /* brackets and signs inside one another */
#define TREE_MAX   150   /* levels of the tree: a + b + c + ... makes many */
#define SOURCE_MAX 16384 /* bytes */

struct parser {
    struct js_lexer lexer;
    int depth;
};

static struct js *parse_expression(struct parser *parser);

static struct js *fail(struct parser *parser, const char *what)
{
    if (!parser->lexer.error || !parser->lexer.error->code)
        error_set(parser->lexer.error, SENDD_EINVALID, "%s in `%.200s`", what, parser->lexer.source);
    return NULL;
}

static bool at_sign(const struct parser *parser, const char *sign)
{
    return parser->lexer.kind == JS_TOKEN_SIGN && string_equal(parser->lexer.text, sign);
}

static bool at_word(const struct parser *parser, const char *word)
{
    return parser->lexer.kind == JS_TOKEN_NAME && string_equal(parser->lexer.text, word);
}

static bool take(struct parser *parser, const char *sign)
{
    return at_sign(parser, sign) && js_next(&parser->lexer);
}

static struct js *node_new(struct parser *parser, enum js_kind kind, const char *text)
{
    struct js *node = arena_alloc(parser->lexer.arena, sizeof *node);
    node->kind = kind;
    node->text = text;
    return node;
}

/* Room doubles, so that long lists cost no square. */
static void node_add(struct parser *parser, struct js *node, const char *key, struct js *item)
{
    struct arena *arena = parser->lexer.arena;
    if ((node->count & (node->count - 1)) == 0) {
        size_t room = node->count ? node->count * 2 : 1;
        struct js **items = arena_alloc(arena, room * sizeof *items);
        const char **keys = arena_alloc(arena, room * sizeof *keys);
        if (node->count) {
            memcpy(items, node->items, node->count * sizeof *items);
            memcpy(keys, node->keys, node->count * sizeof *keys);
        }
        node->items = items;
        node->keys = keys;
    }
    node->items[node->count] = item;
    node->keys[node->count++] = key;
    if (node->depth <= item->depth)
        node->depth = item->depth + 1;
    if (node->depth > TREE_MAX)
        fail(parser, "too many levels");
}

static struct js *parse_list(struct parser *parser)
{
    struct js *list = node_new(parser, JS_LIST, "[");
    while (!at_sign(parser, "]")) {
        struct js *item = parse_expression(parser);
        if (!item)
            return NULL;
        node_add(parser, list, NULL, item);
        if (!take(parser, ",") && !at_sign(parser, "]"))
            return fail(parser, "a list that is not closed");
    }
    return js_next(&parser->lexer) ? list : NULL;
}

/* The name of a member, which is text: {5: 6} is {"5": 6}. NULL: there is none, or a number with a fraction. */
static const char *parse_key(struct parser *parser)
{
    const struct js_lexer *lexer = &parser->lexer;
    if (lexer->kind == JS_TOKEN_NUMBER && literal_whole(lexer->number))
        return arena_printf(lexer->arena, "%.0f", lexer->number);
    return lexer->kind == JS_TOKEN_NAME || lexer->kind == JS_TOKEN_STRING ? lexer->text : NULL;
}

static struct js *parse_map(struct parser *parser)
{
    struct js *map = node_new(parser, JS_MAP, "{");
    while (!at_sign(parser, "}")) {
        const char *key = parse_key(parser);
        if (!key)
            return fail(parser, "a member without a plain name");
        for (size_t i = 0; i < map->count; i++)
            if (string_equal(map->keys[i], key))
                return fail(parser, "a member that is there twice");
        if (!js_next(&parser->lexer) || !take(parser, ":"))
            return fail(parser, "a member without a value");
        struct js *item = parse_expression(parser);
        if (!item)
            return NULL;
        node_add(parser, map, key, item);
        if (!take(parser, ",") && !at_sign(parser, "}"))
            return fail(parser, "a map that is not closed");
    }
    return js_next(&parser->lexer) ? map : NULL;
}

static struct js *parse_word(struct parser *parser)
{
    static const char *const refused[] = {
        "function", "new",   "class", "this",   "super",  "delete", "void",   "yield",  "await", "async", "return",
        "var",      "let",   "const", "if",     "else",   "for",    "while",  "do",     "break", "case",  "catch",
        "continue", "debugger", "default", "export", "extends", "finally", "import", "switch", "throw", "try", "with",
        "enum", "in", "instanceof", "typeof"};
    const char *word = parser->lexer.text;
    for (size_t i = 0; i < sizeof refused / sizeof *refused; i++)
        if (string_equal(word, refused[i]))
            return fail(parser, arena_printf(parser->lexer.arena, "the word `%s`", word));
    struct js *node = node_new(parser, JS_NAME, word);
    if (string_equal(word, "true") || string_equal(word, "false")) {
        node->kind = JS_BOOL;
        node->whole = word[0] == 't';
    } else if (string_equal(word, "null") || string_equal(word, "undefined")) {
        node->kind = JS_NULL;
    }
    return js_next(&parser->lexer) ? node : NULL;
}

static struct js *parse_primary(struct parser *parser)
{
    struct js_lexer *lexer = &parser->lexer;
    struct js *node;
    switch (lexer->kind) {
    case JS_TOKEN_NUMBER:
        node = node_new(parser, JS_NUMBER, "");
        node->number = lexer->number;
        node->whole = literal_whole(node->number);
        return js_next(lexer) ? node : NULL;
    case JS_TOKEN_STRING:
        node = node_new(parser, JS_STRING, lexer->text);
        return js_next(lexer) ? node : NULL;
    case JS_TOKEN_NAME:
        return parse_word(parser);
    case JS_TOKEN_SIGN:
        break;
    case JS_TOKEN_END:
        return fail(parser, "something is missing at the end");
    }
    if (take(parser, "[") && !lexer->error->code)
        return parse_list(parser);
    if (take(parser, "{") && !lexer->error->code)
        return parse_map(parser);
    if (take(parser, "(") && (node = parse_expression(parser)))
        return take(parser, ")") ? node : fail(parser, "a bracket that is not closed");
    return fail(parser, arena_printf(lexer->arena, "`%s`, which begins no expression that is known here,", lexer->text));
}

static struct js *parse_call(struct parser *parser, struct js *callee)
{
    struct js *call = node_new(parser, JS_CALL, "(");
    node_add(parser, call, NULL, callee);
    while (!at_sign(parser, ")")) {
        struct js *argument = parse_expression(parser);
        if (!argument)
            return NULL;
        node_add(parser, call, NULL, argument);
        if (!take(parser, ",") && !at_sign(parser, ")"))
            return fail(parser, "a call that is not closed");
    }
    return js_next(&parser->lexer) ? call : NULL;
}

static struct js *parse_member(struct parser *parser, struct js *object)
{
    if (parser->lexer.kind != JS_TOKEN_NAME)
        return fail(parser, "a . without a name behind it");
    struct js *member = node_new(parser, JS_MEMBER, parser->lexer.text);
    node_add(parser, member, NULL, object);
    return js_next(&parser->lexer) ? member : NULL;
}

static struct js *parse_index(struct parser *parser, struct js *object)
{
    struct js *index = parse_expression(parser), *node;
    if (!index)
        return NULL;
    if (!take(parser, "]"))
        return fail(parser, "a [ that is not closed");
    if (index->kind == JS_STRING) {
        node = node_new(parser, JS_MEMBER, index->text);
        node_add(parser, node, NULL, object);
    } else {
        node = node_new(parser, JS_INDEX, "[");
        node_add(parser, node, NULL, object);
        node_add(parser, node, NULL, index);
    }
    return node;
}

static struct js *parse_postfix(struct parser *parser)
{
    struct js *node = parse_primary(parser);
    while (node) {
        if (take(parser, "."))
            node = parse_member(parser, node);
        else if (take(parser, "["))
            node = parse_index(parser, node);
        else if (take(parser, "("))
            node = parse_call(parser, node);
        else if (at_sign(parser, "++") || at_sign(parser, "--"))
            return fail(parser, arena_printf(parser->lexer.arena, "`%s`, which changes a value,", parser->lexer.text));
        else
            return node;
    }
    return NULL;
}

static struct js *parse_unary(struct parser *parser)
{
    const char *sign = parser->lexer.text;
    bool word = at_word(parser, "typeof");
    if (at_sign(parser, "++") || at_sign(parser, "--"))
        return fail(parser, arena_printf(parser->lexer.arena, "`%s`, which changes a value,", sign));
    if (!word && !at_sign(parser, "!") && !at_sign(parser, "-") && !at_sign(parser, "+"))
        return parse_postfix(parser);
    if (++parser->depth > DEPTH_MAX)
        return fail(parser, "too many levels");
    struct js *operand = js_next(&parser->lexer) ? parse_unary(parser) : NULL;
    parser->depth--;
    if (!operand)
        return NULL;
    struct js *node = node_new(parser, JS_UNARY, sign);
    node_add(parser, node, NULL, operand);
    return node;
}

static int power_of(const struct parser *parser)
{
    static const struct {
        const char *sign;
        int power;
    } powers[] = {{"||", 1}, {"&&", 2}, {"==", 3}, {"!=", 3}, {"===", 3}, {"!==", 3}, {"<", 4},  {">", 4},
                  {"<=", 4}, {">=", 4}, {"+", 5},  {"-", 5},  {"*", 6},   {"/", 6},   {"%", 6}};
    for (size_t i = 0; i < sizeof powers / sizeof *powers; i++)
        if (at_sign(parser, powers[i].sign))
            return powers[i].power;
    return at_word(parser, "in") ? 4 : 0;
}

static struct js *parse_binary(struct parser *parser, int least)
{
    struct js *left = parse_unary(parser);
    for (int power; left && (power = power_of(parser)) >= least;) {
        struct js *node = node_new(parser, JS_BINARY, parser->lexer.text);
        if (!js_next(&parser->lexer))
            return NULL;
        struct js *right = parse_binary(parser, power + 1);
        if (!right)
            return NULL;
        node_add(parser, node, NULL, left);
        node_add(parser, node, NULL, right);
        left = node;
    }
    return left;
}

static struct js *parse_ternary(struct parser *parser, struct js *condition)
{
    struct js *node = node_new(parser, JS_TERNARY, "?"), *yes = parse_expression(parser), *no;
    if (!yes)
        return NULL;
    if (!take(parser, ":"))
        return fail(parser, "a ? without its :");
    if (!(no = parse_expression(parser)))
        return NULL;
    node_add(parser, node, NULL, condition);
    node_add(parser, node, NULL, yes);
    node_add(parser, node, NULL, no);
    return node;
}

static struct js *parse_expression(struct parser *parser)
{
    if (++parser->depth > DEPTH_MAX)
        return fail(parser, "too many levels");
    struct js *node = parse_binary(parser, 1);
    if (node && take(parser, "?"))
        node = parse_ternary(parser, node);
    parser->depth--;
    return node;
}

int js_parse(struct arena *arena, const char *source, struct js **out, struct error *error)
{
    struct error local = ERROR_NONE;
    struct parser parser = {.lexer = {.arena = arena, .source = source, .at = source, .error = &local}};
    *out = NULL;
    if (strlen(source) > SOURCE_MAX)
        fail(&parser, "more than 16384 bytes");
    else if (js_next(&parser.lexer))
        *out = parse_expression(&parser);
    if (local.code)
        *out = NULL;
    if (*out && parser.lexer.kind != JS_TOKEN_END) {
        fail(&parser, arena_printf(arena, "`%s`, which has no place in an expression here,", parser.lexer.text));
        *out = NULL;
    }
    if (*out)
        return 0;
    if (!local.code)
        fail(&parser, "something is wrong");
    if (error)
        *error = local;
    return SENDD_EINVALID;
}

const char *js_constant(struct arena *arena, const char *source)
{
    struct js *node;
    return js_parse(arena, source, &node, NULL) == 0 && node->kind == JS_STRING ? node->text : NULL;
}
