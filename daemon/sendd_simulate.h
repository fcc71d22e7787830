/* `sendd --simulate`: the wiring of a simulation, for `sendctl simulate`, which never opens a store itself. */
#ifndef SENDD_SENDD_SIMULATE_H
#define SENDD_SENDD_SIMULATE_H

#include "sendd_options.h"

/* As diff(1): 0 no difference, 1 some, 2 it could not be done. */
int simulate_run(const struct options *options);

#endif
