#include "env/seam.h"
#include "env/sim_parts.h"

#include "base/mem.h"

#include <assert.h>
#include <string.h>

/* Steps without time moving after which something must be chasing its tail. */
#define STILL_LIMIT 50000000
/* Work takes from nothing to this long. */
#define WORK_LIMIT MILLIS(5)

/* A call on the loop (DONE unused), or work with what follows it. */
struct item {
    void (*fn)(void *context);
    void (*done)(void *context);
    void *context;
    struct env_timer *finish; /* set once the work ran: fires DONE */
    struct sim *sim;
    struct item *next;
};

struct queue {
    struct item *first, **last;
};

struct sim {
    struct env env; /* first: a struct env of this kind is a struct sim */
    instant wall;
    duration ticks;
    uint64_t randomness;    /* stream behind env_random */
    uint64_t schedule;      /* stream behind the order of things */
    uint64_t picks;         /* stream behind env_sim_pick */
    struct queue calls;     /* deferred */
    struct queue jobs;      /* work that has not run yet */
    struct item *finishing; /* work that ran and whose DONE is to come */
    const char *vfs;
    uint64_t steps;
    uint64_t still; /* steps since time moved */
};

uint64_t sim_random(uint64_t *state)
{
    uint64_t mixed = *state += 0x9e3779b97f4a7c15u;
    mixed = (mixed ^ mixed >> 30) * 0xbf58476d1ce4e5b9u;
    mixed = (mixed ^ mixed >> 27) * 0x94d049bb133111ebu;
    return mixed ^ mixed >> 31;
}

void sim_random_fill(uint64_t *state, void *bytes, size_t size)
{
    for (char *at = bytes; size;) {
        uint64_t next = sim_random(state);
        size_t part = size < sizeof next ? size : sizeof next;
        memcpy(at, &next, part);
        at += part;
        size -= part;
    }
}

static struct sim *sim_of(const struct env *env);

static instant now(const struct env *env)
{
    return sim_of(env)->wall;
}

static duration ticks(const struct env *env)
{
    return sim_of(env)->ticks;
}

static void random_seeded(struct env *env, void *bytes, size_t size)
{
    sim_random_fill(&sim_of(env)->randomness, bytes, size);
}

static void rearm(struct env *env)
{
    (void)env; /* every step looks at the heaps */
}

static void push(struct queue *queue, const struct item *model)
{
    struct item *item = mem_alloc(sizeof *item);
    *item = *model;
    *queue->last = item;
    queue->last = &item->next;
}

static struct item *pop(struct queue *queue)
{
    struct item *item = queue->first;
    queue->first = item->next;
    if (!queue->first)
        queue->last = &queue->first;
    return item;
}

static void defer(struct env *env, void (*fn)(void *context), void *context)
{
    push(&sim_of(env)->calls, &(struct item){.fn = fn, .context = context});
}

static void work(struct env *env, void (*fn)(void *context), void (*done)(void *context), void *context)
{
    struct sim *sim = sim_of(env);
    push(&sim->jobs, &(struct item){.fn = fn, .done = done, .context = context, .sim = sim});
}

static bool is_jumping(const struct env *env)
{
    (void)env;
    return false; /* this clock moves by itself */
}

static void jump(struct env *env, instant to)
{
    (void)env;
    (void)to;
    assert(false && "only a jumping clock is asked to jump");
}

static const char *vfs(const struct env *env)
{
    return sim_of(env)->vfs;
}

static const struct env_ops sim_ops = {
    .now = now,
    .ticks = ticks,
    .random = random_seeded,
    .rearm = rearm,
    .defer = defer,
    .work = work,
    .is_jumping = is_jumping,
    .jump = jump,
    .vfs = vfs,
};

static struct sim *sim_of(const struct env *env)
{
    assert(env->ops == &sim_ops);
    return (struct sim *)env;
}

struct env *env_sim_new(uint64_t seed, instant start)
{
    struct sim *sim = mem_alloc(sizeof *sim);
    sim->env.ops = &sim_ops;
    sim->wall = start;
    sim->randomness = sim_random(&seed);
    sim->schedule = sim_random(&seed);
    sim->picks = sim_random(&seed);
    sim->calls.last = &sim->calls.first;
    sim->jobs.last = &sim->jobs.first;
    return &sim->env;
}

