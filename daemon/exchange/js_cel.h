/* Private to the translation of ECMAScript into CEL: a piece of CEL and what is known about it. */
#ifndef SENDD_EXCHANGE_JS_CEL_H
#define SENDD_EXCHANGE_JS_CEL_H

#include "exchange/js.h"

#include "expr/expr.h"

/* How tightly a piece of CEL holds together. */
enum cel_level { CEL_TERNARY, CEL_OR, CEL_AND, CEL_RELATION, CEL_SUM, CEL_PRODUCT, CEL_UNARY, CEL_POSTFIX };

struct cel {
    const char *text; /* NULL: a fault has been reported */
    enum cel_level level;
    enum value_type type; /* VALUE_ANY: known only at run time */
    bool number;          /* with VALUE_ANY: an int or a double */
    bool fails;           /* it may fail at run time */
    bool simple;          /* a name or a literal: writing it twice costs nothing */
    bool path;            /* names, members and plain indices: short, however deep the expression is */
    const char *guard;    /* a member that may be absent: when it is there (or asking for it must fail); else NULL */
    const char *member;   /* with guard: the member alone */
};

struct translation {
    struct arena *arena;
    const char *source;
    const struct js_scope *scope;
    struct error *error;
};

struct cel cel_fail(struct translation *t, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* TEXT in brackets when PIECE holds less tightly than LEVEL. */
const char *cel_at(struct translation *t, struct cel piece, enum cel_level level);
/* The piece as a value: null when a member is absent. */
struct cel cel_whole(struct translation *t, struct cel piece);

struct cel translate(struct translation *t, const struct js *node);      /* a value; may have a guard */
struct cel translate_value(struct translation *t, const struct js *node); /* a value without a guard */
struct cel translate_bool(struct translation *t, const struct js *node); /* by ToBoolean */
struct cel translate_unary(struct translation *t, const struct js *node);
struct cel translate_binary(struct translation *t, const struct js *node);
struct cel translate_ternary(struct translation *t, const struct js *node);
/* The CEL for one list behind another. */
struct cel cel_join(struct translation *t, struct cel left, struct cel right);

#endif
