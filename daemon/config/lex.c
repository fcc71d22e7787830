#include "config/lex.h"

#include "base/text.h"

#include <ctype.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

void lexer_start(struct lexer *lexer, const char *text, size_t size)
{
    *lexer = (struct lexer){.at = text, .end = text + size, .line = 1};
}

static int peek(const struct lexer *lexer, size_t ahead)
{
    return (size_t)(lexer->end - lexer->at) > ahead ? (unsigned char)lexer->at[ahead] : -1;
}

static void advance(struct lexer *lexer)
{
    if (*lexer->at++ == '\n')
        lexer->line++;
}

static struct token token_begin(const struct lexer *lexer)
{
    return (struct token){.start = lexer->at, .line = lexer->line};
}

static struct token token_finish(const struct lexer *lexer, struct token token, enum token_kind kind)
{
    token.kind = kind;
    token.length = (size_t)(lexer->at - token.start);
    token.end_line = lexer->line;
    return token;
}

__attribute__((format(printf, 3, 4))) static struct token token_bad(struct lexer *lexer, struct token token,
                                                                    const char *cause, ...)
{
    va_list list;
    va_start(list, cause);
    vsnprintf(lexer->cause, sizeof lexer->cause, cause, list);
    va_end(list);
    return token_finish(lexer, token, TOKEN_BAD);
}

/* Skips a block comment; false when the file ends inside it. */
static bool comment_skip(struct lexer *lexer)
{
    for (lexer->at += 2; lexer->at < lexer->end; advance(lexer)) {
        if (peek(lexer, 0) == '*' && peek(lexer, 1) == '/') {
            lexer->at += 2;
            return true;
        }
        if (peek(lexer, 0) == '/' && peek(lexer, 1) == '*' && !lexer->nested_comment)
            lexer->nested_comment = lexer->line;
    }
    return false;
}

static void line_skip(struct lexer *lexer)
{
    while (lexer->at < lexer->end && *lexer->at != '\n')
        lexer->at++;
}

/* Skips blanks and comments. False when a comment is never closed; then *OPEN is where it began. */
static bool blanks_skip(struct lexer *lexer, struct token *open)
{
    for (;;) {
        int byte = peek(lexer, 0);
        if (byte == ' ' || byte == '\t' || byte == '\n' || byte == '\r') {
            advance(lexer);
        } else if (byte == '#' || (byte == '/' && peek(lexer, 1) == '/')) {
            line_skip(lexer);
        } else if (byte == '/' && peek(lexer, 1) == '*') {
            *open = token_begin(lexer);
            if (!comment_skip(lexer))
                return false;
        } else {
            return true;
        }
    }
}

static bool name_byte(int byte)
{
    return byte > 0 && byte < 128 && (isalnum(byte) || byte == '-' || byte == '_' || byte == '*');
}

static struct token name_read(struct lexer *lexer)
{
    struct token token = token_begin(lexer);
    while (name_byte(peek(lexer, 0)))
        lexer->at++;
    token = token_finish(lexer, token, TOKEN_NAME);
    bool truth = (token.length == 4 && !strncasecmp(token.start, "true", 4)) ||
                 (token.length == 5 && !strncasecmp(token.start, "false", 5));
    if (truth)
        token.kind = TOKEN_BOOL;
    return token;
}

static struct token string_read(struct lexer *lexer)
{
    struct token token = token_begin(lexer);
    for (lexer->at++; lexer->at < lexer->end; advance(lexer)) {
        if (*lexer->at == '"') {
            lexer->at++;
            return token_finish(lexer, token, TOKEN_STRING);
        }
        if (*lexer->at == '\\' && lexer->at + 1 < lexer->end)
            advance(lexer);
    }
    snprintf(lexer->advice, sizeof lexer->advice,
             "Write a \" where the text ends; a \" inside it is written \\\".");
    return token_bad(lexer, token, "a string is opened with \" and never closed");
}

static size_t digits(const char *at, const char *end)
{
    const char *start = at;
    while (at < end && isdigit((unsigned char)*at))
        at++;
    return (size_t)(at - start);
}

static bool long_suffix(const char *at, const char *end)
{
    return (end - at == 1 && *at == 'L') || (end - at == 2 && at[0] == 'L' && at[1] == 'L');
}

/* INT, INT64, FLOAT by libconfig's own patterns, or BAD. */
static enum token_kind number_kind(const char *at, const char *end)
{
    if (end - at > 2 && at[0] == '0' && (at[1] | 32) == 'x') {
        for (at += 2; at < end && isxdigit((unsigned char)*at); at++)
            continue;
        return at == end ? TOKEN_INT : long_suffix(at, end) ? TOKEN_INT64 : TOKEN_BAD;
    }
    if (*at == '-' || *at == '+')
        at++;
    size_t whole = digits(at, end), part = 0;
    at += whole;
    if (whole && at == end)
        return TOKEN_INT;
    if (whole && long_suffix(at, end))
        return TOKEN_INT64;
    if (at < end && *at == '.') {
        part = digits(at + 1, end);
        at += 1 + part;
    }
    if (!whole && !part)
        return TOKEN_BAD;
    if (at < end && (*at | 32) == 'e') {
        at++;
        if (at < end && (*at == '-' || *at == '+'))
            at++;
        size_t power = digits(at, end);
        if (!power)
            return TOKEN_BAD;
        at += power;
    }
    return at == end ? TOKEN_FLOAT : TOKEN_BAD;
}

