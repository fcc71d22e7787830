/* Working days near a date, and the tribunal's way of moving one. */
#include "calendar/period.h"

static struct date working_day(const struct calendars *calendars, struct date date, int step, bool *beyond)
{
    while (date_is(date) && !calendar_counts(calendars, DAY_WORKING, NULL, date, beyond, NULL))
        date = date_add_days(date, step);
    return date;
}

struct date working_day_before(const struct calendars *calendars, struct date date, bool *beyond)
{
    return working_day(calendars, date, -1, beyond);
}

struct date working_day_after(const struct calendars *calendars, struct date date, bool *beyond)
{
    return working_day(calendars, date, 1, beyond);
}

struct date tribunal_roll(const struct calendars *calendars, struct date date, bool *beyond,
                          const char **reason)
{
    int year, month, day;
    date_split(date, &year, &month, &day);
    *reason = NULL;
    if (month == 8) {
        *reason = "it ends in August, so the first working day after 31 August";
        return working_day_after(calendars, date_from(year, 9, 1), beyond);
    }
    if ((month == 12 && day >= 25) || (month == 1 && day == 1)) {
        *reason = "it ends from 25 December to 1 January, so the first working day after 1 January";
        return working_day_after(calendars, date_from(month == 12 ? year + 1 : year, 1, 2), beyond);
    }
    struct date next = working_day_after(calendars, date, beyond);
    if (date_compare(next, date) != 0)
        *reason = "it ends on a non-working day, so the next working day";
    return next;
}
