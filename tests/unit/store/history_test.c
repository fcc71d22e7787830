/* The chain: any change to a row, and any row added, taken or moved, is found; a second verifier agrees.
 *
 * What a chain alone can't show is a cut of its tail, or a whole chain made anew by someone who may write the
 * file: both need a head that was kept elsewhere. */
#include "fixture.h"

#include "base/mem.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

enum { ROWS = 6 };

static void append(struct fixture *f, int64_t kase, const char *school, const char *kind, int n)
{
    json_t *body = json_pack("{s:s, s:i}", "event", "la.agreed", "n", n);
    struct history row = {
        .kase = kase, .school = school, .at = START + SECONDS(n), .kind = kind, .body = body};
    OK(f, store_history_append(f->store, &row, &f->error));
    json_decref(body);
}

static struct fixture *log_new(void)
{
    struct fixture *f = fixture_new();
    OK(f, store_begin(f->store, &f->error));
    append(f, 0, NULL, "reload", 1);
    append(f, 1, "oakfield", "start", 2);
    append(f, 2, "elmbank", "start", 3);
    OK(f, store_commit(f->store, &f->error));
    fixture_reopen(f);
    OK(f, store_begin(f->store, &f->error));
    for (int n = 4; n <= ROWS; n++)
        append(f, 1, "oakfield", "event", n);
    OK(f, store_commit(f->store, &f->error));
    return f;
}

static struct audit verify(struct fixture *f)
{
    struct audit audit;
    OK(f, store_history_verify(f->store, &audit, &f->error));
    return audit;
}

/* Opens the door that our own connection keeps shut. */
static void guards_off(struct fixture *f)
{
    fixture_raw(f, "DROP TRIGGER history_no_update; DROP TRIGGER history_no_delete");
    sqlite3_exec(f->store->db, "PRAGMA foreign_keys = OFF", NULL, NULL, NULL);
}

static void run(struct fixture *f, const char *sql)
{
    if (sqlite3_exec(f->store->db, sql, NULL, NULL, NULL))
        fail_msg("%s: %s", sql, sqlite3_errmsg(f->store->db));
}

/* Damages the log by SQL inside a transaction, looks, and takes it back. */
static struct audit damaged(struct fixture *f, const char *sql)
{
    run(f, "BEGIN");
    run(f, sql);
    struct audit audit = verify(f);
    run(f, "ROLLBACK");
    return audit;
}

static void is_sound_when_untouched(void **state)
{
    (void)state;
    struct fixture *f = log_new();
    struct audit audit = verify(f), again;
    assert_int_equal(ROWS, audit.rows);
    assert_int_equal(0, audit.bad);
    assert_int_equal(64, strlen(audit.head));
    fixture_reopen(f);
    again = verify(f);
    assert_string_equal(audit.head, again.head);
    fixture_free(f);
}

static void lists_a_cases_rows(void **state)
{
    (void)state;
    struct fixture *f = log_new();
    json_t *list;
    OK(f, store_history_list(f->store, 1, 0, 100, &list, &f->error));
    assert_int_equal(4, json_array_size(list));
    assert_string_equal("start", json_text(json_array_get(list, 0), "kind"));
    assert_string_equal("la.agreed", json_text(json_object_get(json_array_get(list, 0), "body"), "event"));
    assert_string_equal("2026-09-01T01:00:02+01:00", json_text(json_array_get(list, 0), "at"));
    json_decref(list);
    OK(f, store_history_list(f->store, 1, 4, 1, &list, &f->error));
    assert_int_equal(1, json_array_size(list));
    assert_int_equal(5, json_number(json_array_get(list, 0), "seq", 0));
    json_decref(list);
    fixture_free(f);
}

static void refuses_changes(void **state)
{
    (void)state;
    struct fixture *f = log_new();
    assert_int_equal(SQLITE_CONSTRAINT_TRIGGER,
                     sqlite3_exec(f->store->db, "UPDATE history SET at = 0 WHERE seq = 1", NULL, NULL, NULL));
    assert_int_equal(SQLITE_CONSTRAINT_TRIGGER,
                     sqlite3_exec(f->store->db, "DELETE FROM history", NULL, NULL, NULL));
    assert_int_equal(0, verify(f).bad);
    fixture_free(f);
}

