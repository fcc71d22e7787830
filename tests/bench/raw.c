/* The other side of every ratio: SQLite alone. Statements are prepared once, values bound and run,
 * transactions committed; nothing is read, computed, parsed or answered. The settings are those of the store.
 */
#include "bench.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

struct prepared {
    const char *sql; /* the script's own pointer */
    sqlite3_stmt *stmt;
};

static void sql_must(sqlite3 *db, int rc)
{
    if (rc == SQLITE_OK || rc == SQLITE_DONE || rc == SQLITE_ROW)
        return;
    fprintf(stderr, "bench: the raw side: %s\n", sqlite3_errmsg(db));
    exit(1);
}

static sqlite3 *raw_open(const char *path)
{
    sqlite3 *db;
    sql_must(NULL, sqlite3_open_v2(path, &db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL));
    sql_must(db, sqlite3_exec(
                     db,
                     "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;"
                     "PRAGMA cell_size_check = ON; PRAGMA temp_store = MEMORY; PRAGMA trusted_schema = OFF;"
                     "PRAGMA journal_size_limit = 16777216",
                     NULL, NULL, NULL));
    return db;
}

static sqlite3_stmt *prepared_get(sqlite3 *db, struct prepared *all, const char *sql)
{
    size_t i = 0;
    while (all[i].sql && all[i].sql != sql)
        i++;
    if (!all[i].sql) {
        all[i].sql = sql;
        sql_must(db, sqlite3_prepare_v3(db, sql, -1, SQLITE_PREPARE_PERSISTENT, &all[i].stmt, NULL));
    }
    return all[i].stmt;
}

static void line_run(sqlite3 *db, struct prepared *all, const struct script_line *line)
{
    sqlite3_stmt *stmt = prepared_get(db, all, line->sql);
    for (size_t i = 0; i < line->count; i++) {
        const struct script_value *value = &line->values[i];
        int place = (int)i + 1;
        if (value->kind == SCRIPT_NUMBER)
            sqlite3_bind_int64(stmt, place, value->number);
        else if (value->kind == SCRIPT_TEXT)
            sqlite3_bind_text(stmt, place, value->bytes, (int)value->size, SQLITE_STATIC);
        else if (value->kind == SCRIPT_BLOB)
            sqlite3_bind_blob(stmt, place, value->bytes, (int)value->size, SQLITE_STATIC);
        else
            sqlite3_bind_null(stmt, place);
    }
    int rc;
    do
        rc = sqlite3_step(stmt);
    while (rc == SQLITE_ROW);
    sql_must(db, rc);
    sqlite3_reset(stmt);
}

static int64_t ticks(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

static void edge_run(sqlite3 *db, sqlite3_stmt *stmt)
{
    sql_must(db, sqlite3_step(stmt));
    sql_must(db, sqlite3_reset(stmt));
}

void raw_run(const char *path, const struct script *script, struct figures *out)
{
    enum { STATEMENTS = 128 };
    struct prepared all[STATEMENTS] = {{NULL, NULL}};
    sqlite3 *db = raw_open(path);
    sqlite3_stmt *begin = prepared_get(db, all, "BEGIN IMMEDIATE"), *commit = prepared_get(db, all, "COMMIT");
    size_t count;
    const struct script_line *lines = script_lines(script, &count);
    int64_t began = ticks(), last = began;
    double cpu = cpu_seconds(0);
    bool inside = false;
    for (size_t i = 0; i < count; i++) {
        if (!inside)
            edge_run(db, begin);
        inside = lines[i].sql != NULL;
        if (inside) {
            line_run(db, all, &lines[i]);
            continue;
        }
        edge_run(db, commit);
        int64_t now = ticks();
        figures_add(out, now - last);
        last = now;
    }
    out->seconds = (double)(ticks() - began) / 1e6;
    out->cpu = cpu_seconds(0) - cpu;
    for (size_t i = 0; i < STATEMENTS; i++)
        sqlite3_finalize(all[i].stmt);
    sqlite3_close(db);
}
