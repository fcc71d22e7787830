/* What the core tells the log: each trouble once, with its fields, and nothing that a person wrote. */
#include "world.h"

#include "base/mem.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

static char *folder;                           /* the site's */
static const instant START = 1788771600000000; /* 2026-09-07T10:00:00+01:00, a Monday */
#define DAY (SECONDS(86400))

static FILE *file; /* in stderr's place */
static int terminal;
static struct reaction answer; /* of every peer */

static int begin(void **state)
{
    (void)state;
    file = tmpfile();
    terminal = dup(STDERR_FILENO);
    answer = (struct reaction){.kind = OUTCOME_DELIVERED};
    unsetenv("JOURNAL_STREAM");
    return !file || terminal < 0 || dup2(fileno(file), STDERR_FILENO) < 0;
}

static int end(void **state)
{
    (void)state;
    dup2(terminal, STDERR_FILENO);
    close(terminal);
    fclose(file);
    return 0;
}

/* The log so far. */
static char *logged(void)
{
    static char bytes[1 << 18];
    ssize_t size = pread(fileno(file), bytes, sizeof bytes - 1, 0);
    bytes[size > 0 ? size : 0] = '\0';
    return bytes;
}

/* How many lines have WORDS. */
static int lines_with(const char *words)
{
    int count = 0;
    char *rest, *line = strtok_r(logged(), "\n", &rest);
    for (; line; line = strtok_r(NULL, "\n", &rest))
        count += strstr(line, words) != NULL;
    return count;
}

static struct reaction as_told(struct world *world, const struct sent *sent)
{
    (void)world;
    (void)sent;
    return answer;
}

static struct world *fresh(void)
{
    struct world_options options = {.seed = 11, .start = START, .site = folder, .react = as_told};
    struct world *world = world_new(&options);
    assert_true(world_open(world));
    world_people(world, 2);
    assert_int_equal(
        0, world_do(world, "case.start", json_pack("{s:s, s:s}", "workflow", "parcel", "subject", "P0001")));
    return world;
}

static int event(struct world *world, const char *name)
{
    return world_do(world, "case.event", json_pack("{s:s, s:s}", "case", "PAR-2026-0001", "event", name));
}

static void days_pass(struct world *world, int days)
{
    env_sim_run_until(world->env, env_now(world->env) + days * DAY);
}

static void a_message_that_will_not_arrive_by_itself_is_told_once(void **state)
{
    (void)state;
    struct world *world = fresh();
    answer.kind = OUTCOME_REJECTED;
    assert_int_equal(0, event(world, "ping"));
    days_pass(world, 1);
    answer.kind = OUTCOME_UNKNOWN;
    assert_int_equal(0, event(world, "ping"));
    days_pass(world, 1);
    assert_int_equal(0, event(world, "hole"));
    days_pass(world, 2);
    static const char fields[] = " CASE=PAR-2026-0001 WORKFLOW=parcel PLUGIN=mail NOTICE=notice.";
    assert_int_equal(1, lines_with("<3> outbox-dead: "));
    assert_int_equal(1, lines_with("<4> outbox-unknown: "));
    assert_int_equal(1, lines_with("<4> outbox-held: "));
    assert_int_equal(3, lines_with(fields));
    assert_int_equal(1, lines_with("OUTBOX=1 CASE"));
    assert_int_equal(1, lines_with(" CAUSE=values"));
    world_free(world);
    assert_int_equal(0, lines_with("example"));
    assert_int_equal(0, lines_with("Parcel"));
}

static void a_message_that_is_given_up_is_told_when_it_is(void **state)
{
    (void)state;
    struct world *world = fresh();
    answer.kind = OUTCOME_RETRY;
    assert_int_equal(0, event(world, "ping"));
    days_pass(world, 2);
    assert_int_equal(1, lines_with("outbox-dead: "));
    assert_int_equal(1, lines_with("delivery-failing: ")); /* of two attempts */
    world_free(world);
}

static void a_receiver_that_keeps_failing_is_told_in_growing_steps(void **state)
{
    (void)state;
    struct world *world = fresh();
    answer.kind = OUTCOME_RETRY;
    for (int i = 0; i < 60; i++) {
        assert_int_equal(0, event(world, "both"));
        env_sim_run_until(world->env, env_now(world->env) + SECONDS(600));
    }
    days_pass(world, 1);
    assert_int_equal(3, lines_with(" PLUGIN=mail ATTEMPTS=1")); /* 1, 10, 100 */
    assert_int_equal(1, lines_with(" PLUGIN=mail ATTEMPTS=100"));
    answer.kind = OUTCOME_DELIVERED;
    assert_int_equal(0, event(world, "both"));
    assert_int_equal(0, event(world, "both"));
    days_pass(world, 1);
    assert_int_equal(1, lines_with("delivery-works: messages are delivered again PLUGIN=mail"));
    answer.kind = OUTCOME_RETRY;
    assert_int_equal(0, event(world, "ping"));
    days_pass(world, 1);
    assert_int_equal(4, lines_with(" PLUGIN=mail ATTEMPTS=1")); /* and 1 again */
    world_free(world);
}