static void flip_bytes(struct fixture *f, int seq, const char *column, bool text)
{
    char sql[128];
    unsigned char bytes[256];
    sqlite3_stmt *read, *write;
    snprintf(sql, sizeof sql, "SELECT CAST(%s AS BLOB) FROM history WHERE seq = %d", column, seq);
    assert_int_equal(0, sqlite3_prepare_v2(f->store->db, sql, -1, &read, NULL));
    assert_int_equal(SQLITE_ROW, sqlite3_step(read));
    int size = sqlite3_column_bytes(read, 0);
    assert_in_range(size, 1, sizeof bytes);
    memcpy(bytes, sqlite3_column_blob(read, 0), (size_t)size);
    sqlite3_finalize(read);
    snprintf(sql, sizeof sql, "UPDATE history SET %s = %s WHERE seq = %d", column,
             text ? "CAST(? AS TEXT)" : "?", seq);
    assert_int_equal(0, sqlite3_prepare_v2(f->store->db, sql, -1, &write, NULL));
    for (int bit = 0; bit < size * 8; bit++) {
        bytes[bit / 8] ^= (unsigned char)(1 << bit % 8);
        run(f, "BEGIN");
        sqlite3_bind_blob(write, 1, bytes, size, SQLITE_STATIC);
        assert_int_equal(SQLITE_DONE, sqlite3_step(write));
        sqlite3_reset(write);
        struct audit audit = verify(f);
        run(f, "ROLLBACK");
        if (audit.bad != seq)
            fail_msg("row %d, %s, bit %d: first bad is %d", seq, column, bit, (int)audit.bad);
        bytes[bit / 8] ^= (unsigned char)(1 << bit % 8);
    }
    sqlite3_finalize(write);
}

static void flip_number(struct fixture *f, int seq, const char *column)
{
    for (int bit = 0; bit < 63; bit++) {
        char sql[128];
        snprintf(sql, sizeof sql,
                 "UPDATE history SET %1$s = (%1$s | %2$lld) - (%1$s & %2$lld) WHERE seq = %3$d", column,
                 1LL << bit, seq);
        if (damaged(f, sql).bad != seq)
            fail_msg("row %d, %s, bit %d is not found", seq, column, bit);
    }
}

static void finds_every_flipped_bit(void **state)
{
    (void)state;
    struct fixture *f = log_new();
    guards_off(f);
    for (int seq = 1; seq <= ROWS; seq++) {
        flip_bytes(f, seq, "body", true);
        flip_bytes(f, seq, "kind", true);
        flip_bytes(f, seq, "hash", false);
        flip_number(f, seq, "kase");
        flip_number(f, seq, "at");
        flip_number(f, seq, "algorithm");
        flip_number(f, seq, "key");
        if (seq > 1)
            flip_number(f, seq, "school");
    }
    assert_int_equal(1, damaged(f, "UPDATE history SET school = 1 WHERE seq = 1").bad);
    assert_int_equal(2, damaged(f, "UPDATE history SET school = NULL WHERE seq = 2").bad);
    assert_int_equal(3, damaged(f, "UPDATE school SET code = 'elmbanc' WHERE code = 'elmbank'").bad);
    assert_int_equal(0, verify(f).bad);
    fixture_free(f);
}

#define FILL "seq, kase, school, at, algorithm, key, hash, kind, body"

static void finds_rows_taken_added_moved_and_copied(void **state)
{
    (void)state;
    struct fixture *f = log_new();
    char sql[512];
    guards_off(f);
    for (int a = 1; a <= ROWS; a++) {
        snprintf(sql, sizeof sql, "DELETE FROM history WHERE seq = %d", a);
        assert_int_equal(a == ROWS ? 0 : a, damaged(f, sql).bad);
        snprintf(sql, sizeof sql,
                 "DELETE FROM history WHERE seq = %1$d; UPDATE history SET seq = -seq WHERE seq > %1$d;"
                 "UPDATE history SET seq = -seq - 1 WHERE seq < 0",
                 a);
        assert_int_equal(a == ROWS ? 0 : a, damaged(f, sql).bad); /* the gap closed */
        snprintf(sql, sizeof sql,
                 "UPDATE history SET seq = -seq WHERE seq >= %1$d; UPDATE history SET seq = -seq + 1 WHERE "
                 "seq < 0;"
                 "INSERT INTO history(" FILL
                 ") SELECT %1$d, kase, school, at, algorithm, key, hash, kind, body"
                 " FROM history WHERE seq = %2$d",
                 a, a == ROWS ? 1 : a + 1);
        assert_true(damaged(f, sql).bad > 0); /* a row pushed in */
        for (int b = a + 1; b <= ROWS; b++) {
            snprintf(sql, sizeof sql,
                     "UPDATE history SET seq = -1 WHERE seq = %1$d; UPDATE history SET seq = %1$d WHERE seq "
                     "= %2$d;"
                     "UPDATE history SET seq = %2$d WHERE seq = -1",
                     a, b);
            assert_int_equal(a, damaged(f, sql).bad); /* two changed places */
            snprintf(sql, sizeof sql,
                     "DELETE FROM history WHERE seq = %2$d; INSERT INTO history(" FILL
                     ") SELECT %2$d, kase, school, at,"
                     " algorithm, key, hash, kind, body FROM history WHERE seq = %1$d",
                     a, b);
            assert_int_equal(b, damaged(f, sql).bad); /* one copied over the other */
        }
    }
    assert_int_equal(ROWS + 1,
                     damaged(f, "INSERT INTO history(" FILL ") SELECT 7, kase, school, at, algorithm, key,"
                                " randomblob(32), kind, body FROM history WHERE seq = 6")
                         .bad);
    assert_int_equal(1, damaged(f, "INSERT INTO history(" FILL
                                   ") SELECT 0, kase, school, at, algorithm, key, hash,"
                                   " kind, body FROM history WHERE seq = 6")
                            .bad);
    fixture_free(f);
}

