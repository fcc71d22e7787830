/* Cases and what they wait for: what is put is what is loaded, in every table. */
#include "fixture.h"

#include <string.h>

#define DAY(n) ((struct date){20697 + (n)}) /* 2026-09-01 and after */

static struct kase *load(struct fixture *f, const char *reference)
{
    struct kase *kase;
    OK(f, store_case_load(f->store, reference, f->arena, &kase, &f->error));
    return kase;
}

static void numbers_references_for_the_whole_store(void **state)
{
    (void)state;
    struct fixture *f = fixture_new();
    const char *first, *second, *third, *other;
    OK(f, store_begin(f->store, &f->error));
    OK(f, store_reference_next(f->store, "oakfield", "EHC", 2026, f->arena, &first, &f->error));
    OK(f, store_reference_next(f->store, "elmbank", "EHC", 2026, f->arena, &second, &f->error));
    OK(f, store_reference_next(f->store, "oakfield", "EHC", 2027, f->arena, &other, &f->error));
    OK(f, store_commit(f->store, &f->error));
    fixture_reopen(f);
    OK(f, store_begin(f->store, &f->error));
    OK(f, store_reference_next(f->store, "oakfield", "EHC", 2026, f->arena, &third, &f->error));
    assert_int_equal(SENDD_EINVALID,
                     store_reference_next(f->store, "nowhere", "EHC", 2026, f->arena, &other, &f->error));
    store_rollback(f->store);
    assert_string_equal("EHC-2026-0001", first);
    assert_string_equal("EHC-2026-0002", second);
    assert_string_equal("EHC-2027-0001", other);
    assert_string_equal("EHC-2026-0003", third);
    fixture_free(f);
}

static void loads_what_it_stored(void **state)
{
    (void)state;
    struct fixture *f = fixture_new();
    struct kase *kase = fixture_case(f, "PLAN-2026-0001", "pupil/P0001");
    fixture_reopen(f);
    struct kase *out = load(f, "PLAN-2026-0001");
    assert_int_equal(kase->id, out->id);
    assert_string_equal("oakfield", out->school);
    assert_string_equal("plan", out->workflow);
    assert_string_equal(HASH_A, out->definition);
    assert_string_equal("pupil/P0001", out->subject);
    assert_int_equal(2, out->states.count);
    assert_string_equal("running", out->states.items[0]);
    assert_string_equal("waiting", out->states.items[1]);
    assert_true(json_equal(kase->fields, out->fields));
    assert_null(out->kept);
    assert_null(out->memory);
    struct kase *none;
    assert_int_equal(SENDD_ENOTFOUND,
                     store_case_load(f->store, "PLAN-2026-0002", f->arena, &none, &f->error));
    assert_int_equal(SENDD_ENOTFOUND, store_case_load_id(f->store, 99, f->arena, &none, &f->error));
    fixture_free(f);
}

static void saves_what_changed(void **state)
{
    (void)state;
    struct fixture *f = fixture_new();
    struct kase *kase = fixture_case(f, "PLAN-2026-0001", "pupil/P0001");
    kase->revision = 5;
    kase->states.count = 1;
    kase->kept = json_keep(f->arena, json_pack("[{s:s}]", "name", "reply"));
    kase->memory = json_keep(f->arena, json_pack("{s:{s:[s]}}", "history", "h", "waiting"));
    json_object_set_new(kase->fields, "n", json_integer(4));
    OK(f, store_begin(f->store, &f->error));
    OK(f, store_case_save(f->store, kase, START + 1, &f->error));
    OK(f, store_commit(f->store, &f->error));
    struct kase *out = load(f, "PLAN-2026-0001");
    assert_int_equal(5, out->revision);
    assert_int_equal(1, out->states.count);
    assert_int_equal(4, json_number(out->fields, "n", 0));
    assert_int_equal(1, json_array_size(out->kept));
    assert_true(json_equal(kase->memory, out->memory));
    kase->revision = 4;
    OK(f, store_begin(f->store, &f->error));
    assert_int_equal(SENDD_ECONFLICT, store_case_save(f->store, kase, START, &f->error));
    kase->id = 99;
    assert_int_equal(SENDD_ENOTFOUND, store_case_save(f->store, kase, START, &f->error));
    store_rollback(f->store);
    fixture_free(f);
}

