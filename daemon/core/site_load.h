/* Turns the checked tree of sendd.conf into the members of a struct site. */
#ifndef SENDD_CORE_SITE_LOAD_H
#define SENDD_CORE_SITE_LOAD_H

#include "core/site.h"

/* Fills SITE's own settings, schools, roles, channels and plugins from ROOT; every fault goes to FAULTS. */
void site_load(struct site *site, const struct conf_node *root, struct faults *faults);
/* Checks what sendd.conf names against the rest of the folder; schools only when CALENDARS are all known. ROOT gives
 * the places. */
void site_check(const struct site *site, const struct conf_node *root, bool calendars, struct faults *faults);
/* What each of SITE's registers holds, for the checks of workflows; lives in ARENA. */
const struct definition_register *site_records(const struct site *site, struct arena *arena);

#endif
