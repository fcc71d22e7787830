#include "exchange/js_lex.h"

#include <ctype.h>
#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

static bool fail(struct js_lexer *lexer, const char *what)
{
    error_set(lexer->error, SENDD_EINVALID, "%s in `%.200s`", what, lexer->source);
    return false;
}

static bool name_start(int byte)
{
    return isalpha(byte) || byte == '_' || byte == '$' || byte >= 0x80;
}

static bool name_part(int byte)
{
    return name_start(byte) || isdigit(byte);
}

static void add_utf8(struct text *text, uint32_t code)
{
    if (code < 0x80) {
        text_add_char(text, (char)code);
    } else if (code < 0x800) {
        text_add_char(text, (char)(0xC0 | code >> 6));
        text_add_char(text, (char)(0x80 | (code & 0x3F)));
    } else if (code < 0x10000) {
        text_add_char(text, (char)(0xE0 | code >> 12));
        text_add_char(text, (char)(0x80 | (code >> 6 & 0x3F)));
        text_add_char(text, (char)(0x80 | (code & 0x3F)));
    } else {
        text_add_char(text, (char)(0xF0 | code >> 18));
        text_add_char(text, (char)(0x80 | (code >> 12 & 0x3F)));
        text_add_char(text, (char)(0x80 | (code >> 6 & 0x3F)));
        text_add_char(text, (char)(0x80 | (code & 0x3F)));
    }
}

/* COUNT hexadecimal digits at *AT, which moves behind them. */
static bool take_hex(const char **at, int count, uint32_t *out)
{
    *out = 0;
    for (int i = 0; i < count; i++, (*at)++) {
        if (!isxdigit((unsigned char)**at))
            return false;
        *out = *out * 16 + (uint32_t)(isdigit((unsigned char)**at) ? **at - '0' : (**at | 32) - 'a' + 10);
    }
    return true;
}

/* \uXXXX, \u{X...}, and two of them that make one character; *AT is behind the u. */
static bool take_unicode(const char **at, uint32_t *out)
{
    uint32_t low;
    if (**at == '{') {
        *out = 0;
        for ((*at)++; **at != '}'; (*at)++) {
            const char *digit = *at;
            if (!take_hex(&digit, 1, &low) || (*out = *out * 16 + low) > 0x10FFFF)
                return false;
        }
        (*at)++;
        return *out < 0xD800 || *out > 0xDFFF;
    }
    if (!take_hex(at, 4, out))
        return false;
    if (*out < 0xD800 || *out > 0xDFFF)
        return true;
    if (*out > 0xDBFF || (*at)[0] != '\\' || (*at)[1] != 'u')
        return false;
    *at += 2;
    if (!take_hex(at, 4, &low) || low < 0xDC00 || low > 0xDFFF)
        return false;
    *out = 0x10000 + ((*out - 0xD800) << 10) + (low - 0xDC00);
    return true;
}

/* What stands behind a backslash. */
static bool take_escape(const char **at, struct text *text)
{
    static const char letters[] = "nrtbfv", bytes[] = "\n\r\t\b\f\v";
    uint32_t code = 0;
    const char letter = *(*at)++;
    const char *plain = letter ? strchr(letters, letter) : NULL;
    if (plain) {
        text_add_char(text, bytes[plain - letters]);
        return true;
    }
    if (letter == '\n')
        return true;
    if (letter == 'x' || letter == 'u') {
        if (!(letter == 'x' ? take_hex(at, 2, &code) : take_unicode(at, &code)) || code == 0)
            return false;
        add_utf8(text, code);
        return true;
    }
    if (!letter || isdigit((unsigned char)letter))
        return false;
    text_add_char(text, letter);
    return true;
}

