/* The one table of all functions and arithmetic operators: what they take, what they give, what they do. */
#ifndef SENDD_EXPR_FUNCTIONS_H
#define SENDD_EXPR_FUNCTIONS_H

#include "expr/run.h"

enum { ARGUMENTS = 2 }; /* most that any function takes */

enum call_style { CALL_FREE = 1, CALL_MEMBER = 2, CALL_BOTH = 3 };

/* What a function does with as many ARGUMENTS as it takes; false after run_fail. */
typedef bool function_run(struct run *run, const struct value *arguments, struct value *out);

/* One overload. Those of one name stand together in the table. */
struct function {
    const char *name;      /* an operator by its sign */
    enum call_style style; /* f(x), x.f(), or either */
    size_t arity;
    enum value_type takes[ARGUMENTS]; /* VALUE_ANY takes all */
    enum value_type gives;
    function_run *run;
};

/* The overloads of NAME, *COUNT of them; NULL when there is no such function. */
const struct function *functions_find(const char *name, size_t *count);
/* Every name once, NULL-terminated, in ARENA. */
const char *const *functions_names(struct arena *arena);
/* What to write when types A and B do not go together; NULL: no advice. */
const char *types_hint(enum value_type a, enum value_type b);

/* What the table points to, by file. arithmetic.c: */
function_run int_add, int_subtract, int_multiply, int_divide, int_modulo, int_negate;
function_run uint_add, uint_subtract, uint_multiply, uint_divide, uint_modulo;
function_run double_add, double_subtract, double_multiply, double_divide, double_negate;
/* numbers.c: */
function_run number_add, number_subtract, number_multiply, number_divide, number_remainder;
/* strings.c, match.c: */
function_run string_add, list_join, string_size, bytes_size, many_size;
function_run string_starts_with, string_ends_with, string_contains, string_matches;
/* convert.c: */
function_run value_same, type_of;
function_run double_to_int, uint_to_int, string_to_int, timestamp_to_int;
function_run int_to_uint, double_to_uint, string_to_uint;
function_run int_to_double, uint_to_double, string_to_double, string_to_bool;
/* convert_text.c: */
function_run int_to_string, uint_to_string, double_to_string, bool_to_string, date_to_string;
function_run timestamp_to_string, duration_to_string, bytes_to_string, string_to_bytes;
function_run string_to_date, string_to_timestamp, string_to_duration;
/* lengths.c: */
function_run length_days, length_weeks, length_months, length_years, length_working_days, length_school_days;
function_run length_add, length_subtract, length_negate, date_plus, length_plus_date, date_minus;
/* dates.c: */
function_run date_between, date_today, date_next, date_year, date_month, date_day, date_weekday_number;
/* moments.c: */
function_run int_to_timestamp, timestamp_plus, duration_plus_timestamp, timestamp_minus, timestamp_between;
function_run duration_add, duration_subtract;
function_run timestamp_year, timestamp_month, timestamp_day, timestamp_day_of_month, timestamp_weekday;
function_run timestamp_day_of_year, timestamp_hours, timestamp_minutes, timestamp_seconds, timestamp_millis;
function_run duration_hours, duration_minutes, duration_seconds, duration_millis;

#endif
