/* The tree of one expression: built by the parser, typed by the checker, walked by the evaluation. */
#ifndef SENDD_EXPR_SYNTAX_H
#define SENDD_EXPR_SYNTAX_H

#include "expr/source.h"
#include "expr/value.h"

/* Limits that keep hostile text from the stack and from time. All are documented in docs. */
enum {
    SOURCE_LIMIT = 16384, /* bytes of an expression */
    DEPTH_LIMIT = 200,    /* levels of the tree */
    NEST_LIMIT = 64,      /* brackets inside brackets */
    FOLD_LIMIT = 8,       /* macros inside macros */
    VARIABLE_LIMIT = 2 * FOLD_LIMIT
};

enum node_kind {
    NODE_LITERAL,
    NODE_NAME,     /* a name of the scope */
    NODE_VARIABLE, /* a macro's own name: slot */
    NODE_SELECT,   /* items[0].name */
    NODE_HAS,      /* items[0] is a NODE_SELECT */
    NODE_INDEX,    /* items[0][items[1]] */
    NODE_NOT,
    NODE_AND,
    NODE_OR,
    NODE_CHOOSE, /* items[0] ? items[1] : items[2] */
    NODE_EQUAL,
    NODE_UNEQUAL,
    NODE_LESS,
    NODE_LESS_EQUAL,
    NODE_GREATER,
    NODE_GREATER_EQUAL,
    NODE_IN,
    NODE_CALL, /* name(items...) or items[0].name(items...); arithmetic too, by the operator's sign */
    NODE_LIST,
    NODE_MAP,  /* items: key, value, key, value */
    NODE_FOLD, /* items[0].all(name, items[1]); items[2] is the transform when there is a filter too */
    NODE_FAIL  /* what the check refused and the scope left to the evaluation: fault */
};

/* FOLD_MAP makes a list, also of two variables (transformList); FOLD_MAP_MAP a map (transformMap). */
enum fold_kind { FOLD_ALL, FOLD_EXISTS, FOLD_EXISTS_ONE, FOLD_FILTER, FOLD_MAP, FOLD_MAP_MAP };

struct function;
struct pattern;
struct scope_name;
struct zone;

struct node {
    enum node_kind kind;
    const struct type *type; /* set by the checker; any: only known when computed */
    size_t offset;           /* of its text in the source */
    unsigned depth;          /* levels below and with this one */
    struct node **items;
    size_t count;
    const char *name;              /* NODE_NAME, SELECT, CALL; a fold's first variable */
    const char *second;            /* NODE_FOLD: the other variable; NULL: there is one */
    bool member;                   /* NODE_CALL: written x.name(...) */
    bool rooted;                   /* NODE_NAME: written .name, never a macro's variable */
    enum fold_kind fold;           /* NODE_FOLD */
    size_t slot;                   /* NODE_VARIABLE, NODE_FOLD: which variable; the second is the next one */
    struct value literal;          /* NODE_LITERAL */
    const struct pattern *pattern; /* NODE_CALL of matches: a literal pattern, compiled */
    const struct zone *zone;       /* NODE_CALL with a literal time zone: what its file says */
    const struct error *fault;     /* NODE_FAIL */
    const struct scope_name
        *declared; /* NODE_NAME, SELECT: what the scope says of this path; NULL: not in it */
    const struct function *functions; /* NODE_CALL: the first function that may be meant */
    size_t overloads;                 /* how many follow it, itself counted */
};

/* Parses SOURCE; NULL and a fault when it is not an expression. */
struct node *syntax_parse(const struct source *source);

/* Types NODE and all below it, resolves names and functions; false and a fault when something is wrong.
 * LOOSE: all types are any, and what is wrong even so becomes a NODE_FAIL. */
bool syntax_check(const struct source *source, const struct expr_scope *scope, bool loose, struct node *node);

/* The tree that EXPR was compiled to. */
const struct node *expr_root(const struct expr *expr);

/* "fields.received" for a path of names, else NULL. */
const char *node_path(const struct node *node, struct arena *arena);

#endif
