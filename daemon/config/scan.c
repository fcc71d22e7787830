#include "config/blame.h"
#include "config/clean.h"

#include "base/mem.h"

#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define GROUP_MAX 1000 /* settings in one group: the library searches them one by one */

/* The names of one group so far, newest first; for finding doubles. */
struct name_seen {
    const char *start;
    size_t length;
    int line;
    const struct name_seen *next;
};

static bool settings_scan(struct scanner *s, const struct bracket *inside);

static void next(struct scanner *s)
{
    s->last = s->token;
    s->token = lexer_next(&s->lexer);
}

static bool blame(struct scanner *s, enum want want, const struct bracket *inside)
{
    scan_blame(s, want, inside);
    return false;
}

static void line_record(struct scanner *s, int line)
{
    if (s->count == s->room) {
        s->room = s->room ? s->room * 2 : 64;
        s->lines = mem_resize(s->lines, s->room, sizeof *s->lines);
    }
    s->lines[s->count++] = line;
}

/* libconfig wraps what does not fit, without a word. */
static void integer_check(struct scanner *s)
{
    const struct token *token = &s->token;
    errno = 0;
    long long value =
        strtoll(token->start, NULL, token->length > 1 && (token->start[1] | 32) == 'x' ? 16 : 10);
    if (errno == ERANGE)
        error_hint(scan_fault(s, token->line, "this number does not fit in 64 bits"),
                   "Write a number from %lld to %lld.", INT64_MIN + 0LL, INT64_MAX + 0LL);
    else if (token->kind == TOKEN_INT && (value > INT32_MAX || value < INT32_MIN))
        error_hint(scan_fault(s, token->line, "a number of this size needs an L at its end"), "Write %lldL.",
                   value);
}

/* An escape may only make an ASCII character: anything else breaks the text's encoding or cuts it short. */
static void escapes_check(struct scanner *s)
{
    const char *end = s->token.start + s->token.length;
    for (const char *at = s->token.start; at < end; at++) {
        if (*at != '\\')
            continue;
        at++;
        unsigned value = 1;
        if (*at == 'x' && strspn(at + 1, "0123456789abcdefABCDEF") >= 2) {
            char hex[3] = {at[1], at[2], 0};
            value = (unsigned)strtoul(hex, NULL, 16);
        }
        if (value == 0 || value > 127)
            error_hint(scan_fault(s, s->token.line, "the escape \\x%.2s makes no character", at + 1),
                       "Write the character itself: the file is UTF-8.");
    }
}

/* A string over several lines that stops right after a sign that a value follows has most likely lost its own
 * closing quote, and stopped at the opening quote of the next. */
static bool string_swallows(const struct token *token)
{
    if (token->end_line == token->line)
        return false;
    const char *at = token->start + token->length - 2;
    while (at > token->start && strchr(" \t\n", *at))
        at--;
    return at > token->start && strchr("=([,", *at);
}

static bool string_scan(struct scanner *s, const struct bracket *inside)
{
    s->value = s->token;
    for (size_t pieces = 0; s->token.kind == TOKEN_STRING; pieces++) {
        escapes_check(s);
        if (s->suspect.kind == TOKEN_END && string_swallows(&s->token))
            s->suspect = s->token;
        if (pieces && inside && inside->open != '{')
            error_hint(
                scan_fault(s, s->last.end_line, "no comma follows this string: it and the next become one"),
                "Write , between them, or put the whole text in one pair of quotes.");
        next(s);
    }
    if (s->token.kind == TOKEN_BAD)
        return blame(s, WANT_NAME, inside);
    return true;
}

/* One plain value; INSIDE is what it stands in. */
static bool scalar_scan(struct scanner *s, const struct bracket *inside)
{
    switch (s->token.kind) {
    case TOKEN_STRING:
        return string_scan(s, inside);
    case TOKEN_INT:
    case TOKEN_INT64:
        integer_check(s);
        break;
    case TOKEN_FLOAT:
    case TOKEN_BOOL:
        break;
    default:
        return blame(s, WANT_VALUE, inside);
    }
    s->value = s->token;
    next(s);
    return true;
}

static bool value_scan(struct scanner *s, const struct bracket *inside);

static bool item_scan(struct scanner *s, const struct bracket *inside, enum token_kind *first)
{
    line_record(s, s->token.line);
    if (inside->open == '(')
        return value_scan(s, inside);
    enum token_kind kind = s->token.kind;
    int line = s->token.line;
    if (!scalar_scan(s, inside))
        return false;
    if (*first == TOKEN_END)
        *first = kind;
    if (kind == *first)
        return true;
    error_hint(scan_fault(s, line, "the values of this [ ] are not of one type"),
               "Give them one type (a number with L is another than one without), or write ( ... ).");
    return false;
}

