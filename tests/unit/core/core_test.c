/* The running core on the simulated environment: what is answered is durable and once, what is due happens
 * once. */
#include "world.h"

#include "base/mem.h"

#include <stdarg.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

static char *folder;                           /* the site's */
static const instant START = 1788771600000000; /* 2026-09-07T10:00:00+01:00, a Monday */
#define DAY (SECONDS(86400))

static struct world *fresh_with(const struct world_options *more)
{
    struct world_options options = *more;
    options.seed = options.seed ? options.seed : 7;
    options.start = START;
    options.site = folder;
    struct world *world = world_new(&options);
    assert_true(world_open(world));
    if (!options.hold)
        world_people(world, 3);
    return world;
}

static struct world *fresh(void)
{
    return fresh_with(&(struct world_options){0});
}

static void reopen(struct world *world)
{
    world_die(world);
    assert_true(world_open(world));
    env_sim_settle(world->env);
}

static int start(struct world *world, const char *workflow, const char *pupil)
{
    return world_do(world, "case.start", json_pack("{s:s, s:s}", "workflow", workflow, "subject", pupil));
}

static int event(struct world *world, const char *reference, const char *name)
{
    return world_do(world, "case.event", json_pack("{s:s, s:s}", "case", reference, "event", name));
}

static const char *error_text(void)
{
    const char *text = json_text(json_object_get(world_answer(), "error"), "text");
    return text ? text : "";
}

static const char *error_hint_text(void)
{
    const char *text = json_text(json_object_get(world_answer(), "error"), "hint");
    return text ? text : "";
}

static json_int_t count_of(struct world *world, const char *reference)
{
    return json_integer_value(world_field(world, reference, "count"));
}

static void days_pass(struct world *world, int days)
{
    env_sim_run_until(world->env, env_now(world->env) + days * DAY);
}

/* The last history row of REFERENCE of KIND; new reference. */
static json_t *history_last(struct world *world, const char *reference, const char *kind)
{
    json_t *rows = world_history(world, reference), *row, *found = NULL;
    size_t i;
    json_array_foreach(rows, i, row)
    {
        if (string_equal(json_text(row, "kind"), kind))
            found = json_object_get(row, "body");
    }
    json_incref(found);
    json_decref(rows);
    return found;
}

static size_t history_count(struct world *world, const char *reference, const char *kind)
{
    json_t *rows = world_history(world, reference), *row;
    size_t i, count = 0;
    json_array_foreach(rows, i, row) count += string_equal(json_text(row, "kind"), kind);
    json_decref(rows);
    return count;
}

/* --- commands --- */

static void a_case_starts_and_takes_events(void **state)
{
    (void)state;
    struct world *world = fresh();
    assert_int_equal(0, start(world, "parcel", "P0001"));
    assert_string_equal("PAR-2026-0001", json_text(world_answer(), "case"));
    assert_int_equal(2, json_array_size(json_object_get(world_answer(), "states")));
    assert_int_equal(0, event(world, "PAR-2026-0001", "ping"));
    assert_int_equal(1, json_number(world_answer(), "notices", 0));
    assert_int_equal(1, count_of(world, "PAR-2026-0001"));
    json_t *body = history_last(world, "PAR-2026-0001", "event");
    assert_string_equal("ping", json_text(body, "event"));
    assert_string_equal("test", json_text(body, "by"));
    assert_int_equal(2, json_array_size(json_object_get(body, "facts"))); /* the pupil, the contact */
    json_decref(body);
    assert_int_equal(0, event(world, "PAR-2026-0001", "work"));
    assert_int_equal(1, json_array_size(json_object_get(world_answer(), "tasks")));
    json_int_t task = json_number(json_array_get(json_object_get(world_answer(), "tasks"), 0), "id", 0);
    assert_int_equal(0, world_do(world, "task.complete", json_pack("{s:I}", "task", task)));
    assert_string_equal("wrapped", json_string_value(world_field(world, "PAR-2026-0001", "note")));
    assert_int_equal(SENDD_ECONFLICT, world_do(world, "task.complete", json_pack("{s:I}", "task", task)));
    assert_int_equal(0, world_count(world, "tasks_open"));
    assert_int_equal(0, event(world, "PAR-2026-0001", "finish"));
    assert_true(json_is_true(json_object_get(world_answer(), "ended")));
    assert_int_equal(SENDD_ECONFLICT, event(world, "PAR-2026-0001", "ping"));
    world_free(world);
}

