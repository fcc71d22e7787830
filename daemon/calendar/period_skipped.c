/* The days that a count passed over, by name. */
#include "calendar/counting.h"

#include <stddef.h>

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

/* Why DATE is passed over; NULL: it counts. */
static const char *why_skipped(const struct counting *counting, const struct period *period, struct date date)
{
    const char *why = NULL;
    bool beyond = false;
    enum day_kind kind = period->unit == UNIT_WORKING_DAY && period->form <= PERIOD_CLEAR_BACK ? DAY_WORKING
                                                                                                : DAY_SCHOOL;
    if (gap_holds(period, date))
        return "not counted by this rule";
    calendar_counts(counting->calendars, kind, counting->school, date, &beyond, &why);
    return why;
}

void skipped_runs(struct text *out, const struct counting *counting, const struct period *period,
                     struct date from, struct date to)
{
    struct run run = {DATE_NONE, DATE_NONE, NULL};
    for (struct date date = from; date_compare(date, to) <= 0; date.day++) {
        const char *why = why_skipped(counting, period, date);
        if (!why || is_weekend_name(why))
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

void skipped_add(struct text *out, const struct counting *counting, const struct period *period,
                        struct date from, struct date to)
{
    if (period->unit != UNIT_WORKING_DAY && period->unit != UNIT_SCHOOL_DAY)
        return;
    struct text runs = TEXT_EMPTY;
    skipped_runs(&runs, counting, period, from, to);
    if (runs.length > 0)
        text_addf(out, "; weekends not counted, skipped %s", text_string(&runs));
    else
        text_add(out, "; weekends not counted");
    text_free(&runs);
}
