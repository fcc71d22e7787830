#include "expr/value.h"

#include <math.h>
#include <stdlib.h>
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

struct value value_double(double number)
{
    return (struct value){.kind = VALUE_DOUBLE, .number = number};
}

struct value value_string(const char *bytes, size_t length)
{
    return (struct value){.kind = VALUE_STRING, .string = {bytes, length}};
}

struct value value_date(struct date date)
{
    return (struct value){.kind = VALUE_DATE, .date = date};
}

struct value value_period(int64_t months, int64_t days)
{
    return (struct value){.kind = VALUE_DURATION, .period = {months, days}};
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

const struct value *value_keys(const struct value *map, struct arena *arena)
{
    struct value *keys = arena_alloc(arena, (map->many.count + 1) * sizeof *keys);
    size_t count = 0;
    if (!map->many.json) {
        for (; count < map->many.count; count++)
            keys[count] = map->many.items[2 * count];
        return keys;
    }
    for (void *at = json_object_iter(map->many.json); at; at = json_object_iter_next(map->many.json, at))
        keys[count++] = value_string(json_object_iter_key(at), strlen(json_object_iter_key(at)));
    return keys;
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
    size_t cost = 0;
    for (size_t i = 0; i < map->many.count; i++) {
        if (!value_equal(&map->many.items[2 * i], key, &cost))
            continue;
        *out = map->many.items[2 * i + 1];
        return true;
    }
    return false;
}

/* An int64 against a double without rounding either: the double decides unless it is inside int64's range. */
static enum order int_double_order(int64_t integer, double number)
{
    if (isnan(number))
        return ORDER_NONE;
    if (number >= 9223372036854775808.0)
        return ORDER_LESS;
    if (number < -9223372036854775808.0)
        return ORDER_GREATER;
    int64_t whole = (int64_t)number;
    if (integer != whole)
        return integer < whole ? ORDER_LESS : ORDER_GREATER;
    double rest = number - (double)whole;
    return rest > 0 ? ORDER_LESS : rest < 0 ? ORDER_GREATER : ORDER_EQUAL;
}

static enum order order_turned(enum order order)
{
    return order == ORDER_LESS ? ORDER_GREATER : order == ORDER_GREATER ? ORDER_LESS : order;
}

static enum order int_order(int64_t a, int64_t b)
{
    return a < b ? ORDER_LESS : a > b ? ORDER_GREATER : ORDER_EQUAL;
}

static enum order number_order(const struct value *a, const struct value *b)
{
    if (a->kind == VALUE_INT && b->kind == VALUE_INT)
        return int_order(a->integer, b->integer);
    if (a->kind == VALUE_INT)
        return int_double_order(a->integer, b->number);
    if (b->kind == VALUE_INT)
        return order_turned(int_double_order(b->integer, a->number));
    if (isnan(a->number) || isnan(b->number))
        return ORDER_NONE;
    return a->number < b->number ? ORDER_LESS : a->number > b->number ? ORDER_GREATER : ORDER_EQUAL;
}

static enum order string_order(const struct value *a, const struct value *b)
{
    size_t shorter = a->string.length < b->string.length ? a->string.length : b->string.length;
    int order = shorter ? memcmp(a->string.bytes, b->string.bytes, shorter) : 0;
    if (order)
        return order < 0 ? ORDER_LESS : ORDER_GREATER;
    return int_order((int64_t)a->string.length, (int64_t)b->string.length);
}

/* "1 month" against "30 days" has no answer without a date to start from. */
static enum order period_order(struct period a, struct period b)
{
    if (a.months == b.months)
        return int_order(a.days, b.days);
    return a.days == b.days ? int_order(a.months, b.months) : ORDER_NONE;
}

enum order value_order(const struct value *a, const struct value *b)
{
    if (type_is_number(a->kind) && type_is_number(b->kind))
        return number_order(a, b);
    switch (a->kind) {
    case VALUE_STRING:
        return string_order(a, b);
    case VALUE_BOOL:
        return int_order(a->boolean, b->boolean);
    case VALUE_DATE:
        return int_order(a->date.day, b->date.day);
    case VALUE_DURATION:
        return period_order(a->period, b->period);
    default:
        return ORDER_NONE;
    }
}

bool type_ordered(enum value_type a, enum value_type b)
{
    if (type_is_number(a) && type_is_number(b))
        return true;
    return a == b && (a == VALUE_STRING || a == VALUE_BOOL || a == VALUE_DATE || a == VALUE_DURATION);
}

static bool lists_equal(const struct value *a, const struct value *b, size_t *cost)
{
    if (a->many.count != b->many.count)
        return false;
    for (size_t i = 0; i < a->many.count; i++) {
        struct value left = value_item(a, i), right = value_item(b, i);
        if (!value_equal(&left, &right, cost))
            return false;
    }
    return true;
}

static bool pair_equal(const struct value *key, const struct value *value, const struct value *other,
                       size_t *cost)
{
    struct value found;
    return value_find(other, key, &found) && value_equal(value, &found, cost);
}

static bool maps_equal(const struct value *a, const struct value *b, size_t *cost)
{
    if (a->many.count != b->many.count)
        return false;
    if (!a->many.json) {
        *cost += a->many.count * b->many.count / 4;
        for (size_t i = 0; i < a->many.count; i++) {
            if (!pair_equal(&a->many.items[2 * i], &a->many.items[2 * i + 1], b, cost))
                return false;
        }
        return true;
    }
    for (void *at = json_object_iter(a->many.json); at; at = json_object_iter_next(a->many.json, at)) {
        struct value key = value_string(json_object_iter_key(at), strlen(json_object_iter_key(at)));
        struct value value = value_from_json(json_object_iter_value(at));
        if (!pair_equal(&key, &value, b, cost))
            return false;
    }
    return true;
}

bool value_equal(const struct value *a, const struct value *b, size_t *cost)
{
    *cost += 1;
    if (type_is_number(a->kind) && type_is_number(b->kind))
        return number_order(a, b) == ORDER_EQUAL;
    if (a->kind != b->kind)
        return false;
    switch (a->kind) {
    case VALUE_NULL:
        return true;
    case VALUE_STRING:
        *cost += a->string.length / 8;
        return string_order(a, b) == ORDER_EQUAL;
    case VALUE_LIST:
        return lists_equal(a, b, cost);
    case VALUE_MAP:
        return maps_equal(a, b, cost);
    default:
        return value_order(a, b) == ORDER_EQUAL;
    }
}

static json_t *period_to_json(struct period period, struct arena *arena)
{
    bool back = period.months < 0 || (period.months == 0 && period.days < 0);
    if (!period.months)
        return json_string(arena_printf(arena, "%sP%lldD", back ? "-" : "", llabs(period.days)));
    return json_string(arena_printf(arena, "%sP%lldM%lldD", back ? "-" : "", llabs(period.months),
                                    (long long)(back ? -period.days : period.days)));
}

static json_t *list_to_json(const struct value *value, struct arena *arena)
{
    json_t *array = json_array();
    for (size_t i = 0; i < value->many.count; i++) {
        if (json_array_append_new(array, value_to_json(&value->many.items[i], arena)) == 0)
            continue;
        json_decref(array);
        return NULL;
    }
    return array;
}

/* JSON's keys are strings: an int key is written in decimals, a bool as true or false. */
static const char *key_text(const struct value *key, struct arena *arena)
{
    if (key->kind == VALUE_BOOL)
        return key->boolean ? "true" : "false";
    if (key->kind == VALUE_INT)
        return arena_printf(arena, "%lld", (long long)key->integer);
    return arena_copy_n(arena, key->string.bytes, key->string.length);
}

static json_t *map_to_json(const struct value *value, struct arena *arena)
{
    json_t *object = json_object();
    for (size_t i = 0; i < value->many.count; i++) {
        const char *key = key_text(&value->many.items[2 * i], arena);
        if (json_object_set_new(object, key, value_to_json(&value->many.items[2 * i + 1], arena)) == 0)
            continue;
        json_decref(object);
        return NULL;
    }
    return object;
}

json_t *value_to_json(const struct value *value, struct arena *arena)
{
    char buffer[DATE_SIZE];
    switch (value->kind) {
    case VALUE_BOOL:
        return json_boolean(value->boolean);
    case VALUE_INT:
        return json_integer(value->integer);
    case VALUE_DOUBLE:
        return json_real(value->number);
    case VALUE_STRING:
        return json_stringn(value->string.bytes, value->string.length);
    case VALUE_DATE:
        return json_string(date_write(value->date, buffer));
    case VALUE_DURATION:
        return period_to_json(value->period, arena);
    case VALUE_LIST:
        return value->many.json ? json_incref(value->many.json) : list_to_json(value, arena);
    case VALUE_MAP:
        return value->many.json ? json_incref(value->many.json) : map_to_json(value, arena);
    case VALUE_NULL:
    case VALUE_ANY:
        break;
    }
    return json_null();
}

const char *type_title(enum value_type type)
{
    static const char *const titles[] = {
        [VALUE_NULL] = "null",
        [VALUE_BOOL] = "true or false (bool)",
        [VALUE_INT] = "a whole number (int)",
        [VALUE_DOUBLE] = "a number (double)",
        [VALUE_STRING] = "a string",
        [VALUE_DATE] = "a date",
        [VALUE_DURATION] = "a length of time",
        [VALUE_LIST] = "a list",
        [VALUE_MAP] = "a map",
        [VALUE_ANY] = "any value",
    };
    return titles[type];
}

bool type_is_number(enum value_type type)
{
    return type == VALUE_INT || type == VALUE_DOUBLE;
}
