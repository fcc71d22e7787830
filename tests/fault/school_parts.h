/* What the parts of the simulated school share: school.c lives and fails, people.c wishes, promises.c checks. */
#ifndef SENDD_TESTS_SCHOOL_PARTS_H
#define SENDD_TESTS_SCHOOL_PARTS_H

#include "school.h"

#define HOUR (SECONDS(3600))
#define DAY  (24 * HOUR)

uint64_t pick(struct school *school, uint64_t bound);
/* Writes down the first promise that was not kept; false. */
__attribute__((format(printf, 2, 3))) bool broken(struct school *school, const char *format, ...);

/* The import of N made-up pupils, their parents and the authority, before anything else. */
void people_wish_import(struct school *school, int pupils);
/* One of the people, or the authority, wants something. */
void people_act(struct school *school);
/* Gives what was not answered yet, again where it was given before; takes no answer. */
void wishes_give(struct school *school);
/* Takes the answers that came. */
void wishes_collect(struct school *school);
void wish_free(struct wish *wish);

#endif
