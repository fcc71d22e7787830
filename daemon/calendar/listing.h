/* What a calendar's file lists, as it is written there: what an import compares, changes and writes again. */
#ifndef SENDD_CALENDAR_LISTING_H
#define SENDD_CALENDAR_LISTING_H

#include "calendar/calendar.h"

enum listed_kind { LISTED_HOLIDAY, LISTED_TERM, LISTED_INSET, LISTED_CLOSURE };

struct listed {
    enum listed_kind kind;
    struct date from, to; /* the same day, but for a term */
    const char *name;     /* NULL for an INSET day */
    const char *season;   /* of a term; else NULL */
};

/* A bank holiday's list has holidays only, a school's the other kinds only. */
struct listing {
    const char *title;       /* NULL: none */
    struct date known_from;  /* the nation's; DATE_NONE in a school's */
    struct date known_until; /* DATE_NONE when nothing is listed */
    struct list days;        /* of struct listed, by kind and then by date */
};

enum { LISTED_NAME_MAX = 120 /* bytes */ };

/* What SCHOOL's file lists, the nation's when SCHOOL is NULL; without days when there is no such file. Lives in ARENA,
 * as do all listings. CALENDARS must have been read without an error. */
struct listing *calendars_listing(const struct calendars *calendars, const char *school, struct arena *arena);
struct listing *listing_new(struct arena *arena);
struct listed *listing_add(struct listing *listing, struct arena *arena, struct listed day);
void listing_sort(struct listing *listing);
/* The day of KIND that begins on FROM, or NULL. */
const struct listed *listing_find(const struct listing *listing, enum listed_kind kind, struct date from);
/* NAME as a file may have it: typographic apostrophes as plain ones, white space and control characters as single
 * spaces, none at its ends, cut to LISTED_NAME_MAX. */
const char *listed_name(struct arena *arena, const char *name);

/* Appends the settings of a file that lists this, without comments. */
void listing_write(const struct listing *listing, struct text *out);
/* Appends the comment lines that TEXT, a whole file, begins with, but for the one that an import left there. */
void listing_preamble(const char *text, struct text *out);
/* How that one begins. */
#define LISTING_WRITTEN "# Written by `sendctl calendar import` on "

/* --- what differs --- */
enum change { CHANGE_ADDED, CHANGE_REMOVED, CHANGE_RENAMED, CHANGE_MOVED };
struct difference {
    enum change change;
    const struct listed *old, *new; /* NULL when added or removed */
};
/* Appends what is different in NEW, by kind and date, as struct difference, to OUT. The first term of a season of a school
 * year that has other days than the first had in OLD has moved, and so on; any other day that is not there is removed. */
void listing_compare(const struct listing *old, const struct listing *new, struct arena *arena, struct list *out);

#endif
