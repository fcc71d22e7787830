/* What a batch has for the log: kept until it is committed, so that nothing is told that did not happen, and nothing
 * twice when a batch is done again. */
#ifndef SENDD_CORE_REMARKS_H
#define SENDD_CORE_REMARKS_H

#include "base/log.h"
#include "core/turn.h"

/* Keeps a line for the log; as log_line, of which it copies the values. ID and SENTENCE must be literals. */
void remark(struct turn *turn, enum log_level level, const char *id, const char *sentence, ...)
    __attribute__((sentinel));
/* The same about message ROW of KASE (NULL: it has none), with CASE, WORKFLOW, OUTBOX, PLUGIN, NOTICE. CAUSE: one word, or
 * NULL. Never its detail, which is a receiver's text. */
void remark_message(struct turn *turn, enum log_level level, const char *id, const char *sentence,
                    const struct outbox *row, const struct kase *kase, const char *cause);
/* Drops what a batch that is done again had kept. */
void remarks_forget(struct turn *turn);
/* Writes what was kept. */
void remarks_log(struct turn *turn);

#endif
