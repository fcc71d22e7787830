/* The stage's own parts. Private to the stage's files. */
#ifndef SENDD_WORKFLOW_STAGE_PARTS_H
#define SENDD_WORKFLOW_STAGE_PARTS_H

#include "workflow/stage.h"

enum {
    STAGE_FRESH = 64,      /* steps of a case before its live state moves to a fresh arena */
    STAGE_RESTLESS = 10000 /* events at one instant, timers among them: more never comes to rest */
};

/* An event on its way to a case, with memory of its own. */
struct letter {
    struct stage_case *to;
    struct arena *arena; /* of EVENT */
    struct event event;
    bool start; /* a child's first event */
    struct letter *next;
};

struct stage {
    struct stage_site site;
    struct facts facts;
    instant now;
    struct list cases;  /* of struct stage_case *, in the order of starting */
    struct list listed; /* what stage_cases gave last */
    struct letter *first, **last;
    int64_t sent;    /* numbers timers, so that those of one instant fire in the order of arming */
    int64_t started; /* numbers cases */
    void (*seen)(void *context, const struct stage_seen *seen);
    void *context;
};

/* stage_copy.c: everything of FROM anew in ARENA */
void event_copy(struct arena *arena, struct event *to, const struct event *from);

/* stage.c */
struct stage_case *stage_case_add(struct stage *stage, const char *name, const char *school,
                                  const char *subject, const struct definition *definition);
void stage_case_free(struct stage_case *actor);
/* One step of ACTOR and all that it causes elsewhere; gives step's code, SENDD_ECONFLICT for an unwanted
 * event. */
int stage_step(struct stage *stage, struct stage_case *actor, const struct event *event,
               enum step_unmatched keep, struct error *error);
/* Tells of what ACTOR's effect could not reach. */
void stage_trouble(struct stage *stage, struct stage_case *actor, const char *trouble);

/* stage_run.c: puts an event into the queue; takes all out of it. */
void stage_post_drop(struct stage *stage);
void stage_post(struct stage *stage, struct stage_case *to, const struct event *event, bool start);

/* stage_effects.c: what a step of ACTOR causes elsewhere. OUT->effects in order. */
void stage_realise(struct stage *stage, struct stage_case *actor, const struct step_output *out);
/* The child could not even start: its parent is told. */
void stage_child_failed(struct stage *stage, struct stage_case *child, const char *why);

#endif
