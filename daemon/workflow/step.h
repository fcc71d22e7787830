/* The pure interpreter: one event in, a new case and a list of effects out. No I/O, no clock, no global. */
#ifndef SENDD_WORKFLOW_STEP_H
#define SENDD_WORKFLOW_STEP_H

#include "rules/rules.h"
#include "workflow/case.h"
#include "workflow/definition.h"

enum effect_kind {
    EFFECT_TIMER_ARM,       /* timer: arm, replacing one of the same name */
    EFFECT_TIMER_CANCEL,    /* timer: by name */
    EFFECT_DEADLINE_OPEN,   /* deadline */
    EFFECT_DEADLINE_CLOSE,  /* deadline: with its final status */
    EFFECT_DEADLINE_REDATE, /* deadline: the new one; OLD is superseded, REASON says why */
    EFFECT_DEADLINE_TOLD,   /* deadline: its missed event was raised */
    EFFECT_TASK_OPEN,       /* task */
    EFFECT_TASK_CLOSE,      /* task; DONE: completed, else no longer needed */
    EFFECT_NOTICE,          /* notice */
    EFFECT_SEND,            /* an event for another case, to the inbox */
    EFFECT_LOG              /* text: a line in the case's history */
};

/* One person or body a notice goes to. */
struct recipient {
    const char *record;  /* "contact/C0007", "authority/820", "role/senco" */
    const char *channel; /* "email", "webhook", ... */
    const char *address; /* what the channel needs: an e-mail address, an endpoint's name */
};

struct notice {
    const char *name;     /* the definition's own id for it, or the template's */
    const char *template; /* template id */
    struct recipient *recipients;
    size_t count;       /* at least 1 */
    json_t *values;     /* what the template may use, taken at this moment */
    instant not_before; /* INSTANT 0: at once; else the site's wake hour it waits for */
};

struct effect {
    enum effect_kind kind;
    struct timer *timer;
    struct deadline *deadline;
    struct deadline *old; /* EFFECT_DEADLINE_REDATE */
    struct task *task;
    bool done; /* EFFECT_TASK_CLOSE */
    struct notice *notice;
    const char
        *target; /* EFFECT_SEND: a case reference, or "subject:WORKFLOW" for the same subject's open cases */
    struct event *event;
    const char *reason, *text;
};

/* The records the definition reads, loaded before the step: {"pupil": {...}, "contact": [...], "authority":
 * {...}, "roles": {"senco": "senco@..." or {"address", "channel"}}, "channels": ["email", ...]}. Each record
 * has "id", "revision" and its fields. "channels" are those that some plugin carries; when absent, every
 * channel counts. */
struct facts {
    json_t *records;
};

struct step_input {
    const struct definition *definition;
    const struct kase *kase;   /* no states yet: this is the start, and the event is "case.start" */
    const struct event *event; /* of case.start, data holds the first values of fields: {"field": value} */
    bool keep; /* what no state takes now but some state could is kept: for inbox, plugins and timers;
                * false (people's commands): it is STEP_UNWANTED, so that they are told at once */
    const struct facts *facts;
    instant now;
    int wake_hour, wake_minute; /* when warnings and notices go out, London wall time */
    const struct rulebook *rules;
    const struct calendars *calendars;
};

enum step_verdict {
    STEP_APPLIED, /* the event was taken, or kept for later (see out->kept) */
    STEP_UNWANTED /* no state of this definition can ever take it, or the case has ended: nothing changed */
};

struct step_output {
    enum step_verdict verdict;
    struct kase *kase;   /* the new case; shares unchanged parts with the old one */
    struct list effects; /* of struct effect *, in order */
    struct list
        path; /* of const char *: "deciding -> assessing on la.agreed", in order, for history and people */
    json_t *errors; /* array of error.execution texts raised on the way; NULL when none */
    bool kept;      /* the event is kept until a state wants it */
};

/* Applies one event and all it causes inside the case, at most 1,000 microsteps. Everything in OUT lives in
 * ARENA. Fails only with SENDD_ELIMIT (an endless macrostep: nothing is to be changed) or SENDD_EINVALID
 * (event data that does not fit its declaration; start without a required field). */
int step(const struct step_input *input, struct arena *arena, struct step_output *out, struct error *error);

/* The event names the case would take now, in document order, without evaluating guards; for people and
 * errors. */
void step_wanted(const struct definition *definition, const struct kase *kase, struct arena *arena,
                 struct list *names);

#endif
