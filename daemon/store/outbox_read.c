/* Reading the outbox: what is due, one row, lists for people. */
#include "store/outbox.h"

#include <sodium.h>

int outbox_missing(int64_t id, struct error *error)
{
    error_set(error, SENDD_ENOTFOUND, "there is no message %lld", (long long)id);
    return error_hint(error, "list the messages with: sendctl outbox list");
}

#define OUTBOX_ROW                                                                                           \
    "SELECT o.id, o.kase, s.code, c.reference, o.key, o.notice, o.recipient, o.instance, o.address, "        \
    "o.subject, o.body,"                                                                                     \
    " o.state, o.attempts, o.intended, o.next_try, o.detail, o.result FROM outbox o JOIN school s ON s.id "  \
    "= o.school"                                                                                             \
    " LEFT JOIN cases c ON c.id = o.kase"

static void row_read(sqlite3_stmt *stmt, struct arena *arena, struct outbox *out)
{
    char *key = arena_alloc(arena, KEY_SIZE * 2 + 1);
    if (sqlite3_column_bytes(stmt, 4) == KEY_SIZE)
        sodium_bin2hex(key, KEY_SIZE * 2 + 1, sqlite3_column_blob(stmt, 4), KEY_SIZE);
    *out = (struct outbox){
        .id = sqlite3_column_int64(stmt, 0),
        .kase = sqlite3_column_int64(stmt, 1),
        .school = column_text(stmt, 2, arena),
        .reference = column_text(stmt, 3, arena),
        .key = key,
        .notice = column_text(stmt, 5, arena),
        .recipient = column_text(stmt, 6, arena),
        .instance = column_text(stmt, 7, arena),
        .address = column_text(stmt, 8, arena),
        .subject = column_text(stmt, 9, arena),
        .body = column_text(stmt, 10, arena),
        .state = (enum outbox_state)sqlite3_column_int(stmt, 11),
        .attempts = sqlite3_column_int64(stmt, 12),
        .intended = sqlite3_column_int64(stmt, 13),
        .next_try = sqlite3_column_int64(stmt, 14),
        .detail = column_text(stmt, 15, arena),
        .result = column_text(stmt, 16, arena),
    };
}

int store_outbox_get(struct store *store, int64_t id, struct arena *arena, struct outbox *out,
                     struct error *error)
{
    sqlite3_stmt *stmt;
    int code = sql_query(store, error, &stmt, OUTBOX_ROW " WHERE o.id = ?", NUMBER(id));
    if (!code)
        code = sql_next(store, stmt, error);
    if (code == 1)
        row_read(stmt, arena, out);
    sql_done(stmt);
    if (code == 0)
        return outbox_missing(id, error);
    return code < 0 ? code : 0;
}

static bool skipped_has(const int64_t *skip, size_t count, int64_t id)
{
    size_t low = 0, high = count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (skip[middle] == id)
            return true;
        if (skip[middle] < id)
            low = middle + 1;
        else
            high = middle;
    }
    return false;
}

int store_outbox_due(struct store *store, const char *instance, instant now, const int64_t *skip,
                     size_t skipped, size_t limit, struct arena *arena, struct list *out, struct error *error)
{
    sqlite3_stmt *stmt;
    size_t found = 0;
    int code = sql_query(store, error, &stmt,
                         OUTBOX_ROW " WHERE o.state = 1 AND o.instance = ? AND o.next_try <= ?"
                                    " ORDER BY o.next_try, o.id LIMIT ?",
                         STRING(instance), NUMBER(now), NUMBER((int64_t)(limit + skipped)));
    while (code >= 0 && found < limit && (code = sql_next(store, stmt, error)) == 1) {
        if (skipped_has(skip, skipped, sqlite3_column_int64(stmt, 0)))
            continue;
        struct outbox *row = arena_alloc(arena, sizeof *row);
        row_read(stmt, arena, row);
        list_add(out, row);
        found++;
    }
    sql_done(stmt);
    return code < 0 ? code : 0;
}

/* From each name to the next greater one: as many look-ups as there are names. */
int store_outbox_instances(struct store *store, struct arena *arena, struct list *out, struct error *error)
{
    sqlite3_stmt *stmt;
    const char *last = "";
    while (last) {
        int code =
            sql_query(store, error, &stmt,
                      "SELECT min(instance) FROM outbox WHERE state = 1 AND instance > ?", STRING(last));
        if (!code)
            code = sql_next(store, stmt, error);
        last = code == 1 ? column_text(stmt, 0, arena) : NULL;
        sql_done(stmt);
        if (code < 0)
            return code;
        if (last)
            list_add(out, (void *)(uintptr_t)last);
    }
    return 0;
}

int store_outbox_of(struct store *store, int64_t kase, struct arena *arena, struct list *out,
                    struct error *error)
{
    sqlite3_stmt *stmt;
    int code = sql_query(store, error, &stmt, OUTBOX_ROW " WHERE o.kase = ? ORDER BY o.id", NUMBER(kase));
    while (code >= 0 && (code = sql_next(store, stmt, error)) == 1) {
        struct outbox *row = arena_alloc(arena, sizeof *row);
        row_read(stmt, arena, row);
        list_add(out, row);
    }
    sql_done(stmt);
    return code;
}

