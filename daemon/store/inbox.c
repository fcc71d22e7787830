/* The inbox: what one case's transaction has for another case, taken once. */
#include "store/sql.h"

#include "base/mem.h"

/* NULL for what comes from people, plugins and timers; free with mem_free. */
static char *origin_write(const struct event *event)
{
    json_t *origin =
        json_pack("{s:s*, s:s*, s:s*, s:s*}", "sendid", event->sendid, "origin", event->origin, "invokeid",
                  event->invokeid, "type", event->type == EVENT_PLATFORM ? "platform" : NULL);
    if (event->hops)
        json_object_set_new(origin, "hops", json_integer(event->hops));
    char *text = json_object_size(origin) ? json_canonical(origin) : NULL;
    json_decref(origin);
    return text;
}

static int origin_read(struct store *store, sqlite3_stmt *stmt, int column, struct arena *arena,
                       struct event *event, struct error *error)
{
    json_t *origin = NULL;
    int code = column_json(store, stmt, column, arena, &origin, error);
    event->sendid = json_text(origin, "sendid");
    event->origin = json_text(origin, "origin");
    event->invokeid = json_text(origin, "invokeid");
    event->hops = (int)json_number(origin, "hops", 0);
    if (string_equal(json_text(origin, "type"), "platform"))
        event->type = EVENT_PLATFORM;
    return code;
}

int store_inbox_put(struct store *store, int64_t kase, const struct event *event, const char *school,
                    struct error *error)
{
    int64_t number;
    int code = school_number(store, school, &number, error);
    if (code)
        return code;
    char *data = event->data ? json_canonical(event->data) : NULL, *origin = origin_write(event);
    code = sql_run(
        store, error,
        "INSERT INTO inbox(id, school, kase, held, happened, recorded, name, sender, timer, task, data,"
        " origin) SELECT ?1, ?2, c.id, c.held, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11 FROM cases c WHERE c.id = ?3",
        NUMBER(count_next(store, LAST_INBOX)), NUMBER(number), NUMBER(kase), DATE(event->happened),
        NUMBER(event->recorded), STRING(event->name), STRING(event->by), STRING(event->timer),
        STRING(event->task), STRING(data), STRING(origin));
    mem_free(data);
    mem_free(origin);
    if (code)
        return code;
    if (!sql_changes(store))
        return error_set(error, SENDD_ENOTFOUND, "there is no case with number %lld", (long long)kase);
    count_add(store, COUNT_INBOX, 1);
    return 0;
}

int store_inbox_due(struct store *store, size_t limit, struct arena *arena, struct list *out,
                    struct error *error)
{
    sqlite3_stmt *stmt;
    int code = sql_query(
        store, error, &stmt,
        "SELECT id, kase, happened, recorded, name, sender, timer, task, data, origin FROM inbox WHERE"
        " held = 0"
        " ORDER BY id LIMIT ?",
        NUMBER((int64_t)limit));
    while (code >= 0 && (code = sql_next(store, stmt, error)) == 1) {
        struct inbox_item *item = arena_alloc(arena, sizeof *item);
        *item = (struct inbox_item){
            .id = sqlite3_column_int64(stmt, 0),
            .kase = sqlite3_column_int64(stmt, 1),
            .event = {.name = column_text(stmt, 4, arena),
                      .happened = column_date(stmt, 2),
                      .recorded = sqlite3_column_int64(stmt, 3),
                      .by = column_text(stmt, 5, arena),
                      .timer = column_text(stmt, 6, arena),
                      .task = column_text(stmt, 7, arena)},
        };
        code = column_json(store, stmt, 8, arena, &item->event.data, error);
        if (!code)
            code = origin_read(store, stmt, 9, arena, &item->event, error);
        list_add(out, item);
    }
    sql_done(stmt);
    return code;
}

int store_inbox_take(struct store *store, int64_t id, struct error *error)
{
    int code = sql_run(store, error, "DELETE FROM inbox WHERE id = ?", NUMBER(id));
    if (code)
        return code;
    if (!sql_changes(store))
        return error_set(error, SENDD_ENOTFOUND, "inbox row %lld is gone", (long long)id);
    count_add(store, COUNT_INBOX, -1);
    return 0;
}

int store_inbox_drop(struct store *store, int64_t kase, struct error *error)
{
    int code = sql_run(store, error, "DELETE FROM inbox WHERE kase = ?", NUMBER(kase));
    if (!code)
        count_add(store, COUNT_INBOX, -sql_changes(store));
    return code;
}

int64_t store_inbox_last(const struct store *store)
{
    return store->counts[LAST_INBOX];
}

/* Whether a query of one row finds it. */
static int row_found(struct store *store, sqlite3_stmt *stmt, int code, bool *out, struct error *error)
{
    if (!code)
        code = sql_next(store, stmt, error);
    *out = code == 1;
    sql_done(stmt);
    return code < 0 ? code : 0;
}

int store_inbox_has(struct store *store, int64_t id, bool *out, struct error *error)
{
    sqlite3_stmt *stmt;
    int code = sql_query(store, error, &stmt, "SELECT 1 FROM inbox WHERE id = ?", NUMBER(id));
    return row_found(store, stmt, code, out, error);
}

int store_inbox_waits(struct store *store, int64_t kase, const char *name, bool *out, struct error *error)
{
    sqlite3_stmt *stmt;
    int code = sql_query(store, error, &stmt, "SELECT 1 FROM inbox WHERE kase = ? AND name = ? LIMIT 1",
                         NUMBER(kase), STRING(name));
    return row_found(store, stmt, code, out, error);
}

int store_cases_dated(struct store *store, const char *name, struct arena *arena, struct list *out, struct error *error)
{
    sqlite3_stmt *stmt;
    int code = sql_query(store, error, &stmt,
                         "SELECT c.id, s.code FROM cases c JOIN school s ON s.id = c.school WHERE c.ended = 0 AND c.id IN"
                         " (SELECT kase FROM deadline WHERE status = 0 UNION SELECT kase FROM task WHERE status = 0)"
                         " AND NOT EXISTS (SELECT 1 FROM inbox i WHERE i.kase = c.id AND"
                         " i.name = ?) ORDER BY c.id",
                         STRING(name));
    while (code >= 0 && (code = sql_next(store, stmt, error)) == 1) {
        struct case_place *place = arena_alloc(arena, sizeof *place);
        *place = (struct case_place){sqlite3_column_int64(stmt, 0), column_text(stmt, 1, arena)};
        list_add(out, place);
    }
    sql_done(stmt);
    return code;
}
