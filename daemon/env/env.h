/* The one seam to the outside: clocks, randomness, wake-ups, workers and child processes.
 *
 * Two implementations stand behind it. real.c runs on a libuv loop; its wall clock is the machine's, or a jumping one
 * for demonstrations. sim.c runs everything on one thread from one seed, with virtual clocks and an in-memory disk
 * that can lose power. No other room calls the clock, randomness, timers, processes or threads; a test looks at our
 * objects' undefined symbols. Unless said otherwise every call is made on, and every callback comes on, the loop. */
#ifndef SENDD_ENV_ENV_H
#define SENDD_ENV_ENV_H

#include "base/error.h"
#include "base/instant.h"

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

struct env;
struct env_timer;
struct env_watch;
struct env_child;

/* --- clocks (any thread) --- */
instant env_now(struct env *env);    /* wall clock; may jump both ways */
duration env_ticks(struct env *env); /* monotonic, from an arbitrary start; for host deadlines and I/O only */
/* Fills SIZE bytes with randomness: the system's, or the seed's (any thread). */
void env_random(struct env *env, void *bytes, size_t size);

/* --- wake-ups: one-shot, re-armable; never early, never twice for one arming --- */
struct env_timer *env_timer_new(struct env *env, void (*fire)(void *context), void *context);
/* Arms on the wall clock; INSTANT_NEVER disarms. Also fires when a clock jump made it due. One due already fires on
 * the next turn of the loop. */
void env_timer_at(struct env_timer *timer, instant due);
/* Arms on the monotonic clock, DELAY from now. */
void env_timer_after(struct env_timer *timer, duration delay);
void env_timer_free(struct env_timer *timer);
/* Calls FN(CONTEXT) on the next turn of the loop. */
void env_defer(struct env *env, void (*fn)(void *context), void *context);

/* --- work: WORK runs off the loop, then DONE on it. The simulated one runs both in order on its one thread. --- */
void env_work(struct env *env, void (*work)(void *context), void (*done)(void *context), void *context);

/* --- file descriptors: calls READY on the loop while FD is readable/writable. Real only. --- */
enum env_ready { ENV_READABLE = 1, ENV_WRITABLE = 2 };
struct env_watch *env_watch_new(struct env *env, int fd, void (*ready)(void *context, int events), void *context);
void env_watch_want(struct env_watch *watch, int events); /* 0 pauses */
void env_watch_free(struct env_watch *watch);             /* does not close the fd */

/* --- children: real only. ARGV ends with NULL; the child's fd 0 is /dev/null, 1 is ours or OUT_FD, 2 is ours or
 * ERR_FD, 3 is FD3 when >= 0; nothing else is inherited. ENVIRONMENT NULL-terminated or NULL for a minimal one (PATH,
 * TZ=UTC, LANG=C.UTF-8). EXITED gives the exit status, or 128 + signal. Each child leads a process
 * group of its own: what it starts is killed when it has exited. */
struct env_spawn {
    const char *const *argv;
    const char *const *environment;
    int fd3;    /* -1: none */
    int out_fd; /* -1: ours */
    int err_fd; /* -1: ours */
    void (*exited)(void *context, int status);
    void *context;
};
int env_spawn(struct env *env, const struct env_spawn *spawn, struct env_child **out, struct error *error);
void env_child_kill(struct env_child *child, int signal); /* and all of its group */
pid_t env_child_pid(const struct env_child *child);
void env_child_free(struct env_child *child); /* only after exited */

/* Calls FN(CONTEXT, SIGNAL) on the loop when the process gets SIGNAL. Real only. */
void env_signal(struct env *env, int signal, void (*fn)(void *context, int signal), void *context);

/* --- the jumping clock (design section 9) ---
 * On a jumping env the wall clock stands still but for explicit moves. The core asks for one with env_clock_jump when
 * nothing is in flight. False on other envs. */
bool env_clock_is_jumping(const struct env *env);
/* Moves the wall clock forward to TO; wall timers that become due fire. Never moves back. */
void env_clock_jump(struct env *env, instant to);

/* The VFS name that SQLite must be opened with here, or NULL for its default. */
const char *env_vfs(const struct env *env);

/* --- the real one: owns a libuv loop. JUMPING_START: INSTANT_NEVER for the machine's clock, else where a jumping
 * clock starts. --- */
struct env *env_real_new(instant jumping_start);
void env_real_run(struct env *env);  /* until env_real_stop, or until nothing is left to wait for */
void env_real_stop(struct env *env); /* makes env_real_run return */
void env_real_free(struct env *env);

#endif
