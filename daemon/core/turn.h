/* One batch: what the loop hands to a worker, what the worker does to the store in one transaction, what
 * comes back.
 *
 * The loop fills a turn, a worker runs it, the loop reads the results. While it runs nobody else touches the
 * store's writer, so nothing here needs a lock. */
#ifndef SENDD_CORE_TURN_H
#define SENDD_CORE_TURN_H

#include "core/core.h"
#include "core/definitions.h"

enum {
    TURN_COMMANDS = 256, /* people's commands in one batch */
    TURN_EVENTS = 250 /* due timers and inbox events in one batch: a click that comes now waits for these */
};

/* A command on its way. */
struct job {
    struct command command; /* its strings are the job's own */
    bool settled;           /* answered by a store fault: left out when the batch is done again without it */
    int code;               /* the answer */
    json_t *body;           /* the answer; owned */
};

/* An outcome that the port brought; kept until it is committed. */
struct report {
    struct outcome outcome; /* its strings are the report's own */
    bool settled;           /* the store does not take it: left out */
};

/* A timer or an inbox row whose event the store would not take; in the next round it is only set aside. */
struct bad_event {
    bool inbox; /* else a timer */
    int64_t id;
    struct error error;
};

/* An attempt to deliver that has its outcome. */
struct delivery_try {
    const char *instance;
    bool good; /* the receiver took it; else the message goes again */
};

/* How many more deliveries an instance takes. */
struct room {
    const char *instance;
    int count;
};

struct turn {
    /* from the loop */
    struct env *env;
    struct store *store;
    const struct site *site;
    struct definitions *definitions;
    bool hold;           /* no timer fires, nothing is sent */
    bool stopping;       /* commands and outcomes only */
    bool announce;       /* the site is new: write its schools */
    bool reloaded;       /* it replaced another one: say so in the history */
    bool orphans;        /* look for messages whose plugin instance is gone */
    bool tidy;           /* the store may give space back */
    instant now;         /* of the whole batch */
    struct list jobs;    /* of struct job * */
    struct list reports; /* of struct report * */
    int64_t *skip;       /* sorted ids of the messages in flight whose outcome is not among REPORTS */
    size_t skipped;
    struct room *rooms;
    size_t instances;
    /* the worker's own */
    struct arena *arena; /* the turn's */
    struct arena *item;  /* one command's or event's; emptied between */
    bool writing;        /* this item has begun to write: it can't be refused any more */
    struct list bad;     /* of struct bad_event * */
    json_t *roles;       /* the site's, as facts give them: made once a turn, in ARENA; NULL: not yet */
    json_t *channels;    /* so too */
    /* results */
    int code;           /* 0, or why nothing of it was committed */
    int late;              /* what failed after the commit: the answers stand, but the store is not to be trusted */
    struct error error;    /* the text of either */
    size_t size;        /* commands, events and outcomes that were applied */
    bool wrote;         /* there was something to commit, and it was */
    struct list remarks; /* of struct remark *, for the log once all is committed; in ARENA */
    struct list tries;   /* of struct delivery_try *; in ARENA */
    size_t late_timers;  /* that fired late */
    int64_t latest;      /* seconds that one of them was late, at most */
    bool more;          /* more events are due already */
    bool released;      /* a command ended the hold */
    bool orphans_left;
    struct next_due next;
    struct list due; /* of struct outbox *: messages that may go now; in ARENA */
};

struct turn *turn_new(void);
/* On a worker. */
void turn_run(struct turn *turn);
/* Frees the turn, not its jobs and reports. */
void turn_free(struct turn *turn);

/* The store itself failed: no item can go on. */
bool code_is_fatal(int code);

#endif
