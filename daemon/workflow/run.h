/* One step in course: the case under construction and what has been caused so far. Private to this room. */
#ifndef SENDD_WORKFLOW_RUN_H
#define SENDD_WORKFLOW_RUN_H

#include "workflow/model.h"
#include "workflow/step.h"

enum { RUN_MICROSTEPS = 1000, KEPT_DAYS = 90 };

struct run {
    const struct step_input *in;
    const struct definition *definition;
    struct arena *arena;
    struct step_output *out;
    struct kase *kase;         /* the new case; its lists are the run's own until run_finish */
    bool *active;              /* the configuration: by index of state */
    struct model_state *place; /* the state whose block is running, for notices; may be NULL */
    json_t *names;             /* what expressions see; owns FIELDS */
    json_t *fields;            /* borrowed from NAMES: the new fields */
    const struct event *event; /* in course: the one from outside or one raised since */
    struct list queue;         /* internal queue: of struct event *, from HEAD on */
    size_t head;
    int microsteps;
    struct list failed; /* of const struct expr *: guards that failed in this step and have said so */
    bool running;       /* no top-level final state reached yet */
    bool over;          /* more than RUN_MICROSTEPS */
    struct date today;
};

/* run.c: beginning, end, and what all parts need */
void run_begin(struct run *run, const struct step_input *in, struct arena *arena, struct step_output *out);
void run_finish(struct run *run); /* moves the lists into the arena */
void run_drop(struct run *run);   /* frees what run_finish would have moved */
struct effect *run_effect(struct run *run, enum effect_kind kind);
void run_event(struct run *run, const struct event *event);      /* makes it the one in course */
void run_raise(struct run *run, const char *name, json_t *data); /* steals DATA, may be NULL */
/* error.execution: into the queue and the output's errors. */
void run_error(struct run *run, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* True and false as the expression says; a failing one is false and raises error.execution (SCXML 5.9.1),
 * once a step: an eventless transition's guard is looked at after every event, the error's own included. */
bool run_holds(struct run *run, const struct expr *expr, const char *what);
/* New reference in *OUT. */
int run_value(struct run *run, const struct expr *expr, json_t **out, struct error *error);
struct date run_date_field(const struct run *run, const char *field); /* DATE_NONE when it is empty */
instant run_wake(const struct run *run, struct date date);

/* select.c: SCXML appendix D */
/* Enabled transitions for EVENT (NULL: eventless), conflicts removed; of struct model_transition *. NAMED
 * tells whether an active state has a transition for the event at all, its guard aside. */
void select_transitions(struct run *run, const struct event *event, struct list *enabled, bool *named);
const struct model_state *transition_domain(const struct model_transition *transition);
void exit_set(const struct run *run, const struct model_transition *transition, bool *set);

/* move.c: entering and leaving */
void microstep(struct run *run, const struct list *transitions);
void macrostep(struct run *run); /* until no eventless transition and no internal event is left */
void run_enter_initial(struct run *run);
void run_exit_all(struct run *run);

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
/* FIELD changed: opens what waited for it, re-dates what counts from it. NULL: every open one is derived
 * again. */
void deadlines_anchor(struct run *run, const char *field, bool was_empty, const char *reason);
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
