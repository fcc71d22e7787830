#include "expr/lex.h"

#include <string.h>

static bool is_digit(char byte)
{
    return byte >= '0' && byte <= '9';
}

static bool is_name_start(char byte)
{
    return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') || byte == '_';
}

static bool is_name_part(char byte)
{
    return is_name_start(byte) || is_digit(byte);
}

bool token_is(const struct token *token, const char *sign)
{
    return token->kind == TOKEN_SIGN && strcmp(token->text, sign) == 0;
}

static void skip_space(struct lexer *lexer)
{
    const char *text = lexer->source->text;
    for (;;) {
        lexer->at += strspn(text + lexer->at, " \t\r\n\f");
        if (strncmp(text + lexer->at, "//", 2) != 0)
            return;
        lexer->at += strcspn(text + lexer->at, "\n");
    }
}

static bool take(struct lexer *lexer, struct token *out, enum token_kind kind, size_t length)
{
    out->kind = kind;
    out->offset = lexer->at;
    out->text = arena_copy_n(lexer->source->arena, lexer->source->text + lexer->at, length);
    out->length = length;
    lexer->at += length;
    return true;
}

static bool take_name(struct lexer *lexer, struct token *out)
{
    size_t length = 0;
    while (is_name_part(lexer->source->text[lexer->at + length]))
        length++;
    return take(lexer, out, TOKEN_NAME, length);
}

/* `a-b` selects a member whose name is not a CEL name. */
static bool take_quoted(struct lexer *lexer, struct token *out)
{
    size_t start = lexer->at;
    const char *name = lexer->source->text + start + 1;
    size_t length = 0;
    while (is_name_part(name[length]) || (name[length] && strchr("-./ ", name[length])))
        length++;
    if (length == 0 || name[length] != '`')
        return source_fault(lexer->source, start,
                            "a name in backquotes has letters, digits and _ - . / only, and ends with `");
    lexer->at++;
    take(lexer, out, TOKEN_QUOTED, length);
    out->offset = start;
    lexer->at++;
    return true;
}

/* What people write by habit of other languages or of a word processor. */
static bool wrong_sign(const struct lexer *lexer)
{
    static const struct {
        const char *wrong, *right;
    } habits[] = {
        {"===", "=="},    {"!==", "!="},    {"=>", ">="},
        {"=<", "<="},     {"=", "=="},      {"&", "&&"},
        {"|", "||"},      {"\u2018", "'"},  {"\u2019", "'"},
        {"\u201c", "'"},  {"\u201d", "'"},  {";", "nothing"},
        {"\u2265", ">="}, {"\u2264", "<="}, {"\u2260", "!="},
        {"\u2013", "-"},  {"\u2212", "-"},  {"\u00a0", "a plain space"},
    };
    const char *at = lexer->source->text + lexer->at;
    for (size_t i = 0; i < sizeof habits / sizeof habits[0]; i++) {
        if (strncmp(at, habits[i].wrong, strlen(habits[i].wrong)) != 0)
            continue;
        source_fault(lexer->source, lexer->at, "\"%s\" is not an operator here", habits[i].wrong);
        return source_hint(lexer->source, "write %s instead", habits[i].right);
    }
    return source_fault(lexer->source, lexer->at, "this character has no meaning in an expression");
}

static bool take_sign(struct lexer *lexer, struct token *out)
{
    static const char *const signs[] = {"<=", ">=", "==", "!=", "&&", "||", "(", ")", "[", "]", "{", "}",
                                        ".",  ",",  ":",  "?",  "+",  "-",  "*", "/", "%", "!", "<", ">"};
    const char *at = lexer->source->text + lexer->at;
    bool habit = strncmp(at, "===", 3) == 0 || strncmp(at, "!==", 3) == 0;
    for (size_t i = 0; !habit && i < sizeof signs / sizeof signs[0]; i++) {
        if (strncmp(at, signs[i], strlen(signs[i])) == 0)
            return take(lexer, out, TOKEN_SIGN, strlen(signs[i]));
    }
    return wrong_sign(lexer);
}

bool lex_next(struct lexer *lexer, struct token *out)
{
    skip_space(lexer);
    *out = (struct token){.kind = TOKEN_END, .offset = lexer->at, .text = ""};
    const char *at = lexer->source->text + lexer->at;
    if (*at == '\0')
        return true;
    if (lex_string_starts(lexer))
        return lex_string(lexer, out);
    if (is_digit(at[0]) || (at[0] == '.' && is_digit(at[1])))
        return lex_number(lexer, out);
    if (is_name_start(*at))
        return take_name(lexer, out);
    return *at == '`' ? take_quoted(lexer, out) : take_sign(lexer, out);
}
