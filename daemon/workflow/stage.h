/* The stage: cases in memory on a virtual clock, over the same pure step as in the daemon. For scenarios,
 * trials and tests. */
#ifndef SENDD_WORKFLOW_STAGE_H
#define SENDD_WORKFLOW_STAGE_H

#include "workflow/step.h"

/* What the stage takes from the configuration; all borrowed, and must outlive the stage. */
struct stage_site {
    const struct list
        *definitions; /* of struct definition *: what an event's or an invoke's workflow names */
    const struct rulebook *rules;
    const struct calendars *calendars;
    int wake_hour, wake_minute;
    enum step_unmatched unmatched; /* what becomes of what timers and cases send and no state takes */
    size_t timers_most;            /* that may fire in one advance; 0: any number */
};

struct stage;

/* One case on the stage. Read only for others. Lives as long as the stage; a child that is gone only until
 * the stage is at rest again. */
struct stage_case {
    struct stage *stage;
    const char *name; /* its reference */
    const struct definition *definition;
    struct kase *kase;         /* as the last step left it; another pointer after each step */
    struct stage_case *parent; /* NULL: started from outside */
    const char *invoke;        /* the invoke's id in the parent; NULL without one */
    bool gone;                 /* cancelled, or a child that is done: nothing reaches it any more */
    int64_t order;             /* of starting */
    struct arena *lasting;     /* of the names above */
    struct arena *arena;       /* of KASE; changed for a fresh one now and then */
    int steps;                 /* since ARENA was fresh */
};

/* One step and what came of it. All of it is valid during the call only. */
struct stage_seen {
    struct stage_case *actor;
    const struct event *event;
    const struct step_output *out; /* NULL when CODE is not 0 */
    int code;                      /* step's; SENDD_ECONFLICT: no state takes the event, nothing changed */
    const struct error *error;     /* when CODE is not 0 */
    const char
        *trouble; /* NULL, or what the host itself could not do: no such case; then only ACTOR is set */
};

/* RECORDS (borrowed; may be NULL) are the facts of every step. SEEN (may be NULL) is told of each step. */
struct stage *stage_new(const struct stage_site *site, json_t *records, instant now,
                        void (*seen)(void *context, const struct stage_seen *seen), void *context);
void stage_free(struct stage *stage);
/* The same cases at the same time, independent of STAGE, which must be at rest. */
struct stage *stage_copy(const struct stage *stage,
                         void (*seen)(void *context, const struct stage_seen *seen), void *context);

instant stage_now(const struct stage *stage);
/* Every case that is not gone, in the order of starting; of struct stage_case *. Borrowed until the next
 * call. */
const struct list *stage_cases(const struct stage *stage);
/* NULL: no such case, or gone. */
struct stage_case *stage_find(const struct stage *stage, const char *name);

/* What starts a case; strings are copied. */
struct stage_start {
    const char *name, *school, *subject;
    const struct definition *definition;
    json_t *fields;       /* the first values; borrowed; may be NULL */
    struct date happened; /* DATE_NONE: today */
    const char *by;
};
/* Starts a case and runs to rest. *OUT is NULL when it was refused; gives step's code. */
int stage_start(struct stage *stage, const struct stage_start *start, struct stage_case **out,
                struct error *error);
/* Gives EVENT to ACTOR and runs to rest. SENDD_ECONFLICT: no state takes it now; nothing changed. */
int stage_event(struct stage *stage, struct stage_case *actor, const struct event *event,
                enum step_unmatched keep, struct error *error);
/* The timer that fires next and whose it is; NULL: none is armed. */
const struct timer *stage_next(const struct stage *stage, struct stage_case **actor);
/* Moves the clock to UNTIL (not back); what is due on the way fires in order, each time running to rest.
 * Fails with SENDD_ELIMIT when the cases never come to rest, or too many timers fire; the clock then stands
 * where that was. */
int stage_advance(struct stage *stage, instant until, struct error *error);

/* Whether an active state of ACTOR, or an open task, takes EVENT, guards aside. */
bool stage_case_takes(const struct stage_case *actor, const char *event);
/* Reads "2026-09-01" (at HOUR), "2026-09-01 08:30", "2026-09-01 08:30:15.250", London wall time; or RFC 3339.
 */
int stage_time_read(const char *text, int hour, instant *out, struct error *error);
/* The time that TEXT ("2s", "500ms", "3 days") after now: exactly, 24 hours a day. Months, and SCHOOL's
 * school days or working days, lead to the same time of day. */
int stage_after(const struct stage *stage, const char *text, const char *school, instant *out,
                struct error *error);

#endif
