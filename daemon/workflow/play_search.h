/* Where the search for scenarios has been. Private to it. */
#ifndef SENDD_WORKFLOW_PLAY_SEARCH_H
#define SENDD_WORKFLOW_PLAY_SEARCH_H

#include "workflow/play_moves.h"

struct place {
    struct place *from; /* NULL: before the start */
    const struct move *move;
    size_t depth;
    struct stage *stage; /* while it is to be gone on from */
    struct list fresh;   /* of const char *: the states and transitions that nothing had reached before */
};

/* Looks for a way to every state and transition of DEFINITION from a start at AT, and notes in COVERAGE what
 * it reached. FOUND gets the places at which something new was reached, nearest first; they live in ARENA,
 * their FRESH is to be freed. */
void search_run(const struct scenario_site *site, const struct definition *definition,
                struct coverage *coverage, instant at, struct arena *arena, struct list *found);

#endif
