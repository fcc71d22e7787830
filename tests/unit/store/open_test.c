/* Opening: settings read back, one writer, forward-only schema, one kind of clock. */
#include "fixture.h"

#include "base/mem.h"
#include "store/schema.h"

#include <string.h>

static void opens_creates_and_opens_again(void **state)
{
    (void)state;
    struct fixture *f = fixture_bare();
    assert_int_equal(SENDD_ENOTFOUND, fixture_open(f, false, false, true, &f->store));
    assert_null(f->store);
    assert_non_null(strstr(f->error.hint, f->path));
    OK(f, fixture_open(f, true, false, true, &f->store));
    fixture_reopen(f);
    assert_int_equal(STORE_APPLICATION, fixture_number(f, "PRAGMA application_id"));
    assert_int_equal(store_migration_count, fixture_number(f, "PRAGMA user_version"));
    assert_int_equal(2, fixture_number(f, "PRAGMA auto_vacuum"));
    fixture_free(f);
}

static int64_t setting(struct store *store, const char *sql)
{
    sqlite3_stmt *stmt;
    assert_int_equal(0, sqlite3_prepare_v2(store->db, sql, -1, &stmt, NULL));
    assert_int_equal(SQLITE_ROW, sqlite3_step(stmt));
    int64_t value = sqlite3_column_int64(stmt, 0);
    sqlite3_finalize(stmt);
    return value;
}

static void holds_its_settings(void **state)
{
    (void)state;
    struct fixture *f = fixture_new();
    assert_int_equal(2, setting(f->store, "PRAGMA synchronous"));
    assert_int_equal(1, setting(f->store, "PRAGMA foreign_keys"));
    assert_int_equal(0, setting(f->store, "PRAGMA trusted_schema"));
    assert_int_equal(1, setting(f->store, "PRAGMA cell_size_check"));
    assert_int_equal(16777216, setting(f->store, "PRAGMA journal_size_limit"));
    assert_int_equal(5000, setting(f->store, "PRAGMA busy_timeout"));
    int defensive = 0;
    sqlite3_db_config(f->store->db, SQLITE_DBCONFIG_DEFENSIVE, -1, &defensive);
    assert_int_equal(1, defensive);
    store_close(f->store);
    struct store_options options = {.path = f->path, .jumping = true, .sync = STORE_SYNC_NORMAL};
    OK(f, store_open(f->env, &options, &f->store, &f->error));
    assert_int_equal(1, setting(f->store, "PRAGMA synchronous"));
    fixture_free(f);
}

/* auto_vacuum can't be switched on later without a rewrite of the file: such a store is refused, not
 * accepted. */
static void refuses_a_setting_it_can_not_get(void **state)
{
    (void)state;
    struct fixture *f = fixture_new();
    store_close(f->store);
    f->store = NULL;
    fixture_raw(f, "PRAGMA journal_mode = DELETE; PRAGMA auto_vacuum = NONE; VACUUM");
    assert_int_equal(SENDD_EIO, fixture_open(f, false, false, true, &f->store));
    assert_non_null(strstr(f->error.text, "auto_vacuum"));
    fixture_free(f);
}

static void refuses_a_second_writer(void **state)
{
    (void)state;
    struct fixture *f = fixture_new();
    struct store *second, *reader;
    assert_int_equal(SENDD_EBUSY, fixture_open(f, true, false, true, &second));
    assert_null(second);
    OK(f, fixture_open(f, false, true, true, &reader));
    store_close(reader);
    fixture_reopen(f);
    fixture_free(f);
}

static void reads_beside_the_writer(void **state)
{
    (void)state;
    struct fixture *f = fixture_new();
    struct store *reader;
    json_t *counts;
    OK(f, fixture_open(f, false, true, true, &reader));
    fixture_case(f, "PLAN-2026-0001", "pupil/P0001");
    OK(f, store_counts(reader, &counts, &f->error));
    assert_int_equal(1, json_number(counts, "cases_open", 0));
    json_decref(counts);
    assert_int_equal(SQLITE_READONLY, sqlite3_exec(reader->db, "DELETE FROM cases", NULL, NULL, NULL));
    store_close(reader);
    fixture_free(f);
}

