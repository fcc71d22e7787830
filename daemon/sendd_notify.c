#include "sendd_notify.h"

#include "config.h"

#ifdef HAVE_LIBSYSTEMD
#include <systemd/sd-daemon.h>

void notify_ready(void)
{
    sd_notify(0, "READY=1");
}

/* The real environment's ticks are CLOCK_MONOTONIC, which is what systemd compares with. */
void notify_reloading(struct env *env)
{
    sd_notifyf(0, "RELOADING=1\nMONOTONIC_USEC=%lld", (long long)env_ticks(env));
}

void notify_stopping(void)
{
    sd_notify(0, "STOPPING=1");
}

static struct {
    struct env_timer *timer;
    duration interval;
} watchdog;

static void ping(void *context)
{
    (void)context;
    sd_notify(0, "WATCHDOG=1");
    env_timer_after(watchdog.timer, watchdog.interval);
}

struct env_timer *notify_watchdog(struct env *env)
{
    uint64_t allowed;
    if (sd_watchdog_enabled(0, &allowed) <= 0)
        return NULL;
    watchdog.interval = (duration)(allowed / 2);
    watchdog.timer = env_timer_new(env, ping, NULL);
    ping(NULL);
    return watchdog.timer;
}

#else

void notify_ready(void)
{
}

void notify_reloading(struct env *env)
{
    (void)env;
}

void notify_stopping(void)
{
}

struct env_timer *notify_watchdog(struct env *env)
{
    (void)env;
    return NULL;
}

#endif
