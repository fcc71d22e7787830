/* Idempotency keys: the answer that was given, so that a command sent twice is applied once. */
#include "store/sql.h"

int store_request_get(struct store *store, const char *key, struct arena *arena, int *status,
                      const char **answer, struct error *error)
{
    sqlite3_stmt *stmt;
    int code =
        sql_query(store, error, &stmt, "SELECT status, answer FROM request WHERE key = ?", STRING(key));
    if (!code)
        code = sql_next(store, stmt, error);
    if (code == 1) {
        *status = sqlite3_column_int(stmt, 0);
        *answer = column_text(stmt, 1, arena);
    }
    sql_done(stmt);
    if (code == 0)
        return error_set(error, SENDD_ENOTFOUND, "no command had this key");
    return code < 0 ? code : 0;
}

int store_request_put(struct store *store, const char *key, int status, const char *answer, instant now,
                      struct error *error)
{
    return sql_run(store, error, "INSERT INTO request(key, at, status, answer) VALUES(?, ?, ?, ?)",
                   STRING(key), NUMBER(now), NUMBER(status), STRING(answer));
}
