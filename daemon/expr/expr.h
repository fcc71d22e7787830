/* Guards and computed values: a typed subset of CEL that always ends, checked when the file is loaded. */
#ifndef SENDD_EXPR_EXPR_H
#define SENDD_EXPR_EXPR_H

#include "base/error.h"
#include "base/json.h"
#include "calendar/date.h"

enum value_type {
    VALUE_NULL,
    VALUE_BOOL,
    VALUE_INT,
    VALUE_DOUBLE,
    VALUE_STRING,
    VALUE_DATE,
    VALUE_DURATION,
    VALUE_LIST,
    VALUE_MAP,
    VALUE_ANY /* known only when it is computed; a type in declarations, never a value */
};

struct value;

struct expr; /* compiled; immutable; lives in the arena it was compiled into */

/* The names an expression may use and their types, e.g. "fields" -> a map with typed members. */
struct expr_scope;
struct expr_scope *expr_scope_new(struct arena *arena);
/* Declares PATH ("fields.outcome", "event.data", "subject") with TYPE. */
void expr_scope_add(struct expr_scope *scope, const char *path, enum value_type type);

/* Compiles and type-checks SOURCE. WANT is the type it must give, or VALUE_ANY. The error's text quotes the
 * place in SOURCE and says what to write; the caller adds file and line. */
int expr_compile(struct arena *arena, const char *source, const struct expr_scope *scope,
                 enum value_type want, const struct expr **out, struct error *error);

/* What an evaluation sees. All borrowed. */
struct expr_input {
    json_t *names;     /* object: the top-level names; dates are "YYYY-MM-DD" strings typed by the scope */
    struct date today; /* what today() gives */
    bool (*in_state)(void *context, const char *state); /* for In('id'); NULL: always false */
    void *context;
};
/* Evaluates to JSON (a date as "YYYY-MM-DD"); *OUT is a new reference. A failing evaluation (missing key,
 * overflow, cost over the limit) is SENDD_EINVALID. */
int expr_run(const struct expr *expr, const struct expr_input *input, json_t **out, struct error *error);
/* The type the compiled expression gives, VALUE_ANY when only known at run time. */
enum value_type expr_type(const struct expr *expr);

#endif
