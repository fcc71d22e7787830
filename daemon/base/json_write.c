/* JSON's canonical bytes, the same as jansson writes with its keys sorted. jansson looks for a cycle first:
 * it prints the address of every container into a hash table, and looks each key up again. That was a sixth
 * of a transition's work, and no value here has a cycle. */
#include "base/json.h"

#include "base/mem.h"
#include "base/text.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FEW_KEYS = 32 /* sorted without an allocation */ };

static void value_write(struct text *out, const json_t *value);

/* What a control character, a quote or a backslash becomes. */
static void escape_write(struct text *out, unsigned char byte)
{
    static const char short_from[] = "\"\\\b\f\n\r\t", short_to[] = "\"\\bfnrt";
    const char *found = byte ? strchr(short_from, byte) : NULL;
    if (found) {
        char pair[2] = {'\\', short_to[found - short_from]};
        text_add_n(out, pair, sizeof pair);
    } else {
        text_addf(out, "\\u%04X", (unsigned)byte);
    }
}

static void string_write(struct text *out, const char *bytes, size_t size)
{
    size_t plain = 0; /* where the bytes begin that go as they are */
    text_add_char(out, '"');
    for (size_t i = 0; i < size; i++) {
        unsigned char byte = (unsigned char)bytes[i];
        if (byte >= 0x20 && byte != '"' && byte != '\\')
            continue;
        text_add_n(out, bytes + plain, i - plain);
        escape_write(out, byte);
        plain = i + 1;
    }
    text_add_n(out, bytes + plain, size - plain);
    text_add_char(out, '"');
}

struct member {
    const char *key;
    const json_t *value;
};

static int member_compare(const void *a, const void *b)
{
    return strcmp(((const struct member *)a)->key, ((const struct member *)b)->key);
}

static void members_write(struct text *out, struct member *members, size_t count)
{
    text_add_char(out, '{');
    for (size_t i = 0; i < count; i++) {
        if (i)
            text_add_char(out, ',');
        string_write(out, members[i].key, strlen(members[i].key));
        text_add_char(out, ':');
        value_write(out, members[i].value);
    }
    text_add_char(out, '}');
}

static void object_write(struct text *out, json_t *object)
{
    struct member few[FEW_KEYS], *members = few;
    size_t size = json_object_size(object), count = 0;
    if (size > FEW_KEYS)
        members = mem_resize(NULL, size, sizeof *members);
    for (void *at = json_object_iter(object); at; at = json_object_iter_next(object, at))
        members[count++] = (struct member){json_object_iter_key(at), json_object_iter_value(at)};
    qsort(members, count, sizeof *members, member_compare);
    members_write(out, members, count);
    if (members != few)
        mem_free(members);
}

static void array_write(struct text *out, const json_t *array)
{
    text_add_char(out, '[');
    for (size_t i = 0; i < json_array_size(array); i++) {
        if (i)
            text_add_char(out, ',');
        value_write(out, json_array_get(array, i));
    }
    text_add_char(out, ']');
}

static void integer_write(struct text *out, json_int_t number)
{
    char digits[24];
    int size = snprintf(digits, sizeof digits, "%" JSON_INTEGER_FORMAT, number);
    text_add_n(out, digits, (size_t)size);
}

/* jansson finds the shortest digits that give the number again. */
static void real_write(struct text *out, const json_t *number)
{
    char digits[64];
    size_t size = json_dumpb(number, digits, sizeof digits, JSON_ENCODE_ANY);
    text_add_n(out, digits, size);
}

static void value_write(struct text *out, const json_t *value)
{
    switch (json_typeof(value)) {
    case JSON_OBJECT:
        object_write(out, (json_t *)(uintptr_t)value);
        break;
    case JSON_ARRAY:
        array_write(out, value);
        break;
    case JSON_STRING:
        string_write(out, json_string_value(value), json_string_length(value));
        break;
    case JSON_INTEGER:
        integer_write(out, json_integer_value(value));
        break;
    case JSON_REAL:
        real_write(out, value);
        break;
    case JSON_TRUE:
        text_add(out, "true");
        break;
    case JSON_FALSE:
        text_add(out, "false");
        break;
    case JSON_NULL:
        text_add(out, "null");
        break;
    }
}

char *json_canonical(const json_t *value)
{
    struct text out = TEXT_EMPTY;
    if (value)
        value_write(&out, value);
    return text_take(&out);
}
