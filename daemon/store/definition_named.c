/* The definitions that a person's name for them stands for: several versions of a workflow are kept as long as the
 * store is. */
#include "store/sql.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

enum { HASH_DIGITS = 7 }; /* fewer would be a word as likely as a hash */

static bool is_hash(const char *name)
{
    size_t length = strlen(name);
    return length >= HASH_DIGITS && length <= HASH_SIZE * 2 && strspn(name, "0123456789abcdef") == length;
}

static json_t *definition_json(sqlite3_stmt *stmt)
{
    char hex[HASH_SIZE * 2 + 1];
    sodium_bin2hex(hex, sizeof hex, sqlite3_column_blob(stmt, 0), HASH_SIZE);
    return json_pack("{s:s, s:o, s:I, s:o}", "hash", hex, "workflow", column_string(stmt, 1), "version",
                     (json_int_t)sqlite3_column_int64(stmt, 2), "added", json_instant(sqlite3_column_int64(stmt, 3)));
}

/* "WORKFLOW@VERSION" in two. */
static const char *workflow_of(const char *name, struct arena *arena, int64_t *version)
{
    const char *at = strrchr(name, '@');
    char *end;
    *version = at ? strtoll(at + 1, &end, 10) : 0;
    return at && at > name && end > at + 1 && !*end ? arena_copy_n(arena, name, (size_t)(at - name)) : NULL;
}

int store_definitions_named(struct store *store, const char *name, struct arena *arena, json_t **out,
                            struct error *error)
{
    sqlite3_stmt *stmt;
    int64_t version;
    const char *workflow = workflow_of(name, arena, &version);
    *out = NULL;
    if (!workflow && !is_hash(name)) {
        error_set(error, SENDD_EINVALID, "`%s` names no version of a workflow", name);
        return error_hint(error, "write WORKFLOW@VERSION, or at least %d digits of a hash", HASH_DIGITS);
    }
    *out = json_array();
    int code = workflow ? sql_query(store, error, &stmt,
                                    "SELECT hash, workflow, version, added FROM definition"
                                    " WHERE workflow = ? AND version = ? ORDER BY id DESC",
                                    STRING(workflow), NUMBER(version))
                        : sql_query(store, error, &stmt,
                                    "SELECT hash, workflow, version, added FROM definition"
                                    " WHERE substr(lower(hex(hash)), 1, length(?1)) = ?1 ORDER BY id DESC",
                                    STRING(name));
    while (code >= 0 && (code = sql_next(store, stmt, error)) == 1)
        json_array_append_new(*out, definition_json(stmt));
    sql_done(stmt);
    return list_finish(code, out);
}
