/* Arithmetic on numbers: an int that does not fit is an error, a double follows IEEE 754. */
#include "expr/functions.h"

static bool uint_overflow(struct run *run)
{
    return run_fail(run, "the result does not fit into an unsigned number (uint)", NULL);
}

static bool overflow(struct run *run)
{
    return run_fail(run, "the result is too large for a whole number (int)", NULL);
}

bool int_add(struct run *run, const struct value *arguments, struct value *out)
{
    *out = value_int(0);
    return !__builtin_add_overflow(arguments[0].integer, arguments[1].integer, &out->integer) ||
           overflow(run);
}

bool int_subtract(struct run *run, const struct value *arguments, struct value *out)
{
    *out = value_int(0);
    return !__builtin_sub_overflow(arguments[0].integer, arguments[1].integer, &out->integer) ||
           overflow(run);
}

bool int_multiply(struct run *run, const struct value *arguments, struct value *out)
{
    *out = value_int(0);
    return !__builtin_mul_overflow(arguments[0].integer, arguments[1].integer, &out->integer) ||
           overflow(run);
}

bool int_negate(struct run *run, const struct value *arguments, struct value *out)
{
    if (arguments[0].integer == INT64_MIN)
        return overflow(run);
    *out = value_int(-arguments[0].integer);
    return true;
}

bool int_divide(struct run *run, const struct value *arguments, struct value *out)
{
    if (arguments[1].integer == 0)
        return run_fail(run, "division by zero", NULL);
    if (arguments[0].integer == INT64_MIN && arguments[1].integer == -1)
        return overflow(run);
    *out = value_int(arguments[0].integer / arguments[1].integer);
    return true;
}

bool int_modulo(struct run *run, const struct value *arguments, struct value *out)
{
    if (arguments[1].integer == 0)
        return run_fail(run, "the remainder of a division by zero", NULL);
    if (arguments[0].integer == INT64_MIN && arguments[1].integer == -1)
        return overflow(run);
    *out = value_int(arguments[0].integer % arguments[1].integer);
    return true;
}

bool uint_add(struct run *run, const struct value *arguments, struct value *out)
{
    *out = value_uint(0);
    return !__builtin_add_overflow(arguments[0].natural, arguments[1].natural, &out->natural) ||
           uint_overflow(run);
}

bool uint_subtract(struct run *run, const struct value *arguments, struct value *out)
{
    *out = value_uint(0);
    return !__builtin_sub_overflow(arguments[0].natural, arguments[1].natural, &out->natural) ||
           uint_overflow(run);
}

bool uint_multiply(struct run *run, const struct value *arguments, struct value *out)
{
    *out = value_uint(0);
    return !__builtin_mul_overflow(arguments[0].natural, arguments[1].natural, &out->natural) ||
           uint_overflow(run);
}

bool uint_divide(struct run *run, const struct value *arguments, struct value *out)
{
    if (arguments[1].natural == 0)
        return run_fail(run, "division by zero", NULL);
    *out = value_uint(arguments[0].natural / arguments[1].natural);
    return true;
}

bool uint_modulo(struct run *run, const struct value *arguments, struct value *out)
{
    if (arguments[1].natural == 0)
        return run_fail(run, "the remainder of a division by zero", NULL);
    *out = value_uint(arguments[0].natural % arguments[1].natural);
    return true;
}

bool double_add(struct run *run, const struct value *arguments, struct value *out)
{
    (void)run;
    *out = value_double(arguments[0].number + arguments[1].number);
    return true;
}

bool double_subtract(struct run *run, const struct value *arguments, struct value *out)
{
    (void)run;
    *out = value_double(arguments[0].number - arguments[1].number);
    return true;
}

bool double_multiply(struct run *run, const struct value *arguments, struct value *out)
{
    (void)run;
    *out = value_double(arguments[0].number * arguments[1].number);
    return true;
}

/* UBSan counts a double's division by zero as a fault; IEEE 754 and CEL define it. */
__attribute__((no_sanitize("float-divide-by-zero"))) bool
double_divide(struct run *run, const struct value *arguments, struct value *out)
{
    (void)run;
    *out = value_double(arguments[0].number / arguments[1].number);
    return true;
}

bool double_negate(struct run *run, const struct value *arguments, struct value *out)
{
    (void)run;
    *out = value_double(-arguments[0].number);
    return true;
}
