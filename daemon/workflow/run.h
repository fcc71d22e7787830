/* One step in course: the case under construction and what has been caused so far. Private to this room. */
#ifndef SENDD_WORKFLOW_RUN_H
#define SENDD_WORKFLOW_RUN_H

#include "workflow/model.h"
#include "workflow/set.h"
#include "workflow/step.h"

enum { RUN_MICROSTEPS = 1000, KEPT_DAYS = 90 };

struct run {
    const struct step_input *in;
    const struct definition *definition;
    struct arena *arena;
    struct step_output *out;
    struct kase *kase; /* the new case; what has not changed is shared with the old one */
    struct set active; /* the configuration */
    struct set leaving, entering,
        by_default; /* of the microstep in course; BY_DEFAULT: entered by its initial */
    const struct model_transition *
        *recalled;                         /* by state: the default of a history in it; NULL: there is none */
    struct set to_invoke;                  /* entered and not left since the last rest */
    struct list enabled;                   /* of struct model_transition *: the microstep's, in order */
    struct model_state *place;             /* the state whose block is running, for notices; may be NULL */
    json_t *names;                         /* what expressions see; NULL until one asks */
    json_t *fields;                        /* the new fields; NULL: none. Changed only after fields_own */
    json_t *item;                          /* of a fan-out; NULL outside of one */
    bool own_fields, own_kept, own_memory; /* no longer the old case's */
    const struct event *event;             /* in course: the one from outside or one raised since */
    unsigned shown;                        /* NEED_...: what NAMES has now */
    struct list queue;                     /* internal queue: of struct event *, from HEAD on */
    size_t head;
    int microsteps;
    struct list failed; /* of const struct expr *: guards that failed on the event in course and said so */
    bool running;       /* no top-level final state reached yet */
    bool over;          /* more than RUN_MICROSTEPS */
    bool cancelled;     /* the parent is no longer interested */
    struct date today;  /* DATE_NONE until someone asks: run_today */
};

/* run.c: beginning, end, and what all parts need */
void run_begin(struct run *run, const struct step_input *in, struct arena *arena, struct step_output *out);
void run_finish(struct run *run);
/* Adds to a list whose memory is the arena's. */
void run_add(struct run *run, struct list *list, void *item);
struct effect *run_effect(struct run *run, enum effect_kind kind);
struct date run_today(struct run *run);
struct date run_date_field(const struct run *run, const char *field); /* DATE_NONE when it is empty */
instant run_wake(const struct run *run, struct date date);
/* The fields, to be changed. */
json_t *fields_own(struct run *run);
/* Gives the fields of STATE (NULL: of the whole workflow, and with early binding of all states) their first
 * values; what is there already stays. */
void fields_bind(struct run *run, const struct model_state *state);

