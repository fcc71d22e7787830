/* Two runs' facts beside each other. */
#ifndef SENDD_SIMULATE_COMPARE_H
#define SENDD_SIMULATE_COMPARE_H

#include "base/json.h"

/* What of BEFORE and AFTER (of struct fact *; they are sorted) differs, as simulate.h describes "differences". Facts
 * of the same kind, case and name are matched: those of the same value first, the rest in their order. */
json_t *facts_compare(struct list *before, struct list *after);

#endif
