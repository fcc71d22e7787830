#include "exchange/notation.h"

#include "base/mem.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define WIDTH 110 /* a group that fits into this many columns stands on one line */

static void newline(struct notation *out, int depth, int line)
{
    if (out->count == out->room) {
        out->room = out->room ? out->room * 2 : 64;
        out->lines = mem_resize(out->lines, out->room, sizeof *out->lines);
    }
    out->lines[out->count++] = line;
    text_addf(&out->text, "\n%*s", 2 * depth, "");
}

static void write_string(struct text *out, const char *string)
{
    text_add_char(out, '"');
    for (; *string; string++) {
        const unsigned char byte = (unsigned char)*string;
        if (byte == '"' || byte == '\\')
            text_addf(out, "\\%c", byte);
        else if (byte == '\n' || byte == '\t' || byte == '\r')
            text_add(out, byte == '\n' ? "\\n" : byte == '\t' ? "\\t" : "\\r");
        else if (byte < 32 || byte == 127)
            text_addf(out, "\\x%02x", byte);
        else
            text_add_char(out, (char)byte);
    }
    text_add_char(out, '"');
}

static void write_scalar(struct text *out, const json_t *value)
{
    if (json_is_string(value)) {
        write_string(out, json_string_value(value));
    } else if (json_is_integer(value)) {
        json_int_t number = json_integer_value(value);
        text_addf(out, "%lld%s", (long long)number, number > INT32_MAX || number < INT32_MIN ? "L" : "");
    } else if (json_is_real(value)) {
        char *text = json_dumps(value, JSON_ENCODE_ANY);
        text_add(out, text ? text : "0.0");
        free(text);
    } else {
        text_add(out, json_is_true(value) ? "true" : "false");
    }
}

static int line_of(const json_t *value, int outer)
{
    return (int)json_number(value, NOTATION_LINE, outer);
}

/* Whether any member but the line is an object or a list of them. */
static bool is_flat(const json_t *object)
{
    const char *key;
    json_t *value;
    json_object_foreach((json_t *)object, key, value)
        if (json_is_object(value) || (json_is_array(value) && json_is_object(json_array_get(value, 0))))
            return false;
    return true;
}

static void write_value(struct notation *out, const json_t *value, int depth, int line);

static bool is_setting(const char *key, const json_t *value)
{
    return strcmp(key, NOTATION_LINE) != 0 && !json_is_null(value);
}

/* On one line, with a space after each setting. */
static void write_flat(struct notation *out, const json_t *object, int depth, int line)
{
    const char *key;
    json_t *value;
    text_add(&out->text, "{ ");
    json_object_foreach((json_t *)object, key, value)
        if (is_setting(key, value)) {
            text_addf(&out->text, "%s = ", key);
            write_value(out, value, depth, line);
            text_add(&out->text, "; ");
        }
    text_add_char(&out->text, '}');
}

static void write_settings(struct notation *out, const json_t *object, int depth, int line)
{
    const char *key;
    json_t *value;
    json_object_foreach((json_t *)object, key, value)
        if (is_setting(key, value)) {
            newline(out, depth, line_of(value, line));
            text_addf(&out->text, "%s = ", key);
            write_value(out, value, depth, line);
            text_add_char(&out->text, ';');
        }
}

static void write_object(struct notation *out, const json_t *object, int depth, int line)
{
    line = line_of(object, line);
    size_t start = out->text.length;
    if (is_flat(object)) {
        write_flat(out, object, depth, line);
        if (out->text.length - start <= WIDTH)
            return;
        out->text.length = start;
        out->text.bytes[start] = '\0';
    }
    text_add_char(&out->text, '{');
    write_settings(out, object, depth + 1, line);
    newline(out, depth, line);
    text_add_char(&out->text, '}');
}

static void write_list(struct notation *out, const json_t *list, int depth, int line)
{
    size_t i;
    json_t *item;
    bool groups = json_is_object(json_array_get(list, 0)) || json_array_size(list) == 0;
    if (json_array_size(list) == 1 && !groups) { /* one word needs no brackets */
        write_value(out, json_array_get(list, 0), depth, line);
        return;
    }
    text_add_char(&out->text, groups ? '(' : '[');
    json_array_foreach(list, i, item) {
        text_add(&out->text, i ? "," : "");
        if (groups)
            newline(out, depth + 1, line_of(item, line));
        else
            text_add(&out->text, i ? " " : "");
        write_value(out, item, depth + 1, line);
    }
    if (groups && json_array_size(list))
        newline(out, depth, line);
    text_add_char(&out->text, groups ? ')' : ']');
}

static void write_value(struct notation *out, const json_t *value, int depth, int line)
{
    if (json_is_object(value))
        write_object(out, value, depth, line);
    else if (json_is_array(value))
        write_list(out, value, depth, line);
    else
        write_scalar(&out->text, value);
}

void notation_write(struct notation *notation, const json_t *tree)
{
    const char *key;
    json_t *value;
    json_object_foreach((json_t *)tree, key, value)
        if (is_setting(key, value)) {
            text_addf(&notation->text, "%s = ", key);
            write_value(notation, value, 0, line_of(value, 1));
            text_add_char(&notation->text, ';');
            newline(notation, 0, line_of(value, 1));
        }
}

int notation_line(const struct notation *notation, int line)
{
    /* The text before the first break is line 1; lines[0] belongs to line 2. */
    for (int at = line - 2; at >= 0; at--)
        if ((size_t)at < notation->count && notation->lines[at])
            return notation->lines[at];
    return notation->count ? notation->lines[notation->count - 1] : 0;
}

void notation_free(struct notation *notation)
{
    text_free(&notation->text);
    mem_free(notation->lines);
    *notation = (struct notation){0};
}
