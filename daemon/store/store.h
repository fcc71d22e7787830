/* Everything durable: the narrow contract between the running system and SQLite. No other room knows SQL.
 *
 * One writer handle, used by one thread at a time (the batch's worker); any number of readers, each with its own handle. All
 * changes happen between store_begin and store_commit. Functions return 0 or a SENDD_E code; EIO, EFULL and ECORRUPT
 * mean that the transaction is gone and, but for EFULL, that the daemon must stop. Loaded things live in the ARENA
 * given; json_t results are new references. After EFULL, EIO or ECORRUPT inside a transaction all that follows in it fails
 * with the same code; after EIO and ECORRUPT the handle does nothing more.
 *
 * In the lists for people an instant is "2026-09-18T08:00:00+01:00", a date "2026-09-18", "case" a reference; what there is
 * none of is null. */
#ifndef SENDD_STORE_STORE_H
#define SENDD_STORE_STORE_H

#include "env/env.h"
#include "workflow/case.h"

struct store;

enum store_sync { STORE_SYNC_FULL, STORE_SYNC_NORMAL }; /* NORMAL exists for the fault tests' negative control only */

struct store_options {
    const char *path;
    bool create;     /* make the file when it is missing */
    bool reader;     /* read-only connection */
    bool jumping;    /* the store belongs to a jumping clock; a mismatch with the file is refused */
    enum store_sync sync;
};

/* Opens, reads the pragmas back, migrates forward, refuses a newer schema (EINVALID), a store of the other kind of clock
 * (EREFUSED), a second writer (EBUSY: PATH.lock is held), a history whose last row is damaged or cut off (ECORRUPT). Reads no
 * table as a whole. A reader never migrates. ENOTFOUND: no such file. */
int store_open(struct env *env, const struct store_options *options, struct store **out, struct error *error);
void store_close(struct store *store);
/* A copy of the store PATH as the new file TO: one snapshot, whatever its schema, beside a running writer. */
int store_copy(struct env *env, const char *path, const char *to, struct error *error);

int store_begin(struct store *store, struct error *error);
int store_commit(struct store *store, struct error *error); /* synced when it returns 0 */
void store_rollback(struct store *store);

/* --- schools and counts --- */
int store_school_put(struct store *store, const char *school, const char *name, struct error *error);
/* Kept by the transactions themselves, so never a scan: {"cases_open", "cases_ended", "timers", "tasks_open",
 * "deadlines_open", "inbox", "outbox_ready", "outbox_waiting", "outbox_dead", "outbox_held", "outbox_unknown",
 * "outbox_done", "history"}. */
int store_counts(struct store *store, json_t **out, struct error *error);

/* --- definitions: what cases are pinned to --- */
int store_definition_put(struct store *store, const char *hash, const char *workflow, int64_t version,
                         const char *canonical, instant now, struct error *error); /* no-op when there */
int store_definition_get(struct store *store, const char *hash, struct arena *arena, const char **canonical,
                         struct error *error);
/* The whole hash of the definition whose hash begins with the hex digits PREFIX. ENOTFOUND: none. */
int store_definition_find(struct store *store, const char *prefix, struct arena *arena, const char **hash,
                          struct error *error);
/* The hash of the definition of WORKFLOW with VERSION that was added last. ENOTFOUND: none. */
int store_definition_version(struct store *store, const char *workflow, int64_t version, struct arena *arena,
                             const char **hash, struct error *error);
/* The codes of all schools that there ever were: an array of strings. */
int store_school_list(struct store *store, json_t **out, struct error *error);
int store_school_open(struct store *store, const char *school, int64_t *cases, struct error *error); /* its open cases */
/* The definitions that open cases are pinned to: [{"hash","workflow","version","open"}]. */
int store_definitions_in_use(struct store *store, json_t **out, struct error *error);

/* Those that NAME stands for, "WORKFLOW@VERSION" or the first hex digits of a hash, the last added first:
 * [{"hash","workflow","version","added"}]; empty when there is none. EINVALID: NAME is neither. */
int store_definitions_named(struct store *store, const char *name, struct arena *arena, json_t **out,
                            struct error *error);

/* --- cases --- */
/* Gives the next reference of PREFIX in YEAR: "EHC-2026-0041". */
int store_reference_next(struct store *store, const char *school, const char *prefix, int year, struct arena *arena,
                         const char **out, struct error *error);
int store_case_insert(struct store *store, struct kase *kase, instant now, struct error *error); /* sets id */
/* Writes states, fields, kept, memory, ended, held, revision, and the definition it is pinned to. */
int store_case_save(struct store *store, const struct kase *kase, instant now, struct error *error);
/* The same, with UNDO: text that says how to take this step back; it replaces that of the step before. */
int store_case_step(struct store *store, const struct kase *kase, const char *undo, instant now, struct error *error);
/* The text that the last store_case_step of case ID left; *OUT NULL: none. */
int store_case_undo(struct store *store, int64_t id, struct arena *arena, const char **out, struct error *error);
/* With its open deadlines, open tasks and armed timers. */
int store_case_load(struct store *store, const char *reference, struct arena *arena, struct kase **out,
                    struct error *error);
