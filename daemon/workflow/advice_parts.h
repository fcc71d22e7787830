/* One definition under advice; for the advice files only. */
#ifndef SENDD_WORKFLOW_ADVICE_PARTS_H
#define SENDD_WORKFLOW_ADVICE_PARTS_H

#include "workflow/advice.h"
#include "workflow/model.h"

struct chart {
    struct advice *advice;
    const struct definition *definition;
    const struct definition *parent; /* whose child it is; NULL: none */
    bool **closed;  /* by state and transition: it can never be taken */
    bool *reached;  /* by state: some case can come to it */
    bool *stuck;    /* by state: reached, atomic, and nothing leads out of it */
};

/* Fills CLOSED, and tells of conditions that never hold. */
void advice_guards(struct chart *chart);
/* Fills REACHED and STUCK, and tells of states that no case reaches or leaves. */
void advice_reach(struct chart *chart);
/* States in which a case can be forgotten. */
void advice_waits(struct chart *chart);
/* Events that nobody sends, or nothing takes. */
void advice_events(struct chart *chart);

/* The state just below the whole that STATE is in, or the outermost parallel state around it, or itself: all
 * that may be active together with it is inside. */
const struct model_state *chart_mates(const struct model_state *state);

#endif