static void lists_cases(void **state)
{
    (void)state;
    struct fixture *f = fixture_new();
    fixture_case(f, "PLAN-2026-0001", "pupil/P0001");
    fixture_case(f, "PLAN-2026-0002", "pupil/P0002");
    struct kase *ended = fixture_case(f, "PLAN-2026-0003", "pupil/P0001");
    ended->ended = true;
    OK(f, store_begin(f->store, &f->error));
    OK(f, store_case_save(f->store, ended, START, &f->error));
    OK(f, store_commit(f->store, &f->error));
    static const struct {
        struct case_filter filter;
        size_t rows;
    } cases[] = {
        {{.limit = 10}, 2},
        {{.limit = 10, .ended = true}, 3},
        {{.limit = 1}, 1},
        {{.limit = 10, .after = 1}, 1},
        {{.limit = 10, .school = "elmbank"}, 0},
        {{.limit = 10, .workflow = "plan"}, 2},
        {{.limit = 10, .workflow = "other"}, 0},
        {{.limit = 10, .state = "waiting"}, 2},
        {{.limit = 10, .state = "wait"}, 0},
        {{.limit = 10, .subject = "pupil/P0001"}, 1},
        {{.limit = 10, .subject = "pupil/P0001", .ended = true}, 2},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        json_t *list;
        OK(f, store_case_list(f->store, &cases[i].filter, &list, &f->error));
        assert_int_equal(cases[i].rows, json_array_size(list));
        json_decref(list);
    }
    struct list ids = LIST_EMPTY;
    OK(f, store_cases_of(f->store, "pupil/P0001", "plan", f->arena, &ids, &f->error));
    OK(f, store_cases_of(f->store, "pupil/P0001", NULL, f->arena, &ids, &f->error));
    OK(f, store_cases_of(f->store, "pupil/P0001", "other", f->arena, &ids, &f->error));
    assert_int_equal(2, ids.count);
    assert_int_equal(1, *(int64_t *)ids.items[0]);
    list_free(&ids);
    fixture_free(f);
}

static void lists_the_children_of_a_case(void **state)
{
    (void)state;
    struct fixture *f = fixture_new();
    fixture_case(f, "PLAN-2026-0001", "pupil/P0001");
    fixture_family(f, "PLAN-2026-0001", "PLAN-2026-0002");
    struct kase *ended = fixture_family(f, "PLAN-2026-0001", "PLAN-2026-0003");
    fixture_family(f, "PLAN-2026-0002", "PLAN-2026-0004");
    ended->ended = true;
    OK(f, store_begin(f->store, &f->error));
    OK(f, store_case_save(f->store, ended, START, &f->error));
    OK(f, store_commit(f->store, &f->error));
    struct case_filter filter = {.limit = 10, .parent = "PLAN-2026-0001"};
    json_t *list;
    OK(f, store_case_list(f->store, &filter, &list, &f->error));
    assert_int_equal(1, json_array_size(list));
    assert_string_equal("PLAN-2026-0002", json_text(json_array_get(list, 0), "case"));
    assert_string_equal("PLAN-2026-0001", json_text(json_array_get(list, 0), "parent"));
    assert_string_equal("review", json_text(json_array_get(list, 0), "invokeid"));
    json_decref(list);
    filter.ended = true;
    filter.subject = "pupil/P0001";
    OK(f, store_case_list(f->store, &filter, &list, &f->error));
    assert_int_equal(2, json_array_size(list));
    json_decref(list);
    filter.parent = "PLAN-2026-0009";
    OK(f, store_case_list(f->store, &filter, &list, &f->error));
    assert_int_equal(0, json_array_size(list));
    json_decref(list);
    fixture_free(f);
}