int store_case_load_id(struct store *store, int64_t id, struct arena *arena, struct kase **out, struct error *error);

struct case_filter {
    const char *school, *workflow, *state, *subject; /* NULL: any */
    bool ended;                                      /* include ended ones */
    int64_t after;                                   /* id to page from; 0: start */
    int64_t limit;                                   /* 1..1000 */
    const char *parent;                              /* only cases that this one invoked; NULL: any */
};
/* [{"id","case","school","workflow","subject","states":[...],"revision","ended","held","started","changed","parent" (the
 * case that invoked it),"invokeid" (what that one calls it)}], by id. A child that has not begun has no states. */
int store_case_list(struct store *store, const struct case_filter *filter, json_t **out, struct error *error);

/* --- timers --- */
int store_timer_put(struct store *store, const struct kase *kase, struct timer *timer, struct error *error);
int store_timer_drop(struct store *store, const struct kase *kase, const char *name, struct error *error);
/* What the loop must wake for. */
struct next_due {
    instant timer;  /* the earliest timer of a case that is not held; INSTANT_NEVER: none */
    instant outbox; /* the earliest next_try later than NOW of a READY row; INSTANT_NEVER: none. Rows due already wait
                     * for room or for their outcome, which wake the loop themselves */
    bool inbox;     /* some row waits whose case is not held */
};
int store_next_due(struct store *store, instant now, struct next_due *out, struct error *error);
struct due_timer {
    int64_t timer, kase; /* ids */
    instant due;
};
/* At most LIMIT timers due at NOW, earliest first, into DUE; *COUNT of them. */
int store_timers_due(struct store *store, instant now, size_t limit, struct due_timer *due, size_t *count,
                     struct error *error);
/* Takes timer ID away: the claim. ENOTFOUND when it is gone. Fills OUT. */
int store_timer_claim(struct store *store, int64_t id, struct arena *arena, struct timer *out, struct error *error);

/* --- deadlines and tasks --- */
int store_deadline_put(struct store *store, const struct kase *kase, struct deadline *deadline, instant now,
                       struct error *error);
/* DEADLINE is found by its id. ENOTFOUND: it is not open. */
int store_deadline_close(struct store *store, const struct kase *kase, const struct deadline *deadline,
                         enum deadline_status status, struct date closed_on, const char *reason, const char *by,
                         instant now, struct error *error);
int store_deadline_told(struct store *store, const struct deadline *deadline, struct error *error);
/* A copy of the closed deadline ID of case KASE, open again from NOW; the closed row stays as it is. *OUT is its id. */
int store_deadline_reopen(struct store *store, int64_t kase, int64_t id, instant now, int64_t *out,
                          struct error *error);
struct deadline_filter {
    const char *school, *reference; /* NULL: any */
    struct date until;              /* due on or before; DATE_NONE: any */
    bool closed;                    /* include closed ones */
    bool moved;                     /* only those that another date took the place of, the latest first, with "now" */
    int64_t limit;
};
/* By due date: [{"id","case","school","workflow","name","rule","version","title","owner","kind","anchor","due","earliest",
 * "provisional","status":"open|met|late|lapsed|superseded","closed_on","reason","by"}]. */
int store_deadline_list(struct store *store, const struct deadline_filter *filter, json_t **out, struct error *error);
int store_task_put(struct store *store, const struct kase *kase, struct task *task, instant now, struct error *error);
int store_task_close(struct store *store, const struct task *task, bool done, const char *by, instant now,
                     struct error *error);
/* A copy of the closed task ID of case KASE, open again from NOW; the closed row stays as it is. *OUT is its id. */
int store_task_reopen(struct store *store, int64_t kase, int64_t id, instant now, int64_t *out, struct error *error);
/* The case reference and the task of an open task's id. ENOTFOUND: none; ECONFLICT: already closed. */
int store_task_get(struct store *store, int64_t id, struct arena *arena, const char **reference, struct task *out,
                   struct error *error);
struct task_filter {
    const char *school, *role, *reference;
    bool closed;
    int64_t limit;
};
/* By due date, those without one last: [{"id","case","school","workflow","name","role","title","due","event","form",
 * "status":"open|done|dropped","opened","by"}]; "form" is absent when there is none. */
int store_task_list(struct store *store, const struct task_filter *filter, json_t **out, struct error *error);

