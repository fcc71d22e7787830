/* What one reading of a rule gives for the days that are known. */
#include "rules/rulebook.h"

#include <stddef.h>

/* --- the days counted from --- */

struct date query_anchor(const struct rule_query *query, const char *name)
{
    for (size_t i = 0; i < query->other_count; i++)
        if (string_equal(query->others[i].name, name))
            return query->others[i].date;
    return DATE_NONE;
}

/* The count starts on the latest day of those that start it. */
static void start_move(const struct ask *ask, struct date *first, struct text *sum)
{
    const char *latest = NULL;
    for (const char *const *name = ask->version->starts; name && *name; name++) {
        struct date date = query_anchor(ask->query, *name);
        if (!date_is(date) || date_compare(date, *first) <= 0)
            continue;
        *first = date;
        latest = *name;
    }
    char text[DATE_SIZE];
    if (latest)
        text_addf(sum, "the time starts with %s (%s), the later day; ", date_write(*first, text), latest);
}

static void begin_afresh(const struct rule_version *version, struct date *first, struct text *sum)
{
    if (!version->afresh || date_compare(*first, version->from) >= 0)
        return;
    *first = version->from;
    text_addf(sum, "the time begins again on %s, with this version of the law; ", version->from_text);
}

/* The rule's anchors with their days, in ARENA; a plain length has one without a name. */
static struct period_anchors anchors_of(const struct ask *ask, struct arena *arena, struct text *sum)
{
    static const char *const PLAIN[] = {"", NULL};
    struct period_anchors anchors = {ask->rule ? ask->rule->anchors : PLAIN, NULL, 0};
    while (anchors.names[anchors.count])
        anchors.count++;
    struct date *dates = arena_alloc(arena, anchors.count * sizeof *dates);
    dates[0] = ask->query->anchor;
    begin_afresh(ask->version, &dates[0], sum);
    start_move(ask, &dates[0], sum);
    for (size_t i = 1; i < anchors.count; i++)
        dates[i] = query_anchor(ask->query, anchors.names[i]);
    anchors.dates = dates;
    return anchors;
}

/* --- what moves an end --- */

static void pause_tell(const struct pause *pause, struct date stopped, struct date resumed, int days, struct date due,
                       struct text *sum)
{
    char from[DATE_SIZE], to[DATE_SIZE], end[DATE_SIZE];
    text_addf(sum, "; + %d %s in which the clock stood still, from %s (%s) to %s (%s)%s = %s", days,
              days == 1 ? "day" : "days", date_write(stopped, from), pause->from, date_write(resumed, to), pause->to,
              pause->last_day_too ? ", both counted" : "", date_write(due, end));
}

/* A clock that stands still goes on from where it stood: the end comes as many days later. */
static void pause_apply(const struct ask *ask, const struct pause *pause, struct date start, struct outcome *outcome,
                        struct text *sum)
{
    struct date stopped = query_anchor(ask->query, pause->from), resumed = query_anchor(ask->query, pause->to);
    if (!date_is(stopped) || date_compare(stopped, outcome->due) > 0)
        return;
    if (date_compare(stopped, start) < 0)
        stopped = start;
    char text[DATE_SIZE];
    int days = date_is(resumed) ? resumed.day - stopped.day + pause->last_day_too : 0;
    if (!date_is(resumed)) {
        outcome->stands = true;
        text_addf(sum, "; the clock stands still from %s (%s): %d days are left from the day of %s; provisional until then",
                  date_write(stopped, text), pause->from,
                  (int)(outcome->due.day - stopped.day) + pause->last_day_too, pause->to);
    } else if (date_compare(stopped, resumed) <= 0 && days > 0) {
        outcome->due = date_add_days(outcome->due, days);
        pause_tell(pause, stopped, resumed, days, outcome->due, sum);
    }
}

static void pauses_apply(const struct ask *ask, struct date start, struct outcome *outcome, struct text *sum)
{
    for (size_t i = 0; i < ask->version->pause_count && date_is(outcome->due); i++)
        pause_apply(ask, &ask->version->pauses[i], start, outcome, sum);
}

