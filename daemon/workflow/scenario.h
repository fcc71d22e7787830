/* Scenario files: a workflow played on a virtual clock, with what must come of it. Used by `sendctl test`. */
#ifndef SENDD_WORKFLOW_SCENARIO_H
#define SENDD_WORKFLOW_SCENARIO_H

#include "workflow/play_cover.h"
#include "workflow/stage.h"

/* The schema of scenario files. */
extern const struct conf_schema scenario_schema;

struct scenario_site {
    struct stage_site stage;
    struct coverage *coverage; /* notes what is reached; may be NULL */
    /* Tries a notice's text; NULL when it is fine, else what is wrong with it (valid until the next call).
     * May itself be NULL: then no text is tried. */
    const char *(*render)(void *context, const char *template, const json_t *values);
    void *context;
};

/* What is wrong with the text of NOTICE, or NULL; valid until the next call. */
const char *scenario_render(const struct scenario_site *site, const struct notice *notice);
/* Plays every scenario of a checked file and appends one TAP line for each, with what went wrong under it.
 * *NUMBER counts on over several files. Returns how many failed. */
size_t scenario_run(const struct conf_node *root, const struct scenario_site *site, size_t *number,
                    struct text *tap);
/* Appends a scenario file for WORKFLOW, "ID" (the version of the day of AT) or "ID@VERSION": the shortest way from a start at AT to each state and over each
 * transition that a bounded search finds, with what came of it as expectations; what was not found is a
 * comment at the end. */
int scenario_generate(const struct scenario_site *site, const char *workflow, const char *at,
                      struct text *out, struct error *error);
/* The records that the steps of SCENARIO see; NULL: the defaults, one parent and one LA who can be reached by
 * e-mail. New reference. */
json_t *scenario_facts(const struct conf_node *scenario);

#endif
