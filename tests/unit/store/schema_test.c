/* The schema itself: which school a row is about, and no statement that walks a table which grows. */
#include "fixture.h"

#include <stdio.h>
#include <string.h>

/* Tables that are about no single school, each with the reason. */
static const struct {
    const char *table, *reason;
} of_all_schools[] = {
    {"about", "what the file is"},
    {"school", "the list of the schools itself"},
    {"counts", "totals of the whole store"},
    {"definition", "workflows are shared by the schools of a trust"},
    {"definition_use", "belongs to definition"},
    {"shared", "texts of the law, the same for everybody"},
    {"numbering", "case references are unique in the whole store"},
    {"request", "a caller's key, kept a week; the answer names the case"},
};
enum { EXEMPT = sizeof of_all_schools / sizeof of_all_schools[0] };

static bool exempt(const char *table)
{
    for (size_t i = 0; i < EXEMPT; i++) {
        if (!strcmp(table, of_all_schools[i].table))
            return true;
    }
    return false;
}

static void names_the_school_in_every_table(void **state)
{
    (void)state;
    struct fixture *f = fixture_new();
    sqlite3_stmt *stmt;
    int tables = 0;
    assert_int_equal(
        0, sqlite3_prepare_v2(f->store->db,
                              "SELECT m.name, (SELECT count(*) FROM pragma_table_info(m.name) WHERE name ="
                              " 'school') FROM sqlite_schema m WHERE m.type = 'table'"
                              " AND m.name NOT LIKE 'sqlite_%'",
                              -1, &stmt, NULL));
    while (sqlite3_step(stmt) == SQLITE_ROW) {
        const char *table = (const char *)sqlite3_column_text(stmt, 0);
        tables++;
        if (sqlite3_column_int(stmt, 1) == exempt(table))
            fail_msg("table %s: a school column, or a place among the exempt ones with the reason", table);
    }
    sqlite3_finalize(stmt);
    assert_int_equal(EXEMPT + 10, tables); /* and every exempt one is there */
    fixture_free(f);
}

/* Statements that may walk a table, by a piece of their text: people's lists that ask for everything. */
static const char *const may_scan[] = {
    "WHERE 1",                      /* lists with the closed ones: by date, read-only, on a reader */
    "FROM history h",               /* the audit reads all rows */
    "FROM history WHERE seq >",     /* an export of the whole log */
    "ORDER BY seq DESC LIMIT 1",    /* the last row */
    "t.kase = ?4",                  /* one case's deadlines or tasks, sorted by date */
    "AND t.role = ?2 AND",          /* a role's open tasks, sorted by date */
    "FROM definition_use",          /* a handful of rows */
    "WHERE t.status = 0 AND (?1 IS" /* all open deadlines or tasks in order of their due date */
};

static bool scan_allowed(const char *sql)
{
    for (size_t i = 0; i < sizeof may_scan / sizeof may_scan[0]; i++) {
        if (strstr(sql, may_scan[i]))
            return true;
    }
    return false;
}

static bool plan_scans(sqlite3 *db, const char *sql, char *line, size_t size)
{
    char explain[4096];
    bool found = false;
    sqlite3_stmt *stmt;
    snprintf(explain, sizeof explain, "EXPLAIN QUERY PLAN %s", sql);
    if (sqlite3_prepare_v2(db, explain, -1, &stmt, NULL))
        fail_msg("%s: %s", sql, sqlite3_errmsg(db));
    while (!found && sqlite3_step(stmt) == SQLITE_ROW) {
        snprintf(line, size, "%s", sqlite3_column_text(stmt, 3));
        bool walks = !strncmp(line, "SCAN", 4) && strcmp(line, "SCAN CONSTANT ROW") != 0;
        found = walks || (strstr(line, "TEMP B-TREE") && strstr(sql, "LIMIT"));
    }
    sqlite3_finalize(stmt);
    return found;
}

/* min(due) over a partial index walks to its first entry; the plan calls that a search or a scan of the
 * index. */
static bool first_of_index(const char *sql, const char *line)
{
    bool ordered = strstr(sql, "min(") || (strstr(sql, "ORDER BY") && strstr(sql, "LIMIT"));
    return ordered && strstr(line, "USING") && strstr(line, "INDEX");
}

