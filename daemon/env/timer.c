/* Timers of either environment: which are armed, and firing those that are due. */
#include "env/seam.h"

#include "base/mem.h"

#include <assert.h>

struct env_timer *env_timer_new(struct env *env, void (*fire)(void *context), void *context)
{
    struct env_timer *timer = mem_alloc(sizeof *timer);
    timer->env = env;
    timer->fire = fire;
    timer->context = context;
    return timer;
}

static void arm(struct env_timer *timer, struct timer_heap *heap, instant due)
{
    heap_remove(timer);
    timer->due = due;
    timer->order = ++timer->env->armings;
    if (due != INSTANT_NEVER)
        heap_add(heap, timer);
    if (!timer->env->firing)
        timer->env->ops->rearm(timer->env);
}

void env_timer_at(struct env_timer *timer, instant due)
{
    arm(timer, &timer->env->wall, due);
}

void env_timer_after(struct env_timer *timer, duration delay)
{
    duration now = env_ticks(timer->env);
    bool forever = delay > INSTANT_NEVER - now;
    arm(timer, &timer->env->ticks, forever ? INSTANT_NEVER : now + (delay > 0 ? delay : 0));
}

void env_timer_free(struct env_timer *timer)
{
    if (!timer)
        return;
    env_timer_at(timer, INSTANT_NEVER);
    mem_free(timer);
}

/* INSTANT_NEVER is never in a heap, so a clock at its end ends this too. */
static void gather(struct env *env, struct timer_heap *from, instant now)
{
    while (heap_first(from) <= now) {
        struct env_timer *timer = from->items[0];
        heap_remove(timer);
        heap_add(&env->ripe, timer);
    }
}

/* The ripe ones are set aside first, so that one armed again by its own callback, due at once, cannot keep
 * the others waiting. A callback may free or disarm any timer: that takes it out of the ripe ones too. */
void timers_fire(struct env *env)
{
    assert(!env->firing);
    env->firing = true;
    gather(env, &env->wall, env_now(env));
    gather(env, &env->ticks, env_ticks(env));
    while (env->ripe.count) {
        struct env_timer *timer = env->ripe.items[0];
        heap_remove(timer);
        timer->fire(timer->context);
    }
    env->firing = false;
    env->ops->rearm(env);
}

static void drop(struct timer_heap *heap)
{
    while (heap->count)
        heap_remove(heap->items[heap->count - 1]);
    heap_free(heap);
}

void timers_drop(struct env *env)
{
    drop(&env->wall);
    drop(&env->ticks);
    drop(&env->ripe);
}
