/* When the law changes, the cases that it dates are looked at again. */
#ifndef SENDD_CORE_LAW_H
#define SENDD_CORE_LAW_H

#include "core/apply.h"
#include "core/turn.h"

/* If rules or calendars are not those that the store last saw, puts `dates.check` into the inbox of every open case with
 * an open deadline or task, and remembers what it saw: in the turn's transaction, so once and for all of them. */
int law_follow(struct turn *turn, struct error *error);
/* Puts `dates.check` into the inbox of the case ID, as it is stored, if it has an open deadline or task: its date may be that of an
 * older law. */
int law_ask(struct turn *turn, int64_t id, struct error *error);
/* Whether the history row BODY tells of such a look, which dated something again. */
bool law_was(const json_t *body);
/* Makes the next law_follow look at every case, whatever the store last saw. */
int law_forget(struct store *store, struct error *error);
/* A case was looked at for the law, and every date of it stands: nothing is worth writing. */
bool law_has_nothing_new(const struct applied *applied);

#endif