static void refuses_another_clock(void **state)
{
    (void)state;
    struct fixture *f = fixture_new();
    store_close(f->store);
    f->store = NULL;
    assert_int_equal(SENDD_EREFUSED, fixture_open(f, false, false, false, &f->store));
    assert_non_null(strstr(f->error.text, "jumping"));
    assert_int_equal(SENDD_EREFUSED, fixture_open(f, false, true, false, &f->store));
    OK(f, fixture_open(f, false, false, true, &f->store));
    fixture_free(f);

    f = fixture_bare();
    OK(f, fixture_open(f, true, false, false, &f->store));
    store_close(f->store);
    f->store = NULL;
    assert_int_equal(SENDD_EREFUSED, fixture_open(f, false, false, true, &f->store));
    fixture_free(f);
}

static void refuses_what_is_not_ours(void **state)
{
    (void)state;
    struct fixture *f = fixture_bare();
    sqlite3 *db;
    assert_int_equal(0, sqlite3_open(f->path, &db));
    assert_int_equal(0, sqlite3_exec(db, "CREATE TABLE photos(x)", NULL, NULL, NULL));
    sqlite3_close(db);
    int code = fixture_open(f, true, false, true, &f->store);
    assert_true(code == SENDD_EINVALID || code == SENDD_EIO); /* auto_vacuum may refuse it first */
    assert_int_equal(1, fixture_number(f, "SELECT count(*) FROM sqlite_schema"));
    fixture_free(f);
}

static void refuses_a_newer_schema(void **state)
{
    (void)state;
    struct fixture *f = fixture_new();
    store_close(f->store);
    f->store = NULL;
    fixture_raw(f, "PRAGMA user_version = 999");
    assert_int_equal(SENDD_EINVALID, fixture_open(f, false, false, true, &f->store));
    assert_non_null(strstr(f->error.text, "schema 999"));
    assert_int_equal(999, fixture_number(f, "PRAGMA user_version"));
    fixture_free(f);
}

/* The released steps with a made-up one behind them. */
static void migrates_forward_in_one_piece(void **state)
{
    (void)state;
    struct fixture *f = fixture_new();
    struct migration list[8] = {{NULL}};
    int count = store_migration_count;
    for (int i = 0; i < count; i++)
        list[i] = store_migrations[i];
    list[count].sql =
        "CREATE TABLE extra(id INTEGER PRIMARY KEY); INSERT INTO extra VALUES(7); no such statement;";
    assert_true(schema_migrate(f->store, list, count + 1, &f->error) < 0);
    assert_int_equal(count, fixture_number(f, "PRAGMA user_version"));
    assert_int_equal(0, fixture_number(f, "SELECT count(*) FROM sqlite_schema WHERE name = 'extra'"));
    fixture_reopen(f);
    list[count].sql = "CREATE TABLE extra(id INTEGER PRIMARY KEY); INSERT INTO extra VALUES(7);";
    OK(f, schema_migrate(f->store, list, count + 1, &f->error));
    assert_int_equal(count + 1, fixture_number(f, "PRAGMA user_version"));
    assert_int_equal(7, fixture_number(f, "SELECT id FROM extra"));
    OK(f, schema_migrate(f->store, list, count + 1, &f->error));
    fixture_free(f);
}

/* A store of the first release: its cases remember nothing, its events come from nobody, and both go on. */
static void brings_a_first_store_forward(void **state)
{
    (void)state;
    struct fixture *f = fixture_new();
    struct kase *out;
    fixture_case(f, "PLAN-2026-0001", "pupil/P0001");
    fixture_raw(f, "ALTER TABLE cases DROP COLUMN memory; ALTER TABLE inbox DROP COLUMN origin;"
                   " ALTER TABLE cases DROP COLUMN undo; ALTER TABLE counts DROP COLUMN outbox_cancelled;"
                   " DROP INDEX cases_parent; ALTER TABLE cases DROP COLUMN parent;"
                   " PRAGMA user_version = 1");
    fixture_reopen(f);
    assert_int_equal(store_migration_count, fixture_number(f, "PRAGMA user_version"));
    OK(f, store_case_load(f->store, "PLAN-2026-0001", f->arena, &out, &f->error));
    assert_null(out->memory);
    out->memory = json_keep(f->arena, json_pack("{s:i}", "sends", 3));
    OK(f, store_begin(f->store, &f->error));
    OK(f, store_case_save(f->store, out, START, &f->error));
    OK(f, store_commit(f->store, &f->error));
    OK(f, store_case_load(f->store, "PLAN-2026-0001", f->arena, &out, &f->error));
    assert_int_equal(3, json_number(out->memory, "sends", 0));
    fixture_free(f);
}