/* --- inbox: events for a case that another transaction wrote; each is consumed once --- */
struct inbox_item {
    int64_t id, kase;
    struct event event;
};
int store_inbox_put(struct store *store, int64_t kase, const struct event *event, const char *school,
                    struct error *error);
/* Rows of cases that are not held, oldest first. */
int store_inbox_due(struct store *store, size_t limit, struct arena *arena, struct list *out /* of inbox_item */,
                    struct error *error);
int store_inbox_take(struct store *store, int64_t id, struct error *error); /* ENOTFOUND when it is gone */
/* What waits for case KASE will not be taken any more. */
int store_inbox_drop(struct store *store, int64_t kase, struct error *error);
/* *OUT: an event NAME waits for case KASE. */
int store_inbox_waits(struct store *store, int64_t kase, const char *name, bool *out, struct error *error);
int store_inbox_has(struct store *store, int64_t id, bool *out, struct error *error); /* it waits there still */
int64_t store_inbox_last(const struct store *store); /* the id of the row that was put last */
/* Open cases that have an open deadline or task, and for which no event NAME waits. */
struct case_place {
    int64_t kase;
    const char *school; /* its code */
};
int store_cases_dated(struct store *store, const char *name, struct arena *arena, struct list *out /* of case_place */,
                      struct error *error);
/* What the store keeps about itself: *OUT is NULL when it has nothing called NAME. */
int store_about_get(struct store *store, const char *name, struct arena *arena, const char **out, struct error *error);
int store_about_put(struct store *store, const char *name, const char *value, struct error *error);
/* Open cases of WORKFLOW (NULL: any) about SUBJECT: ids. */
int store_cases_of(struct store *store, const char *subject, const char *workflow, struct arena *arena,
                   struct list *out /* of int64_t * */, struct error *error);

/* --- outbox: intent, then effect, then outcome --- */
enum outbox_state {
    OUTBOX_WAITING,   /* an earlier message to the same recipient of the same case goes first */
    OUTBOX_READY,     /* may go at next_try */
    OUTBOX_DELIVERED,
    OUTBOX_ACCEPTED,
    OUTBOX_DEAD,      /* rejected, or out of attempts: a person must look */
    OUTBOX_HELD,      /* a person must release it */
    OUTBOX_UNKNOWN,   /* may or may not have arrived */
    OUTBOX_CANCELLED  /* a person's correction came before it went */
};
struct outbox {
    int64_t id;
    int64_t kase;          /* id; 0: none */
    const char *school;
    const char *reference; /* the case's */
    const char *key;       /* same at every attempt: 32 hex digits of randomness */
    const char *notice;    /* "notice.TEMPLATE" */
    const char *recipient; /* record, "contact/C0007" */
    const char *instance;  /* plugin instance */
    const char *address;
    const char *subject, *body;
    enum outbox_state state;
    int64_t attempts;      /* made since it was intended, or since a person last made it ready again */
    instant intended, next_try;
    const char *detail;    /* of the last outcome, or why it is held */
    const char *result;    /* the receiver's reference */
};
/* STATE on entry is READY or HELD; a READY one becomes WAITING when its lane (case and recipient) is taken. Sets id. */
int store_outbox_put(struct store *store, struct outbox *row, struct error *error);
int store_outbox_get(struct store *store, int64_t id, struct arena *arena, struct outbox *out, struct error *error);
/* At most LIMIT rows of INSTANCE, READY with next_try <= NOW, whose id is not in SKIP (sorted), earliest first; of
 * struct outbox *. By instance, so that one that is stuck never hides the rows of another. */
int store_outbox_due(struct store *store, const char *instance, instant now, const int64_t *skip, size_t skipped,
                     size_t limit, struct arena *arena, struct list *out, struct error *error);
/* The instances that READY rows name, of const char *; by index, never a scan. */
int store_outbox_instances(struct store *store, struct arena *arena, struct list *out, struct error *error);
/* Records one attempt's outcome and the row's new state; when the row leaves the lane's head, the next WAITING one
 * becomes READY. KIND is plugin/supervisor.h's outcome name: "delivered", "retry", ... */
/* ECONFLICT: the row is not READY, so it has no delivery under way. STATE is any but WAITING; NEXT_TRY counts for READY. */
int store_outbox_outcome(struct store *store, int64_t id, const char *kind, const char *detail, const char *result,
                         enum outbox_state state, instant next_try, instant now, struct error *error);
/* Makes a dead, held or unknown row ready again, behind what is in its lane, with all its attempts before it. ECONFLICT for
 * others. */
int store_outbox_retry(struct store *store, int64_t id, instant now, struct error *error);
/* Nothing is sent of a waiting, ready, held or dead row any more; DETAIL says why. The caller knows that it has no
 * delivery under way. ECONFLICT for others. */
