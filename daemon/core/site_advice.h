/* Warnings that need the whole configuration: what one file says and another does not fit. */
#ifndef SENDD_CORE_SITE_ADVICE_H
#define SENDD_CORE_SITE_ADVICE_H

#include "core/site.h"
#include "workflow/advice.h"

/* Everything to be told of SITE, as things are on TODAY. WHOLE: all its workflows are among its definitions. */
void site_advise(struct site *site, struct date today, bool whole, struct faults *faults);

/* Rules that give no date, calendars that end before a date could, workflows with which no case can begin. */
void site_advise_horizon(struct site *site, struct advice *advice, struct date today);

#endif
