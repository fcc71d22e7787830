/* Events that nobody waits for an answer to: a due timer, an inbox row. Each is taken in the transaction that
 * runs it. */
#ifndef SENDD_CORE_EVENTS_H
#define SENDD_CORE_EVENTS_H

#include "core/turn.h"

/* BAD not NULL: the event is put away for a person instead of being applied. */
int timer_fire(struct turn *turn, const struct due_timer *due, const struct bad_event *bad,
               struct error *error);
int inbox_take(struct turn *turn, const struct inbox_item *item, const struct bad_event *bad,
               struct error *error);
/* The schools of a site that is new to the store, and a history row when it replaced another. */
int site_write(struct turn *turn, struct error *error);

#endif
