/* A copy of a store, whatever its schema: one consistent snapshot, beside a running writer. */
#include "store/sql.h"

int store_copy(struct env *env, const char *path, const char *to, struct error *error)
{
    sqlite3 *db = NULL;
    int rc = sqlite3_open_v2(path, &db, SQLITE_OPEN_READONLY | SQLITE_OPEN_NOMUTEX, env_vfs(env));
    if (!rc)
        rc = sqlite3_busy_timeout(db, 5000);
    char *sql = sqlite3_mprintf("VACUUM INTO %Q", to);
    if (!rc)
        rc = sqlite3_exec(db, sql, NULL, NULL, NULL);
    sqlite3_free(sql);
    if (rc) {
        error_set(error, rc == SQLITE_FULL ? SENDD_EFULL : SENDD_EIO, "the store can't be copied: %s",
                  db ? sqlite3_errmsg(db) : "no memory");
        error_hint(error, "check that %s is there, and that there is room for a copy", path);
    }
    sqlite3_close(db);
    return rc ? error ? error->code : SENDD_EIO : 0;
}
