/* Values while they are computed: small, passed by copy; what they point to is borrowed or lives in the run's
 * arena. Lists and maps that came from JSON stay JSON and are opened one item at a time. */
#ifndef SENDD_EXPR_VALUE_H
#define SENDD_EXPR_VALUE_H

#include "expr/type.h"

/* A length of time on the calendar, added to a date in this order: the months, clamped to the month's end,
 * the days, the working days, the school days. */
struct length {
    int64_t months, days;
    int64_t working, school;
};

/* A point in time of the years 1 to 9999. */
struct moment {
    int64_t seconds; /* since 1970-01-01T00:00:00Z, leap seconds not counted */
    int32_t nanos;   /* 0 to 999,999,999, always forward */
};

struct value {
    enum value_type kind; /* never VALUE_ANY */
    union {
        bool boolean;
        int64_t integer;
        uint64_t natural; /* VALUE_UINT */
        double number;
        struct {
            const char
                *bytes; /* UTF-8 for a string; may hold NULs; ends with a NUL that length does not count */
            size_t length;
        } string; /* VALUE_STRING and VALUE_BYTES */
        struct date date;
        struct length length; /* VALUE_PERIOD */
        struct moment moment; /* VALUE_TIMESTAMP */
        int64_t nanos;        /* VALUE_DURATION */
        enum value_type type; /* VALUE_TYPE: which */
        struct {
            const struct value *items; /* NULL while JSON holds them; a map's are key, value, key, value */
            json_t *json;              /* borrowed; NULL when items hold them */
            size_t count;              /* of items, or of pairs for a map */
        } many;                        /* VALUE_LIST and VALUE_MAP */
    };
};

struct value value_null(void);
struct value value_bool(bool boolean);
struct value value_int(int64_t integer);
struct value value_uint(uint64_t natural);
struct value value_double(double number);
struct value value_string(const char *bytes, size_t length);
struct value value_bytes(const char *bytes, size_t length);
struct value value_date(struct date date);
struct value value_length(struct length length);
struct value value_moment(struct moment moment);
struct value value_duration(int64_t nanos);
struct value value_type(enum value_type type);
/* ITEMS: COUNT values for a list, COUNT pairs for a map. */
struct value value_many(enum value_type kind, const struct value *items, size_t count);

/* Opens one level of JSON (NULL gives null). The value borrows JSON. */
struct value value_from_json(json_t *json);

/* The item of a list at INDEX < count. */
struct value value_item(const struct value *list, size_t index);
/* The value under KEY; false when the map has none. */
bool value_find(const struct value *map, const struct value *key, struct value *out);
/* How many steps of an evaluation value_find is worth: one a key and 8 bytes compared. */
size_t value_find_cost(const struct value *map, const struct value *key);
/* The keys and values of MAP, one after the other, 2 * map->many.count of them. */
const struct value *value_pairs(const struct value *map, struct arena *arena);
/* Whether a map may have KEY. */
bool value_is_key(const struct value *key);

/* --- compare.c --- */
/* CEL's equality: numbers by size whatever their type, different types unequal. *COST grows with what was
 * looked at; past LIMIT the answer means nothing. Values that share parts are looked at as if they did not,
 * so only the limit ends it. */
bool value_equal(const struct value *a, const struct value *b, size_t *cost, size_t limit);
/* What the order of two values is, when kind_ordered. NONE: a NaN, or months against days. */
enum order { ORDER_LESS, ORDER_EQUAL, ORDER_GREATER, ORDER_NONE };
enum order value_order(const struct value *a, const struct value *b);

/* --- output.c --- */
/* A new reference; NULL and what is wrong in *WHY when a double in it is not finite, when a uint is too
 * large, or when *COST gets past LIMIT. */
json_t *value_to_json(const struct value *value, struct arena *arena, size_t *cost, size_t limit,
                      const char **why);
/* Appends JSON that keeps the types apart as far as JSON can: 1.0 has its point, any uint is a number, what
 * is not finite is a string. False when *COST got past LIMIT. */
bool value_write(const struct value *value, struct arena *arena, size_t *cost, size_t limit,
                 struct text *out);
/* The type of VALUE and of what is in it. */
const struct type *value_type_of(const struct value *value, struct arena *arena, size_t *cost, size_t limit);

#endif
