#include "school_parts.h"

#include "base/mem.h"

static const instant FIRST = 1788217200000000; /* 2026-09-01T00:00:00+01:00 */

uint64_t pick(struct school *school, uint64_t bound)
{
    return env_sim_pick(school->world->env, bound);
}

/* --- peers --- */

static struct reaction react(struct world *world, const struct sent *sent)
{
    struct school *school = world->own;
    duration delay = (duration)pick(school, (uint64_t)SECONDS(30));
    (void)sent;
    if (env_now(world->env) < school->reachable_at)
        return (struct reaction){.kind = OUTCOME_RETRY, .delay = delay};
    if (!(school->options.faults & HARM_PEERS))
        return (struct reaction){.kind = OUTCOME_DELIVERED, .delay = delay};
    uint64_t dice = pick(school, 100);
    if (dice < 65)
        return (struct reaction){.kind = OUTCOME_DELIVERED, .delay = delay};
    if (dice < 75)
        return school->lost_replies++, (struct reaction){.kind = OUTCOME_DELIVERED, .delay = delay, .lost = true};
    if (dice < 85)
        return (struct reaction){.kind = OUTCOME_RETRY, .delay = delay, .retry_after = (int64_t)pick(school, 7200)};
    if (dice < 92)
        return (struct reaction){.kind = OUTCOME_ACCEPTED, .delay = (duration)pick(school, (uint64_t)(3 * HOUR))};
    if (dice < 96)
        return (struct reaction){.kind = OUTCOME_UNKNOWN, .delay = delay};
    return (struct reaction){.kind = OUTCOME_REJECTED, .delay = delay};
}

/* --- what goes wrong --- */

static void machine_stops(struct school *school)
{
    struct world *world = school->world;
    school->deaths++;
    wishes_collect(school);
    world_die(world);
    duration down = pick(school, 4) ? SECONDS(1 + (int64_t)pick(school, 600)) : (duration)pick(school, (uint64_t)(2 * DAY));
    school->up_at = env_now(world->env) + down;
}

static void machine_starts(struct school *school)
{
    struct world *world = school->world;
    if (sim_disk_is_cut(world->disk)) {
        school->cuts++;
        sim_disk_restart(world->disk, pick(school, UINT64_MAX - 1));
    }
    if (!world_open(world)) { /* a supervisor tries again */
        school->up_at = env_now(world->env) + SECONDS(600);
        school->tries += world->open_code != SENDD_EFULL || !school->room_at;
        if (school->tries > 20 || world->open_code == SENDD_ECORRUPT)
            broken(school, "the store does not open after a stop: %s", error_name(world->open_code));
        return;
    }
    school->tries = 0;
    if (!school_check_store(school, world->store) && sim_disk_is_cut(world->disk)) {
        school->broken[0] = '\0'; /* the power went again before the check was done */
        machine_stops(school);
        return;
    }
    env_sim_settle(world->env);
}

static void something_fails(struct school *school)
{
    struct world *world = school->world;
    int kind = (int)pick(school, 7);
    if (!(school->options.faults & (1 << kind)))
        return;
    school->faults_seen[kind]++;
    switch (1 << kind) {
    case HARM_CRASH:
        for (uint64_t steps = pick(school, 6); steps; steps--)
            env_sim_step(world->env);
        machine_stops(school);
        break;
    case HARM_POWER:
        sim_disk_cut_at(world->disk, sim_disk_points(world->disk) + 1 + pick(school, 40));
        break;
    case HARM_SYNC:
        sim_disk_fail_sync(world->disk);
        break;
    case HARM_FULL:
        sim_disk_fill_at(world->disk, sim_disk_used(world->disk));
        school->room_at = env_now(world->env) + (duration)pick(school, (uint64_t)(12 * HOUR));
        break;
    case HARM_CLOCK:
        env_sim_set_clock(world->env, env_now(world->env) + (duration)pick(school, (uint64_t)HOUR));
        break;
    case HARM_DOWN:
        school->reachable_at = env_now(world->env) + DAY;
        break;
    default:
        break;
    }
}

static bool is_up(const struct school *school)
{
    return school->world->core && !school->world->failed;
}

/* Time passes to UNTIL, with the machine up or down as it must be. */
static void pass(struct school *school, instant until)
{
    struct world *world = school->world;
    while (!school->broken[0]) {
        instant now = env_now(world->env);
        if (school->room_at && now >= school->room_at) {
            sim_disk_fill_at(world->disk, 0);
            school->room_at = 0;
        }
        if (!world->core && now >= school->up_at)
            machine_starts(school);
        if (is_up(school) && school->wishes.count) {
            wishes_give(school);
            env_sim_settle(world->env);
            wishes_collect(school);
        }
        if (world->failed)
            machine_stops(school);
        if (now >= until)
            return;
        instant next = now + HOUR < until ? now + HOUR : until;
        if (!world->core && school->up_at < next)
            next = school->up_at > now ? school->up_at : now;
        env_sim_run_until(world->env, next);
        if (world->failed)
            machine_stops(school);
    }
}

bool school_day(struct school *school)
{
    struct world *world = school->world;
    instant morning = london_instant(london_date(env_now(world->env)), 9, 0);
    pass(school, morning);
    for (uint64_t acts = pick(school, 1 + (uint64_t)school->options.busy); acts && !school->broken[0]; acts--) {
        pass(school, env_now(world->env) + (duration)pick(school, (uint64_t)(6 * HOUR / school->options.busy)));
        if (is_up(school))
            people_act(school);
        if (school->options.faults && !pick(school, 3) && is_up(school)) {
            wishes_give(school);
            something_fails(school);
        }
        pass(school, env_now(world->env));
    }
    pass(school, london_instant(date_add_days(london_date(env_now(world->env)), 1), 0, 0));
    return !school->broken[0];
}

bool school_finish(struct school *school)
{
    struct world *world = school->world;
    school->options.faults = 0;
    school->reachable_at = 0;
    school->room_at = 0;
    sim_disk_fill_at(world->disk, 0);
    sim_disk_cut_at(world->disk, 0);
    if (sim_disk_is_cut(world->disk) && world->core)
        machine_stops(school);
    school->up_at = env_now(world->env);
    pass(school, env_now(world->env) + DAY);
    if (world->failed || !world->core)
        pass(school, env_now(world->env) + DAY);
    return school_check_all(school);
}

/* --- life --- */

struct school *school_new(const struct school_options *options)
{
    struct school *school = mem_alloc(sizeof *school);
    struct world_options world = {.seed = options->seed, .start = FIRST, .site = options->site, .sync = options->sync,
                                  .react = react};
    school->options = *options;
    school->world = world_new(&world);
    school->world->own = school;
    sim_disk_sync_does_nothing(school->world->disk, options->sync_does_nothing);
    people_wish_import(school, options->pupils);
    return school;
}

void school_free(struct school *school)
{
    world_free(school->world);
    for (size_t i = 0; i < school->wishes.count; i++)
        wish_free(school->wishes.items[i]);
    for (size_t i = 0; i < school->acked.count; i++)
        wish_free(school->acked.items[i]);
    for (size_t i = 0; i < school->retried.count; i++)
        mem_free(school->retried.items[i]);
    list_free(&school->wishes);
    list_free(&school->acked);
    list_free(&school->retried);
    mem_free(school);
}
