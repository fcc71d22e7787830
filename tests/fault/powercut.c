/* The power goes at every write and sync in turn: nothing acknowledged is lost, and nothing is half done.
 *
 * Usage: powercut [POINTS]. A school lives some busy days; each of its points is cut once, the machine starts again, people ask
 * again what was not answered, and everything is checked. When the days have no points left the next seed's begin. The
 * controls, a store that syncs less and a disk whose sync does nothing, must be caught by the same checks. */
#include "school.h"

#include "base/log.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { PUPILS = 20, DAYS = 4 };

struct run {
    size_t acked, deliveries, restarts;
    uint64_t points; /* of the disk until the end or the restart */
    bool cut;
    char broken[512];
};

/* Lives the days of SEED; the power goes at POINT (0: never). False when a promise is broken. */
static bool days(const struct school_options *options, uint64_t point, struct run *run)
{
    struct school *school = school_new(options);
    sim_disk_cut_at(school->world->disk, point);
    bool good = true;
    for (int day = 0; good && day < DAYS; day++)
        good = school_day(school);
    run->points = sim_disk_points(school->world->disk);
    good = good && school_finish(school);
    run->cut = school->cuts;
    run->acked = school->acked.count;
    run->deliveries = school->world->sent.count;
    run->restarts = school->deaths;
    snprintf(run->broken, sizeof run->broken, "%s", school->broken);
    school_free(school);
    return good;
}

static bool programme(const char *site, uint64_t wanted)
{
    struct school_options options = {.seed = 1, .site = site, .pupils = PUPILS, .busy = 15};
    uint64_t done = 0, bad = 0, acked = 0, deliveries = 0;
    while (done < wanted) {
        struct run whole;
        options.faults = options.seed % 2 ? 0 : HARM_PEERS;
        if (!days(&options, 0, &whole)) {
            printf("seed %llu without a cut: %s\n", (unsigned long long)options.seed, whole.broken);
            return false;
        }
        /* A short tier takes its points from all over the days. */
        uint64_t step = whole.points > wanted - done ? whole.points / (wanted - done) : 1;
        for (uint64_t point = 1; point <= whole.points && done < wanted; point += step, done++) {
            struct run run;
            if (!days(&options, point, &run) && ++bad <= 5)
                printf("seed %llu cut at %llu: %s\n", (unsigned long long)options.seed, (unsigned long long)point,
                       run.broken);
            acked += run.acked;
            deliveries += run.deliveries;
            if (!run.cut) {
                printf("seed %llu: point %llu was not reached\n", (unsigned long long)options.seed,
                       (unsigned long long)point);
                return false;
            }
        }
        options.seed++;
    }
    printf("powercut: %llu points cut, %llu commands acknowledged, %llu deliveries: %llu broke a promise\n",
           (unsigned long long)done, (unsigned long long)acked, (unsigned long long)deliveries,
           (unsigned long long)bad);
    return !bad;
}

/* Whether the checks catch OPTIONS' sabotage within TRIES points. */
static bool control(const char *name, struct school_options options, uint64_t tries)
{
    struct run whole, run;
    size_t caught = 0;
    char first[512] = "";
    bool good = days(&options, 0, &whole);
    for (uint64_t i = 0; i < tries; i++) {
        if (!days(&options, 1 + i * (whole.points / tries), &run) && !caught++)
            memcpy(first, run.broken, sizeof first);
    }
    printf("control %s: %s without a cut, caught at %zu of %llu points (%s)\n", name, good ? "sound" : "broken", caught,
           (unsigned long long)tries, caught ? first : "NOT CAUGHT");
    return good && caught;
}

int main(int argc, char **argv)
{
    uint64_t points = argc > 1 ? strtoull(argv[1], NULL, 10) : 300;
    char *site = world_site("tests/fault/site");
    log_threshold(LOG_LEVEL_NONE); /* the store is meant to fail, thousands of times */
    struct school_options normal = {.seed = 1, .site = site, .pupils = PUPILS, .busy = 15, .sync = STORE_SYNC_NORMAL};
    struct school_options idle = {.seed = 1, .site = site, .pupils = PUPILS, .busy = 15, .sync_does_nothing = true};
    bool caught = control("synchronous=NORMAL", normal, 40);
    caught &= control("a sync that does nothing", idle, 40);
    bool good = programme(site, points);
    world_site_free(site);
    return good && caught ? 0 : 1;
}
