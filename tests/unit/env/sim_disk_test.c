/* The simulated disk under raw SQLite: power cut at every point of a run, with controls that must be caught.
 */
#include "env/sim.h"
#include "env/sim_disk.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include <sqlite3.h>
#include <string.h>

#define START         SECONDS(1700000000)
#define BATCHES       24
#define BATCH_ROWS    3
#define POINTS_ENOUGH 300

static struct env *env;
static struct sim_disk *disk;

static int begin(void **state)
{
    (void)state;
    env = env_sim_new(11, START);
    disk = sim_disk_new(env);
    return 0;
}

static int end(void **state)
{
    (void)state;
    sim_disk_free(disk);
    env_sim_free(env);
    return 0;
}

static sqlite3 *open_on(const struct sim_disk *where)
{
    sqlite3 *db = NULL;
    sqlite3_open_v2("store.db", &db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, sim_disk_vfs(where));
    return db;
}

static int run(sqlite3 *db, const char *sql)
{
    return sqlite3_exec(db, sql, NULL, NULL, NULL);
}

/* The first column of the first row as text; the SQLite error when there is none. */
static void ask(sqlite3 *db, const char *sql, char *out, size_t size)
{
    sqlite3_stmt *statement = NULL;
    sqlite3_prepare_v2(db, sql, -1, &statement, NULL);
    int result = sqlite3_step(statement);
    const char *text =
        result == SQLITE_ROW ? (const char *)sqlite3_column_text(statement, 0) : sqlite3_errmsg(db);
    snprintf(out, size, "%s", text ? text : "NULL");
    sqlite3_finalize(statement);
}

static long long ask_number(sqlite3 *db, const char *sql)
{
    sqlite3_stmt *statement = NULL;
    long long number = -1;
    sqlite3_prepare_v2(db, sql, -1, &statement, NULL);
    if (sqlite3_step(statement) == SQLITE_ROW)
        number = sqlite3_column_int64(statement, 0);
    sqlite3_finalize(statement);
    return number;
}

/* One batch: rows, some of them over several pages, and an update of what was there. */
static int write_batch(sqlite3 *db, int batch)
{
    char sql[512];
    snprintf(
        sql, sizeof sql,
        "BEGIN IMMEDIATE; INSERT INTO line VALUES(%d,1,'x'),(%d,2,zeroblob(%d)),(%d,3,'z');"
        "UPDATE tally SET batches=%d; DELETE FROM scrap; INSERT INTO scrap VALUES(randomblob(3000)); COMMIT",
        batch, batch, batch % 5 * 3000, batch, batch);
    int result = run(db, sql);
    if (result != SQLITE_OK)
        run(db, "ROLLBACK");
    return result;
}

/* How many batches were acknowledged before the power went, or BATCHES. */
static int workload(const char *pragmas)
{
    sqlite3 *db = open_on(disk), *reader = open_on(disk);
    int acknowledged = 0;
    if (run(db, pragmas) == SQLITE_OK &&
        run(db, "PRAGMA cache_size=8; PRAGMA wal_autocheckpoint=12; BEGIN;"
                "CREATE TABLE line(batch INT, part INT, body BLOB); CREATE TABLE scrap(body BLOB);"
                "CREATE TABLE tally(batches INT); INSERT INTO tally VALUES(0); COMMIT") == SQLITE_OK)
        while (acknowledged < BATCHES && write_batch(db, acknowledged + 1) == SQLITE_OK) {
            acknowledged++;
            if (acknowledged % 6 == 0) /* another connection reads in between, through the same WAL index */
                ask_number(reader, "SELECT count(*) FROM line");
        }
    sqlite3_close(reader);
    sqlite3_close(db);
    return acknowledged;
}

enum verdict { GOOD, LOST, HALF, BROKEN };

/* What WHERE holds after ACKNOWLEDGED batches were promised. */
static enum verdict judge(const struct sim_disk *where, int acknowledged)
{
    sqlite3 *db = open_on(where);
    char integrity[64];
    ask(db, "PRAGMA integrity_check", integrity, sizeof integrity);
    enum verdict verdict = GOOD;
    if (strcmp(integrity, "ok") != 0) {
        verdict = BROKEN;
    } else if (ask_number(db, "SELECT count(*) FROM sqlite_schema WHERE name='line'") == 1) {
        long long batches = ask_number(db, "SELECT batches FROM tally");
        long long whole =
            ask_number(db, "SELECT count(*) FROM (SELECT 1 FROM line GROUP BY batch HAVING count(*)=3)");
        long long rows = ask_number(db, "SELECT count(*) FROM line");
        if (rows != whole * BATCH_ROWS || whole != batches || batches > acknowledged + 1)
            verdict = HALF;
        else if (batches < acknowledged)
            verdict = LOST;
    } else if (acknowledged > 0) {
        verdict = LOST;
    }
    sqlite3_close(db);
    return verdict;
}

struct tally {
    int of[4];
    uint64_t points; /* in the whole run */
};

