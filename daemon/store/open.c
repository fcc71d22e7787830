/* A connection and its transactions. What the promises rest on is set here and read back, for SQLite ignores
 * a PRAGMA that it doesn't know or can't grant. */
#include "store/schema.h"

#include "base/mem.h"

#include <assert.h>
#include <sodium.h>
#include <string.h>

enum { BUSY_MS = 5000, WAL_LIMIT = 16 * 1024 * 1024 };

static int not_wanted(struct store *store, const char *pragma, const char *wanted, const char *is,
                      struct error *error)
{
    (void)store;
    error_set(error, SENDD_EIO, "the store's setting %s is `%s` and must be `%s`", pragma, is, wanted);
    return error_hint(error,
                      "use a local file system that supports shared memory and locks, not a network share");
}

/* "name=value": sets it, reads it back. */
static int pragma_hold(struct store *store, const char *name, const char *value, const char *shown,
                       struct error *error)
{
    char sql[96];
    sqlite3_snprintf(sizeof sql, sql, "PRAGMA %s = %s", name, value);
    int rc = sqlite3_exec(store->db, sql, NULL, NULL, NULL);
    if (rc)
        return sql_fail(store, rc, error);
    sqlite3_snprintf(sizeof sql, sql, "PRAGMA %s", name);
    sqlite3_stmt *stmt;
    rc = sqlite3_prepare_v2(store->db, sql, -1, &stmt, NULL);
    if (rc)
        return sql_fail(store, rc, error);
    int code = 0;
    rc = sqlite3_step(stmt);
    const char *is = rc == SQLITE_ROW ? (const char *)sqlite3_column_text(stmt, 0) : "";
    if (rc != SQLITE_ROW && rc != SQLITE_DONE)
        code = sql_fail(store, rc, error);
    else if (!is || strcmp(is, shown) != 0)
        code = not_wanted(store, name, shown, is ? is : "", error);
    sqlite3_finalize(stmt);
    return code;
}

static int switch_hold(struct store *store, int option, const char *name, int on, struct error *error)
{
    int is = -1;
    int rc = sqlite3_db_config(store->db, option, on, &is);
    if (rc)
        return sql_fail(store, rc, error);
    return is == on ? 0 : not_wanted(store, name, on ? "1" : "0", "otherwise", error);
}

static int switches_hold(struct store *store, struct error *error)
{
    int code = switch_hold(store, SQLITE_DBCONFIG_DEFENSIVE, "defensive", 1, error);
    if (!code)
        code = switch_hold(store, SQLITE_DBCONFIG_DQS_DML, "double-quoted strings", 0, error);
    if (!code)
        code = switch_hold(store, SQLITE_DBCONFIG_DQS_DDL, "double-quoted strings", 0, error);
    return code;
}

/* auto_vacuum comes first: it can be chosen only while the file is empty, and cannot be switched on later. */
static int pragmas_hold(struct store *store, enum store_sync sync, struct error *error)
{
    static const struct {
        const char *name, *value, *shown;
        bool writer; /* a reader has no say in it */
    } wanted[] = {
        {"busy_timeout", "5000", "5000", false}, {"trusted_schema", "OFF", "0", false},
        {"cell_size_check", "ON", "1", false},   {"foreign_keys", "ON", "1", false},
        {"temp_store", "MEMORY", "2", false},    {"auto_vacuum", "INCREMENTAL", "2", true},
        {"journal_mode", "WAL", "wal", true},    {"journal_size_limit", "16777216", "16777216", true},
        {"query_only", "ON", "1", false},
    };
    int code = switches_hold(store, error);
    for (size_t i = 0; !code && i < sizeof wanted / sizeof wanted[0]; i++) {
        bool only_reader = !strcmp(wanted[i].name, "query_only");
        if (store->reader ? !wanted[i].writer : !only_reader)
            code = pragma_hold(store, wanted[i].name, wanted[i].value, wanted[i].shown, error);
    }
    if (!code && !store->reader)
        code = sync == STORE_SYNC_FULL ? pragma_hold(store, "synchronous", "FULL", "2", error)
                                       : pragma_hold(store, "synchronous", "NORMAL", "1", error);
    return code;
}

static int connect(struct store *store, const char *path, int flags, sqlite3 **out, struct error *error)
{
    int rc =
        sqlite3_open_v2(path, out, flags | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE, env_vfs(store->env));
    if (!rc)
        return 0;
    int code = rc == SQLITE_CANTOPEN || (rc & 0xff) == SQLITE_CANTOPEN ? SENDD_ENOTFOUND : SENDD_EIO;
    error_set(error, code, "the store can't be opened: %s", *out ? sqlite3_errmsg(*out) : "no memory");
    return error_hint(error, "check that %s is there and that this user may read and write it and its folder",
                      path);
}

