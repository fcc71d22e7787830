#include "expr/lex.h"
#include "expr/syntax.h"

#include <string.h>

struct parser {
    const struct source *source;
    struct lexer lexer;
    struct token token; /* the next one, not yet taken */
    unsigned nesting;
};

static struct node *parse_whole(struct parser *parser);

static bool advance(struct parser *parser)
{
    return lex_next(&parser->lexer, &parser->token);
}

/* NULL and a fault when the tree gets too deep. ITEMS are copied; NULL ones mean a fault below. */
static struct node *node_new(struct parser *parser, enum node_kind kind, size_t offset,
                             struct node *const *items, size_t count)
{
    struct node *node = arena_alloc(parser->source->arena, sizeof *node);
    node->kind = kind;
    node->offset = offset;
    node->depth = 1;
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

static struct node *node_call(struct parser *parser, const char *name, size_t offset,
                              struct node *const *items, size_t count)
{
    struct node *node = node_new(parser, NODE_CALL, offset, items, count);
    if (node)
        node->name = name;
    return node;
}

static struct node *node_literal(struct parser *parser, size_t offset, struct value value)
{
    struct node *node = node_new(parser, NODE_LITERAL, offset, NULL, 0);
    node->literal = value;
    return node;
}

static void unexpected(struct parser *parser, const char *wanted)
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

/* Takes SIGN or faults. */
static bool expect(struct parser *parser, const char *sign)
{
    if (token_is(&parser->token, sign))
        return advance(parser);
    unexpected(parser, arena_printf(parser->source->arena, "\"%s\"", sign));
    return false;
}

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

/* has(x.y): the one macro that is not a method. */
static struct node *parse_has(struct parser *parser, size_t offset, const struct list *arguments)
{
    struct node *path = arguments->count == 1 ? arguments->items[0] : NULL;
    if (path && path->kind == NODE_SELECT)
        return node_new(parser, NODE_HAS, offset, &path, 1);
    source_fault(parser->source, offset, "has() takes one name with a dot in it");
    source_hint(parser->source, "write has(fields.outcome)");
    return NULL;
}

static bool fold_find(const char *name, enum fold_kind *fold)
{
    static const char *const names[] = {
        [FOLD_ALL] = "all",       [FOLD_EXISTS] = "exists", [FOLD_EXISTS_ONE] = "exists_one",
        [FOLD_FILTER] = "filter", [FOLD_MAP] = "map",
    };
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        if (strcmp(name, names[i]) != 0)
            continue;
        *fold = (enum fold_kind)i;
        return true;
    }
    return false;
}

/* list.all(x, condition) and its kin. */
static struct node *parse_fold(struct parser *parser, enum fold_kind fold, const char *name, size_t offset,
                               struct node *range, const struct list *arguments)
{
    const struct node *variable = arguments->count ? arguments->items[0] : NULL;
    bool fits = arguments->count == 2 || (arguments->count == 3 && fold == FOLD_MAP);
    if (!fits || variable->kind != NODE_NAME) {
        source_fault(parser->source, offset, "%s() takes a new name and what to do with it", name);
        source_hint(parser->source, "write list.%s(item, item > 3)", name);
        return NULL;
    }
    struct node *items[3] = {range, arguments->items[1], arguments->count == 3 ? arguments->items[2] : NULL};
    struct node *node = node_new(parser, NODE_FOLD, offset, items, arguments->count);
    if (!node)
        return NULL;
    node->fold = fold;
    node->name = variable->name;
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

static struct node *parse_name(struct parser *parser)
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
    return node;
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
    case TOKEN_INT:
        return parse_int(parser, token.offset, false);
    case TOKEN_DOUBLE:
        return advance(parser) ? node_literal(parser, token.offset, value_double(token.number)) : NULL;
    case TOKEN_STRING:
        if (!advance(parser))
            return NULL;
        return node_literal(parser, token.offset, value_string(token.text, token.length));
    case TOKEN_NAME:
        return parse_name(parser);
    default:
        break;
    }
    if (token_is(&token, "."))
        return advance(parser) && parser->token.kind == TOKEN_NAME ? parse_name(parser)
                                                                   : (unexpected(parser, "a name"), NULL);
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
    struct node *node;
    if (count && minus && parser->token.kind == TOKEN_INT) {
        node = parse_int(parser, last, true);
        count--;
    } else {
        node = parse_primary(parser);
    }
    node = parse_postfix(parser, node);
    for (; node && count; count--)
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

static struct node *parse_whole(struct parser *parser)
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
