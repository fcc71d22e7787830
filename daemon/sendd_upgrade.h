/* sendd --upgrade-check: every open case's history done again by this program. */
#ifndef SENDD_SENDD_UPGRADE_H
#define SENDD_SENDD_UPGRADE_H

#include "core/site.h"
#include "env/env.h"

/* Reads SITE's store, beside a running daemon too; a store of an older schema is looked at in a copy that is
 * brought forward. Prints what differs, as JSON if JSON is wanted; gives the exit
 * status. */
int upgrade_check(struct env *env, const struct site *site, bool json);

#endif