static void what_is_refused_writes_nothing(void **state)
{
    (void)state;
    struct world *world = fresh();
    assert_int_equal(0, start(world, "parcel", "P0001"));
    int64_t rows = world_count(world, "history");
    assert_int_equal(SENDD_ECONFLICT, start(world, "parcel", "pupil/P0001")); /* its twin is open */
    assert_int_equal(SENDD_ENOTFOUND, start(world, "parcle", "P0002"));
    assert_string_equal("did you mean \"parcel\"?", error_hint_text());
    assert_int_equal(SENDD_ENOTFOUND, start(world, "parcel", "P0099"));
    assert_int_equal(SENDD_EINVALID, start(world, "parcel", "contact/C0001"));
    assert_int_equal(SENDD_EINVALID, world_do(world, "case.start",
                                              json_pack("{s:s, s:s, s:{s:s}}", "workflow", "parcel",
                                                        "subject", "P0002", "fields", "colour", "green")));
    assert_int_equal(SENDD_ENOTFOUND, event(world, "PAR-2026-0009", "ping"));
    assert_int_equal(SENDD_ECONFLICT, event(world, "PAR-2026-0001", "pong"));
    assert_non_null(strstr(error_hint_text(), "ping"));
    assert_int_equal(SENDD_EINVALID, event(world, "PAR-2026-0001", "message.rejected"));
    assert_int_equal(SENDD_EINVALID, world_do(world, "case.event",
                                              json_pack("{s:s, s:s, s:s}", "case", "PAR-2026-0001", "event",
                                                        "ping", "happened", "2026-09-08")));
    assert_int_equal(SENDD_ELIMIT, event(world, "PAR-2026-0001", "loop"));
    assert_int_equal(SENDD_ENOTFOUND, world_do(world, "case.stop", json_object()));
    assert_int_equal(rows, world_count(world, "history"));
    assert_int_equal(1, world_count(world, "cases_open"));
    assert_int_equal(0, start(world, "parcel", "P0002"));
    assert_string_equal("PAR-2026-0002", json_text(world_answer(), "case")); /* no reference was used up */
    world_free(world);
}

/* Nobody and nothing comes between: what answers itself for ever ends, and a person is told where. */
static void a_chain_of_events_without_end_is_ended(void **state)
{
    (void)state;
    struct world *world = fresh();
    assert_int_equal(0, start(world, "parcel", "P0001"));
    assert_int_equal(0, event(world, "PAR-2026-0001", "echo"));
    assert_int_equal(10001, count_of(world, "PAR-2026-0001"));
    assert_int_equal(0, world_count(world, "inbox"));
    assert_int_equal(1, world_count(world, "tasks_open"));
    assert_int_equal(0, event(world, "PAR-2026-0001", "ping")); /* the case itself goes on */
    assert_int_equal(10002, count_of(world, "PAR-2026-0001"));
    world_free(world);
}

static void a_key_is_applied_once(void **state)
{
    (void)state;
    struct world *world = fresh();
    assert_int_equal(0, start(world, "parcel", "P0001"));
    json_t *ping = json_pack("{s:s, s:s}", "case", "PAR-2026-0001", "event", "ping");
    assert_int_equal(0, world_do_key(world, "case.event", json_incref(ping), "k1"));
    json_t *first = json_copy((json_t *)world_answer());
    assert_int_equal(0, world_do_key(world, "case.event", json_incref(ping), "k1"));
    assert_true(json_equal(first, world_answer()));
    reopen(world);
    assert_int_equal(0, world_do_key(world, "case.event", json_incref(ping), "k1"));
    assert_true(json_equal(first, world_answer()));
    assert_int_equal(1, count_of(world, "PAR-2026-0001"));
    json_t *other = json_pack("{s:s, s:s}", "case", "PAR-2026-0001", "event", "office");
    assert_int_equal(SENDD_ECONFLICT, world_do_key(world, "case.event", other, "k1"));
    /* Two at once in one batch are one as well. */
    struct asked asked[2];
    for (size_t i = 0; i < 2; i++)
        world_ask(world, &asked[i], "case.event", ping, "k2");
    env_sim_settle(world->env);
    assert_true(asked[0].done && asked[1].done && !asked[0].code && !asked[1].code);
    assert_true(json_equal(asked[0].body, asked[1].body));
    assert_int_equal(2, count_of(world, "PAR-2026-0001"));
    asked_free(&asked[0]);
    asked_free(&asked[1]);
    json_decref(first);
    json_decref(ping);
    world_free(world);
}

