/* What is done when nothing else is: old idempotency keys, freed pages, the write-ahead log. Each bit is
 * bounded. */
#include "store/sql.h"

#include <assert.h>

#define REQUEST_KEPT SECONDS(8 * 24 * 3600) /* a caller may repeat a command for a week */

/* Old answers go in small bites, so that a person's command never waits long behind them. */
static int requests_prune(struct store *store, struct error *error)
{
    int code = store_begin(store, error);
    if (code)
        return code;
    code = sql_run(
        store, error,
        "DELETE FROM request WHERE key IN (SELECT key FROM request WHERE at < ? ORDER BY at LIMIT 1000)",
        NUMBER(env_now(store->env) - REQUEST_KEPT));
    if (!code)
        return store_commit(store, error);
    if (store->writing)
        store_rollback(store);
    return code;
}

/* A reader in the middle of a snapshot keeps the log as it is; the next quiet moment gets it. */
static int log_truncate(struct store *store, struct error *error)
{
    int rc = sqlite3_wal_checkpoint_v2(store->db, NULL, SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL);
    if (!rc || (rc & 0xff) == SQLITE_BUSY || (rc & 0xff) == SQLITE_LOCKED)
        return 0;
    return sql_fail(store, rc, error);
}

int store_tidy(struct store *store, struct error *error)
{
    assert(!store->reader && !store->writing);
    int code = requests_prune(store, error);
    if (!code)
        code = sql_script(store, "PRAGMA incremental_vacuum(1000)", error);
    return code ? code : log_truncate(store, error);
}
