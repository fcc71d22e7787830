/* Equality and order of values. */
#include "expr/value.h"

#include <math.h>
#include <string.h>

static enum order int_order(int64_t a, int64_t b)
{
    return a < b ? ORDER_LESS : a > b ? ORDER_GREATER : ORDER_EQUAL;
}

static enum order uint_order(uint64_t a, uint64_t b)
{
    return a < b ? ORDER_LESS : a > b ? ORDER_GREATER : ORDER_EQUAL;
}

static enum order order_turned(enum order order)
{
    return order == ORDER_LESS ? ORDER_GREATER : order == ORDER_GREATER ? ORDER_LESS : order;
}

/* What stands behind the point decides when the whole parts are equal. */
static enum order rest_order(double rest)
{
    return rest > 0 ? ORDER_LESS : rest < 0 ? ORDER_GREATER : ORDER_EQUAL;
}

/* An int64 against a double without rounding either: the double decides unless it is inside int64's range.
 * One exception, as CEL's own cases have it: the greatest int equals 2^63, the double that it becomes. */
static enum order int_double_order(int64_t integer, double number)
{
    if (isnan(number))
        return ORDER_NONE;
    if (number >= 9223372036854775808.0)
        return number == 9223372036854775808.0 && integer == INT64_MAX ? ORDER_EQUAL : ORDER_LESS;
    if (number < -9223372036854775808.0)
        return ORDER_GREATER;
    int64_t whole = (int64_t)number;
    return integer != whole ? int_order(integer, whole) : rest_order(number - (double)whole);
}

static enum order uint_double_order(uint64_t natural, double number)
{
    if (isnan(number))
        return ORDER_NONE;
    if (number >= 18446744073709551616.0)
        return ORDER_LESS;
    if (number < 0)
        return ORDER_GREATER;
    uint64_t whole = (uint64_t)number;
    return natural != whole ? uint_order(natural, whole) : rest_order(number - (double)whole);
}

static enum order double_order(double a, double b)
{
    if (isnan(a) || isnan(b))
        return ORDER_NONE;
    return a < b ? ORDER_LESS : a > b ? ORDER_GREATER : ORDER_EQUAL;
}

static enum order int_uint_order(int64_t integer, uint64_t natural)
{
    return integer < 0 ? ORDER_LESS : uint_order((uint64_t)integer, natural);
}

static enum order number_order(const struct value *a, const struct value *b)
{
    if (a->kind > b->kind)
        return order_turned(number_order(b, a));
    if (a->kind == VALUE_INT)
        return b->kind == VALUE_INT    ? int_order(a->integer, b->integer)
               : b->kind == VALUE_UINT ? int_uint_order(a->integer, b->natural)
                                       : int_double_order(a->integer, b->number);
    if (a->kind == VALUE_UINT)
        return b->kind == VALUE_UINT ? uint_order(a->natural, b->natural)
                                     : uint_double_order(a->natural, b->number);
    return double_order(a->number, b->number);
}

static enum order string_order(const struct value *a, const struct value *b)
{
    size_t shorter = a->string.length < b->string.length ? a->string.length : b->string.length;
    int order = shorter ? memcmp(a->string.bytes, b->string.bytes, shorter) : 0;
    if (order)
        return order < 0 ? ORDER_LESS : ORDER_GREATER;
    return uint_order(a->string.length, b->string.length);
}

/* "1 month" against "30 days" has no answer without a date to start from: only one unit may differ. */
static enum order length_order(const struct length *a, const struct length *b)
{
    int64_t pairs[][2] = {
        {a->months, b->months}, {a->days, b->days}, {a->working, b->working}, {a->school, b->school}};
    enum order order = ORDER_EQUAL;
    for (size_t i = 0; i < sizeof pairs / sizeof pairs[0]; i++) {
        enum order one = int_order(pairs[i][0], pairs[i][1]);
        if (one != ORDER_EQUAL && order != ORDER_EQUAL)
            return ORDER_NONE;
        if (one != ORDER_EQUAL)
            order = one;
    }
    return order;
}

static enum order moment_order(const struct moment *a, const struct moment *b)
{
    enum order order = int_order(a->seconds, b->seconds);
    return order == ORDER_EQUAL ? int_order(a->nanos, b->nanos) : order;
}

enum order value_order(const struct value *a, const struct value *b)
{
    if (kind_is_number(a->kind) && kind_is_number(b->kind))
        return number_order(a, b);
    switch (a->kind) {
    case VALUE_STRING:
    case VALUE_BYTES:
        return string_order(a, b);
    case VALUE_BOOL:
        return int_order(a->boolean, b->boolean);
    case VALUE_DATE:
        return int_order(a->date.day, b->date.day);
    case VALUE_PERIOD:
        return length_order(&a->length, &b->length);
    case VALUE_TIMESTAMP:
        return moment_order(&a->moment, &b->moment);
    case VALUE_DURATION:
        return int_order(a->nanos, b->nanos);
    default:
        return ORDER_NONE;
    }
}

static bool lists_equal(const struct value *a, const struct value *b, size_t *cost, size_t limit)
{
    if (a->many.count != b->many.count)
        return false;
    for (size_t i = 0; i < a->many.count; i++) {
        struct value left = value_item(a, i), right = value_item(b, i);
        if (!value_equal(&left, &right, cost, limit))
            return false;
    }
    return true;
}

static bool pair_equal(const struct value *key, const struct value *value, const struct value *other,
                       size_t *cost, size_t limit)
{
    struct value found;
    *cost += value_find_cost(other, key);
    return *cost <= limit && value_find(other, key, &found) && value_equal(value, &found, cost, limit);
}

static bool maps_equal(const struct value *a, const struct value *b, size_t *cost, size_t limit)
{
    if (a->many.count != b->many.count)
        return false;
    for (size_t i = 0; !a->many.json && i < a->many.count; i++) {
        if (!pair_equal(&a->many.items[2 * i], &a->many.items[2 * i + 1], b, cost, limit))
            return false;
    }
    void *at = a->many.json ? json_object_iter(a->many.json) : NULL;
    for (; at; at = json_object_iter_next(a->many.json, at)) {
        struct value key = value_string(json_object_iter_key(at), strlen(json_object_iter_key(at)));
        struct value value = value_from_json(json_object_iter_value(at));
        if (!pair_equal(&key, &value, b, cost, limit))
            return false;
    }
    return true;
}

bool value_equal(const struct value *a, const struct value *b, size_t *cost, size_t limit)
{
    *cost += 1;
    if (kind_is_number(a->kind) && kind_is_number(b->kind))
        return number_order(a, b) == ORDER_EQUAL;
    if (a->kind != b->kind || *cost > limit)
        return false;
    switch (a->kind) {
    case VALUE_NULL:
        return true;
    case VALUE_TYPE:
        return a->type == b->type;
    case VALUE_STRING:
    case VALUE_BYTES:
        *cost += a->string.length / 8;
        return string_order(a, b) == ORDER_EQUAL;
    case VALUE_LIST:
        return lists_equal(a, b, cost, limit);
    case VALUE_MAP:
        return maps_equal(a, b, cost, limit);
    default:
        return value_order(a, b) == ORDER_EQUAL;
    }
}
