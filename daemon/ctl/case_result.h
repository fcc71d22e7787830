/* What a command did to a case, as people read it. */
#ifndef SENDD_CTL_CASE_RESULT_H
#define SENDD_CTL_CASE_RESULT_H

#include "ctl/ctl.h"

/* Prints ANSWER (dropped): the reference, where the case stands, what it set off. Gives CTL_OK. */
int case_result_print(struct ctl *ctl, json_t *answer);

#endif
