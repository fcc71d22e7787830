/* The sum behind a date, for a person to check: with the days that were not counted, by name. */
#include "calendar/counting.h"

#include <stddef.h>

static const char *const UNITS[] = {"day", "week", "month", "year", "working day", "school day",
                                    "hour"};

static void date_add(struct text *out, struct date date)
{
    char buffer[DATE_SIZE];
    text_add(out, date_write(date, buffer));
}

void period_count_add(struct text *out, const struct period *period)
{
    bool clear = period->form == PERIOD_CLEAR || period->form == PERIOD_CLEAR_BACK;
    text_addf(out, "%d %s%s%s", period->count, clear ? "clear " : "", UNITS[period->unit],
              period->count == 1 ? "" : "s");
    if (period->unit == UNIT_WEEK)
        text_addf(out, " (%d days)", period->count * 7);
}

static bool unit_is_months(const struct period *period)
{
    return period->unit == UNIT_MONTH || period->unit == UNIT_YEAR;
}

/* The day counted from, with its name when the wording has one. */
static void anchor_add(struct text *out, const struct period *period, struct date anchor)
{
    date_add(out, anchor);
    if (period->anchor)
        text_addf(out, " (%s)", period->anchor);
}

static void missing_add(struct text *out, const struct period *period, struct date anchor)
{
    text_addf(out, ", the month's last day, as it has no %d", day_of_month(anchor));
    if (period->missing_is_next)
        text_add(out, ", and the day after that");
}

static void after_add(struct text *out, const struct period *period, struct date anchor, struct date end)
{
    bool back = period->form == PERIOD_BACK || period->form == PERIOD_CLEAR_BACK;
    anchor_add(out, period, anchor);
    text_add(out, back ? " - " : " + ");
    period_count_add(out, period);
    text_add(out, " = ");
    date_add(out, end);
    if (unit_is_months(period) && day_of_month(anchor) != day_of_month(end))
        missing_add(out, period, anchor);
}

static void beginning_add(struct text *out, const struct period *period, struct date anchor, struct date end)
{
    period_count_add(out, period);
    text_add(out, " beginning with ");
    anchor_add(out, period, anchor);
    text_add(out, " = ");
    date_add(out, end);
    if (!unit_is_months(period))
        text_add(out, ", the first day counted");
    else if (day_of_month(date_add_days(end, 1)) == day_of_month(anchor))
        text_add(out, ", the day before the corresponding date");
    else
        missing_add(out, period, anchor);
}

static void count_explain(struct text *out, const struct counting *counting, const struct period *period,
                          struct date anchor, struct date end)
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
    skipped_add(out, counting, period, first, last);
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

/* "the next listed day from 2026-09-01 = 2027-03-21". */
static void next_explain(struct text *out, const struct period *period, struct date anchor, struct date end)
{
    static const char *const ORDINALS[] = {"1st", "2nd", "3rd", "4th", "last"};
    if (period->form == PERIOD_WEEKDAY)
        text_addf(out, "the %s %s of the month, next from ", ORDINALS[period->count - 1],
                  weekday_name(period->weekday));
    else
        text_add(out, "the next listed day from ");
    anchor_add(out, period, anchor);
    text_add(out, " = ");
    date_add(out, end);
    struct date last = period->form == PERIOD_LISTED ? period->listed[period->listed_count - 1] : end;
    if (date_compare(last, anchor) < 0)
        text_add(out, ", assumed from the last one listed, as the list ends before");
}

/* The term whose last day END is near; NULL when the school's calendar does not have it. */
static const struct term *term_of(const struct counting *counting, const struct period *period, struct date anchor,
                                  struct date end)
{
    if (period->season)
        return calendar_season_end(counting->calendars, counting->school, period->season, anchor);
    for (size_t i = 0; i < SEASONS_COUNT; i++) {
        const char *season = calendar_seasons[i];
        bool start = period->form == PERIOD_TERM_START;
        const struct term *term = start ? calendar_season_start(counting->calendars, counting->school, season, end)
                                        : calendar_season_end(counting->calendars, counting->school, season, end);
        if (term && date_compare(term->from, end) <= 0 && date_compare(end, term->to) <= 0)
            return term;
    }
    return NULL;
}

