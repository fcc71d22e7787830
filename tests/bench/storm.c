/* Timers that are all due in the same second, and a person who clicks meanwhile. */
#include "bench.h"

#include <stdio.h>
#include <stdlib.h>

enum { LOOK_US = 500, THINK_US = 5000 };

struct storm {
    struct house house;
    json_int_t goal;         /* applied when all timers have fired */
    struct env_timer *look;  /* is it over? */
    struct env_timer *think; /* the person's next click; NULL: nobody clicks */
    json_t *click;
    int64_t began, clicked;
    struct figures *clicks;
    int clicks_made;
    bool over;
};

static json_int_t applied(struct storm *storm)
{
    json_t *status = core_status(storm->house.core);
    json_int_t count = json_number(status, "applied", 0);
    json_decref(status);
    return count;
}

static void look(void *context)
{
    struct storm *storm = context;
    if (applied(storm) < storm->goal + storm->clicks_made) {
        env_timer_after(storm->look, LOOK_US);
        return;
    }
    storm->over = true;
    env_real_stop(storm->house.env);
}

static void click_answered(void *context, int code, const json_t *body)
{
    struct storm *storm = context;
    (void)body;
    must(code, NULL, "a click");
    figures_add(storm->clicks, env_ticks(storm->house.env) - storm->clicked);
    storm->clicks_made++;
    if (!storm->over)
        env_timer_after(storm->think, THINK_US);
}

static void click(void *context)
{
    struct storm *storm = context;
    struct error error = ERROR_NONE;
    if (storm->over)
        return;
    struct command command = {"case.event", storm->click, NULL, "user:bench", click_answered, storm};
    storm->clicked = env_ticks(storm->house.env);
    must(core_submit(storm->house.core, &command, &error), &error, "a click");
}

/* Until all timers have fired. CLICKS NULL: nobody clicks. *SCRIPT NULL or where the record goes. */
static void storm_run(struct place *place, int timers, struct figures *out, struct figures *clicks,
                      struct script **script)
{
    struct storm storm = {.goal = timers, .clicks = clicks};
    place_copy(place->base, place->store);
    house_open(&storm.house, place, BENCH_START + SECONDS(29 * 86400));
    storm.click = json_pack("{s:s, s:s}", "case", "BEN-2026-0001", "event", "go");
    storm.look = env_timer_new(storm.house.env, look, &storm);
    storm.think = env_timer_new(storm.house.env, click, &storm);
    if (script)
        *script = script_start(storm.house.store);
    double cpu = cpu_seconds(0);
    storm.began = env_ticks(storm.house.env);
    core_start(storm.house.core);
    env_timer_after(storm.look, LOOK_US);
    if (clicks)
        env_timer_after(storm.think, THINK_US);
    env_real_run(storm.house.env);
    out->seconds = (double)(env_ticks(storm.house.env) - storm.began) / 1e6;
    out->cpu = cpu_seconds(0) - cpu;
    json_t *status = core_status(storm.house.core);
    json_decref(out->sizes);
    out->sizes = sizes_between(NULL, status);
    json_decref(status);
    if (script)
        script_stop(*script);
    env_timer_free(storm.look);
    env_timer_free(storm.think);
    house_close(&storm.house);
    json_decref(storm.click);
}

static void storm_base(struct place *place, int timers)
{
    struct house house;
    remove(place->store);
    house_open(&house, place, BENCH_START);
    house_pupils(&house, timers);
    core_start(house.core);
    load_start(&house, "bench-turn", timers);
    house_close(&house);
    place_copy(place->store, place->base);
}

static void storm_print(const char *name, double *seconds, double *ratio, double *cpu, int rounds, int timers)
{
    size_t n = (size_t)rounds;
    double took = median(seconds, n);
    printf("| %-12s | %6.2f | %8.0f | %5.0f %% | %6.0f |\n", name, took, timers / took, median(ratio, n),
           median(cpu, n));
}

void bench_storm(struct place *place, int timers, int rounds)
{
    double seconds[2][9], ratio[2][9], cpu[2][9];
    struct script *script;
    struct figures clicks = {0}, raw = {0}, core = {0};
    storm_base(place, timers);
    storm_run(place, timers, &core, NULL, &script);
    for (int i = 0; i < rounds; i++) {
        place_copy(place->base, place->store);
        raw_run(place->store, script, &raw);
        storm_run(place, timers, &core, NULL, NULL);
        seconds[0][i] = raw.seconds;
        seconds[1][i] = core.seconds;
        ratio[0][i] = 100;
        ratio[1][i] = 100 * raw.seconds / core.seconds;
        cpu[0][i] = raw.cpu * 1e6 / timers;
        cpu[1][i] = core.cpu * 1e6 / timers;
    }
    printf("\n%d timers due in one second, median of %d rounds\n", timers, rounds);
    printf("| side         |      s |       /s |  of raw | cpu us |\n|---|---|---|---|---|\n");
    storm_print("raw (batch)", seconds[0], ratio[0], cpu[0], rounds, timers);
    storm_print("core's queue", seconds[1], ratio[1], cpu[1], rounds, timers);
    sizes_print("both", core.sizes);
    storm_run(place, timers, &core, &clicks, NULL);
    printf("a click meanwhile (%zu clicks, the storm then took %.2f s): p50 %lld us, p99 %lld us\n",
           clicks.count, core.seconds, (long long)figures_at(&clicks, 0.5),
           (long long)figures_at(&clicks, 0.99));
    fflush(stdout);
    figures_free(&clicks);
    figures_free(&core);
    figures_free(&raw);
    script_free(script);
}
