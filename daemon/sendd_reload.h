/* A new configuration is read by a child first: what the libraries do to a process that reads a bad file,
 * they do to the child. */
#ifndef SENDD_SENDD_RELOAD_H
#define SENDD_SENDD_RELOAD_H

#include "env/env.h"

struct reload;

/* Runs `sendd --check -c FOLDER` and calls CHECKED on the loop: OK and what it wrote. One at a time: EBUSY.
 */
int reload_check(struct env *env, const char *folder,
                 void (*checked)(void *context, bool ok, const char *report), void *context,
                 struct error *error);
/* Kills a check that is under way, which is then not OK, and calls GONE when there is none any more. */
void reload_end(void (*gone)(void *context), void *context);

#endif
