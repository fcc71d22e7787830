/* Days that have a name: of the year, of a month's weeks, of a list, of a school's terms. */
#include "calendar/counting.h"

static int year_of(struct date date)
{
    int year, month, day;
    date_split(date, &year, &month, &day);
    return year;
}

/* --- of the year --- */

/* DAY MONTH in the anchor's own year, or the first one not before EARLIEST. */
static struct date day_of_year(const struct period *period, struct date anchor, struct date earliest)
{
    struct date named = date_from(year_of(anchor), period->month, period->day);
    if (!period->that_year && date_compare(named, earliest) < 0)
        named = date_from(year_of(anchor) + 1, period->month, period->day);
    return named;
}

/* The first of MONTH, or for the last such weekday the first of the next month, and from there. */
static struct date weekday_in(const struct period *period, int year)
{
    bool last = period->count == 5;
    struct date first = date_from(year, period->month, 1);
    if (last)
        first = date_add_days(date_add_months(first, 1), -7);
    int to_weekday = ((int)period->weekday - (int)date_weekday(first) + 7) % 7;
    return date_add_days(first, to_weekday + (last ? 0 : 7 * (period->count - 1)));
}

static struct date weekday_next(const struct period *period, struct date anchor)
{
    struct date date = weekday_in(period, year_of(anchor));
    return date_compare(date, anchor) < 0 ? weekday_in(period, year_of(anchor) + 1) : date;
}

/* Past the list, the last one's day in the first year that has it on or after the anchor, until the list grows. */
static struct date listed_next(const struct period *period, struct date anchor, bool *beyond)
{
    for (size_t i = 0; i < period->listed_count; i++)
        if (date_compare(period->listed[i], anchor) >= 0)
            return period->listed[i];
    if (period->listed_count == 0)
        return DATE_NONE;
    *beyond = true;
    struct date last = period->listed[period->listed_count - 1], date = last;
    for (int years = 1; date_is(date) && date_compare(date, anchor) < 0; years++)
        date = date_add_months(last, 12 * years);
    return date;
}

struct date named_end(const struct period *period, struct date anchor, bool *beyond)
{
    if (period->form == PERIOD_WEEKDAY)
        return weekday_next(period, anchor);
    if (period->form == PERIOD_LISTED)
        return listed_next(period, anchor, beyond);
    if (period->form == PERIOD_BY_DAY)
        return day_of_year(period, anchor, anchor);
    struct date named = day_of_year(period, anchor, date_add_days(anchor, 1));
    return date_is(named) ? date_add_days(named, -1) : named;
}

/* --- of a term --- */

/* Terms not yet listed: an early guess, so that a warning comes too soon rather than too late. */
static struct date season_guess(const char *season, int autumn, bool start)
{
    if (string_equal(season, "autumn"))
        return start ? date_from(autumn, 9, 1) : date_from(autumn, 12, 15);
    if (string_equal(season, "spring"))
        return start ? date_from(autumn + 1, 1, 2) : date_from(autumn + 1, 3, 20);
    return start ? date_from(autumn + 1, 4, 1) : date_from(autumn + 1, 7, 15);
}

/* The first or last school day of SEASON in the school year that began in AUTUMN. A term may begin or end with INSET
 * days, on which no pupil is there. */
static struct date season_day(const struct counting *counting, const char *season, int autumn, bool start, bool *beyond)
{
    struct date within = date_from(autumn, 9, 1);
    const struct term *term = start
                                  ? calendar_season_start(counting->calendars, counting->school, season, within)
                                  : calendar_season_end(counting->calendars, counting->school, season, within);
    if (!term)
        *beyond = true;
    struct date date = !term ? season_guess(season, autumn, start) : start ? term->from : term->to;
    while (date_is(date) &&
           !calendar_counts(counting->calendars, DAY_SCHOOL, counting->school, date, beyond, NULL))
        date = date_add_days(date, start ? 1 : -1);
    return date;
}

/* The first season's day not before EARLIEST. A season that is not listed and passed over by a guess may have been the one
 * that was asked for. */
static struct date season_next(const struct counting *counting, struct date earliest, bool start, bool *beyond)
{
    for (int autumn = school_year(earliest); autumn <= school_year(earliest) + 1; autumn++)
        for (size_t i = 0; i < SEASONS_COUNT; i++) {
            bool past = false;
            struct date date = season_day(counting, calendar_seasons[i], autumn, start, &past);
            *beyond = *beyond || past;
            if (date_is(date) && date_compare(date, earliest) >= 0)
                return date;
        }
    return DATE_NONE;
}

struct date term_day(const struct counting *counting, const struct period *period, struct date anchor, bool *beyond)
{
    if (period->form == PERIOD_SEASON_END)
        return season_day(counting, period->season, school_year(anchor), false, beyond);
    if (period->form == PERIOD_TERM_END)
        return season_next(counting, anchor, false, beyond);
    return season_next(counting, date_add_days(anchor, 1), true, beyond);
}
