/* What stands behind env.h: the table that an environment fills, and the timers that both kinds share.
 *
 * Only files of this folder include it. Timers are plain heap entries: the environment is only told when the
 * earliest instant may have changed, and wakes up for that one. */
#ifndef SENDD_ENV_SEAM_H
#define SENDD_ENV_SEAM_H

#include "env/env.h"

/* What an environment must provide. */
struct env_ops {
    instant (*now)(const struct env *env);
    duration (*ticks)(const struct env *env);
    void (*random)(struct env *env, void *bytes, size_t size);
    /* The earliest wall or monotonic timer may be another one now. */
    void (*rearm)(struct env *env);
    void (*defer)(struct env *env, void (*fn)(void *context), void *context);
    void (*work)(struct env *env, void (*work)(void *context), void (*done)(void *context), void *context);
    bool (*is_jumping)(const struct env *env);
    void (*jump)(struct env *env, instant to);
    const char *(*vfs)(const struct env *env);
};

/* A binary heap, earliest first; equal ones in the order of arming. */
struct timer_heap {
    struct env_timer **items;
    size_t count;
    size_t room;
};

struct env {
    const struct env_ops *ops;
    struct timer_heap wall;  /* due on the wall clock */
    struct timer_heap ticks; /* due on the monotonic clock */
    struct timer_heap ripe;  /* due and about to fire in this turn */
    uint64_t armings;        /* how often any timer was armed */
    bool firing;             /* timers_fire is under way: it rearms at its end */
};

struct env_timer {
    struct env *env;
    void (*fire)(void *context);
    void *context;
    instant due;             /* on the clock of the heap it is in */
    uint64_t order;          /* its arming's number */
    struct timer_heap *heap; /* NULL: not armed */
    size_t place;            /* index in the heap */
};

void heap_add(struct timer_heap *heap, struct env_timer *timer);
void heap_remove(struct env_timer *timer);
void heap_free(struct timer_heap *heap);
/* INSTANT_NEVER when empty. */
instant heap_first(const struct timer_heap *heap);

/* Fires what is due on both clocks now, each at most once; what its callbacks arm waits for the next turn. */
void timers_fire(struct env *env);
/* Forgets all armed timers; their owners still free them. */
void timers_drop(struct env *env);

#endif
