/* A school year from a seed, each seed twice: the promises hold, and both runs are the same byte for byte.
 *
 * Usage: simulate [SEEDS [FIRST]]. A failure prints its seed; `simulate 1 SEED` plays it again. */
#include "school.h"

#include "base/log.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { PUPILS = 20, DAYS = 365 };

struct totals {
    size_t sent, acked, refused, deaths, cuts, lost;
    int64_t history, cases;
    uint64_t faults[7];
};

/* Which faults a seed has: some of them, so that each is also seen without the others. */
static int faults_of(uint64_t seed)
{
    return (int)((seed * 0x9e3779b97f4a7c15u) >> 57);
}

static void totals_add(struct totals *totals, const struct school *school, bool good)
{
    totals->sent += school->world->sent.count;
    totals->acked += school->acked.count;
    totals->refused += school->refused;
    totals->deaths += school->deaths;
    totals->cuts += school->cuts;
    totals->lost += school->lost_replies;
    for (size_t i = 0; i < 7; i++)
        totals->faults[i] += school->faults_seen[i];
    if (good) {
        totals->history += world_count(school->world, "history");
        totals->cases += world_count(school->world, "cases_open") + world_count(school->world, "cases_ended");
    }
}

static bool year(uint64_t seed, const char *site, char trace[65], struct totals *totals)
{
    struct school_options options = {.seed = seed, .site = site, .pupils = PUPILS, .busy = 3, .faults = faults_of(seed)};
    struct school *school = school_new(&options);
    bool good = true;
    for (int day = 0; good && day < DAYS; day++)
        good = school_day(school);
    good = good && school_finish(school);
    school_trace(school, trace);
    if (!good)
        printf("seed %llu: %s\n", (unsigned long long)seed, school->broken);
    totals_add(totals, school, good);
    school_free(school);
    return good;
}

static bool twice(uint64_t seed, const char *site, struct totals *totals)
{
    char first[65], second[65];
    struct totals again = {0};
    bool good = year(seed, site, first, totals) && year(seed, site, second, &again);
    if (good && strcmp(first, second)) {
        printf("seed %llu: two runs differ: %.16s %.16s\n", (unsigned long long)seed, first, second);
        return false;
    }
    return good;
}

static void totals_print(const struct totals *totals)
{
    printf("  %lld cases, %lld history rows, %zu commands done, %zu refused, %zu deliveries\n",
           (long long)totals->cases, (long long)totals->history, totals->acked, totals->refused, totals->sent);
    printf("  faults: %llu crashes, %llu power cuts, %llu failed syncs, %llu full disks, %llu clock changes, %llu days "
           "without peers, %zu lost answers; %zu restarts\n",
           (unsigned long long)totals->faults[0], (unsigned long long)totals->faults[1],
           (unsigned long long)totals->faults[2], (unsigned long long)totals->faults[3],
           (unsigned long long)totals->faults[5], (unsigned long long)totals->faults[6], totals->lost,
           totals->deaths);
}

int main(int argc, char **argv)
{
    uint64_t seeds = argc > 1 ? strtoull(argv[1], NULL, 10) : 3, first = argc > 2 ? strtoull(argv[2], NULL, 10) : 1;
    char *site = world_site("tests/fault/site");
    log_threshold(LOG_LEVEL_NONE); /* the store is meant to fail, thousands of times */
    struct totals totals = {0};
    size_t bad = 0;
    for (uint64_t seed = first; seed < first + seeds; seed++)
        bad += !twice(seed, site, &totals);
    world_site_free(site);
    printf("simulate: %llu school years of %d pupils, each twice: %zu broke a promise\n", (unsigned long long)seeds,
           PUPILS, bad);
    totals_print(&totals);
    return bad ? 1 : 0;
}
