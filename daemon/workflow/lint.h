/* The checks of a definition, shared by the lint files. */
#ifndef SENDD_WORKFLOW_LINT_H
#define SENDD_WORKFLOW_LINT_H

#include "workflow/model.h"

/* The names a definition declares, each list NULL-terminated. */
struct checks {
    struct reader *reader;
    const struct definition *definition;
    const char *const *fields, *const *deadlines, *const *tasks, *const *timers, *const *declared;
    const char *const *sends; /* ids of sends, made up ones aside; may be there twice */
};

bool among(const char *const *names, const char *name);
/* A fault with did-you-mean when NAME is not among NAMES; nothing when either or NODE is NULL: the schema has told of
 * a key that is missing. */
void known(const struct checks *checks, const struct conf_node *node, const char *kind, const char *name,
           const char *const *names);
void check_word(const struct checks *checks, const struct conf_node *node, const char *kind,
                const char *word);
/* Fills the lists; doubles are faults. */
void checks_gather(struct checks *checks);
/* lint_expr.c: faults of expressions that only people's files are held to. */
void check_expressions(const struct checks *checks);
/* The events under KEY of GROUP. */
void check_events(const struct checks *checks, const struct conf_node *group, const char *key);

#endif
