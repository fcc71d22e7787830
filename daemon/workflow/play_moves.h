/* What can be done to the cases on a stage, for the search that generates scenarios. Private to it. */
#ifndef SENDD_WORKFLOW_PLAY_MOVES_H
#define SENDD_WORKFLOW_PLAY_MOVES_H

#include "workflow/scenario.h"

enum move_kind { MOVE_START, MOVE_EVENT, MOVE_COMPLETE, MOVE_UNTIL };

struct move {
    enum move_kind kind;
    const char *actor; /* whose; the first one's name for MOVE_START */
    const char *name;  /* the event or task */
    json_t *data;      /* its values, or the start's fields; may be NULL */
    instant until;     /* MOVE_UNTIL */
};

/* Adds to OUT (of struct move *, in ARENA) a start for each choice of values: of the required fields, or with
 * ALL of every field that is a choice or a flag. */
void moves_start(struct arena *arena, const struct definition *definition, struct date today, bool all,
                 struct list *out);
/* Adds what can be done to the cases of STAGE as they stand: complete a task, give an event, wait for the
 * next timer. */
void moves_next(struct arena *arena, const struct stage *stage, struct list *out);
/* Does MOVE; gives step's code. DEFINITION is for MOVE_START. */
int move_do(struct stage *stage, const struct definition *definition, const struct move *move);

#endif