static void traffic(struct fixture *f)
{
    struct arena *arena = f->arena;
    struct kase *kase = fixture_case(f, "PLAN-2026-0001", "pupil/P0001");
    struct timer timer = fixture_timer("t", START), claimed;
    struct deadline deadline = {.name = "d", .due = {20000}, .anchor = {20000}, .earliest = DATE_NONE};
    struct task task = {.name = "k", .role = "senco", .due = DATE_NONE};
    struct event event = {.name = "e", .happened = {20000}, .recorded = START};
    struct outbox row = {.kase = kase->id,
                         .school = "oakfield",
                         .key = "00112233445566778899aabbccddeeff",
                         .notice = "n",
                         .recipient = "r",
                         .instance = "mail",
                         .address = "a",
                         .state = OUTBOX_READY};
    struct outbox_filter messages = {.state = OUTBOX_DEAD, .limit = 5};
    struct list list = LIST_EMPTY;
    struct due_timer due[2];
    struct next_due next;
    struct case_filter cases = {.limit = 5}, children = {.limit = 5, .parent = "PLAN-2026-0001"};
    bool waits;
    struct task_filter tasks = {.limit = 5, .role = "senco"};
    struct deadline_filter deadlines = {.limit = 5, .until = DATE_NONE, .reference = "PLAN-2026-0001"};
    struct history history = {
        .kase = kase->id, .school = "oakfield", .at = START, .kind = "event", .body = kase->fields};
    const char *text, *reference;
    json_t *json;
    size_t count;
    int status;
    bool changed;
    OK(f, store_begin(f->store, &f->error));
    OK(f, store_reference_next(f->store, "oakfield", "P", 2026, arena, &text, &f->error));
    OK(f, store_timer_put(f->store, kase, &timer, &f->error));
    OK(f, store_timers_due(f->store, START, 2, due, &count, &f->error));
    OK(f, store_deadline_put(f->store, kase, &deadline, START, &f->error));
    OK(f, store_deadline_told(f->store, &deadline, &f->error));
    OK(f, store_deadline_close(f->store, kase, &deadline, DEADLINE_MET, DATE_NONE, NULL, NULL, START,
                               &f->error));
    OK(f, store_task_put(f->store, kase, &task, START, &f->error));
    OK(f, store_task_get(f->store, task.id, arena, &reference, &task, &f->error));
    OK(f, store_task_close(f->store, &task, true, NULL, START, &f->error));
    OK(f, store_inbox_put(f->store, kase->id, &event, "oakfield", &f->error));
    OK(f, store_inbox_due(f->store, 1, arena, &list, &f->error));
    OK(f, store_next_due(f->store, START, &next, &f->error));
    kase->held = kase->ended = true;
    OK(f, store_case_save(f->store, kase, START, &f->error));
    OK(f, store_inbox_take(f->store, 1, &f->error));
    OK(f, store_inbox_waits(f->store, kase->id, "e", &waits, &f->error));
    OK(f, store_inbox_drop(f->store, kase->id, &f->error));
    OK(f, store_timer_claim(f->store, timer.id, arena, &claimed, &f->error));
    OK(f, store_outbox_put(f->store, &row, &f->error));
    OK(f, store_outbox_due(f->store, "mail", START, NULL, 0, 5, arena, &list, &f->error));
    OK(f, store_outbox_outcome(f->store, row.id, "dead", NULL, NULL, OUTBOX_DEAD, START, START, &f->error));
    OK(f, store_outbox_retry(f->store, row.id, START, &f->error));
    OK(f, store_history_append(f->store, &history, &f->error));
    OK(f, store_request_put(f->store, "k", 0, "{}", START, &f->error));
    OK(f, store_record_put(f->store, "oakfield", "pupil/P1", NULL, kase->fields, START, &changed, &f->error));
    OK(f, store_commit(f->store, &f->error));
    OK(f, store_request_get(f->store, "k", arena, &status, &text, &f->error));
    OK(f, store_case_load(f->store, "PLAN-2026-0001", arena, &kase, &f->error));
    OK(f, store_case_load_id(f->store, kase->id, arena, &kase, &f->error));
    OK(f, store_cases_of(f->store, "pupil/P0001", NULL, arena, &list, &f->error));
    OK(f, store_outbox_get(f->store, row.id, arena, &row, &f->error));
    OK(f, store_definition_get(f->store, HASH_A, arena, &text, &f->error));
#define DROP(call) (OK(f, call), json_decref(json))
    DROP(store_case_list(f->store, &children, &json, &f->error));
    DROP(store_case_list(f->store, &cases, &json, &f->error));
    cases.subject = "pupil/P0001";
    DROP(store_case_list(f->store, &cases, &json, &f->error));
    DROP(store_task_list(f->store, &tasks, &json, &f->error));
    tasks.role = NULL;
    DROP(store_task_list(f->store, &tasks, &json, &f->error));
    DROP(store_deadline_list(f->store, &deadlines, &json, &f->error));
    deadlines.reference = NULL;
    DROP(store_deadline_list(f->store, &deadlines, &json, &f->error));
    DROP(store_outbox_list(f->store, &messages, &json, &f->error));
    DROP(store_outbox_attempts(f->store, row.id, &json, &f->error));
    DROP(store_history_list(f->store, kase->id, 0, 5, &json, &f->error));
    DROP(store_definitions_in_use(f->store, &json, &f->error));
    DROP(store_record_list(f->store, "oakfield", "pupil", NULL, &json, &f->error));
    DROP(store_record_list(f->store, "oakfield", "contact", "pupil/P1", &json, &f->error));
    DROP(store_counts(f->store, &json, &f->error));
    OK(f, store_tidy(f->store, &f->error));
    list_free(&list);
}

static void walks_no_table(void **state)
{
    (void)state;
    struct fixture *f = fixture_new();
    char line[256];
    int looked = 0;
    traffic(f);
    for (size_t i = 0; i < STATEMENT_SLOTS; i++) {
        const char *sql = f->store->statements[i].text;
        if (!sql || !strncmp(sql, "PRAGMA", 6) || !strncmp(sql, "BEGIN", 5) || !strncmp(sql, "COMMIT", 6) ||
            strstr(sql, "sqlite_schema"))
            continue;
        looked++;
        if (plan_scans(f->store->db, sql, line, sizeof line) && !first_of_index(sql, line) &&
            !scan_allowed(sql))
            fail_msg("%s\n    %s", sql, line);
    }
    assert_true(looked > 55);
    fixture_free(f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_the_school_in_every_table),
        cmocka_unit_test(walks_no_table),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
