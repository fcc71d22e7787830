/* Warnings about workflows that can run: what its author most likely did not mean. Each has a name, by which
 * docs/check.md explains it and `quiet` silences it where it is meant. */
#ifndef SENDD_WORKFLOW_ADVICE_H
#define SENDD_WORKFLOW_ADVICE_H

#include "workflow/definition.h"

/* One check of a whole configuration. */
struct advice {
    struct arena *arena; /* scratch; lives as long as the check */
    struct faults *faults;
    const struct list *pack; /* of struct definition *: every workflow that has no fault */
    bool whole;              /* PACK is all there are: nobody else could send or take an event */
    struct list quieted;     /* of const struct conf_node *: words of `quiet` that silenced something */
};

/* Every name that `quiet` may have, NULL-terminated. */
extern const char *const advice_names[];

/* Warns at NODE, unless a `quiet` around it names NAME: then NULL, which error_hint takes. */
struct error *advise(struct advice *advice, const struct conf_node *node, const char *name, const char *format,
                     ...) __attribute__((format(printf, 4, 5)));

/* Everything that can be told of DEFINITION, its children and the rest of the pack. */
void advice_workflow(struct advice *advice, const struct definition *definition);
/* Once all else has been told: words of `quiet` in DEFINITION that silence nothing. */
void advice_quiet(struct advice *advice, const struct definition *definition);

/* --- what a definition uses of the rest of the configuration, its children's included --- */

struct definition_notice {
    const struct definition *definition; /* whose action it is */
    const struct conf_node *node;        /* the action */
    const char *template, *recipient;
    bool of_deadline; /* the event of a deadline may have caused it, with the deadline's values */
};
void definition_notices(const struct definition *definition,
                        void (*visit)(void *context, const struct definition_notice *notice), void *context);
/* Whether a step of DEFINITION itself gives the value NAME to its notices: a field, or "due_" and a deadline. */
bool definition_gives(const struct definition *definition, const char *name);
/* The names of its fields, NULL-terminated, for did-you-mean. */
const char *const *definition_field_names(const struct definition *definition, struct arena *arena);

/* Every place that names a rule; NODE is the deadline or task. */
void definition_rules(const struct definition *definition,
                      void (*visit)(void *context, const struct conf_node *node, const char *rule), void *context);

/* A length of time in working or school days, written at NODE. */
struct definition_span {
    const struct conf_node *node;
    bool school;     /* school days, else working days */
    struct date end; /* the day it ends when it begins on the day asked about */
};
void definition_spans(const struct definition *definition, struct date from, const struct calendars *calendars,
                      const char *school, void (*visit)(void *context, const struct definition_span *span),
                      void *context);

#endif
