/* What struct calendars is made of; for the files of this room only. */
#ifndef SENDD_CALENDAR_CALENDARS_H
#define SENDD_CALENDAR_CALENDARS_H

#include "calendar/calendar.h"
#include "calendar/table.h"

struct school {
    const char *id;     /* the file's name without .conf; what a case's school names */
    struct table table; /* school days */
    struct term *terms; /* in the order of their days */
    size_t count;
    const struct conf_node *root; /* of its file */
};

struct calendars {
    struct table national; /* working days; not made when bank-holidays.conf is missing or faulty */
    struct list schools;   /* of struct school */
    const struct conf_node *root; /* of the nation's file; NULL: there is none */
    struct list roots; /* of every file */
};

/* The school called ID, or NULL. */
const struct school *calendars_school(const struct calendars *calendars, const char *id);
/* Reads ROOT, one school's terms; calendars->national must have been read. */
void school_read(struct calendars *calendars, struct arena *arena, const struct conf_node *root,
                 const char *id, struct faults *faults);
/* Reads the date under KEY of GROUP; DATE_NONE after a fault or when the key is absent. */
struct date node_date(const struct conf_node *group, const char *key, struct faults *faults);

#endif
