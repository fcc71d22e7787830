/* The checks of the simulated school must see each kind of broken promise: one is broken on purpose, in a sound school, and the
 * words that name it must come. And a day without a mail server: everything goes afterwards, once, in order. */
#include "school.h"

#include "base/mem.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

static char *site;

/* A month of a school without faults, and the checks after it. */
static struct school *month(uint64_t seed, int faults)
{
    struct school_options options = {.seed = seed, .site = site, .pupils = 20, .busy = 9, .faults = faults};
    struct school *school = school_new(&options);
    for (int day = 0; day < 30; day++)
        assert_true(school_day(school));
    assert_true(school_finish(school));
    assert_true(school->world->sent.count > 10);
    assert_true(school->acked.count > 20);
    return school;
}

static void change(struct school *school, const char *sql)
{
    sqlite3 *db = school_look(school);
    assert_int_equal(SQLITE_OK, sqlite3_exec(db, sql, NULL, NULL, NULL));
    assert_true(sqlite3_total_changes(db) > 0);
    sqlite3_close(db);
}

static void sent_is_caught(void (*harm)(struct list *sent), const char *words)
{
    struct school *school = month(7, 0);
    harm(&school->world->sent);
    assert_false(school_check_all(school));
    assert_non_null(strstr(school->broken, words));
    school_free(school);
}

static void change_is_caught(uint64_t seed, const char *sql, const char *words)
{
    struct school *school = month(seed, 0);
    change(school, sql);
    assert_false(school_check_all(school));
    if (!strstr(school->broken, words))
        fail_msg("%s: %s", sql, school->broken);
    school_free(school);
}

