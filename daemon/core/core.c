/* The heart: one turn at a time. What comes while a turn runs waits for the next. */
#include "core/loop.h"

#include "base/log.h"
#include "base/mem.h"
#include "core/remarks.h"

#include <stdio.h>

/* How long to leave a full disk alone before events that are due are tried again. */
static const duration full_pause = SECONDS(10);
/* Items after which a quiet moment is used to give space back. */
static const uint64_t tidy_after = 1000;

/* --- a turn --- */

static void turn_done(void *context);

static void list_move(struct list *to, struct list *from, size_t limit)
{
    size_t count = from->count < limit ? from->count : limit;
    for (size_t i = 0; i < count; i++)
        list_add(to, from->items[i]);
    for (size_t i = count; i < from->count; i++)
        from->items[i - count] = from->items[i];
    from->count -= count;
}

/* The turn stays the core's until turn_done, so the worker may read it there. */
static void turn_work(void *context)
{
    turn_run(((struct core *)context)->turn);
}

static void turn_begin(void *context)
{
    struct core *core = context;
    core->deferred = false;
    if (core->turn || core->failed)
        return;
    struct turn *turn = core->turn = turn_new();
    turn->env = core->env;
    turn->store = core->store;
    turn->site = core->site;
    turn->definitions = core->definitions;
    turn->hold = core->hold;
    turn->stopping = core->draining;
    turn->announce = core->announce;
    turn->reloaded = core->reloaded;
    turn->orphans = core->orphans;
    turn->tidy = core->untidied >= tidy_after && !core->queue.count && !core->reports.count;
    core->again = core->announce = core->reloaded = core->orphans = false;
    list_move(&turn->jobs, &core->queue, TURN_COMMANDS);
    list_move(&turn->reports, &core->reports, SIZE_MAX);
    delivery_prepare(core, turn);
    env_work(core->env, turn_work, turn_done, core);
}

void core_kick(struct core *core)
{
    if (core->turn)
        core->again = true;
    if (core->turn || core->deferred || core->failed)
        return;
    core->deferred = true;
    env_defer(core->env, turn_begin, core);
}

bool core_is_idle(const struct core *core)
{
    return !core->turn && !core->deferred && !core->queue.count && !core->reports.count &&
           !core->flight.count;
}

/* Classes end at 1, 2, 4, 8, ...; the last has no end. */
static void size_count(struct core *core, size_t size)
{
    size_t class = 0;
    for (size_t top = 1; size > top && class < SIZE_CLASSES - 1; top *= 2)
        class ++;
    core->sizes[class]++;
}

static void answers_give(struct turn *turn)
{
    for (size_t i = 0; i < turn->jobs.count; i++) {
        struct job *job = turn->jobs.items[i];
        if (turn->code)
            job_refuse(job, turn->code, turn->error.text);
        else
            job_finish(job, job->code, job->body);
    }
}

static void turn_committed(struct core *core, struct turn *turn)
{
    core->turns++;
    remarks_log(turn);
    troubles_follow(core, turn);
    if (turn->late) {
        log_error("store-failed", turn->error.text, "CODE", error_name(turn->late));
        core->failed = turn->late;
    }
    if (turn->size) {
        core->batches++;
        core->applied += turn->size;
        core->untidied += turn->size;
        size_count(core, turn->size);
    }
    if (turn->tidy && !turn->more)
        core->untidied = 0;
    if (turn->released)
        core->hold = false;
    core->orphans |= turn->orphans_left;
    core->again |= turn->more;
    core->next = turn->next;
    for (size_t i = 0; i < turn->reports.count; i++) {
        struct report *report = turn->reports.items[i];
        flight_remove(&core->flight, report->outcome.outbox);
        report_free(report);
    }
    delivery_hand_over(core, turn);
}

/* Nothing of it was committed. Commands are answered so; outcomes are kept and tried again. */
static void turn_undone(struct core *core, struct turn *turn)
{
    if (turn->code == SENDD_EFULL)
        trouble_full(core);
    else
        log_error("store-failed", turn->error.text, "CODE", error_name(turn->code));
    list_move(&turn->reports, &core->reports, SIZE_MAX);
    list_move(&core->reports, &turn->reports, SIZE_MAX);
    core->announce |= turn->announce;
    core->reloaded |= turn->reloaded;
    core->orphans |= turn->orphans;
    if (turn->code == SENDD_EFULL)
        return;
    core->failed = turn->code;
}

static void site_swap_now(struct core *core)
{
    if (!core->next_site)
        return;
    site_drop(core->site);
    core->site = core->next_site;
    core->next_site = NULL;
    core->announce = core->reloaded = core->orphans = true;
    core->again = true;
}

static void all_refuse(struct core *core, int code, const char *text)
{
    while (core->queue.count) {
        struct job *job = core->queue.items[0];
        list_remove(&core->queue, 0);
        job_refuse(job, code, text);
    }
    clock_refuse_all(core, code, text);
}

static bool is_drained(const struct core *core)
{
    return !core->turn && !core->deferred && !core->queue.count && (core->failed || !core->reports.count) &&
           readers_idle(core->readers);
}

void core_settle(struct core *core)
{
    void (*drained)(void *context) = core->on_drained;
    if (!drained || !is_drained(core))
        return;
    core->on_drained = NULL;
    drained(core->drained_context);
}

static void wake_arm(struct core *core)
{
    instant due = core->next.timer < core->next.outbox ? core->next.timer : core->next.outbox;
    env_timer_at(core->wake, core->hold || core->draining ? INSTANT_NEVER : due);
}

