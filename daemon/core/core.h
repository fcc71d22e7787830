/* The running system: commands in, one durable batch at a time, effects out.
 *
 * Lives on the loop. Commands queue; a worker runs step for the whole batch and commits once; then each is
 * answered. People's commands go first, then at most 1,000 due timers and inbox events a batch. What leaves
 * goes through a delivery port, so that the simulated and the real daemon are the same code up to the plugin
 * frame. */
#ifndef SENDD_CORE_CORE_H
#define SENDD_CORE_CORE_H

#include "core/site.h"
#include "env/env.h"
#include "plugin/supervisor.h"
#include "store/store.h"

struct core;

/* Where deliveries go: the plugin supervisor, or the simulation's peers. */
struct delivery_port {
    int (*room)(void *context, const char *instance); /* as plugin_room */
    int (*deliver)(void *context, const char *instance, const struct delivery *delivery, struct error *error);
    bool (*idle)(void *context);
    void *context;
};

/* Takes over SITE (core_site_swap replaces it). The store must be open for writing. HOLD: nothing is sent and
 * no timer fires until core_release. */
int core_new(struct env *env, struct store *store, struct site *site, const struct delivery_port *port,
             bool hold, struct core **out, struct error *error);
/* Looks at what is due and begins. */
void core_start(struct core *core);
/* A delivery's outcome, from the port. */
void core_outcome(struct core *core, const struct outcome *outcome);
/* The port has room again. */
void core_room(struct core *core);

/* What people and machines can ask for. ARGUMENTS by kind (JSON object; * = required):
 *   case.start     workflow* school subject* fields happened
 *   case.event     case* event* data happened
 *   case.hold, case.release  case* reason
 *   case.correct   case* fields* reason* happened cancel_unsent
 *   case.undo      case* reason* even_though_sent
 *   case.redo      case*
 *   case.migrate   case* to (version) map ({"OLD STATE": "NEW STATE"}) dry_run; or case* undo reason
 *   task.complete  task* (id) data happened
 *   outbox.retry   outbox* (id)
 *   import         register* school rows* (array of {id, link, fields}) source
 *   release        (ends a hold of the whole daemon)
 *   clock.to       to* (RFC 3339 or date): jumping clocks only; answered when nothing is left due up to it
 */
struct command {
    const char *kind;
    json_t *arguments; /* borrowed until the answer */
    const char *key;   /* idempotency key, or NULL */
    const char *by;    /* "user:root", "script", ... */
    void (*answer)(void *context, int code,
                   const json_t *body); /* CODE: 0 or SENDD_E; BODY borrowed; on the loop */
    void *context;
};
/* COMMAND is copied but for arguments. EBUSY while draining or when the queue is full: not queued, never
 * answered. */
int core_submit(struct core *core, const struct command *command, struct error *error);

/* Reads: FN runs on a worker with a reader's handle and the site as it is now; DONE on the loop. While draining
 * DONE is called at once, with EBUSY. */
void core_read(struct core *core, int (*fn)(struct store *store, const struct site *site, void *context),
               void (*done)(void *context, int code), void *context);

/* Replaces the configuration at a batch boundary and frees the old one when nobody uses it. */
void core_site_swap(struct core *core, struct site *site);
const struct site *core_site(const struct core *core);

/* Stops taking commands and reads, finishes the running ones, answers the rest EBUSY, then calls DRAINED. */
void core_drain(struct core *core, void (*drained)(void *context), void *context);
/* Not zero when the store failed: the code; the daemon must end. */
int core_failed(const struct core *core);
/* Calls FAILED on the loop when that happens. */
void core_on_failure(struct core *core, void (*failed)(void *context, int code), void *context);
/* New reference: hold, queue, batches, histogram of batch sizes, in flight, next due. Cheap: no store access.
 */
json_t *core_status(const struct core *core);
/* After a drain; or after the environment died, when what was running is never answered. */
void core_free(struct core *core);

#endif