static void commands_that_wait_share_a_batch(void **state)
{
    (void)state;
    struct world *world = fresh();
    struct asked asked[64];
    json_t *arguments = json_pack("{s:s, s:s}", "case", "PAR-2026-0001", "event", "ping");
    assert_int_equal(0, start(world, "parcel", "P0001"));
    uint64_t syncs = sim_disk_syncs(world->disk);
    for (size_t i = 0; i < 64; i++)
        world_ask(world, &asked[i], "case.event", arguments, NULL);
    env_sim_settle(world->env);
    for (size_t i = 0; i < 64; i++) {
        assert_true(asked[i].done && !asked[i].code);
        asked_free(&asked[i]);
    }
    assert_int_equal(64, count_of(world, "PAR-2026-0001"));
    json_t *status = core_status(world->core);
    assert_true(json_number(json_object_get(status, "batch_sizes"), "<=64", 0) >= 1);
    assert_true(sim_disk_syncs(world->disk) - syncs < 64);
    json_decref(status);
    json_decref(arguments);
    world_free(world);
}

static void an_import_is_all_or_nothing(void **state)
{
    (void)state;
    struct world *world = fresh();
    int64_t rows = world_count(world, "history");
    json_t *bad = json_pack("[{s:s, s:{s:s, s:s}}, {s:s, s:{s:s}}]", "id", "902", "fields", "code", "902",
                            "name", "Elsewhere Council", "id", "903", "fields", "code", "903");
    assert_int_equal(SENDD_EINVALID, world_do(world, "import",
                                              json_pack("{s:s, s:o}", "register", "authority", "rows", bad)));
    json_t *orphan =
        json_pack("[{s:s, s:s, s:{s:s, s:s, s:s, s:b}}]", "id", "C0009", "link", "P0099", "fields", "person",
                  "C0009", "pupil", "P0099", "surname", "Example", "parental_responsibility", 1);
    assert_int_equal(
        SENDD_ENOTFOUND,
        world_do(world, "import", json_pack("{s:s, s:o}", "register", "contact", "rows", orphan)));
    assert_int_equal(rows, world_count(world, "history"));
    json_t *good =
        json_pack("[{s:s, s:{s:s, s:s}}]", "id", "902", "fields", "code", "902", "name", "Elsewhere Council");
    json_t *arguments = json_pack("{s:s, s:o}", "register", "authority", "rows", good);
    assert_int_equal(0, world_do(world, "import", json_incref(arguments)));
    assert_int_equal(1, json_number(world_answer(), "changed", -1));
    assert_int_equal(0, world_do(world, "import", arguments));
    assert_int_equal(1, json_number(world_answer(), "same", -1));
    world_free(world);
}

/* --- timers and inbox --- */

static void a_timer_fires_once_and_never_early(void **state)
{
    (void)state;
    struct world *world = fresh();
    assert_int_equal(0, start(world, "parcel", "P0001"));
    assert_int_equal(0, event(world, "PAR-2026-0001", "arm"));
    env_sim_run_until(world->env,
                      START + SECONDS(22 * 3600) - 1); /* the next day's 08:00 less a microsecond */
    assert_int_equal(0, count_of(world, "PAR-2026-0001"));
    reopen(world);
    assert_int_equal(0, count_of(world, "PAR-2026-0001"));
    days_pass(world, 1);
    assert_int_equal(1, count_of(world, "PAR-2026-0001"));
    reopen(world);
    days_pass(world, 3);
    assert_int_equal(1, count_of(world, "PAR-2026-0001"));
    json_t *body = history_last(world, "PAR-2026-0001", "timer");
    assert_string_equal("tick", json_text(body, "event"));
    assert_string_equal("2026-09-08", json_text(body, "happened"));
    assert_null(json_object_get(body, "late"));
    json_decref(body);
    assert_int_equal(0, world_count(world, "timers"));
    world_free(world);
}

static void a_timer_that_slept_through_fires_once_marked_late(void **state)
{
    (void)state;
    struct world *world = fresh();
    assert_int_equal(0, start(world, "parcel", "P0001"));
    assert_int_equal(0, event(world, "PAR-2026-0001", "arm"));
    world_die(world);
    days_pass(world, 5);
    assert_true(world_open(world));
    env_sim_settle(world->env);
    assert_int_equal(1, count_of(world, "PAR-2026-0001"));
    json_t *body = history_last(world, "PAR-2026-0001", "timer");
    assert_true(json_number(body, "late", 0) >= 4 * 86400);
    json_decref(body);
    world_free(world);
}

