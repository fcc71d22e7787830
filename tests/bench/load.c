/* A closed loop: as many commands under way as asked, the next one submitted when one is answered. */
#include "bench.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct slot {
    struct running *running;
    json_t *arguments;
    int64_t began;
    char key[40];
};

struct running {
    struct house *house;
    const struct load *load;
    struct figures *out;
    int submitted, answered;
};

static void slot_submit(struct slot *slot);

static void slot_answered(void *context, int code, const json_t *body)
{
    struct slot *slot = context;
    struct running *running = slot->running;
    if (code) {
        char *text = json_dumps(body, 0);
        fprintf(stderr, "bench: a command was refused: %s\n", text);
        exit(1);
    }
    figures_add(running->out, env_ticks(running->house->env) - slot->began);
    json_decref(slot->arguments);
    slot->arguments = NULL;
    running->answered++;
    if (running->submitted < running->load->count)
        slot_submit(slot);
    else if (running->answered == running->load->count)
        env_real_stop(running->house->env);
}

/* With a key, as sendctl and the pages do. */
static void slot_submit(struct slot *slot)
{
    struct running *running = slot->running;
    struct error error = ERROR_NONE;
    unsigned char random[16];
    env_random(running->house->env, random, sizeof random);
    for (size_t i = 0; i < sizeof random; i++)
        snprintf(slot->key + 2 * i, 3, "%02x", random[i]);
    slot->arguments = running->load->arguments(running->load->context, running->submitted++);
    slot->began = env_ticks(running->house->env);
    struct command command = {running->load->kind, slot->arguments, slot->key,
                              "user:bench",        slot_answered,   slot};
    must(core_submit(running->house->core, &command, &error), &error, "submitting");
}

void load_run(struct house *house, const struct load *load, struct figures *out)
{
    struct running running = {house, load, out, 0, 0};
    struct slot *slots = mem_alloc((size_t)load->flight * sizeof *slots);
    json_t *before = core_status(house->core);
    int64_t began = env_ticks(house->env);
    double cpu = cpu_seconds(0);
    for (int i = 0; i < load->flight && i < load->count; i++) {
        slots[i].running = &running;
        slot_submit(&slots[i]);
    }
    env_real_run(house->env);
    out->seconds = (double)(env_ticks(house->env) - began) / 1e6;
    out->cpu = cpu_seconds(0) - cpu;
    json_t *after = core_status(house->core);
    json_decref(out->sizes);
    out->sizes = sizes_between(before, after);
    json_decref(before);
    json_decref(after);
    mem_free(slots);
}

static json_t *start_arguments(void *workflow, int number)
{
    char subject[32];
    snprintf(subject, sizeof subject, "pupil/P%06d", number + 1);
    json_t *arguments = json_pack("{s:s, s:s}", "workflow", (const char *)workflow, "subject", subject);
    if (!strcmp(workflow, "ehc-needs-assessment"))
        json_object_set_new(arguments, "fields", json_pack("{s:s}", "request_received", "2026-09-01"));
    return arguments;
}

void load_start(struct house *house, const char *workflow, int count)
{
    struct figures figures = {0};
    struct load load = {"case.start", start_arguments, (void *)(uintptr_t)workflow, count, 4 * BENCH_FLIGHT};
    load_run(house, &load, &figures);
    figures_free(&figures);
}

static json_t *event_arguments(void *cases, int number)
{
    char reference[32];
    snprintf(reference, sizeof reference, "BEN-2026-%04d", number % *(const int *)cases + 1);
    return json_pack("{s:s, s:s}", "case", reference, "event", "go");
}

void load_events(struct house *house, int cases, int count, int flight, struct figures *out)
{
    struct load load = {"case.event", event_arguments, &cases, count, flight};
    load_run(house, &load, out);
}