/* run_event.c: events inside the case, and expressions */
void run_event(struct run *run, const struct event *event); /* makes it the one in course */
/* Into the internal queue; steals DATA, which may be NULL. */
struct event *run_raise(struct run *run, const char *name, json_t *data, enum event_type type);
/* error.execution: into the queue and the output's errors. */
struct event *run_error(struct run *run, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* True and false as the expression says; a failing one is false and raises error.execution (SCXML 5.9.1),
 * once an event: an eventless transition's guard is looked at after every event, the error's own included. */
bool run_holds(struct run *run, const struct expr *expr, const char *what);
/* New reference in *OUT. */
int run_value(struct run *run, const struct expr *expr, json_t **out, struct error *error);
/* The same for a text, copied into the arena; WHAT names it in the error: "to", "send_expr". */
int run_text(struct run *run, const struct expr *expr, const char *what, const char **out,
             struct error *error);
/* An object, new reference in *OUT; NULL when there are no ARGUMENTS. */
int run_arguments(struct run *run, const struct model_arguments *arguments, json_t **out,
                  struct error *error);
/* The same of those that do not fail; each that does raises error.execution, which names WHAT. New reference; NULL when
 * none is left. */
json_t *run_arguments_good(struct run *run, const struct model_arguments *arguments, const char *what);

/* memory.c: what is remembered between steps beside fields and states */
/* A copy of the member KEY that may be changed; made empty when it is not there. */
json_t *memory_list(struct run *run, const char *key);
json_t *memory_map(struct run *run, const char *key);
/* The next number for made-up ids. */
int64_t memory_number(struct run *run);
bool memory_bound(struct run *run, const struct model_state *state); /* and notes that it now is */
/* SCXML 3.10: what the histories inside the states that are being left come back to. */
void history_record(struct run *run);
/* Of struct model_state *: where HISTORY comes back to; empty when it has nothing to. */
void history_recall(struct run *run, const struct model_state *history, struct list *out);

/* select.c: SCXML appendix D */
/* Fills run->enabled with the transitions that EVENT (NULL: none) takes, conflicts removed. NAMED tells
 * whether an active state has a transition for the event at all, its guard aside. */
void select_transitions(struct run *run, const struct event *event, bool *named);
/* The state inside which the transition moves; NULL is the whole. */
const struct model_state *transition_domain(struct run *run, const struct model_transition *transition);
/* The states that TARGETS mean, histories resolved; of struct model_state *. */
void effective_targets(struct run *run, struct model_state *const *targets, size_t count, struct list *out);
void exit_set(struct run *run, const struct model_transition *transition, struct set *set);

/* move.c: entering and leaving */
void microstep(struct run *run); /* takes run->enabled */
/* Until the case is at rest: no eventless transition, no internal event, nothing to invoke. */
void run_settle(struct run *run);
void run_enter_initial(struct run *run);
/* Runs all exit handlers; *RESULT: what a top-level final state gives, new reference or NULL. */
void run_exit_all(struct run *run, json_t **result);

/* children.c: child cases */
void children_start(struct run *run); /* of the states in run->to_invoke, which it empties */
void children_leave(struct run *run, const struct model_state *state);
enum child_event {
    CHILD_STALE,   /* of a child that is one no more */
    CHILD_WAITING, /* one of a fan-out is done, others are not */
    CHILD_TAKEN    /* to be offered to the states */
};
/* EVENT comes from a child of this case; not one of a sibling that the parent forwards. */
bool children_sent(const struct run *run, const struct event *event);
/* An event of a child has come: runs finalize. EVENT may become the end of a whole fan-out. */
enum child_event children_take(struct run *run, const struct event **event);
/* Sends EVENT on, as it is, to the children that want all; false when there are none. */
bool children_forward(struct run *run, const struct event *event);
/* To the parent: this case has ended with RESULT (stolen, may be NULL). */
void children_done(struct run *run, json_t *result);

/* act_send.c */
int act_send(struct run *run, const struct model_action *action, struct error *error);
int act_cancel(struct run *run, const struct model_action *action, struct error *error);
/* A delayed send is due. True: it comes to this case itself, as *OUT; false: it has gone. */
bool send_due(struct run *run, const struct event *fired, struct event *out);

/* act.c */
enum { BLOCK_ALL, BLOCK_LEADING_SETS, BLOCK_REST };
/* Runs the actions of BLOCK, or of an entry block the sets it begins with, or what comes after them. False
 * when one failed. */
bool run_block(struct run *run, const struct model_block *block, int part, struct model_state *place);
/* Sets a field after checking its type; VALUE is stolen. REASON is for deadlines that it re-dates. */
int field_set(struct run *run, const char *name, json_t *value, const char *reason, struct error *error);

/* deadline.c */
struct deadline *deadline_find(const struct run *run, const char *id);
void deadline_open(struct run *run, const struct model_deadline *model, bool entering);
void deadline_close(struct run *run, struct deadline *deadline, enum deadline_status status,
                    const char *reason);
void deadlines_leave(struct run *run, const struct model_state *state);
/* EVENT meets a deadline of an active state, if it comes without a transition. */
bool deadlines_wait_for(const struct run *run, const char *event);
void deadlines_met(struct run *run, const struct event *event);
/* FIELD changed: opens what waited for it, re-dates what counts from it, tasks too. NULL: every open one is derived
 * again. */
void deadlines_anchor(struct run *run, const char *field, bool was_empty, const char *reason);
/* The law or a calendar may have changed: what comes out otherwise is dated again, and someone is told. */
void deadlines_check(struct run *run);
/* A timer of a deadline fired. False: nothing is to be done any more. Fills DATA. */
bool deadline_fired(struct run *run, const struct event *event, json_t **data);

/* due.c: timers and tasks */
void timer_arm(struct run *run, const char *name, instant due, const char *event, json_t *data);
void timer_cancel(struct run *run, const char *name);
void timer_forget(struct run *run, const char *name); /* it fired */
void timers_enter(struct run *run, const struct model_state *state);
void timers_leave(struct run *run, const struct model_state *state);
void timer_rearm(struct run *run, const char *name); /* a yearly one that has just fired */
struct task *task_find(const struct run *run, const char *name);
void task_open(struct run *run, const struct model_task *model);
void task_close(struct run *run, struct task *task, bool done);
/* FIELD changed (NULL: the law or a calendar may have): each open task whose date counts from it by a rule, and comes out
 * otherwise, is closed as not needed and opened with its new date. */
void tasks_anchor(struct run *run, const char *field);
/* A task for a person who must look at something that went wrong; stays open when the case ends. */
void task_alarm(struct run *run, const char *name, const char *title);

/* notice.c */
int notice_send(struct run *run, const struct model_action *action, struct error *error);

/* kept.c */
void kept_add(struct run *run, const struct event *event);
/* Offers every kept event again until none is taken. */
void kept_retry(struct run *run);
void kept_expired(struct run *run, const struct event *event);
void kept_give_up(struct run *run); /* the case ends */

/* step.c */
/* Offers EVENT to the active states and runs what it causes. False: none took it. */
bool run_offer(struct run *run, const struct event *event);

#endif
