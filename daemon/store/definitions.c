/* Schools, and the workflow models that cases are pinned to. Both are few: their numbers are remembered by
 * name. */
#include "store/sql.h"

#include "base/mem.h"

#include <sodium.h>
#include <string.h>

/* The number that QUERY finds for VALUE under NAME, remembered in KNOWN. ENOTFOUND without a text. */
static int number_of(struct store *store, struct list *known, const char *query, const char *name,
                     struct bound value, int64_t *out, struct error *error)
{
    struct known *item = known_find(known, name);
    if (item) {
        *out = item->id;
        return 0;
    }
    sqlite3_stmt *stmt;
    int code = sql_query(store, error, &stmt, query, value);
    if (!code)
        code = sql_next(store, stmt, error);
    if (code == 1)
        known_add(known, *out = sqlite3_column_int64(stmt, 0), name);
    sql_done(stmt);
    if (code == 0)
        return SENDD_ENOTFOUND;
    return code < 0 ? code : 0;
}

int school_number(struct store *store, const char *school, int64_t *out, struct error *error)
{
    *out = 0;
    if (!school)
        return 0;
    int code = number_of(store, &store->schools, "SELECT id FROM school WHERE code = ?", school,
                         STRING(school), out, error);
    if (code != SENDD_ENOTFOUND)
        return code;
    error_set(error, SENDD_EINVALID, "the store knows no school `%s`", school);
    return error_hint(error, "name it under schools in sendd.conf");
}

int store_school_put(struct store *store, const char *school, const char *name, struct error *error)
{
    return sql_run(
        store, error,
        "INSERT INTO school(code, name) VALUES(?, ?) ON CONFLICT(code) DO UPDATE SET name = excluded.name"
        " WHERE name <> excluded.name",
        STRING(school), STRING(name));
}

static int hash_read(const char *hex, unsigned char hash[HASH_SIZE], struct error *error)
{
    size_t size;
    if (hex && strlen(hex) == HASH_SIZE * 2 &&
        !sodium_hex2bin(hash, HASH_SIZE, hex, HASH_SIZE * 2, NULL, &size, NULL) && size == HASH_SIZE)
        return 0;
    return error_set(error, SENDD_EINVALID, "a definition's hash is 64 hex digits");
}

int definition_number(struct store *store, const char *hash, int64_t *out, struct error *error)
{
    unsigned char bytes[HASH_SIZE];
    int code = hash_read(hash, bytes, error);
    if (code)
        return code;
    code = number_of(store, &store->definitions, "SELECT id FROM definition WHERE hash = ?", hash,
                     BYTES(bytes, HASH_SIZE), out, error);
    if (code == SENDD_ENOTFOUND)
        error_set(error, code, "the store holds no definition %.12s...", hash);
    return code;
}

int store_definition_put(struct store *store, const char *hash, const char *workflow, int64_t version,
                         const char *canonical, instant now, struct error *error)
{
    int64_t number;
    unsigned char bytes[HASH_SIZE];
    int code = definition_number(store, hash, &number, error);
    if (code != SENDD_ENOTFOUND)
        return code;
    if (error)
        *error = ERROR_NONE;
    code = hash_read(hash, bytes, error);
    return code ? code
                : sql_run(store, error,
                          "INSERT INTO definition(version, added, hash, workflow, canonical) VALUES(?, ?, ?, "
                          "?, ?)",
                          NUMBER(version), NUMBER(now), BYTES(bytes, HASH_SIZE), STRING(workflow),
                          STRING(canonical));
}

int store_definition_get(struct store *store, const char *hash, struct arena *arena, const char **canonical,
                         struct error *error)
{
    int64_t number;
    int code = definition_number(store, hash, &number, error);
    if (code)
        return code;
    sqlite3_stmt *stmt;
    code = sql_query(store, error, &stmt, "SELECT canonical FROM definition WHERE id = ?", NUMBER(number));
    if (!code)
        code = sql_next(store, stmt, error);
    if (code == 1)
        *canonical = column_text(stmt, 0, arena);
    sql_done(stmt);
    if (code == 0)
        return error_set(error, SENDD_ENOTFOUND, "the store holds no definition %.12s...", hash);
    return code < 0 ? code : 0;
}

/* The hash that a query gives as its first column, in hex. */
static int hash_take(struct store *store, sqlite3_stmt *stmt, int code, struct arena *arena,
                     const char **hash, struct error *error)
{
    if (!code)
        code = sql_next(store, stmt, error);
    if (code == 1) {
        char *hex = arena_alloc(arena, HASH_SIZE * 2 + 1);
        *hash = sodium_bin2hex(hex, HASH_SIZE * 2 + 1, sqlite3_column_blob(stmt, 0), HASH_SIZE);
    }
    sql_done(stmt);
    if (code == 0)
        return error_set(error, SENDD_ENOTFOUND, "the store holds no such definition");
    return code < 0 ? code : 0;
}

