/* The real environment: a libuv loop, its next-turn queue and its workers. */
#include "env/real.h"

#include "base/mem.h"

#include <assert.h>
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/random.h>

static void random_system(struct env *env, void *bytes, size_t size)
{
    (void)env;
    char *at = bytes;
    while (size) {
        ssize_t got = getrandom(at, size, 0);
        if (got < 0 && errno != EINTR)
            abort(); /* a kernel without getrandom: nothing that needs secrets may go on */
        if (got > 0) {
            at += got;
            size -= (size_t)got;
        }
    }
}

/* One turn: what was deferred before it began. libuv does not sleep while the idle handle is active. */
static void take_turn(uv_idle_t *idle)
{
    struct real *real = idle->data;
    struct deferred *todo = real->first;
    bool ripe = real->ripe;
    real->first = NULL;
    real->last = &real->first;
    real->ripe = false;
    if (ripe)
        timers_fire(&real->env);
    while (todo) {
        struct deferred *next = todo->next;
        todo->fn(todo->context);
        mem_free(todo);
        todo = next;
    }
    if (!real->first && !real->ripe)
        uv_idle_stop(idle);
}

void real_wake_next_turn(struct real *real)
{
    uv_idle_start(&real->turn, take_turn);
}

static void defer(struct env *env, void (*fn)(void *context), void *context)
{
    struct real *real = real_of(env);
    struct deferred *deferred = mem_alloc(sizeof *deferred);
    deferred->fn = fn;
    deferred->context = context;
    *real->last = deferred;
    real->last = &deferred->next;
    real_wake_next_turn(real);
}

struct job {
    uv_work_t request;
    void (*work)(void *context);
    void (*done)(void *context);
    void *context;
};

static void job_work(uv_work_t *request)
{
    struct job *job = request->data;
    job->work(job->context);
}

static void job_done(uv_work_t *request, int status)
{
    (void)status; /* never cancelled */
    struct job *job = request->data;
    if (job->done)
        job->done(job->context);
    mem_free(job);
}

static void work(struct env *env, void (*fn)(void *context), void (*done)(void *context), void *context)
{
    struct job *job = mem_alloc(sizeof *job);
    *job = (struct job){.work = fn, .done = done, .context = context};
    job->request.data = job;
    int result = uv_queue_work(&real_of(env)->loop, &job->request, job_work, job_done);
    assert(result == 0); /* fails only for a NULL function */
    (void)result;
}

static bool is_jumping(const struct env *env)
{
    return real_of(env)->jumping;
}

static const char *vfs(const struct env *env)
{
    (void)env;
    return NULL;
}

static const struct env_ops real_ops = {
    .now = real_now,
    .ticks = real_ticks,
    .random = random_system,
    .rearm = real_rearm,
    .defer = defer,
    .work = work,
    .is_jumping = is_jumping,
    .jump = real_jump,
    .vfs = vfs,
};

struct real *real_of(const struct env *env)
{
    assert(env->ops == &real_ops);
    return (struct real *)env;
}

struct env *env_real_new(instant jumping_start)
{
    struct real *real = mem_alloc(sizeof *real);
    real->env.ops = &real_ops;
    real->jumping = jumping_start != INSTANT_NEVER;
    real->last = &real->first;
    atomic_init(&real->wall, jumping_start);
    signal(SIGPIPE, SIG_IGN); /* a peer that hangs up is an error of the write, not the end of the process */
    if (uv_loop_init(&real->loop) != 0)
        abort(); /* no descriptors left before anything began */
    uv_idle_init(&real->loop, &real->turn);
    real->turn.data = real;
    real_clock_open(real);
    return &real->env;
}

void env_real_run(struct env *env)
{
    uv_run(&real_of(env)->loop, UV_RUN_DEFAULT);
}

void env_real_stop(struct env *env)
{
    uv_stop(&real_of(env)->loop);
}

/* Work under way is waited for and its DONE called; watches and children left over are their owners' mistake.
 */
void env_real_free(struct env *env)
{
    if (!env)
        return;
    struct real *real = real_of(env);
    real_signals_close(real);
    uv_close((uv_handle_t *)&real->turn, NULL);
    real_clock_close(real);
    uv_run(&real->loop, UV_RUN_DEFAULT);
    int left = uv_loop_close(&real->loop);
    assert(left == 0);
    (void)left;
    timers_drop(env);
    while (real->first) {
        struct deferred *next = real->first->next;
        mem_free(real->first);
        real->first = next;
    }
    mem_free(real);
}
