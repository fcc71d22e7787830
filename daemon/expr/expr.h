/* Guards and computed values: a typed subset of CEL that always ends, checked when the file is loaded. */
#ifndef SENDD_EXPR_EXPR_H
#define SENDD_EXPR_EXPR_H

#include "base/error.h"
#include "base/json.h"
#include "calendar/calendar.h"

enum value_type {
    VALUE_NULL,
    VALUE_BOOL,
    VALUE_INT,
    VALUE_UINT,
    VALUE_DOUBLE,
    VALUE_STRING,
    VALUE_BYTES,
    VALUE_DATE,      /* a civil day */
    VALUE_PERIOD,    /* a length of time on the calendar: months, days, school days */
    VALUE_TIMESTAMP, /* a point in time, to the nanosecond */
    VALUE_DURATION,  /* a length of time in nanoseconds */
    VALUE_TYPE,      /* what type(x) gives */
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
/* PATH has the members that are declared, before or after, and no others. */
void expr_scope_close(struct expr_scope *scope, const char *path);

/* From now on what the check of types refuses is left to the evaluation, which then may fail: what CEL calls
 * an expression without check. For trying expressions out, never for workflows. */
void expr_scope_loosen(struct expr_scope *scope);

/* Compiles and type-checks SOURCE. WANT is the type it must give, or VALUE_ANY. The error's text quotes the
 * place in SOURCE and says what to write; the caller adds file and line. */
int expr_compile(struct arena *arena, const char *source, const struct expr_scope *scope,
                 enum value_type want, const struct expr **out, struct error *error);

/* What an evaluation sees. All borrowed. */
struct expr_input {
    json_t *names; /* object: the top-level names; dates are "YYYY-MM-DD" strings typed by the scope,
                    * timestamps RFC 3339, durations such as "1.5s" */
    bool flat;     /* names has one member a declared path ("a.b"), instead of an object below an object */
    struct date today;                 /* what today() gives */
    const struct calendars *calendars; /* for working_days() and school_days(); NULL: adding them fails */
    const char *school;                /* whose school days; NULL: adding school_days() fails */
    bool zone_files; /* a time zone whose name is computed may be looked up in the system's zone files; those
                      * written in the source were read when it was compiled */
    bool (*in_state)(void *context, const char *state); /* for In('id'); NULL: always false */
    void *context;
};
/* Evaluates to JSON (a date as "YYYY-MM-DD"); *OUT is a new reference. A failing evaluation (missing key,
 * overflow, cost over the limit) is SENDD_EINVALID. */
int expr_run(const struct expr *expr, const struct expr_input *input, json_t **out, struct error *error);
/* A value as people and programs read it; strings of the arena given. */
struct expr_answer {
    const char *type; /* CEL's name: "int", "list<int>", "map<string, dyn>", "google.protobuf.Timestamp" */
    const char
        *json; /* see docs/expressions.md; doubles keep their point, those that are not finite are strings */
    const char *text; /* the same without the quotes of a string */
};
/* The same for a value of any type. */
int expr_answer(const struct expr *expr, const struct expr_input *input, struct arena *arena,
                struct expr_answer *out, struct error *error);
/* The type the compiled expression gives, VALUE_ANY when only known at run time. */
enum value_type expr_type(const struct expr *expr);

/* --- what can be told without running it --- */
enum expr_truth { EXPR_MAYBE, EXPR_ALWAYS, EXPR_NEVER };
/* Whether a condition is always or never true, whatever the names stand for: it names nothing, or asks one name
 * for two things at once. One that always fails is never true. */
enum expr_truth expr_truth(const struct expr *expr);
/* Calls VISIT wherever EXPR compares a declared name, such as "fields.outcome", with a string written in it. */
void expr_compared(const struct expr *expr, void (*visit)(void *context, const char *path, const char *literal),
                   void *context);
/* Calls VISIT for each state named in an In('state') of EXPR. */
void expr_asks(const struct expr *expr, void (*visit)(void *context, const char *state), void *context);
/* Calls VISIT for each string written in EXPR that can be its result: all of it, or a side of its ternary. */
void expr_gives(const struct expr *expr, void (*visit)(void *context, const char *literal), void *context);

#endif