static void a_storm_of_timers_is_taken_in_bounded_batches(void **state)
{
    (void)state;
    struct world *world = fresh();
    world_people(world, 600);
    for (int i = 1; i <= 600; i++) {
        char pupil[16], reference[24];
        snprintf(pupil, sizeof pupil, "P%04d", i);
        snprintf(reference, sizeof reference, "PAR-2026-%04d", i);
        assert_int_equal(0, start(world, "parcel", pupil));
        assert_int_equal(0, event(world, reference, "arm"));
    }
    json_t *before = core_status(world->core), *after;
    days_pass(world, 2);
    after = core_status(world->core);
    assert_int_equal(600, json_number(after, "applied", 0) - json_number(before, "applied", 0));
    assert_in_range(json_number(after, "batches", 0) - json_number(before, "batches", 0), 3, 6);
    assert_int_equal(0, world_count(world, "timers"));
    json_decref(before);
    json_decref(after);
    world_free(world);
}

static void an_event_for_another_case_arrives_once(void **state)
{
    (void)state;
    struct world *world = fresh();
    assert_int_equal(0, start(world, "parcel", "P0001"));
    assert_int_equal(0, event(world, "PAR-2026-0001", "tell")); /* nobody there: noted, no failure */
    json_t *body = history_last(world, "PAR-2026-0001", "event");
    assert_int_equal(1, json_array_size(json_object_get(body, "errors")));
    json_decref(body);
    assert_int_equal(0, start(world, "letter", "P0001"));
    assert_int_equal(0, start(world, "letter", "P0002"));
    assert_int_equal(0, event(world, "PAR-2026-0001", "tell"));
    env_sim_settle(world->env);
    assert_int_equal(1, count_of(world, "LET-2026-0001"));
    assert_int_equal(0, count_of(world, "LET-2026-0002"));
    assert_int_equal(0, world_count(world, "inbox"));
    body = history_last(world, "LET-2026-0001", "inbox");
    assert_string_equal("case:PAR-2026-0001", json_text(body, "by"));
    json_decref(body);
    world_free(world);
}

static void an_endless_event_is_set_aside_for_a_person(void **state)
{
    (void)state;
    struct world *world = fresh();
    assert_int_equal(0, start(world, "parcel", "P0001"));
    assert_int_equal(0, event(world, "PAR-2026-0001", "arm-loop"));
    days_pass(world, 2);
    assert_int_equal(1, history_count(world, "PAR-2026-0001", "set-aside"));
    assert_int_equal(1, world_count(world, "tasks_open"));
    assert_int_equal(0, world_count(world, "timers"));
    assert_int_equal(0, event(world, "PAR-2026-0001", "ping")); /* the case goes on */
    struct task_filter filter = {.reference = "PAR-2026-0001", .limit = 10};
    struct error error = ERROR_NONE;
    json_t *tasks;
    assert_int_equal(0, store_task_list(world->store, &filter, &tasks, &error));
    json_int_t id = json_number(json_array_get(tasks, 0), "id", 0);
    assert_int_equal(0, world_do(world, "task.complete", json_pack("{s:I}", "task", id)));
    assert_int_equal(0, world_count(world, "tasks_open"));
    json_decref(tasks);
    world_free(world);
}

/* --- hold and drain --- */

static void a_hold_sends_nothing_until_released(void **state)
{
    (void)state;
    struct world *world = fresh();
    assert_int_equal(0, start(world, "parcel", "P0001"));
    world->options.hold = true;
    reopen(world);
    assert_int_equal(0, event(world, "PAR-2026-0001", "arm"));
    assert_int_equal(0, event(world, "PAR-2026-0001", "ping"));
    days_pass(world, 3);
    assert_int_equal(0, world->sent.count);
    assert_int_equal(1, count_of(world, "PAR-2026-0001"));
    assert_int_equal(0, world_do(world, "release", json_object()));
    days_pass(world, 1);
    assert_int_equal(1, world->sent.count);
    assert_int_equal(2, count_of(world, "PAR-2026-0001"));
    assert_int_equal(SENDD_ECONFLICT, world_do(world, "release", json_object()));
    world_free(world);
}

static void a_held_case_stands_still(void **state)
{
    (void)state;
    struct world *world = fresh();
    assert_int_equal(0, start(world, "parcel", "P0001"));
    assert_int_equal(0, event(world, "PAR-2026-0001", "arm"));
    assert_int_equal(
        0, world_do(world, "case.hold", json_pack("{s:s, s:s}", "case", "PAR-2026-0001", "reason", "court")));
    assert_int_equal(SENDD_EREFUSED, event(world, "PAR-2026-0001", "ping"));
    assert_non_null(strstr(error_text(), "held"));
    days_pass(world, 3);
    assert_int_equal(0, count_of(world, "PAR-2026-0001"));
    assert_int_equal(0, world_do(world, "case.release", json_pack("{s:s}", "case", "PAR-2026-0001")));
    env_sim_settle(world->env);
    assert_int_equal(1, count_of(world, "PAR-2026-0001"));
    world_free(world);
}

