/* History: rows that are only ever added, each sealed to the one before it by its hash. */
#include "store/sql.h"

#include "base/mem.h"

#include <sodium.h>
#include <stdio.h>
#include <string.h>

enum { ALGORITHM = 1 /* BLAKE2b-256 */, NOT_SEALED = 0 };

/* One row as the hash sees it. */
struct link {
    int64_t seq, kase, at, algorithm, key;
    const char *school; /* its code; NULL: about the installation */
    const char *kind;
    const void *body;
    size_t size;
};

static void hash_number(crypto_generichash_state *state, int64_t number)
{
    unsigned char bytes[8];
    for (int i = 0; i < 8; i++)
        bytes[i] = (unsigned char)((uint64_t)number >> (56 - 8 * i));
    crypto_generichash_update(state, bytes, sizeof bytes);
}

/* A length before the bytes, so that no two rows give the same stream; -1 for what is absent. */
static void hash_bytes(crypto_generichash_state *state, const void *bytes, size_t size)
{
    hash_number(state, bytes ? (int64_t)size : -1);
    if (bytes)
        crypto_generichash_update(state, bytes, size);
}

static void link_hash(const unsigned char previous[HASH_SIZE], const struct link *link,
                      unsigned char out[HASH_SIZE])
{
    crypto_generichash_state state;
    crypto_generichash_init(&state, NULL, 0, HASH_SIZE);
    crypto_generichash_update(&state, previous, HASH_SIZE);
    hash_number(&state, link->seq);
    hash_number(&state, link->kase);
    hash_bytes(&state, link->school, link->school ? strlen(link->school) : 0);
    hash_number(&state, link->at);
    hash_bytes(&state, link->kind, strlen(link->kind));
    hash_number(&state, link->algorithm);
    hash_number(&state, link->key);
    hash_bytes(&state, link->body, link->size);
    crypto_generichash_final(&state, out, HASH_SIZE);
}

static int head_read(struct store *store, struct error *error)
{
    if (store->head_read)
        return 0;
    sqlite3_stmt *stmt;
    int code = sql_query(store, error, &stmt, "SELECT seq, hash FROM history ORDER BY seq DESC LIMIT 1");
    if (!code)
        code = sql_next(store, stmt, error);
    store->head_seq = 0;
    memset(store->head_hash, 0, HASH_SIZE);
    if (code == 1 && sqlite3_column_bytes(stmt, 1) == HASH_SIZE) {
        store->head_seq = sqlite3_column_int64(stmt, 0);
        memcpy(store->head_hash, sqlite3_column_blob(stmt, 1), HASH_SIZE);
    }
    sql_done(stmt);
    store->head_read = code >= 0;
    return code < 0 ? code : 0;
}

int store_history_append(struct store *store, const struct history *row, struct error *error)
{
    int64_t school;
    unsigned char hash[HASH_SIZE];
    int code = sql_writing(store, error);
    if (!code)
        code = school_number(store, row->school, &school, error);
    if (!code)
        code = head_read(store, error);
    if (code)
        return code;
    char *body = json_canonical(row->body);
    struct link link = {store->head_seq + 1, row->kase, row->at, ALGORITHM,   NOT_SEALED,
                        row->school,         row->kind, body,    strlen(body)};
    link_hash(store->head_hash, &link, hash);
    code = sql_run(store, error,
                   "INSERT INTO history(seq, kase, school, at, algorithm, key, hash, kind, body)"
                   " VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?)",
                   NUMBER(link.seq), NUMBER(row->kase), NUMBER_OR(school), NUMBER(row->at), NUMBER(ALGORITHM),
                   NUMBER(NOT_SEALED), BYTES(hash, HASH_SIZE), STRING(row->kind), STRING(body));
    mem_free(body);
    if (code)
        return code;
    store->head_seq = link.seq;
    memcpy(store->head_hash, hash, HASH_SIZE);
    count_add(store, COUNT_HISTORY, 1);
    return 0;
}

static int row_json(struct store *store, sqlite3_stmt *stmt, json_t **out, struct error *error)
{
    json_t *body;
    int code = column_json(store, stmt, 3, NULL, &body, error);
    if (!code)
        *out = json_pack("{s:I, s:o, s:o, s:o}", "seq", (json_int_t)sqlite3_column_int64(stmt, 0), "at",
                         json_instant(sqlite3_column_int64(stmt, 1)), "kind", column_string(stmt, 2), "body",
                         body);
    return code;
}

