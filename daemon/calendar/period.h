/* A length of time as laws word it ("6 weeks", "15 days beginning with", "2 months"), and the day it ends on.
 *
 * Forms that period_read takes. N is a whole number; UNIT is day, week, month, year, working day, school day or hour;
 * ANCHOR names the day that is counted from, and is left out for the first one:
 *   N UNITs [after|of|from] [ANCHOR]   the anchor is not counted: 6 weeks of 1 Sep end 13 Oct
 *   N UNITs beginning with [ANCHOR]    the anchor is the first: 15 days beginning with 1 Sep end 15 Sep
 *   N UNITs before [ANCHOR]            counted back from the anchor, which is not counted
 *   N clear UNITs after|before [ANCHOR]   neither end is counted
 *   ... not counting MONTH | D MONTH to D MONTH [and ...]   after a count of working days: those are skipped too
 *   on the day, on ANCHOR              the anchor itself
 *   before [the next] D MONTH          the day before the first such day after the anchor
 *   before D MONTH of that year        the same in the anchor's calendar year (it may lie before the anchor)
 *   by ...                             as the two above, that day included
 *   end of SEASON term                 the last school day of that season in the anchor's school year
 *   end of term                        the first last school day of a season on or after the anchor
 *   start of term                      the first first school day of a season after the anchor
 *   the 1st|2nd|3rd|4th|last WEEKDAY of MONTH   the first such day on or after the anchor
 *   the next listed day                the first of a list that the rule has, on or after the anchor
 *   earlier of A and B, later of A, B and C     of those whose anchor is given
 *   A, then B                          B counted from the end of A */
#ifndef SENDD_CALENDAR_PERIOD_H
#define SENDD_CALENDAR_PERIOD_H

#include "calendar/calendar.h"

enum period_unit { UNIT_DAY, UNIT_WEEK, UNIT_MONTH, UNIT_YEAR, UNIT_WORKING_DAY, UNIT_SCHOOL_DAY, UNIT_HOUR };

enum period_form {
    PERIOD_AFTER,      /* COUNT UNITs, the anchor not counted */
    PERIOD_BEGINNING,  /* COUNT UNITs, the anchor the first */
    PERIOD_BACK,       /* COUNT UNITs back */
    PERIOD_CLEAR,      /* the first day after COUNT whole UNITs that follow the anchor */
    PERIOD_CLEAR_BACK, /* the last day before COUNT whole UNITs that precede the anchor */
    PERIOD_ON,         /* the anchor */
    PERIOD_BEFORE_DAY, /* the day before DAY MONTH */
    PERIOD_BY_DAY,     /* DAY MONTH */
    PERIOD_SEASON_END, /* last school day of SEASON */
    PERIOD_TERM_END,   /* last school day of the season that has one next */
    PERIOD_TERM_START, /* first school day of the next season */
    PERIOD_WEEKDAY,    /* the COUNTth WEEKDAY of MONTH; COUNT 5 is the last */
    PERIOD_LISTED,     /* the next of LISTED */
    PERIOD_EARLIER,    /* the earliest end of PARTS */
    PERIOD_LATER,      /* the latest end of PARTS */
    PERIOD_THEN        /* each of PARTS from the end of the one before */
};

/* Days of every year, both ends included, that a count passes over; TO may lie in the next year. */
struct period_gap {
    int from_month, from_day, to_month, to_day;
};

struct period {
    const char *text;   /* as it was written, for a part its own words */
    const char *anchor; /* the name of the day that is counted from; NULL: the first */
    enum period_form form;
    enum period_unit unit;
    int count;
    struct period_gap *gaps; /* of a count of working days */
    size_t gap_count;
    int month, day;        /* of PERIOD_BEFORE_DAY and PERIOD_BY_DAY; MONTH also of PERIOD_WEEKDAY */
    bool that_year;        /* in the anchor's calendar year, not the next after the anchor */
    bool missing_is_next;  /* months and years to a day that the month lacks end on the 1st of the month after it */
    enum weekday weekday;  /* of PERIOD_WEEKDAY */
    const char *season;    /* of PERIOD_SEASON_END */
    const struct date *listed; /* of PERIOD_LISTED: ascending; set by period_settle */
    size_t listed_count;
    struct period **parts; /* of PERIOD_EARLIER, PERIOD_LATER and PERIOD_THEN */
    size_t parts_count;
};

/* The days that a period may count from. */
struct period_anchors {
    const char *const *names; /* the first is meant when a part names none */
    const struct date *dates; /* DATE_NONE: not given */
    size_t count;
};

/* Reads TEXT into *OUT, which lives in ARENA. */
int period_read(const char *text, struct arena *arena, struct period **out, struct error *error);
/* Tells PERIOD and its parts what a rule says beside its length: the days it lists (ascending, borrowed) and where a
 * date goes that a month lacks. */
void period_settle(struct period *period, const struct date *listed, size_t listed_count, bool missing_is_next);
/* Whether PERIOD needs a school's calendar. */
bool period_needs_school(const struct period *period);
/* Whether PERIOD needs a list of days. */
bool period_needs_list(const struct period *period);
/* How many hours PERIOD lasts: it then ends at a time, HOURS after the anchor's; 0: it ends on a day. */
int period_hours(const struct period *period);
/* The first anchor that PERIOD names and NAMES (NULL-terminated) lacks; NULL: none. */
const char *period_anchor_unknown(const struct period *period, const char *const *names);
/* Whether every anchor that PERIOD names is given. */
bool period_whole(const struct period *period, const struct period_anchors *anchors);
/* Whether PERIOD can be counted from those of ANCHORS that are given. */
bool period_given(const struct period *period, const struct period_anchors *anchors);

/* The day on which PERIOD ends; DATE_NONE when that is past the year 9999, or an anchor is not given. *BEYOND is set
 * (never cleared) when a day past the end of a calendar or list was needed. SCHOOL must have a calendar if the period
 * needs one. A period of hours is counted from 00:00. */
struct date period_end_from(const struct period *period, const struct calendars *calendars, const char *school,
                            const struct period_anchors *anchors, bool *beyond);
/* The same for a period that names no anchor. */
struct date period_end(const struct period *period, const struct calendars *calendars, const char *school,
                       struct date anchor, bool *beyond);
/* Appends the sum that period_end_from does, "; " between its steps: "2026-09-01 + 6 weeks (42 days) = 2026-10-13". */
void period_explain_from(const struct period *period, const struct calendars *calendars, const char *school,
                         const struct period_anchors *anchors, struct text *out);
void period_explain(const struct period *period, const struct calendars *calendars, const char *school,
                    struct date anchor, struct text *out);
/* Appends how PERIOD is counted, without dates: "6 weeks, the first day not counted". */
void period_describe(const struct period *period, struct text *out);

/* The last working day on or before DATE. */
struct date working_day_before(const struct calendars *calendars, struct date date, bool *beyond);
/* The first working day on or after DATE. */
struct date working_day_after(const struct calendars *calendars, struct date date, bool *beyond);

/* When an application due on DATE reaches the SEND Tribunal in time (HESC Rules 2008 r.12(2) and (3)(a)): a
 * time that ends in August or from 25 December to 1 January is met on the first working day after 31 August
 * or 1 January; one that ends on another non-working day on the next working day. Where the next working day
 * after a July or 24 December end lies in such a stretch it is not moved again: the rule looks at the day on
 * which the time ends. *REASON says what moved it, NULL when nothing did. */
struct date tribunal_roll(const struct calendars *calendars, struct date date, bool *beyond,
                          const char **reason);

#endif
