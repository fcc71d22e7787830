/* RE2's syntax is smaller than PCRE2's, and a few signs mean something else. What RE2 has not is refused, so
 * that a workflow's patterns mean the same in every CEL. */
#include "expr/pattern.h"

#include <stdint.h>
#include <string.h>

enum { REPEAT_LIMIT = 1000 };

struct scan {
    const char *at, *end;
    struct text *out;
    const char *fault;
};

static bool scan_fault(struct scan *scan, const char *text)
{
    scan->fault = text;
    return false;
}

/* The sign DISTANCE further on; NUL past the end. */
static char peek(const struct scan *scan, size_t distance)
{
    return (size_t)(scan->end - scan->at) > distance ? scan->at[distance] : '\0';
}

static bool copy(struct scan *scan, size_t count)
{
    text_add_n(scan->out, scan->at, count);
    scan->at += count;
    return true;
}

static bool replace(struct scan *scan, size_t count, const char *with)
{
    text_add(scan->out, with);
    scan->at += count;
    return true;
}

static bool is_digit(char sign)
{
    return sign >= '0' && sign <= '9';
}

static bool is_octal(char sign)
{
    return sign >= '0' && sign <= '7';
}

static bool is_hex(char sign)
{
    return is_digit(sign) || (sign >= 'a' && sign <= 'f') || (sign >= 'A' && sign <= 'F');
}

static bool is_letter(char sign)
{
    return (sign >= 'a' && sign <= 'z') || (sign >= 'A' && sign <= 'Z');
}

/* --- escapes --- */

static bool scan_octal(struct scan *scan)
{
    unsigned code = 0;
    size_t count = 0;
    for (; count < 3 && is_octal(peek(scan, 1 + count)); count++)
        code = code * 8 + (unsigned)(peek(scan, 1 + count) - '0');
    if (count == 0 || (count == 1 && peek(scan, 1) != '0'))
        return scan_fault(scan, "a regular expression here has no backreferences (\\1), as in RE2");
    text_addf(scan->out, "\\x{%x}", code);
    scan->at += 1 + count;
    return true;
}

static bool scan_hex(struct scan *scan)
{
    size_t count = 0;
    if (is_hex(peek(scan, 2)) && is_hex(peek(scan, 3)))
        return copy(scan, 4);
    while (peek(scan, 2) == '{' && is_hex(peek(scan, 3 + count)))
        count++;
    if (count == 0 || count > 8 || peek(scan, 3 + count) != '}')
        return scan_fault(scan, "\\x takes two hexadecimal digits, or more in braces");
    return copy(scan, 4 + count);
}

/* \pL, \p{Greek}, \p{^Lu}. */
static bool scan_property(struct scan *scan)
{
    if (is_letter(peek(scan, 2)))
        return copy(scan, 3);
    size_t length = 3 + (peek(scan, 3) == '^'), start = length;
    while (is_letter(peek(scan, length)) || peek(scan, length) == '_')
        length++;
    if (peek(scan, 2) != '{' || peek(scan, length) != '}' || length == start || peek(scan, start) == 'X')
        return scan_fault(scan, "\\p takes a category or a script: \\p{L}, \\p{Greek}");
    return copy(scan, length + 1);
}

/* \Q...\E: every sign stands for itself. */
static bool scan_quoted(struct scan *scan)
{
    scan->at += 2;
    while (scan->at < scan->end && !(peek(scan, 0) == '\\' && peek(scan, 1) == 'E')) {
        unsigned char sign = (unsigned char)peek(scan, 0);
        if (sign < 0x80 && !is_letter((char)sign) && !is_digit((char)sign) && sign != '_')
            text_add_char(scan->out, '\\');
        copy(scan, 1);
    }
    scan->at += scan->at < scan->end ? 2 : 0;
    return true;
}

static bool scan_escape(struct scan *scan, bool in_class)
{
    char sign = peek(scan, 1);
    if (is_digit(sign))
        return scan_octal(scan);
    if (sign == 'x')
        return scan_hex(scan);
    if (sign == 'p' || sign == 'P')
        return scan_property(scan);
    if (sign == 'v')
        return replace(scan, 2, "\\x0b"); /* PCRE2 means every vertical space by it */
    if (sign == 's')
        return replace(scan, 2, in_class ? "\\t\\n\\f\\r " : "[\\t\\n\\f\\r ]"); /* and counts \v as space */
    if (sign == 'S' && !in_class)
        return replace(scan, 2, "[^\\t\\n\\f\\r ]");
    if (sign && strchr("afnrtdDwWS", sign))
        return copy(scan, 2);
    if (sign && !in_class && strchr("bBAz", sign))
        return copy(scan, 2);
    if (sign == 'Q' && !in_class)
        return scan_quoted(scan);
    if (sign == 'k' || sign == 'g')
        return scan_fault(scan, "a regular expression here has no backreferences (\\k, \\g), as in RE2");
    bool plain = sign && (unsigned char)sign < 0x80 && !is_letter(sign) && sign != '_';
    return plain ? copy(scan, 2)
                 : scan_fault(scan, "this regular expression has an escape that RE2 does not know");
}

/* --- classes --- */

