/* Civil dates. */
#include "expr/functions.h"

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