static void drops_what_waits_for_a_case(void **state)
{
    (void)state;
    struct fixture *f = fixture_new();
    struct kase *one = fixture_case(f, "PLAN-2026-0001", "pupil/P0001");
    struct kase *other = fixture_case(f, "PLAN-2026-0002", "pupil/P0002");
    struct event event = {.name = "reply", .happened = {20000}, .recorded = START};
    bool waits;
    OK(f, store_begin(f->store, &f->error));
    OK(f, store_inbox_put(f->store, one->id, &event, "oakfield", &f->error));
    OK(f, store_inbox_put(f->store, one->id, &event, "oakfield", &f->error));
    OK(f, store_inbox_put(f->store, other->id, &event, "oakfield", &f->error));
    OK(f, store_inbox_waits(f->store, one->id, "reply", &waits, &f->error));
    assert_true(waits);
    OK(f, store_inbox_waits(f->store, one->id, "answer", &waits, &f->error));
    assert_false(waits);
    OK(f, store_inbox_drop(f->store, one->id, &f->error));
    OK(f, store_inbox_waits(f->store, one->id, "reply", &waits, &f->error));
    assert_false(waits);
    OK(f, store_inbox_waits(f->store, other->id, "reply", &waits, &f->error));
    assert_true(waits);
    OK(f, store_commit(f->store, &f->error));
    assert_int_equal(1, fixture_number(f, "SELECT inbox FROM counts"));
    fixture_free(f);
}

static void counts_who_uses_a_definition(void **state)
{
    (void)state;
    struct fixture *f = fixture_new();
    struct kase *kase = fixture_case(f, "PLAN-2026-0001", "pupil/P0001");
    fixture_case(f, "PLAN-2026-0002", "pupil/P0002");
    json_t *list;
    fixture_reopen(f);
    kase->ended = true;
    OK(f, store_begin(f->store, &f->error));
    OK(f, store_case_save(f->store, kase, START, &f->error));
    OK(f, store_commit(f->store, &f->error));
    OK(f, store_definitions_in_use(f->store, &list, &f->error));
    assert_int_equal(1, json_array_size(list));
    assert_string_equal(HASH_A, json_text(json_array_get(list, 0), "hash"));
    assert_int_equal(1, json_number(json_array_get(list, 0), "open", 0));
    json_decref(list);
    const char *canonical;
    OK(f, store_definition_get(f->store, HASH_B, f->arena, &canonical, &f->error));
    assert_string_equal("{\"id\":\"plan2\"}", canonical);
    OK(f, store_begin(f->store, &f->error));
    OK(f, store_definition_put(f->store, HASH_B, "plan", 2, "other", START, &f->error)); /* there already */
    OK(f, store_commit(f->store, &f->error));
    assert_int_equal(2, fixture_number(f, "SELECT count(*) FROM definition"));
    fixture_free(f);
}

static void arms_and_claims_timers(void **state)
{
    (void)state;
    struct fixture *f = fixture_new();
    struct kase *kase = fixture_case(f, "PLAN-2026-0001", "pupil/P0001");
    struct timer early = fixture_timer("early", START + 5), late = fixture_timer("late", START + 9), out;
    struct due_timer due[4];
    struct next_due next;
    size_t count;
    late.data = json_keep(f->arena, json_pack("{s:i}", "n", 1));
    OK(f, store_begin(f->store, &f->error));
    OK(f, store_timer_put(f->store, kase, &late, &f->error));
    OK(f, store_timer_put(f->store, kase, &early, &f->error));
    OK(f, store_timers_due(f->store, START + 4, 4, due, &count, &f->error));
    assert_int_equal(0, count);
    OK(f, store_timers_due(f->store, START + 9, 4, due, &count, &f->error));
    assert_int_equal(2, count);
    assert_int_equal(early.id, due[0].timer);
    assert_int_equal(kase->id, due[0].kase);
    assert_int_equal(START + 5, due[0].due);
    OK(f, store_timers_due(f->store, START + 9, 1, due, &count, &f->error));
    assert_int_equal(1, count);
    assert_int_equal(2, load(f, "PLAN-2026-0001")->timers.count);
    OK(f, store_timer_claim(f->store, early.id, f->arena, &out, &f->error));
    assert_string_equal("early", out.name);
    assert_string_equal("timer.due", out.event);
    assert_int_equal(SENDD_ENOTFOUND, store_timer_claim(f->store, early.id, f->arena, &out, &f->error));
    OK(f, store_commit(f->store, &f->error));
    OK(f, store_next_due(f->store, START, &next, &f->error));
    assert_int_equal(START + 9, next.timer);
    struct timer *loaded = load(f, "PLAN-2026-0001")->timers.items[0];
    assert_int_equal(1, json_number(loaded->data, "n", 0));
    fixture_free(f);
}

