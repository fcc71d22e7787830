/* The seam itself: hands each call to the environment at hand. */
#include "env/seam.h"

instant env_now(struct env *env)
{
    return env->ops->now(env);
}

duration env_ticks(struct env *env)
{
    return env->ops->ticks(env);
}

void env_random(struct env *env, void *bytes, size_t size)
{
    env->ops->random(env, bytes, size);
}

void env_defer(struct env *env, void (*fn)(void *context), void *context)
{
    env->ops->defer(env, fn, context);
}

void env_work(struct env *env, void (*work)(void *context), void (*done)(void *context), void *context)
{
    env->ops->work(env, work, done, context);
}

bool env_clock_is_jumping(const struct env *env)
{
    return env->ops->is_jumping(env);
}

void env_clock_jump(struct env *env, instant to)
{
    env->ops->jump(env, to);
}

const char *env_vfs(const struct env *env)
{
    return env->ops->vfs(env);
}