/* One writer at a time. The claim is SQLite's own lock on an empty file beside the store: it goes through the
 * same VFS, needs no clean-up and ends with the process. The file itself means nothing. */
static int writer_claim(struct store *store, const char *path, struct error *error)
{
    char *lock = sqlite3_mprintf("%s.lock", path);
    int code = connect(store, lock, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, &store->lock, error);
    sqlite3_free(lock);
    if (code)
        return code;
    if (!sqlite3_exec(store->lock, "PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE", NULL, NULL, NULL))
        return 0;
    error_set(error, SENDD_EBUSY, "another process writes to this store");
    return error_hint(error, "stop the other sendd first; sendctl asks the running one");
}

/* A virtual year must never be mixed with real duties. */
static int clock_check(struct store *store, const struct store_options *options, struct error *error)
{
    const char *mine = options->jumping ? "jumping" : "real";
    char is[16] = "";
    sqlite3_stmt *stmt;
    int code = sql_query(store, error, &stmt, "SELECT value FROM about WHERE name = 'clock'");
    if (!code)
        code = sql_next(store, stmt, error);
    if (code == 1)
        sqlite3_snprintf(sizeof is, is, "%s", sqlite3_column_text(stmt, 0));
    sql_done(stmt);
    if (code < 0)
        return code;
    if (!strcmp(is, "none") && !store->reader)
        return sql_script(store,
                          options->jumping ? "UPDATE about SET value = 'jumping' WHERE name = 'clock'"
                                           : "UPDATE about SET value = 'real' WHERE name = 'clock'",
                          error);
    if (!strcmp(is, mine))
        return 0;
    error_set(error, SENDD_EREFUSED, "the store belongs to a %s clock and this is a %s one", is, mine);
    return error_hint(error,
                      "use the store of a demonstration only with a demonstration's clock, and the reverse");
}

static int store_connect(struct store *store, const struct store_options *options, struct error *error)
{
    int flags = options->reader ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE;
    if (options->create && !options->reader)
        flags |= SQLITE_OPEN_CREATE;
    int code = options->reader ? 0 : writer_claim(store, options->path, error);
    if (!code)
        code = connect(store, options->path, flags, &store->db, error);
    if (!code)
        code = pragmas_hold(store, options->sync, error);
    if (!code)
        code = schema_migrate(store, store_migrations, store_migration_count, error);
    if (!code)
        code = clock_check(store, options, error);
    if (!code && !store->reader)
        code = counts_load(store, error);
    if (!code && !store->reader)
        code = history_head_check(store, error);
    return code;
}

int store_open(struct env *env, const struct store_options *options, struct store **out, struct error *error)
{
    *out = NULL;
    if (sodium_init() < 0)
        return error_set(error, SENDD_EIO, "libsodium can't be started");
    struct store *store = mem_alloc(sizeof *store);
    store->env = env;
    store->reader = options->reader;
    int code = store_connect(store, options, error);
    if (code)
        store_close(store);
    else
        *out = store;
    return code;
}

void store_close(struct store *store)
{
    if (!store)
        return;
    if (store->writing)
        store_rollback(store);
    sql_forget(store);
    sqlite3_close(store->db);
    sqlite3_close(store->lock);
    known_forget(&store->schools);
    known_forget(&store->definitions);
    json_decref(store->shared);
    list_free(&store->schools);
    list_free(&store->definitions);
    mem_free(store);
}

/* Straight past sql_run: a transaction's ends are no part of it. */
static int edge(struct store *store, const char *text, struct error *error)
{
    sqlite3_stmt *stmt;
    int code = sql_query(store, error, &stmt, text);
    if (!code)
        code = sql_next(store, stmt, error);
    sql_done(stmt);
    return code;
}

int store_begin(struct store *store, struct error *error)
{
    assert(!store->reader && !store->writing);
    store->lost = 0;
    int code = edge(store, "BEGIN IMMEDIATE", error);
    if (code)
        return code;
    store->writing = true;
    code = store->counts_read ? 0 : counts_load(store, error);
    if (code && store->writing)
        store_rollback(store);
    return code;
}

int store_commit(struct store *store, struct error *error)
{
    int code = sql_writing(store, error);
    if (!code)
        code = definitions_flush(store, error);
    if (!code)
        code = counts_flush(store, error);
    if (!code)
        code = edge(store, "COMMIT", error);
    if (code && store->writing)
        store_rollback(store);
    store->writing = false;
    return code;
}

/* What was cached may have come from the transaction that is undone. */
void store_rollback(struct store *store)
{
    if (!sqlite3_get_autocommit(store->db))
        sqlite3_exec(store->db, "ROLLBACK", NULL, NULL, NULL);
    store->writing = false;
    store->counts_read = store->counts_changed = store->head_read = false;
    known_forget(&store->schools);
    known_forget(&store->definitions);
    json_decref(store->shared);
    store->shared = NULL;
}
