/* A legal rule gives a date: the last lawful day, its arithmetic, every candidate where authorities disagree, and
 * the citation. Workflows name rules; no workflow holds a number that a law sets. */
#ifndef SENDD_RULES_RULES_H
#define SENDD_RULES_RULES_H

#include "calendar/calendar.h"

struct rulebook; /* all rules, every version; immutable once read */

/* The schema of conf/rules/NAME.conf. */
extern const struct conf_schema rules_schema;

/* One reading of one rule for one anchor. */
struct ruling_candidate {
    struct date due;       /* last lawful day under this reading */
    const char *basis;     /* "6 weeks of receipt; the day of receipt is not counted" */
    const char *authority; /* who reads it so: "REGS reg 5(1)", "one LGSCO decision of 2023" */
    bool legal;            /* the reading the rule calls the law; exactly one is */
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
    struct date workday;  /* last working day on or before due: the operational target */
    bool minimum;         /* a period that must be left to someone: due is its last day, the other side may act after */
    bool provisional;     /* computed past the end of a calendar */
    const char *arithmetic; /* "2026-09-01 + 6 weeks (42 days) = 2026-10-13" */
    struct ruling_candidate *candidates; /* the legal one first */
    size_t count;
    const struct ruling_ground *const *grounds; /* what the rule accepts as a reason for lateness */
    size_t ground_count;
};

/* Reads FOLDER and runs every rule's examples; a rule whose example fails is a fault. Lives in ARENA. */
struct rulebook *rulebook_read(struct arena *arena, const char *folder, const struct calendars *calendars,
                               struct faults *faults);
bool rulebook_has(const struct rulebook *book, const char *rule);
/* NULL-terminated ids, for did-you-mean. */
const char *const *rulebook_ids(const struct rulebook *book);
/* Whether RULE has a version in force on DAY. *END: then the last day up to which its versions follow each other
 * (DATE_NONE: until further notice), else the last day of those before DAY (DATE_NONE: none). *NEXT: the first day
 * of the version that comes after END or DAY; DATE_NONE: none. */
bool rule_in_force(const struct rulebook *book, const char *rule, struct date day, struct date *end,
                   struct date *next);
/* Applies the version of RULE in force on ANCHOR, for SCHOOL (may be NULL when the rule counts no school days).
 * ENOTFOUND: no such rule, none in force on ANCHOR, or SCHOOL has no calendar. EINVALID: the rule counts school
 * days and SCHOOL is NULL, or the date is past the year 9999. */
int rule_apply(const struct rulebook *book, const struct calendars *calendars, const char *rule, struct date anchor,
               const char *school, struct arena *arena, struct ruling *out, struct error *error);
/* Answers "RULE from DATE", "DATE + 6 weeks", "15 days beginning with DATE", "10 working days from DATE", ...:
 * what `sendctl date` asks. */
int rule_ask(const struct rulebook *book, const struct calendars *calendars, const char *question, const char *school,
             struct arena *arena, struct ruling *out, struct error *error);
/* Appends the ruling as a person reads it: the date, the arithmetic, the candidates, the citation. */
void ruling_print(const struct ruling *ruling, struct text *out);
json_t *ruling_json(const struct ruling *ruling); /* new reference */

#endif
