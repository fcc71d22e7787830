/* Time zones: how far local time is ahead of UTC at a moment. */
#ifndef SENDD_EXPR_ZONE_H
#define SENDD_EXPR_ZONE_H

#include "base/arena.h"

#include <stdbool.h>
#include <stdint.h>

struct zone;

/* Reads "+01:00", "-08:30" or "02:00" into seconds ahead of UTC. */
bool offset_read(const char *name, int *seconds);
/* The IANA zone NAME ("Europe/London", "UTC") from the system's zone files (package tzdata), in ARENA; NULL
 * when there is none. */
const struct zone *zone_read(const char *name, struct arena *arena);
/* Seconds ahead of UTC at the UTC second AT. */
int zone_offset(const struct zone *zone, int64_t at);

/* --- zone_rule.c: what a zone file says of the years after its table, as POSIX writes it --- */
struct rule_change {
    int month, week, day; /* "M3.5.0": the 5th (last) Sunday of March; MONTH 0: DAY of the year instead */
    bool leap_counts;     /* DAY is from 0 and counts 29 February; else from 1 and never does */
    int time;             /* seconds of local time before the change */
};
struct zone_rule {
    int standard, summer;            /* seconds ahead of UTC */
    bool changes;                    /* false: standard time always */
    struct rule_change begins, ends; /* of summer time */
};
/* Reads "GMT0BST,M3.5.0/1,M10.5.0". */
bool zone_rule_read(const char *text, struct zone_rule *out);
int zone_rule_offset(const struct zone_rule *rule, int64_t at);

#endif