int store_outbox_cancel(struct store *store, int64_t id, const char *detail, instant now, struct error *error);
/* The messages of case KASE, oldest first; of struct outbox *, with their bodies. */
int store_outbox_of(struct store *store, int64_t kase, struct arena *arena, struct list *out, struct error *error);
/* *OUT: some attempt of message ID may have arrived. */
int store_outbox_doubtful(struct store *store, int64_t id, bool *out, struct error *error);
struct outbox_filter {
    int state;             /* -1: any */
    const char *school, *reference;
    int64_t after, limit;
    bool newest; /* the last LIMIT of them rather than the first */
};
/* By id, without address and body: [{"id","case","school","notice","recipient","instance","subject","state","attempts",
 * "intended","next_try","detail","result"}]. */
int store_outbox_list(struct store *store, const struct outbox_filter *filter, json_t **out, struct error *error);
/* All its attempts, numbered from 1: [{"attempt","at","kind","detail"}]. */
int store_outbox_attempts(struct store *store, int64_t id, json_t **out, struct error *error);
const char *outbox_state_name(enum outbox_state state);
int outbox_state_from(const char *name); /* -1: no such state */

/* --- history: append-only, one hash chain for the whole store --- */
struct history {
    int64_t kase;       /* id; 0: about no case */
    const char *school; /* NULL: about the whole installation */
    instant at;
    const char *kind;   /* "start", "event", "timer", "import", "outbox", "reload", ... */
    json_t *body;       /* stored as canonical bytes; the hash is over these */
};
/* Hash = BLAKE2b-256, no key, over: previous hash (32 bytes; zeros before row 1) | seq | case | school | at | kind | algorithm |
 * key | body. A number is 8 bytes, most significant first, two's complement. School (its id as text), kind and body are
 * their length as a number and then their bytes; an absent school is the number -1 alone. So no two rows give the same
 * stream. algorithm 1 is this one; key 0: the body is not sealed. tests/unit/store/verify_chain.py is a second verifier. */
int store_history_append(struct store *store, const struct history *row, struct error *error);
/* A case's rows after SEQ, or everybody's with KASE 0: [{"seq","at","kind","body"}]. */
int store_history_list(struct store *store, int64_t kase, int64_t after, int64_t limit, json_t **out,
                       struct error *error);
/* The seq of the row appended last. */
int64_t store_history_last(const struct store *store);
/* One row by its SEQ, or as they follow each other: the first rows after SEQ of case KASE, at most LIMIT, of struct
 * history_row *. ENOTFOUND: no such row. */
struct history_row {
    int64_t seq;
    instant at;
    const char *kind;
    json_t *body; /* in the arena */
};
int store_history_row(struct store *store, int64_t seq, struct arena *arena, struct history_row *out,
                      struct error *error);
int store_history_rows(struct store *store, int64_t kase, int64_t after, int64_t limit, struct arena *arena,
                       struct list *out, struct error *error);
struct audit {
    int64_t rows;
    char head[65];    /* hex of the last hash */
    int64_t bad;      /* first bad seq; 0: none */
    char reason[128]; /* what is wrong with it */
};
/* Streams all rows of one snapshot. A damaged log is no failure: OUT says so. A cut tail is seen only by the count kept in
 * the same file, or by whoever kept a head elsewhere; so is a whole chain made anew. */
int store_history_verify(struct store *store, struct audit *out, struct error *error);

/* --- idempotency keys --- */
/* ENOTFOUND: not seen, or longer than 8 days ago. Else the answer given then. */
int store_request_get(struct store *store, const char *key, struct arena *arena, int *status, const char **answer,
                      struct error *error);
int store_request_put(struct store *store, const char *key, int status, const char *answer, instant now,
                      struct error *error);

/* --- records: typed by the registers; here JSON with id and revision --- */
/* REFERENCE is "REGISTER/ID". The object has "id", "revision" and the fields. */
int store_record_get(struct store *store, const char *school, const char *reference, json_t **out, struct error *error);
/* The same as it was in REVISION. */
int store_record_at(struct store *store, const char *school, const char *reference, int64_t revision, json_t **out,
                    struct error *error);
/* Inserts or revises; the old revision is kept. LINK is the reference of the record it belongs to (a contact's pupil), or NULL.
 * Equal data is no revision: *CHANGED says. */
int store_record_put(struct store *store, const char *school, const char *reference, const char *link,
                     const json_t *data, instant now, bool *changed, struct error *error);
/* Records of REGISTER, or with LINK those linked to it: JSON array. */
int store_record_list(struct store *store, const char *school, const char *register_id, const char *link,
                      json_t **out, struct error *error);

/* Gives the pages freed by deletions back, drops old idempotency keys and truncates the WAL, each in one bounded bite;
 * called when quiet, outside a transaction. */
int store_tidy(struct store *store, struct error *error);

#endif
