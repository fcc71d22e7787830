/* One count of a period; for the period's files only. */
#ifndef SENDD_CALENDAR_COUNTING_H
#define SENDD_CALENDAR_COUNTING_H

#include "calendar/period.h"

struct counting {
    const struct calendars *calendars;
    const char *school;
    const struct period_anchors *anchors;
};

/* The day that PERIOD, which is no combination of others, counts from. */
struct date counting_anchor(const struct counting *counting, const struct period *period);
struct date counting_end(const struct counting *counting, const struct period *period, bool *beyond);
/* COUNT UNITs on, back or clear from ANCHOR. */
struct date counted_end(const struct counting *counting, const struct period *period, struct date anchor, bool *beyond);
int day_of_month(struct date date);
/* Whether DATE lies in one of PERIOD's gaps. */
bool gap_holds(const struct period *period, struct date date);
/* A day of the year, a weekday of a month, or a listed day; and a day of a term. */
struct date named_end(const struct period *period, struct date anchor, bool *beyond);
struct date term_day(const struct counting *counting, const struct period *period, struct date anchor, bool *beyond);

/* Appends PERIOD's count: "6 weeks (42 days)". */
void period_count_add(struct text *out, const struct period *period);
/* Appends the runs of days from FROM to TO that a count by PERIOD passes over, with the reason for each; plain weekends
 * are not worth a name. */
void skipped_runs(struct text *out, const struct counting *counting, const struct period *period, struct date from,
                  struct date to);
/* The same after "; ", when PERIOD counts working or school days. */
void skipped_add(struct text *out, const struct counting *counting, const struct period *period, struct date from,
                 struct date to);

#endif
