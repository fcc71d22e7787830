/* The real environment's clocks and the two wake-ups behind all its timers.
 *
 * Wall timers share one timerfd on CLOCK_REALTIME. TFD_TIMER_CANCEL_ON_SET makes it readable, with ECANCELED,
 * when someone sets the clock: what became due fires at once, and the next one is armed on the new clock. */
#include "env/real.h"

#include "base/mem.h"

#include <assert.h>
#include <errno.h>
#include <stdlib.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

instant real_now(const struct env *env)
{
    struct real *real = real_of(env);
    if (real->jumping)
        return atomic_load(&real->wall);
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    return (instant)now.tv_sec * SECONDS(1) + now.tv_nsec / 1000;
}

duration real_ticks(const struct env *env)
{
    (void)env;
    return (duration)(uv_hrtime() / 1000);
}

static void wall_ready(uv_poll_t *watch, int status, int events)
{
    (void)status;
    (void)events;
    struct real *real = watch->data;
    uint64_t expirations;
    /* The answer does not matter: expired, cancelled by a set clock or nothing, the clock is read again. */
    ssize_t got = read(real->wall_fd, &expirations, sizeof expirations);
    (void)got;
    timers_fire(&real->env);
}

static void ticks_ready(uv_timer_t *wake)
{
    struct real *real = wake->data;
    timers_fire(&real->env);
}

/* A loop that waits for nothing else ends, so the watch counts only while a wall timer is armed. */
static void arm_wall_fd(struct real *real, instant due)
{
    struct itimerspec wake = {0};
    if (due != INSTANT_NEVER) {
        instant at = due > 1 ? due : 1; /* zero would disarm it */
        wake.it_value.tv_sec = at / SECONDS(1);
        wake.it_value.tv_nsec = at % SECONDS(1) * 1000;
        uv_ref((uv_handle_t *)&real->wall_watch);
    } else {
        uv_unref((uv_handle_t *)&real->wall_watch);
    }
    int result = timerfd_settime(real->wall_fd, TFD_TIMER_ABSTIME | TFD_TIMER_CANCEL_ON_SET, &wake, NULL);
    /* ECANCELED: the clock was set since the last read. The timer is armed all the same, on the new clock. */
    assert(result == 0 || errno == ECANCELED);
    (void)result;
}

static void arm_wall(struct real *real)
{
    instant due = heap_first(&real->env.wall);
    if (!real->jumping) {
        arm_wall_fd(real, due);
    } else if (due <= atomic_load(&real->wall) && !real->ripe) {
        real->ripe = true;
        real_wake_next_turn(real);
    }
}

static void arm_ticks(struct real *real)
{
    instant due = heap_first(&real->env.ticks);
    if (due == INSTANT_NEVER) {
        uv_timer_stop(&real->ticks_wake);
        return;
    }
    duration left = due - real_ticks(&real->env);
    uv_update_time(&real->loop); /* libuv counts from its cached time */
    /* Rounded up to its milliseconds. Its cached time is rounded down, so it may still wake a little early:
     * then nothing is due yet, and this is called again. */
    uv_timer_start(&real->ticks_wake, ticks_ready, left > 0 ? (uint64_t)((left + 999) / 1000) : 0, 0);
}

void real_rearm(struct env *env)
{
    struct real *real = real_of(env);
    arm_wall(real);
    arm_ticks(real);
}

void real_jump(struct env *env, instant to)
{
    struct real *real = real_of(env);
    assert(real->jumping);
    if (to > atomic_load(&real->wall))
        atomic_store(&real->wall, to);
    arm_wall(real);
}

void real_clock_open(struct real *real)
{
    uv_timer_init(&real->loop, &real->ticks_wake);
    real->ticks_wake.data = real;
    real->wall_fd = -1;
    if (real->jumping)
        return;
    real->wall_fd = timerfd_create(CLOCK_REALTIME, TFD_NONBLOCK | TFD_CLOEXEC);
    if (real->wall_fd < 0)
        abort(); /* no descriptors left before anything began */
    uv_poll_init(&real->loop, &real->wall_watch, real->wall_fd);
    real->wall_watch.data = real;
    uv_poll_start(&real->wall_watch, UV_READABLE, wall_ready);
    uv_unref((uv_handle_t *)&real->wall_watch);
}

void real_clock_close(struct real *real)
{
    uv_close((uv_handle_t *)&real->ticks_wake, NULL);
    if (real->jumping)
        return;
    uv_poll_stop(&real->wall_watch);
    uv_close((uv_handle_t *)&real->wall_watch, NULL);
    close(real->wall_fd);
}
