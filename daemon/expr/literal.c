/* Number and string literals, decoded as the CEL specification says. */
#include "expr/lex.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* --- numbers --- */

static bool number_ends(struct lexer *lexer, struct token *out, size_t length)
{
    const char *after = lexer->source->text + lexer->at + length;
    if (out->kind == TOKEN_INT && (*after == 'u' || *after == 'U')) {
        out->kind = TOKEN_UINT;
        after++;
        length++;
    }
    bool word = (*after >= 'a' && *after <= 'z') || (*after >= 'A' && *after <= 'Z') || *after == '_' ||
                (*after >= '0' && *after <= '9');
    if (word) {
        source_fault(lexer->source, lexer->at, "a number ends in letters");
        return source_hint(lexer->source, "a length of time is days(3), weeks(2) or months(1)");
    }
    out->offset = lexer->at;
    lexer->at += length;
    return true;
}

static bool lex_integer(struct lexer *lexer, struct token *out, int base, size_t prefix, size_t length)
{
    const char *digits = lexer->source->text + lexer->at + prefix;
    errno = 0;
    out->kind = TOKEN_INT;
    out->magnitude = strtoull(digits, NULL, base);
    bool small = errno != ERANGE;
    return number_ends(lexer, out, length) &&
           (small ||
            source_fault(lexer->source, out->offset, "this number is too large for %s",
                         out->kind == TOKEN_UINT ? "an unsigned number (uint)" : "a whole number (int)"));
}

/* The length of "1.5", ".5", "1e9", "1.5e-3" at TEXT; *WHOLE tells that it was digits only. */
static size_t decimal_length(const char *text, bool *whole)
{
    static const char digits[] = "0123456789";
    size_t length = strspn(text, digits);
    *whole = true;
    if (text[length] == '.' && strspn(text + length + 1, digits)) {
        length += 1 + strspn(text + length + 1, digits);
        *whole = false;
    }
    if (text[length] == 'e' || text[length] == 'E') {
        size_t sign = text[length + 1] == '+' || text[length + 1] == '-' ? 1 : 0;
        size_t exponent = strspn(text + length + 1 + sign, digits);
        if (exponent) {
            length += 1 + sign + exponent;
            *whole = false;
        }
    }
    return length;
}

bool lex_number(struct lexer *lexer, struct token *out)
{
    const char *text = lexer->source->text + lexer->at;
    if (text[0] == '0' && text[1] == 'X') {
        source_fault(lexer->source, lexer->at, "\"0X\" begins no number");
        return source_hint(lexer->source, "write it small: 0x1f");
    }
    if (text[0] == '0' && text[1] == 'x') {
        size_t digits = strspn(text + 2, "0123456789abcdefABCDEF");
        if (digits == 0)
            return source_fault(lexer->source, lexer->at, "0x needs hexadecimal digits after it");
        return lex_integer(lexer, out, 16, 2, 2 + digits);
    }
    bool whole;
    size_t length = decimal_length(text, &whole);
    if (whole)
        return lex_integer(lexer, out, 10, 0, length);
    out->kind = TOKEN_DOUBLE;
    out->number = strtod(text, NULL); /* overflow gives infinity, as CEL has it */
    return number_ends(lexer, out, length);
}

/* --- strings --- */

/* What stands around a literal, and what it makes of its text. */
struct quoting {
    char quote;
    bool raw, bytes, tripled;
};

/* Skips the letters in front of a quote at *AT: b, r, or br. */
static void prefix_read(const char **at, struct quoting *out)
{
    *out = (struct quoting){.bytes = **at == 'b' || **at == 'B'};
    *at += out->bytes;
    out->raw = **at == 'r' || **at == 'R';
    *at += out->raw;
}

bool lex_string_starts(const struct lexer *lexer)
{
    struct quoting quoting;
    const char *at = lexer->source->text + lexer->at;
    prefix_read(&at, &quoting);
    return *at == '\'' || *at == '"';
}

/* Reads COUNT digits of BASE at AT into *CODE. */
static bool read_digits(const char *at, size_t count, int base, uint32_t *code)
{
    static const char digits[] = "0123456789abcdef";
    *code = 0;
    for (size_t i = 0; i < count; i++) {
        char lower = at[i] >= 'A' && at[i] <= 'F' ? (char)(at[i] + 32) : at[i];
        const char *digit = lower ? strchr(digits, lower) : NULL;
        if (!digit || digit - digits >= base)
            return false;
        *code = *code * (uint32_t)base + (uint32_t)(digit - digits);
    }
    return true;
}

