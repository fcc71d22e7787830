/* Conversions between types. Their errors never quote the value: it may be about a child. */
#include "expr/functions.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool give_text(struct run *run, const char *bytes, struct value *out)
{
    *out = value_string(arena_copy(run_arena(run), bytes), strlen(bytes));
    return true;
}

bool value_same(struct run *run, const struct value *arguments, struct value *out)
{
    (void)run;
    *out = arguments[0];
    return true;
}

/* CEL leaves both ends of the range out, because they are no exact doubles. */
bool double_to_int(struct run *run, const struct value *arguments, struct value *out)
{
    double number = arguments[0].number;
    if (!(number > -9223372036854775808.0 && number < 9223372036854775808.0))
        return run_fail(run, "this number does not fit into a whole number (int)", NULL);
    *out = value_int((int64_t)number);
    return true;
}

/* A number in a string has nothing around it, not even space. */
static bool is_bare(const struct value *string, const char *allowed)
{
    return string->string.length > 0 && strspn(string->string.bytes, allowed) == string->string.length;
}

bool string_to_int(struct run *run, const struct value *arguments, struct value *out)
{
    char *end = NULL;
    errno = 0;
    long long number = strtoll(arguments[0].string.bytes, &end, 10);
    if (!is_bare(&arguments[0], "+-0123456789") || *end || errno)
        return run_fail(run, "this string is not a whole number", NULL);
    *out = value_int(number);
    return true;
}

bool int_to_double(struct run *run, const struct value *arguments, struct value *out)
{
    (void)run;
    *out = value_double((double)arguments[0].integer);
    return true;
}

bool string_to_double(struct run *run, const struct value *arguments, struct value *out)
{
    char *end = NULL;
    double number = strtod(arguments[0].string.bytes, &end);
    bool word = strcmp(arguments[0].string.bytes, "NaN") == 0 ||
                strcmp(arguments[0].string.bytes, "Infinity") == 0 ||
                strcmp(arguments[0].string.bytes, "-Infinity") == 0;
    if ((!word && !is_bare(&arguments[0], "+-.eE0123456789")) || *end)
        return run_fail(run, "this string is not a number", NULL);
    *out = value_double(number);
    return true;
}

bool string_to_bool(struct run *run, const struct value *arguments, struct value *out)
{
    static const char *const yes[] = {"true", "True", "TRUE", "t", "1"}, *const no[] = {"false", "False",
                                                                                        "FALSE", "f", "0"};
    for (size_t i = 0; i < 5; i++) {
        bool is_yes = strcmp(arguments[0].string.bytes, yes[i]) == 0;
        *out = value_bool(is_yes);
        if (is_yes || strcmp(arguments[0].string.bytes, no[i]) == 0)
            return true;
    }
    return run_fail(run, "this string is neither 'true' nor 'false'", NULL);
}

bool int_to_string(struct run *run, const struct value *arguments, struct value *out)
{
    char buffer[32];
    snprintf(buffer, sizeof buffer, "%lld", (long long)arguments[0].integer);
    return give_text(run, buffer, out);
}

/* The fewest digits that read back as the same number. */
bool double_to_string(struct run *run, const struct value *arguments, struct value *out)
{
    double number = arguments[0].number;
    if (isnan(number))
        return give_text(run, "NaN", out);
    if (isinf(number))
        return give_text(run, number < 0 ? "-Infinity" : "Infinity", out);
    char buffer[40];
    for (int digits = 1; digits <= 17; digits++) {
        snprintf(buffer, sizeof buffer, "%.*g", digits, number);
        if (strtod(buffer, NULL) == number)
            break;
    }
    return give_text(run, buffer, out);
}

bool bool_to_string(struct run *run, const struct value *arguments, struct value *out)
{
    return give_text(run, arguments[0].boolean ? "true" : "false", out);
}

bool date_to_string(struct run *run, const struct value *arguments, struct value *out)
{
    char buffer[DATE_SIZE];
    return give_text(run, date_write(arguments[0].date, buffer), out);
}

bool string_to_date(struct run *run, const struct value *arguments, struct value *out)
{
    struct date date;
    bool whole = strlen(arguments[0].string.bytes) == arguments[0].string.length;
    if (!whole || date_read(arguments[0].string.bytes, &date, NULL) != 0)
        return run_fail(run, "this string is not a date that exists",
                        "write it as YYYY-MM-DD: date('2026-09-01')");
    *out = value_date(date);
    return true;
}
