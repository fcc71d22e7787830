/* Coverage: which states were entered and which transitions taken while scenarios were played. */
#ifndef SENDD_WORKFLOW_PLAY_COVER_H
#define SENDD_WORKFLOW_PLAY_COVER_H

#include "workflow/step.h"

struct coverage;

/* Puts a mark into every transition of DEFINITIONS (of struct definition *) and their children: a first
 * action that logs it. A definition so marked means the same; the marks are to be taken out of what is shown
 * (cover_is_mark). Lives in ARENA; one at a time. */
struct coverage *coverage_new(struct arena *arena, const struct list *definitions);
/* Takes the marks away; before the arena's end, when the definitions outlive it. */
void coverage_end(struct coverage *coverage);
bool cover_is_mark(const struct effect *effect);
/* Notes what a step of a case of DEFINITION entered and took. COVERAGE may be NULL. FRESH (may be NULL) gets
 * what was reached for the first time: const char *, "state assess" or "transition assess: assessed -> plan
 * ...". */
void coverage_note(struct coverage *coverage, const struct definition *definition,
                   const struct step_output *out, struct list *fresh);
/* How many states and transitions of DEFINITION itself are not reached yet. */
size_t coverage_gaps(const struct coverage *coverage, const struct definition *definition);
/* Appends what they are, a line each behind PREFIX. */
void coverage_list_gaps(const struct coverage *coverage, const struct definition *definition,
                        const char *prefix, struct text *out);
/* Appends TAP comments: a line for each workflow of which anything was played (for each of its versions), children as
 * workflows of their own, and with LIST one for each state and transition that was not reached. Returns how many were not. */
size_t coverage_report(const struct coverage *coverage, bool list, struct text *out);

#endif