/* The limit: the chain stays sound, only a head kept elsewhere, or our own count, gives it away. */
static void shows_a_cut_tail_only_beside_a_known_head(void **state)
{
    (void)state;
    struct fixture *f = log_new();
    struct audit known = verify(f);
    guards_off(f);
    fixture_raw(f, "DELETE FROM history WHERE seq = 6");
    struct audit audit = verify(f);
    assert_int_equal(6, audit.bad); /* the count says so */
    fixture_raw(f, "UPDATE counts SET history = 5");
    audit = verify(f);
    assert_int_equal(0, audit.bad);
    assert_int_equal(5, audit.rows);
    assert_string_not_equal(known.head, audit.head);
    fixture_free(f);
}

static void opens_only_with_a_sound_head(void **state)
{
    (void)state;
    struct fixture *f = log_new();
    guards_off(f);
    fixture_raw(f, "UPDATE history SET at = at + 1 WHERE seq = 6");
    store_close(f->store);
    f->store = NULL;
    assert_int_equal(SENDD_ECORRUPT, fixture_open(f, false, false, true, &f->store));
    fixture_raw(f, "DELETE FROM history WHERE seq = 6");
    assert_int_equal(SENDD_ECORRUPT, fixture_open(f, false, false, true, &f->store));
    fixture_free(f);
}

/* What the second verifier says; "" when there is no python3. */
static const char *other_says(struct fixture *f, char *line, int size)
{
    const char *source = getenv("SENDD_SRC");
    if (!source || system("python3 -c 'import sqlite3, hashlib' 2>/dev/null"))
        return "";
    FILE *out = popen(
        arena_printf(f->arena, "python3 '%s/tests/unit/store/verify_chain.py' '%s'", source, f->path), "r");
    assert_non_null(out);
    if (!fgets(line, size, out))
        line[0] = '\0';
    pclose(out);
    line[strcspn(line, "\n")] = '\0';
    return line;
}

static void agrees_with_a_second_verifier(void **state)
{
    (void)state;
    struct fixture *f = log_new();
    char line[256];
    const char *good = other_says(f, line, sizeof line);
    if (!*good) {
        print_message("SKIP: no python3 with sqlite3\n");
        fixture_free(f);
        skip();
    }
    assert_string_equal(arena_printf(f->arena, "sound: %d rows, head %s", ROWS, verify(f).head), good);
    guards_off(f);
    fixture_raw(f, "UPDATE history SET body = replace(body, 'agreed', 'denied') WHERE seq = 4");
    assert_int_equal(4, verify(f).bad);
    assert_non_null(strstr(other_says(f, line, sizeof line), "bad: row 4"));
    fixture_free(f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(is_sound_when_untouched),
        cmocka_unit_test(lists_a_cases_rows),
        cmocka_unit_test(refuses_changes),
        cmocka_unit_test(finds_every_flipped_bit),
        cmocka_unit_test(finds_rows_taken_added_moved_and_copied),
        cmocka_unit_test(shows_a_cut_tail_only_beside_a_known_head),
        cmocka_unit_test(opens_only_with_a_sound_head),
        cmocka_unit_test(agrees_with_a_second_verifier),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
