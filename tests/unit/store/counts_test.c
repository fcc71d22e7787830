/* The counts kept by the transactions equal a count of the rows, after any traffic, roll-backs and
 * reopenings. */
#include "fixture.h"

#include <stdio.h>
#include <string.h>

static const struct {
    const char *name, *sql;
} counted[] = {
    {"cases_open", "SELECT count(*) FROM cases WHERE ended = 0"},
    {"cases_ended", "SELECT count(*) FROM cases WHERE ended = 1"},
    {"timers", "SELECT count(*) FROM timer"},
    {"tasks_open", "SELECT count(*) FROM task WHERE status = 0"},
    {"deadlines_open", "SELECT count(*) FROM deadline WHERE status = 0"},
    {"inbox", "SELECT count(*) FROM inbox"},
    {"outbox_waiting", "SELECT count(*) FROM outbox WHERE state = 0"},
    {"outbox_ready", "SELECT count(*) FROM outbox WHERE state = 1"},
    {"outbox_dead", "SELECT count(*) FROM outbox WHERE state = 4"},
    {"outbox_held", "SELECT count(*) FROM outbox WHERE state = 5"},
    {"outbox_unknown", "SELECT count(*) FROM outbox WHERE state = 6"},
    {"outbox_cancelled", "SELECT count(*) FROM outbox WHERE state = 7"},
    {"outbox_done", "SELECT count(*) FROM outbox WHERE state IN (2, 3)"},
    {"history", "SELECT count(*) FROM history"},
};

static void compare(struct fixture *f)
{
    json_t *counts;
    OK(f, store_counts(f->store, &counts, &f->error));
    assert_int_equal(sizeof counted / sizeof counted[0], json_object_size(counts));
    for (size_t i = 0; i < sizeof counted / sizeof counted[0]; i++) {
        int64_t kept = json_number(counts, counted[i].name, -1), real = fixture_number(f, counted[i].sql);
        if (kept != real)
            fail_msg("%s: kept %lld, there are %lld", counted[i].name, (long long)kept, (long long)real);
    }
    json_decref(counts);
    assert_int_equal(0, fixture_number(f, "SELECT count(*) FROM definition_use u WHERE open <> (SELECT count(*)"
                                          " FROM cases WHERE ended = 0 AND definition = u.definition)"));
    assert_int_equal(fixture_number(f, "SELECT coalesce(sum(open), 0) FROM definition_use"),
                     fixture_number(f, "SELECT count(*) FROM cases WHERE ended = 0"));
}

/* A case of those there are, or a new one. */
static struct kase *some_case(struct fixture *f, uint64_t *seed, int *made)
{
    char reference[24];
    struct kase *kase;
    if (!fixture_random(seed, 6)) {
        snprintf(reference, sizeof reference, "PLAN-2026-%04d", ++*made);
        return fixture_case(f, reference, "pupil/P0001");
    }
    int64_t id = fixture_number(f, "SELECT coalesce(max(id), 0) FROM cases");
    if (!id ||
        store_case_load_id(f->store, 1 + fixture_random(seed, (uint32_t)id), f->arena, &kase, &f->error))
        return NULL;
    return kase;
}

static void wait_for(struct fixture *f, struct kase *kase, uint64_t *seed)
{
    static const char *const names[] = {"a", "b", "c"};
    struct timer timer = fixture_timer(names[fixture_random(seed, 3)], START + fixture_random(seed, 100));
    struct deadline deadline = {.name = "d", .due = {20700}, .earliest = DATE_NONE, .anchor = {20600}};
    struct task task = {.name = "k", .role = "senco", .due = DATE_NONE};
    struct event event = {.name = "e", .happened = {20700}, .recorded = START};
    switch (fixture_random(seed, 5)) {
    case 0:
        OK(f, store_timer_put(f->store, kase, &timer, &f->error));
        break;
    case 1:
        OK(f, store_timer_drop(f->store, kase, timer.name, &f->error));
        break;
    case 2:
        OK(f, store_deadline_put(f->store, kase, &deadline, START, &f->error));
        break;
    case 3:
        OK(f, store_task_put(f->store, kase, &task, START, &f->error));
        break;
    default:
        OK(f, store_inbox_put(f->store, kase->id, &event, "oakfield", &f->error));
    }
}

