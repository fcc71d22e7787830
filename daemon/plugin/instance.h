/* One plugin instance: its process, its connection, what it has in flight, and the one state machine that moves it. */
#ifndef SENDD_PLUGIN_INSTANCE_H
#define SENDD_PLUGIN_INSTANCE_H

#include "plugin/supervisor.h"

enum instance_state {
    INSTANCE_STARTING, /* the host runs and has not yet said "ready" */
    INSTANCE_READY,    /* takes deliveries */
    INSTANCE_ENDING,   /* given up and killed; waits for the process to be gone */
    INSTANCE_BACKOFF,  /* no process; waits to start again */
    INSTANCE_STOPPING, /* told to close, or just killed for good; waits for the process to be gone */
    INSTANCE_STOPPED   /* no process and never again: may be freed */
};

/* What can happen to an instance; instance_advance is the only place that acts on it. */
enum instance_event {
    EVENT_START,  /* run the host */
    EVENT_OPENED, /* it said "ready" */
    EVENT_BROKEN, /* nonsense, end of connection, or out of time; the reason is in last_error */
    EVENT_TIMER,  /* the instance's one timer */
    EVENT_EXITED, /* the process is gone */
    EVENT_LEAVE,  /* end after the deliveries in flight */
    EVENT_KILL    /* end now */
};

/* What an instance tells its owner; CONTEXT is the owner's. */
struct instance_owner {
    void (*outcome)(void *context, const struct outcome *outcome);
    void (*room)(void *context);    /* has room where it had none */
    void (*stopped)(void *context); /* is INSTANCE_STOPPED */
    void *context;
};

struct instance {
    struct env *env;
    const struct instance_owner *owner;
    struct plugin_config config; /* own copies */
    enum instance_state state;
    bool leaving;              /* no new deliveries, no restart */
    struct env_child *child;   /* NULL: none */
    int fd;                    /* our end of the connection; -1: none */
    struct env_watch *watch;   /* on fd */
    struct env_timer *timer;   /* start limit, head's deadline or end of backoff, by state */
    struct text in, out;       /* bytes that came; bytes still to be written */
    size_t babble;             /* bytes taken since the last delivery or outcome: what it says unasked is bounded */
    int64_t *flight;           /* outbox ids handed over, oldest first; room for config.parallel */
    int64_t flying;            /* how many */
    int tries;                 /* restarts since the last outcome that a host gave */
    int64_t restarts, delivered, failed;
    char last_error[512];      /* "" while all is well; no personal data */
};

struct instance *instance_new(struct env *env, const struct plugin_config *config, const struct instance_owner *owner);
void instance_free(struct instance *instance); /* only when stopped */
void instance_advance(struct instance *instance, enum instance_event event);
bool instance_same(const struct instance *instance, const struct plugin_config *config);
/* Notes in last_error why the instance is in trouble; "": it is not. */
void instance_reason(struct instance *instance, const char *reason);
json_t *instance_json(const struct instance *instance);

/* --- the connection (link.c) --- */
/* Appends MESSAGE (steals the reference) and writes what fits now. */
int link_send(struct instance *instance, json_t *message, struct error *error);
/* Reads and acts on what is there. False: the connection is of no more use, last_error says why. */
bool link_read(struct instance *instance);
void link_write(struct instance *instance);
void link_close(struct instance *instance);

/* --- deliveries (flight.c) --- */
int instance_room(const struct instance *instance);
/* Needs room. */
int instance_deliver(struct instance *instance, const struct delivery *delivery, struct error *error);
/* Acts on one frame of the host. False: nonsense, or it gives up; last_error says why. */
bool instance_hear(struct instance *instance, const json_t *message);

#endif
