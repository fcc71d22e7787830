/* One run: a whole daemon up to the plugin frame, on a disk in memory, with a port that only writes down. */
#ifndef SENDD_SIMULATE_COPY_H
#define SENDD_SIMULATE_COPY_H

#include "core/core.h"
#include "env/sim.h"
#include "env/sim_disk.h"
#include "store/snapshot.h"

/* A message that was handed to the port. */
struct sent {
    int64_t outbox;
    instant at;
};

struct copy {
    struct env *env;
    struct sim_disk *disk;
    struct store *store;
    struct core *core;
    struct list sent;     /* of struct sent *, in order */
    struct list outcomes; /* of struct outcome_due *: what the port has still to answer */
    json_t *refused;      /* [{"case","what","day","text"}]: commands of ours that failed */
    int64_t history;      /* the last row from before the run */
    int64_t outbox;       /* the last message from before the run */
    int failed;           /* the store's code */
    int waiting;          /* commands that are not answered yet */
};

/* SNAPSHOT NULL: an empty store. The daemon is up and has nothing left to do at START. COPY is to be freed in any
 * case. */
int copy_open(struct copy *copy, struct site *site, const struct snapshot *snapshot, uint64_t seed, instant start,
              struct error *error);
void copy_free(struct copy *copy);
/* Gives a command; ARGUMENTS is taken. ABOUT not NULL: a refusal is kept, as about this case. */
void copy_ask(struct copy *copy, const char *kind, json_t *arguments, const char *about);
/* Runs until nothing is left to do at this instant. */
void copy_settle(struct copy *copy);
/* Time passes; never back. */
void copy_live(struct copy *copy, instant until);
/* Every case, ended ones too: rows of store_case_list; a new reference. */
int copy_cases(struct copy *copy, bool ended, json_t **out, struct error *error);

#endif
