#include "expr/source.h"

#include <stdio.h>
#include <string.h>

enum { QUOTED = 24 }; /* bytes of the source shown in a fault */

static bool continues(char byte)
{
    return ((unsigned char)byte & 0xC0) == 0x80;
}

/* Line and column, both from 1, columns in characters. */
static void place_find(const char *text, size_t offset, size_t *line, size_t *column)
{
    *line = 1;
    *column = 1;
    for (size_t i = 0; i < offset; i++) {
        if (text[i] == '\n') {
            *line += 1;
            *column = 1;
        } else if (!continues(text[i])) {
            *column += 1;
        }
    }
}

/* What stands at AT, up to the end of its line, whole characters only, control characters as spaces. */
static void quote(const char *at, char out[QUOTED + 1])
{
    size_t length = strcspn(at, "\r\n");
    if (length > QUOTED) {
        length = QUOTED;
        while (length > 0 && continues(at[length]))
            length--;
    }
    for (size_t i = 0; i < length; i++)
        out[i] = (unsigned char)at[i] < ' ' ? ' ' : at[i];
    out[length] = '\0';
}

__attribute__((format(printf, 4, 0))) static int
place_vfault(const char *text, size_t offset, struct error *error, const char *format, va_list arguments)
{
    size_t line, column;
    char message[400], place[64] = "", near[QUOTED + 1];
    place_find(text, offset, &line, &column);
    vsnprintf(message, sizeof message, format, arguments);
    if (strchr(text, '\n'))
        snprintf(place, sizeof place, "line %zu, ", line);
    quote(text + offset, near);
    if (!*near)
        return error_set(error, SENDD_EINVALID, "at %scolumn %zu, the end: %s", place, column, message);
    return error_set(error, SENDD_EINVALID, "at %scolumn %zu, near \"%s\": %s", place, column, near, message);
}

int place_fault(const char *text, size_t offset, struct error *error, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    int code = place_vfault(text, offset, error, format, arguments);
    va_end(arguments);
    return code;
}

bool source_fault(const struct source *source, size_t offset, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    place_vfault(source->text, offset, source->error, format, arguments);
    va_end(arguments);
    return false;
}

bool source_hint(const struct source *source, const char *format, ...)
{
    char hint[300];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(hint, sizeof hint, format, arguments);
    va_end(arguments);
    if (source->error)
        error_hint(source->error, "%s", hint);
    return false;
}

size_t utf8_length(const char *bytes, size_t rest)
{
    const unsigned char *at = (const unsigned char *)bytes;
    if (rest == 0)
        return 0;
    if (at[0] < 0x80)
        return 1;
    size_t length = at[0] >= 0xF0 ? 4 : at[0] >= 0xE0 ? 3 : 2;
    if (at[0] < 0xC2 || at[0] > 0xF4 || rest < length)
        return 0;
    for (size_t i = 1; i < length; i++) {
        if (!continues(bytes[i]))
            return 0;
    }
    bool overlong = (at[0] == 0xE0 && at[1] < 0xA0) || (at[0] == 0xF0 && at[1] < 0x90);
    bool outside = (at[0] == 0xED && at[1] > 0x9F) || (at[0] == 0xF4 && at[1] > 0x8F);
    return overlong || outside ? 0 : length;
}

size_t utf8_write(uint32_t code, char *out)
{
    if (code < 0x80) {
        out[0] = (char)code;
        return 1;
    }
    if (code < 0x800) {
        out[0] = (char)(0xC0 | code >> 6);
        out[1] = (char)(0x80 | (code & 0x3F));
        return 2;
    }
    if ((code >= 0xD800 && code <= 0xDFFF) || code > 0x10FFFF)
        return 0;
    if (code < 0x10000) {
        out[0] = (char)(0xE0 | code >> 12);
        out[1] = (char)(0x80 | (code >> 6 & 0x3F));
        out[2] = (char)(0x80 | (code & 0x3F));
        return 3;
    }
    out[0] = (char)(0xF0 | code >> 18);
    out[1] = (char)(0x80 | (code >> 12 & 0x3F));
    out[2] = (char)(0x80 | (code >> 6 & 0x3F));
    out[3] = (char)(0x80 | (code & 0x3F));
    return 4;
}

size_t utf8_count(const char *bytes, size_t length)
{
    size_t count = 0;
    for (size_t i = 0; i < length; i++)
        count += !continues(bytes[i]);
    return count;
}

bool source_is_utf8(const struct source *source)
{
    for (size_t i = 0; i < source->length;) {
        size_t length = utf8_length(source->text + i, source->length - i);
        if (length == 0) {
            error_set(source->error, SENDD_EINVALID, "byte %zu of the expression is not UTF-8", i + 1);
            return source_hint(source, "save the file as UTF-8");
        }
        i += length;
    }
    return true;
}
