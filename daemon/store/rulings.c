/* A deadline's ruling, kept small. Most of its bytes stand elsewhere too: in the row's own columns, or, word
 * for word, in every ruling of the same rule (the grounds that excuse lateness). Only what is left is stored,
 * and put together again. */
#include "store/rulings.h"

#include "base/mem.h"

#include <sodium.h>
#include <string.h>

/* The ruling's members that repeat a column of the deadline. */
static void repeated_set(const struct deadline *deadline, json_t *ruling)
{
    const struct {
        const char *name, *text;
    } texts[] = {
        {"rule", deadline->rule}, {"version", deadline->version}, {"owner", deadline->owner},
        {"kind", deadline->kind}, {"title", deadline->title},
    };
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
        json_object_set_new(ruling, texts[i].name, texts[i].text ? json_string(texts[i].text) : json_null());
    json_object_set_new(ruling, "anchor", json_date(deadline->anchor));
    json_object_set_new(ruling, "due", json_date(deadline->due));
    json_object_set_new(ruling, "earliest", json_date(deadline->earliest));
    json_object_set_new(ruling, "provisional", json_boolean(deadline->provisional));
}

/* RULING without its repeated members; NULL when it does not repeat them all, and must be stored as it is. */
static json_t *repeated_drop(const struct deadline *deadline)
{
    json_t *repeated = json_object(), *rest = json_copy(deadline->ruling), *value;
    const char *name;
    bool all = true;
    repeated_set(deadline, repeated);
    json_object_foreach(repeated, name, value)
    {
        all = all && json_equal(json_object_get(deadline->ruling, name), value);
        json_object_del(rest, name);
    }
    json_decref(repeated);
    if (all)
        return rest;
    json_decref(rest);
    return NULL;
}

/* The number of a text that many rows share. */
static int shared_put(struct store *store, const json_t *value, int64_t *out, struct error *error)
{
    unsigned char hash[HASH_SIZE];
    char *text = json_canonical(value);
    sqlite3_stmt *stmt;
    crypto_generichash(hash, sizeof hash, (const unsigned char *)text, strlen(text), NULL, 0);
    int code = sql_query(store, error, &stmt, "SELECT id FROM shared WHERE hash = ?", BYTES(hash, HASH_SIZE));
    if (!code)
        code = sql_next(store, stmt, error);
    if (code == 1)
        *out = sqlite3_column_int64(stmt, 0);
    sql_done(stmt);
    if (code == 0) {
        code = sql_run(store, error, "INSERT INTO shared(hash, body) VALUES(?, ?)", BYTES(hash, HASH_SIZE),
                       STRING(text));
        *out = code ? 0 : sqlite3_last_insert_rowid(store->db);
    }
    mem_free(text);
    return code < 0 ? code : 0;
}

int ruling_pack(struct store *store, const struct deadline *deadline, struct packed_ruling *out,
                struct error *error)
{
    *out = (struct packed_ruling){NULL, RULING_WHOLE};
    if (!deadline->ruling)
        return 0;
    json_t *rest = repeated_drop(deadline);
    if (!rest) {
        out->text = json_canonical(deadline->ruling);
        return 0;
    }
    const json_t *grounds = json_object_get(rest, "grounds");
    out->shared = RULING_ALONE;
    int code = grounds ? shared_put(store, grounds, &out->shared, error) : 0;
    json_object_del(rest, "grounds");
    out->text = json_canonical(rest);
    json_decref(rest);
    return code;
}

/* Parsed once a connection: there are as many as there are rules. */
static int shared_get(struct store *store, int64_t id, json_t **out, struct error *error)
{
    char name[24];
    sqlite3_snprintf(sizeof name, name, "%lld", (long long)id);
    if (!store->shared)
        store->shared = json_object();
    *out = json_object_get(store->shared, name);
    if (*out)
        return 0;
    sqlite3_stmt *stmt;
    int code = sql_query(store, error, &stmt, "SELECT body FROM shared WHERE id = ?", NUMBER(id));
    if (!code)
        code = sql_next(store, stmt, error);
    if (code == 1)
        code = column_json(store, stmt, 0, NULL, out, error);
    else if (code == 0)
        code = error_set(error, SENDD_ECORRUPT, "the store has lost a text that its deadlines share");
    sql_done(stmt);
    if (!code)
        json_object_set_new(store->shared, name, *out);
    return code;
}

int ruling_unpack(struct store *store, struct deadline *deadline, int64_t shared, struct error *error)
{
    json_t *grounds;
    if (!deadline->ruling || shared == RULING_WHOLE)
        return 0;
    repeated_set(deadline, deadline->ruling);
    if (shared == RULING_ALONE)
        return 0;
    int code = shared_get(store, shared, &grounds, error);
    if (!code)
        json_object_set(deadline->ruling, "grounds", grounds);
    return code;
}
