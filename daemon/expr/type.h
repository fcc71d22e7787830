/* The types that are known before a run: a kind, and what lists and maps hold. */
#ifndef SENDD_EXPR_TYPE_H
#define SENDD_EXPR_TYPE_H

#include "expr/expr.h"

struct type {
    enum value_type kind;
    const struct type *key;  /* of a map; NULL: any */
    const struct type *item; /* of a list, or a map's values; NULL: any */
};

/* The type of no item at all: fits everything, and gives way to every other type. */
extern const struct type type_nothing;

/* The one with nothing known about what is in it. Static. */
const struct type *type_basic(enum value_type kind);
const struct type *type_list(struct arena *arena, const struct type *item);
const struct type *type_map(struct arena *arena, const struct type *key, const struct type *item);
/* What a list's items, a map's values or keys are; never NULL. */
const struct type *type_item(const struct type *type);
const struct type *type_key(const struct type *type);

/* Whether a value of type GIVEN may turn up where WANTED is needed. */
bool type_fits(const struct type *given, const struct type *wanted);
/* Whether two values of these types may be equal: numbers of all types may, null may equal anything. */
bool type_comparable(const struct type *a, const struct type *b);
/* The type of what is of type A or of type B. */
const struct type *type_join(struct arena *arena, const struct type *a, const struct type *b);

/* Whether values of the two types have an order. */
bool kind_ordered(enum value_type a, enum value_type b);
bool kind_is_number(enum value_type kind);
/* The type for people: "a string", "a whole number (int)". */
const char *kind_title(enum value_type kind);
/* CEL's name: "int", "list", "google.protobuf.Timestamp"; "dyn" for VALUE_ANY. */
const char *kind_name(enum value_type kind);
/* The kind whose type value NAME denotes in an expression; VALUE_ANY: none. */
enum value_type kind_named(const char *name);
/* The name with what is in it: "list<int>", "map<string, dyn>". */
const char *type_name(const struct type *type, struct arena *arena);

#endif
