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
};

#endif
