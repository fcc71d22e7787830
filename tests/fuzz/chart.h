/* A made-up state chart: from a seed, as a structure for the oracle and as a workflow file for sendd. */
#ifndef SENDD_TESTS_CHART_H
#define SENDD_TESTS_CHART_H

#include "base/text.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* EVENT_DONE - n: state n is done. */
enum { EVENT_ANY = -1, EVENT_ERROR = -2, EVENT_DONE = -10 };

/* CHART_COUNTER is the field that keeps charts from going round in circles: only arrows that lead there raise it. */
enum { CHART_STATES = 16, CHART_EVENTS = 4, CHART_FIELDS = 3, CHART_COUNTER = 2, CHART_IDS = 2 };

/* A guard, in the few forms that the oracle can judge by itself. */
enum guard_kind {
    GUARD_NONE,
    GUARD_TRUE,
    GUARD_FALSE,
    GUARD_IN,
    GUARD_EQUAL,
    GUARD_LESS,
    GUARD_EVENT,
    GUARD_OWN,  /* a state's own field has the value: false while it is null */
    GUARD_DATA, /* the event's datum x has the value: fails without one */
    GUARD_FAILS
};
struct guard {
    enum guard_kind kind;
    int number; /* of a state, a field or an event */
    int value;
};

enum act_kind {
    ACT_LOG,
    ACT_SET,
    ACT_ADD,
    ACT_RAISE,
    ACT_SEND,
    ACT_INTERNAL, /* send to "internal" */
    ACT_DELAY,    /* send to itself, WAIT seconds later, with id d0, d1, ... */
    ACT_CANCEL,
    ACT_OWN,  /* sets a state's own field */
    ACT_TAKE, /* sets a field to the event's datum x: fails without one */
    ACT_FAIL,
    ACT_CHOOSE,
    ACT_EACH
};
struct act {
    enum act_kind kind;
    int number; /* of a field, an event, a state or an id */
    int value;
    int datum;             /* an event's x is this field; -1: it has none */
    int wait, id;          /* delay: seconds, number of the id */
    struct guard guard;    /* choose: the first part's */
    struct block *inner;   /* choose: what is done when it holds; each: what is done for each */
    struct block *another; /* choose: else */
};
struct block {
    int count;
    int id; /* unique: what its logs say */
    struct act acts[3];
};

struct arrow {
    int source;
    int events[2]; /* numbers; EVENT_ANY, EVENT_ERROR, EVENT_DONE - state */
    int event_count; /* 0: eventless */
    struct guard guard;
    int targets[3];
    int target_count;
    bool internal;
    struct block block;
};

enum node_kind { NODE_ATOMIC, NODE_COMPOUND, NODE_PARALLEL, NODE_FINAL, NODE_SHALLOW, NODE_DEEP };
/* Another datum of a final state: nobody looks at its value. */
enum beside { BESIDE_NONE, BESIDE_GOOD, BESIDE_FAILS };
struct node {
    enum node_kind kind;
    int parent; /* -1: the whole */
    int last;   /* number of its last descendant, or its own */
    struct block entry, exit;
    struct arrow arrows[3];
    int arrow_count;
    struct arrow start; /* a compound state's initial transition; a history state's default one */
    bool start_written; /* else the first child, without content */
    bool data, data_fails; /* final: has done data x */
    enum beside beside[2]; /* what stands before and behind x in its data */
    bool own, own_counts;  /* has a field of its own, gN; its first value is counted from f0 */
    int own_value;         /* else this */
};

/* States are numbered in document order. Events are e0, e1, ...; fields f0, f1, ... all beginning with 0. */
struct chart {
    struct node nodes[CHART_STATES];
    int count;
    bool late; /* binding */
    struct arrow start; /* of the whole */
    bool start_written;
    int blocks;
    uint64_t random;
};

void chart_make(struct chart *chart, uint64_t seed);
void chart_free(struct chart *chart);
/* Appends the chart as a workflow file. */
void chart_write(const struct chart *chart, struct text *out);
/* A number below LIMIT from the chart's own sequence. */
int chart_random(struct chart *chart, int limit);

bool node_is_history(const struct node *node);
bool chart_inside(const struct chart *chart, int inner, int outer); /* OUTER -1: the whole */

#endif
