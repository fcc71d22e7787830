/* What the parts of the comparison share. Private to workflow/diff*.c. */
#ifndef SENDD_WORKFLOW_DIFFING_H
#define SENDD_WORKFLOW_DIFFING_H

#include "base/arena.h"
#include "base/list.h"
#include "workflow/diff.h"

#include <stdbool.h>
#include <stdint.h>

struct diffing {
    struct arena *arena; /* words in the making */
    json_t *lines;       /* what matters, in order */
    json_t *texts;       /* what only people read */
    const char *prefix;  /* of WHERE inside a child workflow; else "" */
    const char *where;   /* the part that is being compared */
};

/* --- words (diff_words.c) --- */
/* Adds a line about WHERE; of kind "text" it comes last. */
void diff_say(struct diffing *diffing, const char *kind, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
/* VALUE as people read it: `a`, or `a` or `b` joined by JOIN. NULL: "nothing". */
const char *diff_value(struct diffing *diffing, const json_t *value, const char *join);
/* "notify `parents` (template `x`) if `guard`". */
const char *diff_action(struct diffing *diffing, const json_t *action);
/* How a new or lost part of KIND is told: "deadline `x` from `y`, warns `3 days` before". */
const char *diff_part(struct diffing *diffing, const char *kind, const json_t *part);

/* --- pieces (diff_parts.c) --- */
/* False and an empty list are as good as absent. */
bool diff_absent(const json_t *value);
bool diff_equal(const json_t *old, const json_t *new);
/* Every key of the groups but those of KNOWN (ended by NULL): "WHAT: its key changed from a to b". */
void diff_keys(struct diffing *diffing, const char *kind, const char *what, const json_t *old, const json_t *new,
               const char *const *known);
/* Lists of groups that each have a name of their own (deadlines, timers, tasks, events): new, gone, changed, order.
 */
void diff_named(struct diffing *diffing, const char *kind, const json_t *old, const json_t *new);
/* Typed values by name: a workflow's fields, an event's values, a task's form. WHAT: "field", "value `x` of ...". */
void diff_values(struct diffing *diffing, const char *kind, const char *what, const json_t *old, const json_t *new);
/* Lists of actions; PLACE: "on entering it", "on `la.agreed`". */
void diff_actions(struct diffing *diffing, const char *place, const json_t *old, const json_t *new);

/* --- transitions (diff_transitions.c) --- */
void diff_transitions(struct diffing *diffing, const json_t *old, const json_t *new);

/* --- states (diff_states.c) --- */
/* One state of a tree. */
struct diff_state {
    const char *id;
    const char *parent; /* id; "" at the top */
    json_t *json;       /* borrowed */
};
/* Adds every state under BODY to OUT, of struct diff_state *, in document order. */
void diff_states_list(struct diffing *diffing, const json_t *body, struct list *out);
const struct diff_state *diff_state_find(const struct list *states, const char *id);
/* What a state of OLD that is gone was probably renamed to: {"old id": "new id"}; a new reference. */
json_t *diff_renames(struct diffing *diffing, const struct list *old, const struct list *new);
/* Compares the states of two bodies; RENAMED has been applied to OLD already. */
void diff_states(struct diffing *diffing, const json_t *old, const json_t *new, const json_t *renamed);

#endif
