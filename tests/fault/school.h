/* A made-up school at work in the simulated world: people and an authority who act by the seed, peers and a machine that
 * fail by the seed, a ledger of what was promised, and the checks that it was kept. */
#ifndef SENDD_TESTS_SCHOOL_H
#define SENDD_TESTS_SCHOOL_H

#include "../unit/core/world.h"

#include <sqlite3.h>

enum harm {
    HARM_CRASH = 1,   /* the process dies */
    HARM_POWER = 2,   /* the power goes at some write or sync, the disk keeps what it likes */
    HARM_SYNC = 4,    /* a sync fails once */
    HARM_FULL = 8,    /* the disk is full for some hours */
    HARM_PEERS = 16,  /* deliveries are lost, late, refused, of unknown fate */
    HARM_CLOCK = 32,  /* someone sets the clock forward by up to an hour */
    HARM_DOWN = 64    /* no peer takes anything for a day */
};

/* Something a person wants done; given again with its key until it is answered. */
struct wish {
    const char *kind;
    json_t *arguments;
    char key[16];
    char reference[32]; /* the case it is about, once known */
    struct asked asked;
    bool given;
    instant answered; /* OK; keys are forgotten after a week */
};

struct school_options {
    uint64_t seed;
    const char *site; /* a world_site folder */
    int pupils;
    int busy;   /* most wishes a day */
    int faults; /* of enum harm */
    enum store_sync sync;
    bool sync_does_nothing;
};

struct school {
    struct world *world;
    struct school_options options;
    struct list wishes;   /* of struct wish *: not answered yet */
    struct list acked;    /* of struct wish *: answered OK */
    struct list retried;  /* of int64_t *: messages that a person released */
    size_t refused;       /* wishes that were answered no */
    size_t deaths, cuts, lost_replies;
    uint64_t number;      /* of wishes */
    int tries;            /* to start that failed, in a row */
    instant up_at;        /* the machine is down until then */
    instant room_at;      /* the disk is full until then */
    instant reachable_at; /* peers take nothing until then */
    uint64_t faults_seen[7];
    char broken[512]; /* the first promise that was not kept; "" */
};

/* Down, on 2026-09-01, with the register's import as the first wish. */
struct school *school_new(const struct school_options *options);
/* Lives one day; false once a promise is broken. */
bool school_day(struct school *school);
/* Ends all faults, gives what was never answered again, lets a day pass, and checks everything. */
bool school_finish(struct school *school);
/* What happened as 64 hex digits: every history row with its instant, every delivery. */
void school_trace(struct school *school, char out[65]);
void school_free(struct school *school);

/* Checks what must hold at any moment that the store can be opened: the chain, and every acknowledged wish. */
bool school_check_store(struct school *school, struct store *store);
/* Checks everything, in a running school with nothing to do. */
bool school_check_all(struct school *school);
/* A connection of the test's own to the store; close with sqlite3_close. */
sqlite3 *school_look(struct school *school);

#endif
