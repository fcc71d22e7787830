/* What a rulebook is made of; for the files of this room only. */
#ifndef SENDD_RULES_RULEBOOK_H
#define SENDD_RULES_RULEBOOK_H

#include "calendar/period.h"
#include "rules/rules.h"

/* What happens to a date that falls on a day on which nothing can be done. */
enum roll {
    ROLL_NONE,    /* it stays: nothing in the SEND Regulations moves a school's or authority's date */
    ROLL_WORKING, /* to the next working day */
    ROLL_TRIBUNAL /* as the tribunal's rule 12 says for an application */
};

/* One way to read a rule. */
struct reading {
    struct period *period;
    const char *authority;
    const char *basis; /* "statute", "guidance" or "local" */
    const char *name;  /* "weeks.inclusive"; "" has none */
};

/* A time in which a rule's clock stands still, from one anchor to another. */
struct pause {
    const char *from, *to;
    bool last_day_too; /* the day on which it ends does not count either */
};

/* A rule as it stood from one day to another. */
struct rule_version {
    struct date from,
        to; /* in force for anchors from FROM to TO, both included; TO DATE_NONE: until further notice */
    const char *from_text;
    bool running;             /* applies also to periods that had begun and not ended on FROM */
    bool afresh;              /* and those begin again on FROM */
    struct reading *readings; /* the first is the law's */
    size_t reading_count;
    struct date *days; /* what "the next listed day" is of */
    size_t day_count;
    const char **starts; /* the count starts on the latest of these anchors; NULL-terminated */
    struct pause *pauses;
    size_t pause_count;
    bool minimum;
    bool day_after;  /* gives the first day after the period */
    bool first_day;  /* what it gives is a first day, not a last: day_after, or the period's end itself */
    enum roll roll;
    const char *source, *basis;
    const char *unconfirmed; /* or NULL */
    const struct ruling_ground **grounds;
    size_t ground_count;
};

struct rule {
    const char *id, *title, *owner, *kind;
    const char **anchors;          /* NULL-terminated, at least one */
    struct rule_version *versions; /* in the order of their days */
    size_t version_count;
    const struct conf_node *node; /* where it was written; valid as long as the arena */
};

/* What an authority asks of its schools beyond the law. */
struct overlay {
    const char *authority; /* its code */
    const char *rule;
    struct reading target;
};

struct rulebook {
    struct list rules;    /* of struct rule */
    struct list overlays; /* of struct overlay */
    struct list roots;    /* of its files */
    const char **ids;     /* NULL-terminated */
    struct arena *arena;
};

/* What a question comes down to. */
struct ask {
    const struct rulebook *book; /* may be NULL: no overlays */
    const struct calendars *calendars;
    const struct rule *rule; /* NULL: a plain length */
    const struct rule_version *version;
    const struct rule_query *query;
};

const struct rule *rulebook_find(const struct rulebook *book, const char *id);
/* The version of RULE in force on ANCHOR, or NULL. */
const struct rule_version *rule_version_on(const struct rule *rule, struct date anchor);
bool version_needs_school(const struct rule_version *version);
/* Reads the date under KEY, DATE_NONE when it is absent. Returns false after a fault. */
bool rule_date_read(const struct conf_node *group, const char *key, struct date *out, struct faults *faults);
/* Reads "length" of GROUP; false after a fault. */
bool reading_read(struct arena *arena, const struct conf_node *group, const char *authority, struct reading *out,
                  struct faults *faults);
/* Reads how VERSION of RULE counts: readings, listed days, starts, pauses. False after a fault. */
bool version_count_read(struct arena *arena, const struct conf_node *node, const struct rule *rule,
                        struct rule_version *version, struct faults *faults);
/* Reads one rule; NULL after a fault. GROUNDS are those of its file. */
struct rule *rule_read(struct arena *arena, const struct conf_node *node, const struct list *grounds,
                       struct faults *faults);
/* Reads what files say of authorities' targets and of the readings that the site takes; after every rule is read. */
void overlays_read(struct rulebook *book, const struct conf_node *root, const struct calendars *calendars,
                   struct faults *faults);
void readings_choose(struct rulebook *book, const struct conf_node *root, struct faults *faults);
struct date query_anchor(const struct rule_query *query, const char *name); /* DATE_NONE: not given */
/* Fills a ruling. */
int ruling_make(const struct ask *ask, struct arena *arena, struct ruling *out, struct error *error);
/* Whether an authority's wish for TARGET asks more of a school than DUE: earlier, or a first day that is later. */
bool version_tightens(const struct rule_version *version, struct date target, struct date due);
/* What one reading gives. */
struct outcome {
    struct date due; /* DATE_NONE: past the year 9999 */
    instant time;     /* when it ends, for a length in hours; else INSTANT_NEVER */
    bool provisional; /* it may come out otherwise when a calendar grows or a clock goes on */
    bool stands;      /* its clock stands still */
    bool whole;       /* every anchor that it names is known */
    bool given;       /* else an anchor that it counts from is not known */
    const char *sum;  /* the arithmetic */
    const char *basis;
};
/* EXPLAIN: SUM tells the count, which is made once more for that; else only what moved its end. */
struct outcome outcome_of(const struct ask *ask, const struct reading *reading, bool explain, struct arena *arena);
/* 0 when SCHOOL can count what VERSION needs. */
int school_check(const struct rule_version *version, const char *what, const struct calendars *calendars,
                 const char *school, struct error *error);
/* What the example NODE of RULE asks; lives in ARENA. */
int example_query(const struct rule *rule, const struct conf_node *node, struct arena *arena, struct rule_query *out,
                  struct error *error);
/* Whether it counts the school days of a school whose calendar is not here. */
bool example_lacks_calendar(const struct rule *rule, const struct rule_query *query, const struct calendars *calendars);
/* Runs RULE's examples; true when each gives what it says. */
bool examples_run(const struct rulebook *book, const struct rule *rule, const struct calendars *calendars,
                  struct faults *faults);

#endif
