/* The records that a workflow declares it reads, loaded before the step, with what was read for the history.
 */
#ifndef SENDD_CORE_FACTS_H
#define SENDD_CORE_FACTS_H

#include "core/turn.h"

/* RECORDS gets struct facts' object, SEEN an array of [reference, revision]; both live in the turn's item
 * arena. A record that is missing is left out: the workflow's own rules say what that means. */
int facts_load(struct turn *turn, const struct definition *definition, const struct kase *kase,
               json_t **records, json_t **seen, struct error *error);

/* The same as it was when a history row noted SEEN; may be NULL. RECORDS lives in ARENA. */
int facts_at(struct store *store, const struct site *site, const struct definition *definition,
             const char *school, const json_t *seen, struct arena *arena, json_t **records,
             struct error *error);

#endif