static void note_drained(void *context)
{
    *(bool *)context = true;
}

static void a_drain_finishes_and_takes_no_more(void **state)
{
    (void)state;
    struct world *world = fresh();
    struct asked running, late;
    json_t *arguments = json_pack("{s:s, s:s}", "workflow", "parcel", "subject", "P0001");
    bool drained = false;
    world_ask(world, &running, "case.start", arguments, NULL);
    core_drain(world->core, note_drained, &drained);
    world_ask(world, &late, "case.start", arguments, NULL);
    env_sim_settle(world->env);
    assert_true(drained && running.done && late.done);
    assert_int_equal(SENDD_EBUSY, running.code); /* it still waited: nothing was done, and it says so */
    assert_int_equal(SENDD_EBUSY, late.code);
    assert_int_equal(0, world_count(world, "cases_open"));
    asked_free(&running);
    asked_free(&late);
    json_decref(arguments);
    world_free(world);
}

static void a_batch_that_runs_is_answered_before_the_drain(void **state)
{
    (void)state;
    struct world *world = fresh();
    struct asked running;
    json_t *arguments = json_pack("{s:s, s:s}", "workflow", "parcel", "subject", "P0001");
    bool drained = false;
    world_ask(world, &running, "case.start", arguments, NULL);
    env_sim_step(world->env); /* the turn begins */
    core_drain(world->core, note_drained, &drained);
    env_sim_settle(world->env);
    assert_true(drained && running.done);
    assert_int_equal(0, running.code);
    assert_int_equal(1, world_count(world, "cases_open"));
    asked_free(&running);
    json_decref(arguments);
    world_free(world);
}

/* --- the store fails --- */

static void a_full_disk_refuses_and_recovers(void **state)
{
    (void)state;
    struct world *world = fresh();
    assert_int_equal(0, start(world, "parcel", "P0001"));
    sim_disk_fill_at(world->disk, sim_disk_used(world->disk));
    int code = 0, tries = 0;
    while (!code && tries++ < 1000)
        code = event(world, "PAR-2026-0001", "ping");
    assert_int_equal(SENDD_EFULL, code);
    json_int_t count = count_of(world, "PAR-2026-0001"); /* reads go on */
    assert_int_equal(tries - 1, count);
    assert_int_equal(0, world->failed);
    sim_disk_fill_at(world->disk, 0);
    assert_int_equal(0, event(world, "PAR-2026-0001", "ping"));
    assert_int_equal(count + 1, count_of(world, "PAR-2026-0001"));
    world_free(world);
}

static void a_failed_sync_stops_the_daemon(void **state)
{
    (void)state;
    struct world *world = fresh();
    assert_int_equal(0, start(world, "parcel", "P0001"));
    sim_disk_fail_sync(world->disk);
    assert_int_equal(SENDD_EIO, event(world, "PAR-2026-0001", "ping"));
    assert_int_equal(SENDD_EIO, world->failed);
    assert_int_equal(SENDD_EIO, core_failed(world->core));
    assert_int_equal(SENDD_EBUSY, event(world, "PAR-2026-0001", "ping"));
    world_free(world);
}

int main(void)
{
    folder = world_site("tests/unit/core/site");
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_case_starts_and_takes_events),
        cmocka_unit_test(what_is_refused_writes_nothing),
        cmocka_unit_test(a_chain_of_events_without_end_is_ended),
        cmocka_unit_test(a_key_is_applied_once),
        cmocka_unit_test(commands_that_wait_share_a_batch),
        cmocka_unit_test(an_import_is_all_or_nothing),
        cmocka_unit_test(a_timer_fires_once_and_never_early),
        cmocka_unit_test(a_timer_that_slept_through_fires_once_marked_late),
        cmocka_unit_test(a_storm_of_timers_is_taken_in_bounded_batches),
        cmocka_unit_test(an_event_for_another_case_arrives_once),
        cmocka_unit_test(an_endless_event_is_set_aside_for_a_person),
        cmocka_unit_test(a_hold_sends_nothing_until_released),
        cmocka_unit_test(a_held_case_stands_still),
        cmocka_unit_test(a_drain_finishes_and_takes_no_more),
        cmocka_unit_test(a_batch_that_runs_is_answered_before_the_drain),
        cmocka_unit_test(a_full_disk_refuses_and_recovers),
        cmocka_unit_test(a_failed_sync_stops_the_daemon),
    };
    int failures = cmocka_run_group_tests(tests, NULL, NULL);
    world_site_free(folder);
    return failures;
}
