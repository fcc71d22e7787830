#include "ring.h"

#include <stdio.h>

static const struct definition *definition_load(struct arena *arena, const char *path)
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

bool ring_open(struct ring *ring, const char *path)
{
    static const struct facts none;
    *ring = (struct ring){arena_new(), arena_new(), arena_new(), arena_new(), {0}, &ring->first, {0}};
    const struct definition *definition = definition_load(ring->lasting, path);
    if (!definition)
        return false;
    ring->first = (struct kase){.reference = "RING-2026-0001",
                                .school = "oakfield",
                                .workflow = definition_id(definition),
                                .definition = definition_hash(definition),
                                .subject = "pupil/P0001"};
    ring->input.definition = definition;
    ring->input.facts = &none;
    ring->input.now = SECONDS(1788254400);
    return ring_step(ring, "case.start");
}

void ring_close(struct ring *ring)
{
    arena_free(ring->step);
    arena_free(ring->home);
    arena_free(ring->other);
    arena_free(ring->lasting);
}

bool ring_step(struct ring *ring, const char *name)
{
    struct event event = {.name = name, .happened = {20697}, .recorded = ring->input.now, .by = "user:bench"};
    struct error error = ERROR_NONE;
    struct step_output out;
    ring->input.kase = ring->kase;
    ring->input.event = &event;
    if (step(&ring->input, ring->step, &out, &error) || out.verdict != STEP_APPLIED) {
        fprintf(stderr, "%s: %s\n", name, error.text);
        return false;
    }
    ring->kase = case_keep(out.kase, ring->other);
    arena_reset(ring->home);
    arena_reset(ring->step);
    struct arena *home = ring->home;
    ring->home = ring->other;
    ring->other = home;
    return true;
}

bool ring_steps(struct ring *ring, const char *const *names, long count)
{
    const char *const *name = names;
    for (long i = 0; i < count; i++) {
        if (!ring_step(ring, *name++))
            return false;
        if (!*name)
            name = names;
    }
    return true;
}
