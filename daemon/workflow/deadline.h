/* One deadline, for the files that open it and date it again. */
#ifndef SENDD_WORKFLOW_DEADLINE_H
#define SENDD_WORKFLOW_DEADLINE_H

#include "workflow/run.h"

/* MODEL's rule counted from ANCHOR; NULL after an error. */
struct deadline *deadline_derive(struct run *run, const struct model_deadline *model, struct date anchor,
                                 struct error *error);
/* A date that cannot be computed must not vanish: someone has to look. */
void deadline_underivable(struct run *run, const struct model_deadline *model, const struct error *error);
bool deadline_is_undated(struct run *run, const struct model_deadline *model); /* someone was told to look, and has not yet */
void deadline_derived(struct run *run, const struct model_deadline *model);    /* it has its date: nobody has to look */
/* NEW takes the place of OLD in the case. */
void deadline_replace(struct run *run, const struct deadline *old, struct deadline *new);
void deadline_arm(struct run *run, const struct model_deadline *model, const struct deadline *deadline);
void deadline_disarm(struct run *run, const char *id);
/* What its events carry; a new reference. */
json_t *deadline_event_data(struct run *run, const struct deadline *deadline);

#endif
