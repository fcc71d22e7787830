/* One evaluation under way: what it sees, what it has cost, and where it failed. */
#ifndef SENDD_EXPR_RUN_H
#define SENDD_EXPR_RUN_H

#include "expr/syntax.h"

enum {
    COST_LIMIT = 1000000
}; /* steps of one evaluation; one step is a node, an item compared or 8 bytes copied */

/* A failure that may yet be absorbed by && or ||: two pointers to say it with, no formatting. */
struct failure {
    const struct node *node; /* where; NULL until the evaluation knows */
    const char *text;        /* static, or in the run's arena */
    const char *hint;        /* NULL: none */
};

struct run {
    const struct expr_input *input;
    struct arena *arena; /* NULL until something needs memory */
    size_t cost;
    struct failure failure;
    struct value variables[FOLD_LIMIT]; /* of macros, by slot */
};

struct arena *run_arena(struct run *run);
/* Fails with TEXT; always false. */
bool run_fail(struct run *run, const char *text, const char *hint);
/* Adds to the cost; false when it is over the limit, and then for ever. */
bool run_pay(struct run *run, size_t cost);
bool run_is_spent(const struct run *run);

/* The value of NODE; false and run->failure when it has none. */
bool run_eval(struct run *run, const struct node *node, struct value *out);
/* The same for a condition: anything but true or false fails. */
bool run_eval_bool(struct run *run, const struct node *node, bool *out);
/* all, exists, exists_one, filter, map. */
bool run_eval_fold(struct run *run, const struct node *node, struct value *out);

#endif
