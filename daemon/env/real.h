/* The real environment's own parts, shared by the real_*.c files. */
#ifndef SENDD_ENV_REAL_H
#define SENDD_ENV_REAL_H

#include "env/seam.h"

#include <stdatomic.h>
#include <uv.h>

struct deferred {
    void (*fn)(void *context);
    void *context;
    struct deferred *next;
};

struct real {
    struct env env; /* first: a struct env of this kind is a struct real */
    uv_loop_t loop;
    bool jumping;
    _Atomic instant wall;           /* the jumping clock's time; any thread reads it */
    int wall_fd;                    /* the timerfd; -1 on a jumping clock */
    uv_poll_t wall_watch;           /* on wall_fd */
    uv_timer_t ticks_wake;          /* for the earliest monotonic timer */
    uv_idle_t turn;                 /* active while something is for the next turn */
    bool ripe;                      /* a wall timer of the jumping clock is due: fire on the next turn */
    struct deferred *first, **last; /* for the next turn, in order */
    struct list signals;            /* of struct signal_watch, owned */
};

/* ENV must be a real one: watches, children and signals exist only there. */
struct real *real_of(const struct env *env);

/* Makes the loop take another turn at once, in which ripe timers fire and deferred calls are made. */
void real_wake_next_turn(struct real *real);

/* real_clock.c */
void real_clock_open(struct real *real);
void real_clock_close(struct real *real);
instant real_now(const struct env *env);
duration real_ticks(const struct env *env);
/* Sets the two wake-ups for the earliest timer of each clock. */
void real_rearm(struct env *env);
void real_jump(struct env *env, instant to);

/* real_process.c */
void real_signals_close(struct real *real);

#endif
