/* What leaves an evaluation: JSON for a workflow's fields, JSON with exact numbers for people and programs,
 * types.
 *
 * Parts of a value may be shared many times over, so everything here counts what it visits and stops at a
 * limit. */
#include "expr/moment.h"
#include "expr/wording.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The values that JSON carries as strings, as TEXT; false for all others. */
static bool value_text(const struct value *value, struct text *out)
{
    char buffer[DATE_SIZE];
    switch (value->kind) {
    case VALUE_STRING:
        text_add_n(out, value->string.bytes, value->string.length);
        return true;
    case VALUE_BYTES:
        base64_write(value->string.bytes, value->string.length, out);
        return true;
    case VALUE_DATE:
        text_add(out, date_write(value->date, buffer));
        return true;
    case VALUE_PERIOD:
        length_write(&value->length, out);
        return true;
    case VALUE_TIMESTAMP:
        moment_write(value->moment, out);
        return true;
    case VALUE_DURATION:
        duration_write(value->nanos, out);
        return true;
    case VALUE_TYPE:
        text_add(out, kind_name(value->type));
        return true;
    default:
        return false;
    }
}

/* JSON's keys are strings: a number is written in decimals, a bool as true or false. */
static const char *key_text(const struct value *key, struct arena *arena)
{
    if (key->kind == VALUE_BOOL)
        return key->boolean ? "true" : "false";
    if (key->kind == VALUE_INT)
        return arena_printf(arena, "%lld", (long long)key->integer);
    if (key->kind == VALUE_UINT)
        return arena_printf(arena, "%llu", (unsigned long long)key->natural);
    return arena_copy_n(arena, key->string.bytes, key->string.length);
}

/* --- to jansson --- */

static json_t *json_fault(const char **why, const char *text)
{
    *why = text;
    return NULL;
}

static json_t *list_to_json(const struct value *value, struct arena *arena, size_t *cost, size_t limit,
                            const char **why)
{
    json_t *array = json_array();
    for (size_t i = 0; i < value->many.count; i++) {
        if (json_array_append_new(array, value_to_json(&value->many.items[i], arena, cost, limit, why)) == 0)
            continue;
        json_decref(array);
        return NULL;
    }
    return array;
}

static json_t *map_to_json(const struct value *value, struct arena *arena, size_t *cost, size_t limit,
                           const char **why)
{
    json_t *object = json_object();
    for (size_t i = 0; i < value->many.count; i++) {
        const char *key = key_text(&value->many.items[2 * i], arena);
        if (json_object_set_new(object, key,
                                value_to_json(&value->many.items[2 * i + 1], arena, cost, limit, why)) == 0)
            continue;
        json_decref(object);
        return NULL;
    }
    return object;
}

static json_t *text_to_json(const struct value *value, size_t *cost)
{
    struct text text = TEXT_EMPTY;
    json_t *json = value_text(value, &text) ? json_stringn(text_string(&text), text.length) : json_null();
    *cost += text.length / 8;
    text_free(&text);
    return json;
}

json_t *value_to_json(const struct value *value, struct arena *arena, size_t *cost, size_t limit,
                      const char **why)
{
    *cost += 1;
    if (*cost > limit)
        return json_fault(why, "the result is too large");
    switch (value->kind) {
    case VALUE_BOOL:
        return json_boolean(value->boolean);
    case VALUE_INT:
        return json_integer(value->integer);
    case VALUE_UINT:
        return value->natural <= INT64_MAX
                   ? json_integer((json_int_t)value->natural)
                   : json_fault(why, "the result is too large for a whole number (int)");
    case VALUE_DOUBLE:
        return isfinite(value->number) ? json_real(value->number)
                                       : json_fault(why, "the result is not a finite number");
    case VALUE_LIST:
        return value->many.json ? json_incref(value->many.json)
                                : list_to_json(value, arena, cost, limit, why);
    case VALUE_MAP:
        return value->many.json ? json_incref(value->many.json) : map_to_json(value, arena, cost, limit, why);
    default:
        return text_to_json(value, cost);
    }
}

/* --- to text --- */

static void string_write(const char *bytes, size_t length, struct text *out)
{
    json_t *json = json_stringn(bytes, length);
    char *dump = json ? json_dumps(json, JSON_ENCODE_ANY) : NULL;
    text_add(out, dump ? dump : "null");
    free(dump);
    json_decref(json);
}

static void number_write(double number, struct text *out)
{
    size_t start = out->length;
    if (!isfinite(number))
        text_add_char(out, '"');
    double_write(number, out);
    if (!isfinite(number))
        text_add_char(out, '"');
    else if (!strpbrk(text_string(out) + start, ".e"))
        text_add(out, ".0");
}

