#include "config/blame.h"
#include "config/clean.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#define QUOTE_MAX 100 /* bytes of a quoted line */

void conf_quote(const char *text, int line, struct text *out)
{
    while (line > 1 && (text = strchr(text, '\n'))) {
        text++;
        line--;
    }
    if (!text)
        return;
    text += strspn(text, " \t");
    size_t length = strcspn(text, "\n");
    bool cut = length > QUOTE_MAX;
    if (cut)
        length = utf8_cut(text, QUOTE_MAX);
    for (size_t i = 0; i < length; i++)
        text_add_char(out, (unsigned char)text[i] < 32 || text[i] == 127 ? ' ' : text[i]);
    if (cut)
        text_add(out, "...");
}

struct error *scan_fault(struct scanner *scanner, int line, const char *format, ...)
{
    char cause[300];
    if (scanner->faulty++ >= CONF_FAULTS_MAX) {
        if (scanner->faulty == CONF_FAULTS_MAX + 1)
            fault_add(scanner->faults, scanner->name, line, "more than %d faults; the rest is left out",
                      CONF_FAULTS_MAX);
        return &scanner->spare;
    }
    va_list list;
    va_start(list, format);
    vsnprintf(cause, sizeof cause, format, list);
    va_end(list);
    struct text quoted = TEXT_EMPTY;
    conf_quote(scanner->text, line, &quoted);
    struct error *error =
        fault_add(scanner->faults, scanner->name, line, "%s, in: %s", cause, text_string(&quoted));
    text_free(&quoted);
    return error;
}

char bracket_partner(char open)
{
    return open == '{' ? '}' : open == '[' ? ']' : ')';
}

/* From START to the end of what its writer meant as one value: a separator, a bracket's end, a comment or the
 * line's. */
static int run_length(const char *start)
{
    size_t length = strcspn(start, ";,\n)]}#=\"");
    while (length && (start[length - 1] == ' ' || start[length - 1] == '\t'))
        length--;
    return (int)utf8_cut(start, length > 60 ? 60 : length);
}

static void blame_close(struct scanner *s, const struct bracket *inside)
{
    char close = *s->token.start;
    if (inside)
        error_hint(scan_fault(s, s->token.line, "%c stands where the %c of line %d is still open", close,
                              inside->open, inside->line),
                   "Write %c here, or look for a bracket that is missing between line %d and line %d.",
                   bracket_partner(inside->open), inside->line, s->token.line);
    else
        error_hint(scan_fault(s, s->token.line, "%c closes nothing: no bracket is open", close),
                   "Delete it, or look above for one %c too many.", close);
}

static void blame_end(struct scanner *s, enum want want, const struct bracket *inside)
{
    if (inside)
        error_hint(scan_fault(s, inside->line, "the %c opened on line %d is never closed", inside->open,
                              inside->line),
                   "Write %c%s where it ends.", bracket_partner(inside->open),
                   inside->open == '{' ? "" : ";");
    else
        error_hint(scan_fault(s, s->last.line, "the file ends where %s",
                              want == WANT_ASSIGN ? "a = should follow" : "a value should follow"),
                   "A setting is written: name = value;");
}

static void blame_name(struct scanner *s)
{
    int line = s->token.line;
    switch (s->token.kind) {
    case TOKEN_COMMA:
    case TOKEN_SEMICOLON:
        error_hint(scan_fault(s, line, "this %c follows nothing", *s->token.start),
                   "Delete it: one ; after a setting is enough.");
        break;
    case TOKEN_ASSIGN:
        error_hint(scan_fault(s, line, "no name stands before this %c", *s->token.start),
                   "A setting is written: name = value;");
        break;
    case TOKEN_STRING:
        error_hint(scan_fault(s, line, "a string stands where a name should"),
                   "A setting is written: name = \"text\"; and its name has no quotes.");
        break;
    case TOKEN_OPEN:
        error_hint(scan_fault(s, line, "a %c without a name before it", *s->token.start),
                   "Write name = { ... }; or, for several groups, name = ( { ... }, { ... } );");
        break;
    default:
        error_hint(scan_fault(s, line, "a value stands where a name should"),
                   "A setting is written: name = value; and a name begins with a letter.");
    }
}

static void blame_assign(struct scanner *s)
{
    int length = (int)s->last.length;
    const struct token *value = &s->value;
    if (value->kind != TOKEN_END && value->end_line == s->last.line && value->kind != TOKEN_STRING) {
        error_hint(scan_fault(s, s->last.line, "text of several words needs double quotes"),
                   "Write \"%.*s\".", run_length(value->start), value->start);
        return;
    }
    struct error *error = scan_fault(s, s->last.line, "no = follows %.*s", length, s->last.start);
    error_hint(error, "Write %.*s = %s", length, s->last.start,
               s->token.kind != TOKEN_OPEN ? "value;"
               : *s->token.start == '{'    ? "{ ... };"
                                           : "( ... );");
}