void env_sim_set_vfs(struct env *env, const char *name)
{
    sim_of(env)->vfs = name;
}

static void unlink_finishing(struct item *item)
{
    struct item **at = &item->sim->finishing;
    while (*at != item)
        at = &(*at)->next;
    *at = item->next;
}

static void finish_work(void *context)
{
    struct item *item = context;
    unlink_finishing(item);
    env_timer_free(item->finish);
    if (item->done)
        item->done(item->context);
    mem_free(item);
}

static void run_call(struct sim *sim)
{
    struct item *item = pop(&sim->calls);
    item->fn(item->context);
    mem_free(item);
}

/* Runs the oldest work; its DONE comes when the seed says it is through. */
static void run_job(struct sim *sim)
{
    struct item *item = pop(&sim->jobs);
    item->next = sim->finishing;
    sim->finishing = item;
    item->fn(item->context);
    item->finish = env_timer_new(&sim->env, finish_work, item);
    env_timer_after(item->finish, (duration)(sim_random(&sim->schedule) % WORK_LIMIT));
}

bool env_sim_step(struct env *env)
{
    struct sim *sim = sim_of(env);
    bool due = heap_first(&env->wall) <= sim->wall || heap_first(&env->ticks) <= sim->ticks;
    if (!due && !sim->calls.first && !sim->jobs.first)
        return false;
    sim->steps++;
    sim->still++;
    assert(sim->still < STILL_LIMIT);
    bool heads = sim_random(&sim->schedule) & 1;
    if (due && (heads || (!sim->calls.first && !sim->jobs.first)))
        timers_fire(env);
    else if (sim->calls.first && (!sim->jobs.first || sim_random(&sim->schedule) & 1))
        run_call(sim);
    else
        run_job(sim);
    return true;
}

instant env_sim_next(const struct env *env)
{
    struct sim *sim = sim_of(env);
    instant wall = heap_first(&env->wall), monotonic = heap_first(&env->ticks);
    if (monotonic != INSTANT_NEVER)
        monotonic = monotonic - sim->ticks > INSTANT_NEVER - sim->wall ? INSTANT_NEVER
                                                                       : monotonic - sim->ticks + sim->wall;
    return wall < monotonic ? wall : monotonic;
}

void env_sim_advance(struct env *env, duration time)
{
    struct sim *sim = sim_of(env);
    assert(time >= 0);
    sim->wall += time;
    sim->ticks += time;
    sim->still = 0;
}

static void advance_to(struct sim *sim, instant to)
{
    if (to > sim->wall)
        env_sim_advance(&sim->env, to - sim->wall);
}

void env_sim_run_until(struct env *env, instant until)
{
    struct sim *sim = sim_of(env);
    for (;;) {
        while (env_sim_step(env))
            ;
        instant next = env_sim_next(env);
        if (next > until || next == INSTANT_NEVER)
            break;
        advance_to(sim, next);
    }
    advance_to(sim, until);
}

void env_sim_settle(struct env *env)
{
    while (!env_sim_idle(env))
        if (!env_sim_step(env))
            advance_to(sim_of(env), env_sim_next(env));
}

bool env_sim_idle(const struct env *env)
{
    struct sim *sim = sim_of(env);
    return !sim->calls.first && !sim->jobs.first && !sim->finishing;
}

void env_sim_set_clock(struct env *env, instant to)
{
    sim_of(env)->wall = to;
}

static void drop(struct queue *queue)
{
    while (queue->first)
        mem_free(pop(queue));
}

void env_sim_crash(struct env *env)
{
    struct sim *sim = sim_of(env);
    assert(!env->firing);
    drop(&sim->calls);
    drop(&sim->jobs);
    while (sim->finishing) {
        struct item *item = sim->finishing;
        sim->finishing = item->next;
        env_timer_free(item->finish);
        mem_free(item);
    }
    timers_drop(env);
}

void env_sim_free(struct env *env)
{
    if (!env)
        return;
    env_sim_crash(env);
    mem_free(env);
}

uint64_t env_sim_pick(struct env *env, uint64_t bound)
{
    return sim_random(&sim_of(env)->picks) % bound;
}

uint64_t env_sim_steps(const struct env *env)
{
    return sim_of(env)->steps;
}
