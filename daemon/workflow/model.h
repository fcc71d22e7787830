/* Inside of struct definition: what read makes of the tree and step walks over. Private to this room. */
#ifndef SENDD_WORKFLOW_MODEL_H
#define SENDD_WORKFLOW_MODEL_H

#include "expr/expr.h"
#include "workflow/definition.h"

/* A length of time as people write it: "2 weeks", "5 school days". */
enum span_unit { SPAN_DAYS, SPAN_WEEKS, SPAN_MONTHS, SPAN_WORKING_DAYS, SPAN_SCHOOL_DAYS };
struct span {
    int count;
    enum span_unit unit;
};
int span_read(const char *text, struct span *out, struct error *error);
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
    json_t *fallback; /* borrowed from the definition; NULL: none */
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
    ACTION_LOG
};

struct model_argument {
    const char *name;
    const struct expr *expr;
};

struct model_action {
    enum action_kind kind;
    const struct expr *when; /* NULL: always */
    const char *subject; /* the field, recipient, event, deadline, timer, task or text that the verb names */
    json_t *literal;     /* set ... to; NULL when EXPR is given */
    const struct expr *expr; /* set ... expr; send ... to; timer ... at */
    const char *target;      /* send to "subject:WORKFLOW"; else NULL */
    const char *template;    /* notify */
    const char *event;       /* timer */
    bool has_span;
    struct span after;                /* timer */
    struct model_argument *arguments; /* raise, send */
    size_t argument_count;
    const struct conf_node *node;
};
struct model_block {
    struct model_action *actions;
    size_t count;
};

struct model_deadline {
    const char *id, *rule, *from, *title;
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

struct model_transition {
    struct model_state *source; /* NULL: the initial transition of the whole */
    const char *const *events;  /* NULL-terminated; NULL: eventless */
    const struct expr *when;
    struct model_state **targets;
    size_t target_count;
    bool internal;
    struct model_block block;
    const struct conf_node *node;
};

struct model_state {
    const char *id, *title;
    size_t index;               /* document order */
    size_t last;                /* index of its last descendant, or its own */
    struct model_state *parent; /* NULL at the top */
    struct model_state **children;
    size_t child_count;
    bool parallel, final;
    struct model_transition initial; /* of a compound state: targets only */
    struct model_block entry, exit;
    struct model_transition *transitions;
    size_t transition_count;
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
    const char *const *state_ids;   /* NULL-terminated */
    const char *const *event_names; /* NULL-terminated */
    const struct conf_node *node;
};

struct model_state *model_state_find(const struct definition *definition, const char *id);
/* INNER is inside OUTER, and is not it. OUTER NULL is the whole. */
bool model_inside(const struct model_state *inner, const struct model_state *outer);
bool model_atomic(const struct model_state *state);
/* RULE NULL: the first of that id; alternatives of one id differ by their rule. */
const struct model_deadline *model_deadline_find(const struct definition *definition, const char *id,
                                                 const char *rule);
const struct model_task *model_task_find(const struct definition *definition, const char *id);
const struct model_event *model_event_find(const struct definition *definition, const char *name);
/* SCXML 3.12.1: DESCRIPTOR "*", "la", "la.", "la.*" match by whole parts of NAME. */
bool model_event_matches(const char *descriptor, const char *name);
bool model_events_match(const char *const *descriptors, const char *name);
/* Some transition, met_by or task of the definition takes NAME. */
bool model_takes(const struct definition *definition, const char *name);

/* --- read.c and its helpers --- */
/* The builder: what reading needs to hand round. */
struct reader {
    struct arena *arena;
    struct definition *definition;
    const struct definition_context *context;
    struct faults *faults;
};
/* Checks names and sizes; NULL and a fault when absent or wrong. */
const struct expr *read_expr(struct reader *reader, const struct conf_node *group, const char *key,
                             enum value_type want);
void read_values(struct reader *reader, const struct conf_node *group, const char *key,
                 struct model_values *out);
json_t *values_json(const struct model_values *values); /* new reference */
void read_block(struct reader *reader, const struct conf_node *group, const char *key,
                struct model_block *out);
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