static void what_a_person_was_promised(void **state)
{
    static const struct {
        const char *sql, *words;
    } ways[] = {
        {"DELETE FROM request WHERE key = (SELECT key FROM request ORDER BY at DESC LIMIT 1)", "acknowledged and is lost"},
        {"DROP TRIGGER history_no_update; UPDATE history SET body = '{}' WHERE seq = 9", "chain is broken"},
        {"DROP TRIGGER history_no_delete; DELETE FROM history WHERE seq = 9", "chain is broken"},
        {"UPDATE cases SET revision = revision + 1 WHERE id = 1", "moves in its history"},
        {"UPDATE counts SET timers = timers + 1", "half of something"},
        {"DELETE FROM deadline WHERE id = 1 OR status = 0", "half of something"},
        {"INSERT INTO attempt SELECT 100000, 1, school, at, kind, detail FROM attempt LIMIT 1", "half of something"},
        {"UPDATE timer SET due = 1 WHERE id = (SELECT max(id) FROM timer WHERE held = 0)", "did not fire"},
        {"UPDATE outbox SET state = 1, intended = 1788217200000000 WHERE id = 1", "a day after the last fault"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof ways / sizeof *ways; i++)
        change_is_caught(7, ways[i].sql, ways[i].words);
}

/* Open children of open parents, neither held, of whose steps none was taken back: the check has to speak of those. */
#define FAMILY                                                                                                         \
    " (SELECT c.id FROM cases c JOIN cases p ON p.id = c.parent WHERE c.ended = 0 AND c.held = 0 AND p.ended = 0 AND"   \
    " p.held = 0 AND NOT EXISTS (SELECT 1 FROM history h WHERE h.kind = 'undo' AND h.kase IN (c.id, p.id))"             \
    " ORDER BY c.id LIMIT 1)"

/* The first seed whose month ends with such a child. */
static uint64_t family_seed(void)
{
    for (uint64_t seed = 1;; seed++) {
        sqlite3_stmt *stmt = NULL;
        struct school *school = month(seed, 0);
        sqlite3 *db = school_look(school);
        assert_int_equal(SQLITE_OK, sqlite3_prepare_v2(db, "SELECT count(*) FROM" FAMILY, -1, &stmt, NULL));
        assert_int_equal(SQLITE_ROW, sqlite3_step(stmt));
        bool found = sqlite3_column_int(stmt, 0);
        sqlite3_finalize(stmt);
        sqlite3_close(db);
        school_free(school);
        if (found)
            return seed;
        assert_true(seed < 20);
    }
}

static void what_a_case_that_starts_cases_was_promised(void **state)
{
    (void)state;
    uint64_t seed = family_seed();
    change_is_caught(seed,
                     "UPDATE cases SET memory = json_remove(memory, '$.children') WHERE id ="
                     " (SELECT parent FROM cases WHERE id =" FAMILY ")",
                     "and runs");
    change_is_caught(seed, "UPDATE cases SET ended = 1 WHERE id =" FAMILY, "which has ended");
    change_is_caught(seed, "UPDATE cases SET states = '[]' WHERE id =" FAMILY, "was never begun");
}

static void sent_under_a_second_key(struct list *sent)
{
    struct sent *copy = mem_alloc(sizeof *copy);
    *copy = *(const struct sent *)sent->items[3];
    copy->key[0] ^= 1;
    list_add(sent, copy);
}

static void never_sent(struct list *sent)
{
    mem_free(sent->items[3]);
    list_remove(sent, 3);
}

/* The first two of one case and address change places. */
static void out_of_order(struct list *sent)
{
    for (size_t i = 0; i < sent->count; i++) {
        struct sent *one = sent->items[i];
        for (size_t j = i + 1; j < sent->count; j++) {
            struct sent *other = sent->items[j];
            if (!strcmp(one->reference, other->reference) && !strcmp(one->address, other->address) &&
                one->at != other->at) {
                instant at = one->at;
                one->at = other->at;
                other->at = at;
                return;
            }
        }
    }
    fail_msg("no case has two messages to one address");
}

static void before_the_morning(struct list *sent)
{
    for (size_t i = 0; i < sent->count; i++) {
        struct sent *one = sent->items[i];
        one->at -= SECONDS(3600) * 9;
    }
}

static void what_a_recipient_was_promised(void **state)
{
    (void)state;
    sent_is_caught(sent_under_a_second_key, "keys and messages do not go together");
    sent_is_caught(never_sent, "nobody took it");
    sent_is_caught(out_of_order, "overtook");
    sent_is_caught(before_the_morning, "before the morning");
}

/* A person took back the step that it came from before it had gone. */
static bool was_cancelled(struct school *school, int64_t id)
{
    struct outbox row;
    struct arena *arena = arena_new();
    assert_int_equal(0, store_outbox_get(school->world->store, id, arena, &row, NULL));
    bool cancelled = row.state == OUTBOX_CANCELLED;
    arena_free(arena);
    return cancelled;
}

static void a_day_without_a_mail_server(void **state)
{
    size_t refused = 0;
    (void)state;
    for (uint64_t seed = 1; seed <= 5; seed++) {
        struct school *school = month(seed, 0);
        const struct list *sent = &school->world->sent;
        instant before = env_now(school->world->env);
        school->reachable_at = before + SECONDS(86400);
        for (int day = 0; day < 3; day++)
            assert_true(school_day(school));
        assert_true(school_finish(school));
        for (size_t i = 0; i < sent->count; i++) {
            const struct sent *one = sent->items[i];
            size_t takes = 0;
            for (size_t j = 0; j < sent->count; j++) {
                const struct sent *other = sent->items[j];
                takes += other->outbox == one->outbox && other->outcome == OUTCOME_DELIVERED;
            }
            refused += one->outcome == OUTCOME_RETRY;
            assert_int_equal(takes, was_cancelled(school, one->outbox) ? 0 : 1);
        }
        assert_int_equal(0, world_count(school->world, "outbox_dead"));
        school_free(school);
    }
    assert_true(refused > 10);
}

static int folder_make(void **state)
{
    (void)state;
    site = world_site("tests/fault/site");
    return 0;
}

static int folder_drop(void **state)
{
    (void)state;
    world_site_free(site);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_a_person_was_promised),
        cmocka_unit_test(what_a_case_that_starts_cases_was_promised),
        cmocka_unit_test(what_a_recipient_was_promised),
        cmocka_unit_test(a_day_without_a_mail_server),
    };
    return cmocka_run_group_tests(tests, folder_make, folder_drop);
}
