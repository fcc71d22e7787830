#include "ctl/verbs.h"

#include <stdio.h>

static void line(const char *title, const json_t *counts, const char *key)
{
    printf("  %-22s %" JSON_INTEGER_FORMAT "\n", title, json_number(counts, key, 0));
}

static void counts_print(const json_t *counts)
{
    line("open cases", counts, "cases_open");
    line("ended cases", counts, "cases_ended");
    line("open tasks", counts, "tasks_open");
    line("open deadlines", counts, "deadlines_open");
    line("armed timers", counts, "timers");
    line("messages to send", counts, "outbox_ready");
    line("messages queued behind", counts, "outbox_waiting");
    line("messages done", counts, "outbox_done");
    line("messages dead", counts, "outbox_dead");
    line("messages held", counts, "outbox_held");
    line("messages unknown", counts, "outbox_unknown");
    line("messages cancelled", counts, "outbox_cancelled");
    line("history rows", counts, "history");
}

/* Open cases whose workflow can't run, or names what is gone. */
static void pin_print(const json_t *pin)
{
    size_t i;
    json_t *fault;
    if (json_text(pin, "school"))
        printf("attention: %" JSON_INTEGER_FORMAT " open cases are of the school %s, which is not there\n",
               json_number(pin, "open", 0), json_text(pin, "school"));
    else
        printf("attention: %" JSON_INTEGER_FORMAT " open cases have workflow %s version %" JSON_INTEGER_FORMAT ", %s\n",
           json_number(pin, "open", 0), json_text(pin, "workflow"), json_number(pin, "version", 0),
           json_is_true(json_object_get(pin, "runnable")) ? "which names what the configuration does not have"
                                                          : "which this program can't run");
    json_array_foreach(json_object_get(pin, "faults"), i, fault) printf("           %s\n", json_string_value(fault));
}

/* What a person must look at; silence means that all is well. */
static void attention_print(const json_t *status)
{
    const json_t *counts = json_object_get(status, "counts");
    json_int_t stuck = json_number(counts, "outbox_dead", 0) + json_number(counts, "outbox_held", 0) +
                       json_number(counts, "outbox_unknown", 0);
    if (stuck)
        printf("attention: %" JSON_INTEGER_FORMAT " messages need a person; see `sendctl outbox list`\n", stuck);
    if (json_is_true(json_object_get(json_object_get(status, "core"), "hold")))
        puts("attention: the daemon is held: nothing is sent and no timer fires; `sendctl release` ends that");
    size_t i;
    json_t *plugin, *pin;
    json_array_foreach(json_object_get(status, "pins"), i, pin) pin_print(pin);
    json_array_foreach(json_object_get(status, "plugins"), i, plugin) {
        const char *fault = json_text(plugin, "last_error");
        if (fault && *fault && !string_equal(json_text(plugin, "state"), "ready"))
            printf("attention: plugin %s is %s: %s\n", json_text(plugin, "name"), json_text(plugin, "state"), fault);
    }
}

static int run(struct ctl *ctl, int argc, char **argv)
{
    (void)argv;
    if (argc)
        return ctl_usage(&verb_status, "it takes no arguments");
    json_t *status;
    int code = ctl_call(ctl, "GET", "/v1/status", NULL, &status);
    if (code || ctl->json)
        return code ? code : ctl_print_json(status);
    printf("sendd %s, %s, %s clock\n", json_text(status, "version"), json_text(status, "now"),
           json_text(status, "clock"));
    size_t i;
    json_t *school;
    json_array_foreach(json_object_get(status, "schools"), i, school) {
        printf("school %s: %s\n", json_text(school, "id"), json_text(school, "name"));
    }
    counts_print(json_object_get(status, "counts"));
    attention_print(status);
    json_decref(status);
    return CTL_OK;
}

const struct verb verb_status = {"status", "", "how the daemon is, and what needs a person", run};
