#include "expr/functions.h"

#include <string.h>

/* In('id') asks the case; it is here because it belongs to no type. */
static bool in_state(struct run *run, const struct value *arguments, struct value *out)
{
    const struct expr_input *input = run->input;
    bool inside = input && input->in_state && input->in_state(input->context, arguments[0].string.bytes);
    *out = value_bool(inside);
    return true;
}

#define NONE                                                                                                 \
    {                                                                                                        \
        VALUE_ANY, VALUE_ANY                                                                                 \
    }
#define ONE(A)                                                                                               \
    {                                                                                                        \
        VALUE_##A, VALUE_ANY                                                                                 \
    }
#define TWO(A, B)                                                                                            \
    {                                                                                                        \
        VALUE_##A, VALUE_##B                                                                                 \
    }

/* Two numbers of whatever type. */
#define NUMBERS(NAME, RUN)                                                                                   \
    {NAME, CALL_FREE, 2, TWO(INT, INT), VALUE_ANY, RUN}, {NAME, CALL_FREE, 2, TWO(INT, DOUBLE), VALUE_ANY, RUN}, \
        {NAME, CALL_FREE, 2, TWO(DOUBLE, INT), VALUE_ANY, RUN}, {NAME, CALL_FREE, 2, TWO(DOUBLE, DOUBLE), VALUE_ANY, RUN}