/* The inside of [ ] or ( ). */
static bool items_scan(struct scanner *s, const struct bracket *inside)
{
    char close = bracket_partner(inside->open);
    enum token_kind first = TOKEN_END;
    if (s->token.kind == TOKEN_CLOSE && *s->token.start == close)
        return true;
    for (;;) {
        if (!item_scan(s, inside, &first))
            return false;
        if (s->token.kind == TOKEN_CLOSE && *s->token.start == close)
            return true;
        if (s->token.kind != TOKEN_COMMA)
            return blame(s, WANT_SEPARATOR, inside);
        next(s);
    }
}

static bool value_scan(struct scanner *s, const struct bracket *inside)
{
    if (s->token.kind != TOKEN_OPEN)
        return scalar_scan(s, inside);
    if (s->depth == CONF_DEPTH_MAX) {
        error_hint(scan_fault(s, s->token.line, "more than %d brackets inside one another", CONF_DEPTH_MAX),
                   "Write the inner parts as settings of their own.");
        return false;
    }
    struct bracket bracket = {*s->token.start, s->token.line};
    s->value.kind = TOKEN_END;
    s->depth++;
    next(s);
    if (bracket.open == '{' ? !settings_scan(s, &bracket) : !items_scan(s, &bracket))
        return false;
    s->depth--;
    s->value.kind = TOKEN_END;
    next(s);
    return true;
}

static const struct name_seen *name_find(const struct name_seen *seen, const struct token *name)
{
    for (; seen; seen = seen->next)
        if (seen->length == name->length && memcmp(seen->start, name->start, name->length) == 0)
            return seen;
    return NULL;
}

static const struct name_seen *name_add(struct scanner *s, const struct name_seen *seen,
                                        const struct token *name)
{
    struct name_seen *new = arena_alloc(s->arena, sizeof *new);
    *new = (struct name_seen){name->start, name->length, name->line, seen};
    return new;
}

/* One "name = value;", its end mark included. */
static bool setting_scan(struct scanner *s, const struct bracket *inside)
{
    line_record(s, s->token.line);
    next(s);
    if (s->token.kind != TOKEN_ASSIGN)
        return blame(s, WANT_ASSIGN, inside);
    next(s);
    if (s->token.kind == TOKEN_OPEN ? !value_scan(s, inside) : !scalar_scan(s, inside))
        return false;
    if (s->token.kind == TOKEN_SEMICOLON || s->token.kind == TOKEN_COMMA) {
        next(s);
        s->value.kind = TOKEN_END;
    }
    return true;
}

/* The library stops at a doubled name; blanking the second setting lets the rest be checked. */
static void double_report(struct scanner *s, const struct token *name, const struct name_seen *first,
                          size_t lines)
{
    error_hint(scan_fault(s, name->line, "%.*s is set a second time", (int)name->length, name->start),
               "It is set on line %d already: delete one, or write a list.", first->line);
    char *from = s->text + (name->start - s->text),
         *to = s->text + (s->last.start - s->text) + s->last.length;
    for (; from < to; from++)
        if (*from != '\n')
            *from = ' ';
    s->count = lines;
}

/* The settings of the file (INSIDE NULL) or of a { }, up to its end. */
static bool settings_scan(struct scanner *s, const struct bracket *inside)
{
    const struct name_seen *seen = NULL;
    for (size_t number = 0;; number++) {
        if (inside ? s->token.kind == TOKEN_CLOSE && *s->token.start == '}' : s->token.kind == TOKEN_END)
            return true;
        if (s->token.kind != TOKEN_NAME)
            return blame(s, WANT_NAME, inside);
        if (number == GROUP_MAX) {
            error_hint(scan_fault(s, s->token.line, "more than %d settings in one group", GROUP_MAX),
                       "Use several groups or files.");
            return false;
        }
        struct token name = s->token;
        size_t lines = s->count;
        const struct name_seen *first = name_find(seen, &name);
        if (!setting_scan(s, inside))
            return false;
        if (first)
            double_report(s, &name, first, lines);
        else
            seen = name_add(s, seen, &name);
    }
}

bool conf_scan(struct arena *arena, const char *name, const char *bytes, size_t size, struct faults *faults,
               struct scan *out)
{
    struct scanner scanner = {.arena = arena, .name = name, .faults = faults};
    scanner.text = conf_clean(arena, name, bytes, size, faults);
    if (!scanner.text)
        return false;
    lexer_start(&scanner.lexer, scanner.text, strlen(scanner.text));
    next(&scanner);
    bool good = settings_scan(&scanner, NULL);
    if (scanner.lexer.nested_comment)
        error_hint(fault_warn(faults, "nested-comment", name, scanner.lexer.nested_comment, "a /* inside a comment"),
                   "Check that the comment before it is closed with */: else all between is not read.");
    *out = (struct scan){.text = scanner.text, .count = scanner.count};
    out->lines = arena_alloc(arena, (scanner.count + 1) * sizeof *out->lines);
    if (scanner.count)
        memcpy(out->lines, scanner.lines, scanner.count * sizeof *out->lines);
    mem_free(scanner.lines);
    return good;
}
