/* Statements: prepared once, bound by typed values, and one place where SQLite's failures become ours. */
#include "store/sql.h"

#include "base/mem.h"

#include <assert.h>
#include <string.h>

static int code_of(int rc)
{
    switch (rc & 0xff) {
    case SQLITE_FULL:
        return SENDD_EFULL;
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
        return SENDD_ECORRUPT;
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        return SENDD_EBUSY;
    case SQLITE_CONSTRAINT:
        return SENDD_ECONFLICT;
    case SQLITE_TOOBIG:
        return SENDD_ELIMIT;
    default:
        return SENDD_EIO;
    }
}

/* SQLite's messages name tables and columns, never a row's content. */
int sql_fail(struct store *store, int rc, struct error *error)
{
    int code = code_of(rc);
    error_set(error, code, "the store: %s (SQLite %d)", sqlite3_errmsg(store->db),
              sqlite3_extended_errcode(store->db));
    if (code == SENDD_EFULL)
        error_hint(error, "free space on the disk of the store; nothing of this command was kept");
    if (code == SENDD_EIO || code == SENDD_ECORRUPT)
        store->failed = code;
    if (code == SENDD_EFULL || store->failed) {
        if (store->writing)
            store_rollback(store);
        store->lost = code;
    }
    return code;
}

static int sql_alive(struct store *store, struct error *error)
{
    if (!store->failed)
        return 0;
    return error_set(error, store->failed, "the store failed earlier and takes no more work");
}

int sql_writing(struct store *store, struct error *error)
{
    int code = sql_alive(store, error);
    if (code)
        return code;
    if (store->lost)
        return error_set(error, store->lost, "the transaction was given up after an earlier failure");
    assert(store->writing);
    return 0;
}

static struct statement *statement_slot(struct store *store, const char *text)
{
    size_t slot = ((size_t)text >> 3) % STATEMENT_SLOTS;
    for (size_t tried = 0;; tried++) {
        assert(tried < STATEMENT_SLOTS); /* far more than there are statements in this room */
        struct statement *statement = &store->statements[(slot + tried) % STATEMENT_SLOTS];
        if (!statement->text || statement->text == text)
            return statement;
    }
}

static int statement_get(struct store *store, const char *text, sqlite3_stmt **out, struct error *error)
{
    struct statement *statement = statement_slot(store, text);
    if (!statement->text) {
        int rc = sqlite3_prepare_v3(store->db, text, -1, SQLITE_PREPARE_PERSISTENT, &statement->stmt, NULL);
        if (rc)
            return sql_fail(store, rc, error);
        statement->text = text;
    }
    assert(!sqlite3_stmt_busy(statement->stmt));
    *out = statement->stmt;
    return 0;
}

void sql_forget(struct store *store)
{
    for (size_t i = 0; i < STATEMENT_SLOTS; i++) {
        sqlite3_finalize(store->statements[i].stmt);
        store->statements[i] = (struct statement){NULL, NULL};
    }
}

/* The bytes outlive the run, so SQLite need not copy them. */
static int value_bind(sqlite3_stmt *stmt, int place, const struct bound *value)
{
    if (value->kind == BOUND_NUMBER)
        return sqlite3_bind_int64(stmt, place, value->number);
    if (!value->bytes)
        return sqlite3_bind_null(stmt, place);
    if (value->kind == BOUND_TEXT)
        return sqlite3_bind_text(stmt, place, value->bytes, -1, SQLITE_STATIC);
    return sqlite3_bind_blob64(stmt, place, value->bytes, value->size, SQLITE_STATIC);
}

int sql_query_values(struct store *store, struct error *error, sqlite3_stmt **out, const char *text,
                     const struct bound *values, size_t count)
{
    *out = NULL;
    int code = sql_alive(store, error);
    if (!code)
        code = statement_get(store, text, out, error);
    if (code)
        return code;
    assert((size_t)sqlite3_bind_parameter_count(*out) == count);
    for (size_t i = 0; i < count; i++) {
        int rc = value_bind(*out, (int)i + 1, &values[i]);
        if (rc)
            return sql_fail(store, rc, error);
    }
    return 0;
}

