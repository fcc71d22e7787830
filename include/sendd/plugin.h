/* The whole contract between sendd and a delivery plugin.
 *
 * A plugin is a shared object that exports one struct sendd_plugin with SENDD_PLUGIN(...). It runs in a process of its own, gets one
 * delivery's data at a time, its own options and secrets, and the time; never the store. It must answer each delivery
 * with exactly one outcome. The same KEY comes with each attempt of one message: hand it on, so that the receiver can
 * see a repeat. */
#ifndef SENDD_PLUGIN_H
#define SENDD_PLUGIN_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Raised when a member changes its meaning; members are only ever added at the end. */
#define SENDD_PLUGIN_VERSION 1

enum sendd_option_type { SENDD_OPTION_STRING, SENDD_OPTION_INT, SENDD_OPTION_BOOL, SENDD_OPTION_SECRET };

/* One setting of an instance, as the admin writes it under "options" (or "secrets", for SENDD_OPTION_SECRET). The host
 * checks all settings against the table before it calls open: an unknown one, a wrong type or a missing one ends there. */
struct sendd_option {
    const char *name; /* NULL ends the table; "endpoint.*" stands for a group of settings with names the admin chooses */
    enum sendd_option_type type;
    int required;         /* 1: an instance without it does not start */
    const char *fallback; /* default as text, or NULL */
    const char *help;     /* one sentence */
};

/* What the host offers a plugin; valid for the plugin's life. */
struct sendd_host {
    /* The value of option NAME as text, or NULL; valid for the plugin's life. Booleans are "true" and "false"; a secret
     * is the content of its file without the line end; the setting "la" in group "endpoint" is "endpoint.la". */
    const char *(*option)(const struct sendd_host *host, const char *name);
    /* One line in the daemon's log; no personal data. LEVEL as syslog: 3 error, 4 warning, 6 information. */
    void (*log)(const struct sendd_host *host, int level, const char *line);
    void *own; /* the host's; not for plugins */
};

/* One message to deliver; valid during the call. */
struct sendd_delivery {
    const char *key;         /* stable identity of the message: letters, digits, '-', '_' */
    const char *address;     /* to whom; what it means is the plugin's to say */
    const char *subject;     /* one line */
    const char *body;        /* UTF-8 text */
    const char *reference;   /* the case's reference, "EHC-2026-0041" */
    const char *event;       /* "notice.TEMPLATE" */
    int64_t intended;        /* unix seconds: when the message was made */
    int64_t now;             /* unix seconds: now; on a demonstration clock not the machine's time */
    int attempt;             /* 1 for the first */
    int timeout;             /* seconds this call may take before the process is ended */
};

enum sendd_outcome_kind {
    SENDD_DELIVERED, /* done: nothing more will be heard */
    SENDD_ACCEPTED,  /* taken on; "reference" says under which name */
    SENDD_RETRY,     /* not now; retry_after seconds if known, else 0 */
    SENDD_REJECTED,  /* never will be: a person must look */
    SENDD_UNKNOWN    /* it may or may not have arrived */
};

struct sendd_outcome {
    enum sendd_outcome_kind kind;
    int64_t retry_after;  /* seconds, with SENDD_RETRY; 0: the daemon decides */
    char detail[256];     /* one line for people; no personal data */
    char reference[128];  /* with SENDD_ACCEPTED */
};

struct sendd_plugin {
    int version;      /* SENDD_PLUGIN_VERSION */
    const char *name; /* as the module's file */
    const char *purpose; /* one sentence */
    const struct sendd_option *options;
    /* Called once, before any delivery. 0, or -1 with a line in FAULT that says what to change. *STATE is the plugin's. */
    int (*open)(const struct sendd_host *host, void **state, char *fault, size_t size);
    /* Delivers one message and fills OUTCOME, which comes as SENDD_RETRY. May block up to delivery->timeout. */
    void (*deliver)(void *state, const struct sendd_delivery *delivery, struct sendd_outcome *outcome);
    /* Called once at the end; may be NULL. */
    void (*close)(void *state);
};

/* Exports PLUGIN under the name the host looks for. */
#define SENDD_PLUGIN(PLUGIN)                                                                                           \
    extern __attribute__((visibility("default"))) const struct sendd_plugin *const sendd_plugin_entry;                 \
    const struct sendd_plugin *const sendd_plugin_entry = &(PLUGIN)

#ifdef __cplusplus
}
#endif
#endif
