/* ECMAScript expressions of SCXML documents, as far as they mean the same in our CEL. */
#ifndef SENDD_EXCHANGE_JS_H
#define SENDD_EXCHANGE_JS_H

#include "base/error.h"

enum js_kind {
    JS_NUMBER,  /* number, whole */
    JS_STRING,  /* text */
    JS_BOOL,    /* whole: 0 or 1 */
    JS_NULL,    /* null and undefined */
    JS_NAME,    /* text */
    JS_LIST,    /* items */
    JS_MAP,     /* keys, items */
    JS_MEMBER,  /* items[0] . text */
    JS_INDEX,   /* items[0] [ items[1] ] */
    JS_CALL,    /* items[0] ( the others ) */
    JS_UNARY,   /* text: ! - + typeof */
    JS_BINARY,  /* text: the operator */
    JS_TERNARY /* three items */
};

/* A parsed expression; lives in the arena it was parsed into. */
struct js {
    enum js_kind kind;
    const char *text;  /* UTF-8 without NULs */
    const char **keys; /* JS_MAP: one for each item */
    double number;     /* JS_NUMBER */
    bool whole;        /* JS_NUMBER: it fits an int exactly; JS_BOOL: it is true */
    struct js **items;
    size_t count;
    int depth; /* levels below it */
};

/* Parses SOURCE. SENDD_EINVALID names what is ill-formed or what is no plain expression. */
int js_parse(struct arena *arena, const char *source, struct js **out, struct error *error);

enum js_state { JS_STATE_NONE, JS_STATE_ACTIVE, JS_STATE_HISTORY };

/* What the names in an expression stand for. */
struct js_scope {
    const char *(*field)(void *context, const char *name); /* our spelling of a declared name; NULL: undeclared */
    enum js_state (*state)(void *context, const char *id);
    void *context;
    const char *name; /* CEL for _name */
};

/* SOURCE in CEL; *OUT lives in ARENA. SENDD_EINVALID when it is ill-formed, or has no equal in CEL. */
int js_value(struct arena *arena, const char *source, const struct js_scope *scope, const char **out, struct error *error);
/* The same as a condition: a bool, true when ECMAScript's ToBoolean is. */
int js_condition(struct arena *arena, const char *source, const struct js_scope *scope, const char **out,
                 struct error *error);
/* The value of SOURCE when it is one string literal, else NULL. */
const char *js_constant(struct arena *arena, const char *source);

#endif
