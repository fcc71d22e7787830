/* One case of one workflow in memory, stepped again and again: for the benchmark and for the count of its bytes. */
#ifndef SENDD_TESTS_RING_H
#define SENDD_TESTS_RING_H

#include "workflow/step.h"

/* The case lives in one of two homes; what a step makes goes with the step. */
struct ring {
    struct arena *lasting, *step, *home, *other;
    struct kase first, *kase;
    struct step_input input;
};

/* Reads the workflow file PATH and starts a case. False when the file has faults, which are printed. */
bool ring_open(struct ring *ring, const char *path);
void ring_close(struct ring *ring);
/* Gives it the event NAME. False when it does not take it, which is printed. */
bool ring_step(struct ring *ring, const char *name);
/* The same for COUNT events, those of NAMES (NULL-terminated) in turn. */
bool ring_steps(struct ring *ring, const char *const *names, long count);

#endif
