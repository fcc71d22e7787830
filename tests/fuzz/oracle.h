/* A second interpreter, deliberately naive: the pseudo-code of SCXML's appendix D, procedure by procedure. */
#ifndef SENDD_TESTS_ORACLE_H
#define SENDD_TESTS_ORACLE_H

#include "chart.h"

enum { ORACLE_QUEUE = 1 << 16, ORACLE_DELAYED = 1 << 14, ORACLE_LOG = 1 << 20 };

/* Faults that can be planted, so that the comparison is seen to catch them. */
enum sabotage {
    SABOTAGE_NONE,
    SABOTAGE_INTERNAL,  /* an internal transition leaves its source */
    SABOTAGE_HISTORY,   /* deep history remembers like shallow */
    SABOTAGE_PREEMPT,   /* the outer of two conflicting transitions wins */
    SABOTAGE_EXIT,      /* states are left in document order */
    SABOTAGE_DONE,      /* a parallel state is never done */
    SABOTAGE_ERROR,     /* an error does not end its block */
    SABOTAGE_LATE,      /* fields get their first values early all the same */
    SABOTAGE_AGAIN,     /* late fields get them whenever their state is entered */
    SABOTAGE_DATA,      /* done.state comes without data */
    SABOTAGE_BESIDE,    /* one datum that fails takes the others with it */
    SABOTAGE_CANCEL,    /* cancel does nothing */
    SABOTAGE_QUEUE,     /* what is sent to "internal" waits outside */
    SABOTAGE_ORDER,     /* internal events come before transitions without an event */
    SABOTAGE_IN,        /* In() knows only states without states inside */
    SABOTAGE_COUNT
};

/* NONE: no datum; a field that is null. */
enum { NONE = -1000000 };

struct signal {
    char name[16];
    int datum;
};

struct delayed {
    struct signal signal;
    int due, id; /* seconds since the start; number of the id */
};

struct oracle {
    const struct chart *chart;
    enum sabotage sabotage;
    bool configuration[CHART_STATES];
    bool remembered[CHART_STATES][CHART_STATES]; /* history state -> states */
    bool has_history[CHART_STATES];
    bool running, over;
    int fields[CHART_FIELDS];
    int own[CHART_STATES];
    bool bound[CHART_STATES];
    int now; /* seconds since the start: the caller's */
    struct signal event; /* in course */
    struct signal internal[ORACLE_QUEUE];
    int first, last;
    struct signal external[ORACLE_QUEUE];
    int out_first, out_last;
    struct delayed delayed[ORACLE_DELAYED];
    int delayed_count;
    const void *failed[256]; /* guards that have failed on the event in course */
    int failed_count;
    int microsteps;
    char log[ORACLE_LOG];
    size_t logged;
};

void oracle_start(struct oracle *oracle, const struct chart *chart, enum sabotage sabotage);
/* One external event and all that follows, also what it sends to itself. */
void oracle_event(struct oracle *oracle, const struct signal *signal);
/* The next event that the chart has sent to itself, or NULL. */
const struct signal *oracle_sent(struct oracle *oracle);
/* The delayed send that is due first, taken out; false: none waits. */
bool oracle_due(struct oracle *oracle, struct delayed *out);

#endif
