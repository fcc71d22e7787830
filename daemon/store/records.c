/* Records: what the registers hold, as JSON with an id and a revision; old revisions are kept. */
#include "store/sql.h"

#include "base/mem.h"

#include <string.h>

/* "pupil/P0012" in its two parts. */
static int reference_split(const char *reference, struct arena *arena, const char **register_id,
                           const char **id, struct error *error)
{
    const char *slash = strchr(reference, '/');
    if (!slash || slash == reference || !slash[1])
        return error_set(error, SENDD_EINVALID, "a record is named REGISTER/ID, not `%s`", reference);
    *register_id = arena_copy_n(arena, reference, (size_t)(slash - reference));
    *id = arena_copy(arena, slash + 1);
    return 0;
}

/* A record's place, taken apart. */
struct place {
    int64_t school;
    const char *register_id, *id;
};

static int place_find(struct store *store, const char *school, const char *reference, struct arena *arena,
                      struct place *out, struct error *error)
{
    int code = school_number(store, school, &out->school, error);
    return code ? code : reference_split(reference, arena, &out->register_id, &out->id, error);
}

/* id, revision, link, data -> one object with the fields. */
static int record_json(struct store *store, sqlite3_stmt *stmt, json_t **out, struct error *error)
{
    int code = column_json(store, stmt, 3, NULL, out, error);
    if (code)
        return code;
    json_object_set_new(*out, "id", column_string(stmt, 0));
    json_object_set_new(*out, "revision", json_integer(sqlite3_column_int64(stmt, 1)));
    if (sqlite3_column_type(stmt, 2) != SQLITE_NULL)
        json_object_set_new(*out, "link", column_string(stmt, 2));
    return 0;
}

int store_record_get(struct store *store, const char *school, const char *reference, json_t **out,
                     struct error *error)
{
    struct place place;
    sqlite3_stmt *stmt = NULL;
    struct arena *arena = arena_new();
    int code = place_find(store, school, reference, arena, &place, error);
    if (!code)
        code = sql_query(
            store, error, &stmt,
            "SELECT id, revision, link, data FROM record WHERE school = ? AND register = ? AND id = ?",
            NUMBER(place.school), STRING(place.register_id), STRING(place.id));
    if (!code)
        code = sql_next(store, stmt, error);
    if (code == 0)
        code = error_set(error, SENDD_ENOTFOUND, "there is no record %s", reference);
    if (code == 1)
        code = record_json(store, stmt, out, error);
    sql_done(stmt);
    arena_free(arena);
    return code;
}

int store_record_at(struct store *store, const char *school, const char *reference, int64_t revision,
                    json_t **out, struct error *error)
{
    struct place place;
    sqlite3_stmt *stmt = NULL;
    struct arena *arena = arena_new();
    int code = place_find(store, school, reference, arena, &place, error);
    if (!code)
        code = sql_query(
            store, error, &stmt,
            "SELECT id, revision, link, data FROM record WHERE school = ?1 AND register = ?2 AND id = ?3"
            " AND revision = ?4 UNION ALL SELECT id, revision, link, data FROM record_old"
            " WHERE school = ?1 AND register = ?2 AND id = ?3 AND revision = ?4",
            NUMBER(place.school), STRING(place.register_id), STRING(place.id), NUMBER(revision));
    if (!code)
        code = sql_next(store, stmt, error);
    if (code == 0)
        code = error_set(error, SENDD_ENOTFOUND, "there is no revision %lld of record %s",
                         (long long)revision, reference);
    if (code == 1)
        code = record_json(store, stmt, out, error);
    sql_done(stmt);
    arena_free(arena);
    return code;
}

/* *REVISION: of the record that is there, 0 when none; *SAME: with equal data and link. */
static int record_compare(struct store *store, const struct place *place, const char *link, const char *data,
                          int64_t *revision, bool *same, struct error *error)
{
    sqlite3_stmt *stmt;
    *revision = 0;
    *same = false;
    int code = sql_query(
        store, error, &stmt,
        "SELECT revision, link IS ?4 AND data = ?5 FROM record WHERE school = ?1 AND register = ?2"
        " AND id = ?3",
        NUMBER(place->school), STRING(place->register_id), STRING(place->id), STRING(link), STRING(data));
    if (!code)
        code = sql_next(store, stmt, error);
    if (code == 1) {
        *revision = sqlite3_column_int64(stmt, 0);
        *same = sqlite3_column_int(stmt, 1);
    }
    sql_done(stmt);
    return code < 0 ? code : 0;
}

static int record_write(struct store *store, const struct place *place, const char *link, const char *data,
                        int64_t revision, instant now, struct error *error)
{
    int code = 0;
    if (revision)
        code = sql_run(store, error,
                       "INSERT INTO record_old(school, register, id, revision, changed, link, data)"
                       " SELECT school, register, id, revision, changed, link, data FROM record"
                       " WHERE school = ? AND register = ? AND id = ?",
                       NUMBER(place->school), STRING(place->register_id), STRING(place->id));
    return code ? code
                : sql_run(store, error,
                          "INSERT INTO record(school, register, id, revision, changed, link, data)"
                          " VALUES(?, ?, ?, ?, ?, ?, ?) ON CONFLICT(school, register, id) DO UPDATE SET"
                          " revision = excluded.revision, changed = excluded.changed, link = excluded.link,"
                          " data = excluded.data",
                          NUMBER(place->school), STRING(place->register_id), STRING(place->id),
                          NUMBER(revision + 1), NUMBER(now), STRING(link), STRING(data));
}

/* What the store itself says of a record is not part of its data. */
static char *data_text(const json_t *data)
{
    json_t *fields = json_copy((json_t *)(uintptr_t)data);
    json_object_del(fields, "id");
    json_object_del(fields, "revision");
    json_object_del(fields, "link");
    char *text = json_canonical(fields);
    json_decref(fields);
    return text;
}

int store_record_put(struct store *store, const char *school, const char *reference, const char *link,
                     const json_t *data, instant now, bool *changed, struct error *error)
{
    struct place place;
    int64_t revision;
    bool same;
    *changed = false;
    struct arena *arena = arena_new();
    char *text = data_text(data);
    int code = place_find(store, school, reference, arena, &place, error);
    if (!code)
        code = record_compare(store, &place, link, text, &revision, &same, error);
    if (!code && !same) {
        code = record_write(store, &place, link, text, revision, now, error);
        *changed = !code;
    }
    mem_free(text);
    arena_free(arena);
    return code;
}

int store_record_list(struct store *store, const char *school, const char *register_id, const char *link,
                      json_t **out, struct error *error)
{
    int64_t number;
    sqlite3_stmt *stmt;
    json_t *row;
    *out = NULL;
    int code = school_number(store, school, &number, error);
    if (code)
        return code;
    *out = json_array();
    code =
        link
            ? sql_query(store, error, &stmt,
                        "SELECT id, revision, link, data FROM record WHERE link IS NOT NULL AND school = ?"
                        " AND register = ? AND link = ? ORDER BY id",
                        NUMBER(number), STRING(register_id), STRING(link))
            : sql_query(
                  store, error, &stmt,
                  "SELECT id, revision, link, data FROM record WHERE school = ? AND register = ? ORDER BY id",
                  NUMBER(number), STRING(register_id));
    while (code >= 0 && (code = sql_next(store, stmt, error)) == 1) {
        code = record_json(store, stmt, &row, error);
        if (!code)
            json_array_append_new(*out, row);
    }
    sql_done(stmt);
    return list_finish(code, out);
}
