/* One day after another, and for each the reason why it does not count: what a calendar comes down to once
 * read. */
#ifndef SENDD_CALENDAR_TABLE_H
#define SENDD_CALENDAR_TABLE_H

#include "calendar/calendar.h"

struct table {
    struct date from;     /* first and last day that the calendar knows; DATE_NONE before table_make */
    struct date to;       /* */
    const char **reasons; /* one a day from FROM; NULL: the day counts. The strings are borrowed */
};

/* FROM..TO inclusive, where every day of Monday to Friday counts. */
void table_make(struct table *table, struct arena *arena, struct date from, struct date to);
bool table_has(const struct table *table, struct date date);
/* Says why DATE, if it is in the table, does not count; NULL lets it count. */
void table_set(struct table *table, struct date date, const char *reason);
/* Why DATE does not count, or NULL. Outside the table only the week is known. */
const char *table_reason(const struct table *table, struct date date);

#endif
