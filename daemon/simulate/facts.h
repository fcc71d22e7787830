/* What became of one run, as a flat list that two runs can be compared by. */
#ifndef SENDD_SIMULATE_FACTS_H
#define SENDD_SIMULATE_FACTS_H

#include "simulate/copy.h"

/* See simulate.h for the kinds. Strings live in the arena, "" where there is none. */
struct fact {
    const char *kind, *kase, *what, *to;
    const char *value;  /* what is compared: a date, the states */
    const char *day;    /* when it is told, YYYY-MM-DD */
    const char *detail; /* for people: a title, a reason */
    const char *text;   /* of a message, which may differ while its day is the same */
};

/* All that happened in COPY from FIRST to LAST, of struct fact *. */
int facts_gather(struct copy *copy, struct date first, struct date last, struct arena *arena, struct list *out,
                 struct error *error);

#endif
