/* Coverage: which states were entered and which transitions taken while scenarios were played. */
#ifndef SENDD_WORKFLOW_PLAY_COVER_H
#define SENDD_WORKFLOW_PLAY_COVER_H

#include "workflow/step.h"

struct coverage;

/* Puts a mark into every transition of DEFINITIONS (of struct definition *) and their children: a first action that
 * logs it. A definition so marked means the same; the marks are to be taken out of what is shown (cover_is_mark).
 * Lives in ARENA. */
struct coverage *coverage_new(struct arena *arena, const struct list *definitions);
bool cover_is_mark(const struct effect *effect);
/* The transition that such an effect marks; NULL when none of COVERAGE. For whoever looks for a way to it. */
const char *cover_label(const struct coverage *coverage, const struct effect *effect);
/* Notes what a step of a case of DEFINITION entered and took. COVERAGE may be NULL. */
void coverage_note(struct coverage *coverage, const struct definition *definition, const struct step_output *out);
/* Appends TAP comments: a line for each workflow of which anything was played, children as workflows of their own,
 * and with LIST one for each state and transition that was not reached. Returns how many were not. */
size_t coverage_report(const struct coverage *coverage, bool list, struct text *out);

#endif
