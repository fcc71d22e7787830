/* A period's end, from its parts. */
#include "calendar/counting.h"

#include <assert.h>
#include <stddef.h>

static size_t anchor_index(const struct period_anchors *anchors, const char *name)
{
    size_t i = 0;
    while (name && i < anchors->count && !string_equal(anchors->names[i], name))
        i++;
    return i;
}

struct date counting_anchor(const struct counting *counting, const struct period *period)
{
    size_t i = anchor_index(counting->anchors, period->anchor);
    return i < counting->anchors->count ? counting->anchors->dates[i] : DATE_NONE;
}

/* An alternative whose anchor is not given drops out. */
static struct date parts_end(const struct counting *counting, const struct period *period, bool *beyond)
{
    struct date best = DATE_NONE;
    for (size_t i = 0; i < period->parts_count; i++) {
        if (!period_given(period->parts[i], counting->anchors))
            continue;
        struct date end = counting_end(counting, period->parts[i], beyond);
        if (!date_is(end))
            return DATE_NONE;
        int order = date_compare(end, best);
        if (!date_is(best) || (period->form == PERIOD_EARLIER ? order < 0 : order > 0))
            best = end;
    }
    return best;
}

static struct date chain_end(const struct counting *counting, const struct period *period, bool *beyond)
{
    struct date end = counting_end(counting, period->parts[0], beyond);
    for (size_t i = 1; i < period->parts_count && date_is(end); i++)
        end = period_end(period->parts[i], counting->calendars, counting->school, end, beyond);
    return end;
}

struct date counting_end(const struct counting *counting, const struct period *period, bool *beyond)
{
    if (period->form == PERIOD_THEN)
        return chain_end(counting, period, beyond);
    if (period->parts_count > 0)
        return parts_end(counting, period, beyond);
    struct date anchor = counting_anchor(counting, period);
    if (!date_is(anchor))
        return DATE_NONE;
    switch (period->form) {
    case PERIOD_ON:
        return anchor;
    case PERIOD_BEFORE_DAY:
    case PERIOD_BY_DAY:
    case PERIOD_WEEKDAY:
    case PERIOD_LISTED:
        return named_end(period, anchor, beyond);
    case PERIOD_SEASON_END:
    case PERIOD_TERM_END:
    case PERIOD_TERM_START:
        return term_day(counting, period, anchor, beyond);
    default:
        return counted_end(counting, period, anchor, beyond);
    }
}

struct date period_end_from(const struct period *period, const struct calendars *calendars, const char *school,
                            const struct period_anchors *anchors, bool *beyond)
{
    const struct counting counting = {calendars, school, anchors};
    return counting_end(&counting, period, beyond);
}

struct date period_end(const struct period *period, const struct calendars *calendars, const char *school,
                       struct date anchor, bool *beyond)
{
    assert(date_is(anchor));
    const struct period_anchors anchors = {(const char *const[]){""}, &anchor, 1};
    return period_end_from(period, calendars, school, &anchors, beyond);
}

/* --- what a period needs --- */

void period_settle(struct period *period, const struct date *listed, size_t listed_count, bool missing_is_next)
{
    period->listed = listed;
    period->listed_count = listed_count;
    period->missing_is_next = missing_is_next;
    for (size_t i = 0; i < period->parts_count; i++)
        period_settle(period->parts[i], listed, listed_count, missing_is_next);
}

static bool is_count(const struct period *period)
{
    return period->form <= PERIOD_CLEAR_BACK;
}

bool period_needs_school(const struct period *period)
{
    for (size_t i = 0; i < period->parts_count; i++)
        if (period_needs_school(period->parts[i]))
            return true;
    bool term = period->form >= PERIOD_SEASON_END && period->form <= PERIOD_TERM_START;
    return term || (is_count(period) && period->unit == UNIT_SCHOOL_DAY);
}

bool period_needs_list(const struct period *period)
{
    for (size_t i = 0; i < period->parts_count; i++)
        if (period_needs_list(period->parts[i]))
            return true;
    return period->form == PERIOD_LISTED;
}

int period_hours(const struct period *period)
{
    return is_count(period) && period->unit == UNIT_HOUR ? period->count : 0;
}

static bool names_have(const char *const *names, const char *name)
{
    while (*names && !string_equal(*names, name))
        names++;
    return *names;
}

const char *period_anchor_unknown(const struct period *period, const char *const *names)
{
    const char *unknown = period->anchor && !names_have(names, period->anchor) ? period->anchor : NULL;
    for (size_t i = 0; !unknown && i < period->parts_count; i++)
        unknown = period_anchor_unknown(period->parts[i], names);
    return unknown;
}

bool period_given(const struct period *period, const struct period_anchors *anchors)
{
    if (period->form == PERIOD_THEN)
        return period_given(period->parts[0], anchors);
    for (size_t i = 0; i < period->parts_count; i++)
        if (period_given(period->parts[i], anchors))
            return true;
    size_t i = anchor_index(anchors, period->anchor);
    return period->parts_count == 0 && i < anchors->count && date_is(anchors->dates[i]);
}

bool period_whole(const struct period *period, const struct period_anchors *anchors)
{
    size_t named = anchor_index(anchors, period->anchor);
    bool whole = named < anchors->count && date_is(anchors->dates[named]);
    for (size_t i = 0; whole && i < period->parts_count; i++)
        whole = period_whole(period->parts[i], anchors);
    return whole;
}
