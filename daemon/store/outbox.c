/* The outbox: intent, then effect, then outcome.
 *
 * A lane is one case and one recipient. At most one row of a lane is READY, the others WAIT in the order of
 * their turns; a row in any other state is out of its lane and holds nobody back. */
#include "store/outbox.h"

#include <sodium.h>
#include <string.h>

static const char *const names[] = {"waiting", "ready", "delivered", "accepted",
                                    "dead",    "held",  "unknown",   "cancelled"};
enum { STATES = sizeof names / sizeof names[0] };

const char *outbox_state_name(enum outbox_state state)
{
    return (size_t)state < STATES ? names[state] : "?";
}

int outbox_state_from(const char *name)
{
    for (int i = 0; i < STATES; i++) {
        if (string_equal(name, names[i]))
            return i;
    }
    return -1;
}

/* *TAKEN: the lane has a row that goes first. */
static int lane_taken(struct store *store, int64_t kase, const char *recipient, bool *taken,
                      struct error *error)
{
    sqlite3_stmt *stmt;
    int code = sql_query(store, error, &stmt,
                         "SELECT 1 FROM outbox WHERE kase = ? AND recipient = ? AND state <= 1 LIMIT 1",
                         NUMBER(kase), STRING(recipient));
    if (!code)
        code = sql_next(store, stmt, error);
    *taken = code == 1;
    sql_done(stmt);
    return code < 0 ? code : 0;
}

/* The one whose turn is next becomes READY; its own next_try stands. */
static int lane_promote(struct store *store, int64_t kase, const char *recipient, struct error *error)
{
    int code = sql_run(
        store, error,
        "UPDATE outbox SET state = 1 WHERE id = (SELECT id FROM outbox WHERE kase = ? AND recipient = ?"
        " AND state <= 1 ORDER BY turn LIMIT 1)",
        NUMBER(kase), STRING(recipient));
    if (!code && sql_changes(store)) {
        count_add(store, COUNT_OUTBOX + OUTBOX_WAITING, -1);
        count_add(store, COUNT_OUTBOX + OUTBOX_READY, 1);
    }
    return code;
}

static int key_read(const char *hex, unsigned char key[KEY_SIZE], struct error *error)
{
    size_t size;
    if (hex && strlen(hex) == KEY_SIZE * 2 &&
        !sodium_hex2bin(key, KEY_SIZE, hex, KEY_SIZE * 2, NULL, &size, NULL) && size == KEY_SIZE)
        return 0;
    return error_set(error, SENDD_EINVALID, "a message's key is 32 hex digits");
}

static int outbox_insert(struct store *store, struct outbox *row, int64_t school, const unsigned char *key,
                         struct error *error)
{
    row->id = count_next(store, LAST_OUTBOX);
    int code =
        sql_run(store, error,
                "INSERT INTO outbox(id, school, kase, state, attempts, intended, next_try, turn, key, "
                "recipient, instance,"
                " notice, address, result, detail, subject, body) VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, "
                "?, ?, ?, ?, ?)",
                NUMBER(row->id), NUMBER(school), NUMBER(row->kase), NUMBER(row->state), NUMBER(row->attempts),
                NUMBER(row->intended), NUMBER(row->next_try), NUMBER(row->id), BYTES(key, KEY_SIZE),
                STRING(row->recipient), STRING(row->instance), STRING(row->notice), STRING(row->address),
                STRING(row->result), STRING(row->detail), STRING(row->subject), STRING(row->body));
    if (!code)
        count_add(store, COUNT_OUTBOX + row->state, 1);
    return code;
}

int store_outbox_put(struct store *store, struct outbox *row, struct error *error)
{
    int64_t school;
    unsigned char key[KEY_SIZE];
    if (row->state != OUTBOX_READY && row->state != OUTBOX_HELD)
        return error_set(error, SENDD_EINVALID, "a new message is ready or held");
    int code = key_read(row->key, key, error);
    if (!code)
        code = school_number(store, row->school, &school, error);
    if (code)
        return code;
    if (row->state == OUTBOX_READY) {
        bool taken;
        code = lane_taken(store, row->kase, row->recipient, &taken, error);
        if (code)
            return code;
        row->state = taken ? OUTBOX_WAITING : OUTBOX_READY;
    }
    return outbox_insert(store, row, school, key, error);
}

/* What the verbs below need to know of a row before they change it. */
struct place {
    int64_t kase, school, attempts;
    enum outbox_state state;
    const char *recipient;
};

static int place_read(struct store *store, int64_t id, struct arena *arena, struct place *out,
                      struct error *error)
{
    sqlite3_stmt *stmt;
    int code =
        sql_query(store, error, &stmt,
                  "SELECT kase, school, attempts, state, recipient FROM outbox WHERE id = ?", NUMBER(id));
    if (!code)
        code = sql_next(store, stmt, error);
    if (code == 1)
        *out = (struct place){sqlite3_column_int64(stmt, 0), sqlite3_column_int64(stmt, 1),
                              sqlite3_column_int64(stmt, 2), (enum outbox_state)sqlite3_column_int(stmt, 3),
                              column_text(stmt, 4, arena)};
    sql_done(stmt);
    if (code == 0)
        return outbox_missing(id, error);
    return code < 0 ? code : 0;
}

