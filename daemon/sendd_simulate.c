#include "sendd_simulate.h"

#include "base/log.h"
#include "sendd_daemon.h"
#include "simulate/simulate.h"

#include <stdio.h>

enum { SAME = 0, DIFFERENT = 1, TROUBLE = 2 };

static instant machine_now(void)
{
    struct env *env = env_real_new(INSTANT_NEVER);
    instant now = env_now(env);
    env_real_free(env);
    return now;
}

static int trouble(const struct error *error)
{
    struct text text = TEXT_EMPTY;
    error_print(error, &text);
    fprintf(stderr, "sendd: %s\n", text_string(&text));
    text_free(&text);
    return TROUBLE;
}

static void result_show(const json_t *result, bool json)
{
    struct text text = TEXT_EMPTY;
    if (json) {
        json_dumpf(result, stdout, JSON_INDENT(2) | JSON_PRESERVE_ORDER);
        putchar('\n');
        return;
    }
    simulation_print(result, &text);
    fputs(text_string(&text), stdout);
    text_free(&text);
}

static int both_run(const struct options *options, struct site *before, struct site *after)
{
    struct simulation simulation = {
        .before = before,
        .after = after,
        .store = options->made_up ? NULL
                 : options->store ? options->store
                                  : before->store_path,
        .pupils = options->pupils,
        .seed = options->seed,
        .span = options->span,
        .from = options->from,
        .now = machine_now(),
    };
    struct error error = ERROR_NONE;
    json_t *result;
    log_threshold(LOG_LEVEL_NONE); /* what the copies do is told at the end */
    if (simulate(&simulation, &result, &error))
        return trouble(&error);
    result_show(result, options->json);
    int status = json_array_size(json_object_get(result, "differences")) ? DIFFERENT : SAME;
    json_decref(result);
    return status;
}

int simulate_run(const struct options *options)
{
    struct site *before = site_from(options->against ? options->against : options->folder, false);
    struct site *after = site_from(options->folder, false);
    int status = before && after ? both_run(options, before, after) : TROUBLE;
    site_drop(before);
    site_drop(after);
    return status;
}
