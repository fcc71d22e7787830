/* One evaluation under way: what it sees, what it has cost, and where it failed. */
#ifndef SENDD_EXPR_RUN_H
#define SENDD_EXPR_RUN_H

#include "expr/syntax.h"

enum {
    COST_LIMIT = 1000000
}; /* steps of one evaluation; one step is a node, an item compared or 8 bytes copied */

/* A failure that may yet be absorbed by && or ||: two pointers to say it with, no formatting. */
struct failure {
    const struct node *node;   /* where; NULL until the evaluation knows */
    const char *text;          /* static, or in the run's arena */
    const char *hint;          /* NULL: none */
    const struct error *fault; /* what the check had to say, with its place; NULL: text says it */
};

struct run {
    const struct expr_input *input;
    struct arena *arena; /* NULL until something needs memory */
    size_t cost;
    struct failure failure;
    const struct node *call;                /* the call whose function runs; its own pattern or zone */
    struct value variables[VARIABLE_LIMIT]; /* of macros, by slot */
};

struct arena *run_arena(struct run *run);
/* Fails with TEXT; always false. The place is the call under way, or as run_fail_at says. */
bool run_fail(struct run *run, const char *text, const char *hint);
/* Fails at NODE. */
bool run_fail_at(struct run *run, const struct node *node, const char *text, const char *hint);
/* Adds to the cost; false when it is over the limit, and then for ever. */
bool run_pay(struct run *run, size_t cost);
bool run_is_spent(const struct run *run);

/* Whether A equals B; false when the evaluation is spent. */
bool run_equal(struct run *run, const struct value *a, const struct value *b, bool *out);

/* The value of NODE; false and run->failure when it has none. */
bool run_eval(struct run *run, const struct node *node, struct value *out);
/* The same for a condition: anything but true or false fails. */
bool run_eval_bool(struct run *run, const struct node *node, bool *out);
/* all, exists, exists_one, filter, map. */
bool run_eval_fold(struct run *run, const struct node *node, struct value *out);

/* --- eval_name.c --- */
bool run_eval_declared(struct run *run, const struct node *node, struct value *out);
bool run_eval_select(struct run *run, const struct node *node, struct value *out);
bool run_eval_has(struct run *run, const struct node *node, struct value *out);
bool run_eval_index(struct run *run, const struct node *node, struct value *out);
/* Fails at NODE because NULL_NODE, a name without a value, stands there; says OTHERWISE when it has no name.
 */
bool run_fail_null(struct run *run, const struct node *node, const struct node *null_node,
                   const char *otherwise);

/* --- eval_compare.c --- */
bool run_eval_equality(struct run *run, const struct node *node, struct value *out);
bool run_eval_order(struct run *run, const struct node *node, struct value *out);
bool run_eval_in(struct run *run, const struct node *node, struct value *out);
/* Fails because the operator or function of NODE cannot take A and B. */
bool run_fail_pair(struct run *run, const struct node *node, const struct value *a, const struct value *b);

/* --- eval_call.c --- */
bool run_eval_call(struct run *run, const struct node *node, struct value *out);
bool run_eval_many(struct run *run, const struct node *node, struct value *out);

#endif
