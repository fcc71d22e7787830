/* Inside of struct definition: what read makes of the tree and step walks over. Private to this room. */
#ifndef SENDD_WORKFLOW_MODEL_H
#define SENDD_WORKFLOW_MODEL_H

#include "expr/expr.h"
#include "workflow/definition.h"

#include <string.h>

/* A length of time as people write it: "2 weeks", "5 school days", "1.5s". */
enum span_unit { SPAN_DAYS, SPAN_WEEKS, SPAN_MONTHS, SPAN_WORKING_DAYS, SPAN_SCHOOL_DAYS, SPAN_EXACT };
struct span {
    int count;
    enum span_unit unit;
    duration exact; /* SPAN_EXACT: hours, minutes, seconds and milliseconds, to the microsecond */
};
/* Whole days and longer only. */
int span_read(const char *text, struct span *out, struct error *error);
/* Also "2 hours", "90 minutes", "1.5 seconds", "1.5s", ".5s", "500ms". */
int span_read_exact(const char *text, struct span *out, struct error *error);
/* FROM plus (SIGN 1) or minus (SIGN -1) SPAN; SCHOOL is for school days. */
struct date span_apply(struct span span, int sign, struct date from, const struct calendars *calendars,
                       const char *school);
/* "1 September" -> 9 and 1. */
int yearly_read(const char *text, int *month, int *day, struct error *error);

/* A typed value: a field, a value of an event, a line of a form. */
struct model_value {
    const char *name, *type, *label;
    const char *const *of; /* NULL-terminated choices, or NULL */
    bool required;
    json_t *fallback;                /* borrowed from the definition; NULL: none */
    const struct expr *expr;         /* a field's first value, computed when it is bound; NULL: none */
    const struct model_state *state; /* a field written in a state; NULL: one of the whole workflow */
    const struct conf_node *node;
};
struct model_values {
    struct model_value *items;
    size_t count;
};
const struct model_value *values_find(const struct model_values *values, const char *name);
/* The type an expression sees. */
enum value_type model_value_type(const struct model_value *value);
/* Checks VALUE (null is always right) against its type; WHAT names it in the error: "field", "value". */
int model_value_check(const struct model_value *value, const json_t *given, const char *what,
                      struct error *error);
/* Checks all members of OBJECT (may be NULL): known, of the right type, and the required ones there. */
int model_values_check(const struct model_values *values, const json_t *object, const char *what,
                       struct error *error);
/* The same for a part of the members: none is missing. */
int model_values_check_known(const struct model_values *values, const json_t *object, const char *what,
                             struct error *error);

struct model_event {
    const char *name, *title;
    bool typed; /* its values are listed; else any may come */
    struct model_values data;
    const struct conf_node *node;
};

enum action_kind {
    ACTION_SET,
    ACTION_NOTIFY,
    ACTION_RAISE,
    ACTION_SEND,
    ACTION_OPEN,
    ACTION_CLOSE,
    ACTION_TIMER,
    ACTION_CANCEL,
    ACTION_TASK,
    ACTION_DROP,
    ACTION_LOG,
    ACTION_CHOOSE,
    ACTION_FOREACH,
    ACTION_BLOCK
};

struct model_argument {
    const char *name;
    const struct expr *expr;
};

struct model_arguments {
    struct model_argument *items;
    size_t count;
};

struct model_action;
struct model_block {
    struct model_action *actions;
    size_t count;
};

/* choose: WHEN NULL is the else, the last one. foreach and block have one, without a WHEN. */
struct model_branch {
    const struct expr *when;
    struct model_block block;
};

struct model_action {
    enum action_kind kind;
    const struct expr *when; /* NULL: always */
    const char *subject; /* the field, recipient, event, deadline, timer, task or text that the verb names;
                          * NULL for send, cancel and log when EXPR computes it */
    json_t *literal;     /* set ... to; NULL when EXPR is given */
    const struct expr
        *expr; /* set ... expr; timer ... at; send_expr, cancel_expr, log_expr; foreach: the list */
    const char *template; /* notify */
    const char *event;    /* timer */
    const char *label;    /* log; may be NULL */
    bool has_span;
    struct span after; /* timer, send */
    /* send; each NULL when not given */
    const char *target;
    const struct expr *target_expr, *after_expr;
    const char *id, *id_field;
    const struct expr *value;         /* the event's data when it is not made of ARGUMENTS */
    struct model_arguments arguments; /* raise, send */
    /* choose, foreach, block */
    struct model_branch *branches;
    size_t branch_count;
    const char *item, *index; /* foreach: fields; INDEX may be NULL */
    const struct conf_node *node;
};

/* The field that gives a rule's anchor. */
struct model_anchor {
    const char *name, *field;
    const struct conf_node *node;
};

struct model_deadline {
    const char *id, *rule, *from, *title;
    struct model_anchor *anchors; /* those after the rule's first */
    size_t anchor_count;
    const struct expr *when;
    struct span *warn;
    size_t warn_count;
    const char *const *met_by; /* NULL-terminated; NULL: leaving the state meets it */
    bool skip_past;
    struct model_state *state;
    const struct conf_node *node;
};

