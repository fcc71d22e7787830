#include "store/snapshot.h"

#include "base/mem.h"
#include "store/sql.h"

#include <string.h>

enum { BUSY_MS = 5000 };

struct snapshot {
    sqlite3 *db; /* in memory */
    bool jumping;
    instant last;
};

static int failed(sqlite3 *db, int code, const char *what, const char *path, struct error *error)
{
    error_set(error, code, "the store %s can't be %s: %s", path, what, db ? sqlite3_errmsg(db) : "no memory");
    return error_hint(error, "check that it is there and that this user may read it and its folder");
}

/* All pages in one step: one read transaction of the source. */
static int pages_copy(sqlite3 *from, sqlite3 *to)
{
    sqlite3_backup *backup = sqlite3_backup_init(to, "main", from, "main");
    if (!backup)
        return sqlite3_errcode(to);
    sqlite3_backup_step(backup, -1);
    return sqlite3_backup_finish(backup);
}

/* The first column of the one row that SQL gives; 0 and "" without one. */
static int one_read(sqlite3 *db, const char *sql, int64_t *number, char text[16])
{
    sqlite3_stmt *stmt;
    int rc = sqlite3_prepare_v2(db, sql, -1, &stmt, NULL);
    *number = 0;
    text[0] = '\0';
    if (!rc && (rc = sqlite3_step(stmt)) == SQLITE_ROW) {
        *number = sqlite3_column_int64(stmt, 0);
        sqlite3_snprintf(16, text, "%s", sqlite3_column_text(stmt, 0));
    }
    sqlite3_finalize(stmt);
    return rc == SQLITE_ROW || rc == SQLITE_DONE ? 0 : rc;
}

static int clock_read(struct snapshot *snapshot, const char *path, struct error *error)
{
    int64_t number;
    char text[16];
    int rc = one_read(snapshot->db, "SELECT value FROM about WHERE name = 'clock'", &number, text);
    snapshot->jumping = !strcmp(text, "jumping");
    if (!rc)
        rc = one_read(snapshot->db, "SELECT at FROM history ORDER BY seq DESC LIMIT 1", &snapshot->last, text);
    if (!rc)
        return 0;
    error_set(error, SENDD_EINVALID, "%s is not a store of sendd", path);
    return error_hint(error, "name the store of a daemon, as sendd.conf does under `store`");
}

int snapshot_take(const char *path, struct snapshot **out, struct error *error)
{
    struct snapshot *snapshot = mem_alloc(sizeof *snapshot);
    sqlite3 *from = NULL;
    *out = NULL;
    int rc = sqlite3_open_v2(path, &from, SQLITE_OPEN_READONLY | SQLITE_OPEN_NOMUTEX, NULL);
    if (!rc)
        rc = sqlite3_busy_timeout(from, BUSY_MS);
    if (!rc)
        rc = sqlite3_open_v2(":memory:", &snapshot->db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL);
    if (!rc)
        rc = pages_copy(from, snapshot->db);
    int code = rc ? failed(snapshot->db ? snapshot->db : from, SENDD_ENOTFOUND, "copied", path, error) : 0;
    sqlite3_close(from);
    if (!code)
        code = clock_read(snapshot, path, error);
    if (code)
        snapshot_free(snapshot);
    else
        *out = snapshot;
    return code;
}

void snapshot_free(struct snapshot *snapshot)
{
    if (!snapshot)
        return;
    sqlite3_close(snapshot->db);
    mem_free(snapshot);
}

bool snapshot_is_jumping(const struct snapshot *snapshot)
{
    return snapshot->jumping;
}

instant snapshot_last(const struct snapshot *snapshot)
{
    return snapshot->last;
}

int snapshot_lay(const struct snapshot *snapshot, struct env *env, const char *to, struct error *error)
{
    sqlite3 *db = NULL;
    int rc = sqlite3_open_v2(to, &db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX, env_vfs(env));
    if (!rc)
        rc = pages_copy(snapshot->db, db);
    int code = rc ? failed(db, SENDD_EIO, "laid out again", to, error) : 0;
    sqlite3_close(db);
    return code;
}
