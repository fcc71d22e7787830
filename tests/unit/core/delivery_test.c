/* From the intent to the outcome: in order, again when it failed, once by key, and never lost from sight. */
#include "world.h"

#include "base/mem.h"
#include "core/outcomes.h"

#include <stdarg.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

static char *folder;                           /* the site's */
static const instant START = 1788771600000000; /* 2026-09-07T10:00:00+01:00, a Monday */
#define DAY (SECONDS(86400))

static struct world *fresh(struct reaction (*react)(struct world *world, const struct sent *sent), int room)
{
    struct world_options options = {.seed = 11, .start = START, .site = folder, .react = react, .room = room};
    struct world *world = world_new(&options);
    assert_true(world_open(world));
    world_people(world, 2);
    assert_int_equal(
        0, world_do(world, "case.start", json_pack("{s:s, s:s}", "workflow", "parcel", "subject", "P0001")));
    return world;
}

static void event(struct world *world, const char *name)
{
    assert_int_equal(
        0, world_do(world, "case.event", json_pack("{s:s, s:s}", "case", "PAR-2026-0001", "event", name)));
}

static void days_pass(struct world *world, int days)
{
    env_sim_run_until(world->env, env_now(world->env) + days * DAY);
}

static const struct sent *sent_at(const struct world *world, size_t i)
{
    assert_true(i < world->sent.count);
    return world->sent.items[i];
}

/* How many messages are in STATE. */
static size_t in_state(struct world *world, enum outbox_state wanted)
{
    json_t *rows = world_outbox(world, (int)wanted);
    size_t count = json_array_size(rows);
    json_decref(rows);
    return count;
}

static json_t *first_in(struct world *world, enum outbox_state wanted)
{
    json_t *rows = world_outbox(world, (int)wanted);
    json_t *row = json_incref(json_array_get(rows, 0));
    json_decref(rows);
    assert_non_null(row);
    return row;
}

/* --- what peers do --- */

static struct reaction slowly(struct world *world, const struct sent *sent)
{
    (void)world;
    (void)sent;
    return (struct reaction){.kind = OUTCOME_DELIVERED, .delay = SECONDS(30)};
}

static struct reaction not_at_first(struct world *world, const struct sent *sent)
{
    (void)world;
    return (struct reaction){.kind = sent->attempt < 3 ? OUTCOME_RETRY : OUTCOME_DELIVERED,
                             .delay = MILLIS(50)};
}

static struct reaction never(struct world *world, const struct sent *sent)
{
    (void)world;
    (void)sent;
    return (struct reaction){.kind = OUTCOME_RETRY, .delay = MILLIS(50)};
}

static struct reaction first_rejected(struct world *world, const struct sent *sent)
{
    return (struct reaction){.kind = ((struct sent *)world->sent.items[0])->outbox == sent->outbox &&
                                             sent->attempt == 1
                                         ? OUTCOME_REJECTED
                                         : OUTCOME_DELIVERED};
}

static struct reaction unknown_once(struct world *world, const struct sent *sent)
{
    (void)world;
    return (struct reaction){.kind = sent->attempt == 1 ? OUTCOME_UNKNOWN : OUTCOME_DELIVERED};
}

static struct reaction in_an_hour(struct world *world, const struct sent *sent)
{
    (void)world;
    return (struct reaction){.kind = sent->attempt == 1 ? OUTCOME_RETRY : OUTCOME_DELIVERED,
                             .retry_after = 3600};
}

static struct reaction hook_hangs(struct world *world, const struct sent *sent)
{
    (void)world;
    bool hangs = string_equal(sent->instance, "hook");
    return (struct reaction){.kind = OUTCOME_DELIVERED, .delay = hangs ? 40 * DAY : 0};
}

/* --- tests --- */

