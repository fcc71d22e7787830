/* Calendars that others publish, taken over into ours: GOV.UK's bank holidays and a school's iCalendar file.
 *
 * Neither covers all time: what a file does not cover stays as it is. Nothing is written here. */
#ifndef SENDD_CALENDAR_IMPORT_H
#define SENDD_CALENDAR_IMPORT_H

#include "calendar/ical.h"
#include "calendar/listing.h"

/* What was not taken, and why. */
struct left_out {
    struct date from, to;
    const char *name; /* by listed_name; "" when it has none */
    const char *why;
};

struct import {
    struct arena *arena;
    const char *source; /* names the file in faults */
    struct faults *faults;
    struct list left;  /* of struct left_out, in the order of the file */
    struct list notes; /* of const char *: sentences on what was not done */
};

enum {
    HOLIDAYS_SIZE_MAX = 1024 * 1024, /* bytes of a file; GOV.UK's has some 60 KB */
    HOLIDAYS_EVENTS_MAX = 1000,      /* of a division */
    HOLIDAYS_YEAR_LEAST = 8          /* a year with fewer is not listed completely */
};

/* OLD with what GOV.UK's bank-holidays.json (BYTES) lists of DIVISION. In the years that it lists completely its days
 * take the place of OLD's; in others they are added. known_until moves to the end of the last year that is complete.
 * NULL after a fault. */
struct listing *holidays_import(struct import *import, const char *bytes, size_t size, const char *division,
                                const struct listing *old);

/* OLD with the terms, INSET days and closures of EVENTS (of struct ical_event). A season of a school year that they
 * list takes the place of OLD's season; so do the INSET days of a year in which they have any; closures are added, and the
 * days of a holiday that lies inside a term. What is no school day anyway is left out. known_until moves to 31 August after the last year with all three seasons, else to
 * the last term's end. CALENDARS has the bank holidays. NULL after a fault. */
struct listing *school_import(struct import *import, const struct list *events, const struct calendars *calendars,
                              const struct listing *old);

#endif