/* A store from before child cases: its cases are nobody's, and can begin to have children. */
static void brings_a_store_without_children_forward(void **state)
{
    (void)state;
    struct fixture *f = fixture_new();
    struct case_filter filter = {.limit = 10};
    json_t *list;
    fixture_case(f, "PLAN-2026-0001", "pupil/P0001");
    fixture_raw(f, "DROP INDEX cases_parent; ALTER TABLE cases DROP COLUMN parent; PRAGMA user_version = 3");
    fixture_reopen(f);
    assert_int_equal(store_migration_count, fixture_number(f, "PRAGMA user_version"));
    OK(f, store_case_list(f->store, &filter, &list, &f->error));
    assert_true(json_is_null(json_object_get(json_array_get(list, 0), "parent")));
    json_decref(list);
    fixture_family(f, "PLAN-2026-0001", "PLAN-2026-0002");
    filter.parent = "PLAN-2026-0001";
    OK(f, store_case_list(f->store, &filter, &list, &f->error));
    assert_int_equal(1, json_array_size(list));
    assert_string_equal("PLAN-2026-0002", json_text(json_array_get(list, 0), "case"));
    json_decref(list);
    fixture_free(f);
}

static void rolls_back_what_is_not_committed(void **state)
{
    (void)state;
    struct fixture *f = fixture_new();
    OK(f, store_begin(f->store, &f->error));
    fixture_case(f, "PLAN-2026-0001", "pupil/P0001");
    store_rollback(f->store);
    assert_int_equal(0, fixture_number(f, "SELECT count(*) FROM cases"));
    fixture_case(f, "PLAN-2026-0001", "pupil/P0001");
    assert_int_equal(1, fixture_number(f, "SELECT cases_open FROM counts"));
    fixture_free(f);
}

/* Every write after the disk is full fails too, instead of committing by itself; then work goes on. */
static void gives_up_the_transaction_when_the_disk_is_full(void **state)
{
    (void)state;
    struct fixture *f = fixture_new();
    char *big = mem_alloc(200001);
    memset(big, 'x', 200000);
    json_t *body = json_pack("{s:s}", "big", big);
    struct history row = {.school = "oakfield", .at = START, .kind = "event", .body = body};
    sqlite3_exec(f->store->db, "PRAGMA max_page_count = 60", NULL, NULL, NULL);
    OK(f, store_begin(f->store, &f->error));
    fixture_case(f, "PLAN-2026-0001", "pupil/P0001");
    assert_int_equal(SENDD_EFULL, store_history_append(f->store, &row, &f->error));
    assert_int_equal(SENDD_EFULL, store_school_put(f->store, "ashgrove", "Ashgrove", &f->error));
    assert_int_equal(SENDD_EFULL, store_commit(f->store, &f->error));
    assert_int_equal(0, fixture_number(f, "SELECT count(*) FROM cases"));
    fixture_case(f, "PLAN-2026-0001", "pupil/P0001");
    assert_int_equal(1, fixture_number(f, "SELECT count(*) FROM cases"));
    json_decref(body);
    mem_free(big);
    fixture_free(f);
}

static void stops_for_good_on_corruption(void **state)
{
    (void)state;
    struct fixture *f = fixture_new();
    struct kase *kase;
    fixture_case(f, "PLAN-2026-0001", "pupil/P0001");
    fixture_raw(f, "UPDATE cases SET fields = 'not json'");
    assert_int_equal(SENDD_ECORRUPT, store_case_load(f->store, "PLAN-2026-0001", f->arena, &kase, &f->error));
    assert_int_equal(SENDD_ECORRUPT, store_begin(f->store, &f->error));
    fixture_free(f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(opens_creates_and_opens_again),
        cmocka_unit_test(holds_its_settings),
        cmocka_unit_test(refuses_a_setting_it_can_not_get),
        cmocka_unit_test(refuses_a_second_writer),
        cmocka_unit_test(reads_beside_the_writer),
        cmocka_unit_test(refuses_another_clock),
        cmocka_unit_test(refuses_what_is_not_ours),
        cmocka_unit_test(refuses_a_newer_schema),
        cmocka_unit_test(migrates_forward_in_one_piece),
        cmocka_unit_test(brings_a_first_store_forward),
        cmocka_unit_test(brings_a_store_without_children_forward),
        cmocka_unit_test(rolls_back_what_is_not_committed),
        cmocka_unit_test(gives_up_the_transaction_when_the_disk_is_full),
        cmocka_unit_test(stops_for_good_on_corruption),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
