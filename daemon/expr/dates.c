/* Civil dates and lengths of time on the calendar. */
#include "expr/functions.h"

enum {
    DAYS_MOST = 4000000,
    MONTHS_MOST = 120000
}; /* beyond any two dates we know, so that sums never overflow */

static bool too_long(struct run *run)
{
    return run_fail(run, "this length of time is longer than the calendar", NULL);
}

static bool period_give(struct run *run, int64_t months, int64_t days, struct value *out)
{
    if (months > MONTHS_MOST || months < -MONTHS_MOST || days > DAYS_MOST || days < -DAYS_MOST)
        return too_long(run);
    *out = value_period(months, days);
    return true;
}

bool period_days(struct run *run, const struct value *arguments, struct value *out)
{
    return period_give(run, 0, arguments[0].integer, out);
}

bool period_months(struct run *run, const struct value *arguments, struct value *out)
{
    return period_give(run, arguments[0].integer, 0, out);
}

bool period_weeks(struct run *run, const struct value *arguments, struct value *out)
{
    int64_t days;
    if (__builtin_mul_overflow(arguments[0].integer, (int64_t)7, &days))
        return too_long(run);
    return period_give(run, 0, days, out);
}

bool period_years(struct run *run, const struct value *arguments, struct value *out)
{
    int64_t months;
    if (__builtin_mul_overflow(arguments[0].integer, (int64_t)12, &months))
        return too_long(run);
    return period_give(run, months, 0, out);
}

bool period_add(struct run *run, const struct value *arguments, struct value *out)
{
    struct period a = arguments[0].period, b = arguments[1].period;
    return period_give(run, a.months + b.months, a.days + b.days, out);
}

bool period_subtract(struct run *run, const struct value *arguments, struct value *out)
{
    struct period a = arguments[0].period, b = arguments[1].period;
    return period_give(run, a.months - b.months, a.days - b.days, out);
}

bool period_negate(struct run *run, const struct value *arguments, struct value *out)
{
    (void)run;
    *out = value_period(-arguments[0].period.months, -arguments[0].period.days);
    return true;
}

/* The months are counted here, so that no step of the sum leaves the years that dates have (1583 to 9999). */
static bool date_shift(struct run *run, struct date date, struct period period, struct value *out)
{
    int year, month, day;
    date_split(date, &year, &month, &day);
    int64_t target = (int64_t)year * 12 + (month - 1) + period.months;
    struct date first = date_from(1583, 1, 1), last = date_from(9999, 12, 31);
    if (target < 1583 * 12 || target > 9999 * 12 + 11)
        return run_fail(run, "this date is outside the years 1583 to 9999", NULL);
    struct date moved = date_add_months(date, (int)period.months);
    int64_t result = (int64_t)moved.day + period.days;
    if (result < first.day || result > last.day)
        return run_fail(run, "this date is outside the years 1583 to 9999", NULL);
    *out = value_date(date_add_days(moved, (int)period.days));
    return true;
}

bool date_plus(struct run *run, const struct value *arguments, struct value *out)
{
    return date_shift(run, arguments[0].date, arguments[1].period, out);
}

bool period_plus_date(struct run *run, const struct value *arguments, struct value *out)
{
    return date_shift(run, arguments[1].date, arguments[0].period, out);
}

bool date_minus(struct run *run, const struct value *arguments, struct value *out)
{
    struct period back = {-arguments[1].period.months, -arguments[1].period.days};
    return date_shift(run, arguments[0].date, back, out);
}

bool date_between(struct run *run, const struct value *arguments, struct value *out)
{
    (void)run;
    *out = value_int((int64_t)arguments[0].date.day - arguments[1].date.day);
    return true;
}

bool date_today(struct run *run, const struct value *arguments, struct value *out)
{
    (void)arguments;
    if (!run->input || !date_is(run->input->today))
        return run_fail(run, "there is no today here", NULL);
    *out = value_date(run->input->today);
    return true;
}

/* The day MONTH DAY of YEAR; 29 February is the 28th when there is none. */
static struct date day_of(int year, int64_t month, int64_t day)
{
    struct date date = date_from(year, (int)month, (int)day);
    return !date_is(date) && month == 2 && day == 29 ? date_from(year, 2, 28) : date;
}

/* The first such day after today: today itself is not "next". */
bool date_next(struct run *run, const struct value *arguments, struct value *out)
{
    int64_t month = arguments[0].integer, day = arguments[1].integer;
    bool fits =
        month >= 1 && month <= 12 && day >= 1 && day <= 31 && date_is(date_from(2028, (int)month, (int)day));
    if (!fits)
        return run_fail(run, "there is no such day in a year",
                        "write the month, then the day: next(9, 1) is 1 September");
    struct value now;
    if (!date_today(run, NULL, &now))
        return false;
    int year, month_now, day_now;
    date_split(now.date, &year, &month_now, &day_now);
    struct date date = day_of(year, month, day);
    if (date_compare(date, now.date) <= 0)
        date = day_of(year + 1, month, day);
    if (!date_is(date))
        return run_fail(run, "this date is outside the years 1583 to 9999", NULL);
    *out = value_date(date);
    return true;
}

bool date_year(struct run *run, const struct value *arguments, struct value *out)
{
    (void)run;
    int year, month, day;
    date_split(arguments[0].date, &year, &month, &day);
    *out = value_int(year);
    return true;
}

bool date_month(struct run *run, const struct value *arguments, struct value *out)
{
    (void)run;
    int year, month, day;
    date_split(arguments[0].date, &year, &month, &day);
    *out = value_int(month);
    return true;
}

bool date_day(struct run *run, const struct value *arguments, struct value *out)
{
    (void)run;
    int year, month, day;
    date_split(arguments[0].date, &year, &month, &day);
    *out = value_int(day);
    return true;
}

/* Monday is 1, Sunday 7. */
bool date_weekday_number(struct run *run, const struct value *arguments, struct value *out)
{
    (void)run;
    *out = value_int((int64_t)date_weekday(arguments[0].date));
    return true;
}
