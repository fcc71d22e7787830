/* A whole simulated daemon for tests: core, store and workflows on the simulated environment, with a disk
 * that can lose power and peers that do as they are told. */
#ifndef SENDD_TESTS_WORLD_H
#define SENDD_TESTS_WORLD_H

#include "core/core.h"
#include "env/sim.h"
#include "env/sim_disk.h"

struct world;

/* One delivery as the peers saw it. */
struct sent {
    int64_t outbox, attempt;
    char key[40], instance[32], address[96], reference[32], event[64];
    instant at;
    enum outcome_kind outcome; /* what the peer answered */
    bool answered;             /* the answer reached the daemon */
};

/* What a peer does with a delivery. */
struct reaction {
    enum outcome_kind kind;
    duration delay;      /* until the answer */
    int64_t retry_after; /* seconds */
    bool lost;           /* it was taken, but the answer is "retry": the link died */
};

struct world_options {
    uint64_t seed;
    instant start;
    const char *site; /* the conf folder */
    enum store_sync sync;
    bool hold;
    struct reaction (*react)(struct world *world, const struct sent *sent); /* NULL: delivered at once */
    int room;                                                               /* of each instance; 0: 8 */
};

struct world {
    struct world_options options;
    struct env *env;
    struct sim_disk *disk;
    struct store *store;
    struct core *core;
    struct list sent;    /* of struct sent *, in order */
    struct list pending; /* of struct peer_answer * */
    int failed;          /* core_on_failure's code */
    bool dead;           /* the process died: answers no longer count */
    int open_code;       /* of the last store_open */
    void *own;           /* a test's */
};

/* A conf folder under /tmp: PARTS' own files from SOURCE (below SENDD_SRC), the rest linked from the shipped
 * conf. Free with world_site_free. */
char *world_site(const char *source);
void world_site_free(char *folder);

struct world *world_new(const struct world_options *options);
/* Opens store and core; false when the store does not open (open_code, error printed by the caller). */
bool world_open(struct world *world);
/* The process dies; what the disk was told stays as it is. */
void world_die(struct world *world);
void world_free(struct world *world);

/* A command that was given to the core. */
struct asked {
    bool done;
    int code;
    json_t *body; /* owned */
    struct world *world;
};
/* Gives a command; ARGUMENTS is taken. *ASKED must stay until it is done. Not queued: done at once. */
void world_ask(struct world *world, struct asked *asked, const char *kind, json_t *arguments,
               const char *key);
/* Gives a command and runs until it is answered; the body is kept until the next call. */
int world_do(struct world *world, const char *kind, json_t *arguments);
int world_do_key(struct world *world, const char *kind, json_t *arguments, const char *key);
const json_t *world_answer(void);
void asked_free(struct asked *asked);

/* Gives the imports of N made-up pupils P0001.. with one parent each and authority 901, in their order. */
void world_people_each(int n, void (*give)(void *context, json_t *arguments), void *context);
/* Does them. */
void world_people(struct world *world, int n);
/* A count of store_counts, read on the writer while nothing runs. */
int64_t world_count(struct world *world, const char *name);
json_t *world_history(struct world *world, const char *reference); /* rows; new reference */
json_t *world_field(struct world *world, const char *reference,
                    const char *field);               /* borrowed until the next call */
json_t *world_outbox(struct world *world, int state); /* rows; new reference */

#endif