static void term_explain(struct text *out, const struct counting *counting, const struct period *period,
                         struct date anchor, struct date end)
{
    bool start = period->form == PERIOD_TERM_START;
    const struct term *term = term_of(counting, period, anchor, end);
    const char *season = period->season ? period->season : term ? term->season : "next";
    text_addf(out, "the %s school day of the %s term = ", start ? "first" : "last", season);
    date_add(out, end);
    if (!term) {
        text_add(out, ", assumed: the school's calendar does not have that term yet");
        return;
    }
    struct text runs = TEXT_EMPTY;
    if (start)
        skipped_runs(&runs, counting, period, term->from, date_add_days(end, -1));
    else
        skipped_runs(&runs, counting, period, date_add_days(end, 1), term->to);
    if (runs.length > 0)
        text_addf(out, "; %s it %s", start ? "before" : "after", text_string(&runs));
    text_free(&runs);
}

static void explain(struct text *out, const struct counting *counting, const struct period *period);

static void parts_explain(struct text *out, const struct counting *counting, const struct period *period,
                          struct date end)
{
    size_t given = 0, told = 0;
    for (size_t i = 0; i < period->parts_count; i++)
        given += period_given(period->parts[i], counting->anchors);
    if (given > 1)
        text_addf(out, "the %s of [", period->form == PERIOD_EARLIER ? "earlier" : "later");
    for (size_t i = 0; i < period->parts_count; i++) {
        if (!period_given(period->parts[i], counting->anchors))
            continue;
        text_add(out, told++ > 0 ? "] and [" : "");
        explain(out, counting, period->parts[i]);
    }
    if (given > 1) {
        text_add(out, "] = ");
        date_add(out, end);
    }
}

static void chain_explain(struct text *out, const struct counting *counting, const struct period *period)
{
    bool beyond = false;
    explain(out, counting, period->parts[0]);
    struct date end = counting_end(counting, period->parts[0], &beyond);
    for (size_t i = 1; i < period->parts_count; i++) {
        text_add(out, "; then ");
        period_explain(period->parts[i], counting->calendars, counting->school, end, out);
        end = period_end(period->parts[i], counting->calendars, counting->school, end, &beyond);
    }
}

static void explain(struct text *out, const struct counting *counting, const struct period *period)
{
    bool beyond = false;
    struct date end = counting_end(counting, period, &beyond), anchor = counting_anchor(counting, period);
    if (!date_is(end))
        return;
    switch (period->form) {
    case PERIOD_ON:
        text_add(out, "on ");
        anchor_add(out, period, anchor);
        return;
    case PERIOD_BEFORE_DAY:
    case PERIOD_BY_DAY:
        named_explain(out, period, end);
        return;
    case PERIOD_WEEKDAY:
    case PERIOD_LISTED:
        next_explain(out, period, anchor, end);
        return;
    case PERIOD_SEASON_END:
    case PERIOD_TERM_END:
    case PERIOD_TERM_START:
        term_explain(out, counting, period, anchor, end);
        return;
    case PERIOD_EARLIER:
    case PERIOD_LATER:
        parts_explain(out, counting, period, end);
        return;
    case PERIOD_THEN:
        chain_explain(out, counting, period);
        return;
    default:
        count_explain(out, counting, period, anchor, end);
    }
}

void period_explain_from(const struct period *period, const struct calendars *calendars, const char *school,
                         const struct period_anchors *anchors, struct text *out)
{
    const struct counting counting = {calendars, school, anchors};
    explain(out, &counting, period);
}

void period_explain(const struct period *period, const struct calendars *calendars, const char *school,
                    struct date anchor, struct text *out)
{
    const struct period_anchors anchors = {(const char *const[]){""}, &anchor, 1};
    period_explain_from(period, calendars, school, &anchors, out);
}
