/* Which days count: bank holidays of England and Wales, and one school's terms and INSET days, from files.
 *
 * A calendar is a list of dates and so has an end: what is computed past it is provisional and says so. */
#ifndef SENDD_CALENDAR_CALENDAR_H
#define SENDD_CALENDAR_CALENDAR_H

#include "calendar/date.h"
#include "config/conf.h"

struct calendars; /* the national one and every school's; immutable once read */

/* The seasons of a school year, in its order. */
enum { SEASONS_COUNT = 3 };
extern const char *const calendar_seasons[SEASONS_COUNT + 1]; /* NULL-terminated */

enum day_kind { DAY_CALENDAR, DAY_WORKING, DAY_SCHOOL };

/* The schemas of conf/calendars/NAME.conf: "bank-holidays.conf" lists the nation's, any other file one school's terms. */
extern const struct conf_schema calendar_schema;

/* Reads FOLDER (conf/calendars). Lives in ARENA. */
struct calendars *calendars_read(struct arena *arena, const char *folder, struct faults *faults);
/* The same as it would be with the file NAME of the folder, which may be a new one, holding BYTES; their lines are named as
 * that file's. NULL when they can't be parsed. */
struct calendars *calendars_read_draft(struct arena *arena, const char *folder, const char *name, const char *bytes,
                                       size_t size, struct faults *faults);
/* What its files say, as conf_digest. Lives in ARENA. */
const char *calendars_digest(const struct calendars *calendars, struct arena *arena);
/* The school that has a calendar when it is the only one; else NULL. */
const char *calendars_only_school(const struct calendars *calendars);
/* True when SCHOOL has a calendar. */
bool calendar_has_school(const struct calendars *calendars, const char *school);

/* Whether DATE counts. *BEYOND is set (never cleared) when DATE lies before or past what the calendar knows; a school day
 * must lie in what both calendars know. SCHOOL is used for DAY_SCHOOL only. WHY, when not NULL, gets the name of what makes
 * it not count ("Good Friday", "Saturday", "half term", "INSET"), borrowed. */
bool calendar_counts(const struct calendars *calendars, enum day_kind kind, const char *school, struct date date,
                     bool *beyond, const char **why);

/* The id of the school whose calendar is the INDEXth, from 0, in the order of their files; NULL past the last. */
const char *calendar_school_id(const struct calendars *calendars, size_t index);

/* The calendar year in which the school year of DATE began, on 1 September. */
int school_year(struct date date);

struct term {
    const char *name;   /* "autumn 1" */
    const char *season; /* "autumn", "spring" or "summer" */
    struct date from;   /* first and last day in the file, both included */
    struct date to;
};
/* The last term of SEASON ("autumn"...) in the school year (1 September to 31 August) that holds DATE, or NULL. */
const struct term *calendar_season_end(const struct calendars *calendars, const char *school, const char *season,
                                       struct date date);
/* The first such term. */
const struct term *calendar_season_start(const struct calendars *calendars, const char *school, const char *season,
                                         struct date date);
/* The last known date of the national (SCHOOL NULL) or a school's calendar. */
struct date calendar_end(const struct calendars *calendars, const char *school);
/* The first; DATE_NONE when there is no such calendar. */
struct date calendar_start(const struct calendars *calendars, const char *school);
/* Where the last is written; NULL when there is no such calendar. */
const struct conf_node *calendar_end_place(const struct calendars *calendars, const char *school);

#endif