static void messages_of_one_case_and_person_stay_in_order(void **state)
{
    (void)state;
    struct world *world = fresh(not_at_first, 0);
    for (int i = 0; i < 3; i++)
        event(world, "ping");
    assert_int_equal(1, world->sent.count); /* the others wait for the first */
    days_pass(world, 1);
    assert_int_equal(9, world->sent.count);
    for (size_t i = 0; i < 9; i++) {
        assert_int_equal(i % 3 + 1, sent_at(world, i)->attempt);
        assert_string_equal(sent_at(world, i / 3 * 3)->key, sent_at(world, i)->key);
        assert_string_equal("parent1@example.org", sent_at(world, i)->address);
        if (i >= 3)
            assert_true(sent_at(world, i)->outbox >= sent_at(world, i - 1)->outbox);
    }
    assert_int_equal(32, strlen(sent_at(world, 0)->key));
    assert_int_equal(3, in_state(world, OUTBOX_DELIVERED));
    world_free(world);
}

static void a_retry_waits_at_least_its_time(void **state)
{
    (void)state;
    struct world *world = fresh(not_at_first, 0);
    event(world, "ping");
    days_pass(world, 1);
    duration first = sent_at(world, 1)->at - sent_at(world, 0)->at,
             second = sent_at(world, 2)->at - sent_at(world, 1)->at;
    assert_in_range(first, SECONDS(10), SECONDS(12));
    assert_in_range(second, SECONDS(300), SECONDS(331));
    world_free(world);
    world = fresh(in_an_hour, 0);
    event(world, "ping");
    days_pass(world, 1);
    assert_in_range(sent_at(world, 1)->at - sent_at(world, 0)->at, SECONDS(3600), SECONDS(3961));
    world_free(world);
}

static void what_never_goes_waits_for_a_person(void **state)
{
    (void)state;
    struct world *world = fresh(never, 0);
    event(world, "ping");
    event(world, "ping");
    days_pass(world, 1);
    assert_int_equal(6, world->sent.count); /* attempts = 3 each */
    assert_int_equal(2, in_state(world, OUTBOX_DEAD));
    assert_int_equal(2, world_count(world, "tasks_open"));
    json_t *row = first_in(world, OUTBOX_DEAD);
    world->options.react = NULL;
    assert_int_equal(
        0, world_do(world, "outbox.retry", json_pack("{s:O}", "outbox", json_object_get(row, "id"))));
    env_sim_settle(world->env);
    days_pass(world, 1);
    assert_int_equal(1, in_state(world, OUTBOX_DELIVERED));
    assert_int_equal(SENDD_ECONFLICT, world_do(world, "outbox.retry",
                                               json_pack("{s:O}", "outbox", json_object_get(row, "id"))));
    assert_string_equal(sent_at(world, 0)->key, sent_at(world, 6)->key);
    json_decref(row);
    world_free(world);
}

static void a_dead_message_holds_nothing_back(void **state)
{
    (void)state;
    struct world *world = fresh(first_rejected, 0);
    event(world, "ping");
    event(world, "ping");
    days_pass(world, 1);
    assert_int_equal(1, in_state(world, OUTBOX_DEAD));
    assert_int_equal(1, in_state(world, OUTBOX_DELIVERED));
    assert_int_equal(1, world_count(world, "tasks_open"));
    assert_string_equal("rejected", json_string_value(world_field(world, "PAR-2026-0001", "note")));
    world_free(world);
}

static void an_unknown_fate_waits_or_is_sent_again_as_the_site_says(void **state)
{
    (void)state;
    struct world *world = fresh(unknown_once, 0);
    event(world, "ping");
    event(world, "ping");
    days_pass(world, 1);
    assert_int_equal(2, in_state(world, OUTBOX_UNKNOWN)); /* mail: ask */
    assert_int_equal(2, world->sent.count);
    event(world, "office"); /* hook: resend */
    days_pass(world, 1);
    assert_int_equal(4, world->sent.count);
    assert_string_equal(sent_at(world, 2)->key, sent_at(world, 3)->key);
    assert_int_equal(1, in_state(world, OUTBOX_DELIVERED));
    world_free(world);
}

static void what_can_not_be_sent_is_held_with_its_reason(void **state)
{
    (void)state;
    struct world *world = fresh(NULL, 0);
    event(world, "hole");
    days_pass(world, 1);
    assert_int_equal(0, world->sent.count);
    json_t *row = first_in(world, OUTBOX_HELD);
    assert_non_null(strstr(json_text(row, "detail"), "nothing"));
    json_decref(row);
    world_free(world);
}