int store_history_list(struct store *store, int64_t kase, int64_t after, int64_t limit, json_t **out,
                       struct error *error)
{
    sqlite3_stmt *stmt;
    json_t *row;
    *out = json_array();
    int code =
        kase ? sql_query(store, error, &stmt,
                         "SELECT seq, at, kind, body FROM history WHERE kase <> 0 AND kase = ? AND seq > ?"
                         " ORDER BY seq LIMIT ?",
                         NUMBER(kase), NUMBER(after), NUMBER(limit))
             : sql_query(store, error, &stmt,
                         "SELECT seq, at, kind, body FROM history WHERE seq > ? ORDER BY seq LIMIT ?",
                         NUMBER(after), NUMBER(limit));
    while (code >= 0 && (code = sql_next(store, stmt, error)) == 1) {
        code = row_json(store, stmt, &row, error);
        if (!code)
            json_array_append_new(*out, row);
    }
    sql_done(stmt);
    return list_finish(code, out);
}

int64_t store_history_last(const struct store *store)
{
    return store->head_seq;
}

static int row_take(struct store *store, sqlite3_stmt *stmt, struct arena *arena, struct history_row *out,
                    struct error *error)
{
    out->seq = sqlite3_column_int64(stmt, 0);
    out->at = sqlite3_column_int64(stmt, 1);
    out->kind = column_text(stmt, 2, arena);
    return column_json(store, stmt, 3, arena, &out->body, error);
}

int store_history_row(struct store *store, int64_t seq, struct arena *arena, struct history_row *out,
                      struct error *error)
{
    sqlite3_stmt *stmt;
    int code =
        sql_query(store, error, &stmt, "SELECT seq, at, kind, body FROM history WHERE seq = ?", NUMBER(seq));
    if (!code)
        code = sql_next(store, stmt, error);
    if (code == 0)
        code = error_set(error, SENDD_ENOTFOUND, "the history has no row %lld", (long long)seq);
    if (code == 1)
        code = row_take(store, stmt, arena, out, error);
    sql_done(stmt);
    return code;
}

int store_history_rows(struct store *store, int64_t kase, int64_t after, int64_t limit, struct arena *arena,
                       struct list *out, struct error *error)
{
    sqlite3_stmt *stmt;
    int code = sql_query(store, error, &stmt,
                         "SELECT seq, at, kind, body FROM history WHERE kase <> 0 AND kase = ? AND seq > ?"
                         " ORDER BY seq LIMIT ?",
                         NUMBER(kase), NUMBER(after), NUMBER(limit));
    while (code >= 0 && (code = sql_next(store, stmt, error)) == 1) {
        struct history_row *row = arena_alloc(arena, sizeof *row);
        code = row_take(store, stmt, arena, row, error);
        list_add(out, row);
    }
    sql_done(stmt);
    return code;
}

#define CHAIN                                                                                                \
    "SELECT h.seq, h.kase, s.code, h.at, h.kind, h.algorithm, h.key, h.body, h.hash, h.school FROM history " \
    "h"                                                                                                      \
    " LEFT JOIN school s ON s.id = h.school"

/* NULL when the row follows PREVIOUS, else what is wrong with it. SEQ is the number it must have. */
static const char *row_fault(sqlite3_stmt *stmt, int64_t seq, const unsigned char previous[HASH_SIZE])
{
    unsigned char hash[HASH_SIZE];
    struct link link = {
        .seq = sqlite3_column_int64(stmt, 0),
        .kase = sqlite3_column_int64(stmt, 1),
        .school = (const char *)sqlite3_column_text(stmt, 2),
        .at = sqlite3_column_int64(stmt, 3),
        .kind = (const char *)sqlite3_column_text(stmt, 4),
        .algorithm = sqlite3_column_int64(stmt, 5),
        .key = sqlite3_column_int64(stmt, 6),
        .body = sqlite3_column_blob(stmt, 7),
        .size = (size_t)sqlite3_column_bytes(stmt, 7),
    };
    if (link.seq != seq)
        return "a row before it is missing";
    if (link.algorithm != ALGORITHM)
        return "its hash algorithm is not known";
    if (!link.kind || (!link.school && sqlite3_column_type(stmt, 9) != SQLITE_NULL))
        return "its kind or school is gone";
    link_hash(previous, &link, hash);
    if (sqlite3_column_bytes(stmt, 8) != HASH_SIZE ||
        memcmp(hash, sqlite3_column_blob(stmt, 8), HASH_SIZE) != 0)
        return "its hash does not fit its content and the row before it";
    return NULL;
}

