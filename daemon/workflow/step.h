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
    EFFECT_SEND,            /* event, for TARGET's external queue, behind what waits there */
    EFFECT_LOG,             /* text: a line in the case's history; LABEL may be NULL */
    EFFECT_INVOKE,          /* child: start it; then case_child_place */
    EFFECT_UNINVOKE, /* child: cancel it (see step): its exit handlers run, and it sends nothing more */
    EFFECT_DONE      /* a child has ended by itself: event (done.invoke.ID) for TARGET, its parent */
};

/* A child case to start or to cancel. */
struct child {
    const char *id; /* what the parent calls it; unique among those that run in it: "review", "visit.2" */
    const char *reference; /* EFFECT_UNINVOKE: the case; NULL: it was not placed */
    const char *workflow;  /* EFFECT_INVOKE: its workflow's id, among the parent's children or of the pack */
    const struct definition *definition; /* EFFECT_INVOKE: of the parent's children; NULL: one of the pack */
    json_t *with; /* EFFECT_INVOKE: the data of its case.start; NULL: none. Of a child, case.start ignores
                   * what it has no field for */
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
    /* EFFECT_SEND: "self"; a case reference (a parent's and a placed child's too); "child:ID" for one that
     * this very step invokes; "subject:WORKFLOW" for the same subject's open cases. What is not there: the
     * host sends error.communication back as EVENT_PLATFORM, with the event's sendid. EFFECT_DONE: the
     * parent's reference. */
    const char *target;
    struct event *event;
    struct child *child;
    const char *reason, *text;
    const char *label; /* EFFECT_LOG; may be NULL */
};

/* The records the definition reads, loaded before the step: {"pupil": {...}, "contact": [...], "authority":
 * {...}, "roles": {"senco": "senco@..." or {"address", "channel"}}, "channels": ["email", ...]}. Each record
 * has "id", "revision" and its fields. "channels" are those that some plugin carries; when absent, every
 * channel counts. */
struct facts {
    json_t *records;
};

/* What becomes of an event that no active state takes. */
enum step_unmatched {
    STEP_REFUSE, /* it is STEP_UNWANTED: for people's commands, so that they are told at once */
    STEP_KEEP,   /* kept if some state could take it, else STEP_UNWANTED: for inbox, plugins and timers */
    STEP_DISCARD /* it has had its turn, as in SCXML: for sessions in memory. The verdict is STEP_APPLIED */
};

struct step_input {
    const struct definition *definition;
    const struct kase *kase;   /* no states yet: this is the start, and the event is "case.start" */
    const struct event *event; /* of case.start, data holds the first values of fields: {"field": value} */
    enum step_unmatched keep;  /* what becomes of it when no state takes it */
    const struct facts *facts; /* never NULL; its records may be */
    const char *const *cases; /* references of all the cases that can be sent to, NULL-terminated: a send to another
                               * raises error.communication at once. NULL: not known, the host sends it back */
    instant now;
    int wake_hour, wake_minute; /* when warnings and notices go out, London wall time */
    const struct rulebook *rules;
    const struct calendars *calendars;
};

enum step_verdict {
    STEP_APPLIED, /* the event was taken, or kept for later (see out->kept), or discarded */
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
 * ARENA or is shared with INPUT's case.
 *
 * Events with a meaning of their own, apart from "case.start":
 *   "case.cancel" as EVENT_PLATFORM: the parent has left the state that invoked this case. All exit handlers
 *       run, the case ends, and nothing is sent to the parent.
 *   a timer named "send:...": a delayed send is due. To "self" it is the external event; else EFFECT_SEND.
 *   "done.invoke.ID" and "error.communication" as EVENT_PLATFORM with an INVOKEID: that child has ended, or
 *       could not be started or reached; it is a child no more.
 *   any event with an INVOKEID that is no running child's, or whose ORIGIN is not that child: nothing
 *       happens, STEP_APPLIED. (What the parent forwards, BY "case:PARENT", is no child's event.) But for done.invoke.ID: such a child had ended before it could be cancelled, and its
 *       word is an event like any other (not that of one of several: they have one word together).
 *
 * Errors are events: error.execution when an expression or an action fails. A failing guard or condition
 * counts as false and raises it, once for each event that is looked at (events of the error itself aside); a
 * failing action ends its own block: the entry, exit, transition, initial, history or finalize content that
 * it is written in, also from inside choose and foreach. Fails only with SENDD_ELIMIT (an endless macrostep:
 * nothing is to be changed) or SENDD_EINVALID (event data that does not fit its declaration; start without a
 * required field). */
int step(const struct step_input *input, struct arena *arena, struct step_output *out, struct error *error);

/* Whether only a case itself raises EVENT: no person can give it. */
bool step_reserved(const char *event);
/* The event names the case would take now, in document order, without evaluating guards; for people and
 * errors. */
void step_wanted(const struct definition *definition, const struct kase *kase, struct arena *arena,
                 struct list *names);

#endif
