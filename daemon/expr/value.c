#include "expr/value.h"

#include <string.h>

struct value value_null(void)
{
    return (struct value){.kind = VALUE_NULL};
}

struct value value_bool(bool boolean)
{
    return (struct value){.kind = VALUE_BOOL, .boolean = boolean};
}

struct value value_int(int64_t integer)
{
    return (struct value){.kind = VALUE_INT, .integer = integer};
}

struct value value_uint(uint64_t natural)
{
    return (struct value){.kind = VALUE_UINT, .natural = natural};
}

struct value value_double(double number)
{
    return (struct value){.kind = VALUE_DOUBLE, .number = number};
}

struct value value_string(const char *bytes, size_t length)
{
    return (struct value){.kind = VALUE_STRING, .string = {bytes, length}};
}

struct value value_bytes(const char *bytes, size_t length)
{
    return (struct value){.kind = VALUE_BYTES, .string = {bytes, length}};
}

struct value value_date(struct date date)
{
    return (struct value){.kind = VALUE_DATE, .date = date};
}

struct value value_length(struct length length)
{
    return (struct value){.kind = VALUE_PERIOD, .length = length};
}

struct value value_moment(struct moment moment)
{
    return (struct value){.kind = VALUE_TIMESTAMP, .moment = moment};
}

struct value value_duration(int64_t nanos)
{
    return (struct value){.kind = VALUE_DURATION, .nanos = nanos};
}

struct value value_type(enum value_type type)
{
    return (struct value){.kind = VALUE_TYPE, .type = type};
}

struct value value_many(enum value_type kind, const struct value *items, size_t count)
{
    return (struct value){.kind = kind, .many = {.items = items, .count = count}};
}

struct value value_from_json(json_t *json)
{
    switch (json ? json_typeof(json) : JSON_NULL) {
    case JSON_TRUE:
    case JSON_FALSE:
        return value_bool(json_is_true(json));
    case JSON_INTEGER:
        return value_int(json_integer_value(json));
    case JSON_REAL:
        return value_double(json_real_value(json));
    case JSON_STRING:
        return value_string(json_string_value(json), json_string_length(json));
    case JSON_ARRAY:
        return (struct value){.kind = VALUE_LIST, .many = {.json = json, .count = json_array_size(json)}};
    case JSON_OBJECT:
        return (struct value){.kind = VALUE_MAP, .many = {.json = json, .count = json_object_size(json)}};
    case JSON_NULL:
        break;
    }
    return value_null();
}

struct value value_item(const struct value *list, size_t index)
{
    if (list->many.json)
        return value_from_json(json_array_get(list->many.json, index));
    return list->many.items[index];
}

const struct value *value_pairs(const struct value *map, struct arena *arena)
{
    if (!map->many.json)
        return map->many.items;
    struct value *pairs = arena_alloc(arena, (2 * map->many.count + 1) * sizeof *pairs);
    size_t count = 0;
    for (void *at = json_object_iter(map->many.json); at; at = json_object_iter_next(map->many.json, at)) {
        pairs[count++] = value_string(json_object_iter_key(at), strlen(json_object_iter_key(at)));
        pairs[count++] = value_from_json(json_object_iter_value(at));
    }
    return pairs;
}

bool value_find(const struct value *map, const struct value *key, struct value *out)
{
    if (map->many.json) {
        if (key->kind != VALUE_STRING || memchr(key->string.bytes, '\0', key->string.length))
            return false;
        json_t *found = json_object_get(map->many.json, key->string.bytes);
        *out = value_from_json(found);
        return found != NULL;
    }
    bool scalar =
        key->kind != VALUE_LIST && key->kind != VALUE_MAP; /* what no key can equal is not looked at */
    size_t cost = 0;
    for (size_t i = 0; scalar && i < map->many.count; i++) {
        if (!value_equal(&map->many.items[2 * i], key, &cost, SIZE_MAX))
            continue;
        *out = map->many.items[2 * i + 1];
        return true;
    }
    return false;
}

size_t value_find_cost(const struct value *map, const struct value *key)
{
    size_t keys = map->many.json ? 1 : map->many.count;
    return keys * (1 + (key->kind == VALUE_STRING ? key->string.length / 8 : 0));
}

bool value_is_key(const struct value *key)
{
    return key->kind == VALUE_STRING || key->kind == VALUE_INT || key->kind == VALUE_UINT ||
           key->kind == VALUE_BOOL;
}
