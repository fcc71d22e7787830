/* Lengths of time and yearly days as people write them in a workflow. */
#include "workflow/model.h"

#include "calendar/calendar.h"

#include <stdlib.h>
#include <string.h>

enum { SPAN_COUNT_MAX = 3660 };

static const struct {
    const char *one, *many;
    enum span_unit unit;
} units[] = {{"day", "days", SPAN_DAYS},
             {"week", "weeks", SPAN_WEEKS},
             {"month", "months", SPAN_MONTHS},
             {"working day", "working days", SPAN_WORKING_DAYS},
             {"school day", "school days", SPAN_SCHOOL_DAYS}};

int span_read(const char *text, struct span *out, struct error *error)
{
    char *end;
    long count = strtol(text, &end, 10);
    if (end != text && *end == ' ' && text[0] >= '0' && text[0] <= '9' && count >= 0 &&
        count <= SPAN_COUNT_MAX)
        for (size_t i = 0; i < sizeof units / sizeof units[0]; i++)
            if (string_equal(end + 1, units[i].one) || string_equal(end + 1, units[i].many)) {
                *out = (struct span){.count = (int)count, .unit = units[i].unit};
                return 0;
            }
    error_set(error, SENDD_EINVALID, "\"%.60s\" is not a length of time", text);
    return error_hint(
        error, "write a number and days, weeks, months, working days or school days, e.g. \"2 weeks\"");
}

static struct date count_days(struct span span, int sign, struct date from, const struct calendars *calendars,
                              const char *school)
{
    enum day_kind kind = span.unit == SPAN_SCHOOL_DAYS ? DAY_SCHOOL : DAY_WORKING;
    struct date date = from;
    bool beyond = false;
    /* Past the calendar's end every weekday counts, so this ends; the guard is for a calendar without any
     * day. */
    for (int left = span.count, guard = 0; left > 0 && guard < 40 * SPAN_COUNT_MAX; guard++) {
        date = date_add_days(date, sign);
        if (calendar_counts(calendars, kind, school, date, &beyond, NULL))
            left--;
    }
    return date;
}

struct date span_apply(struct span span, int sign, struct date from, const struct calendars *calendars,
                       const char *school)
{
    switch (span.unit) {
    case SPAN_DAYS:
        return date_add_days(from, sign * span.count);
    case SPAN_WEEKS:
        return date_add_days(from, sign * 7 * span.count);
    case SPAN_MONTHS:
        return date_add_months(from, sign * span.count);
    default:
        return count_days(span, sign, from, calendars, school);
    }
}

int yearly_read(const char *text, int *month, int *day, struct error *error)
{
    static const char *const months[] = {"January",   "February", "March",    "April",
                                         "May",       "June",     "July",     "August",
                                         "September", "October",  "November", "December"};
    char *end;
    long number = strtol(text, &end, 10);
    if (end != text && *end == ' ' && text[0] >= '0' && text[0] <= '9')
        for (int m = 0; m < 12; m++)
            /* 2023 is no leap year: a duty of 29 February would be missing in most years. */
            if (string_equal(end + 1, months[m]) && number >= 1 && number <= 31 &&
                date_is(date_from(2023, m + 1, (int)number))) {
                *month = m + 1;
                *day = (int)number;
                return 0;
            }
    error_set(error, SENDD_EINVALID, "\"%.60s\" is not a day of every year", text);
    return error_hint(error, "write a day and a month's name, e.g. \"1 September\"");
}