/* clang-format off */
static const struct function table[] = {
    {"+", CALL_FREE, 2, TWO(INT, INT), VALUE_INT, int_add},
    {"+", CALL_FREE, 2, TWO(UINT, UINT), VALUE_UINT, uint_add},
    {"+", CALL_FREE, 2, TWO(DOUBLE, DOUBLE), VALUE_DOUBLE, double_add},
    {"+", CALL_FREE, 2, TWO(STRING, STRING), VALUE_STRING, string_add},
    {"+", CALL_FREE, 2, TWO(BYTES, BYTES), VALUE_BYTES, string_add},
    {"+", CALL_FREE, 2, TWO(LIST, LIST), VALUE_LIST, list_join},
    {"+", CALL_FREE, 2, TWO(DATE, PERIOD), VALUE_DATE, date_plus},
    {"+", CALL_FREE, 2, TWO(PERIOD, DATE), VALUE_DATE, length_plus_date},
    {"+", CALL_FREE, 2, TWO(PERIOD, PERIOD), VALUE_PERIOD, length_add},
    {"+", CALL_FREE, 2, TWO(TIMESTAMP, DURATION), VALUE_TIMESTAMP, timestamp_plus},
    {"+", CALL_FREE, 2, TWO(DURATION, TIMESTAMP), VALUE_TIMESTAMP, duration_plus_timestamp},
    {"+", CALL_FREE, 2, TWO(DURATION, DURATION), VALUE_DURATION, duration_add},
    {"-", CALL_FREE, 2, TWO(INT, INT), VALUE_INT, int_subtract},
    {"-", CALL_FREE, 2, TWO(UINT, UINT), VALUE_UINT, uint_subtract},
    {"-", CALL_FREE, 2, TWO(DOUBLE, DOUBLE), VALUE_DOUBLE, double_subtract},
    {"-", CALL_FREE, 2, TWO(DATE, PERIOD), VALUE_DATE, date_minus},
    {"-", CALL_FREE, 2, TWO(DATE, DATE), VALUE_INT, date_between},
    {"-", CALL_FREE, 2, TWO(PERIOD, PERIOD), VALUE_PERIOD, length_subtract},
    {"-", CALL_FREE, 2, TWO(TIMESTAMP, DURATION), VALUE_TIMESTAMP, timestamp_minus},
    {"-", CALL_FREE, 2, TWO(TIMESTAMP, TIMESTAMP), VALUE_DURATION, timestamp_between},
    {"-", CALL_FREE, 2, TWO(DURATION, DURATION), VALUE_DURATION, duration_subtract},
    {"-", CALL_FREE, 1, ONE(INT), VALUE_INT, int_negate},
    {"-", CALL_FREE, 1, ONE(DOUBLE), VALUE_DOUBLE, double_negate},
    {"-", CALL_FREE, 1, ONE(PERIOD), VALUE_PERIOD, length_negate},
    {"*", CALL_FREE, 2, TWO(INT, INT), VALUE_INT, int_multiply},
    {"*", CALL_FREE, 2, TWO(UINT, UINT), VALUE_UINT, uint_multiply},
    {"*", CALL_FREE, 2, TWO(DOUBLE, DOUBLE), VALUE_DOUBLE, double_multiply},
    {"/", CALL_FREE, 2, TWO(INT, INT), VALUE_INT, int_divide},
    {"/", CALL_FREE, 2, TWO(UINT, UINT), VALUE_UINT, uint_divide},
    {"/", CALL_FREE, 2, TWO(DOUBLE, DOUBLE), VALUE_DOUBLE, double_divide},
    {"%", CALL_FREE, 2, TWO(INT, INT), VALUE_INT, int_modulo},
    {"%", CALL_FREE, 2, TWO(UINT, UINT), VALUE_UINT, uint_modulo},

    NUMBERS("add", number_add),
    {"add", CALL_FREE, 2, TWO(STRING, STRING), VALUE_STRING, string_add},
    {"add", CALL_FREE, 2, TWO(LIST, LIST), VALUE_LIST, list_join},
    NUMBERS("subtract", number_subtract),
    NUMBERS("multiply", number_multiply),
    NUMBERS("divide", number_divide),
    NUMBERS("remainder", number_remainder),

    {"size", CALL_BOTH, 1, ONE(STRING), VALUE_INT, string_size},
    {"size", CALL_BOTH, 1, ONE(BYTES), VALUE_INT, bytes_size},
    {"size", CALL_BOTH, 1, ONE(LIST), VALUE_INT, many_size},
    {"size", CALL_BOTH, 1, ONE(MAP), VALUE_INT, many_size},
    {"startsWith", CALL_MEMBER, 2, TWO(STRING, STRING), VALUE_BOOL, string_starts_with},
    {"endsWith", CALL_MEMBER, 2, TWO(STRING, STRING), VALUE_BOOL, string_ends_with},
    {"contains", CALL_MEMBER, 2, TWO(STRING, STRING), VALUE_BOOL, string_contains},
    {"matches", CALL_BOTH, 2, TWO(STRING, STRING), VALUE_BOOL, string_matches},

    {"bool", CALL_FREE, 1, ONE(BOOL), VALUE_BOOL, value_same},
    {"bool", CALL_FREE, 1, ONE(STRING), VALUE_BOOL, string_to_bool},
    {"int", CALL_FREE, 1, ONE(INT), VALUE_INT, value_same},
    {"int", CALL_FREE, 1, ONE(UINT), VALUE_INT, uint_to_int},
    {"int", CALL_FREE, 1, ONE(DOUBLE), VALUE_INT, double_to_int},
    {"int", CALL_FREE, 1, ONE(STRING), VALUE_INT, string_to_int},
    {"int", CALL_FREE, 1, ONE(TIMESTAMP), VALUE_INT, timestamp_to_int},
    {"uint", CALL_FREE, 1, ONE(UINT), VALUE_UINT, value_same},
    {"uint", CALL_FREE, 1, ONE(INT), VALUE_UINT, int_to_uint},
    {"uint", CALL_FREE, 1, ONE(DOUBLE), VALUE_UINT, double_to_uint},
    {"uint", CALL_FREE, 1, ONE(STRING), VALUE_UINT, string_to_uint},
    {"double", CALL_FREE, 1, ONE(DOUBLE), VALUE_DOUBLE, value_same},
    {"double", CALL_FREE, 1, ONE(INT), VALUE_DOUBLE, int_to_double},
    {"double", CALL_FREE, 1, ONE(UINT), VALUE_DOUBLE, uint_to_double},
    {"double", CALL_FREE, 1, ONE(STRING), VALUE_DOUBLE, string_to_double},
    {"string", CALL_FREE, 1, ONE(STRING), VALUE_STRING, value_same},
    {"string", CALL_FREE, 1, ONE(INT), VALUE_STRING, int_to_string},
    {"string", CALL_FREE, 1, ONE(UINT), VALUE_STRING, uint_to_string},
    {"string", CALL_FREE, 1, ONE(DOUBLE), VALUE_STRING, double_to_string},
    {"string", CALL_FREE, 1, ONE(BOOL), VALUE_STRING, bool_to_string},
    {"string", CALL_FREE, 1, ONE(BYTES), VALUE_STRING, bytes_to_string},
    {"string", CALL_FREE, 1, ONE(DATE), VALUE_STRING, date_to_string},
    {"string", CALL_FREE, 1, ONE(TIMESTAMP), VALUE_STRING, timestamp_to_string},
    {"string", CALL_FREE, 1, ONE(DURATION), VALUE_STRING, duration_to_string},
    {"bytes", CALL_FREE, 1, ONE(BYTES), VALUE_BYTES, value_same},
    {"bytes", CALL_FREE, 1, ONE(STRING), VALUE_BYTES, string_to_bytes},
    {"timestamp", CALL_FREE, 1, ONE(TIMESTAMP), VALUE_TIMESTAMP, value_same},
    {"timestamp", CALL_FREE, 1, ONE(STRING), VALUE_TIMESTAMP, string_to_timestamp},
    {"timestamp", CALL_FREE, 1, ONE(INT), VALUE_TIMESTAMP, int_to_timestamp},
    {"duration", CALL_FREE, 1, ONE(DURATION), VALUE_DURATION, value_same},
    {"duration", CALL_FREE, 1, ONE(STRING), VALUE_DURATION, string_to_duration},
    {"dyn", CALL_FREE, 1, ONE(ANY), VALUE_ANY, value_same},
    {"type", CALL_FREE, 1, ONE(ANY), VALUE_TYPE, type_of},

    {"getFullYear", CALL_MEMBER, 1, ONE(TIMESTAMP), VALUE_INT, timestamp_year},
    {"getFullYear", CALL_MEMBER, 2, TWO(TIMESTAMP, STRING), VALUE_INT, timestamp_year},
    {"getMonth", CALL_MEMBER, 1, ONE(TIMESTAMP), VALUE_INT, timestamp_month},
    {"getMonth", CALL_MEMBER, 2, TWO(TIMESTAMP, STRING), VALUE_INT, timestamp_month},
    {"getDate", CALL_MEMBER, 1, ONE(TIMESTAMP), VALUE_INT, timestamp_day},
    {"getDate", CALL_MEMBER, 2, TWO(TIMESTAMP, STRING), VALUE_INT, timestamp_day},
    {"getDayOfMonth", CALL_MEMBER, 1, ONE(TIMESTAMP), VALUE_INT, timestamp_day_of_month},
    {"getDayOfMonth", CALL_MEMBER, 2, TWO(TIMESTAMP, STRING), VALUE_INT, timestamp_day_of_month},
    {"getDayOfWeek", CALL_MEMBER, 1, ONE(TIMESTAMP), VALUE_INT, timestamp_weekday},
    {"getDayOfWeek", CALL_MEMBER, 2, TWO(TIMESTAMP, STRING), VALUE_INT, timestamp_weekday},
    {"getDayOfYear", CALL_MEMBER, 1, ONE(TIMESTAMP), VALUE_INT, timestamp_day_of_year},
    {"getDayOfYear", CALL_MEMBER, 2, TWO(TIMESTAMP, STRING), VALUE_INT, timestamp_day_of_year},
    {"getHours", CALL_MEMBER, 1, ONE(TIMESTAMP), VALUE_INT, timestamp_hours},
    {"getHours", CALL_MEMBER, 2, TWO(TIMESTAMP, STRING), VALUE_INT, timestamp_hours},
    {"getHours", CALL_MEMBER, 1, ONE(DURATION), VALUE_INT, duration_hours},
    {"getMinutes", CALL_MEMBER, 1, ONE(TIMESTAMP), VALUE_INT, timestamp_minutes},
    {"getMinutes", CALL_MEMBER, 2, TWO(TIMESTAMP, STRING), VALUE_INT, timestamp_minutes},
    {"getMinutes", CALL_MEMBER, 1, ONE(DURATION), VALUE_INT, duration_minutes},
    {"getSeconds", CALL_MEMBER, 1, ONE(TIMESTAMP), VALUE_INT, timestamp_seconds},
    {"getSeconds", CALL_MEMBER, 2, TWO(TIMESTAMP, STRING), VALUE_INT, timestamp_seconds},
    {"getSeconds", CALL_MEMBER, 1, ONE(DURATION), VALUE_INT, duration_seconds},
    {"getMilliseconds", CALL_MEMBER, 1, ONE(TIMESTAMP), VALUE_INT, timestamp_millis},
    {"getMilliseconds", CALL_MEMBER, 2, TWO(TIMESTAMP, STRING), VALUE_INT, timestamp_millis},
    {"getMilliseconds", CALL_MEMBER, 1, ONE(DURATION), VALUE_INT, duration_millis},

    {"date", CALL_FREE, 1, ONE(STRING), VALUE_DATE, string_to_date},
    {"date", CALL_FREE, 1, ONE(DATE), VALUE_DATE, value_same},
    {"today", CALL_FREE, 0, NONE, VALUE_DATE, date_today},
    {"next", CALL_FREE, 2, TWO(INT, INT), VALUE_DATE, date_next},
    {"days", CALL_FREE, 1, ONE(INT), VALUE_PERIOD, length_days},
    {"weeks", CALL_FREE, 1, ONE(INT), VALUE_PERIOD, length_weeks},
    {"months", CALL_FREE, 1, ONE(INT), VALUE_PERIOD, length_months},
    {"years", CALL_FREE, 1, ONE(INT), VALUE_PERIOD, length_years},
    {"working_days", CALL_FREE, 1, ONE(INT), VALUE_PERIOD, length_working_days},
    {"school_days", CALL_FREE, 1, ONE(INT), VALUE_PERIOD, length_school_days},
    {"year", CALL_BOTH, 1, ONE(DATE), VALUE_INT, date_year},
    {"month", CALL_BOTH, 1, ONE(DATE), VALUE_INT, date_month},
    {"day", CALL_BOTH, 1, ONE(DATE), VALUE_INT, date_day},
    {"weekday", CALL_BOTH, 1, ONE(DATE), VALUE_INT, date_weekday_number},

    {"In", CALL_FREE, 1, ONE(STRING), VALUE_BOOL, in_state},
};
/* clang-format on */
enum { TABLE_SIZE = sizeof table / sizeof table[0] };

