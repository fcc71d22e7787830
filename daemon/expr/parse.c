#include "expr/parse.h"

#include <string.h>

bool advance(struct parser *parser)
{
    return lex_next(&parser->lexer, &parser->token);
}

struct node *node_new(struct parser *parser, enum node_kind kind, size_t offset, struct node *const *items,
                      size_t count)
{
    struct node *node = arena_alloc(parser->source->arena, sizeof *node);
    node->kind = kind;
    node->offset = offset;
    node->depth = 1;
    node->type = type_basic(VALUE_ANY);
    node->items = arena_alloc(parser->source->arena, (count + 1) * sizeof *node->items);
    node->count = count;
    for (size_t i = 0; i < count; i++) {
        if (!items[i])
            return NULL;
        node->items[i] = items[i];
        if (items[i]->depth >= node->depth)
            node->depth = items[i]->depth + 1;
    }
    if (node->depth <= DEPTH_LIMIT)
        return node;
    source_fault(parser->source, offset, "the expression is more than %d levels deep", DEPTH_LIMIT);
    source_hint(parser->source, "split it into several fields");
    return NULL;
}

struct node *node_call(struct parser *parser, const char *name, size_t offset, struct node *const *items,
                       size_t count)
{
    struct node *node = node_new(parser, NODE_CALL, offset, items, count);
    if (node)
        node->name = name;
    return node;
}

struct node *node_literal(struct parser *parser, size_t offset, struct value value)
{
    struct node *node = node_new(parser, NODE_LITERAL, offset, NULL, 0);
    node->literal = value;
    return node;
}

void unexpected(struct parser *parser, const char *wanted)
{
    const struct token *token = &parser->token;
    if (token->kind == TOKEN_END)
        source_fault(parser->source, token->offset, "the expression stops here, but %s must follow", wanted);
    else
        source_fault(parser->source, token->offset, "%s was expected here", wanted);
    static const char *const words[][2] = {
        {"and", "&&"}, {"or", "||"}, {"not", "!"}, {"is", "=="}, {"mod", "%"}};
    for (size_t i = 0; token->kind == TOKEN_NAME && i < sizeof words / sizeof words[0]; i++) {
        if (strcmp(token->text, words[i][0]) == 0)
            source_hint(parser->source, "write %s for \"%s\"", words[i][1], words[i][0]);
    }
}

bool expect(struct parser *parser, const char *sign)
{
    if (token_is(&parser->token, sign))
        return advance(parser);
    unexpected(parser, arena_printf(parser->source->arena, "\"%s\"", sign));
    return false;
}

/* A run of "!" or of "-", then a value with its members. */
static struct node *parse_unary(struct parser *parser)
{
    size_t offset = parser->token.offset, last = offset, count = 0;
    bool minus = token_is(&parser->token, "-");
    const char *sign = minus ? "-" : "!";
    for (; token_is(&parser->token, sign); count++) {
        last = parser->token.offset;
        if (!advance(parser))
            return NULL;
    }
    bool negative = count && minus && parser->token.kind == TOKEN_INT;
    struct node *node = parse_operand(parser, last, negative);
    for (count -= negative; node && count; count--)
        node =
            minus ? node_call(parser, "-", offset, &node, 1) : node_new(parser, NODE_NOT, offset, &node, 1);
    return node;
}

struct binary {
    const char *sign;
    int level; /* binds tighter when higher */
    enum node_kind kind;
};

static const struct binary *binary_find(const struct token *token)
{
    static const struct binary table[] = {
        {"||", 1, NODE_OR},      {"&&", 2, NODE_AND},           {"==", 3, NODE_EQUAL},
        {"!=", 3, NODE_UNEQUAL}, {"<", 3, NODE_LESS},           {"<=", 3, NODE_LESS_EQUAL},
        {">", 3, NODE_GREATER},  {">=", 3, NODE_GREATER_EQUAL}, {"in", 3, NODE_IN},
        {"+", 4, NODE_CALL},     {"-", 4, NODE_CALL},           {"*", 5, NODE_CALL},
        {"/", 5, NODE_CALL},     {"%", 5, NODE_CALL},
    };
    if (token->kind != TOKEN_SIGN && token->kind != TOKEN_NAME)
        return NULL;
    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
        if (strcmp(token->text, table[i].sign) == 0)
            return &table[i];
    }
    return NULL;
}

/* Operators that bind at least as tight as LEVEL; all are left-associative. */
static struct node *parse_binary(struct parser *parser, int level)
{
    struct node *left = parse_unary(parser);
    while (left) {
        const struct binary *binary = binary_find(&parser->token);
        if (!binary || binary->level < level)
            break;
        size_t offset = parser->token.offset;
        if (!advance(parser))
            return NULL;
        struct node *items[2] = {left, parse_binary(parser, binary->level + 1)};
        left = node_new(parser, binary->kind, offset, items, 2);
        if (left)
            left->name = binary->sign;
    }
    return left;
}

static struct node *parse_choice(struct parser *parser)
{
    struct node *condition = parse_binary(parser, 1);
    if (!condition || !token_is(&parser->token, "?"))
        return condition;
    size_t offset = parser->token.offset;
    if (!advance(parser))
        return NULL;
    struct node *items[3] = {condition, parse_binary(parser, 1), NULL};
    if (!items[1] || !expect(parser, ":"))
        return NULL;
    items[2] = parse_whole(parser);
    return node_new(parser, NODE_CHOOSE, offset, items, 3);
}

struct node *parse_whole(struct parser *parser)
{
    if (parser->nesting >= NEST_LIMIT) {
        source_fault(parser->source, parser->token.offset, "more than %d brackets are open here", NEST_LIMIT);
        source_hint(parser->source, "split it into several fields");
        return NULL;
    }
    parser->nesting++;
    struct node *node = parse_choice(parser);
    parser->nesting--;
    return node;
}

struct node *syntax_parse(const struct source *source)
{
    struct parser parser = {.source = source, .lexer = {.source = source}};
    if (!advance(&parser))
        return NULL;
    if (parser.token.kind == TOKEN_END) {
        source_fault(source, parser.token.offset, "the expression is empty");
        return NULL;
    }
    struct node *node = parse_whole(&parser);
    if (!node || parser.token.kind == TOKEN_END)
        return node;
    unexpected(&parser, "an operator");
    return NULL;
}

const char *node_path(const struct node *node, struct arena *arena)
{
    if (node->kind == NODE_NAME || node->kind == NODE_VARIABLE)
        return node->name;
    const char *target = node->kind == NODE_SELECT ? node_path(node->items[0], arena) : NULL;
    return target ? arena_printf(arena, "%s.%s", target, node->name) : NULL;
}
