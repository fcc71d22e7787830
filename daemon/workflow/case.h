/* One case as the interpreter sees it: where it stands, what it knows, what it waits for. No names of people.
 */
#ifndef SENDD_WORKFLOW_CASE_H
#define SENDD_WORKFLOW_CASE_H

#include "base/arena.h"
#include "base/json.h"
#include "base/list.h"
#include "calendar/date.h"

/* Something due at an instant. A timer's NAME is unique in its case. */
struct timer {
    int64_t id;       /* the store's; 0 until stored */
    const char *name; /* "deadline:ehcna.decision:missed", "chase", ... */
    instant due;
    const char *event; /* the event it raises in its case */
    json_t *data;      /* the event's data; may be NULL */
};

enum deadline_status { DEADLINE_OPEN, DEADLINE_MET, DEADLINE_LATE, DEADLINE_LAPSED, DEADLINE_SUPERSEDED };

/* One dated duty. Never overwritten: a new date is a new row that supersedes the old one. Whether it is
 * overdue is derived when read. MISSED_TOLD only says that the missed event has been raised. */
struct deadline {
    int64_t id;          /* the store's; 0 until stored */
    const char *name;    /* the definition's id for it, unique among the open ones of a case */
    const char *rule;    /* "ehcna.decision" */
    const char *version; /* of the rule */
    const char *owner;   /* "local_authority", ... */
    const char *kind;    /* "statutory", "target", "review" */
    const char *title;
    struct date anchor;
    struct date due;      /* last lawful day */
    struct date earliest; /* earliest candidate */
    bool provisional;
    bool missed_told;
    enum deadline_status status;
    json_t *ruling; /* as ruling_json: candidates, arithmetic, citation */
};

/* Work for a role. */
struct task {
    int64_t id;       /* the store's; 0 until stored */
    const char *name; /* the definition's id, unique among the open ones of a case */
    const char *role; /* "senco", "class_teacher", ... */
    const char *title;
    struct date due;   /* DATE_NONE: none */
    const char *event; /* the event that completing it raises */
    json_t *form;      /* {"field": {"type":...,"label":...,"required":...}}; may be NULL */
};

/* Lists hold pointers to the structs above; strings and structs live in the arena the case was loaded into.
 */
struct kase {
    int64_t id;
    const char *reference;  /* "EHC-2026-0041" */
    const char *school;     /* school id, "oakfield" */
    const char *workflow;   /* workflow id */
    const char *definition; /* hash of the pinned canonical model, hex */
    const char *subject;    /* record reference of the subject, "pupil/P0012" */
    int64_t revision;       /* rises by one with each applied event */
    bool ended;
    bool held;
    struct list states;    /* of const char *: active states, document order, ancestors included */
    json_t *fields;        /* object: field -> value; a date is "YYYY-MM-DD" */
    struct list deadlines; /* open ones */
    struct list tasks;     /* open ones */
    struct list timers;    /* armed ones */
    json_t *kept;          /* array of events kept until a state wants them; NULL when none */
    json_t *memory;        /* what else the interpreter remembers, see below; NULL when nothing */
};

/* MEMORY is one object, stored and loaded as it is and never changed in place: a step that remembers more
 * makes a new one. Each member is left out while it is empty:
 *   "history"  {"HISTORY STATE": ["STATE", ...]}: what was active when the state around it was last left
 *   "bound"    ["STATE", ...]: states whose fields have their first values, when binding is late
 *   "sends"    how many delayed sends and generated ids there have been: the N of send:ID:N
 *   "children" [{"id", "state", "invoke", "reference", "autoforward"}]: child cases that run, with the state
 *              and the invoke that they belong to; "reference" is put in by whoever starts the child
 *              (case_child_place). Those of one fan-out also have "each" (the id without the number) and
 *              "index", and stay with "done" and "result" until all are done
 *   "parent"   the reference of the case that invoked this one
 *   "invokeid" what the parent calls this case */

/* The reference of the case that invoked KASE, and what that one calls it; NULL: nobody invoked it. */
const char *case_parent(const struct kase *kase);
const char *case_invokeid(const struct kase *kase);
/* The array of "children"; NULL when none runs; borrowed. */
json_t *case_children(const struct kase *kase);
/* The reference of the running child called ID; NULL when there is none, or it is not placed yet. */
const char *case_child(const struct kase *kase, const char *id);
/* Makes KASE the child called INVOKEID of PARENT; before its first step, while it remembers nothing. */
void case_adopt(struct kase *kase, struct arena *arena, const char *parent, const char *invokeid);
/* Notes where the child called ID runs; to be called by the host for every EFFECT_INVOKE it realises, before
 * the case is stored or stepped again. Nothing happens when there is no such child any more. */
void case_child_place(struct kase *kase, struct arena *arena, const char *id, const char *reference);
/* A copy that needs only ARENA and the definition, for hosts that keep a case over many steps: the arenas of
 * the steps can then go. JSON is shared by reference count. */
struct kase *case_copy(const struct kase *kase, struct arena *arena);
/* The same of a case that a step has made, sharing what never changes in a case's life: its reference,
 * school, workflow, definition and subject, which must outlive it. */
struct kase *case_keep(const struct kase *kase, struct arena *arena);

/* Who made an event (SCXML 5.10.1). */
enum event_type {
    EVENT_EXTERNAL, /* from outside: people, plugins, timers, other cases, the case's own send */
    EVENT_INTERNAL, /* by the action raise, or sent to "internal" */
    EVENT_PLATFORM  /* by the interpreter or the host itself: errors, done.state.*, done.invoke.* */
};

/* A thing that happened. */
struct event {
    const char *name;     /* "la.agreed", "deadline.ehcna.decision.missed", "task.NAME.completed" */
    json_t *data;         /* object or NULL */
    struct date happened; /* the civil date it happened on */
    instant recorded;     /* when we were told */
    const char *by;       /* who: "user:amy", "timer", "plugin:email", "case:EHC-2026-0041"; never a pupil */
    const char *timer;    /* the name of the timer that raised it, or NULL */
    const char *task;     /* the name of the task whose completion it is, or NULL */
    enum event_type type; /* error.* and done.* come from outside only as EVENT_PLATFORM or from a case
                           * (with an ORIGIN), deadline.* and kept.expired only from a timer; else unwanted */
    const char *sendid; /* the id that its send was given, or NULL; of error.communication: of what failed */
    const char *origin; /* the reference of the case that sent it, where an answer can go; or NULL */
    const char *invokeid; /* it comes from the child that this case calls so, or BY its parent from one of the parent's
                           * children; or NULL */
    int hops; /* how many events between cases led to it, with no person, plugin or clock in between */
};

#endif