const struct function *functions_find(const char *name, size_t *count)
{
    size_t first = 0;
    while (first < TABLE_SIZE && strcmp(table[first].name, name) != 0)
        first++;
    size_t end = first;
    while (end < TABLE_SIZE && strcmp(table[end].name, name) == 0)
        end++;
    *count = end - first;
    return *count ? &table[first] : NULL;
}

const char *const *functions_names(struct arena *arena)
{
    const char **names = arena_alloc(arena, (TABLE_SIZE + 1) * sizeof *names);
    size_t count = 0;
    for (size_t i = 0; i < TABLE_SIZE; i++) {
        if (i == 0 || strcmp(table[i].name, table[i - 1].name) != 0)
            names[count++] = table[i].name;
    }
    return names;
}

static bool pair_is(enum value_type a, enum value_type b, enum value_type x, enum value_type y)
{
    return (a == x && b == y) || (a == y && b == x);
}

const char *types_hint(enum value_type a, enum value_type b)
{
    if (pair_is(a, b, VALUE_DATE, VALUE_STRING))
        return "date('2026-09-01') makes a date of a string, string(x) a string of a date";
    if (pair_is(a, b, VALUE_DATE, VALUE_INT))
        return "say which unit: days(3), weeks(2) or months(1)";
    if (pair_is(a, b, VALUE_PERIOD, VALUE_INT))
        return "the days between two dates are a plain number: compare them with 14, not with days(14)";
    if (pair_is(a, b, VALUE_PERIOD, VALUE_TIMESTAMP) || pair_is(a, b, VALUE_DATE, VALUE_DURATION))
        return "dates take days(3), weeks(2), months(1); timestamps take duration('36h')";
    if (pair_is(a, b, VALUE_TIMESTAMP, VALUE_STRING))
        return "timestamp('2026-09-01T08:30:00Z') makes a timestamp of a string, string(x) a string of a "
               "timestamp";
    if (pair_is(a, b, VALUE_DURATION, VALUE_STRING))
        return "duration('1h30m') makes a duration of a string, string(x) a string of a duration";
    if (pair_is(a, b, VALUE_BYTES, VALUE_STRING))
        return "bytes(x) makes bytes of a string, string(x) a string of bytes";
    if (pair_is(a, b, VALUE_UINT, VALUE_INT) || pair_is(a, b, VALUE_UINT, VALUE_DOUBLE))
        return "uint(x), int(x) and double(x) make one type of number of another; 3u is a uint";
    if (pair_is(a, b, VALUE_INT, VALUE_DOUBLE))
        return "double(x) makes a double of an int, int(x) an int of a double";
    if (pair_is(a, b, VALUE_STRING, VALUE_INT) || pair_is(a, b, VALUE_STRING, VALUE_DOUBLE))
        return "string(x) makes a string of a number, int(x) a number of a string";
    if (pair_is(a, b, VALUE_STRING, VALUE_BOOL))
        return "write true and false without quotes";
    return NULL;
}
