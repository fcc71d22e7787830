/* Durable transitions a second: through the core's queue, and through the socket, beside raw SQLite. */
#include "bench.h"

#include <signal.h>
#include <stdio.h>

enum { ROUNDS_MOST = 9 };

/* *SIZES: of the batches in the record; the raw side's are the same. */
static struct script *script_make(struct place *place, int cases, int count, int flight, json_t **sizes)
{
    struct house house;
    struct figures figures = {0};
    place_copy(place->base, place->store);
    house_open(&house, place, BENCH_START);
    core_start(house.core);
    load_events(&house, cases, flight, flight,
                &figures); /* the schools and the definition are written before */
    struct script *warm = script_start(house.store);
    load_events(&house, cases, count, flight, &figures);
    script_stop(warm);
    house_close(&house);
    *sizes = json_incref(figures.sizes);
    figures_free(&figures);
    return warm;
}

static double core_round(struct place *place, int cases, int count, int flight, struct figures *figures)
{
    struct house house;
    struct figures warm = {0};
    place_copy(place->base, place->store);
    house_open(&house, place, BENCH_START);
    core_start(house.core);
    load_events(&house, cases, flight, flight, &warm);
    load_events(&house, cases, count, flight, figures);
    house_close(&house);
    figures_free(&warm);
    return (double)count / figures->seconds;
}

static double socket_round(struct place *place, int cases, int count, int flight, struct figures *figures)
{
    struct figures warm = {0};
    place_copy(place->base, place->store);
    int pid = process_start(place, "2026-09-01");
    client_events(place, pid, cases, flight, flight, &warm);
    client_events(place, pid, cases, count, flight, figures);
    process_kill(pid, SIGTERM);
    figures_free(&warm);
    return (double)count / figures->seconds;
}

/* The raw side starts where the record did: after the first commands. */
static double raw_round(struct place *place, const struct script *script, int count, struct figures *figures)
{
    place_copy(place->base, place->store);
    raw_run(place->store, script, figures);
    return (double)count / figures->seconds;
}

/* One side of a comparison over all rounds. */
struct side {
    const char *name;
    double rate[ROUNDS_MOST], ratio[ROUNDS_MOST]; /* the ratio is to the raw side of the same round */
    double cpu[ROUNDS_MOST];                      /* microseconds a transition */
    struct figures figures;
};

static void side_note(struct side *side, int round, double rate, double raw, int count)
{
    side->rate[round] = rate;
    side->ratio[round] = 100 * rate / raw;
    side->cpu[round] = side->figures.cpu * 1e6 / count;
}

static void side_print(struct side *side, int rounds)
{
    size_t n = (size_t)rounds;
    printf("| %-12s | %8.0f | %5.0f %% | %6.0f | %8lld | %8lld |\n", side->name, median(side->rate, n),
           median(side->ratio, n), median(side->cpu, n), (long long)figures_at(&side->figures, 0.5),
           (long long)figures_at(&side->figures, 0.99));
}

static void sides_print(struct side sides[3], int rounds)
{
    printf(
        "| side         |       /s |  of raw | cpu us |   p50 us |   p99 us |\n|---|---|---|---|---|---|\n");
    for (size_t i = 0; i < 3; i++)
        side_print(&sides[i], rounds);
    for (size_t i = 0; i < 3; i++) {
        sizes_print(sides[i].name, sides[i].figures.sizes);
        figures_free(&sides[i].figures);
    }
    fflush(stdout);
}

static double side_run(struct place *place, size_t which, const struct script *script, int cases, int count,
                       int flight, struct figures *figures)
{
    if (which == 0)
        return raw_round(place, script, count, figures);
    return which == 1 ? core_round(place, cases, count, flight, figures)
                      : socket_round(place, cases, count, flight, figures);
}

/* The sides take turns, another one first each time: what else the machine does meets each of them. */
static void width_bench(struct place *place, int cases, int count, int flight, int rounds)
{
    struct side sides[3] = {{.name = "raw (batch)"}, {.name = "core's queue"}, {.name = "unix socket"}};
    size_t lines;
    struct script *script = script_make(place, cases, count, flight, &sides[0].figures.sizes);
    script_lines(script, &lines);
    for (int i = 0; i < rounds; i++) {
        double rate[3];
        for (size_t k = 0; k < 3; k++) {
            size_t which = (k + (size_t)i) % 3;
            rate[which] = side_run(place, which, script, cases, count, flight, &sides[which].figures);
        }
        for (size_t k = 0; k < 3; k++)
            side_note(&sides[k], i, rate[k], rate[0], count);
    }
    printf("\n%d in flight, %d transitions, median of %d rounds, %.1f statements each\n", flight, count,
           rounds, (double)lines / count);
    sides_print(sides, rounds);
    script_free(script);
}

/* What one transition adds to the file: its history row, its answer under the key, and their indexes. */
static void growth_print(struct place *place, int cases, int count)
{
    struct house house;
    struct figures figures = {0};
    place_copy(place->base, place->store);
    int64_t before = file_size(place->store);
    house_open(&house, place, BENCH_START);
    core_start(house.core);
    load_events(&house, cases, count, BENCH_FLIGHT, &figures);
    house_close(&house);
    printf("\na transition on disk: %.0f bytes\n", (double)(file_size(place->store) - before) / count);
    figures_free(&figures);
}

void bench_turns(struct place *place, int cases, int narrow, int wide, int rounds)
{
    struct house house;
    house_open(&house, place, BENCH_START);
    house_pupils(&house, cases);
    core_start(house.core);
    load_start(&house, "bench-turn", cases);
    house_close(&house);
    place_copy(place->store, place->base);
    width_bench(place, cases, narrow, 1, rounds);
    width_bench(place, cases, wide, BENCH_FLIGHT, rounds);
    growth_print(place, cases, wide);
}
