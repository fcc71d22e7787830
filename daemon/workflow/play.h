/* One scenario in course. Private to the scenario files. */
#ifndef SENDD_WORKFLOW_PLAY_H
#define SENDD_WORKFLOW_PLAY_H

#include "workflow/scenario.h"

/* One case of the play, and what came of it since the last step; lists are of const char *. */
struct actor {
    const char *name;
    const struct definition *definition;
    struct kase *kase;
    struct list notices, missed, fired, closed, redated, sent, path, errors;
};

struct play {
    struct arena *arena;
    const struct scenario_site *site;
    const struct conf_node *node;
    struct facts facts;
    instant now;
    struct list actors; /* of struct actor * */
    struct text wrong;  /* what failed, a line each */
};

/* Adds "FILE:LINE: ..." to what failed. */
void play_wrong(struct play *play, const struct conf_node *node, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
struct actor *play_actor(const struct play *play, const char *name); /* NULL name: the first */

/* play.c */
void play_step(struct play *play, const struct conf_node *node);
/* play_apply.c: gives EVENT to ACTOR, and what it sends to others. Returns step's code, or 1 for an unwanted
 * event. */
int play_apply(struct play *play, struct actor *actor, const struct event *event, bool keep,
               struct error *error);
/* Fires what is due until UNTIL, in order, and leaves the clock there. */
void play_advance(struct play *play, const struct conf_node *node, instant until);
/* play_expect.c */
void play_expect(struct play *play, const struct conf_node *step);
void actor_forget(struct actor *actor); /* what it observed */
/* play_facts.c */
json_t *play_facts(const struct conf_node *scenario); /* new reference */
json_t *map_json(const struct conf_node *group,
                 const char *key); /* new reference; an empty object when absent */

#endif