static bool take_string(struct js_lexer *lexer)
{
    struct text text = TEXT_EMPTY;
    const char quote = *lexer->at;
    const char *at = lexer->at + 1;
    bool good = true;
    while (good && *at != quote) {
        good = *at != '\0' && *at != '\n';
        if (good && *at == '\\') {
            at++;
            good = take_escape(&at, &text);
        } else if (good) {
            text_add_char(&text, *at++);
        }
    }
    lexer->kind = JS_TOKEN_STRING;
    lexer->text = arena_copy(lexer->arena, text_string(&text));
    lexer->at = good ? at + 1 : at;
    text_free(&text);
    return good || fail(lexer, "a string that is not closed, or an escape that makes no character");
}

static bool take_number(struct js_lexer *lexer)
{
    const char *at = lexer->at;
    char *end = NULL;
    errno = 0;
    lexer->kind = JS_TOKEN_NUMBER;
    lexer->text = "";
    if (at[0] == '0' && strchr("xXoObB", at[1]) && at[1]) {
        int base = (at[1] | 32) == 'x' ? 16 : (at[1] | 32) == 'o' ? 8 : 2;
        lexer->number = (double)strtoull(at + 2, &end, base);
        if (end == at + 2 || errno)
            return fail(lexer, "a number that is not one");
    } else {
        if (at[0] == '0' && isdigit((unsigned char)at[1]))
            return fail(lexer, "a number with a 0 before it");
        lexer->number = strtod(at, &end);
        if (errno == ERANGE)
            return fail(lexer, "a number out of range");
    }
    lexer->at = end;
    return !name_part((unsigned char)*end) || fail(lexer, "a number that is not one");
}

static bool take_sign(struct js_lexer *lexer)
{
    /* Longest first. */
    static const char *const signs[] = {
        ">>>=", "===", "!==", "**=", "<<=", ">>=", ">>>", "...", "&&=", "||=", "\?\?=", "==", "!=", "<=",
        ">=",   "&&",  "||",  "\?\?", "\?.", "++", "--",  "**",  "<<",  ">>",  "+=",    "-=", "*=", "/=",
        "%=",   "&=",  "|=",  "^=",  "=>",  "(",   ")",   "[",   "]",   "{",   "}",     ".",  ",",  ";",
        ":",    "?",   "=",   "!",   "<",   ">",   "+",   "-",   "*",   "/",   "%",     "&",  "|",  "^",
        "~",    "`",   "#",   "@"};
    for (size_t i = 0; i < sizeof signs / sizeof *signs; i++)
        if (string_starts(lexer->at, signs[i])) {
            lexer->kind = JS_TOKEN_SIGN;
            lexer->text = signs[i];
            lexer->at += strlen(signs[i]);
            return true;
        }
    return fail(lexer, "a character that ECMAScript does not know");
}

static bool skip_blanks(struct js_lexer *lexer)
{
    for (;;) {
        while (*lexer->at && strchr(" \t\n\r\v\f", *lexer->at))
            lexer->at++;
        if (string_starts(lexer->at, "\xC2\xA0")) {
            lexer->at += 2;
        } else if (string_starts(lexer->at, "//")) {
            lexer->at += strcspn(lexer->at, "\n");
        } else if (string_starts(lexer->at, "/*")) {
            const char *end = strstr(lexer->at + 2, "*/");
            if (!end)
                return fail(lexer, "a comment that is not closed");
            lexer->at = end + 2;
        } else {
            return true;
        }
    }
}

bool js_next(struct js_lexer *lexer)
{
    if (!skip_blanks(lexer))
        return false;
    const unsigned char byte = (unsigned char)*lexer->at, after = (unsigned char)(byte ? lexer->at[1] : 0);
    if (!byte) {
        lexer->kind = JS_TOKEN_END;
        lexer->text = "";
        return true;
    }
    if (byte == '\'' || byte == '"')
        return take_string(lexer);
    if (isdigit(byte) || (byte == '.' && isdigit(after)))
        return take_number(lexer);
    if (!name_start(byte))
        return take_sign(lexer);
    const char *start = lexer->at;
    while (name_part((unsigned char)*lexer->at))
        lexer->at++;
    lexer->kind = JS_TOKEN_NAME;
    lexer->text = arena_copy_n(lexer->arena, start, (size_t)(lexer->at - start));
    return true;
}
