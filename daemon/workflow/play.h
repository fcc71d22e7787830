/* One scenario in course. Private to the scenario files. */
#ifndef SENDD_WORKFLOW_PLAY_H
#define SENDD_WORKFLOW_PLAY_H

#include "workflow/scenario.h"
#include "workflow/stage.h"

/* A timer that fired in this step. */
struct fired {
    const char *line; /* "2026-10-05 deadline:ehcna.decision:warning:1" */
    bool shown; /* it caused a notice, a missed deadline or an error, which have to be expected anyway */
};

/* One case of the play, and what came of it since the last step; lists are of const char * but FIRED. */
struct actor {
    const char *name;
    const struct definition *definition;
    struct kase *kase; /* as it was last seen; after a child's end a copy that stays */
    bool present;      /* still on the stage */
    struct list notices, missed, closed, redated, sent, path, errors, log;
    struct list fired; /* of struct fired * */
};

struct play {
    struct arena *arena;
    const struct scenario_site *site;
    const struct conf_node *node;
    struct stage *stage;
    json_t *facts;
    struct list actors;   /* of struct actor *, in the order of starting; children too */
    struct fired *firing; /* the timer whose consequences are being seen */
    struct text wrong;    /* what failed, a line each */
};

/* Adds "FILE:LINE: ..." to what failed. */
void play_wrong(struct play *play, const struct conf_node *node, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
struct actor *play_actor(const struct play *play, const char *name); /* NULL name: the first */
/* The actor on the stage; NULL when it has left it. */
struct stage_case *play_case(const struct play *play, const struct actor *actor);

/* play_step.c: does what the step NODE says and compares. */
void play_step(struct play *play, const struct conf_node *node);
/* play_time.c: moves the clock as NODE's advance or until says. */
void play_advance(struct play *play, const struct conf_node *node);
void play_until(struct play *play, const struct conf_node *node);
/* play_see.c: writes down what a step did; for the stage. */
void play_see(void *context, const struct stage_seen *seen);
struct actor *play_actor_add(struct play *play, const char *name, const struct definition *definition);
/* Brings KASE and PRESENT of every actor up to date. */
void play_look(struct play *play);
/* play_expect.c */
void play_expect(struct play *play, const struct conf_node *step);
void actor_forget(struct actor *actor); /* what it observed */
/* play_facts.c */
json_t *map_json(const struct conf_node *group,
                 const char *key); /* new reference; an empty object when absent */

#endif