/* A batch may hold the id of a timer that an earlier step of the batch has dropped and replaced. */
static void never_gives_a_timers_id_twice(void **state)
{
    (void)state;
    struct fixture *f = fixture_new();
    struct kase *kase = fixture_case(f, "PLAN-2026-0001", "pupil/P0001");
    struct timer first = fixture_timer("chase", START), second = fixture_timer("chase", START + 99),
                 third = second;
    struct timer out;
    OK(f, store_begin(f->store, &f->error));
    OK(f, store_timer_put(f->store, kase, &first, &f->error));
    OK(f, store_timer_put(f->store, kase, &second, &f->error)); /* replaces it */
    OK(f, store_timer_drop(f->store, kase, "chase", &f->error));
    OK(f, store_commit(f->store, &f->error));
    fixture_reopen(f);
    OK(f, store_begin(f->store, &f->error));
    OK(f, store_timer_put(f->store, kase, &third, &f->error));
    assert_true(first.id < second.id && second.id < third.id);
    assert_int_equal(SENDD_ENOTFOUND, store_timer_claim(f->store, first.id, f->arena, &out, &f->error));
    OK(f, store_commit(f->store, &f->error));
    assert_int_equal(1, fixture_number(f, "SELECT timers FROM counts"));
    fixture_free(f);
}

static void holds_a_case(void **state)
{
    (void)state;
    struct fixture *f = fixture_new();
    struct kase *kase = fixture_case(f, "PLAN-2026-0001", "pupil/P0001");
    struct timer before = fixture_timer("before", START), during = fixture_timer("during", START);
    struct event event = {.name = "news", .happened = DAY(0), .recorded = START, .by = "case:X"};
    struct list inbox = LIST_EMPTY;
    struct due_timer due[4];
    struct next_due next;
    size_t count;
    OK(f, store_begin(f->store, &f->error));
    OK(f, store_timer_put(f->store, kase, &before, &f->error));
    OK(f, store_inbox_put(f->store, kase->id, &event, "oakfield", &f->error));
    kase->held = true;
    OK(f, store_case_save(f->store, kase, START, &f->error));
    OK(f, store_timer_put(f->store, kase, &during, &f->error));
    OK(f, store_inbox_put(f->store, kase->id, &event, "oakfield", &f->error));
    OK(f, store_timers_due(f->store, START, 4, due, &count, &f->error));
    OK(f, store_inbox_due(f->store, 4, f->arena, &inbox, &f->error));
    OK(f, store_next_due(f->store, START, &next, &f->error));
    assert_int_equal(0, count);
    assert_int_equal(0, inbox.count);
    assert_true(next.timer == INSTANT_NEVER && !next.inbox);
    kase->held = false;
    OK(f, store_case_save(f->store, kase, START, &f->error));
    OK(f, store_timers_due(f->store, START, 4, due, &count, &f->error));
    OK(f, store_inbox_due(f->store, 4, f->arena, &inbox, &f->error));
    OK(f, store_next_due(f->store, START, &next, &f->error));
    assert_int_equal(2, count);
    assert_int_equal(2, inbox.count);
    assert_true(next.timer == START && next.inbox);
    OK(f, store_commit(f->store, &f->error));
    list_free(&inbox);
    fixture_free(f);
}

