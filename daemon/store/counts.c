/* How many there are of everything, kept by the transactions and written once a commit: never a scan. */
#include "store/sql.h"

#include <assert.h>

#define COLUMNS                                                                                              \
    "cases_open, cases_ended, timers, tasks_open, deadlines_open, inbox, outbox_waiting, outbox_ready,"      \
    " outbox_delivered, outbox_accepted, outbox_dead, outbox_held, outbox_unknown, outbox_cancelled, history, last_timer, "    \
    "last_inbox,"                                                                                            \
    " last_outbox"

void count_add(struct store *store, enum count which, int64_t change)
{
    store->counts[which] += change;
    assert(store->counts[which] >= 0);
    store->counts_changed = true;
}

int64_t count_next(struct store *store, enum count which)
{
    count_add(store, which, 1);
    return store->counts[which];
}

static int counts_read(struct store *store, int64_t *counts, struct error *error)
{
    sqlite3_stmt *stmt;
    int code = sql_query(store, error, &stmt, "SELECT " COLUMNS " FROM counts WHERE id = 1");
    if (!code)
        code = sql_next(store, stmt, error);
    for (int i = 0; code == 1 && i < COUNT_END; i++)
        counts[i] = sqlite3_column_int64(stmt, i);
    sql_done(stmt);
    if (code == 0)
        return error_set(error, SENDD_ECORRUPT, "the store has lost its counts");
    return code < 0 ? code : 0;
}

int counts_load(struct store *store, struct error *error)
{
    int code = counts_read(store, store->counts, error);
    store->counts_read = !code;
    return code;
}

int counts_flush(struct store *store, struct error *error)
{
    if (!store->counts_changed)
        return 0;
    struct bound values[COUNT_END];
    for (int i = 0; i < COUNT_END; i++)
        values[i] = NUMBER(store->counts[i]);
    int code = sql_run_values(store, error,
                              "UPDATE counts SET (" COLUMNS
                              ") = (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) WHERE id = 1",
                              values, COUNT_END);
    if (!code)
        store->counts_changed = false;
    return code;
}

int store_counts(struct store *store, json_t **out, struct error *error)
{
    int64_t counts[COUNT_END];
    int code = counts_read(store, counts, error);
    if (code)
        return code;
    static const struct {
        const char *name;
        enum count which;
    } shown[] = {
        {"cases_open", COUNT_CASES_OPEN},
        {"cases_ended", COUNT_CASES_ENDED},
        {"timers", COUNT_TIMERS},
        {"tasks_open", COUNT_TASKS_OPEN},
        {"deadlines_open", COUNT_DEADLINES_OPEN},
        {"inbox", COUNT_INBOX},
        {"outbox_ready", COUNT_OUTBOX + OUTBOX_READY},
        {"outbox_waiting", COUNT_OUTBOX + OUTBOX_WAITING},
        {"outbox_dead", COUNT_OUTBOX + OUTBOX_DEAD},
        {"outbox_held", COUNT_OUTBOX + OUTBOX_HELD},
        {"outbox_unknown", COUNT_OUTBOX + OUTBOX_UNKNOWN},
        {"outbox_cancelled", COUNT_OUTBOX + OUTBOX_CANCELLED},
        {"history", COUNT_HISTORY},
    };
    *out = json_object();
    for (size_t i = 0; i < sizeof shown / sizeof shown[0]; i++)
        json_object_set_new(*out, shown[i].name, json_integer(counts[shown[i].which]));
    json_object_set_new(
        *out, "outbox_done",
        json_integer(counts[COUNT_OUTBOX + OUTBOX_DELIVERED] + counts[COUNT_OUTBOX + OUTBOX_ACCEPTED]));
    return 0;
}
