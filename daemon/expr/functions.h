/* The one table of all functions and arithmetic operators: what they take, what they give, what they do. */
#ifndef SENDD_EXPR_FUNCTIONS_H
#define SENDD_EXPR_FUNCTIONS_H

#include "expr/run.h"

enum { ARGUMENTS = 2 }; /* most that any function takes */

enum call_style { CALL_FREE = 1, CALL_MEMBER = 2, CALL_BOTH = 3 };

/* One overload. Those of one name stand together in the table. */
struct function {
    const char *name;      /* an operator by its sign */
    enum call_style style; /* f(x), x.f(), or either */
    size_t arity;
    enum value_type takes[ARGUMENTS]; /* VALUE_ANY takes all */
    enum value_type gives;
    bool (*run)(struct run *run, const struct value *arguments, struct value *out);
};

/* The overloads of NAME, *COUNT of them; NULL when there is no such function. */
const struct function *functions_find(const char *name, size_t *count);
/* Every name once, NULL-terminated, in ARENA. */
const char *const *functions_names(struct arena *arena);
/* What to write when types A and B do not go together; NULL: no advice. */
const char *types_hint(enum value_type a, enum value_type b);

/* What the table points to, by file. arithmetic.c: */
bool int_add(struct run *run, const struct value *arguments, struct value *out);
bool int_subtract(struct run *run, const struct value *arguments, struct value *out);
bool int_multiply(struct run *run, const struct value *arguments, struct value *out);
bool int_divide(struct run *run, const struct value *arguments, struct value *out);
bool int_modulo(struct run *run, const struct value *arguments, struct value *out);
bool int_negate(struct run *run, const struct value *arguments, struct value *out);
bool double_add(struct run *run, const struct value *arguments, struct value *out);
bool double_subtract(struct run *run, const struct value *arguments, struct value *out);
bool double_multiply(struct run *run, const struct value *arguments, struct value *out);
bool double_divide(struct run *run, const struct value *arguments, struct value *out);
bool double_negate(struct run *run, const struct value *arguments, struct value *out);
/* strings.c: */
bool string_add(struct run *run, const struct value *arguments, struct value *out);
bool list_join(struct run *run, const struct value *arguments, struct value *out);
bool string_size(struct run *run, const struct value *arguments, struct value *out);
bool many_size(struct run *run, const struct value *arguments, struct value *out);
bool string_starts_with(struct run *run, const struct value *arguments, struct value *out);
bool string_ends_with(struct run *run, const struct value *arguments, struct value *out);
bool string_contains(struct run *run, const struct value *arguments, struct value *out);
/* convert.c: */
bool value_same(struct run *run, const struct value *arguments, struct value *out);
bool double_to_int(struct run *run, const struct value *arguments, struct value *out);
bool string_to_int(struct run *run, const struct value *arguments, struct value *out);
bool int_to_double(struct run *run, const struct value *arguments, struct value *out);
bool string_to_double(struct run *run, const struct value *arguments, struct value *out);
bool string_to_bool(struct run *run, const struct value *arguments, struct value *out);
bool int_to_string(struct run *run, const struct value *arguments, struct value *out);
bool double_to_string(struct run *run, const struct value *arguments, struct value *out);
bool bool_to_string(struct run *run, const struct value *arguments, struct value *out);
bool date_to_string(struct run *run, const struct value *arguments, struct value *out);
bool string_to_date(struct run *run, const struct value *arguments, struct value *out);
/* dates.c: */
bool period_days(struct run *run, const struct value *arguments, struct value *out);
bool period_weeks(struct run *run, const struct value *arguments, struct value *out);
bool period_months(struct run *run, const struct value *arguments, struct value *out);
bool period_years(struct run *run, const struct value *arguments, struct value *out);
bool period_add(struct run *run, const struct value *arguments, struct value *out);
bool period_subtract(struct run *run, const struct value *arguments, struct value *out);
bool period_negate(struct run *run, const struct value *arguments, struct value *out);
bool date_plus(struct run *run, const struct value *arguments, struct value *out);
bool period_plus_date(struct run *run, const struct value *arguments, struct value *out);
bool date_minus(struct run *run, const struct value *arguments, struct value *out);
bool date_between(struct run *run, const struct value *arguments, struct value *out);
bool date_today(struct run *run, const struct value *arguments, struct value *out);
bool date_next(struct run *run, const struct value *arguments, struct value *out);
bool date_year(struct run *run, const struct value *arguments, struct value *out);
bool date_month(struct run *run, const struct value *arguments, struct value *out);
bool date_day(struct run *run, const struct value *arguments, struct value *out);
bool date_weekday_number(struct run *run, const struct value *arguments, struct value *out);

#endif
