/* The events of an iCalendar file (RFC 5545) as civil dates in London. */
#ifndef SENDD_CALENDAR_ICAL_H
#define SENDD_CALENDAR_ICAL_H

#include "calendar/date.h"

struct ical_event {
    const char *summary;  /* "" when it has none */
    struct date from, to; /* first and last day, both included */
    bool cancelled;       /* STATUS:CANCELLED */
};

enum {
    ICAL_SIZE_MAX = 1024 * 1024, /* bytes of a file */
    ICAL_EVENTS_MAX = 5000,
    ICAL_DEPTH_MAX = 8 /* components inside one another; real files have 3 */
};

/* Appends every VEVENT of the file as struct ical_event, in ARENA, to OUT. One that repeats (RRULE, RDATE), or whose
 * dates can't be read, is a fault of SOURCE. */
void ical_read(struct arena *arena, const char *source, const char *bytes, size_t size, struct faults *faults,
               struct list *out);

#endif
