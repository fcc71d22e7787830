/* The language by example: a workflow, events, where the case then stands, and what was done on the way. */
#ifndef TEST_ROWS_H
#define TEST_ROWS_H

#include <stddef.h>

/* BODY: with ` for ". Ids of states that have states in them end in "_".
 * EVENTS: with spaces between, each one of
 *   name, name{'k':1}      from outside, with data
 *   ~                      the first timer that is due, the clock put on to it
 *   child<name{'k':1}      from the running child that is called so; name "done": its end with that result;
 *                          child@C-1<name says which case it comes from
 *   ID@X-1^name            forwarded by the parent P-1: to it, it comes from case X-1, its child ID; ^name from nobody
 *   !name                  from the platform
 *   cancel                 the parent cancels the case
 * EXPECTED: the active atomic states after the start and each of EVENTS, "; " between. What a case sends to
 * itself comes before the next of EVENTS and is not shown.
 * LOG: lines, sends (name>target), children started (+id) and cancelled (-id), results
 * (done.invoke.id>parent), each with its data; ", " between. */
struct row {
    const char *title, *body, *events, *expected, *log;
};

/* Fails at the first that does not hold. */
void rows_hold(const struct row *rows, size_t count);

#endif
