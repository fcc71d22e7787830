/* What a changed configuration would do: the same span of time lived twice in the simulated environment, with the
 * present configuration and with the changed one, and what differs.
 *
 * The same core, store and step as the daemon's, on a copy of a store in memory or on a made-up school. What would
 * leave goes to a port that writes it down: no plugin is started, nothing leaves the process. */
#ifndef SENDD_SIMULATE_SIMULATE_H
#define SENDD_SIMULATE_SIMULATE_H

#include "core/site.h"

struct simulation {
    struct site *before, *after; /* borrowed */
    const char *store;           /* path of the store to copy; NULL: a made-up school */
    int pupils;                  /* of the made-up school */
    uint64_t seed;               /* decides what its people do */
    const char *span;            /* "12 weeks", in the words of `sendctl date` */
    instant from;                /* where the clock begins; INSTANT_NEVER: where the store's stands, or NOW */
    instant now;
};

/* *OUT is a new reference:
 * {"from","to" (dates), "store" (path) or "pupils" and "seed",
 *  "before","after": {"cases" (open at the end), "messages", "held", "overdue", "stops"},
 *  "stops": [{"day","case","what" (the event),"detail"}], all of AFTER's,
 *  "weeks": [{"week" (its Monday), "date","overdue","message","held","task","stop","state": numbers}],
 *  "differences": [{"day","kind","case","what","to","before","after","detail","reads"}]}, by day.
 * KIND and what its BEFORE and AFTER are (null: not in that run): date (a deadline: when it is due), overdue (the day
 * it is so from), message (the day it goes; "reads" true: the same day with another text), held (the day it would
 * wait for a person), task (when it is due), stop (the day of an event that was set aside, or had an error), state
 * (where the case stands at the end). WHAT is a deadline, template, task or event, TO an owner, a recipient's record
 * or a role. */
int simulate(const struct simulation *simulation, json_t **out, struct error *error);
/* Appends it for people: the summary by week, then the days. */
void simulation_print(const json_t *result, struct text *out);

#endif
