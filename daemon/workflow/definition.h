/* A workflow, compiled from its file: states, transitions, timers, deadlines, tasks, notices, fields.
 * Immutable. */
#ifndef SENDD_WORKFLOW_DEFINITION_H
#define SENDD_WORKFLOW_DEFINITION_H

#include "config/conf.h"
#include "expr/expr.h"
#include "rules/rules.h"

struct definition;

/* The schema of conf/workflows/NAME.conf. */
extern const struct conf_schema workflow_schema;

/* What the records of a register hold, as expressions see it. */
struct definition_member {
    const char *name;
    enum value_type type; /* VALUE_ANY: known when it is computed */
};
struct definition_register {
    const char *id;   /* NULL: the end of the list */
    const char *link; /* the register that its records belong to, or NULL */
    const struct definition_member *members;
    size_t count;
};

/* What else of the configuration a workflow names; for the checks. Any member may be NULL: then not checked.
 */
struct definition_context {
    const struct rulebook *rules;
    const struct calendars *calendars;
    const char *const *templates; /* ids, NULL-terminated */
    const char *const *roles;     /* ids, NULL-terminated */
    const char *const *registers; /* ids, NULL-terminated */
    const struct definition_register *records; /* of those registers whose fields are known */
    const char *const *workflows; /* ids of the pack, NULL-terminated: what invoke may start */
};

/* Compiles a checked tree, a file's; finds every fault it can. NULL when there is any. Lives in ARENA, which must
 * outlive it. */
struct definition *definition_compile(struct arena *arena, const struct conf_node *root,
                                      const struct definition_context *context, struct faults *faults);
/* Compiles the canonical JSON kept in the store for pinned cases. It is not held to what is only looked for in files:
 * expressions that can never be right. */
struct definition *definition_from_json(struct arena *arena, const json_t *canonical,
                                        const struct definition_context *context, struct faults *faults);

const char *definition_id(const struct definition *definition); /* "ehc-needs-assessment" */
int64_t definition_version(const struct definition *definition);
const char *definition_title(const struct definition *definition);
const char *definition_prefix(const struct definition *definition);  /* of case references: "EHC" */
const char *definition_subject(const struct definition *definition); /* the subject's register: "pupil" */
const char *
definition_hash(const struct definition *definition); /* BLAKE2b-256 of the canonical model, hex */
const char *definition_canonical(const struct definition *definition); /* the canonical JSON text */
/* The child workflow ID written among DEFINITION's children; NULL when there is none. It is a definition like
 * any other, with an id of its own ("PARENT.ID"), the parent's version, prefix and subject, a canonical text
 * and a hash that cases can be pinned to; it lives as long as DEFINITION. */
const struct definition *definition_child(const struct definition *definition, const char *id);
/* The one with HASH among DEFINITION and all the child workflows within it; NULL when there is none. */
const struct definition *definition_pinned(const struct definition *definition, const char *hash);
/* Whether some state of it starts child cases. */
bool definition_invokes(const struct definition *definition);
/* Where it is written. */
const struct conf_node *definition_place(const struct definition *definition);
/* The dates from and until which new cases begin with it; DATE_NONE: open. */
struct date definition_valid_from(const struct definition *definition);
struct date definition_valid_to(const struct definition *definition);
/* Whether new cases of DAY can begin with DEFINITION. */
bool version_in_force(const struct definition *definition, struct date day);
/* Which of DEFINITIONS (of struct definition *) NAME is: "ID", the version with which cases of DAY begin (DATE_NONE: the
 * newest), or "ID@VERSION", whatever the day. NULL and ENOTFOUND, with what there is. */
const struct definition *definition_choose(const struct list *definitions, const char *name, struct date day,
                                           struct error *error);
/* Registers whose records the steps read, NULL-terminated. */
const char *const *definition_reads(const struct definition *definition);
/* The title of state ID, or ID itself. */
const char *definition_state_title(const struct definition *definition, const char *id);
/* Whether state ID has no states inside it. */
bool definition_is_atomic(const struct definition *definition, const char *id);
/* {"field": {"type","label","required"}} of the fields, for forms and start commands; borrowed. */
const json_t *definition_fields(const struct definition *definition);
/* State ids, and event names that some transition takes; in document order, for lists and did-you-mean;
 * NULL-terminated. */
const char *const *definition_states(const struct definition *definition);
const char *const *definition_events(const struct definition *definition);

#endif
