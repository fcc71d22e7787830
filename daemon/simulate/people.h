/* A made-up school, and what its people do. Each choice comes from the seed, the day and the pupil alone, never from
 * how others fare: so two runs stay side by side, and what differs in one case is not carried into the next. */
#ifndef SENDD_SIMULATE_PEOPLE_H
#define SENDD_SIMULATE_PEOPLE_H

#include "simulate/copy.h"

/* Puts COUNT pupils P0001.., a parent each, and the school's authority on record. EINVALID: the site's registers do
 * not take them. */
int people_enrol(struct copy *copy, int count, struct error *error);
/* One day of them in a span that began on FIRST: cases begin, work is done, things happen. */
int people_act(struct copy *copy, int count, uint64_t seed, struct date first, struct date day, struct error *error);

#endif