static bool number_byte(const struct lexer *lexer)
{
    int byte = peek(lexer, 0);
    if (byte == '/')
        return peek(lexer, 1) != '/' && peek(lexer, 1) != '*';
    return name_byte(byte) || byte == '.' || byte == '+' || byte == ':';
}

static struct token number_read(struct lexer *lexer)
{
    struct token token = token_begin(lexer);
    while (number_byte(lexer))
        lexer->at++;
    enum token_kind kind = number_kind(token.start, lexer->at);
    if (kind != TOKEN_BAD)
        return token_finish(lexer, token, kind);
    int length = (int)(lexer->at - token.start);
    if (length > 40)
        length = 40;
    snprintf(lexer->advice, sizeof lexer->advice,
             "Dates, times and any other text stand in double quotes: write \"%.*s\".", length, token.start);
    return token_bad(lexer, token, "%.*s is not a number", length, token.start);
}

/* What editors and word processors put where a plain byte belongs. */
static const struct {
    const char *bytes, *cause, *advice;
} strays[] = {
    {"'", "single quotes do not make a string", "Write double quotes: \"text\"."},
    {"\xE2\x80\x9C", "a curly quote does not make a string", "Write a plain double quote: \"."},
    {"\xE2\x80\x9D", "a curly quote does not make a string", "Write a plain double quote: \"."},
    {"\xE2\x80\x98", "a curly quote does not make a string", "Write a plain double quote: \"."},
    {"\xE2\x80\x99", "a curly quote does not make a string", "Write a plain double quote: \"."},
    {"\xC2\xAB", "an angle quote does not make a string", "Write a plain double quote: \"."},
    {"\xC2\xBB", "an angle quote does not make a string", "Write a plain double quote: \"."},
    {"\xC2\xA0", "a no-break space stands outside of quotes", "Write an ordinary space."},
    {"\xEF\xBB\xBF", "a byte order mark stands in the middle of the file", "Delete the invisible character."},
    {"@include", "@include is not supported",
     "Every *.conf file of a folder is read: move the text into a file of its own there."},
    {".", "a name holds letters, digits, - and _ only, no dot",
     "Write _ or - in place of the dot, or put the value in double quotes."},
    {"_", "a name begins with a letter", "Begin the name with a letter."},
    {"`", "back quotes do not make a string", "Write double quotes: \"text\"."},
};

static struct token stray_read(struct lexer *lexer)
{
    struct token token = token_begin(lexer);
    size_t left = (size_t)(lexer->end - lexer->at);
    for (size_t i = 0; i < sizeof strays / sizeof *strays; i++) {
        size_t length = strlen(strays[i].bytes);
        if (length <= left && memcmp(lexer->at, strays[i].bytes, length) == 0) {
            snprintf(lexer->advice, sizeof lexer->advice, "%s", strays[i].advice);
            lexer->at += length;
            return token_bad(lexer, token, "%s", strays[i].cause);
        }
    }
    int length = 1;
    while (length < 4 && (peek(lexer, (size_t)length) & 0xC0) == 0x80 && peek(lexer, (size_t)length) > 0)
        length++;
    lexer->at += length;
    snprintf(lexer->advice, sizeof lexer->advice, "Text stands in double quotes; a comment begins with #.");
    if ((unsigned char)*token.start < 32 || *token.start == 127)
        return token_bad(lexer, token, "a control character (code %d) stands outside of quotes",
                         *token.start);
    return token_bad(lexer, token, "%.*s has no meaning here", length, token.start);
}

static enum token_kind mark_kind(int byte)
{
    switch (byte) {
    case '=':
    case ':':
        return TOKEN_ASSIGN;
    case '{':
    case '[':
    case '(':
        return TOKEN_OPEN;
    case '}':
    case ']':
    case ')':
        return TOKEN_CLOSE;
    case ',':
        return TOKEN_COMMA;
    case ';':
        return TOKEN_SEMICOLON;
    default:
        return TOKEN_BAD;
    }
}

struct token lexer_next(struct lexer *lexer)
{
    struct token token;
    if (!blanks_skip(lexer, &token)) {
        snprintf(lexer->advice, sizeof lexer->advice, "Write */ where the comment ends.");
        return token_bad(lexer, token, "a comment is opened with /* and never closed");
    }
    token = token_begin(lexer);
    int byte = peek(lexer, 0), next = peek(lexer, 1);
    if (byte < 0)
        return token_finish(lexer, token, TOKEN_END);
    if (byte == '"')
        return string_read(lexer);
    if (byte < 128 && (isalpha(byte) || byte == '*'))
        return name_read(lexer);
    if (isdigit(byte) || ((byte == '-' || byte == '+') && (isdigit(next) || next == '.')) ||
        (byte == '.' && next > 0 && next < 128 && isdigit(next)))
        return number_read(lexer);
    enum token_kind kind = mark_kind(byte);
    if (kind == TOKEN_BAD)
        return stray_read(lexer);
    lexer->at++;
    return token_finish(lexer, token, kind);
}
