/* A count of days, weeks, months, years, working days, school days or hours. */
#include "calendar/counting.h"

bool gap_holds(const struct period *period, struct date date)
{
    int year, month, day;
    date_split(date, &year, &month, &day);
    int at = month * 100 + day;
    for (size_t i = 0; i < period->gap_count; i++) {
        const struct period_gap *gap = &period->gaps[i];
        int from = gap->from_month * 100 + gap->from_day, to = gap->to_month * 100 + gap->to_day;
        if (from <= to ? at >= from && at <= to : at >= from || at <= to)
            return true;
    }
    return false;
}

/* COUNT days that count, from the day after ANCHOR on (STEP 1) or from the day before it back (STEP -1). */
static struct date shift_counted(const struct counting *counting, const struct period *period, struct date anchor,
                                 int step, bool *beyond)
{
    enum day_kind kind = period->unit == UNIT_SCHOOL_DAY ? DAY_SCHOOL : DAY_WORKING;
    struct date date = anchor;
    for (int left = period->count; left > 0;) {
        date = date_add_days(date, step);
        if (!date_is(date))
            return DATE_NONE;
        left -= calendar_counts(counting->calendars, kind, counting->school, date, beyond, NULL) &&
                !gap_holds(period, date);
    }
    return date;
}

int day_of_month(struct date date)
{
    int year, month, day;
    date_split(date, &year, &month, &day);
    return day;
}

static struct date day_next(struct date date, int step)
{
    return date_is(date) ? date_add_days(date, step) : date;
}

static struct date shift_months(const struct period *period, struct date anchor, int months)
{
    struct date end = date_add_months(anchor, months);
    bool missing = date_is(end) && day_of_month(end) != day_of_month(anchor);
    return missing && period->missing_is_next ? date_add_days(end, 1) : end;
}

/* Elapsed hours from the first of the day, as the clocks of London show them. */
static struct date shift_hours(struct date anchor, int hours)
{
    return london_date(london_instant(anchor, 0, 0) + hours * SECONDS(3600));
}

/* COUNT units on from ANCHOR, or back for STEP -1, the anchor not counted. */
static struct date shift(const struct counting *counting, const struct period *period, struct date anchor, int step,
                         bool *beyond)
{
    switch (period->unit) {
    case UNIT_DAY:
        return date_add_days(anchor, step * period->count);
    case UNIT_WEEK:
        return date_add_days(anchor, step * period->count * 7);
    case UNIT_MONTH:
        return shift_months(period, anchor, step * period->count);
    case UNIT_YEAR:
        return shift_months(period, anchor, step * period->count * 12);
    case UNIT_HOUR:
        return shift_hours(anchor, step * period->count);
    default:
        return shift_counted(counting, period, anchor, step, beyond);
    }
}

/* A period of months that begins with the anchor ends on the day before the corresponding date; where the
 * last month has no such date it ends with that month, and no further day is taken off. */
static struct date months_beginning(struct date anchor, struct date corresponding)
{
    if (!date_is(corresponding) || day_of_month(corresponding) != day_of_month(anchor))
        return corresponding;
    return date_add_days(corresponding, -1);
}

static struct date beginning_end(const struct counting *counting, const struct period *period, struct date anchor,
                                 bool *beyond)
{
    switch (period->unit) {
    case UNIT_WORKING_DAY:
    case UNIT_SCHOOL_DAY: /* counting on from the day before makes the anchor the first, if it counts */
        return shift(counting, period, date_add_days(anchor, -1), 1, beyond);
    case UNIT_MONTH:
    case UNIT_YEAR:
        return months_beginning(anchor, shift(counting, period, anchor, 1, beyond));
    default:
        return day_next(shift(counting, period, anchor, 1, beyond), -1);
    }
}

struct date counted_end(const struct counting *counting, const struct period *period, struct date anchor, bool *beyond)
{
    switch (period->form) {
    case PERIOD_BEGINNING:
        return beginning_end(counting, period, anchor, beyond);
    case PERIOD_BACK:
        return shift(counting, period, anchor, -1, beyond);
    case PERIOD_CLEAR:
        return day_next(shift(counting, period, anchor, 1, beyond), 1);
    case PERIOD_CLEAR_BACK:
        return day_next(shift(counting, period, anchor, -1, beyond), -1);
    default:
        return shift(counting, period, anchor, 1, beyond);
    }
}
