/* The sum behind a date, for a person to check: with the days that were not counted, by name. */
#include "calendar/period.h"

#include <stddef.h>

static const char *const UNITS[] = {"day", "week", "month", "year", "working day", "school day"};

static void date_add(struct text *out, struct date date)
{
    char buffer[DATE_SIZE];
    text_add(out, date_write(date, buffer));
}

static void count_add(struct text *out, const struct period *period)
{
    bool clear = period->form == PERIOD_CLEAR || period->form == PERIOD_CLEAR_BACK;
    text_addf(out, "%d %s%s%s", period->count, clear ? "clear " : "", UNITS[period->unit],
              period->count == 1 ? "" : "s");
    if (period->unit == UNIT_WEEK)
        text_addf(out, " (%d days)", period->count * 7);
}

/* --- skipped days --- */

static void short_date_add(struct text *out, struct date date)
{
    static const char *const MONTHS[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                         "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    int year, month, day;
    date_split(date, &year, &month, &day);
    text_addf(out, "%d %s", day, MONTHS[month - 1]);
}

/* A run of days skipped for one reason. */
struct run {
    struct date from, to; /* DATE_NONE: no run yet */
    const char *why;
};

static void run_add(struct text *out, const struct run *run)
{
    if (!date_is(run->from))
        return;
    text_add(out, out->length > 0 ? ", " : "");
    short_date_add(out, run->from);
    if (date_compare(run->from, run->to) != 0) {
        text_add(out, " to ");
        short_date_add(out, run->to);
    }
    text_addf(out, " (%s)", run->why);
}

static bool is_weekend_name(const char *why)
{
    return string_equal(why, "Saturday") || string_equal(why, "Sunday");
}

/* Appends each run from FROM to TO that does not count; plain weekends are not worth a name. */
static void runs_add(struct text *out, const struct calendars *calendars, enum day_kind kind,
                     const char *school, struct date from, struct date to)
{
    struct run run = {DATE_NONE, DATE_NONE, NULL};
    for (struct date date = from; date_compare(date, to) <= 0; date.day++) {
        const char *why = NULL;
        bool beyond = false;
        if (calendar_counts(calendars, kind, school, date, &beyond, &why) || is_weekend_name(why))
            continue;
        if (date_is(run.from) && date.day == run.to.day + 1 && string_equal(run.why, why)) {
            run.to = date;
            continue;
        }
        run_add(out, &run);
        run = (struct run){date, date, why};
    }
    run_add(out, &run);
}

static void skipped_add(struct text *out, const struct period *period, const struct calendars *calendars,
                        const char *school, struct date from, struct date to)
{
    if (period->unit != UNIT_WORKING_DAY && period->unit != UNIT_SCHOOL_DAY)
        return;
    struct text runs = TEXT_EMPTY;
    enum day_kind kind = period->unit == UNIT_SCHOOL_DAY ? DAY_SCHOOL : DAY_WORKING;
    runs_add(&runs, calendars, kind, school, from, to);
    if (runs.length > 0)
        text_addf(out, "; weekends not counted, skipped %s", text_string(&runs));
    else
        text_add(out, "; weekends not counted");
    text_free(&runs);
}

/* --- the forms --- */

static bool unit_is_months(const struct period *period)
{
    return period->unit == UNIT_MONTH || period->unit == UNIT_YEAR;
}

static int day_of_month(struct date date)
{
    int year, month, day;
    date_split(date, &year, &month, &day);
    return day;
}

static void after_add(struct text *out, const struct period *period, struct date anchor, struct date end)
{
    bool back = period->form == PERIOD_BACK || period->form == PERIOD_CLEAR_BACK;
    date_add(out, anchor);
    text_add(out, back ? " - " : " + ");
    count_add(out, period);
    text_add(out, " = ");
    date_add(out, end);
    bool clamped = unit_is_months(period) && day_of_month(anchor) != day_of_month(end);
    if (clamped)
        text_addf(out, ", the month's last day, as it has no %d", day_of_month(anchor));
}

static void beginning_add(struct text *out, const struct period *period, struct date anchor, struct date end)
{
    count_add(out, period);
    text_add(out, " beginning with ");
    date_add(out, anchor);
    text_add(out, " = ");
    date_add(out, end);
    if (!unit_is_months(period))
        text_add(out, ", the first day counted");
    else if (day_of_month(date_add_days(end, 1)) == day_of_month(anchor))
        text_add(out, ", the day before the corresponding date");
    else
        text_addf(out, ", the month's last day, as it has no %d", day_of_month(anchor));
}

static void count_explain(struct text *out, const struct period *period, const struct calendars *calendars,
                          const char *school, struct date anchor, struct date end)
{
    if (period->form == PERIOD_BEGINNING)
        beginning_add(out, period, anchor, end);
    else
        after_add(out, period, anchor, end);
    bool back = date_compare(end, anchor) < 0;
    struct date first = period->form == PERIOD_BEGINNING ? anchor : date_add_days(anchor, 1);
    struct date last = period->form == PERIOD_CLEAR ? date_add_days(end, -1) : end;
    if (back) {
        first = period->form == PERIOD_CLEAR_BACK ? date_add_days(end, 1) : end;
        last = date_add_days(anchor, -1);
    }
    skipped_add(out, period, calendars, school, first, last);
}

static void named_explain(struct text *out, const struct period *period, struct date end)
{
    struct text day = TEXT_EMPTY;
    bool before = period->form == PERIOD_BEFORE_DAY;
    date_write_long(before ? date_add_days(end, 1) : end, &day);
    text_addf(out, "%s %s = ", before ? "before" : "by", text_string(&day));
    date_add(out, end);
    text_free(&day);
}

static void season_explain(struct text *out, const struct period *period, const struct calendars *calendars,
                           const char *school, struct date anchor, struct date end)
{
    const struct term *term = calendar_season_end(calendars, school, period->season, anchor);
    text_addf(out, "the last school day of the %s term = ", period->season);
    date_add(out, end);
    if (!term) {
        text_add(out, ", assumed: the school's calendar does not have that term yet");
        return;
    }
    struct text runs = TEXT_EMPTY;
    runs_add(&runs, calendars, DAY_SCHOOL, school, date_add_days(end, 1), term->to);
    if (runs.length > 0)
        text_addf(out, "; after it %s", text_string(&runs));
    text_free(&runs);
}

static void parts_explain(struct text *out, const struct period *period, const struct calendars *calendars,
                          const char *school, struct date anchor, struct date end)
{
    text_addf(out, "the %s of [", period->form == PERIOD_EARLIER ? "earlier" : "later");
    for (size_t i = 0; i < period->parts_count; i++) {
        text_add(out, i > 0 ? "] and [" : "");
        period_explain(period->parts[i], calendars, school, anchor, out);
    }
    text_add(out, "] = ");
    date_add(out, end);
}

void period_explain(const struct period *period, const struct calendars *calendars, const char *school,
                    struct date anchor, struct text *out)
{
    bool beyond = false;
    struct date end = period_end(period, calendars, school, anchor, &beyond);
    if (!date_is(end))
        return;
    switch (period->form) {
    case PERIOD_ON:
        text_add(out, "on ");
        date_add(out, anchor);
        return;
    case PERIOD_BEFORE_DAY:
    case PERIOD_BY_DAY:
        named_explain(out, period, end);
        return;
    case PERIOD_SEASON_END:
        season_explain(out, period, calendars, school, anchor, end);
        return;
    case PERIOD_EARLIER:
    case PERIOD_LATER:
        parts_explain(out, period, calendars, school, anchor, end);
        return;
    default:
        count_explain(out, period, calendars, school, anchor, end);
    }
}

void period_describe(const struct period *period, struct text *out)
{
    switch (period->form) {
    case PERIOD_AFTER:
        count_add(out, period);
        text_add(out, ", the first day not counted");
        return;
    case PERIOD_BEGINNING:
        count_add(out, period);
        text_add(out, ", the first day counted");
        return;
    case PERIOD_EARLIER:
    case PERIOD_LATER:
        text_addf(out, "the %s of ", period->form == PERIOD_EARLIER ? "earlier" : "later");
        for (size_t i = 0; i < period->parts_count; i++) {
            text_add(out, i > 0 ? " and " : "");
            period_describe(period->parts[i], out);
        }
        return;
    default:
        text_add(out, period->text);
    }
}
