#include "exchange/cel_names.h"

#include <ctype.h>
#include <string.h>

static bool name_part(int byte)
{
    return isalnum(byte) || byte == '_';
}

/* The end of the string that begins at AT, which is at its quote; a string that is not closed ends with the text. */
static const char *string_end(const char *at, bool raw)
{
    char quote[4] = {*at, *at, *at, 0};
    if (strncmp(at, quote, 3) != 0)
        quote[1] = 0;
    for (at += strlen(quote); *at && strncmp(at, quote, strlen(quote)) != 0; at++)
        if (*at == '\\' && !raw && at[1])
            at++;
    return *at ? at + strlen(quote) : at;
}

static const char *skip_blanks(const char *at)
{
    return at + strspn(at, " \t\n\r");
}

static const char *ours(const struct js_scope *scope, struct arena *arena, const char *name)
{
    static const char *const kept[] = {"fields", "event", "case", "true", "false", "null", "in"};
    for (size_t i = 0; i < sizeof kept / sizeof *kept; i++)
        if (string_equal(kept[i], name))
            return name;
    if (string_equal(name, "_event"))
        return "event";
    if (string_equal(name, "_sessionid"))
        return "case.reference";
    if (string_equal(name, "_name"))
        return scope->name;
    const char *field = scope->field(scope->context, name);
    return field ? arena_printf(arena, "fields.%s", field) : name;
}

/* A macro's own variable would hide a datum of the same name: which is meant cannot be told word by word. */
static bool hides(const char *source, const char *start, const char *name, const struct js_scope *scope)
{
    static const char *const macros[] = {"all", "exists", "exists_one", "filter", "map"};
    const char *at = start;
    while (at > source && strchr(" \t\n\r", at[-1]))
        at--;
    if (at == source || at[-1] != '(' || *skip_blanks(start + strlen(name)) != ',')
        return false;
    const char *end = --at;
    while (at > source && name_part((unsigned char)at[-1]))
        at--;
    for (size_t i = 0; i < sizeof macros / sizeof *macros; i++)
        if (strlen(macros[i]) == (size_t)(end - at) && strncmp(macros[i], at, (size_t)(end - at)) == 0)
            return at > source && at[-1] == '.' && scope->field(scope->context, name);
    return false;
}

/* One name at *AT, which moves behind it; PREVIOUS is the last sign before it. False: it hides a datum. */
static bool take_name(const char *source, const char **at, char previous, const struct js_scope *scope, struct arena *arena,
                      struct text *out)
{
    const char *start = *at;
    while (name_part((unsigned char)**at))
        (*at)++;
    const char *name = arena_copy_n(arena, start, (size_t)(*at - start));
    bool quote = (**at == '\'' || **at == '"') && strlen(name) <= 2;
    if (quote) {
        const char *end = string_end(*at, strpbrk(name, "rR") != NULL);
        text_add_n(out, start, (size_t)(end - start));
        *at = end;
        return true;
    }
    bool called = *skip_blanks(*at) == '(';
    text_add(out, previous == '.' || called ? name : ours(scope, arena, name));
    return !hides(source, start, name, scope);
}

int cel_names(struct arena *arena, const char *source, const struct js_scope *scope, const char **out, struct error *error)
{
    struct text text = TEXT_EMPTY;
    char previous = 0;
    bool good = true;
    for (const char *at = source; *at && good;) {
        const char *end = at + 1;
        if (isdigit((unsigned char)*at)) {
            while (name_part((unsigned char)*end) || *end == '.')
                end++;
        } else if (name_part((unsigned char)*at)) {
            good = take_name(source, &at, previous, scope, arena, &text);
            previous = 'n';
            continue;
        } else if (*at == '\'' || *at == '"') {
            end = string_end(at, false);
        }
        if (!strchr(" \t\n\r", *at))
            previous = *at;
        text_add_n(&text, at, (size_t)(end - at));
        at = end;
    }
    *out = arena_copy(arena, text_string(&text));
    text_free(&text);
    return good ? 0 : error_set(error, SENDD_EINVALID, "a macro's name is that of a datum in `%.200s`", source);
}
