/* Values while they are computed: small, passed by copy; what they point to is borrowed or lives in the run's
 * arena. Lists and maps that came from JSON stay JSON and are opened one item at a time. */
#ifndef SENDD_EXPR_VALUE_H
#define SENDD_EXPR_VALUE_H

#include "expr/expr.h"

/* A length of time on the calendar. Months come first: a date plus a period adds the months, clamped to the
 * month's end, and then the days. */
struct period {
    int64_t months, days;
};

struct value {
    enum value_type kind; /* never VALUE_ANY */
    union {
        bool boolean;
        int64_t integer;
        double number;
        struct {
            const char *bytes; /* UTF-8; may hold NULs; ends with a NUL that length does not count */
            size_t length;
        } string;
        struct date date;
        struct period period; /* VALUE_DURATION */
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
struct value value_double(double number);
struct value value_string(const char *bytes, size_t length);
struct value value_date(struct date date);
struct value value_period(int64_t months, int64_t days);
/* ITEMS: COUNT values for a list, COUNT pairs for a map. */
struct value value_many(enum value_type kind, const struct value *items, size_t count);

/* Opens one level of JSON (NULL gives null). The value borrows JSON. */
struct value value_from_json(json_t *json);
/* A new reference, or NULL when a double in it is not finite or a string is not UTF-8. */
json_t *value_to_json(const struct value *value, struct arena *arena);

/* The item of a list, or the key of a map's pair, at INDEX < count. O(1) for lists; see value_keys for maps.
 */
struct value value_item(const struct value *list, size_t index);
/* The value under KEY; false when the map has none. */
bool value_find(const struct value *map, const struct value *key, struct value *out);
/* The keys of MAP, map->many.count of them. */
const struct value *value_keys(const struct value *map, struct arena *arena);

/* CEL's equality: numbers by size whatever their type, different types unequal. *COST grows with what was
 * looked at. */
bool value_equal(const struct value *a, const struct value *b, size_t *cost);
/* Whether values of the two types have an order. */
bool type_ordered(enum value_type a, enum value_type b);
/* What the order of two values is, when type_ordered. UNORDERED: a NaN, or months against days. */
enum order { ORDER_LESS, ORDER_EQUAL, ORDER_GREATER, ORDER_NONE };
enum order value_order(const struct value *a, const struct value *b);

/* The type for people: "a string", "a whole number (int)". */
const char *type_title(enum value_type type);
bool type_is_number(enum value_type type);

#endif
