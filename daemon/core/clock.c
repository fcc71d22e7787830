/* The jumping clock of demonstrations: when nothing is left to do at this instant, on to the next one that is
 * due. */
#include "core/loop.h"

/* How often a waiting clock looks whether a plugin has come up; machine time, jumping clocks only. */
static const duration look_again = MILLIS(20);

static instant target_of(const struct job *job)
{
    instant to = 0;
    (void)london_read(json_text(job->command.arguments, "to"), &to, NULL);
    return to;
}

int clock_submit(struct core *core, const struct command *command, struct error *error)
{
    instant to;
    const char *text = json_text(command->arguments, "to");
    if (!env_clock_is_jumping(core->env))
        return error_hint(
            (error_set(error, SENDD_EREFUSED, "this daemon runs on the real clock"), error),
            "a clock that jumps needs a daemon started with --jump-from DATE and a store of its own");
    if (!text)
        return error_set(error, SENDD_EINVALID, "clock.to needs `to`, a date or an RFC 3339 time");
    int code = london_read(text, &to, error);
    if (!code && to < env_now(core->env))
        code = error_set(error, SENDD_EINVALID, "the clock does not go back: %s is past", text);
    if (code)
        return code;
    list_add(&core->clocks, job_new(command));
    core_kick(core);
    return 0;
}

static size_t earliest(const struct core *core)
{
    size_t first = 0;
    for (size_t i = 1; i < core->clocks.count; i++) {
        if (target_of(core->clocks.items[i]) < target_of(core->clocks.items[first]))
            first = i;
    }
    return first;
}

static instant next_due_of(const struct core *core)
{
    if (core->hold)
        return INSTANT_NEVER;
    return core->next.timer < core->next.outbox ? core->next.timer : core->next.outbox;
}

static void arrive(struct core *core, size_t index)
{
    struct job *job = core->clocks.items[index];
    list_remove(&core->clocks, index);
    struct text now = TEXT_EMPTY;
    london_write(env_now(core->env), &now);
    json_t *body = json_pack("{s:s}", "now", text_string(&now));
    job_finish(job, 0, body);
    json_decref(body);
    text_free(&now);
}

void clock_advance(struct core *core)
{
    if (!core->clocks.count || core->failed || core->draining || !core_is_idle(core))
        return;
    if (!core->port.idle(core->port.context)) {
        env_timer_after(core->retry, look_again);
        return;
    }
    size_t index = earliest(core);
    instant target = target_of(core->clocks.items[index]), due = next_due_of(core);
    if (due <= env_now(core->env)) { /* became due since the last look */
        core_kick(core);
        return;
    }
    env_clock_jump(core->env, due <= target ? due : target);
    if (due > target)
        arrive(core, index);
    core_kick(core);
}

void clock_refuse_all(struct core *core, int code, const char *text)
{
    while (core->clocks.count) {
        struct job *job = core->clocks.items[0];
        list_remove(&core->clocks, 0);
        job_refuse(job, code, text);
    }
}
