/* An effect of a step becomes rows: one function an effect kind, in one table. */
#ifndef SENDD_CORE_EFFECTS_H
#define SENDD_CORE_EFFECTS_H

#include "core/apply.h"

/* What can't be realised (no such case, no such contact) is added to APPLIED's errors and is no failure. */
int effect_write(struct turn *turn, struct applied *applied, struct effect *effect, struct error *error);
/* Puts EVENT into the inbox of case ID, and notes it for a step taken back. */
int event_post(struct turn *turn, struct applied *applied, int64_t id, const struct event *event,
               const char *school, struct error *error);
/* Adds TEXT to APPLIED's errors. */
void effect_trouble(struct applied *applied, const char *text);
/* One outbox row for each recipient, rendered now. */
int notice_write(struct turn *turn, struct applied *applied, const struct notice *notice,
                 struct error *error);

#endif
