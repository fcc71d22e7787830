/* A length of time as laws word it ("6 weeks", "15 days beginning with", "2 months"), and the day it ends on.
 *
 * Forms that period_read takes, N a whole number and UNIT one of day, week, month, year, working day, school
 * day: N UNITs [after|of]          the anchor is not counted: 6 weeks of 1 Sep end 13 Oct N UNITs beginning
 * with      the anchor is the first: 15 days beginning with 1 Sep end 15 Sep N UNITs before counted back from
 * the anchor, which is not counted N clear [working] days after|before   neither end is counted on the day
 * the anchor itself before [the next] D MONTH   the day before the first such day after the anchor before D
 * MONTH of that year the same, in the anchor's calendar year (it may lie before the anchor) by ... as the two
 * above, that day included end of SEASON term          the last school day of that season in the anchor's
 * school year earlier of A and B, later of A, B and C */
#ifndef SENDD_CALENDAR_PERIOD_H
#define SENDD_CALENDAR_PERIOD_H

#include "calendar/calendar.h"

enum period_unit { UNIT_DAY, UNIT_WEEK, UNIT_MONTH, UNIT_YEAR, UNIT_WORKING_DAY, UNIT_SCHOOL_DAY };

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
    PERIOD_EARLIER,    /* the earliest end of PARTS */
    PERIOD_LATER       /* the latest end of PARTS */
};

struct period {
    const char *text; /* as it was written */
    enum period_form form;
    enum period_unit unit;
    int count;
    int month, day;        /* of PERIOD_BEFORE_DAY and PERIOD_BY_DAY */
    bool that_year;        /* in the anchor's calendar year, not the next after the anchor */
    const char *season;    /* of PERIOD_SEASON_END */
    struct period **parts; /* of PERIOD_EARLIER and PERIOD_LATER */
    size_t parts_count;
};

/* Reads TEXT into *OUT, which lives in ARENA. */
int period_read(const char *text, struct arena *arena, struct period **out, struct error *error);
/* Whether PERIOD needs a school's calendar. */
bool period_needs_school(const struct period *period);

/* The day on which PERIOD ends; DATE_NONE when that is past the year 9999. *BEYOND is set (never cleared)
 * when a day past the end of a calendar was needed. SCHOOL must have a calendar if the period needs one. */
struct date period_end(const struct period *period, const struct calendars *calendars, const char *school,
                       struct date anchor, bool *beyond);
/* Appends the sum that period_end does: "2026-09-01 + 6 weeks (42 days) = 2026-10-13". */
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
