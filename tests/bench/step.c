/* The interpreter alone: steps a second of one case in memory, and whether memory grows.
 *
 * step WORKFLOW COUNT EVENT...: COUNT events, those named in turn. */
#include "ring.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

static double processor_seconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now); /* others may be at work on the machine */
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static long resident_kib(void)
{
    long pages = 0;
    FILE *file = fopen("/proc/self/statm", "r");
    if (file && fscanf(file, "%*s %ld", &pages) != 1)
        pages = 0;
    if (file)
        fclose(file);
    return pages * (sysconf(_SC_PAGESIZE) / 1024);
}

int main(int count, char **arguments)
{
    struct ring ring;
    if (count < 4) {
        fprintf(stderr, "step WORKFLOW COUNT EVENT...\n");
        return 2;
    }
    long steps = atol(arguments[2]);
    const char *const *events = (const char *const *)(void *)(arguments + 3); /* ends with NULL, as main's do */
    if (!ring_open(&ring, arguments[1]) || !ring_steps(&ring, events, steps / 100)) /* until memory is warm */
        return 1;
    long before = resident_kib();
    double start = processor_seconds();
    if (!ring_steps(&ring, events, steps))
        return 1;
    double took = processor_seconds() - start;
    printf("sendd: %ld steps, %.0f steps a second of processor time, resident %ld KiB before and %ld KiB after\n", steps,
           (double)steps / took, before, resident_kib());
    ring_close(&ring);
    return 0;
}