/* Cuts the power once at each STRIDEth point of a run, each time on an empty disk. */
static struct tally cut_everywhere(const char *pragmas, uint64_t stride, bool sync_does_nothing)
{
    struct tally tally = {0};
    for (uint64_t point = 1;; point += stride) {
        begin(NULL);
        sim_disk_sync_does_nothing(disk, sync_does_nothing);
        sim_disk_cut_at(disk, point);
        int acknowledged = workload(pragmas);
        bool was_cut = sim_disk_is_cut(disk);
        sim_disk_restart(disk, point * 7919);
        sim_disk_sync_does_nothing(disk, false);
        tally.of[judge(disk, acknowledged)]++;
        end(NULL);
        if (!was_cut)
            return tally;
        tally.points = point;
    }
}

static void full_sync_wal_loses_nothing_wherever_the_power_goes(void **state)
{
    (void)state;
    struct tally tally = cut_everywhere("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL", 1, false);
    print_message("%d cut points\n", (int)tally.points);
    assert_true(tally.points > POINTS_ENOUGH);
    assert_int_equal(tally.of[LOST] + tally.of[HALF] + tally.of[BROKEN], 0);
}

static void normal_sync_wal_is_caught_losing_but_never_halves(void **state)
{
    (void)state;
    struct tally tally = cut_everywhere("PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL", 2, false);
    assert_true(tally.of[LOST] > 10);
    assert_int_equal(tally.of[HALF] + tally.of[BROKEN], 0);
}

static void sync_that_does_nothing_is_caught(void **state)
{
    (void)state;
    struct tally tally = cut_everywhere("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL", 2, true);
    assert_true(tally.of[LOST] > 10);
    assert_true(tally.of[BROKEN] + tally.of[HALF] > 0);
}

/* SQLite documents that a rollback journal needs EXTRA, which syncs the folder after the deletion that
 * commits. */
static void deleted_journal_comes_back_unless_the_folder_was_synced(void **state)
{
    (void)state;
    struct tally extra = cut_everywhere("PRAGMA journal_mode=DELETE; PRAGMA synchronous=EXTRA", 5, false);
    assert_int_equal(extra.of[LOST] + extra.of[HALF] + extra.of[BROKEN], 0);
    struct tally full = cut_everywhere("PRAGMA journal_mode=DELETE; PRAGMA synchronous=FULL", 5, false);
    assert_true(full.of[LOST] > 0);
    assert_int_equal(full.of[HALF] + full.of[BROKEN], 0);
}

static int promised, taken;

static void judge_survivor(void *context, uint64_t point)
{
    (void)context;
    if (point % 3)
        return;
    struct sim_disk *survivor = sim_disk_survivor(disk, point);
    assert_int_equal(judge(survivor, promised), GOOD);
    sim_disk_free(survivor);
    taken++;
}

static void survivors_are_taken_while_the_disk_goes_on(void **state)
{
    (void)state;
    promised = taken = 0;
    sqlite3 *db = open_on(disk);
    assert_int_equal(
        run(db, "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA wal_autocheckpoint=12; BEGIN;"
                "CREATE TABLE line(batch INT, part INT, body BLOB); CREATE TABLE scrap(body BLOB);"
                "CREATE TABLE tally(batches INT); INSERT INTO tally VALUES(0); COMMIT"),
        SQLITE_OK);
    sim_disk_watch(disk, judge_survivor, NULL);
    for (; promised < BATCHES; promised++)
        assert_int_equal(write_batch(db, promised + 1), SQLITE_OK);
    assert_true(taken > 50);
    sim_disk_watch(disk, NULL, NULL);
    sqlite3_close(db);
    assert_int_equal(judge(disk, BATCHES), GOOD);
}

static void after_the_cut_old_connections_are_dead_and_new_ones_live(void **state)
{
    (void)state;
    sqlite3 *db = open_on(disk);
    assert_int_equal(run(db, "PRAGMA journal_mode=WAL; CREATE TABLE t(x); INSERT INTO t VALUES(1)"),
                     SQLITE_OK);
    sim_disk_cut_at(disk, sim_disk_points(disk) + 1);
    assert_int_equal(run(db, "INSERT INTO t VALUES(2)"), SQLITE_IOERR);
    assert_true(sim_disk_is_cut(disk));
    assert_int_equal(run(db, "SELECT * FROM t"), SQLITE_IOERR);
    sim_disk_restart(disk, 1);
    assert_int_equal(run(db, "INSERT INTO t VALUES(3)"), SQLITE_IOERR);
    sqlite3 *anew = open_on(disk);
    assert_true(ask_number(anew, "SELECT x FROM t") == 1);
    assert_int_equal(run(anew, "INSERT INTO t VALUES(4)"), SQLITE_OK);
    sqlite3_close(db);
    sqlite3_close(anew);
}