int store_definition_find(struct store *store, const char *prefix, struct arena *arena, const char **hash,
                          struct error *error)
{
    sqlite3_stmt *stmt;
    int code = sql_query(store, error, &stmt,
                         "SELECT hash FROM definition WHERE substr(hex(hash), 1, ?1) = upper(?2) LIMIT 1",
                         NUMBER((int64_t)strlen(prefix)), STRING(prefix));
    return hash_take(store, stmt, code, arena, hash, error);
}

int store_definition_version(struct store *store, const char *workflow, int64_t version, struct arena *arena,
                             const char **hash, struct error *error)
{
    sqlite3_stmt *stmt;
    int code =
        sql_query(store, error, &stmt,
                  "SELECT hash FROM definition WHERE workflow = ? AND version = ? ORDER BY id DESC LIMIT 1",
                  STRING(workflow), NUMBER(version));
    return hash_take(store, stmt, code, arena, hash, error);
}

/* Its open cases are counted by what is remembered. */
int definition_know(struct store *store, int64_t definition, struct error *error)
{
    sqlite3_stmt *stmt;
    const char *hash = NULL;
    int64_t number;
    struct arena *arena = arena_new();
    int code = sql_query(store, error, &stmt, "SELECT hash FROM definition WHERE id = ?", NUMBER(definition));
    code = hash_take(store, stmt, code, arena, &hash, error);
    if (!code)
        code = definition_number(store, hash, &number, error);
    arena_free(arena);
    return code;
}

void definition_use(struct store *store, int64_t definition, int64_t change)
{
    for (size_t i = 0; i < store->definitions.count; i++) {
        struct known *item = store->definitions.items[i];
        if (item->id == definition)
            item->change += change;
    }
}

int definitions_flush(struct store *store, struct error *error)
{
    int code = 0;
    for (size_t i = 0; !code && i < store->definitions.count; i++) {
        struct known *item = store->definitions.items[i];
        if (!item->change)
            continue;
        code = sql_run(store, error,
                       "INSERT INTO definition_use(definition, open) VALUES(?, ?)"
                       " ON CONFLICT(definition) DO UPDATE SET open = open + excluded.open",
                       NUMBER(item->id), NUMBER(item->change));
        if (!code)
            item->change = 0;
    }
    return code;
}

static json_t *use_json(sqlite3_stmt *stmt)
{
    char hex[HASH_SIZE * 2 + 1];
    sodium_bin2hex(hex, sizeof hex, sqlite3_column_blob(stmt, 0), HASH_SIZE);
    return json_pack("{s:s, s:o, s:I, s:I}", "hash", hex, "workflow", column_string(stmt, 1), "version",
                     (json_int_t)sqlite3_column_int64(stmt, 2), "open",
                     (json_int_t)sqlite3_column_int64(stmt, 3));
}

int store_school_list(struct store *store, json_t **out, struct error *error)
{
    sqlite3_stmt *stmt;
    *out = json_array();
    int code = sql_query(store, error, &stmt, "SELECT code FROM school ORDER BY id");
    while (code >= 0 && (code = sql_next(store, stmt, error)) == 1)
        json_array_append_new(*out, column_string(stmt, 0));
    sql_done(stmt);
    return list_finish(code, out);
}

int store_school_open(struct store *store, const char *school, int64_t *cases, struct error *error)
{
    sqlite3_stmt *stmt;
    *cases = 0;
    int code = sql_query(store, error, &stmt,
                         "SELECT count(*) FROM cases c JOIN school s ON s.id = c.school WHERE s.code = ? AND c.ended = 0",
                         STRING(school));
    if (!code)
        code = sql_next(store, stmt, error);
    if (code == 1)
        *cases = sqlite3_column_int64(stmt, 0);
    sql_done(stmt);
    return code < 0 ? code : 0;
}

int store_definitions_in_use(struct store *store, json_t **out, struct error *error)
{
    sqlite3_stmt *stmt;
    *out = json_array();
    int code = sql_query(
        store, error, &stmt,
        "SELECT d.hash, d.workflow, d.version, u.open FROM definition_use u"
        " JOIN definition d ON d.id = u.definition WHERE u.open > 0 ORDER BY d.workflow, d.version, d.id");
    while (code >= 0 && (code = sql_next(store, stmt, error)) == 1)
        json_array_append_new(*out, use_json(stmt));
    sql_done(stmt);
    return list_finish(code, out);
}
