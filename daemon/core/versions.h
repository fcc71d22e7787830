/* The versions of one workflow side by side: which of them new cases begin with. */
#ifndef SENDD_CORE_VERSIONS_H
#define SENDD_CORE_VERSIONS_H

#include "core/site.h"

/* A fault for each version that overlaps another, or does not say when it is in force although there are
 * several; a warning for days on which none is. ROOTS are the files' trees, in the order of DEFINITIONS. */
void versions_check(const struct list *definitions, const struct list *roots, struct faults *faults);

#endif
