/* Durable transitions a second: through the core's queue, and through the socket, beside raw SQLite. */
#include "bench.h"

#include <signal.h>
#include <stdio.h>

enum { ROUNDS_MOST = 9 };

static struct script *script_make(struct place *place, int cases, int count, int flight)
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
    client_events(place, cases, flight, flight, &warm);
    client_events(place, cases, count, flight, figures);
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

static void sizes_print(const json_t *sizes)
{
    const char *name;
    json_t *value;
    printf("  batch sizes:");
    json_object_foreach((json_t *)(uintptr_t)sizes, name, value)
    {
        if (json_integer_value(value))
            printf("  %s: %lld", name, (long long)json_integer_value(value));
    }
    printf("\n");
}

static void side_print(const char *name, double rate, double raw, struct figures *figures)
{
    printf("| %-12s | %9.0f | %5.0f %% | %8lld | %8lld |\n", name, rate, 100 * rate / raw,
           (long long)figures_at(figures, 0.5), (long long)figures_at(figures, 0.99));
}

static void width_bench(struct place *place, int cases, int count, int flight, int rounds)
{
    struct figures raw = {0}, core = {0}, socket = {0};
    double raws[ROUNDS_MOST], cores[ROUNDS_MOST], sockets[ROUNDS_MOST];
    struct script *script = script_make(place, cases, count, flight);
    size_t lines;
    script_lines(script, &lines);
    for (int i = 0; i < rounds; i++) {
        raws[i] = raw_round(place, script, count, &raw);
        cores[i] = core_round(place, cases, count, flight, &core);
        sockets[i] = socket_round(place, cases, count, flight, &socket);
    }
    double rate = median(raws, (size_t)rounds);
    printf("\n%d in flight, %d transitions, median of %d rounds, %.1f statements each\n", flight, count,
           rounds, (double)lines / count);
    printf("| side         |       /s |  of raw |   p50 us |   p99 us |\n|---|---|---|---|---|\n");
    side_print("raw (batch)", rate, rate, &raw);
    side_print("core's queue", median(cores, (size_t)rounds), rate, &core);
    side_print("unix socket", median(sockets, (size_t)rounds), rate, &socket);
    sizes_print(core.sizes);
    fflush(stdout);
    figures_free(&raw);
    figures_free(&core);
    figures_free(&socket);
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