static void messages_of_a_plugin_that_went_are_told_one_by_one(void **state)
{
    (void)state;
    struct world *world = fresh();
    answer.kind = OUTCOME_RETRY;
    assert_int_equal(0, event(world, "office"));
    assert_int_equal(0, event(world, "office"));
    struct arena *arena = arena_new();
    struct site *site = site_read(folder, faults_new(arena));
    assert_non_null(site);
    list_remove(&site->plugins, 1); /* "hook" */
    list_remove(&site->channels, 1);
    core_site_swap(world->core, site);
    days_pass(world, 1);
    assert_int_equal(2, lines_with("outbox-held: "));
    assert_int_equal(2, lines_with("WORKFLOW=parcel PLUGIN=hook NOTICE=notice.hello CAUSE=plugin"));
    arena_free(arena);
    world_free(world);
}

static void timers_that_an_outage_made_late_are_counted(void **state)
{
    (void)state;
    struct world *world = fresh();
    world_people(world, 600);
    for (int i = 2; i <= 600; i++) {
        char pupil[16], reference[24];
        snprintf(pupil, sizeof pupil, "P%04d", i);
        snprintf(reference, sizeof reference, "PAR-2026-%04d", i);
        assert_int_equal(
            0, world_do(world, "case.start", json_pack("{s:s, s:s}", "workflow", "parcel", "subject", pupil)));
        assert_int_equal(
            0, world_do(world, "case.event", json_pack("{s:s, s:s}", "case", reference, "event", "arm")));
    }
    env_sim_set_clock(world->env, env_now(world->env) + 3 * DAY);
    days_pass(world, 1);
    assert_int_equal(0, world_count(world, "timers"));
    assert_int_equal(1, lines_with("<4> timers-late: "));
    assert_int_equal(1, lines_with(" COUNT=599 SECONDS="));
    world_free(world);
}

static void what_a_step_can_not_do_is_told(void **state)
{
    (void)state;
    struct world *world = fresh();
    assert_int_equal(0, event(world, "tell"));
    assert_int_equal(1, lines_with("<4> step-errors: "));
    assert_int_equal(1, lines_with(" CASE=PAR-2026-0001 WORKFLOW=parcel EVENT=tell COUNT=1"));
    assert_int_equal(0, event(world, "arm-loop"));
    days_pass(world, 2);
    assert_int_equal(1, lines_with("<3> event-set-aside: "));
    assert_int_equal(1, lines_with(" CASE=PAR-2026-0001 WORKFLOW=parcel EVENT=loop CODE=limit"));
    world_free(world);
}

static void a_full_disk_is_told_when_it_fills_and_when_it_has_room(void **state)
{
    (void)state;
    struct world *world = fresh();
    for (int round = 1; round <= 2; round++) {
        int code = 0, tries = 0;
        sim_disk_fill_at(world->disk, sim_disk_used(world->disk));
        while (!code && tries++ < 1000)
            code = event(world, "ping");
        assert_int_equal(SENDD_EFULL, code);
        for (int i = 0; i < 5; i++)
            assert_int_equal(SENDD_EFULL, event(world, "ping"));
        sim_disk_fill_at(world->disk, 0);
        assert_int_equal(0, event(world, "ping"));
        assert_int_equal(round, lines_with("<3> disk-full: "));
        assert_int_equal(round, lines_with("<5> disk-back: "));
        assert_int_equal(0, lines_with("store-failed"));
    }
    world_free(world);
}

static void a_failed_store_is_told_and_what_was_not_committed_is_not(void **state)
{
    (void)state;
    struct world *world = fresh();
    sim_disk_fail_sync(world->disk);
    assert_int_equal(SENDD_EIO, event(world, "hole"));
    assert_int_equal(1, lines_with("<3> store-failed: "));
    assert_int_equal(0, lines_with("outbox-held"));
    world_free(world);
}

int main(void)
{
    folder = world_site("tests/unit/core/site");
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_message_that_will_not_arrive_by_itself_is_told_once, begin, end),
        cmocka_unit_test_setup_teardown(a_message_that_is_given_up_is_told_when_it_is, begin, end),
        cmocka_unit_test_setup_teardown(a_receiver_that_keeps_failing_is_told_in_growing_steps, begin, end),
        cmocka_unit_test_setup_teardown(messages_of_a_plugin_that_went_are_told_one_by_one, begin, end),
        cmocka_unit_test_setup_teardown(timers_that_an_outage_made_late_are_counted, begin, end),
        cmocka_unit_test_setup_teardown(what_a_step_can_not_do_is_told, begin, end),
        cmocka_unit_test_setup_teardown(a_full_disk_is_told_when_it_fills_and_when_it_has_room, begin, end),
        cmocka_unit_test_setup_teardown(a_failed_store_is_told_and_what_was_not_committed_is_not, begin, end),
    };
    int status = cmocka_run_group_tests(tests, NULL, NULL);
    world_site_free(folder);
    return status;
}
