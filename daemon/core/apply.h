/* One event into one case: first the step, which only reads and may be refused; then its rows, which may not.
 */
#ifndef SENDD_CORE_APPLY_H
#define SENDD_CORE_APPLY_H

#include "core/turn.h"
#include "workflow/step.h"

struct applied {
    /* given */
    const struct kase *kase; /* as it was; no states at its start */
    const struct event *event;
    enum step_unmatched keep; /* as step_input's */
    const char *kind; /* of the history row: "start", "event", "timer", "inbox", "task", "correct", "redo",
                         "migrate" */
    int64_t late;     /* seconds after its due instant, when that is worth saying; 0: in time */
    /* found */
    const struct definition *definition;
    json_t *seen; /* [[reference, revision]...] */
    struct step_output out;
    json_t *errors;   /* array of texts: what a step or an effect could not do; in the item's arena */
    json_t *log;      /* array of texts: EFFECT_LOG */
    size_t notices;   /* outbox rows written */
    json_t *messages; /* array of their ids; in the item's arena */
    json_t *sent;     /* array of [inbox id, case id, event]: events for other cases; likewise */
    json_t *children; /* array of [what this case calls it, reference, id]: child cases started; likewise */
    json_t *uninvoked; /* array of references: child cases cancelled; likewise */
    int depth;         /* of its children below the case that nobody invoked; 0: not asked for yet */
    json_t *note;     /* given: members for the history row beside its own; NULL: none */
};

/* Loads definition and facts, and steps. Refused (ECONFLICT) when the case does not want the event, with what
 * it wants as the hint; EREFUSED when it is held. Writes nothing. */
int apply_step(struct turn *turn, struct applied *applied, struct error *error);
/* Writes the case, its effects and the history row. A new case gets its row first. */
int apply_write(struct turn *turn, struct applied *applied, struct error *error);
/* What the command is answered; new reference. */
json_t *apply_answer(const struct applied *applied);
/* Puts an event away that can't be applied: a history row and a task, so that a person looks. */
int apply_set_aside(struct turn *turn, const struct kase *kase, const struct event *event,
                    const struct error *why, struct error *error);
/* Opens a task that no workflow declares, for whoever looks after failures here. No-op when the case has it.
 */
int apply_task(struct turn *turn, const struct kase *kase, const char *name, const char *title,
               struct error *error);
/* Whether apply_task made the task of this NAME. */
bool apply_task_is_ours(const char *name);

#endif
