/* Conversions into numbers and bools. Their errors never quote the value: it may be about a child. */
#include "expr/functions.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

bool value_same(struct run *run, const struct value *arguments, struct value *out)
{
    (void)run;
    *out = arguments[0];
    return true;
}

bool type_of(struct run *run, const struct value *arguments, struct value *out)
{
    (void)run;
    *out = value_type(arguments[0].kind);
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

bool uint_to_int(struct run *run, const struct value *arguments, struct value *out)
{
    if (arguments[0].natural > INT64_MAX)
        return run_fail(run, "this number does not fit into a whole number (int)", NULL);
    *out = value_int((int64_t)arguments[0].natural);
    return true;
}

bool int_to_uint(struct run *run, const struct value *arguments, struct value *out)
{
    if (arguments[0].integer < 0)
        return run_fail(run, "an unsigned number (uint) is never below zero", NULL);
    *out = value_uint((uint64_t)arguments[0].integer);
    return true;
}

bool double_to_uint(struct run *run, const struct value *arguments, struct value *out)
{
    double number = arguments[0].number;
    if (!(number >= 0 && number < 18446744073709551616.0))
        return run_fail(run, "this number does not fit into an unsigned number (uint)", NULL);
    *out = value_uint((uint64_t)number);
    return true;
}

bool timestamp_to_int(struct run *run, const struct value *arguments, struct value *out)
{
    (void)run;
    *out = value_int(arguments[0].moment.seconds);
    return true;
}

/* A number in a string has nothing around it, not even space. */
static bool is_bare(const struct value *string, const char *allowed)
{
    return string->string.length > 0 && strspn(string->string.bytes, allowed) == string->string.length;
}

static bool text_is(const struct value *string, const char *word)
{
    return strlen(word) == string->string.length &&
           memcmp(string->string.bytes, word, string->string.length) == 0;
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

bool string_to_uint(struct run *run, const struct value *arguments, struct value *out)
{
    char *end = NULL;
    errno = 0;
    unsigned long long number = strtoull(arguments[0].string.bytes, &end, 10);
    if (!is_bare(&arguments[0], "0123456789") || *end || errno)
        return run_fail(run, "this string is not an unsigned number", NULL);
    *out = value_uint(number);
    return true;
}

bool uint_to_double(struct run *run, const struct value *arguments, struct value *out)
{
    (void)run;
    *out = value_double((double)arguments[0].natural);
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
    bool word = text_is(&arguments[0], "NaN") || text_is(&arguments[0], "Infinity") ||
                text_is(&arguments[0], "-Infinity");
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
        bool is_yes = text_is(&arguments[0], yes[i]);
        *out = value_bool(is_yes);
        if (is_yes || text_is(&arguments[0], no[i]))
            return true;
    }
    return run_fail(run, "this string is neither 'true' nor 'false'", NULL);
}