static void supersedes_deadlines(void **state)
{
    (void)state;
    struct fixture *f = fixture_new();
    struct kase *kase = fixture_case(f, "PLAN-2026-0001", "pupil/P0001");
    struct deadline old = {.name = "decision",
                           .rule = "ehcna.decision",
                           .version = "2014",
                           .owner = "local_authority",
                           .kind = "statutory",
                           .title = "Decide",
                           .anchor = DAY(0),
                           .due = DAY(42),
                           .earliest = DAY(41)};
    struct deadline new = old;
    new.due = DAY(49);
    new.earliest = DATE_NONE;
    new.provisional = true;
    new.ruling = json_keep(f->arena, json_pack("{s:s}", "citation", "SI 2014/1530 reg 4"));
    OK(f, store_begin(f->store, &f->error));
    OK(f, store_deadline_put(f->store, kase, &old, START, &f->error));
    OK(f, store_deadline_put(f->store, kase, &new, START, &f->error));
    OK(f, store_deadline_close(f->store, kase, &old, DEADLINE_SUPERSEDED, DAY(3), "date corrected",
                               "user:amy", START, &f->error));
    assert_int_equal(SENDD_ENOTFOUND, store_deadline_close(f->store, kase, &old, DEADLINE_MET, DAY(3), NULL,
                                                           NULL, START, &f->error));
    OK(f, store_deadline_told(f->store, &new, &f->error));
    OK(f, store_commit(f->store, &f->error));
    struct kase *out = load(f, "PLAN-2026-0001");
    assert_int_equal(1, out->deadlines.count);
    struct deadline *open = out->deadlines.items[0];
    assert_int_equal(new.id, open->id);
    assert_int_equal(DAY(49).day, open->due.day);
    assert_false(date_is(open->earliest));
    assert_true(open->provisional && open->missed_told);
    assert_string_equal("ehcna.decision", open->rule);
    assert_string_equal("SI 2014/1530 reg 4", json_text(open->ruling, "citation"));
    static const struct {
        struct deadline_filter filter;
        size_t rows;
    } cases[] = {
        {{.until = {INT32_MIN}, .limit = 10}, 1},
        {{.until = {INT32_MIN}, .limit = 10, .closed = true}, 2},
        {{.until = {20697 + 48}, .limit = 10}, 0},
        {{.until = {20697 + 48}, .limit = 10, .closed = true}, 1},
        {{.until = {INT32_MIN}, .limit = 10, .school = "elmbank"}, 0},
        {{.until = {INT32_MIN}, .limit = 10, .reference = "PLAN-2026-0001"}, 1},
        {{.until = {INT32_MIN}, .limit = 10, .reference = "PLAN-2026-0001", .closed = true}, 2},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        json_t *list;
        OK(f, store_deadline_list(f->store, &cases[i].filter, &list, &f->error));
        assert_int_equal(cases[i].rows, json_array_size(list));
        if (cases[i].rows == 2) {
            assert_string_equal("superseded", json_text(json_array_get(list, 0), "status"));
            assert_string_equal("date corrected", json_text(json_array_get(list, 0), "reason"));
            assert_string_equal("2026-10-13", json_text(json_array_get(list, 0), "due"));
        }
        json_decref(list);
    }
    fixture_free(f);
}

static json_t *ruling_of(const struct deadline *deadline, json_t *grounds)
{
    char anchor[DATE_SIZE], due[DATE_SIZE];
    json_t *ruling = json_pack("{s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:n, s:b, s:s}", "rule", deadline->rule,
                               "version", deadline->version, "owner", deadline->owner, "kind", deadline->kind,
                               "title", deadline->title, "anchor", date_write(deadline->anchor, anchor),
                               "due", date_write(deadline->due, due), "earliest", "provisional",
                               deadline->provisional, "arithmetic", "1 + 1");
    if (grounds)
        json_object_set_new(ruling, "grounds", grounds);
    return ruling;
}

/* Stored without what repeats, loaded as it was, whatever it repeats. */
static void gives_rulings_back_whole(void **state)
{
    (void)state;
    struct fixture *f = fixture_new();
    struct kase *kase = fixture_case(f, "PLAN-2026-0001", "pupil/P0001");
    struct deadline all[6];
    OK(f, store_begin(f->store, &f->error));
    for (int i = 0; i < 6; i++) {
        all[i] = (struct deadline){.name = "d",
                                   .rule = "r",
                                   .version = "2014",
                                   .owner = "school",
                                   .kind = "target",
                                   .title = "T",
                                   .anchor = DAY(i),
                                   .due = DAY(40),
                                   .earliest = DATE_NONE};
        json_t *grounds = i < 3 ? json_pack("[{s:s}]", "id", "closed") : i < 4 ? json_pack("[]") : NULL;
        all[i].ruling = json_keep(f->arena, ruling_of(&all[i], grounds));
    }
    json_object_set_new(all[1].ruling, "due", json_string("2026-12-24")); /* not the row's own */
    json_object_del(all[5].ruling, "title");
    for (int i = 0; i < 6; i++)
        OK(f, store_deadline_put(f->store, kase, &all[i], START, &f->error));
    OK(f, store_commit(f->store, &f->error));
    assert_int_equal(2, fixture_number(f, "SELECT count(*) FROM shared"));
    assert_int_equal(2, fixture_number(f, "SELECT count(*) FROM deadline WHERE shared = -1"));
    for (int round = 0; round < 2; round++) {
        struct kase *out = load(f, "PLAN-2026-0001");
        for (int i = 0; i < 6; i++)
            assert_true(json_equal(all[i].ruling, ((struct deadline *)out->deadlines.items[i])->ruling));
        fixture_reopen(f);
    }
    fixture_free(f);
}