static void connections_share_the_wal_and_keep_their_snapshots(void **state)
{
    (void)state;
    sqlite3 *writer = open_on(disk), *reader = open_on(disk), *rival = open_on(disk);
    char mode[16];
    ask(writer, "PRAGMA journal_mode=WAL", mode, sizeof mode);
    assert_string_equal(mode, "wal");
    assert_int_equal(run(writer, "CREATE TABLE t(x); INSERT INTO t VALUES(1)"), SQLITE_OK);
    run(reader, "BEGIN");
    assert_true(ask_number(reader, "SELECT count(*) FROM t") == 1);
    assert_int_equal(run(writer, "BEGIN IMMEDIATE; INSERT INTO t VALUES(2)"), SQLITE_OK);
    assert_int_equal(run(rival, "BEGIN IMMEDIATE"), SQLITE_BUSY);
    assert_int_equal(run(writer, "COMMIT"), SQLITE_OK);
    assert_true(ask_number(reader, "SELECT count(*) FROM t") == 1);
    assert_true(ask_number(writer, "PRAGMA wal_checkpoint(TRUNCATE)") ==
                1); /* busy: the reader is in the way */
    run(reader, "COMMIT");
    assert_true(ask_number(reader, "SELECT count(*) FROM t") == 2);
    assert_true(ask_number(writer, "PRAGMA wal_checkpoint(TRUNCATE)") == 0);
    sqlite3_close(writer);
    sqlite3_close(reader);
    sqlite3_close(rival);
}

static void rollback_journal_locks_as_sqlite_expects(void **state)
{
    (void)state;
    sqlite3 *writer = open_on(disk), *rival = open_on(disk);
    assert_int_equal(run(writer, "CREATE TABLE t(x); INSERT INTO t VALUES(1); BEGIN IMMEDIATE"), SQLITE_OK);
    assert_int_equal(run(rival, "BEGIN IMMEDIATE"), SQLITE_BUSY);
    assert_int_equal(run(rival, "BEGIN; SELECT * FROM t"), SQLITE_OK);
    run(writer, "INSERT INTO t VALUES(2)");
    assert_int_equal(run(writer, "COMMIT"), SQLITE_BUSY); /* the rival still reads */
    run(rival, "COMMIT");
    assert_int_equal(run(writer, "COMMIT"), SQLITE_OK);
    assert_true(ask_number(rival, "SELECT count(*) FROM t") == 2);
    sqlite3_close(writer);
    sqlite3_close(rival);
}

static void full_disk_refuses_and_recovers(void **state)
{
    (void)state;
    sqlite3 *db = open_on(disk);
    assert_int_equal(run(db, "PRAGMA journal_mode=WAL; CREATE TABLE t(x); INSERT INTO t VALUES(1)"),
                     SQLITE_OK);
    sim_disk_fill_at(disk, sim_disk_used(disk) + 8192);
    assert_int_equal(run(db, "INSERT INTO t VALUES(zeroblob(100000))"), SQLITE_FULL);
    assert_true(ask_number(db, "SELECT count(*) FROM t") == 1);
    sim_disk_fill_at(disk, 0);
    assert_int_equal(run(db, "INSERT INTO t VALUES(zeroblob(100000))"), SQLITE_OK);
    sqlite3_close(db);
}

static void failed_sync_fails_the_commit(void **state)
{
    (void)state;
    sqlite3 *db = open_on(disk);
    assert_int_equal(run(db, "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; CREATE TABLE t(x)"),
                     SQLITE_OK);
    uint64_t before = sim_disk_syncs(disk);
    sim_disk_fail_sync(disk);
    assert_int_equal(run(db, "INSERT INTO t VALUES(1)"), SQLITE_IOERR);
    assert_int_equal(sqlite3_extended_errcode(db), SQLITE_IOERR_FSYNC);
    assert_int_equal(sim_disk_syncs(disk), before + 1);
    sqlite3_close(db);
}

static void time_and_randomness_are_the_envs(void **state)
{
    (void)state;
    char random[2][64];
    for (int i = 0; i < 2; i++) {
        begin(NULL);
        sqlite3 *db = open_on(disk);
        ask(db, "SELECT hex(randomblob(16))", random[i], sizeof random[i]);
        assert_true(ask_number(db, "SELECT unixepoch()") == START / SECONDS(1));
        sqlite3_close(db);
        end(NULL);
    }
    assert_string_equal(random[0], random[1]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(full_sync_wal_loses_nothing_wherever_the_power_goes),
        cmocka_unit_test(normal_sync_wal_is_caught_losing_but_never_halves),
        cmocka_unit_test(sync_that_does_nothing_is_caught),
        cmocka_unit_test(deleted_journal_comes_back_unless_the_folder_was_synced),
        cmocka_unit_test_setup_teardown(survivors_are_taken_while_the_disk_goes_on, begin, end),
        cmocka_unit_test_setup_teardown(after_the_cut_old_connections_are_dead_and_new_ones_live, begin, end),
        cmocka_unit_test_setup_teardown(connections_share_the_wal_and_keep_their_snapshots, begin, end),
        cmocka_unit_test_setup_teardown(rollback_journal_locks_as_sqlite_expects, begin, end),
        cmocka_unit_test_setup_teardown(full_disk_refuses_and_recovers, begin, end),
        cmocka_unit_test_setup_teardown(failed_sync_fails_the_commit, begin, end),
        cmocka_unit_test(time_and_randomness_are_the_envs),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
