/* Taking a case's last step back: by compensation, kept with the case when the step is written. Rows that the
 * step closed stay closed and are opened again as new ones; rows that it opened are closed with the reason.
 */
#ifndef SENDD_CORE_UNDO_H
#define SENDD_CORE_UNDO_H

#include "core/apply.h"

/* What takes APPLIED back, once its effects and its history row SEQ are written; free with mem_free. */
char *undo_text(const struct applied *applied, int64_t seq);

/* The last step of a case, and what became of what it sent out. */
struct undoing {
    const struct kase *kase;
    struct history_row step; /* the row of the step */
    json_t *plan;            /* what undo_text wrote */
    json_t *cancel;          /* [message ids]: not handed over, to be cancelled */
    json_t *cancelled;       /* [lines]: the same for people */
    json_t *take;            /* [inbox ids]: events that no case has taken yet */
    json_t *sent;            /* [lines]: what was handed over and can't be called back */
};
/* Loads it. ECONFLICT: there is no step to take back, or it was taken back already. */
int undo_load(struct turn *turn, const struct kase *kase, struct undoing *out, struct error *error);
/* Writes the case as it was before the step, with a history row UNDO: KIND, REASON, what was cancelled and
 * sent. *ANSWER is a new reference. */
int undo_write(struct turn *turn, const struct undoing *undoing, const char *by, const char *reason,
               json_t **answer, struct error *error);
/* Whether message ROW can still be kept from going; its state alone does not tell. */
int message_recallable(struct turn *turn, const struct outbox *row, bool *out, struct error *error);
/* "message 12, ehcna-requested, to contact/C0007: delivered" */
const char *message_line(struct turn *turn, const struct outbox *row);

#endif
