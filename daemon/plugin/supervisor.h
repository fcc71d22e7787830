/* Plugin instances as processes: started, bounded, restarted; one delivery out, exactly one outcome back.
 *
 * Knows nothing of cases. Each instance is one process of the plugin host, speaking length-prefixed JSON (plugin/frame.h)
 * on fd 3. A host that crashes, hangs, leaks or talks nonsense costs the deliveries it held one "retry" each, and is
 * started again with backoff. */
#ifndef SENDD_PLUGIN_SUPERVISOR_H
#define SENDD_PLUGIN_SUPERVISOR_H

#include "base/json.h"
#include "env/env.h"

/* How one instance is to be run; all strings are copied by plugin_start. Times in seconds, sizes in MiB. */
struct plugin_config {
    const char *name;     /* the instance, "school-mail" */
    const char *module;   /* "maildir", "email", "webhook", ... */
    const char *host;     /* path of the plugin host program */
    const char *folder;   /* where modules lie; colon-separated search path */
    json_t *options;      /* object handed to the plugin */
    json_t *secrets;      /* object: name -> path of a file with mode 0600 that the host reads; never logged */
    int64_t timeout;      /* one delivery, 1..600 */
    int64_t memory;       /* address space of the host, 16..4096 */
    int64_t parallel;     /* deliveries handed over at once, 1..64; the host works on one after the other */
    duration pause;       /* before the first restart, doubled up to 5 minutes; 0: 1 s */
};

enum outcome_kind { OUTCOME_DELIVERED, OUTCOME_ACCEPTED, OUTCOME_RETRY, OUTCOME_REJECTED, OUTCOME_UNKNOWN };

struct outcome {
    int64_t outbox;        /* the delivery's id */
    enum outcome_kind kind;
    const char *detail;    /* one line for people, no personal data: "250 2.0.0 Ok", "no answer within 30 s" */
    const char *reference; /* the receiver's, with OUTCOME_ACCEPTED; or NULL */
    int64_t retry_after;   /* seconds the receiver asked for; 0: none */
};

/* One delivery as it is handed over; borrowed during the call. */
struct delivery {
    int64_t outbox;       /* the outbox row's id */
    const char *key;      /* the same at every attempt: becomes Message-ID and webhook-id */
    int64_t attempt;      /* 1, 2, ... */
    const char *address;
    const char *subject;
    const char *body;
    const char *reference; /* the case's reference */
    const char *event;     /* what it is about, "notice.ehcna-requested" */
    instant intended;      /* when the message was rendered */
    instant now;           /* the wall clock, virtual on a jumping one */
};

struct plugins;

/* OUTCOME is called on the loop, exactly once for each delivery that plugin_deliver took. */
struct plugins *plugins_new(struct env *env, void (*outcome)(void *context, const struct outcome *outcome),
                            void *context);
/* Starts an instance. Fails only when CONFIG is unusable; a host that won't start is retried and shown in the list.
 * One of the same name and settings just goes on; one with other settings ends after its deliveries. */
int plugin_start(struct plugins *plugins, const struct plugin_config *config, struct error *error);
/* Stops the instances not in NAMES (NULL-terminated) after their deliveries. */
void plugins_keep(struct plugins *plugins, const char *const *names);
/* How many more deliveries INSTANCE takes now; 0 when busy, starting or broken. -1: no such instance. */
int plugin_room(const struct plugins *plugins, const char *instance);
/* Called when some instance has room again. */
void plugins_on_room(struct plugins *plugins, void (*room)(void *context), void *context);
/* Hands one delivery to INSTANCE, which must have room. */
int plugin_deliver(struct plugins *plugins, const char *instance, const struct delivery *delivery, struct error *error);
/* New reference: [{"name","module","state","pid","restarts","in_flight","delivered","failed","last_error"}]. State:
 * "starting", "ready", "ending" (killed, not yet gone), "backoff" (waits to be started again), "stopping". */
json_t *plugins_json(const struct plugins *plugins);
/* True when nothing is in flight and no instance is starting: what a jumping clock waits for. */
bool plugins_idle(const struct plugins *plugins);
/* Asks every host to end, kills the rest after GRACE, then calls STOPPED. */
void plugins_stop(struct plugins *plugins, duration grace, void (*stopped)(void *context), void *context);
void plugins_free(struct plugins *plugins); /* only after stopped */

#endif
