/* The loop's side of the core: what waits, what is in flight, and the one turn that may be running. */
#ifndef SENDD_CORE_LOOP_H
#define SENDD_CORE_LOOP_H

#include "core/turn.h"

enum {
    QUEUE_LIMIT = 4096, /* commands that wait; more are refused with EBUSY */
    SIZE_CLASSES = 10   /* of the histogram of batch sizes: 1, 2, 3..4, 5..8, ... */
};

struct readers; /* reads.c */

/* The ids of messages handed to the port whose outcome is not committed yet; sorted. */
struct flight {
    int64_t *ids;
    size_t count, room;
};

void flight_add(struct flight *flight, int64_t id);
void flight_remove(struct flight *flight, int64_t id);
bool flight_has(const struct flight *flight, int64_t id);

struct core {
    struct env *env;
    struct store *store;
    struct site *site;
    struct site *next_site; /* to be swapped in after the running turn; NULL: none */
    struct delivery_port port;
    struct definitions *definitions; /* the running turn's, else nobody's */
    struct readers *readers;
    struct list queue;   /* of struct job *, oldest first */
    struct list reports; /* of struct report *: outcomes to record */
    struct list clocks;  /* of struct job *: clock.to commands that wait */
    struct flight flight;
    struct turn *turn;       /* the one running, or NULL */
    struct env_timer *wake;  /* the one timer: the next due instant */
    struct env_timer *retry; /* after a full disk, and while a jumping clock waits for a plugin to start */
    bool hold;
    bool deferred; /* a turn begins on the next turn of the loop */
    bool again;    /* something came while a turn was running */
    bool draining;
    bool announce, reloaded, orphans; /* for the next turn */
    int failed;                       /* the store's code */
    void (*on_failure)(void *context, int code);
    void *failure_context;
    void (*on_drained)(void *context);
    void *drained_context;
    struct next_due next; /* as the last turn saw it */
    struct list troubles; /* of struct trouble *: deliveries that fail, by instance (troubles.c) */
    bool full;            /* the disk was, when something was last to be written */
    uint64_t late_timers; /* fired late, and not told of yet */
    int64_t latest;       /* seconds, of those */
    uint64_t turns, batches, applied;
    uint64_t sizes[SIZE_CLASSES];
    uint64_t untidied; /* items applied since the store last gave space back */
};

/* Begins a turn as soon as the loop is free. */
void core_kick(struct core *core);
/* Tells who waits for a drain when there is nothing left to wait for. */
void core_settle(struct core *core);
/* True when nothing is queued, running or in flight. */
bool core_is_idle(const struct core *core);

/* --- jobs (queue.c) --- */
struct job *job_new(const struct command *command);
void job_free(struct job *job); /* without an answer */
/* Answers and frees. */
void job_finish(struct job *job, int code, const json_t *body);
/* Answers with an error made here, and frees. */
void job_refuse(struct job *job, int code, const char *text);
void report_free(struct report *report);

/* --- deliveries (delivery.c) --- */
/* Hands the messages that a turn found to the port, as far as it has room. */
void delivery_hand_over(struct core *core, const struct turn *turn);
/* Fills the turn's rooms and what it must skip. */
void delivery_prepare(struct core *core, struct turn *turn);

/* --- what is told once though it lasts (troubles.c) --- */
/* Looks at what a committed TURN had. */
void troubles_follow(struct core *core, const struct turn *turn);
/* A turn was not committed because the disk is full. */
void trouble_full(struct core *core);
void troubles_free(struct core *core);

/* --- the jumping clock (clock.c) --- */
int clock_submit(struct core *core, const struct command *command, struct error *error);
/* Jumps to the next due instant when nothing is left to do at this one. */
void clock_advance(struct core *core);
void clock_refuse_all(struct core *core, int code, const char *text);

/* --- reads (reads.c) --- */
struct readers *readers_new(struct core *core);
void readers_read(struct readers *readers,
                  int (*fn)(struct store *store, const struct site *site, void *context),
                  void (*done)(void *context, int code), void *context);
/* Those that have not begun are done with EBUSY. */
void readers_refuse(struct readers *readers);
bool readers_idle(const struct readers *readers);
void readers_free(struct readers *readers);

#endif
