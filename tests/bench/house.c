#include "bench.h"

#include <stdio.h>
#include <stdlib.h>

/* Nothing is delivered: the bench times what is durable. */
static int no_room(void *context, const char *instance)
{
    (void)context, (void)instance;
    return 0;
}

static int no_delivery(void *context, const char *instance, const struct delivery *delivery,
                       struct error *error)
{
    (void)context, (void)instance, (void)delivery;
    return error_set(error, SENDD_EBUSY, "the bench delivers nothing");
}

static bool always_idle(void *context)
{
    (void)context;
    return true;
}

static struct site *site_take(const struct place *place)
{
    struct arena *arena = arena_new();
    struct faults *faults = faults_new(arena);
    struct site *site = site_read(place->conf, faults);
    struct text text = TEXT_EMPTY;
    faults_print(faults, &text);
    if (!site)
        fputs(text_string(&text), stderr);
    must(!site, NULL, "the bench's configuration");
    text_free(&text);
    arena_free(arena);
    return site;
}

void house_open(struct house *house, const struct place *place, instant at)
{
    static const struct delivery_port port = {no_room, no_delivery, always_idle, NULL};
    struct error error = ERROR_NONE;
    struct store_options options = {.path = place->store, .create = true, .jumping = true};
    house->env = env_real_new(at);
    must(store_open(house->env, &options, &house->store, &error), &error, "the store");
    must(core_new(house->env, house->store, site_take(place), &port, false, &house->core, &error), &error,
         "the core");
}

static void drained(void *house)
{
    env_real_stop(((struct house *)house)->env);
}

void house_close(struct house *house)
{
    struct error error = ERROR_NONE;
    core_drain(house->core, drained, house);
    env_real_run(house->env);
    core_free(house->core);
    must(store_tidy(house->store, &error), &error, "tidying");
    store_close(house->store);
    env_real_free(house->env);
}

void house_pupils(struct house *house, int count)
{
    struct error error = ERROR_NONE;
    json_t *data = json_pack("{s:s, s:s, s:s, s:s, s:s, s:s}", "surname", "Example", "forename", "Invented",
                             "dob", "2016-02-29", "year_group", "5", "sen_status", "K", "authority", "901");
    char reference[32], number[32];
    bool changed;
    must(store_begin(house->store, &error), &error, "pupils");
    must(store_school_put(house->store, "oakfield", "Oakfield Example School", &error), &error, "school");
    for (int i = 1; i <= count; i++) {
        snprintf(reference, sizeof reference, "pupil/P%06d", i);
        snprintf(number, sizeof number, "P%06d", i);
        json_object_set_new(data, "admission_number", json_string(number));
        must(store_record_put(house->store, "oakfield", reference, NULL, data, BENCH_START, &changed, &error),
             &error, "pupil");
    }
    must(store_commit(house->store, &error), &error, "pupils");
    json_decref(data);
}