static void what_was_in_flight_is_sent_again_with_its_key(void **state)
{
    (void)state;
    struct world *world = fresh(slowly, 0);
    event(world, "ping");
    assert_int_equal(1, world->sent.count);
    world_die(world);
    assert_true(world_open(world));
    days_pass(world, 1);
    assert_int_equal(2, world->sent.count);
    assert_string_equal(sent_at(world, 0)->key, sent_at(world, 1)->key);
    assert_int_equal(1, in_state(world, OUTBOX_DELIVERED));
    world_free(world);
}

static void a_stuck_instance_hides_nobody_else(void **state)
{
    (void)state;
    struct world *world = fresh(hook_hangs, 1);
    for (int i = 0; i < 20; i++)
        event(world, "both");
    days_pass(world, 1);
    size_t hooks = 0, mails = 0;
    for (size_t i = 0; i < world->sent.count; i++) {
        hooks += string_equal(sent_at(world, i)->instance, "hook");
        mails += string_equal(sent_at(world, i)->instance, "mail");
    }
    assert_int_equal(1, hooks);
    assert_int_equal(20, mails);
    world_free(world);
}

static void a_message_whose_instance_went_is_held(void **state)
{
    (void)state;
    struct world *world = fresh(never, 0);
    event(world, "office");
    event(world, "office");
    struct arena *arena = arena_new();
    struct faults *faults = faults_new(arena);
    struct site *site = site_read(folder, faults);
    assert_non_null(site);
    list_remove(&site->plugins, 1); /* "hook" */
    list_remove(&site->channels, 1);
    core_site_swap(world->core, site);
    days_pass(world, 1);
    assert_int_equal(2, in_state(world, OUTBOX_HELD));
    arena_free(arena);
    world_free(world);
}

static void the_backoff_is_capped_at_a_day(void **state)
{
    (void)state;
    struct world *world = fresh(NULL, 0);
    const struct site *site = core_site(world->core);
    assert_int_equal(10, backoff_seconds(site, 1, 0));
    assert_int_equal(300, backoff_seconds(site, 2, 0));
    assert_int_equal(300, backoff_seconds(site, 9, 0));
    assert_int_equal(600, backoff_seconds(site, 1, 600));
    assert_int_equal(86400, backoff_seconds(site, 1, 1000000));
    world_free(world);
}

static void a_case_stays_on_the_workflow_it_began_with(void **state)
{
    (void)state;
    struct world *world = fresh(NULL, 0);
    struct arena *arena = arena_new();
    struct site *site = site_read(folder, faults_new(arena));
    list_clear(&site->definitions); /* the admin took every workflow away */
    core_site_swap(world->core, site);
    env_sim_settle(world->env);
    event(world, "ping");
    assert_int_equal(1, world->sent.count);
    assert_int_equal(
        SENDD_ENOTFOUND,
        world_do(world, "case.start", json_pack("{s:s, s:s}", "workflow", "parcel", "subject", "P0002")));
    arena_free(arena);
    world_free(world);
}

int main(void)
{
    folder = world_site("tests/unit/core/site");
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(messages_of_one_case_and_person_stay_in_order),
        cmocka_unit_test(a_retry_waits_at_least_its_time),
        cmocka_unit_test(what_never_goes_waits_for_a_person),
        cmocka_unit_test(a_dead_message_holds_nothing_back),
        cmocka_unit_test(an_unknown_fate_waits_or_is_sent_again_as_the_site_says),
        cmocka_unit_test(what_can_not_be_sent_is_held_with_its_reason),
        cmocka_unit_test(what_was_in_flight_is_sent_again_with_its_key),
        cmocka_unit_test(a_stuck_instance_hides_nobody_else),
        cmocka_unit_test(a_message_whose_instance_went_is_held),
        cmocka_unit_test(the_backoff_is_capped_at_a_day),
        cmocka_unit_test(a_case_stays_on_the_workflow_it_began_with),
    };
    int failures = cmocka_run_group_tests(tests, NULL, NULL);
    world_site_free(folder);
    return failures;
}
