/* Lengths of time on the calendar, and dates moved by them. */
#include "expr/functions.h"

#include "calendar/period.h"

enum {
    DAYS_MOST = 4000000,
    MONTHS_MOST = 120000,
    COUNTED_MOST = 100000 /* working or school days, which are counted one by one */
};                        /* beyond any two dates we know, so that sums never overflow */

static bool within(int64_t number, int64_t most)
{
    return number <= most && number >= -most;
}

static bool length_give(struct run *run, struct length length, struct value *out)
{
    if (!within(length.months, MONTHS_MOST) || !within(length.days, DAYS_MOST) ||
        !within(length.working, COUNTED_MOST) || !within(length.school, COUNTED_MOST))
        return run_fail(run, "this length of time is longer than the calendar", NULL);
    *out = value_length(length);
    return true;
}

/* NUMBER of UNIT days or months; what does not fit becomes a number that length_give refuses. */
static int64_t times(int64_t number, int64_t unit)
{
    int64_t product;
    return __builtin_mul_overflow(number, unit, &product) ? INT64_MAX : product;
}

bool length_days(struct run *run, const struct value *arguments, struct value *out)
{
    return length_give(run, (struct length){.days = arguments[0].integer}, out);
}

bool length_weeks(struct run *run, const struct value *arguments, struct value *out)
{
    return length_give(run, (struct length){.days = times(arguments[0].integer, 7)}, out);
}

bool length_months(struct run *run, const struct value *arguments, struct value *out)
{
    return length_give(run, (struct length){.months = arguments[0].integer}, out);
}

bool length_years(struct run *run, const struct value *arguments, struct value *out)
{
    return length_give(run, (struct length){.months = times(arguments[0].integer, 12)}, out);
}

bool length_working_days(struct run *run, const struct value *arguments, struct value *out)
{
    return length_give(run, (struct length){.working = arguments[0].integer}, out);
}

bool length_school_days(struct run *run, const struct value *arguments, struct value *out)
{
    return length_give(run, (struct length){.school = arguments[0].integer}, out);
}

static struct length turned(struct length length)
{
    return (struct length){-length.months, -length.days, -length.working, -length.school};
}

static bool give_sum(struct run *run, struct length a, struct length b, struct value *out)
{
    struct length sum = {a.months + b.months, a.days + b.days, a.working + b.working, a.school + b.school};
    return length_give(run, sum, out);
}

bool length_add(struct run *run, const struct value *arguments, struct value *out)
{
    return give_sum(run, arguments[0].length, arguments[1].length, out);
}

bool length_subtract(struct run *run, const struct value *arguments, struct value *out)
{
    return give_sum(run, arguments[0].length, turned(arguments[1].length), out);
}

bool length_negate(struct run *run, const struct value *arguments, struct value *out)
{
    (void)run;
    *out = value_length(turned(arguments[0].length));
    return true;
}

/* --- dates --- */

static bool outside(struct run *run)
{
    return run_fail(run, "this date is outside the years 1583 to 9999", NULL);
}

/* The months are counted here, so that no step of the sum leaves the years that dates have (1583 to 9999). */
static bool shift_plain(struct run *run, struct date date, struct length length, struct date *out)
{
    int year, month, day;
    date_split(date, &year, &month, &day);
    int64_t target = (int64_t)year * 12 + (month - 1) + length.months;
    struct date first = date_from(1583, 1, 1), last = date_from(9999, 12, 31);
    if (target < 1583 * 12 || target > 9999 * 12 + 11)
        return outside(run);
    struct date moved = date_add_months(date, (int)length.months);
    int64_t result = (int64_t)moved.day + length.days;
    if (result < first.day || result > last.day)
        return outside(run);
    *out = date_add_days(moved, (int)length.days);
    return true;
}

/* COUNT days of UNIT forward or back, the first day not counted. A calendar is a list that ends: a date past
 * it would be a guess, and an expression has no way to say so. */
static bool shift_counted(struct run *run, struct date date, enum period_unit unit, int64_t count,
                          struct date *out)
{
    const struct expr_input *input = run->input;
    bool school = unit == UNIT_SCHOOL_DAY, beyond = false;
    *out = date;
    if (!count)
        return true;
    if (!input || !input->calendars)
        return run_fail(run, "there is no calendar here to count working or school days with", NULL);
    if (school && (!input->school || !calendar_has_school(input->calendars, input->school)))
        return run_fail(run, "school days cannot be counted: the school has no calendar",
                        "add a file for the school to conf/calendars");
    if (!run_pay(run, (size_t)(count < 0 ? -count : count)))
        return false;
    const struct period period = {.text = "",
                                  .form = count < 0 ? PERIOD_BACK : PERIOD_AFTER,
                                  .unit = unit,
                                  .count = (int)(count < 0 ? -count : count)};
    *out = period_end(&period, input->calendars, input->school, date, &beyond);
    if (!date_is(*out))
        return outside(run);
    return !beyond || run_fail(run, "this date is past the end of the calendar",
                               school ? "add the next terms to the school's calendar"
                                      : "add the next years to conf/calendars/bank-holidays.conf");
}

static bool date_shift(struct run *run, struct date date, struct length length, struct value *out)
{
    if (!shift_plain(run, date, length, &date) ||
        !shift_counted(run, date, UNIT_WORKING_DAY, length.working, &date) ||
        !shift_counted(run, date, UNIT_SCHOOL_DAY, length.school, &date))
        return false;
    *out = value_date(date);
    return true;
}

bool date_plus(struct run *run, const struct value *arguments, struct value *out)
{
    return date_shift(run, arguments[0].date, arguments[1].length, out);
}

bool length_plus_date(struct run *run, const struct value *arguments, struct value *out)
{
    return date_shift(run, arguments[1].date, arguments[0].length, out);
}

bool date_minus(struct run *run, const struct value *arguments, struct value *out)
{
    return date_shift(run, arguments[0].date, turned(arguments[1].length), out);
}