int store_outbox_doubtful(struct store *store, int64_t id, bool *out, struct error *error)
{
    sqlite3_stmt *stmt;
    int code = sql_query(store, error, &stmt,
                         "SELECT 1 FROM attempt WHERE outbox = ? AND kind = 'unknown' LIMIT 1", NUMBER(id));
    if (!code)
        code = sql_next(store, stmt, error);
    *out = code == 1;
    sql_done(stmt);
    return code < 0 ? code : 0;
}

/* No address and no body: lists are read by more people than single messages. */
static json_t *row_json(sqlite3_stmt *stmt)
{
    json_t *row = json_pack("{s:I, s:o, s:o, s:o, s:o, s:o, s:o, s:s, s:I, s:o, s:o}", "id",
                            (json_int_t)sqlite3_column_int64(stmt, 0), "case", column_string(stmt, 3),
                            "school", column_string(stmt, 2), "notice", column_string(stmt, 5), "recipient",
                            column_string(stmt, 6), "instance", column_string(stmt, 7), "subject",
                            column_string(stmt, 9), "state",
                            outbox_state_name((enum outbox_state)sqlite3_column_int(stmt, 11)), "attempts",
                            (json_int_t)sqlite3_column_int64(stmt, 12), "detail", column_string(stmt, 15),
                            "result", column_string(stmt, 16));
    json_object_set_new(row, "intended", json_instant(sqlite3_column_int64(stmt, 13)));
    json_object_set_new(row, "next_try", json_instant(sqlite3_column_int64(stmt, 14)));
    return row;
}

/* One text for each way in, so that each has its index; each once upwards and once downwards. */
#define OUTBOX_OF_CASE                                                                                       \
    OUTBOX_ROW " WHERE o.kase = ?1 AND o.id > ?2 AND (?3 < 0 OR o.state = ?3) AND (?4 IS NULL OR s.code = ?4)" \
               " ORDER BY o.id"
#define OUTBOX_IN_TROUBLE                                                                                    \
    OUTBOX_ROW " WHERE o.state >= 4 AND o.state = ?3 AND o.id > ?2 AND (?4 IS NULL OR s.code = ?4) ORDER BY o.id"
#define OUTBOX_ANY                                                                                           \
    OUTBOX_ROW " WHERE o.id > ?2 AND (?3 < 0 OR o.state = ?3) AND (?4 IS NULL OR s.code = ?4) ORDER BY o.id"

static int list_start(struct store *store, const struct outbox_filter *filter, int64_t kase,
                      sqlite3_stmt **stmt, struct error *error)
{
    bool trouble = filter->state >= OUTBOX_DEAD; /* by outbox_trouble: few, and few are cancelled */
    const char *up = filter->reference ? OUTBOX_OF_CASE " LIMIT ?5"
                     : trouble         ? OUTBOX_IN_TROUBLE " LIMIT ?5"
                                       : OUTBOX_ANY " LIMIT ?5";
    const char *down = filter->reference ? OUTBOX_OF_CASE " DESC LIMIT ?5"
                       : trouble         ? OUTBOX_IN_TROUBLE " DESC LIMIT ?5"
                                         : OUTBOX_ANY " DESC LIMIT ?5";
    return sql_query(store, error, stmt, filter->newest ? down : up, NUMBER(kase), NUMBER(filter->after),
                     NUMBER(filter->state), STRING(filter->school), NUMBER(filter->limit));
}

static void turn_round(json_t **list)
{
    json_t *out = json_array();
    for (size_t i = json_array_size(*list); i-- > 0;)
        json_array_append(out, json_array_get(*list, i));
    json_decref(*list);
    *list = out;
}

int store_outbox_list(struct store *store, const struct outbox_filter *filter, json_t **out,
                      struct error *error)
{
    int64_t kase = 0;
    *out = NULL;
    int code = filter->reference ? case_number(store, filter->reference, &kase, error) : 0;
    if (code)
        return code;
    sqlite3_stmt *stmt;
    *out = json_array();
    code = list_start(store, filter, kase, &stmt, error);
    while (code >= 0 && (code = sql_next(store, stmt, error)) == 1)
        json_array_append_new(*out, row_json(stmt));
    sql_done(stmt);
    if (filter->newest)
        turn_round(out);
    return list_finish(code, out);
}

int store_outbox_attempts(struct store *store, int64_t id, json_t **out, struct error *error)
{
    sqlite3_stmt *stmt;
    *out = json_array();
    int code = sql_query(store, error, &stmt,
                         "SELECT number, at, kind, detail FROM attempt WHERE outbox = ? ORDER BY number",
                         NUMBER(id));
    while (code >= 0 && (code = sql_next(store, stmt, error)) == 1)
        json_array_append_new(*out, json_pack("{s:I, s:o, s:o, s:o}", "attempt",
                                              (json_int_t)sqlite3_column_int64(stmt, 0), "at",
                                              json_instant(sqlite3_column_int64(stmt, 1)), "kind",
                                              column_string(stmt, 2), "detail", column_string(stmt, 3)));
    sql_done(stmt);
    return list_finish(code, out);
}
