/* A legal rule gives a date: the last lawful day, its arithmetic, every candidate where authorities disagree, and
 * the citation. Workflows name rules; no workflow holds a number that a law sets. */
#ifndef SENDD_RULES_RULES_H
#define SENDD_RULES_RULES_H

#include "calendar/calendar.h"

struct rulebook; /* all rules, every version; immutable once read */

/* The schema of conf/rules/NAME.conf. */
extern const struct conf_schema rules_schema;

/* A day that a rule counts from, by its name in the rule. */
struct rule_anchor {
    const char *name;
    struct date date;
};

/* One reading of one rule for one anchor. */
struct ruling_candidate {
    struct date due;       /* last lawful day under this reading */
    const char *basis;     /* "6 weeks of receipt; the day of receipt is not counted" */
    const char *authority; /* who reads it so: "REGS reg 5(1)", "one LGSCO decision of 2023" */
    const char *reading;   /* the name by which a site can choose it: "weeks.inclusive"; "" has none */
    bool legal;            /* the reading that the site takes for the law; exactly one is */
    bool target;           /* an authority's own target for the school, not a reading of the law */
};

/* A reason that the law accepts for being late. It never stops or moves the clock: the duty stays as it was. */
struct ruling_ground {
    const char *id;   /* "absent" */
    const char *text; /* "the child was absent from the area for at least 4 weeks" */
};

/* Strings are borrowed from the rulebook or live in the arena given to rule_apply. A plain question such as
 * "2026-09-01 + 6 weeks" has no rule: rule, version, owner, kind, source and basis are then "". */
struct ruling {
    const char *rule;     /* id, "ehcna.decision" */
    const char *version;  /* the version's valid_from as YYYY-MM-DD */
    const char *title;    /* "LA tells the parents whether it will assess" */
    const char *owner;    /* "local_authority", "school", "parent", "tribunal" */
    const char *kind;     /* "statutory", "target" or "review" */
    const char *source;   /* citation: "SI 2014/1530 reg 5(1)" */
    const char *basis;    /* what gives the time: "statute", "guidance" or "practice" */
    struct date anchor;
    struct date due;      /* last lawful day: the legal candidate's */
    struct date earliest; /* the earliest candidate: warnings count back from it */
    struct date workday;  /* the operational target: the last working day on or before due, if one lies between
                             the anchor and due, else due; for a first day the first one on or after it. DATE_NONE past the last known holiday */
    instant time;         /* when DUE ends for a rule in hours; INSTANT_NEVER: with the day */
    bool minimum;         /* a period that must be left to someone: due is its last day, the other side may act after */
    bool first_day;       /* due is the first day on which something may be done, not the last */
    bool stands;          /* its clock stands still: nothing is late until it goes on */
    bool provisional;     /* computed past the end of a calendar, or while its clock stands still */
    const char *unconfirmed; /* what of it has not been read at the source; NULL: nothing */
    const char *warning;     /* why it should not be relied upon as it is; NULL: nothing */
    const struct rule_anchor *anchors; /* those given beside the first */
    size_t anchor_count;
    const char *arithmetic; /* "2026-09-01 + 6 weeks (42 days) = 2026-10-13" */
    struct ruling_candidate *candidates; /* the legal one first */
    size_t count;
    const struct ruling_ground *const *grounds; /* what the rule accepts as a reason for lateness */
    size_t ground_count;
};

/* What is asked of a rule. Zeroed members ask for the plain thing. */
struct rule_query {
    const char *rule;
    struct date anchor;               /* the rule's first */
    instant at;                       /* when on that day, for a rule in hours; 0: at 00:00 */
    const struct rule_anchor *others; /* its other anchors, those that are known; a DATE_NONE is not */
    size_t other_count;
    const char *school;    /* whose school days; NULL when the rule counts none */
    const char *authority; /* the code of the authority whose own targets count too; NULL: none */
    bool lenient;          /* outside the rule's validity the nearest version answers, with a warning */
};

/* Reads FOLDER and runs every rule's examples; a rule whose example fails is a fault. Lives in ARENA. */
struct rulebook *rulebook_read(struct arena *arena, const char *folder, const struct calendars *calendars,
                               struct faults *faults);
/* What its files say, as conf_digest. Lives in ARENA. */
const char *rulebook_digest(const struct rulebook *book, struct arena *arena);
bool rulebook_has(const struct rulebook *book, const char *rule);
/* NULL-terminated ids, for did-you-mean. */
const char *const *rulebook_ids(const struct rulebook *book);
/* Whether RULE has a version in force on DAY. *END: then the last day up to which its versions follow each other
 * (DATE_NONE: until further notice), else the last day of those before DAY (DATE_NONE: none). *NEXT: the first day
 * of the version that comes after END or DAY; DATE_NONE: none. */
bool rule_in_force(const struct rulebook *book, const char *rule, struct date day, struct date *end,
                   struct date *next);
/* Whether an authority asks more of a school than RULE does. */
bool rule_has_target(const struct rulebook *book, const char *rule);
/* The anchors of RULE by name, NULL-terminated, the first first; NULL: no such rule. */
const char *const *rule_anchors(const struct rulebook *book, const char *rule);
/* Answers QUERY by the version of its rule that applies. ENOTFOUND: no such rule, none in force on the anchor (unless
 * lenient), or the school has no calendar. EINVALID: the rule counts school days and no school is named, it has no such
 * anchor, lacks one, has one twice, its clock goes on before it stops, or the date is past the year 9999. */
int rule_apply(const struct rulebook *book, const struct calendars *calendars, const struct rule_query *query,
               struct arena *arena, struct ruling *out, struct error *error);
/* Answers "RULE from DATE [and NAME=DATE ...]", "DATE + 6 weeks", "15 days beginning with DATE", "10 working days from
 * DATE", ...: what `sendctl date` asks. Lenient. */
int rule_ask(const struct rulebook *book, const struct calendars *calendars, const char *question, const char *school,
             const char *authority, struct arena *arena, struct ruling *out, struct error *error);
json_t *ruling_json(const struct ruling *ruling); /* new reference */
/* Sets the practical target of RULING, as ruling_json gave it once, by the holidays that are known now: no law hangs on it,
 * so it is no reason to date anything again. */
void ruling_aim(json_t *ruling, const struct calendars *calendars);
/* RULING as ruling_json gives it, or a row that has its members due, time, stands, first_day and minimum. When the
 * time that it gives has passed: as the day after due begins; a time of day for a rule in hours; as due begins where that is
 * a first day; INSTANT_NEVER while its clock stands still. */
instant ruling_passed(const json_t *ruling);
/* Whether someone is late by it at NOW. A period that is left to someone, and a first day, make nobody late. */
bool ruling_overdue(const json_t *ruling, instant now);
bool ruling_is_minimum(const json_t *ruling); /* a period left to someone, or a first day: it ends and is not missed */
/* Appends a ruling, as ruling_json gives it, as a person reads it: on the first line the date alone; then the
 * arithmetic, the candidates, the citation. */
void ruling_print(const json_t *ruling, struct text *out);
/* What is in force on DAY (DATE_NONE: every version): an array of {rule, title, owner, kind, basis, source, length,
 * anchors, valid_from, valid_to, unconfirmed}; new reference. */
json_t *rulebook_json(const struct rulebook *book, struct date day);
/* Appends every rule with its law, readings and worked examples, as Markdown. */
void rulebook_page(const struct rulebook *book, const struct calendars *calendars, struct text *out);

#endif
