/* Troubles that last are told when they begin, as they grow, and when they are over; not at every turn. */
#include "core/loop.h"

#include "base/log.h"
#include "base/mem.h"

#include <stdio.h>

/* Attempts to deliver that fail after less than this time without any belong to one trouble. */
static const duration quiet = SECONDS(3600);

struct trouble {
    char *instance;
    uint64_t failed; /* attempts since it began; 0: there is none */
    instant last;    /* of them */
};

static struct trouble *trouble_of(struct core *core, const char *instance)
{
    for (size_t i = 0; i < core->troubles.count; i++) {
        struct trouble *trouble = core->troubles.items[i];
        if (string_equal(trouble->instance, instance))
            return trouble;
    }
    struct trouble *trouble = mem_alloc(sizeof *trouble);
    trouble->instance = mem_copy(instance);
    list_add(&core->troubles, trouble);
    return trouble;
}

static bool is_step(uint64_t count)
{
    while (count % 10 == 0)
        count /= 10;
    return count == 1;
}

static void failed_log(const struct trouble *trouble)
{
    char number[24];
    snprintf(number, sizeof number, "%llu", (unsigned long long)trouble->failed);
    log_warning("delivery-failing", "messages could not be delivered and are tried again; next told at ten times as many",
                "PLUGIN", trouble->instance, "ATTEMPTS", number);
}

static void try_follow(struct core *core, const struct delivery_try *try, instant now)
{
    struct trouble *trouble = trouble_of(core, try->instance);
    bool over = trouble->failed && now - trouble->last > quiet;
    if (over && try->good)
        log_notice("delivery-works", "messages are delivered again", "PLUGIN", trouble->instance);
    if (over)
        trouble->failed = 0;
    if (try->good)
        return;
    trouble->failed++;
    trouble->last = now;
    if (is_step(trouble->failed))
        failed_log(trouble);
}

/* Timers that an outage left behind fire over many turns; they are told of when none is left. */
static void late_follow(struct core *core, const struct turn *turn)
{
    core->late_timers += turn->late_timers;
    if (turn->latest > core->latest)
        core->latest = turn->latest;
    if (!core->late_timers || (turn->late_timers && turn->more))
        return;
    char number[24], seconds[24];
    snprintf(number, sizeof number, "%llu", (unsigned long long)core->late_timers);
    snprintf(seconds, sizeof seconds, "%lld", (long long)core->latest);
    log_warning("timers-late", "timers fired late, after an outage or a jump of the clock", "COUNT", number, "SECONDS",
                seconds);
    core->late_timers = 0;
    core->latest = 0;
}

void troubles_follow(struct core *core, const struct turn *turn)
{
    if (core->full && turn->wrote) {
        core->full = false;
        log_notice("disk-back", "the disk has room again");
    }
    for (size_t i = 0; i < turn->tries.count; i++)
        try_follow(core, turn->tries.items[i], turn->now);
    late_follow(core, turn);
}

void trouble_full(struct core *core)
{
    if (!core->full)
        log_error("disk-full", "the disk is full: nothing is changed until it has room; reads go on");
    core->full = true;
}

void troubles_free(struct core *core)
{
    for (size_t i = 0; i < core->troubles.count; i++) {
        struct trouble *trouble = core->troubles.items[i];
        mem_free(trouble->instance);
        mem_free(trouble);
    }
    list_free(&core->troubles);
}