static void opens_and_closes_tasks(void **state)
{
    (void)state;
    struct fixture *f = fixture_new();
    struct kase *kase = fixture_case(f, "PLAN-2026-0001", "pupil/P0001");
    struct task task = {
        .name = "advice", .role = "senco", .title = "Write", .due = DAY(7), .event = "task.advice.completed"};
    struct task other = {.name = "call", .role = "class_teacher", .title = "Call", .due = DATE_NONE}, out;
    const char *reference;
    task.form = json_keep(f->arena, json_pack("{s:{s:s}}", "outcome", "type", "text"));
    OK(f, store_begin(f->store, &f->error));
    OK(f, store_task_put(f->store, kase, &task, START, &f->error));
    OK(f, store_task_put(f->store, kase, &other, START, &f->error));
    OK(f, store_commit(f->store, &f->error));
    OK(f, store_task_get(f->store, task.id, f->arena, &reference, &out, &f->error));
    assert_string_equal("PLAN-2026-0001", reference);
    assert_string_equal("task.advice.completed", out.event);
    assert_true(json_equal(task.form, out.form));
    struct kase *loaded = load(f, "PLAN-2026-0001");
    assert_int_equal(2, loaded->tasks.count);
    assert_false(date_is(((struct task *)loaded->tasks.items[1])->due));
    OK(f, store_begin(f->store, &f->error));
    OK(f, store_task_close(f->store, &task, true, "user:amy", START, &f->error));
    assert_int_equal(SENDD_ECONFLICT, store_task_close(f->store, &task, true, "user:amy", START, &f->error));
    OK(f, store_commit(f->store, &f->error));
    assert_int_equal(SENDD_ECONFLICT,
                     store_task_get(f->store, task.id, f->arena, &reference, &out, &f->error));
    assert_string_equal("PLAN-2026-0001", reference);
    assert_int_equal(SENDD_ENOTFOUND, store_task_get(f->store, 99, f->arena, &reference, &out, &f->error));
    static const struct {
        struct task_filter filter;
        size_t rows;
    } cases[] = {
        {{.limit = 10}, 1},
        {{.limit = 10, .closed = true}, 2},
        {{.limit = 10, .role = "senco"}, 0},
        {{.limit = 10, .role = "class_teacher"}, 1},
        {{.limit = 10, .role = "senco", .closed = true}, 1},
        {{.limit = 10, .school = "elmbank"}, 0},
        {{.limit = 10, .reference = "PLAN-2026-0001", .closed = true}, 2},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        json_t *list;
        OK(f, store_task_list(f->store, &cases[i].filter, &list, &f->error));
        assert_int_equal(cases[i].rows, json_array_size(list));
        json_decref(list);
    }
    fixture_free(f);
}