int sql_next(struct store *store, sqlite3_stmt *stmt, struct error *error)
{
    int rc = sqlite3_step(stmt);
    if (rc == SQLITE_ROW)
        return 1;
    return rc == SQLITE_DONE ? 0 : sql_fail(store, rc, error);
}

void sql_done(sqlite3_stmt *stmt)
{
    if (!stmt)
        return;
    sqlite3_reset(stmt);
    sqlite3_clear_bindings(stmt);
}

int sql_run_values(struct store *store, struct error *error, const char *text, const struct bound *values,
                   size_t count)
{
    sqlite3_stmt *stmt;
    int code = sql_writing(store, error);
    if (code)
        return code;
    code = sql_query_values(store, error, &stmt, text, values, count);
    if (!code)
        code = sql_next(store, stmt, error);
    assert(code <= 0);
    sql_done(stmt);
    return code;
}

int64_t sql_changes(const struct store *store)
{
    return sqlite3_changes64(store->db);
}

int sql_script(struct store *store, const char *text, struct error *error)
{
    int rc = sqlite3_exec(store->db, text, NULL, NULL, NULL);
    return rc ? sql_fail(store, rc, error) : 0;
}

const char *column_text(sqlite3_stmt *stmt, int column, struct arena *arena)
{
    const char *text = (const char *)sqlite3_column_text(stmt, column);
    return text ? arena_copy_n(arena, text, (size_t)sqlite3_column_bytes(stmt, column)) : NULL;
}

struct date column_date(sqlite3_stmt *stmt, int column)
{
    if (sqlite3_column_type(stmt, column) == SQLITE_NULL)
        return DATE_NONE;
    return (struct date){sqlite3_column_int(stmt, column)};
}

int column_json(struct store *store, sqlite3_stmt *stmt, int column, struct arena *arena, json_t **out,
                struct error *error)
{
    *out = NULL;
    const char *text = (const char *)sqlite3_column_text(stmt, column);
    if (!text)
        return 0;
    int code = json_read(text, (size_t)sqlite3_column_bytes(stmt, column), "a stored value", out, error);
    if (!code && arena)
        json_keep(arena, *out);
    if (!code)
        return 0;
    store->failed = SENDD_ECORRUPT;
    return error_set(error, SENDD_ECORRUPT, "the store holds a value that is not JSON");
}

json_t *column_string(sqlite3_stmt *stmt, int column)
{
    const char *text = (const char *)sqlite3_column_text(stmt, column);
    return text ? json_string(text) : json_null();
}

json_t *json_date(struct date date)
{
    return date_is(date) ? date_json(date) : json_null();
}

json_t *json_instant(instant at)
{
    if (at == INSTANT_NEVER)
        return json_null();
    struct text text = TEXT_EMPTY;
    london_write(at, &text);
    json_t *out = json_string(text_string(&text));
    text_free(&text);
    return out;
}

int list_finish(int code, json_t **list)
{
    if (code < 0) {
        json_decref(*list);
        *list = NULL;
    }
    return code;
}

void known_forget(struct list *known)
{
    for (size_t i = 0; i < known->count; i++) {
        struct known *item = known->items[i];
        mem_free(item->name);
        mem_free(item);
    }
    list_clear(known);
}

struct known *known_find(const struct list *known, const char *name)
{
    for (size_t i = 0; i < known->count; i++) {
        struct known *item = known->items[i];
        if (!strcmp(item->name, name))
            return item;
    }
    return NULL;
}

void known_add(struct list *known, int64_t id, const char *name)
{
    struct known *item = mem_alloc(sizeof *item);
    item->id = id;
    item->name = mem_copy(name);
    list_add(known, item);
}
