/* What systemd is told, where it listens; without it every call does nothing. */
#ifndef SENDD_SENDD_NOTIFY_H
#define SENDD_SENDD_NOTIFY_H

#include "env/env.h"

void notify_ready(void);
void notify_reloading(struct env *env);
void notify_stopping(void);
/* Pings the watchdog from the loop, at half of what it allows, so that a loop that hangs is noticed. NULL
 * when there is none. */
struct env_timer *notify_watchdog(struct env *env);

#endif
