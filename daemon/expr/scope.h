/* The names an expression may use, as a tree: "fields.outcome" is outcome below fields. */
#ifndef SENDD_EXPR_SCOPE_H
#define SENDD_EXPR_SCOPE_H

#include "expr/expr.h"

struct scope_name {
    const char *name;     /* one step of the path */
    const char *path;     /* all of it */
    enum value_type type; /* VALUE_MAP for one that only has members */
    bool open;            /* declared itself, as any or a map: members that are not declared are any too */
    struct scope_name *members; /* the first one declared */
    struct scope_name *next;    /* the next one in the same place */
};

/* Whether expr_scope_loosen was called. */
bool scope_is_loose(const struct expr_scope *scope);
/* The name called NAME below PARENT, or at the top when PARENT is NULL; NULL when there is none. */
const struct scope_name *scope_find(const struct expr_scope *scope, const struct scope_name *parent,
                                    const char *name);
/* What WORD, not found below PARENT, was probably meant to be: a whole path; NULL: no idea. */
const char *scope_suggest(const struct expr_scope *scope, const struct scope_name *parent, const char *word);
/* The names below PARENT with ", " between, at most a dozen. */
const char *scope_names(const struct expr_scope *scope, const struct scope_name *parent, struct arena *arena);

#endif
