#include "school_parts.h"

#include "base/mem.h"
#include "core/replay.h"

#include <sodium.h>
#include <sqlite3.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

bool broken(struct school *school, const char *format, ...)
{
    va_list list;
    va_start(list, format);
    if (!school->broken[0])
        vsnprintf(school->broken, sizeof school->broken, format, list);
    va_end(list);
    return false;
}

static bool wish_is_kept(struct store *store, const struct wish *wish, struct arena *arena)
{
    int status;
    const char *answer;
    struct error error = ERROR_NONE;
    return !store_request_get(store, wish->key, arena, &status, &answer, &error);
}

bool school_check_store(struct school *school, struct store *store)
{
    struct audit audit = {0};
    struct error error = ERROR_NONE;
    struct arena *arena = arena_new();
    if (store_history_verify(store, &audit, &error) || audit.bad)
        broken(school, "the history's chain is broken at %lld: %s", (long long)audit.bad, audit.reason);
    for (size_t i = 0; i < school->acked.count; i++) {
        const struct wish *wish = school->acked.items[i];
        if (wish->answered > env_now(school->world->env) - 7 * DAY && !wish_is_kept(store, wish, arena))
            broken(school, "%s (%s) was acknowledged and is lost", wish->key, wish->kind);
    }
    arena_free(arena);
    return !school->broken[0];
}

/* Of what mends a mistake. */
static bool mends(const char *kind)
{
    return string_equal(kind, "correct") || string_equal(kind, "undo") || string_equal(kind, "redo");
}

/* Each acknowledged event has exactly one row in its case's history; the revision counts the rows that moved the case. */
static void case_check(struct school *school, const char *reference, json_int_t revision)
{
    size_t acked = 0, rows = 0, moves = 0, i;
    for (i = 0; i < school->acked.count; i++) {
        const struct wish *wish = school->acked.items[i];
        acked += string_equal(wish->reference, reference);
    }
    json_t *history = world_history(school->world, reference), *row;
    json_array_foreach(history, i, row) {
        const char *kind = json_text(row, "kind");
        bool invoked = json_object_get(json_object_get(row, "body"), "parent") != NULL; /* nobody asked for it */
        bool person = (string_equal(kind, "start") && !invoked) || string_equal(kind, "event") || string_equal(kind, "task") ||
                      string_equal(kind, "hold") || string_equal(kind, "release") || mends(kind);
        rows += person;
        moves += string_equal(kind, "start") || string_equal(kind, "event") || string_equal(kind, "timer") ||
                 string_equal(kind, "inbox") || mends(kind) ||
                 (string_equal(kind, "task") && json_object_get(json_object_get(row, "body"), "event"));
    }
    json_decref(history);
    if (rows != acked)
        broken(school, "case %s: %zu acknowledged, %zu in its history", reference, acked, rows);
    if ((json_int_t)moves != revision)
        broken(school, "case %s: revision %lld, %zu moves in its history", reference, (long long)revision, moves);
}

static void cases_check(struct school *school)
{
    struct case_filter filter = {.ended = true, .limit = 1000};
    json_t *rows = NULL, *row;
    size_t i;
    if (store_case_list(school->world->store, &filter, &rows, NULL))
        broken(school, "the cases can't be listed");
    json_array_foreach(rows, i, row)
        case_check(school, json_text(row, "case"), json_number(row, "revision", 0));
    json_decref(rows);
}

/* --- child cases --- */

static bool was_undone(struct school *school, const char *reference)
{
    json_t *history = world_history(school->world, reference), *row;
    bool found = false;
    size_t i;
    json_array_foreach(history, i, row)
        found |= string_equal(json_text(row, "kind"), "undo");
    json_decref(history);
    return found;
}

/* An open child is one of its parent's, or its cancel waits for it. */
static void child_check(struct school *school, const struct kase *kase, struct arena *arena)
{
    struct kase *parent;
    bool leaving = false, known = false;
    json_t *child;
    size_t i;
    if (store_case_load(school->world->store, case_parent(kase), arena, &parent, NULL) ||
        store_inbox_waits(school->world->store, kase->id, "case.cancel", &leaving, NULL))
        broken(school, "case %s has no parent", kase->reference);
    json_array_foreach(case_children(parent), i, child)
        known |= string_equal(json_text(child, "reference"), kase->reference);
    if (!known && !leaving)
        broken(school, "case %s is no child of %s and runs", kase->reference, parent->reference);
    if (!kase->held && !kase->states.count)
        broken(school, "case %s was never begun", kase->reference);
}

