/* What changed between two versions of a workflow, in words for whoever looks after it.
 *
 * Pure, and on the canonical trees: comments, layout and defaults that were written out make no difference. */
#ifndef SENDD_WORKFLOW_DIFF_H
#define SENDD_WORKFLOW_DIFF_H

#include "base/json.h"

/* A new reference: [{"where","kind","text"}], empty when the two mean the same. OLD and NEW are canonical trees,
 * {"workflow": {...}}; borrowed. WHERE is the part of the workflow: "workflow", "fields", "state `draft` (A draft
 * plan is with the parents)". KIND: workflow, field, event, task, state, deadline, timer, transition, action, order,
 * text. A state that is gone and a new one of much the same content are taken for one that was renamed, and what
 * named it is not a change of its own. Words that only people read come last. */
json_t *definition_diff(const json_t *old, const json_t *new);

#endif
