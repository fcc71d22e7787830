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
};

/* A rule as it stood from one day to another. */
struct rule_version {
    struct date from,
        to; /* in force for anchors from FROM to TO, both included; TO DATE_NONE: until further notice */
    const char *from_text;
    struct reading *readings; /* the first is the law's */
    size_t reading_count;
    bool minimum;
    enum roll roll;
    const char *source, *basis;
    const struct ruling_ground **grounds;
    size_t ground_count;
};

struct rule {
    const char *id, *title, *owner, *kind;
    struct rule_version *versions; /* in the order of their days */
    size_t version_count;
    const struct conf_node *node; /* where it was written; valid as long as the arena */
};

struct rulebook {
    struct list rules; /* of struct rule */
    const char **ids;  /* NULL-terminated */
    struct arena *arena;
};

const struct rule *rulebook_find(const struct rulebook *book, const char *id);
/* The version of RULE in force on ANCHOR, or NULL. */
const struct rule_version *rule_version_on(const struct rule *rule, struct date anchor);
bool version_needs_school(const struct rule_version *version);
/* Reads one rule; NULL after a fault. GROUNDS are those of its file. */
struct rule *rule_read(struct arena *arena, const struct conf_node *node, const struct list *grounds,
                       struct faults *faults);
/* Fills a ruling for READINGS; RULE may be NULL. Fails only when a date is past the year 9999. */
int ruling_make(const struct rule *rule, const struct rule_version *version,
                const struct calendars *calendars, const char *school, struct date anchor,
                struct arena *arena, struct ruling *out, struct error *error);
/* 0 when SCHOOL can count what VERSION needs. */
int school_check(const struct rule_version *version, const char *what, const struct calendars *calendars,
                 const char *school, struct error *error);
/* Runs RULE's examples; true when each gives what it says. */
bool examples_run(const struct rulebook *book, const struct rule *rule, const struct calendars *calendars,
                  struct faults *faults);

#endif
