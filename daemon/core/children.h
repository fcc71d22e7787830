/* Child cases as rows: started, cancelled and ended in the transaction of the step that says so; what they do
 * themselves comes from the inbox, an event at a time. */
#ifndef SENDD_CORE_CHILDREN_H
#define SENDD_CORE_CHILDREN_H

#include "core/apply.h"

enum { CHILD_DEPTH = 16 }; /* a case has at most so many above it: cases that start cases come to an end */

/* EFFECT_INVOKE: the child's row, not begun, and its case.start in the inbox. What can't be started, the
 * parent is told as an event, and a person with a task; that is no failure. */
int child_invoke(struct turn *turn, struct applied *applied, struct effect *effect, struct error *error);
/* EFFECT_UNINVOKE: what waits for the child is dropped, its timers too; its case.cancel goes into the inbox.
 */
int child_uninvoke(struct turn *turn, struct applied *applied, struct effect *effect, struct error *error);
/* EFFECT_DONE: the event for the parent, unless that has ended. */
int child_done(struct turn *turn, struct applied *applied, struct effect *effect, struct error *error);
/* The reference of the child ID of APPLIED's case, also of one that this step itself has left again; NULL:
 * none. */
const char *child_reference(const struct applied *applied, const char *id);

/* Whether KASE waits for its case.start. */
bool child_waits(const struct kase *kase);
/* Whether KASE waits for its case.cancel: nothing reaches it any more. */
int child_is_leaving(struct turn *turn, const struct kase *kase, bool *out, struct error *error);
/* The start of KASE can't be done, WHY: it ends, and its parent and a person are told. */
int child_not_started(struct turn *turn, const struct kase *kase, const struct event *start,
                      const struct error *why, struct error *error);
/* A child that has not begun ends without a word to its parent, whose step is taken back. */
int child_take_back(struct turn *turn, int64_t id, const char *by, const char *reason, struct error *error);

#endif
