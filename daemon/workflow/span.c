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

/* The unit of "12 UNIT", or -1. */
static int unit_of(const char *text)
{
    size_t digits = strspn(text, "0123456789");
    for (int i = 0; digits && text[digits] == ' ' && i < (int)(sizeof units / sizeof units[0]); i++)
        if (string_equal(text + digits + 1, units[i].one) || string_equal(text + digits + 1, units[i].many))
            return i;
    return -1;
}

/* A number and a unit, but more than can be meant. */
static bool is_too_long(const char *text)
{
    return unit_of(text) >= 0 && strtol(text, NULL, 10) > SPAN_COUNT_MAX;
}

static int too_long(const char *text, struct error *error)
{
    error_set(error, SENDD_EINVALID, "\"%.60s\" is too long", text);
    return error_hint(error,
                      "write at most %d days, weeks, months, working days or school days; a longer unit, or "
                      "several steps, lead further",
                      SPAN_COUNT_MAX);
}

int span_read(const char *text, struct span *out, struct error *error)
{
    int unit = unit_of(text);
    if (is_too_long(text))
        return too_long(text, error);
    if (unit >= 0) {
        *out = (struct span){.count = (int)strtol(text, NULL, 10), .unit = units[unit].unit};
        return 0;
    }
    error_set(error, SENDD_EINVALID, "\"%.60s\" is not a length of time", text);
    return error_hint(
        error, "write a number and days, weeks, months, working days or school days, e.g. \"2 weeks\"");
}

/* What people and machines write for parts of a day; the count may have a fraction. */
static const struct {
    const char *name;
    duration length;
} exact_units[] = {{"ms", MILLIS(1)},    {"milliseconds", MILLIS(1)}, {"millisecond", MILLIS(1)},
                   {"s", SECONDS(1)},    {"seconds", SECONDS(1)},     {"second", SECONDS(1)},
                   {"min", SECONDS(60)}, {"minutes", SECONDS(60)},    {"minute", SECONDS(60)},
                   {"h", SECONDS(3600)}, {"hours", SECONDS(3600)},    {"hour", SECONDS(3600)}};

enum { EXACT_DIGITS = 9 };

/* Digits with at most one point, at least one digit; returns what follows, or NULL. Counted in units of
 * 1/SCALE, so that nothing is rounded on the way. */
static const char *count_read(const char *text, int64_t *whole, int64_t *fraction, int64_t *scale)
{
    const char *at = text;
    int digits = 0;
    *whole = *fraction = 0;
    *scale = 1;
    for (; *at >= '0' && *at <= '9' && digits < EXACT_DIGITS; at++, digits++)
        *whole = *whole * 10 + (*at - '0');
    if (*at == '.')
        for (at++; *at >= '0' && *at <= '9' && *scale < 1000000; at++, digits++) {
            *fraction = *fraction * 10 + (*at - '0');
            *scale *= 10;
        }
    return digits ? at : NULL;
}

static const duration *exact_unit(const char *name)
{
    if (*name == ' ')
        name++;
    for (size_t i = 0; i < sizeof exact_units / sizeof exact_units[0]; i++)
        if (string_equal(name, exact_units[i].name))
            return &exact_units[i].length;
    return NULL;
}

static int exact_too_long(const char *text, struct error *error)
{
    error_set(error, SENDD_EINVALID, "\"%.60s\" is too long", text);
    return error_hint(error, "write at most %d digits before the unit; a longer unit leads further", EXACT_DIGITS);
}

int span_read_exact(const char *text, struct span *out, struct error *error)
{
    int64_t whole, fraction, scale;
    const char *rest = count_read(text, &whole, &fraction, &scale);
    const duration *unit = rest ? exact_unit(rest) : NULL;
    size_t digits = strspn(text, "0123456789");
    if (unit) {
        *out = (struct span){.unit = SPAN_EXACT, .exact = whole * *unit + fraction * *unit / scale};
        return 0;
    }
    if (digits > EXACT_DIGITS && exact_unit(text + digits))
        return exact_too_long(text, error);
    int code = span_read(text, out, error);
    return code && !is_too_long(text)
               ? error_hint(error,
                            "write a number and days, weeks, months, working days, school days, hours, "
                            "minutes, seconds, s or ms, e.g. \"2 weeks\" or \"1.5s\"")
               : code;
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
