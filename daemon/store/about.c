/* What the store keeps about itself. */
#include "store/sql.h"

int store_about_get(struct store *store, const char *name, struct arena *arena, const char **out, struct error *error)
{
    sqlite3_stmt *stmt;
    *out = NULL;
    int code = sql_query(store, error, &stmt, "SELECT value FROM about WHERE name = ?", STRING(name));
    if (!code)
        code = sql_next(store, stmt, error);
    if (code == 1)
        *out = column_text(stmt, 0, arena);
    sql_done(stmt);
    return code < 0 ? code : 0;
}

int store_about_put(struct store *store, const char *name, const char *value, struct error *error)
{
    return sql_run(store, error, "INSERT INTO about(name, value) VALUES(?1, ?2) ON CONFLICT(name) DO UPDATE SET value = ?2",
                   STRING(name), STRING(value));
}
