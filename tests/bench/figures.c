#include "bench.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

void figures_add(struct figures *figures, int64_t took)
{
    if (figures->count == figures->room) {
        figures->room = figures->room ? figures->room * 2 : 1024;
        figures->took = mem_resize(figures->took, figures->room, sizeof *figures->took);
    }
    figures->took[figures->count++] = took;
}

static int number_compare(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return (x > y) - (x < y);
}

int64_t figures_at(struct figures *figures, double part)
{
    if (!figures->count)
        return 0;
    qsort(figures->took, figures->count, sizeof *figures->took, number_compare);
    size_t index = (size_t)(part * (double)figures->count);
    return figures->took[index < figures->count ? index : figures->count - 1];
}

void figures_free(struct figures *figures)
{
    mem_free(figures->took);
    json_decref(figures->sizes);
    *figures = (struct figures){0};
}

static int real_compare(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

double median(double *values, size_t count)
{
    qsort(values, count, sizeof *values, real_compare);
    return values[count / 2];
}

double cpu_seconds(int pid)
{
    clockid_t clock = CLOCK_PROCESS_CPUTIME_ID;
    struct timespec used;
    must(pid && clock_getcpuclockid(pid, &clock), NULL, "the processor time of a process");
    must(clock_gettime(clock, &used), NULL, "the processor time of a process");
    return (double)used.tv_sec + (double)used.tv_nsec / 1e9;
}

json_t *sizes_between(const json_t *before, const json_t *after)
{
    json_t *sizes = json_object(), *value;
    const json_t *old = json_object_get(before, "batch_sizes");
    const char *name;
    json_object_foreach(json_object_get(after, "batch_sizes"), name, value)
        json_object_set_new(sizes, name, json_integer(json_integer_value(value) - json_number(old, name, 0)));
    return sizes;
}

void sizes_print(const char *side, const json_t *sizes)
{
    const char *name;
    json_t *value;
    printf("batch sizes, %s:", side);
    json_object_foreach((json_t *)(uintptr_t)sizes, name, value)
    {
        if (json_integer_value(value))
            printf("  %s: %lld", name, (long long)json_integer_value(value));
    }
    printf("\n");
}
