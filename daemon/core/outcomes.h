/* What became of a delivery: the outbox row's next state, and who must know. */
#ifndef SENDD_CORE_OUTCOMES_H
#define SENDD_CORE_OUTCOMES_H

#include "core/turn.h"

/* Records one outcome. One for a row that no longer waits for it is dropped. */
int outcome_write(struct turn *turn, const struct outcome *outcome, struct error *error);
/* Holds ready messages whose plugin instance is not in the site any more; sets orphans_left while there may
 * be more. */
int orphans_hold(struct turn *turn, struct error *error);
/* Seconds to wait after failed attempt ATTEMPT (1, 2, ...), without jitter. */
int64_t backoff_seconds(const struct site *site, int64_t attempt, int64_t retry_after);

#endif
