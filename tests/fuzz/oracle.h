/* A second interpreter, deliberately naive: the pseudo-code of SCXML's appendix D, procedure by procedure. */
#ifndef SENDD_TESTS_ORACLE_H
#define SENDD_TESTS_ORACLE_H

#include "chart.h"

enum { ORACLE_QUEUE = 1 << 16, ORACLE_LOG = 1 << 20 };

/* Faults that can be planted, so that the comparison is seen to catch them. */
enum sabotage {
    SABOTAGE_NONE,
    SABOTAGE_INTERNAL,  /* an internal transition leaves its source */
    SABOTAGE_HISTORY,   /* deep history remembers like shallow */
    SABOTAGE_PREEMPT,   /* the outer of two conflicting transitions wins */
    SABOTAGE_EXIT,      /* states are left in document order */
    SABOTAGE_DONE,      /* a parallel state is never done */
    SABOTAGE_ERROR,     /* an error does not end its block */
    SABOTAGE_COUNT
};

struct oracle {
    const struct chart *chart;
    enum sabotage sabotage;
    bool configuration[CHART_STATES];
    bool remembered[CHART_STATES][CHART_STATES]; /* history state -> states */
    bool has_history[CHART_STATES];
    bool running, over;
    int fields[CHART_FIELDS];
    char event[32]; /* name of the event in course */
    char internal[ORACLE_QUEUE][16];
    int first, last;
    char external[ORACLE_QUEUE][16];
    int out_first, out_last;
    const void *failed[256]; /* guards that have failed on the event in course */
    int failed_count;
    int microsteps;
    char log[ORACLE_LOG];
    size_t logged;
};

void oracle_start(struct oracle *oracle, const struct chart *chart, enum sabotage sabotage);
/* One external event and all that follows, also what it sends to itself. */
void oracle_event(struct oracle *oracle, const char *name);
/* The next event that the chart has sent to itself, or NULL. */
const char *oracle_sent(struct oracle *oracle);

#endif