enum timer_kind { TIMER_AFTER, TIMER_AT, TIMER_EACH };
struct model_timer {
    const char *id, *event;
    enum timer_kind kind;
    struct span after;
    const struct expr *at;
    int month, day; /* each */
    const struct conf_node *node;
};

struct model_task {
    const char *id, *role, *title, *event, *rule, *from;
    bool has_within;
    struct span within;
    const struct expr *due;
    struct model_values form;
    json_t *form_json; /* NULL: none */
    const struct conf_node *node;
};

/* An event descriptor made ready to match: SCXML 3.12.1. */
struct model_descriptor {
    const char *text; /* without a final ".*" or "." */
    size_t length;
    bool all; /* "*" */
};

struct model_transition {
    struct model_state *source; /* NULL: the initial transition of the whole */
    const char *const *events;  /* as written, NULL-terminated; NULL: eventless */
    struct model_descriptor *descriptors;
    size_t descriptor_count;
    const struct expr *when;
    struct model_state **targets;
    size_t target_count;
    const struct model_state *domain; /* where it moves, NULL is the whole; unless it RECALLS */
    bool recalls; /* some target is a history state: the domain is found when it is taken */
    bool internal;
    struct model_block block;
    const struct conf_node *node;
};

/* A child case while a state is active. */
struct model_invoke {
    const char *id;                 /* always there: "STATE.N" when none is written */
    const char *workflow;           /* as written */
    const struct definition *child; /* of the definition's children; NULL: a workflow of the pack */
    struct model_arguments arguments;
    const struct expr *type_expr; /* must give SCXML's name for a workflow; NULL: not asked */
    bool autoforward;
    const char *id_field;        /* the field that receives the id; NULL: none */
    const struct expr *each;     /* fan-out: one child for each item of this list; NULL: one child */
    const char *item;            /* the child's field that receives its item; NULL: none */
    struct model_block finalize; /* before any transition takes an event of the child */
    const struct conf_node *node;
};

enum history_kind { HISTORY_NONE, HISTORY_SHALLOW, HISTORY_DEEP };

struct model_state {
    const char *id, *title;
    const char *done_event; /* done.state.ID */
    size_t id_length;
    size_t index;                  /* document order */
    size_t last;                   /* index of its last descendant, or its own */
    struct model_state *parent;    /* NULL at the top */
    struct model_state **children; /* without the history states */
    size_t child_count;
    struct model_state **histories; /* the history states written directly in it */
    size_t history_count;
    bool parallel, final;
    enum history_kind history; /* a pseudo-state: never active, may be a target */
    struct model_transition
        initial; /* of a compound state: targets and block; of a history state its default */
    struct model_arguments done_data; /* final */
    const struct expr *done_value;    /* final; NULL: none */
    size_t first_field, field_count;  /* those written in it, among the definition's */
    struct model_invoke *invokes;
    size_t invoke_count;
    struct model_block entry, exit;
    struct model_transition *transitions;
    size_t transition_count;
    bool eventless; /* one of them has no event */
    struct model_deadline *deadlines;
    size_t deadline_count;
    struct model_timer *timers;
    size_t timer_count;
    struct model_task *tasks;
    size_t task_count;
    const char **own_timers; /* ids of all timers that end with it, those of its actions too */
    size_t own_timer_count;
    const struct conf_node *node;
};

/* What an expression looks at beside the fields, so that no more is made for it. */
enum { NEED_EVENT = 1, NEED_CASE = 2, NEED_RECORDS = 4, NEED_TODAY = 8 };
struct model_need {
    const struct expr *expr;
    unsigned what;
    enum value_type want;         /* what it must give */
    const struct conf_node *node; /* where it is written */
};

struct definition {
    struct arena *arena;
    const char *id, *title, *prefix, *subject;
    int64_t version;
    char hash[65];
    const char *canonical;
    const char *const *reads;
    struct model_values fields;
    json_t *fields_json;
    struct model_event *events;
    size_t event_count;
    struct model_task *tasks;
    size_t task_count;
    struct model_state **states; /* all, document order */
    size_t state_count;
    struct model_state **tops; /* children of the whole */
    size_t top_count;
    struct model_transition initial;
    struct expr_scope *scope;
    struct expr_scope *item_scope; /* the same with `item`, for the arguments of a fan-out */
    bool late;                     /* binding = "late" */
    const char *name;              /* as written; ID but for a child */
    struct definition **children;
    size_t child_count;
    struct date valid_from, valid_to;
    struct model_need *needs; /* hash table of the expressions by address; its size is NEED_MASK + 1 */
    size_t need_count, need_mask;
    struct model_state **index; /* hash table of the states by id; its size is INDEX_MASK + 1 */
    size_t index_mask;
    bool has_history, has_invokes, has_eventless; /* any state has */
    const char *const *state_ids;                 /* NULL-terminated */
    const char *const *event_names;               /* NULL-terminated */
    const struct conf_node *node;
};

