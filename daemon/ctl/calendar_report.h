/* What an import of a calendar would change, or has. */
#ifndef SENDD_CTL_CALENDAR_REPORT_H
#define SENDD_CTL_CALENDAR_REPORT_H

#include "calendar/import.h"
#include "ctl/ctl.h"

struct calendar_report {
    const char *path; /* of the calendar's file */
    const struct listing *old, *new;
    const struct import *import;
    struct list differences; /* of struct difference */
    bool written;
    bool kept; /* what PATH held before is kept as PATH.old */
};

/* Whether anything differs. */
bool calendar_report_differs(const struct calendar_report *report);
/* Prints it, as JSON when that is wanted. */
void calendar_report_print(const struct ctl *ctl, const struct calendar_report *report);

#endif
