/* The command line of sendd. */
#ifndef SENDD_SENDD_OPTIONS_H
#define SENDD_SENDD_OPTIONS_H

#include "base/error.h"
#include "base/instant.h"

#include <stdbool.h>

struct options {
    const char *folder; /* -c: the configuration */
    const char *store;  /* --store: instead of sendd.conf's; NULL: as there */
    const char *socket; /* --socket, likewise */
    instant jump_from;  /* --jump-from: a clock of our own begins there; INSTANT_NEVER: the machine's */
    bool hold;          /* --hold: nothing is sent and no timer fires until a person releases it */
    bool check;         /* --check: only read the configuration and say what is wrong */
    bool upgrade_check; /* --upgrade-check: only do the open cases' histories again and say what differs */
    bool version, help;
    /* --simulate: only say what this configuration would do that the one of AGAINST does not */
    bool simulate, json;
    const char *against; /* NULL: FOLDER again */
    bool made_up;        /* --school made-up: not the store */
    int pupils;          /* of that school */
    uint64_t seed;       /* of its people */
    const char *span;    /* "12 weeks" */
    instant from;        /* where it begins; INSTANT_NEVER: now */
};

enum { EXIT_OK = 0, EXIT_FAULT = 1, EXIT_USAGE = 2, EXIT_STORE = 74 };

/* EINVALID with the sentence for the user. */
int options_read(int argc, char **argv, struct options *out, struct error *error);
extern const char options_help[];

#endif