/* Numbered for itself: attempts of the row start again when a person releases it. */
static int attempt_put(struct store *store, int64_t id, int64_t school, const char *kind, const char *detail,
                       instant now, struct error *error)
{
    return sql_run(store, error,
                   "INSERT INTO attempt(outbox, number, school, at, kind, detail) VALUES(?1,"
                   " (SELECT coalesce(max(number), 0) + 1 FROM attempt WHERE outbox = ?1), ?2, ?3, ?4, ?5)",
                   NUMBER(id), NUMBER(school), NUMBER(now), STRING(kind), STRING(detail));
}

static int outcome_apply(struct store *store, int64_t id, const struct place *place, const char *detail,
                         const char *result, enum outbox_state state, instant next_try, struct error *error)
{
    int code = sql_run(store, error,
                       "UPDATE outbox SET state = ?, attempts = ?, next_try = ?, detail = ?,"
                       " result = coalesce(?, result) WHERE id = ?",
                       NUMBER(state), NUMBER(place->attempts + 1), NUMBER(next_try), STRING(detail),
                       STRING(result), NUMBER(id));
    if (code || state == OUTBOX_READY)
        return code;
    count_add(store, COUNT_OUTBOX + OUTBOX_READY, -1);
    count_add(store, COUNT_OUTBOX + state, 1);
    return lane_promote(store, place->kase, place->recipient, error);
}

int store_outbox_outcome(struct store *store, int64_t id, const char *kind, const char *detail,
                         const char *result, enum outbox_state state, instant next_try, instant now,
                         struct error *error)
{
    struct place place;
    if (state == OUTBOX_WAITING)
        return error_set(error, SENDD_EINVALID, "an outcome makes no message wait");
    struct arena *arena = arena_new();
    int code = place_read(store, id, arena, &place, error);
    if (!code && place.state != OUTBOX_READY)
        code = error_set(error, SENDD_ECONFLICT, "message %lld is %s: it has no delivery under way",
                         (long long)id, outbox_state_name(place.state));
    if (!code)
        code = attempt_put(store, id, place.school, kind, detail, now, error);
    if (!code)
        code = outcome_apply(store, id, &place, detail, result, state, next_try, error);
    arena_free(arena);
    return code;
}

static int retry_apply(struct store *store, int64_t id, const struct place *place, instant now,
                       struct error *error)
{
    bool taken;
    int code = lane_taken(store, place->kase, place->recipient, &taken, error);
    if (code)
        return code;
    enum outbox_state state = taken ? OUTBOX_WAITING : OUTBOX_READY;
    code = sql_run(store, error,
                   "UPDATE outbox SET state = ?, attempts = 0, next_try = ?, turn = ? WHERE id = ?",
                   NUMBER(state), NUMBER(now), NUMBER(count_next(store, LAST_OUTBOX)), NUMBER(id));
    if (code)
        return code;
    count_add(store, COUNT_OUTBOX + place->state, -1);
    count_add(store, COUNT_OUTBOX + state, 1);
    return 0;
}

int store_outbox_retry(struct store *store, int64_t id, instant now, struct error *error)
{
    struct place place;
    struct arena *arena = arena_new();
    int code = place_read(store, id, arena, &place, error);
    if (!code && (place.state < OUTBOX_DEAD || place.state == OUTBOX_CANCELLED)) {
        code = error_set(error, SENDD_ECONFLICT, "message %lld is %s", (long long)id,
                         outbox_state_name(place.state));
        error_hint(error, "only a dead, held or unknown message can be sent again");
    }
    if (!code)
        code = retry_apply(store, id, &place, now, error);
    arena_free(arena);
    return code;
}

/* The next of its lane follows when it was the one that could go. */
static int cancel_apply(struct store *store, int64_t id, const struct place *place, const char *detail,
                        struct error *error)
{
    int code = sql_run(store, error, "UPDATE outbox SET state = ?, detail = ? WHERE id = ?",
                       NUMBER(OUTBOX_CANCELLED), STRING(detail), NUMBER(id));
    if (code)
        return code;
    count_add(store, COUNT_OUTBOX + place->state, -1);
    count_add(store, COUNT_OUTBOX + OUTBOX_CANCELLED, 1);
    return place->state == OUTBOX_READY ? lane_promote(store, place->kase, place->recipient, error) : 0;
}

int store_outbox_cancel(struct store *store, int64_t id, const char *detail, instant now, struct error *error)
{
    struct place place;
    struct arena *arena = arena_new();
    int code = place_read(store, id, arena, &place, error);
    if (!code && place.state != OUTBOX_WAITING && place.state != OUTBOX_READY && place.state != OUTBOX_HELD &&
        place.state != OUTBOX_DEAD)
        code = error_set(error, SENDD_ECONFLICT, "message %lld is %s: it can't be cancelled", (long long)id,
                         outbox_state_name(place.state));
    if (!code)
        code = attempt_put(store, id, place.school, "cancelled", detail, now, error);
    if (!code)
        code = cancel_apply(store, id, &place, detail, error);
    arena_free(arena);
    return code;
}
