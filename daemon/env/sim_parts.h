/* What the simulated environment and its disk share. */
#ifndef SENDD_ENV_SIM_PARTS_H
#define SENDD_ENV_SIM_PARTS_H

#include "env/sim.h"

/* The next number of the splitmix64 stream at STATE. Any seed, also 0, starts a good stream. */
uint64_t sim_random(uint64_t *state);
void sim_random_fill(uint64_t *state, void *bytes, size_t size);

/* The VFS that env_vfs answers; NULL: none. NAME is kept by the caller. */
void env_sim_set_vfs(struct env *env, const char *name);

#endif