/* Each child that a case waits for is there, and runs unless its end waits for the case. */
static void parent_check(struct school *school, const struct kase *kase, struct arena *arena)
{
    struct kase *other;
    json_t *child;
    size_t i;
    json_array_foreach(case_children(kase), i, child) {
        const char *reference = json_text(child, "reference");
        if (json_is_true(json_object_get(child, "done")))
            continue;
        if (!reference || store_case_load(school->world->store, reference, arena, &other, NULL))
            broken(school, "case %s waits for a child that is not there", kase->reference);
        else if (other->ended && !kase->held && !was_undone(school, reference))
            broken(school, "case %s waits for %s, which has ended", kase->reference, reference);
    }
}

/* Who takes a step back although it was handed over can part a child from its parent: those are left out. */
static void families_check(struct school *school)
{
    struct case_filter filter = {.limit = 1000};
    json_t *rows = NULL, *row;
    size_t i;
    if (store_case_list(school->world->store, &filter, &rows, NULL))
        broken(school, "the cases can't be listed");
    json_array_foreach(rows, i, row) {
        const char *reference = json_text(row, "case"), *parent = json_text(row, "parent");
        struct arena *arena = arena_new();
        struct kase *kase;
        if (store_case_load(school->world->store, reference, arena, &kase, NULL))
            broken(school, "case %s can't be loaded", reference);
        else if (!was_undone(school, reference)) {
            parent_check(school, kase, arena);
            if (parent && !was_undone(school, parent))
                child_check(school, kase, arena);
        }
        arena_free(arena);
    }
    json_decref(rows);
}

static bool was_taken(const struct sent *sent)
{
    return sent->outcome == OUTCOME_DELIVERED || sent->outcome == OUTCOME_ACCEPTED;
}


/* The instant at which message ID was cancelled. */
static instant cancelled_at(struct school *school, int64_t id)
{
    json_t *rows = NULL, *row;
    instant at = INSTANT_NEVER;
    size_t i;
    if (store_outbox_attempts(school->world->store, id, &rows, NULL))
        broken(school, "the attempts of message %lld can't be listed", (long long)id);
    json_array_foreach(rows, i, row) {
        if (string_equal(json_text(row, "kind"), "cancelled"))
            (void)london_read(json_text(row, "at"), &at, NULL);
    }
    json_decref(rows);
    return at;
}

/* Nothing is handed over of a message that was cancelled. */
static void cancelled_check(struct school *school, int64_t id)
{
    instant at = cancelled_at(school, id);
    for (size_t i = 0; i < school->world->sent.count; i++) {
        const struct sent *sent = school->world->sent.items[i];
        if (sent->outbox == id && sent->at > at + SECONDS(1)) /* lists show whole seconds */
            broken(school, "message %lld was handed over after it was cancelled", (long long)id);
    }
}

/* How often a peer took the message; the first time. */
static size_t takes_of(const struct school *school, int64_t outbox, instant *first)
{
    size_t count = 0;
    for (size_t i = 0; i < school->world->sent.count; i++) {
        const struct sent *sent = school->world->sent.items[i];
        if (sent->outbox != outbox || !was_taken(sent))
            continue;
        if (!count++)
            *first = sent->at;
    }
    return count;
}

/* One key a message, one message a key, and none after the peer's word was heard. */
static void keys_check(struct school *school)
{
    const struct list *sent = &school->world->sent;
    for (size_t i = 0; i < sent->count; i++) {
        const struct sent *one = sent->items[i];
        for (size_t j = i + 1; j < sent->count; j++) {
            const struct sent *other = sent->items[j];
            if (string_equal(one->key, other->key) != (one->outbox == other->outbox))
                broken(school, "messages %lld and %lld: keys and messages do not go together",
                       (long long)one->outbox, (long long)other->outbox);
        }
    }
}

static bool was_retried(const struct school *school, int64_t id)
{
    for (size_t i = 0; i < school->retried.count; i++) {
        if (*(const int64_t *)school->retried.items[i] == id)
            return true;
    }
    return false;
}

struct lane {
    char name[160];
    instant last;
};