static struct date rolled(enum roll roll, const struct calendars *calendars, struct date due, bool *beyond,
                          const char **reason)
{
    *reason = NULL;
    if (roll == ROLL_TRIBUNAL)
        return tribunal_roll(calendars, due, beyond, reason);
    if (roll == ROLL_NONE)
        return due;
    struct date next = working_day_after(calendars, due, beyond);
    if (date_compare(next, due) != 0)
        *reason = "it ends on a non-working day, so the next working day";
    return next;
}

static void roll_apply(const struct ask *ask, struct outcome *outcome, struct text *basis, struct text *sum)
{
    const char *reason;
    char text[DATE_SIZE];
    if (!date_is(outcome->due))
        return;
    outcome->due = rolled(ask->version->roll, ask->calendars, outcome->due, &outcome->provisional, &reason);
    if (!reason)
        return;
    text_addf(basis, "; %s", reason);
    text_addf(sum, "; %s: %s", reason, date_write(outcome->due, text));
}

static void after_apply(const struct ask *ask, struct outcome *outcome, struct text *sum)
{
    char text[DATE_SIZE];
    if (!date_is(outcome->due))
        return;
    struct date next = date_add_days(outcome->due, 1);
    if (ask->version->minimum)
        text_addf(sum, "; at least so long: what waits for it may be done from %s", date_write(next, text));
    if (!ask->version->day_after)
        return;
    text_addf(sum, "; the first day after it: %s", date_write(next, text));
    outcome->due = next;
}

/* --- one that ends at a time --- */

/* "2026-09-18T08:00", as the clocks of London show it. */
static void time_add(struct text *out, instant at)
{
    struct text full = TEXT_EMPTY;
    london_write(at, &full);
    text_add_n(out, text_string(&full), sizeof "2026-09-18T08:00" - 1);
    text_free(&full);
}

static void hours_apply(const struct ask *ask, int hours, struct outcome *outcome, struct text *sum)
{
    instant from = ask->query->at ? ask->query->at : london_instant(ask->query->anchor, 0, 0);
    outcome->time = from + hours * SECONDS(3600);
    outcome->due = london_date(outcome->time);
    time_add(sum, from);
    text_addf(sum, " + %d hours = ", hours);
    time_add(sum, outcome->time);
}

/* --- all of it --- */

static const char *text_keep(struct text *text, struct arena *arena)
{
    const char *copy = arena_copy(arena, text_string(text));
    text_free(text);
    return copy;
}

static void days_apply(const struct ask *ask, const struct reading *reading, const struct period_anchors *anchors,
                       bool explain, struct outcome *outcome, struct text *sum)
{
    const char *school = ask->query->school;
    outcome->due = period_end_from(reading->period, ask->calendars, school, anchors, &outcome->provisional);
    if (explain && date_is(outcome->due))
        period_explain_from(reading->period, ask->calendars, school, anchors, sum);
    pauses_apply(ask, anchors->dates[0], outcome, sum);
}

struct outcome outcome_of(const struct ask *ask, const struct reading *reading, bool explain, struct arena *arena)
{
    struct outcome outcome = {.due = DATE_NONE, .time = INSTANT_NEVER};
    struct text sum = TEXT_EMPTY, basis = TEXT_EMPTY;
    const struct period_anchors anchors = anchors_of(ask, arena, &sum);
    outcome.given = period_given(reading->period, &anchors);
    outcome.whole = period_whole(reading->period, &anchors);
    period_describe(reading->period, &basis);
    if (outcome.given && period_hours(reading->period))
        hours_apply(ask, period_hours(reading->period), &outcome, &sum);
    else if (outcome.given)
        days_apply(ask, reading, &anchors, explain, &outcome, &sum);
    roll_apply(ask, &outcome, &basis, &sum);
    after_apply(ask, &outcome, &sum);
    if (outcome.provisional)
        text_add(&sum, "; provisional: outside what a calendar knows, so computed again when the calendar grows");
    outcome.provisional = outcome.provisional || outcome.stands;
    outcome.sum = text_keep(&sum, arena);
    outcome.basis = text_keep(&basis, arena);
    return outcome;
}
