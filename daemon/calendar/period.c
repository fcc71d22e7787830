#include "calendar/period.h"

#include <assert.h>
#include <stddef.h>

/* A count of days that count, from the day after ANCHOR on (STEP 1) or from the day before it back (STEP -1).
 */
static struct date counted_day(const struct calendars *calendars, enum day_kind kind, const char *school,
                               struct date anchor, int count, int step, bool *beyond)
{
    struct date date = anchor;
    while (count > 0) {
        date = date_add_days(date, step);
        if (!date_is(date))
            return DATE_NONE;
        count -= calendar_counts(calendars, kind, school, date, beyond, NULL);
    }
    return date;
}

static struct date shift_counted(const struct period *period, const struct calendars *calendars,
                                 const char *school, struct date anchor, int step, bool *beyond)
{
    enum day_kind kind = period->unit == UNIT_SCHOOL_DAY ? DAY_SCHOOL : DAY_WORKING;
    return counted_day(calendars, kind, school, anchor, period->count, step, beyond);
}

/* COUNT units on from ANCHOR, or back for STEP -1, the anchor not counted. */
static struct date shift(const struct period *period, const struct calendars *calendars, const char *school,
                         struct date anchor, int step, bool *beyond)
{
    switch (period->unit) {
    case UNIT_DAY:
        return date_add_days(anchor, step * period->count);
    case UNIT_WEEK:
        return date_add_days(anchor, step * period->count * 7);
    case UNIT_MONTH:
        return date_add_months(anchor, step * period->count);
    case UNIT_YEAR:
        return date_add_months(anchor, step * period->count * 12);
    default:
        return shift_counted(period, calendars, school, anchor, step, beyond);
    }
}

static int day_of_month(struct date date)
{
    int year, month, day;
    date_split(date, &year, &month, &day);
    return day;
}

static struct date day_next(struct date date, int step)
{
    return date_is(date) ? date_add_days(date, step) : date;
}

/* A period of months that begins with the anchor ends on the day before the corresponding date; where the
 * last month has no such date it ends with that month, and no further day is taken off. */
static struct date months_beginning(struct date anchor, struct date corresponding)
{
    if (!date_is(corresponding) || day_of_month(corresponding) != day_of_month(anchor))
        return corresponding;
    return date_add_days(corresponding, -1);
}

static struct date beginning_end(const struct period *period, const struct calendars *calendars,
                                 const char *school, struct date anchor, bool *beyond)
{
    switch (period->unit) {
    case UNIT_WORKING_DAY:
    case UNIT_SCHOOL_DAY: /* counting on from the day before makes the anchor the first, if it counts */
        return shift(period, calendars, school, date_add_days(anchor, -1), 1, beyond);
    case UNIT_MONTH:
    case UNIT_YEAR:
        return months_beginning(anchor, shift(period, calendars, school, anchor, 1, beyond));
    default:
        return day_next(shift(period, calendars, school, anchor, 1, beyond), -1);
    }
}

/* The named day of a year: in the anchor's own, or the first one not before EARLIEST. */
static struct date named_day(const struct period *period, struct date anchor, struct date earliest)
{
    int year, month, day;
    date_split(anchor, &year, &month, &day);
    struct date named = date_from(year, period->month, period->day);
    if (!period->that_year && date_compare(named, earliest) < 0)
        named = date_from(year + 1, period->month, period->day);
    return named;
}

/* Terms not yet listed: an early guess at a season's end, so that a warning comes too soon rather than too
 * late. */
static struct date season_guess(const char *season, struct date anchor)
{
    int year, month, day;
    date_split(anchor, &year, &month, &day);
    int autumn = month >= 9 ? year : year - 1;
    if (string_equal(season, "autumn"))
        return date_from(autumn, 12, 15);
    return string_equal(season, "spring") ? date_from(autumn + 1, 3, 20) : date_from(autumn + 1, 7, 15);
}

static struct date season_end(const char *season, const struct calendars *calendars, const char *school,
                              struct date anchor, bool *beyond)
{
    const struct term *term = calendar_season_end(calendars, school, season, anchor);
    if (!term)
        *beyond = true;
    struct date date = term ? term->to : season_guess(season, anchor);
    /* A term may end with an INSET day, on which no pupil is there. */
    while (date_is(date) && !calendar_counts(calendars, DAY_SCHOOL, school, date, beyond, NULL))
        date = date_add_days(date, -1);
    return date;
}

static struct date parts_end(const struct period *period, const struct calendars *calendars,
                             const char *school, struct date anchor, bool *beyond)
{
    struct date best = DATE_NONE;
    for (size_t i = 0; i < period->parts_count; i++) {
        struct date end = period_end(period->parts[i], calendars, school, anchor, beyond);
        if (!date_is(end))
            return DATE_NONE;
        int order = date_compare(end, best);
        if (!date_is(best) || (period->form == PERIOD_EARLIER ? order < 0 : order > 0))
            best = end;
    }
    return best;
}

struct date period_end(const struct period *period, const struct calendars *calendars, const char *school,
                       struct date anchor, bool *beyond)
{
    assert(date_is(anchor));
    switch (period->form) {
    case PERIOD_AFTER:
        return shift(period, calendars, school, anchor, 1, beyond);
    case PERIOD_BEGINNING:
        return beginning_end(period, calendars, school, anchor, beyond);
    case PERIOD_BACK:
        return shift(period, calendars, school, anchor, -1, beyond);
    case PERIOD_CLEAR:
        return day_next(shift(period, calendars, school, anchor, 1, beyond), 1);
    case PERIOD_CLEAR_BACK:
        return day_next(shift(period, calendars, school, anchor, -1, beyond), -1);
    case PERIOD_ON:
        return anchor;
    case PERIOD_BEFORE_DAY:
        return day_next(named_day(period, anchor, date_add_days(anchor, 1)), -1);
    case PERIOD_BY_DAY:
        return named_day(period, anchor, anchor);
    case PERIOD_SEASON_END:
        return season_end(period->season, calendars, school, anchor, beyond);
    default:
        return parts_end(period, calendars, school, anchor, beyond);
    }
}

bool period_needs_school(const struct period *period)
{
    for (size_t i = 0; i < period->parts_count; i++)
        if (period_needs_school(period->parts[i]))
            return true;
    bool counts = period->form <= PERIOD_CLEAR_BACK;
    return period->form == PERIOD_SEASON_END || (counts && period->unit == UNIT_SCHOOL_DAY);
}

/* --- working days and the tribunal's roll --- */

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
