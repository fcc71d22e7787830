/* The rules and calendars that `sendctl date` and its relatives read by themselves. */
#ifndef SENDD_CTL_LAW_H
#define SENDD_CTL_LAW_H

#include "rules/rules.h"

struct ctl;

/* Live in the command's arena. */
struct law {
    struct calendars *calendars;
    struct rulebook *rules;
};

/* The day that TEXT names, or the machine's day in London when it is NULL; DATE_NONE after a message. */
struct date law_day(const char *text);
/* Reads both from the configuration folder. CTL_OK, or the exit code after saying what is wrong. */
int law_read(struct ctl *ctl, struct law *out);
/* The school that is NAMED; else the only one that has a calendar; NULL: there are several. */
const char *law_school(const struct law *law, const char *named);
/* Answers every row of the CSV file PATH, as CSV on stdout. The exit code. */
int law_table(struct ctl *ctl, const struct law *law, const char *path, const char *school, const char *authority);

#endif