static void takes_an_inbox_row_once(void **state)
{
    (void)state;
    struct fixture *f = fixture_new();
    struct kase *kase = fixture_case(f, "PLAN-2026-0001", "pupil/P0001");
    struct event event = {.name = "outbox.dead",
                          .happened = DAY(0),
                          .recorded = START,
                          .by = "plugin:mail",
                          .timer = "t",
                          .task = "k"};
    struct list due = LIST_EMPTY;
    event.data = json_keep(f->arena, json_pack("{s:i}", "outbox", 3));
    OK(f, store_begin(f->store, &f->error));
    OK(f, store_inbox_put(f->store, kase->id, &event, "oakfield", &f->error));
    event.name = "second";
    event.type = EVENT_PLATFORM;
    event.sendid = "s";
    event.origin = "PLAN-2026-0002";
    event.invokeid = "review";
    OK(f, store_inbox_put(f->store, kase->id, &event, "oakfield", &f->error));
    assert_int_equal(SENDD_ENOTFOUND, store_inbox_put(f->store, 99, &event, "oakfield", &f->error));
    OK(f, store_commit(f->store, &f->error));
    OK(f, store_inbox_due(f->store, 10, f->arena, &due, &f->error));
    assert_int_equal(2, due.count);
    const struct inbox_item *item = due.items[0];
    assert_int_equal(kase->id, item->kase);
    assert_string_equal("outbox.dead", item->event.name);
    assert_string_equal("plugin:mail", item->event.by);
    assert_string_equal("t", item->event.timer);
    assert_string_equal("k", item->event.task);
    assert_int_equal(DAY(0).day, item->event.happened.day);
    assert_int_equal(3, json_number(item->event.data, "outbox", 0));
    assert_true(item->event.type == EVENT_EXTERNAL && !item->event.sendid && !item->event.origin);
    const struct event *second = &((const struct inbox_item *)due.items[1])->event;
    assert_true(second->type == EVENT_PLATFORM);
    assert_string_equal("s", second->sendid);
    assert_string_equal("PLAN-2026-0002", second->origin);
    assert_string_equal("review", second->invokeid);
    OK(f, store_begin(f->store, &f->error));
    OK(f, store_inbox_take(f->store, item->id, &f->error));
    assert_int_equal(SENDD_ENOTFOUND, store_inbox_take(f->store, item->id, &f->error));
    OK(f, store_commit(f->store, &f->error));
    assert_int_equal(1, fixture_number(f, "SELECT inbox FROM counts"));
    list_free(&due);
    fixture_free(f);
}

static void answers_a_repeated_command(void **state)
{
    (void)state;
    struct fixture *f = fixture_new();
    int status;
    const char *answer;
    instant now = env_now(f->env);
    assert_int_equal(SENDD_ENOTFOUND,
                     store_request_get(f->store, "k1", f->arena, &status, &answer, &f->error));
    OK(f, store_begin(f->store, &f->error));
    OK(f, store_request_put(f->store, "k1", 0, "{\"case\":\"X\"}", now, &f->error));
    OK(f, store_request_put(f->store, "k2", SENDD_ECONFLICT, "{}", now + SECONDS(2 * 86400), &f->error));
    OK(f, store_commit(f->store, &f->error));
    OK(f, store_request_get(f->store, "k1", f->arena, &status, &answer, &f->error));
    assert_int_equal(0, status);
    assert_string_equal("{\"case\":\"X\"}", answer);
    env_clock_jump(f->env, now + SECONDS(7 * 86400));
    OK(f, store_tidy(f->store, &f->error));
    OK(f, store_request_get(f->store, "k1", f->arena, &status, &answer, &f->error));
    env_clock_jump(f->env, now + SECONDS(9 * 86400));
    OK(f, store_tidy(f->store, &f->error));
    assert_int_equal(SENDD_ENOTFOUND,
                     store_request_get(f->store, "k1", f->arena, &status, &answer, &f->error));
    OK(f, store_request_get(f->store, "k2", f->arena, &status, &answer, &f->error));
    assert_int_equal(SENDD_ECONFLICT, status);
    fixture_free(f);
}

