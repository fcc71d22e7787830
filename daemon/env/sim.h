/* The simulated environment: the whole daemon up to the plugin frame on one thread, from one seed.
 *
 * Time stands still while anything is to be run and then jumps to the next due instant, so a year takes
 * seconds. The same seed gives the same run, byte for byte. What the seed decides: all randomness, how
 * deferred calls and work interleave, how long work takes. Watches, children and signals do not exist here
 * (an assertion). The disk is env/sim_disk.h. */
#ifndef SENDD_ENV_SIM_H
#define SENDD_ENV_SIM_H

#include "env/env.h"

/* START: the wall clock's first instant. The monotonic clock starts at 0. */
struct env *env_sim_new(uint64_t seed, instant start);
/* What is still queued is forgotten, never called. */
void env_sim_free(struct env *env);

/* Runs one thing: what is due, or one deferred call, or one piece of work. False when only time can bring
 * more. */
bool env_sim_step(struct env *env);
/* Runs everything up to UNTIL on the wall clock, which then stands there. */
void env_sim_run_until(struct env *env, instant until);
/* Runs until nothing is queued and no work is under way; time moves only as far as the work takes. */
void env_sim_settle(struct env *env);
/* True when nothing is queued and no work is under way: only timers can bring more. */
bool env_sim_idle(const struct env *env);
/* The wall instant of the next timer of either clock (work under way counts); INSTANT_NEVER when there is
 * none. */
instant env_sim_next(const struct env *env);

/* Lets time pass on both clocks without running anything: a step that blocks. */
void env_sim_advance(struct env *env, duration time);
/* Someone sets the wall clock, forward or back; the monotonic clock does not notice. */
void env_sim_set_clock(struct env *env, instant now);
/* The process dies: deferred calls, work and timers are forgotten, never called; the clocks and the disk
 * stay. Its owners' objects can be freed afterwards. */
void env_sim_crash(struct env *env);

/* A number from 0 to BOUND - 1 (BOUND at least 1) from a stream of its own, for a test's own choices. */
uint64_t env_sim_pick(struct env *env, uint64_t bound);
/* How many steps have been run. */
uint64_t env_sim_steps(const struct env *env);

#endif