static bool list_write(const struct value *list, struct arena *arena, size_t *cost, size_t limit,
                       struct text *out)
{
    text_add_char(out, '[');
    for (size_t i = 0; i < list->many.count; i++) {
        struct value item = value_item(list, i);
        if (i)
            text_add(out, ", ");
        if (!value_write(&item, arena, cost, limit, out))
            return false;
    }
    text_add_char(out, ']');
    return true;
}

static int compare_texts(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* {1: 'a', '1': 'b'} has two keys that JSON cannot tell apart. */
static bool keys_clash(const struct value *map, struct arena *arena)
{
    if (map->many.json || map->many.count < 2)
        return false;
    const char **texts = arena_alloc(arena, map->many.count * sizeof *texts);
    for (size_t i = 0; i < map->many.count; i++)
        texts[i] = key_text(&map->many.items[2 * i], arena);
    qsort(texts, map->many.count, sizeof *texts, compare_texts);
    for (size_t i = 1; i < map->many.count; i++) {
        if (strcmp(texts[i - 1], texts[i]) == 0)
            return true;
    }
    return false;
}

static bool map_write(const struct value *map, struct arena *arena, size_t *cost, size_t limit,
                      struct text *out)
{
    const struct value *pairs = value_pairs(map, arena);
    bool listed = keys_clash(map, arena);
    *cost += map->many.count;
    text_add_char(out, listed ? '[' : '{');
    for (size_t i = 0; i < map->many.count; i++) {
        const struct value *key = &pairs[2 * i];
        text_add(out, i ? ", " : "");
        if (listed) {
            text_add_char(out, '[');
            value_write(key, arena, cost, limit, out);
            text_add(out, ", ");
        } else if (key->kind == VALUE_STRING) {
            string_write(key->string.bytes, key->string.length, out);
            text_add(out, ": ");
        } else {
            text_addf(out, "\"%s\": ", key_text(key, arena));
        }
        if (!value_write(&pairs[2 * i + 1], arena, cost, limit, out))
            return false;
        text_add(out, listed ? "]" : "");
    }
    text_add_char(out, listed ? ']' : '}');
    return true;
}

bool value_write(const struct value *value, struct arena *arena, size_t *cost, size_t limit, struct text *out)
{
    struct text text = TEXT_EMPTY;
    *cost += 1;
    if (*cost > limit)
        return false;
    switch (value->kind) {
    case VALUE_BOOL:
        text_add(out, value->boolean ? "true" : "false");
        return true;
    case VALUE_INT:
        text_addf(out, "%lld", (long long)value->integer);
        return true;
    case VALUE_UINT:
        text_addf(out, "%llu", (unsigned long long)value->natural);
        return true;
    case VALUE_DOUBLE:
        number_write(value->number, out);
        return true;
    case VALUE_LIST:
        return list_write(value, arena, cost, limit, out);
    case VALUE_MAP:
        return map_write(value, arena, cost, limit, out);
    default:
        break;
    }
    if (value_text(value, &text))
        string_write(text_string(&text), text.length, out);
    else
        text_add(out, "null");
    *cost += text.length / 8;
    text_free(&text);
    return true;
}

/* --- types --- */

static const struct type *list_type(const struct value *list, struct arena *arena, size_t *cost, size_t limit)
{
    const struct type *item = &type_nothing;
    for (size_t i = 0; i < list->many.count && item != type_basic(VALUE_ANY); i++) {
        struct value one = value_item(list, i);
        item = type_join(arena, item, value_type_of(&one, arena, cost, limit));
    }
    return type_list(arena, item);
}

static const struct type *map_type(const struct value *map, struct arena *arena, size_t *cost, size_t limit)
{
    const struct type *key = &type_nothing, *item = &type_nothing;
    const struct value *pairs = value_pairs(map, arena);
    *cost += map->many.count;
    for (size_t i = 0; i < map->many.count; i++) {
        key = type_join(arena, key, value_type_of(&pairs[2 * i], arena, cost, limit));
        item = type_join(arena, item, value_type_of(&pairs[2 * i + 1], arena, cost, limit));
    }
    return type_map(arena, key, item);
}

const struct type *value_type_of(const struct value *value, struct arena *arena, size_t *cost, size_t limit)
{
    *cost += 1;
    if (*cost > limit)
        return type_basic(VALUE_ANY);
    if (value->kind == VALUE_LIST)
        return list_type(value, arena, cost, limit);
    if (value->kind == VALUE_MAP)
        return map_type(value, arena, cost, limit);
    return type_basic(value->kind);
}