/* Notes what EXPR needs, by the words of its source, and that it is written at NODE and must give WANT. */
void model_need_add(struct definition *definition, const struct expr *expr, enum value_type want,
                    const struct conf_node *node);
unsigned model_need_find(const struct definition *definition, const struct expr *expr);
/* The names that every expression of DEFINITION sees, but for event.data and the registers. Lives in ARENA. */
struct expr_scope *model_scope_new(struct arena *arena, const struct definition *definition);
/* The transition that NODE is written in, or NULL. */
const struct model_transition *model_transition_around(const struct definition *definition,
                                                       const struct conf_node *node);
/* Makes the hash table of the states. */
void model_index(struct definition *definition);
struct model_state *model_state_find(const struct definition *definition, const char *id);
/* INNER is inside OUTER, and is not it. OUTER NULL is the whole. */
static inline bool model_inside(const struct model_state *inner, const struct model_state *outer)
{
    return !outer || (inner->index > outer->index && inner->index <= outer->last);
}
/* Where TRANSITION (with a source) moves when it goes to TARGETS; NULL is the whole. */
const struct model_state *model_domain(const struct model_transition *transition,
                                       struct model_state *const *targets, size_t count);
static inline bool model_atomic(const struct model_state *state)
{
    return state->child_count == 0;
}
/* RULE NULL: the first of that id; alternatives of one id differ by their rule. */
const struct model_deadline *model_deadline_find(const struct definition *definition, const char *id,
                                                 const char *rule);
const struct model_task *model_task_find(const struct definition *definition, const char *id);
const struct model_event *model_event_find(const struct definition *definition, const char *name);
/* SCXML 3.12.1: "*", "la", "la.", "la.*" match by whole parts of a name. */
struct model_descriptor model_descriptor_make(const char *text);
static inline bool model_descriptor_matches(const struct model_descriptor *descriptor, const char *name)
{
    size_t i = 0;
    while (i < descriptor->length && name[i] == descriptor->text[i])
        i++;
    return (i == descriptor->length && (name[i] == '\0' || name[i] == '.')) || descriptor->all;
}
bool model_events_match(const char *const *descriptors, const char *name);
/* Some transition, met_by or task of the definition takes NAME. */
bool model_takes(const struct definition *definition, const char *name);
/* Whether a transition of STATE, one of its tasks or of its deadlines waits for NAME. */
bool model_state_takes(const struct model_state *state, const char *name);

/* Every action of a block, those inside choose and foreach too; in document order, outer ones first. */
void model_block_each(const struct model_block *block,
                      void (*visit)(void *context, const struct model_action *action), void *context);
/* Every action written in STATE itself. */
void model_state_each(const struct model_state *state,
                      void (*visit)(void *context, const struct model_action *action), void *context);

/* --- read.c and its helpers --- */
/* The builder: what reading needs to hand round. */
struct reader {
    struct arena *arena;
    struct definition *definition;
    const struct definition_context *context;
    struct faults *faults;
    size_t field; /* the first field of the next state that is read */
    bool kept;    /* the text is the store's, not a person's */
};
/* Checks names and sizes; NULL and a fault when absent or wrong. */
const struct expr *read_expr(struct reader *reader, const struct conf_node *group, const char *key,
                             enum value_type want);
void read_values(struct reader *reader, const struct conf_node *group, const char *key,
                 struct model_values *out);
json_t *values_json(const struct model_values *values); /* new reference */
void read_block(struct reader *reader, const struct conf_node *group, const char *key,
                struct model_block *out);
/* A map of expressions under KEY, which see SCOPE. */
void read_arguments(struct reader *reader, const struct conf_node *group, const char *key,
                    struct expr_scope *scope, struct model_arguments *out);
/* The fields of GROUP and of the states in it, in document order, added to FIELDS (of struct model_value *);
 * their expressions come later. */
void read_fields(struct reader *reader, const struct conf_node *group, struct list *fields);
/* The same as read_expr, seeing SCOPE. */
const struct expr *read_expr_in(struct reader *reader, const struct conf_node *group, const char *key,
                                enum value_type want, const struct expr_scope *scope);
void read_invokes(struct reader *reader, struct model_state *state);
void read_task(struct reader *reader, const struct conf_node *node, struct model_task *out);
bool read_span(struct reader *reader, const struct conf_node *group, const char *key, struct span *out);
/* The strings under KEY, NULL-terminated, or NULL when absent. */
const char *const *read_strings(struct reader *reader, const struct conf_node *group, const char *key);
/* A scalar node as JSON; new reference. */
json_t *read_scalar(const struct conf_node *node);
/* Reads all states and resolves every target. */
void read_states(struct reader *reader, const struct conf_node *body);
/* A fault "unknown KIND `WORD`" with the nearest of CANDIDATES as hint. */
void fault_unknown(struct reader *reader, const struct conf_node *node, const char *kind, const char *word,
                   const char *const *candidates);
/* Checks across the whole definition. */
void lint(struct reader *reader);

#endif