static void keeps_old_revisions_of_records(void **state)
{
    (void)state;
    struct fixture *f = fixture_new();
    json_t *data = json_keep(f->arena, json_pack("{s:s}", "year", "5")), *out, *list;
    bool changed;
    OK(f, store_begin(f->store, &f->error));
    OK(f, store_record_put(f->store, "oakfield", "pupil/P0001", NULL, data, START, &changed, &f->error));
    assert_true(changed);
    OK(f, store_record_put(f->store, "oakfield", "pupil/P0001", NULL, data, START, &changed, &f->error));
    assert_false(changed);
    OK(f,
       store_record_put(f->store, "oakfield", "contact/C1", "pupil/P0001", data, START, &changed, &f->error));
    OK(f,
       store_record_put(f->store, "oakfield", "contact/C1", "pupil/P0002", data, START, &changed, &f->error));
    assert_true(changed); /* another link is another revision */
    OK(f, store_record_put(f->store, "elmbank", "pupil/P0001", NULL, data, START, &changed, &f->error));
    assert_true(changed); /* another school's */
    json_object_set_new(data, "year", json_string("6"));
    OK(f, store_record_put(f->store, "oakfield", "pupil/P0001", NULL, data, START, &changed, &f->error));
    assert_true(changed);
    OK(f, store_commit(f->store, &f->error));
    OK(f, store_record_get(f->store, "oakfield", "pupil/P0001", &out, &f->error));
    assert_string_equal("6", json_text(out, "year"));
    assert_string_equal("P0001", json_text(out, "id"));
    assert_int_equal(2, json_number(out, "revision", 0));
    OK(f, store_begin(f->store, &f->error)); /* what was read can be put back as it is */
    OK(f, store_record_put(f->store, "oakfield", "pupil/P0001", NULL, out, START, &changed, &f->error));
    OK(f, store_commit(f->store, &f->error));
    assert_false(changed);
    json_decref(out);
    assert_int_equal(2, fixture_number(f, "SELECT count(*) FROM record_old"));
    OK(f, store_record_list(f->store, "oakfield", "contact", "pupil/P0002", &list, &f->error));
    assert_int_equal(1, json_array_size(list));
    assert_string_equal("pupil/P0002", json_text(json_array_get(list, 0), "link"));
    json_decref(list);
    OK(f, store_record_list(f->store, "oakfield", "contact", "pupil/P0001", &list, &f->error));
    assert_int_equal(0, json_array_size(list));
    json_decref(list);
    OK(f, store_record_list(f->store, "oakfield", "pupil", NULL, &list, &f->error));
    assert_int_equal(1, json_array_size(list));
    json_decref(list);
    assert_int_equal(SENDD_ENOTFOUND, store_record_get(f->store, "oakfield", "pupil/P9", &out, &f->error));
    assert_int_equal(SENDD_EINVALID, store_record_get(f->store, "oakfield", "pupil", &out, &f->error));
    fixture_free(f);
}

/* The file shrinks again, and the log beside it. */
static void gives_space_back(void **state)
{
    (void)state;
    struct fixture *f = fixture_new();
    char filler[4001] = "";
    memset(filler, 'x', 4000);
    for (int round = 0; round < 4; round++) {
        OK(f, store_begin(f->store, &f->error));
        for (int i = 0; i < 100; i++)
            OK(f, store_request_put(f->store, arena_printf(f->arena, "%d-%d", round, i), 0, filler, START,
                                    &f->error));
        OK(f, store_commit(f->store, &f->error));
    }
    OK(f, store_tidy(f->store, &f->error));
    int64_t full = fixture_number(f, "PRAGMA page_count");
    env_clock_jump(f->env, START + SECONDS(30 * 86400));
    OK(f, store_tidy(f->store, &f->error));
    assert_true(full > 400);
    assert_true(fixture_number(f, "PRAGMA page_count") < full / 3);
    fixture_free(f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers_references_for_the_whole_store),
        cmocka_unit_test(loads_what_it_stored),
        cmocka_unit_test(saves_what_changed),
        cmocka_unit_test(lists_cases),
        cmocka_unit_test(lists_the_children_of_a_case),
        cmocka_unit_test(drops_what_waits_for_a_case),
        cmocka_unit_test(counts_who_uses_a_definition),
        cmocka_unit_test(arms_and_claims_timers),
        cmocka_unit_test(never_gives_a_timers_id_twice),
        cmocka_unit_test(holds_a_case),
        cmocka_unit_test(supersedes_deadlines),
        cmocka_unit_test(gives_rulings_back_whole),
        cmocka_unit_test(opens_and_closes_tasks),
        cmocka_unit_test(takes_an_inbox_row_once),
        cmocka_unit_test(answers_a_repeated_command),
        cmocka_unit_test(keeps_old_revisions_of_records),
        cmocka_unit_test(gives_space_back),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
