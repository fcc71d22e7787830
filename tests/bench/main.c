/* make bench: prints its figures as Markdown. Ratios within one run mean something; absolute figures are this
 * machine's. */
#include "bench.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int number_of(int argc, char **argv, const char *name, int fallback)
{
    for (int i = 1; i + 1 < argc; i++) {
        if (!strcmp(argv[i], name))
            return atoi(argv[i + 1]);
    }
    return fallback;
}

int main(int argc, char **argv)
{
    struct place place;
    if (argc % 2 == 0) {
        fprintf(stderr, "usage: bench [--rounds N] [--narrow N] [--wide N] [--timers N] [--cases N]   (0 "
                        "leaves a part out)\n");
        return 2;
    }
    int rounds = number_of(argc, argv, "--rounds", 3), narrow = number_of(argc, argv, "--narrow", 2000);
    int wide = number_of(argc, argv, "--wide", 10000), timers = number_of(argc, argv, "--timers", 10000);
    int cases = number_of(argc, argv, "--cases", 100000);
    setvbuf(stdout, NULL, _IOLBF, 0);
    place_new(&place);
    if (rounds > 0 && rounds <= 9) {
        if (narrow > 0 && wide > 0)
            bench_turns(&place, 1000, narrow, wide, rounds);
        if (timers > 0)
            bench_storm(&place, timers, rounds);
        if (cases > 0)
            bench_sleep(&place, cases);
    }
    place_free(&place);
    return 0;
}
