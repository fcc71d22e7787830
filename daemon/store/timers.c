/* Timers: instants by index. A due one is claimed in the transaction that runs it. */
#include "store/sql.h"

#include "base/mem.h"

int store_timer_drop(struct store *store, const struct kase *kase, const char *name, struct error *error)
{
    int code = sql_run(store, error, "DELETE FROM timer WHERE kase = ? AND name = ?", NUMBER(kase->id),
                       STRING(name));
    if (!code)
        count_add(store, COUNT_TIMERS, -sql_changes(store));
    return code;
}

/* Writes nothing when the case has a timer of this name. */
static int timer_insert(struct store *store, const struct kase *kase, const struct timer *timer,
                        struct error *error)
{
    int64_t school;
    int code = school_number(store, kase->school, &school, error);
    if (code)
        return code;
    char *data = timer->data ? json_canonical(timer->data) : NULL;
    code = sql_run(
        store, error,
        "INSERT INTO timer(id, school, kase, due, held, name, event, data) VALUES(?, ?, ?, ?, ?, ?, ?, ?)"
        " ON CONFLICT(kase, name) DO NOTHING",
        NUMBER(timer->id), NUMBER(school), NUMBER(kase->id), NUMBER(timer->due), NUMBER(kase->held),
        STRING(timer->name), STRING(timer->event), STRING(data));
    mem_free(data);
    return code;
}

/* Nearly always the case has no timer of this name any more, and one statement is enough. Ids are never given
 * twice: a batch may hold the id of a timer that an earlier step of the batch has dropped. */
int store_timer_put(struct store *store, const struct kase *kase, struct timer *timer, struct error *error)
{
    timer->id = count_next(store, LAST_TIMER);
    int code = timer_insert(store, kase, timer, error);
    if (!code && !sql_changes(store)) {
        code = store_timer_drop(store, kase, timer->name, error);
        if (!code)
            code = timer_insert(store, kase, timer, error);
    }
    if (!code)
        count_add(store, COUNT_TIMERS, 1);
    return code;
}

int store_timers_due(struct store *store, instant now, size_t limit, struct due_timer *due, size_t *count,
                     struct error *error)
{
    sqlite3_stmt *stmt;
    *count = 0;
    int code =
        sql_query(store, error, &stmt,
                  "SELECT id, kase, due FROM timer WHERE held = 0 AND due <= ? ORDER BY due, id LIMIT ?",
                  NUMBER(now), NUMBER((int64_t)limit));
    while (code >= 0 && (code = sql_next(store, stmt, error)) == 1)
        due[(*count)++] = (struct due_timer){sqlite3_column_int64(stmt, 0), sqlite3_column_int64(stmt, 1),
                                             sqlite3_column_int64(stmt, 2)};
    sql_done(stmt);
    return code;
}

int store_timer_claim(struct store *store, int64_t id, struct arena *arena, struct timer *out,
                      struct error *error)
{
    sqlite3_stmt *stmt;
    int code = sql_writing(store, error);
    if (code)
        return code;
    *out = (struct timer){.id = id};
    code = sql_query(store, error, &stmt, "DELETE FROM timer WHERE id = ? RETURNING name, due, event, data",
                     NUMBER(id));
    if (!code)
        code = sql_next(store, stmt, error);
    if (code == 0)
        code = error_set(error, SENDD_ENOTFOUND, "timer %lld is gone", (long long)id);
    if (code == 1) {
        out->name = column_text(stmt, 0, arena);
        out->due = sqlite3_column_int64(stmt, 1);
        out->event = column_text(stmt, 2, arena);
        count_add(store, COUNT_TIMERS, -1);
        code = column_json(store, stmt, 3, arena, &out->data, error);
    }
    sql_done(stmt);
    return code;
}

static int instant_read(struct store *store, sqlite3_stmt *stmt, int code, instant *out, struct error *error)
{
    *out = INSTANT_NEVER;
    if (!code)
        code = sql_next(store, stmt, error);
    if (code == 1 && sqlite3_column_type(stmt, 0) != SQLITE_NULL)
        *out = sqlite3_column_int64(stmt, 0);
    sql_done(stmt);
    return code < 0 ? code : 0;
}

/* The earliest later try of each instance: a few index look-ups each. */
static int outbox_next(struct store *store, instant now, instant *out, struct error *error)
{
    struct arena *arena = arena_new();
    struct list instances = LIST_EMPTY;
    *out = INSTANT_NEVER;
    int code = store_outbox_instances(store, arena, &instances, error);
    for (size_t i = 0; !code && i < instances.count; i++) {
        sqlite3_stmt *stmt;
        instant next;
        code = sql_query(store, error, &stmt,
                         "SELECT min(next_try) FROM outbox WHERE state = 1 AND instance = ? AND next_try > ?",
                         STRING(instances.items[i]), NUMBER(now));
        code = instant_read(store, stmt, code, &next, error);
        if (next < *out)
            *out = next;
    }
    list_free(&instances);
    arena_free(arena);
    return code;
}

int store_next_due(struct store *store, instant now, struct next_due *out, struct error *error)
{
    sqlite3_stmt *stmt;
    instant waiting;
    *out = (struct next_due){INSTANT_NEVER, INSTANT_NEVER, false};
    int code = sql_query(store, error, &stmt, "SELECT min(due) FROM timer WHERE held = 0");
    code = instant_read(store, stmt, code, &out->timer, error);
    if (code)
        return code;
    code = sql_query(store, error, &stmt, "SELECT min(id) FROM inbox WHERE held = 0");
    code = instant_read(store, stmt, code, &waiting, error);
    out->inbox = waiting != INSTANT_NEVER;
    return code ? code : outbox_next(store, now, &out->outbox, error);
}