/* A word without quotes where a value should stand. */
static void blame_word(struct scanner *s, const struct bracket *inside)
{
    const char *word = s->token.start;
    int length = run_length(word);
    if (inside && inside->open != '{' && word[length + (int)strspn(word + length, " \t")] == '=') {
        error_hint(scan_fault(s, s->token.line, "a setting stands directly inside the %c of line %d",
                              inside->open, inside->line),
                   "Put braces round it: ( { %.*s = ...; } ), or write %c; where the list should have ended.",
                   length, word, bracket_partner(inside->open));
        return;
    }
    struct error *error = scan_fault(s, s->token.line, "the text %.*s has no quotes", length, word);
    bool yes = (length == 3 && !strncasecmp(word, "yes", 3)) || (length == 2 && !strncasecmp(word, "on", 2));
    bool no = (length == 2 && !strncasecmp(word, "no", 2)) || (length == 3 && !strncasecmp(word, "off", 3));
    if (yes || no)
        error_hint(error, "Write %s.", yes ? "true" : "false");
    else
        error_hint(error, "Write \"%.*s\".", length, word);
}

static void blame_value(struct scanner *s, const struct bracket *inside)
{
    int line = s->token.line;
    if (s->token.kind == TOKEN_NAME)
        blame_word(s, inside);
    else if (s->token.kind == TOKEN_CLOSE && s->last.kind == TOKEN_COMMA)
        error_hint(scan_fault(s, s->last.line,
                              "a comma follows the last item of the list that ends on line %d", line),
                   "Delete the comma.");
    else if (s->token.kind == TOKEN_OPEN)
        error_hint(scan_fault(s, line, "[ ] holds only plain values of one type"),
                   "Write ( ... ) round groups and lists.");
    else if (s->token.kind == TOKEN_ASSIGN)
        error_hint(scan_fault(s, line, "two = signs in a row"), "Write one.");
    else if (inside && inside->open != '{')
        error_hint(scan_fault(s, line, "an item is missing before %c", *s->token.start),
                   "Items of a list have one comma between them, none before the first or after the last.");
    else
        error_hint(scan_fault(s, s->last.line, "no value follows the ="),
                   "Write the value, or delete the setting.");
}

static void blame_separator(struct scanner *s, const struct bracket *inside)
{
    int line = s->token.line;
    if (s->token.kind == TOKEN_SEMICOLON)
        error_hint(scan_fault(s, line, "a ; stands inside the %c of line %d", inside->open, inside->line),
                   "Write , between items, or %c before the ; to end the list.",
                   bracket_partner(inside->open));
    else if (s->token.kind == TOKEN_NAME && s->last.kind != TOKEN_CLOSE && s->last.kind != TOKEN_STRING)
        error_hint(scan_fault(s, line, "text of several words needs double quotes"), "Write \"%.*s\".",
                   run_length(s->last.start), s->last.start);
    else if (s->token.kind == TOKEN_NAME || s->token.kind == TOKEN_ASSIGN)
        error_hint(scan_fault(s, line, "the %c of line %d is still open here", inside->open, inside->line),
                   "Write %c; where the list ends.", bracket_partner(inside->open));
    else
        error_hint(scan_fault(s, s->last.end_line, "no comma follows this item"),
                   "Write , between the items of a list.");
}

void scan_blame(struct scanner *s, enum want want, const struct bracket *inside)
{
    if (s->suspect.kind != TOKEN_END)
        error_hint(scan_fault(s, s->suspect.line, "the string that begins here runs on to line %d",
                              s->suspect.end_line),
                   "Write a \" where the text ends.");
    else if (s->token.kind == TOKEN_BAD)
        error_hint(scan_fault(s, s->token.line, "%s", s->lexer.cause), "%s", s->lexer.advice);
    else if (s->token.kind == TOKEN_END)
        blame_end(s, want, inside);
    else if (s->token.kind == TOKEN_CLOSE && want != WANT_ASSIGN &&
             (!inside || *s->token.start != bracket_partner(inside->open)))
        blame_close(s, inside);
    else if (want == WANT_NAME)
        blame_name(s);
    else if (want == WANT_ASSIGN)
        blame_assign(s);
    else if (want == WANT_VALUE)
        blame_value(s, inside);
    else
        blame_separator(s, inside);
}
