/* Inside the store room: the handle, and the few verbs through which every file here talks to SQLite.
 *
 * Statements are prepared once per connection and found again by the address of their text, so pass string
 * literals. A failure that ends the transaction (disk full, I/O, corruption) is remembered in the handle:
 * what follows in the same transaction fails with the same code instead of committing by itself. */
#ifndef SENDD_STORE_SQL_H
#define SENDD_STORE_SQL_H

#include "store/store.h"

#include <sqlite3.h>

/* Kept by the transactions; the columns of table counts, in this order. */
enum count {
    COUNT_CASES_OPEN,
    COUNT_CASES_ENDED,
    COUNT_TIMERS,
    COUNT_TASKS_OPEN,
    COUNT_DEADLINES_OPEN,
    COUNT_INBOX,
    COUNT_OUTBOX, /* + enum outbox_state: eight of them */
    COUNT_HISTORY = COUNT_OUTBOX + OUTBOX_CANCELLED + 1,
    LAST_TIMER, /* the highest id ever given, so that no id is given twice */
    LAST_INBOX,
    LAST_OUTBOX, /* ids and turns in a lane come from here */
    COUNT_END
};

enum { HASH_SIZE = 32, STATEMENT_SLOTS = 256 };

struct statement {
    const char *text; /* the literal it was prepared from; NULL: free slot */
    sqlite3_stmt *stmt;
};

/* A number found by its name, so that hot paths need no look-up; emptied by a rollback. */
struct known {
    int64_t id;
    char *name;
    int64_t change; /* definitions: open cases gained in this transaction, not yet written */
};

struct store {
    struct env *env;
    sqlite3 *db;
    sqlite3 *lock; /* a writer's claim: holds PATH.lock exclusively as long as it lives */
    bool reader;
    bool writing; /* between store_begin and its end */
    int failed;   /* EIO or ECORRUPT once seen: nothing more is done */
    int lost;     /* the failure that ended the transaction before its time; store_begin clears it */
    struct statement statements[STATEMENT_SLOTS];
    int64_t counts[COUNT_END]; /* writer: what table counts holds once this transaction is committed */
    bool counts_read, counts_changed;
    int64_t head_seq; /* writer: the chain's last row */
    unsigned char head_hash[HASH_SIZE];
    bool head_read;
    json_t *shared;                   /* number of a shared text -> the text; NULL: none read yet */
    struct list schools, definitions; /* of struct known * */
};

/* One parameter of a statement. */
struct bound {
    enum { BOUND_NULL, BOUND_NUMBER, BOUND_TEXT, BOUND_BYTES } kind;
    int64_t number;
    const void *bytes; /* NULL: SQL NULL */
    size_t size;
};
#define NUMBER(n)        ((struct bound){.kind = BOUND_NUMBER, .number = (n)})
#define STRING(s)        ((struct bound){.kind = BOUND_TEXT, .bytes = (s)})
#define BYTES(p, n)      ((struct bound){.kind = BOUND_BYTES, .bytes = (p), .size = (n)})
#define DATE(d)          (date_is(d) ? NUMBER((d).day) : (struct bound){.kind = BOUND_NULL})
#define NUMBER_OR(n)     ((n) ? NUMBER(n) : (struct bound){.kind = BOUND_NULL})
#define VALUES(...)      ((const struct bound[]){__VA_ARGS__})
#define VALUE_COUNT(...) (sizeof VALUES(__VA_ARGS__) / sizeof(struct bound))

/* Runs a statement that changes something; only inside a transaction. Returns 0 or a SENDD_E. */
#define sql_run(store, error, text, ...)                                                                     \
    sql_run_values(store, error, text, VALUES(__VA_ARGS__), VALUE_COUNT(__VA_ARGS__))
/* Starts a statement that gives rows; the values must live until sql_done. */
#define sql_query(store, error, out, text, ...)                                                              \
    sql_query_values(store, error, out, text, VALUES(__VA_ARGS__), VALUE_COUNT(__VA_ARGS__))

int sql_run_values(struct store *store, struct error *error, const char *text, const struct bound *values,
                   size_t count);
int sql_query_values(struct store *store, struct error *error, sqlite3_stmt **out, const char *text,
                     const struct bound *values, size_t count);
/* 1: a row is there; 0: no more; else a SENDD_E. */
int sql_next(struct store *store, sqlite3_stmt *stmt, struct error *error);
/* Ends a query; NULL is allowed. */
void sql_done(sqlite3_stmt *stmt);
/* How many rows the last sql_run changed. */
int64_t sql_changes(const struct store *store);
/* Runs fixed SQL text of one or more statements, prepared for this once. */
int sql_script(struct store *store, const char *text, struct error *error);
/* Turns SQLite's RC into our code and ERROR, and ends the transaction when it is gone. */
int sql_fail(struct store *store, int rc, struct error *error);
/* 0 inside a transaction that is alive; else its failure. */
int sql_writing(struct store *store, struct error *error);
void sql_forget(struct store *store); /* finalizes all statements */

/* --- columns --- */
const char *column_text(sqlite3_stmt *stmt, int column, struct arena *arena); /* NULL stays NULL */
struct date column_date(sqlite3_stmt *stmt, int column);
/* Parses a JSON column; NULL for SQL NULL. The new reference is ARENA's when that is not NULL. */
int column_json(struct store *store, sqlite3_stmt *stmt, int column, struct arena *arena, json_t **out,
                struct error *error);
json_t *column_string(sqlite3_stmt *stmt, int column); /* a JSON string, or null */
json_t *json_date(struct date date);                   /* "2026-09-18", or null */
json_t *json_instant(instant at); /* "2026-09-18T08:00:00+01:00", or null for INSTANT_NEVER */
/* Ends a function that filled *LIST: drops it when CODE is a failure. Returns CODE. */
int list_finish(int code, json_t **list);

/* --- shared between the files of this room --- */
void count_add(struct store *store, enum count which, int64_t change);
int64_t count_next(struct store *store, enum count which); /* the next id */
int counts_load(struct store *store, struct error *error);
int counts_flush(struct store *store, struct error *error);
/* The number of SCHOOL; EINVALID when store_school_put never saw it. NULL gives 0. */
int school_number(struct store *store, const char *school, int64_t *out, struct error *error);
int definition_number(struct store *store, const char *hash, int64_t *out, struct error *error);
int definition_know(struct store *store, int64_t definition, struct error *error); /* before definition_use */
void definition_use(struct store *store, int64_t definition, int64_t change);
int definitions_flush(struct store *store, struct error *error);
/* The chain's end: checked against its own hash and the count when the writer opens. */
int history_head_check(struct store *store, struct error *error);
void known_forget(struct list *known);
struct known *known_find(const struct list *known, const char *name);
void known_add(struct list *known, int64_t id, const char *name);
/* The case whose number is asked for by reference; ENOTFOUND with a hint. */
int case_number(struct store *store, const char *reference, int64_t *out, struct error *error);

#endif
