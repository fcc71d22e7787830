#include "bench.h"

#include <stdlib.h>

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