/* The number that an escape gives: *LENGTH bytes of AT, 0 when it is none. *OCTET: one byte in bytes, a code
 * point in a string. */
static uint32_t escape_code(const char *at, size_t *length, bool *octet)
{
    uint32_t code = 0;
    size_t prefix = 1, count = *at == 'u' ? 4 : *at == 'U' ? 8 : *at == 'x' || *at == 'X' ? 2 : 0;
    bool octal = *at >= '0' && *at <= '3';
    if (octal) {
        prefix = 0;
        count = 3;
    }
    *octet = octal || count == 2;
    *length = count && read_digits(at + prefix, count, octal ? 8 : 16, &code) ? prefix + count : 0;
    return code;
}

/* AT is behind the backslash. Appends what the escape means; returns the bytes it took, 0 when it is none. */
static size_t escape_read(const char *at, bool in_bytes, struct text *out)
{
    static const char plain[] = "abfnrtv\\?\"'`", meaning[] = "\a\b\f\n\r\t\v\\?\"'`";
    const char *simple = *at ? strchr(plain, *at) : NULL;
    if (simple) {
        text_add_char(out, meaning[simple - plain]);
        return 1;
    }
    char bytes[4];
    size_t length;
    bool octet;
    uint32_t code = escape_code(at, &length, &octet);
    if (length == 0 || (in_bytes && !octet))
        return 0;
    if (in_bytes) {
        text_add_char(out, (char)code);
        return length;
    }
    size_t written = utf8_write(code, bytes);
    text_add_n(out, bytes, written);
    return written ? length : 0;
}

static bool ends_here(const struct quoting *quoting, const char *at)
{
    if (*at != quoting->quote)
        return false;
    return !quoting->tripled || (at[1] == quoting->quote && at[2] == quoting->quote);
}

static bool string_fault(struct lexer *lexer, size_t start, size_t at, bool in_bytes)
{
    char sign = lexer->source->text[at], escape = sign ? lexer->source->text[at + 1] : sign;
    if (sign == '\\' && in_bytes && (escape == 'u' || escape == 'U')) {
        source_fault(lexer->source, at, "bytes have no characters by number");
        return source_hint(lexer->source, "write the character itself, or its bytes: \\xc3\\xa9");
    }
    if (sign == '\\') {
        source_fault(lexer->source, at, "this escape is not known");
        return source_hint(
            lexer->source,
            "write \\\\ for a backslash, \\n for a line end, \\u00e9 for a character by its number");
    }
    source_fault(lexer->source, start, "this string does not end");
    return source_hint(lexer->source, "close it with the quote it began with");
}

/* Decodes up to the closing quote, which it leaves. False: nothing closed the string, or an escape is wrong,
 * at *AT. */
static bool string_body(const char *text, size_t *at, const struct quoting *quoting, struct text *bytes)
{
    while (!ends_here(quoting, text + *at)) {
        char byte = text[*at];
        if (byte == '\0' || (!quoting->tripled && (byte == '\n' || byte == '\r')))
            return false;
        if (byte == '\\' && !quoting->raw) {
            size_t length = escape_read(text + *at + 1, quoting->bytes, bytes);
            if (length == 0)
                return false;
            *at += 1 + length;
        } else {
            text_add_char(bytes, byte);
            *at += 1;
        }
    }
    return true;
}

bool lex_string(struct lexer *lexer, struct token *out)
{
    const char *text = lexer->source->text, *quote = text + lexer->at;
    struct quoting quoting;
    prefix_read(&quote, &quoting);
    quoting.quote = *quote;
    quoting.tripled = quote[1] == *quote && quote[2] == *quote;
    size_t start = lexer->at, at = (size_t)(quote - text) + (quoting.tripled ? 3 : 1);

    struct text bytes = TEXT_EMPTY;
    bool closed = string_body(text, &at, &quoting, &bytes);
    *out = (struct token){
        .kind = quoting.bytes ? TOKEN_BYTES : TOKEN_STRING, .offset = start, .length = bytes.length};
    out->text = arena_copy_n(lexer->source->arena, text_string(&bytes), bytes.length);
    text_free(&bytes);
    lexer->at = at + (quoting.tripled ? 3 : 1);
    return closed || string_fault(lexer, start, at, quoting.bytes);
}