/* What follows a turn: another at once, or waiting. */
static void turn_after(struct core *core, int code)
{
    if (core->failed) {
        env_timer_at(core->wake, INSTANT_NEVER);
        all_refuse(core, SENDD_EIO, "the store has failed; the daemon is stopping");
        if (core->on_failure)
            core->on_failure(core->failure_context, core->failed);
        core_settle(core);
        return;
    }
    if (code == SENDD_EFULL) { /* what is due would fail again at once */
        env_timer_at(core->wake, INSTANT_NEVER);
        env_timer_after(core->retry, full_pause);
        if (core->queue.count)
            core_kick(core);
        core_settle(core);
        return;
    }
    wake_arm(core);
    if (core->again || core->queue.count || core->reports.count)
        core_kick(core);
    core_settle(core);
    clock_advance(core);
}

static void turn_done(void *context)
{
    struct core *core = context;
    struct turn *turn = core->turn;
    int code = turn->code;
    core->turn = NULL;
    if (code)
        turn_undone(core, turn);
    else
        turn_committed(core, turn);
    site_swap_now(core);
    answers_give(turn);
    turn_free(turn);
    turn_after(core, code);
}

/* --- the door --- */

static void woken(void *context)
{
    core_kick(context);
}

int core_new(struct env *env, struct store *store, struct site *site, const struct delivery_port *port,
             bool hold, struct core **out, struct error *error)
{
    *out = NULL;
    if (!site->schools.count)
        return error_set(error, SENDD_EINVALID, "the site has no school");
    struct core *core = mem_alloc(sizeof *core);
    core->env = env;
    core->store = store;
    core->site = site;
    core->port = *port;
    core->hold = hold;
    core->announce = core->orphans = true;
    core->definitions = definitions_new();
    core->readers = readers_new(core);
    core->wake = env_timer_new(env, woken, core);
    core->retry = env_timer_new(env, woken, core);
    core->next = (struct next_due){INSTANT_NEVER, INSTANT_NEVER, false};
    *out = core;
    return 0;
}

void core_start(struct core *core)
{
    core_kick(core);
}

void core_read(struct core *core, int (*fn)(struct store *store, const struct site *site, void *context),
               void (*done)(void *context, int code), void *context)
{
    readers_read(core->readers, fn, done, context);
}

void core_site_swap(struct core *core, struct site *site)
{
    site_drop(core->next_site);
    core->next_site = site;
    if (!core->turn)
        site_swap_now(core);
    core_kick(core);
}

const struct site *core_site(const struct core *core)
{
    return core->site;
}

void core_drain(struct core *core, void (*drained)(void *context), void *context)
{
    core->draining = true;
    core->on_drained = drained;
    core->drained_context = context;
    env_timer_at(core->wake, INSTANT_NEVER);
    all_refuse(core, SENDD_EBUSY, "the daemon is stopping; nothing was done");
    readers_refuse(core->readers);
    if (core->failed)
        core_settle(core);
    else
        core_kick(core);
}

int core_failed(const struct core *core)
{
    return core->failed;
}

void core_on_failure(struct core *core, void (*failed)(void *context, int code), void *context)
{
    core->on_failure = failed;
    core->failure_context = context;
}

static json_t *sizes_json(const struct core *core)
{
    json_t *sizes = json_object();
    for (size_t i = 0, top = 1; i < SIZE_CLASSES; i++) {
        char name[24];
        snprintf(name, sizeof name, i + 1 < SIZE_CLASSES ? "<=%zu" : ">%zu",
                 i + 1 < SIZE_CLASSES ? top : top / 2);
        json_object_set_new(sizes, name, json_integer((json_int_t)core->sizes[i]));
        top *= 2;
    }
    return sizes;
}

json_t *core_status(const struct core *core)
{
    json_t *status =
        json_pack("{s:b, s:b, s:I, s:I, s:I, s:I, s:I, s:o, s:n}", "hold", core->hold, "draining",
                  core->draining, "queue", (json_int_t)core->queue.count, "turns", (json_int_t)core->turns,
                  "batches", (json_int_t)core->batches, "applied", (json_int_t)core->applied, "in_flight",
                  (json_int_t)core->flight.count, "batch_sizes", sizes_json(core), "next_due");
    instant due = core->next.timer < core->next.outbox ? core->next.timer : core->next.outbox;
    if (due != INSTANT_NEVER) {
        struct text text = TEXT_EMPTY;
        london_write(due, &text);
        json_object_set_new(status, "next_due", json_string(text_string(&text)));
        text_free(&text);
    }
    if (core->failed)
        json_object_set_new(status, "failed", json_string(error_name(core->failed)));
    return status;
}

/* A turn whose end never came, because its environment died under it. Whether it was committed nobody knows,
 * so its commands are not answered. */
static void turn_forget(struct core *core)
{
    struct turn *turn = core->turn;
    if (!turn)
        return;
    for (size_t i = 0; i < turn->jobs.count; i++)
        job_free(turn->jobs.items[i]);
    for (size_t i = 0; i < turn->reports.count; i++)
        report_free(turn->reports.items[i]);
    turn_free(turn);
}

void core_free(struct core *core)
{
    if (!core)
        return;
    turn_forget(core);
    for (size_t i = 0; i < core->reports.count; i++)
        report_free(core->reports.items[i]);
    all_refuse(core, SENDD_EBUSY, "the daemon is stopping; nothing was done");
    list_free(&core->queue);
    list_free(&core->reports);
    list_free(&core->clocks);
    mem_free(core->flight.ids);
    troubles_free(core);
    env_timer_free(core->wake);
    env_timer_free(core->retry);
    readers_free(core->readers);
    definitions_free(core->definitions);
    site_drop(core->next_site);
    site_drop(core->site);
    mem_free(core);
}
