/* The interpreter alone: steps a second of one case in memory, and whether memory grows.
 *
 * step-bench WORKFLOW EVENT COUNT [LEAD]: after LEAD events "next", COUNT times EVENT. */
#include "workflow/step.h"

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

static struct definition *definition_load(struct arena *arena, const char *path)
{
    struct faults *faults = faults_new(arena);
    struct text text = TEXT_EMPTY;
    struct conf_node *root = conf_read(arena, path, &workflow_schema, faults);
    struct definition *definition = root ? definition_compile(arena, root, NULL, faults) : NULL;
    faults_print(faults, &text);
    fputs(text_string(&text), stderr);
    text_free(&text);
    return faults->errors ? NULL : definition;
}

/* The case lives in one of two homes; what a step makes goes with the step. */
struct world {
    struct arena *step, *home, *other;
    struct step_input input;
    struct kase *kase;
};

static void world_step(struct world *world, const char *name)
{
    struct event event = {
        .name = name, .happened = {20697}, .recorded = world->input.now, .by = "user:bench"};
    struct error error = ERROR_NONE;
    struct step_output out;
    world->input.kase = world->kase;
    world->input.event = &event;
    if (step(&world->input, world->step, &out, &error) || out.verdict != STEP_APPLIED) {
        fprintf(stderr, "%s: %s\n", name, error.text);
        exit(1);
    }
    world->kase = case_keep(out.kase, world->other);
    arena_reset(world->home);
    arena_reset(world->step);
    struct arena *home = world->home;
    world->home = world->other;
    world->other = home;
}

int main(int count, char **arguments)
{
    if (count < 4) {
        fprintf(stderr, "step-bench WORKFLOW EVENT COUNT [LEAD]\n");
        return 2;
    }
    long steps = atol(arguments[3]), lead = count > 4 ? atol(arguments[4]) : 0;
    struct arena *arena = arena_new();
    const struct definition *definition = definition_load(arena, arguments[1]);
    if (!definition)
        return 1;
    struct kase kase = {.reference = "RING-2026-0001",
                        .school = "oakfield",
                        .workflow = definition_id(definition),
                        .definition = definition_hash(definition),
                        .subject = "pupil/P0001"};
    struct world world = {arena_new(), arena_new(), arena_new(), {0}, &kase};
    world.input.definition = definition;
    world.input.now = SECONDS(1788254400);
    world_step(&world, "case.start");
    for (long i = 0; i < lead; i++)
        world_step(&world, "next");
    for (long i = 0; i < steps / 100; i++) /* memory is warm, and its highest point is near */
        world_step(&world, arguments[2]);
    long before = resident_kib();
    double start = processor_seconds();
    for (long i = 0; i < steps; i++)
        world_step(&world, arguments[2]);
    double took = processor_seconds() - start;
    printf("%s %ld steps, %.0f steps a second of processor time, resident %ld KiB before and %ld KiB after\n",
           arguments[2], steps, (double)steps / took, before, resident_kib());
    arena_free(world.step);
    arena_free(world.home);
    arena_free(world.other);
    arena_free(arena);
    return 0;
}
