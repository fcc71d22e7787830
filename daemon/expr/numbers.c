/* Arithmetic on numbers of any type, as ECMAScript has it: one kind of number, and a whole one is an int here. */
#include "expr/functions.h"

#include <math.h>

#define EXACT_MOST 9007199254740992.0 /* 2^53: up to here a double holds every int */

static double number_of(const struct value *value)
{
    return value->kind == VALUE_INT ? (double)value->integer : value->number;
}

static bool give(double number, struct value *out)
{
    bool whole = fabs(number) <= EXACT_MOST && trunc(number) == number;
    *out = whole ? value_int((int64_t)number) : value_double(number);
    return true;
}

bool number_add(struct run *run, const struct value *arguments, struct value *out)
{
    (void)run;
    return give(number_of(&arguments[0]) + number_of(&arguments[1]), out);
}

bool number_subtract(struct run *run, const struct value *arguments, struct value *out)
{
    (void)run;
    return give(number_of(&arguments[0]) - number_of(&arguments[1]), out);
}

bool number_multiply(struct run *run, const struct value *arguments, struct value *out)
{
    (void)run;
    return give(number_of(&arguments[0]) * number_of(&arguments[1]), out);
}

/* See double_divide. */
__attribute__((no_sanitize("float-divide-by-zero"))) bool
number_divide(struct run *run, const struct value *arguments, struct value *out)
{
    (void)run;
    return give(number_of(&arguments[0]) / number_of(&arguments[1]), out);
}

bool number_remainder(struct run *run, const struct value *arguments, struct value *out)
{
    (void)run;
    return give(fmod(number_of(&arguments[0]), number_of(&arguments[1])), out);
}