/* What was closed is opened again as a row of its own. */
static void take_back(struct fixture *f, const struct kase *kase)
{
    int64_t fresh;
    if (kase->deadlines.count) {
        const struct deadline *deadline = kase->deadlines.items[0];
        OK(f, store_deadline_close(f->store, kase, deadline, DEADLINE_MET, DATE_NONE, NULL, NULL, START, &f->error));
        OK(f, store_deadline_reopen(f->store, kase->id, deadline->id, START, &fresh, &f->error));
        assert_true(fresh > deadline->id);
    }
    if (kase->tasks.count) {
        const struct task *task = kase->tasks.items[0];
        OK(f, store_task_close(f->store, task, true, NULL, START, &f->error));
        OK(f, store_task_reopen(f->store, kase->id, task->id, START, &fresh, &f->error));
        assert_true(fresh > task->id);
    }
}

static void finish(struct fixture *f, struct kase *kase, uint64_t *seed)
{
    struct due_timer due;
    struct timer timer;
    struct list inbox = LIST_EMPTY;
    size_t count;
    if (kase->deadlines.count && fixture_random(seed, 2))
        OK(f, store_deadline_close(f->store, kase, kase->deadlines.items[0], DEADLINE_MET, DATE_NONE, NULL,
                                   NULL, START, &f->error));
    if (kase->tasks.count && fixture_random(seed, 2))
        OK(f, store_task_close(f->store, kase->tasks.items[0], true, NULL, START, &f->error));
    OK(f, store_timers_due(f->store, START + 50, 1, &due, &count, &f->error));
    if (count)
        OK(f, store_timer_claim(f->store, due.timer, f->arena, &timer, &f->error));
    OK(f, store_inbox_due(f->store, 1, f->arena, &inbox, &f->error));
    if (inbox.count)
        OK(f, store_inbox_take(f->store, ((struct inbox_item *)inbox.items[0])->id, &f->error));
    list_free(&inbox);
    kase->definition = fixture_random(seed, 2) ? HASH_A : HASH_B;
    kase->ended = !fixture_random(seed, 3);
    kase->held = !fixture_random(seed, 3);
    kase->revision++;
    OK(f, store_case_save(f->store, kase, START, &f->error));
}

static void send(struct fixture *f, struct kase *kase, uint64_t *seed)
{
    static unsigned made;
    struct outbox row = {.kase = kase->id,
                         .school = "oakfield",
                         .key = arena_printf(f->arena, "%032x", ++made),
                         .notice = "n",
                         .recipient = "r",
                         .instance = "mail",
                         .address = "a",
                         .state = fixture_random(seed, 5) ? OUTBOX_READY : OUTBOX_HELD};
    struct list due = LIST_EMPTY;
    OK(f, store_outbox_put(f->store, &row, &f->error));
    OK(f, store_outbox_due(f->store, "mail", START, NULL, 0, 1, f->arena, &due, &f->error));
    if (due.count)
        OK(f, store_outbox_outcome(f->store, ((struct outbox *)due.items[0])->id, "some", NULL, NULL,
                                   OUTBOX_READY + fixture_random(seed, 6), START, START, &f->error));
    if (row.state == OUTBOX_HELD && fixture_random(seed, 2))
        OK(f, store_outbox_retry(f->store, row.id, START, &f->error));
    if (row.state == OUTBOX_WAITING && fixture_random(seed, 2))
        OK(f, store_outbox_cancel(f->store, row.id, "made up", START, &f->error));
    list_free(&due);
}

static void act(struct fixture *f, uint64_t *seed, int *made)
{
    struct kase *kase = some_case(f, seed, made);
    if (!kase)
        return;
    struct history row = {
        .kase = kase->id, .school = "oakfield", .at = START, .kind = "event", .body = kase->fields};
    switch (fixture_random(seed, 5)) {
    case 4:
        take_back(f, kase);
        break;
    case 0:
    case 1:
        wait_for(f, kase, seed);
        break;
    case 2:
        finish(f, kase, seed);
        break;
    default:
        send(f, kase, seed);
    }
    OK(f, store_history_append(f->store, &row, &f->error));
}

static void count_what_there_is(void **state)
{
    (void)state;
    struct fixture *f = fixture_new();
    uint64_t seed = 4711;
    int made = 0;
    for (int round = 0; round < 200; round++) {
        int before = made;
        OK(f, store_begin(f->store, &f->error));
        for (int i = 0; i < 10; i++)
            act(f, &seed, &made);
        if (fixture_random(&seed, 5)) {
            OK(f, store_commit(f->store, &f->error));
        } else {
            store_rollback(f->store);
            made = before;
        }
        if (round % 8 == 0)
            compare(f);
        if (round % 64 == 63)
            fixture_reopen(f);
        arena_reset(f->arena);
    }
    compare(f);
    struct audit audit;
    OK(f, store_history_verify(f->store, &audit, &f->error));
    assert_int_equal(0, audit.bad);
    assert_int_equal(fixture_number(f, "SELECT history FROM counts"), audit.rows);
    assert_true(audit.rows > 1000);
    fixture_free(f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(count_what_there_is)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
