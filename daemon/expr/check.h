/* The checker's parts, for its own files only. All give false after a fault. */
#ifndef SENDD_EXPR_CHECK_H
#define SENDD_EXPR_CHECK_H

#include "expr/functions.h"
#include "expr/scope.h"

struct variable {
    const char *name;
    const struct type *type;
};

struct checker {
    const struct source *source;
    const struct expr_scope *scope;
    bool loose;                                /* every type is any; faults become NODE_FAIL */
    struct variable variables[VARIABLE_LIMIT]; /* of the macros around, by slot */
    size_t variable_count;
    unsigned folds; /* macros around */
};

bool check_node(struct checker *checker, struct node *node);
/* Faults when NODE cannot be true or false; WHERE says what it is. */
bool want_bool(struct checker *checker, const struct node *node, const char *where);
/* Faults with "BEFORE a date BETWEEN a string" and what to write for it; A and B are the types. */
bool pair_fault(struct checker *checker, const struct node *node, const struct type *a, const struct type *b,
                const char *before, const char *between);

/* --- check_name.c --- */
bool check_name(struct checker *checker, struct node *node);
bool check_select(struct checker *checker, struct node *node);
bool check_index(struct checker *checker, struct node *node);
/* --- check_call.c --- */
bool check_call(struct checker *checker, struct node *node);

#endif