static bool scan_posix(struct scan *scan)
{
    size_t length = 2 + (peek(scan, 2) == '^');
    while (is_letter(peek(scan, length)))
        length++;
    if (peek(scan, length) == ':' && peek(scan, length + 1) == ']')
        return copy(scan, length + 2);
    return replace(scan, 1, "\\[");
}

static bool scan_class(struct scan *scan)
{
    copy(scan, peek(scan, 1) == '^' ? 2 : 1);
    if (peek(scan, 0) == ']')
        replace(scan, 1, "\\]");
    while (scan->at < scan->end && peek(scan, 0) != ']') {
        bool fine = peek(scan, 0) == '\\'                          ? scan_escape(scan, true)
                    : peek(scan, 0) == '[' && peek(scan, 1) == ':' ? scan_posix(scan)
                    : peek(scan, 0) == '['                         ? replace(scan, 1, "\\[")
                                                                   : copy(scan, 1);
        if (!fine)
            return false;
    }
    return scan->at < scan->end ? copy(scan, 1)
                                : scan_fault(scan, "this regular expression opens a [ that nothing closes");
}

/* --- groups --- */

static bool scan_flags(struct scan *scan)
{
    size_t length = 2;
    while (peek(scan, length) && strchr("imsU-", peek(scan, length)))
        length++;
    if (peek(scan, length) == ':' || (peek(scan, length) == ')' && length > 2))
        return copy(scan, length + 1);
    return scan_fault(scan, "this regular expression has a group that RE2 does not know: "
                            "(...), (?:...), (?P<name>...) and the flags i, m, s, U are there");
}

static bool scan_group(struct scan *scan)
{
    char first = peek(scan, 2), second = peek(scan, 3);
    if (peek(scan, 1) == '*')
        return scan_fault(scan, "nothing stands before the * of this regular expression");
    if (peek(scan, 1) != '?')
        return copy(scan, 1);
    if (first == '=' || first == '!' || (first == '<' && (second == '=' || second == '!')))
        return scan_fault(scan, "a regular expression here cannot look ahead or behind, as in RE2");
    if (first == '>')
        return scan_fault(scan, "a regular expression here has no atomic groups (?>...), as in RE2");
    if (first == '(')
        return scan_fault(scan, "a regular expression here has no conditions (?(...)...), as in RE2");
    bool relative = (first == '-' || first == '+') && is_digit(second);
    if (first == 'R' || first == '&' || is_digit(first) || relative || (first == 'P' && second == '>'))
        return scan_fault(scan, "a regular expression here has no recursion, as in RE2");
    if (first == 'P' && second == '=')
        return scan_fault(scan, "a regular expression here has no backreferences (?P=...), as in RE2");
    if (first == '<' || (first == 'P' && second == '<'))
        return copy(scan, first == '<' ? 3 : 4);
    return scan_flags(scan);
}

/* --- repetition --- */

/* The length of "{2}", "{2,}" or "{2,5}", 0 when it is none; *MOST: the greatest number in it. */
static size_t braces_length(const struct scan *scan, unsigned *most)
{
    size_t length = 1;
    *most = 0;
    for (int part = 0; part < 2; part++) {
        unsigned number = 0;
        size_t start = length;
        for (; is_digit(peek(scan, length)); length++)
            number = number > REPEAT_LIMIT ? number : number * 10 + (unsigned)(peek(scan, length) - '0');
        if (part == 0 && length == start)
            return 0;
        *most = number > *most ? number : *most;
        if (peek(scan, length) == '}')
            return length + 1;
        if (part == 1 || peek(scan, length) != ',')
            return 0;
        length++;
    }
    return 0;
}

static bool starts_repetition(const struct scan *scan)
{
    unsigned most;
    char sign = peek(scan, 0);
    return sign == '*' || sign == '+' || sign == '?' || (sign == '{' && braces_length(scan, &most));
}

static bool scan_repetition(struct scan *scan)
{
    unsigned most = 0;
    size_t length = peek(scan, 0) == '{' ? braces_length(scan, &most) : 1;
    if (length == 0)
        return replace(scan, 1, "\\{");
    if (most > REPEAT_LIMIT)
        return scan_fault(scan, "a regular expression here repeats at most 1000 times, as in RE2");
    copy(scan, length);
    if (peek(scan, 0) == '?')
        copy(scan, 1);
    if (peek(scan, 0) == '+')
        return scan_fault(scan, "a regular expression here has no possessive repetition (a*+), as in RE2");
    return !starts_repetition(scan) ||
           scan_fault(scan, "this regular expression repeats a repetition: put brackets round the first");
}

const char *pattern_translate(const char *text, size_t length, struct text *out)
{
    struct scan scan = {text, text + length, out, NULL};
    bool fine = true;
    while (fine && scan.at < scan.end) {
        switch (*scan.at) {
        case '\\':
            fine = scan_escape(&scan, false);
            break;
        case '[':
            fine = scan_class(&scan);
            break;
        case '(':
            fine = scan_group(&scan);
            break;
        case '*':
        case '+':
        case '?':
        case '{':
            fine = scan_repetition(&scan);
            break;
        default:
            fine = copy(&scan, 1);
        }
    }
    return scan.fault;
}