static void lane_check(struct school *school, struct list *lanes, const json_t *row, instant first)
{
    char name[160];
    snprintf(name, sizeof name, "%s %s", json_text(row, "case"), json_text(row, "recipient"));
    for (size_t i = 0; i < lanes->count; i++) {
        struct lane *lane = lanes->items[i];
        if (!string_equal(lane->name, name))
            continue;
        if (first < lane->last)
            broken(school, "message %lld of %s overtook an earlier one", (long long)json_number(row, "id", 0), name);
        lane->last = first;
        return;
    }
    struct lane *lane = mem_alloc(sizeof *lane);
    memcpy(lane->name, name, sizeof name);
    lane->last = first;
    list_add(lanes, lane);
}

static void messages_check(struct school *school)
{
    struct outbox_filter filter = {.state = -1, .limit = 1000};
    struct list lanes = LIST_EMPTY;
    json_t *rows = NULL, *row;
    size_t i;
    do {
        json_decref(rows);
        rows = NULL;
        if (store_outbox_list(school->world->store, &filter, &rows, NULL))
            broken(school, "the outbox can't be listed");
        json_array_foreach(rows, i, row) {
            instant first = 0;
            filter.after = json_number(row, "id", 0);
            const char *state = json_text(row, "state");
            size_t takes = takes_of(school, filter.after, &first);
            bool done = string_equal(state, "delivered") || string_equal(state, "accepted");
            if (done && !takes)
                broken(school, "message %lld counts as %s and nobody took it", (long long)filter.after, state);
            if (string_equal(state, "held") && takes)
                broken(school, "message %lld is held and was sent", (long long)filter.after);
            if (string_equal(state, "cancelled"))
                cancelled_check(school, filter.after);
            if (done && !was_retried(school, filter.after))
                lane_check(school, &lanes, row, first);
        }
    } while (json_array_size(rows) == (size_t)filter.limit);
    json_decref(rows);
    for (i = 0; i < lanes.count; i++)
        mem_free(lanes.items[i]);
    list_free(&lanes);
}

/* What was intended before the last day, which had no faults, has gone. */
static void overdue_check(struct school *school, enum outbox_state state)
{
    json_t *rows = world_outbox(school->world, (int)state), *row;
    size_t i;
    json_array_foreach(rows, i, row) {
        instant intended = 0;
        (void)london_read(json_text(row, "intended"), &intended, NULL);
        if (intended < env_now(school->world->env) - DAY)
            broken(school, "message %lld is %s a day after the last fault", (long long)json_number(row, "id", 0),
                   json_text(row, "state"));
    }
    json_decref(rows);
}

static void due_check(struct school *school)
{
    struct next_due next;
    struct error error = ERROR_NONE;
    if (store_next_due(school->world->store, env_now(school->world->env), &next, &error))
        broken(school, "what is due can't be read: %s", error.text);
    if (next.timer <= env_now(school->world->env))
        broken(school, "a timer is due and did not fire");
    if (next.inbox)
        broken(school, "an event waits in the inbox");
    overdue_check(school, OUTBOX_READY);
    overdue_check(school, OUTBOX_WAITING);
    if (school->wishes.count)
        broken(school, "%zu wishes were never answered", school->wishes.count);
}

/* Whether a timer of REFERENCE fired at AT, as the history writes it, and nothing of a person's came in the same batch: its
 * messages go at once, and the rows do not say which of the two a message is from. */
static bool only_timer_at(struct school *school, const char *reference, const char *at)
{
    static const char *const persons[] = {"start", "event", "task", "inbox", "redo", NULL};
    json_t *history = world_history(school->world, reference), *row;
    bool timer = false, other = false;
    size_t i;
    json_array_foreach(history, i, row)
    {
        if (!string_equal(json_text(row, "at"), at))
            continue;
        timer |= string_equal(json_text(row, "kind"), "timer");
        for (const char *const *kind = persons; *kind; kind++)
            other |= string_equal(json_text(row, "kind"), *kind);
    }
    json_decref(history);
    return timer && !other;
}

