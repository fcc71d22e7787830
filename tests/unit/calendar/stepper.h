/* The other calendar: made from scratch by stepping a day at a time, sharing nothing with daemon/calendar but
 * the configuration files, which it reads with its own eyes. What the daemon counts is held against it. */
#ifndef SENDD_TESTS_CALENDAR_STEPPER_H
#define SENDD_TESTS_CALENDAR_STEPPER_H

#include <stdbool.h>

enum { STEPPER_YEAR_FIRST = 1994, STEPPER_YEAR_LAST = 2056 };

struct stepper_day {
    int year, month, day;
    int weekday; /* 1 Monday .. 7 Sunday */
    bool last_of_month;
    bool working; /* Monday to Friday and no bank holiday */
    bool school;  /* a session at the made-up school */
};

/* Builds all days; HOLIDAYS and SCHOOL are paths of configuration files. */
void stepper_build(const char *holidays, const char *school);
/* The place of a date among all days. */
int stepper_find(int year, int month, int day);
const struct stepper_day *stepper_at(int place);

#endif
