/* The parts of the verb check. */
#ifndef SENDD_CTL_CHECK_H
#define SENDD_CTL_CHECK_H

#include "base/error.h"

/* Prints FAULTS as a terminal shows them best; false and nothing when standard output is none. NO_COLOR is heeded. */
bool check_screen(const struct faults *faults);

#endif