/* Nothing that a timer caused is told before the morning. */
static void early_check(struct school *school)
{
    for (size_t i = 0; i < school->world->sent.count; i++) {
        const struct sent *sent = school->world->sent.items[i];
        struct outbox row;
        struct arena *arena = arena_new();
        struct text intended = TEXT_EMPTY;
        if (!store_outbox_get(school->world->store, sent->outbox, arena, &row, NULL)) {
            london_write(row.intended, &intended);
            if (sent->at < london_instant(london_date(row.intended), 8, 0) &&
                only_timer_at(school, row.reference, text_string(&intended)))
                broken(school, "message %lld (%s, %s) went before the morning", (long long)sent->outbox,
                       sent->event, text_string(&intended));
        }
        text_free(&intended);
        arena_free(arena);
    }
}

/* Half a transaction leaves the counts or the tables' references wrong. */
static void halves_check(struct school *school)
{
    static const char *const sums[] = {
        "SELECT history - (SELECT count(*) FROM history) FROM counts",
        "SELECT cases_open + cases_ended - (SELECT count(*) FROM cases) FROM counts",
        "SELECT timers - (SELECT count(*) FROM timer) FROM counts",
        "SELECT tasks_open - (SELECT count(*) FROM task WHERE status = 0) FROM counts",
        "SELECT deadlines_open - (SELECT count(*) FROM deadline WHERE status = 0) FROM counts",
        "SELECT inbox - (SELECT count(*) FROM inbox) FROM counts",
        ("SELECT outbox_waiting + outbox_ready + outbox_delivered + outbox_accepted + outbox_dead + outbox_held"
         " + outbox_unknown + outbox_cancelled - (SELECT count(*) FROM outbox) FROM counts"),
        "SELECT count(*) FROM pragma_foreign_key_check",
        "SELECT integrity_check <> 'ok' FROM pragma_integrity_check",
    };
    sqlite3 *db = school_look(school);
    for (size_t i = 0; i < sizeof sums / sizeof *sums; i++) {
        sqlite3_stmt *stmt = NULL;
        if (sqlite3_prepare_v2(db, sums[i], -1, &stmt, NULL) || sqlite3_step(stmt) != SQLITE_ROW ||
            sqlite3_column_int64(stmt, 0))
            broken(school, "half of something: %s", sums[i]);
        sqlite3_finalize(stmt);
    }
    sqlite3_close(db);
}

/* Every open case's history, done again, leaves it where it stands. */
static void replay_check(struct school *school)
{
    struct replay replay;
    struct error error = ERROR_NONE;
    if (replay_all(school->world->store, core_site(school->world->core), &replay, &error))
        broken(school, "the histories can't be done again: %s", error.text);
    const json_t *first = json_array_get(replay.differing, 0);
    if (first)
        broken(school, "case %s differs from its history at row %lld (%s): %s", json_text(first, "case"),
               (long long)json_number(first, "row", 0), json_text(first, "kind"), json_text(first, "what"));
    json_decref(replay.differing);
}

sqlite3 *school_look(struct school *school)
{
    sqlite3 *db = NULL;
    if (sqlite3_open_v2("sendd.db", &db, SQLITE_OPEN_READWRITE, sim_disk_vfs(school->world->disk)))
        broken(school, "the store can't be looked at: %s", sqlite3_errmsg(db));
    return db;
}

bool school_check_all(struct school *school)
{
    if (school->broken[0] || !school_check_store(school, school->world->store))
        return false;
    cases_check(school);
    families_check(school);
    keys_check(school);
    messages_check(school);
    due_check(school);
    early_check(school);
    halves_check(school);
    replay_check(school);
    return !school->broken[0];
}

void school_trace(struct school *school, char out[65])
{
    crypto_generichash_state hash;
    unsigned char bytes[32];
    struct audit audit = {0};
    crypto_generichash_init(&hash, NULL, 0, sizeof bytes);
    if (school->world->store)
        (void)store_history_verify(school->world->store, &audit, NULL);
    crypto_generichash_update(&hash, (const unsigned char *)audit.head, sizeof audit.head);
    for (size_t i = 0; i < school->world->sent.count; i++)
        crypto_generichash_update(&hash, school->world->sent.items[i], sizeof(struct sent));
    uint64_t steps = env_sim_steps(school->world->env);
    crypto_generichash_update(&hash, (const unsigned char *)&steps, sizeof steps);
    crypto_generichash_final(&hash, bytes, sizeof bytes);
    sodium_bin2hex(out, 65, bytes, sizeof bytes);
}