static void audit_bad(struct audit *out, int64_t seq, const char *reason)
{
    out->bad = seq;
    snprintf(out->reason, sizeof out->reason, "%s", reason);
}

static int chain_walk(struct store *store, struct audit *out, struct error *error)
{
    sqlite3_stmt *stmt;
    unsigned char previous[HASH_SIZE] = {0};
    int code = sql_query(store, error, &stmt, CHAIN " ORDER BY h.seq");
    while (code >= 0 && (code = sql_next(store, stmt, error)) == 1 && !out->bad) {
        const char *fault = row_fault(stmt, out->rows + 1, previous);
        if (fault) {
            audit_bad(out, out->rows + 1, fault);
        } else {
            out->rows++;
            memcpy(previous, sqlite3_column_blob(stmt, 8), HASH_SIZE);
        }
    }
    sql_done(stmt);
    sodium_bin2hex(out->head, sizeof out->head, previous, HASH_SIZE);
    return code < 0 ? code : 0;
}

/* A tail that was cut off leaves a sound chain; the count kept beside it gives a clumsy cut away. */
static int count_compare(struct store *store, struct audit *out, struct error *error)
{
    json_t *counts;
    int code = store_counts(store, &counts, error);
    if (code)
        return code;
    if (json_number(counts, "history", 0) != out->rows)
        audit_bad(out, out->rows + 1, "the store's own count says that the log had another number of rows");
    json_decref(counts);
    return 0;
}

/* One snapshot, so that rows added meanwhile are neither seen nor missed. */
int store_history_verify(struct store *store, struct audit *out, struct error *error)
{
    *out = (struct audit){0};
    bool alone = sqlite3_get_autocommit(store->db);
    int code = alone ? sql_script(store, "BEGIN", error) : 0;
    if (!code)
        code = chain_walk(store, out, error);
    if (!code && !out->bad && alone)
        code = count_compare(store, out, error);
    if (alone && !sqlite3_get_autocommit(store->db))
        sqlite3_exec(store->db, "COMMIT", NULL, NULL, NULL);
    return code;
}

/* Walks all of it, for the daemon that could be asked does not start with such a store. */
static int sound_hint(struct store *store, struct error *error)
{
    struct audit audit;
    if (store_history_verify(store, &audit, NULL))
        return error_hint(error, "keep the file as it is, and restore the last backup");
    return error_hint(error, "the log is sound up to row %lld, and its head there is %s: keep the file as it is, and restore the last "
                             "backup", (long long)audit.rows, audit.head);
}

int history_head_check(struct store *store, struct error *error)
{
    sqlite3_stmt *stmt;
    const char *fault = NULL;
    unsigned char previous[HASH_SIZE] = {0};
    int code = head_read(store, error);
    if (code)
        return code;
    if (store->head_seq != store->counts[COUNT_HISTORY]) {
        error_set(error, SENDD_ECORRUPT, "the history ends at row %lld and must end at %lld",
                  (long long)store->head_seq, (long long)store->counts[COUNT_HISTORY]);
        return sound_hint(store, error);
    }
    code =
        sql_query(store, error, &stmt, CHAIN " WHERE h.seq >= ? ORDER BY h.seq", NUMBER(store->head_seq - 1));
    while (code >= 0 && (code = sql_next(store, stmt, error)) == 1) {
        if (sqlite3_column_int64(stmt, 0) == store->head_seq)
            fault = row_fault(stmt, store->head_seq, previous);
        if (sqlite3_column_bytes(stmt, 8) == HASH_SIZE)
            memcpy(previous, sqlite3_column_blob(stmt, 8), HASH_SIZE);
    }
    sql_done(stmt);
    if (code || !fault)
        return code;
    error_set(error, SENDD_ECORRUPT, "the last row of the history, %lld, is damaged: %s",
              (long long)store->head_seq, fault);
    return sound_hint(store, error);
}
