/* For the measure of coverage only: jansson's macros as functions, so that the conditions inside them, which are not
 * sendd's, are not counted as branches of the lines that use them. */
#ifndef SENDD_TESTS_COVERAGE_JANSSON_H
#define SENDD_TESTS_COVERAGE_JANSSON_H

#include_next <jansson.h>
#include <stdbool.h>

static inline bool coverage_is(const json_t *value, json_type type)
{
    return value && value->type == type;
}

static inline json_t *coverage_boolean(bool value)
{
    return value ? json_true() : json_false();
}

/* False at the end of the array. */
static inline bool coverage_array_at(const json_t *array, size_t index, json_t **value)
{
    *value = json_array_get(array, index);
    return index < json_array_size(array);
}

/* False at the end of the object. */
static inline bool coverage_object_at(const char *key, json_t **value)
{
    if (key)
        *value = json_object_iter_value(json_object_key_to_iter(key));
    return key != NULL;
}

#undef json_is_object
#undef json_is_array
#undef json_is_string
#undef json_is_integer
#undef json_is_real
#undef json_is_number
#undef json_is_true
#undef json_is_false
#undef json_is_boolean
#undef json_is_null
#undef json_boolean
#undef json_array_foreach
#undef json_object_foreach
#define json_is_object(json) coverage_is(json, JSON_OBJECT)
#define json_is_array(json) coverage_is(json, JSON_ARRAY)
#define json_is_string(json) coverage_is(json, JSON_STRING)
#define json_is_integer(json) coverage_is(json, JSON_INTEGER)
#define json_is_real(json) coverage_is(json, JSON_REAL)
#define json_is_number(json) (coverage_is(json, JSON_INTEGER) | coverage_is(json, JSON_REAL))
#define json_is_true(json) coverage_is(json, JSON_TRUE)
#define json_is_false(json) coverage_is(json, JSON_FALSE)
#define json_is_boolean(json) (coverage_is(json, JSON_TRUE) | coverage_is(json, JSON_FALSE))
#define json_is_null(json) coverage_is(json, JSON_NULL)
#define json_boolean(value) coverage_boolean(value)
#define json_array_foreach(array, index, value)                                                              \
    for ((index) = 0; coverage_array_at(array, index, &(value)); (index)++)
#define json_object_foreach(object, key, value)                                                              \
    for ((key) = json_object_iter_key(json_object_iter(object)); coverage_object_at(key, &(value));           \
         (key) = json_object_iter_key(json_object_iter_next(object, json_object_key_to_iter(key))))

#endif
