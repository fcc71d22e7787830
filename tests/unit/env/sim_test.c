/* The simulated environment: its clocks, order, work, and that one seed gives one run. */
#include "env/sim.h"

#include "base/mem.h"
#include "base/text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#define START SECONDS(1700000000)

static struct env *env;
static struct text trace; /* what happened, with its time */

static void note(void *letter)
{
    text_addf(&trace, "%s%lld ", (const char *)letter, (long long)(env_now(env) - START));
}

static int begin(void **state)
{
    (void)state;
    env = env_sim_new(7, START);
    trace = TEXT_EMPTY;
    return 0;
}

static int end(void **state)
{
    (void)state;
    env_sim_free(env);
    text_free(&trace);
    return 0;
}

static void time_jumps_from_due_to_due(void **state)
{
    (void)state;
    struct env_timer *wall = env_timer_new(env, note, "w");
    struct env_timer *ticks = env_timer_new(env, note, "t");
    struct env_timer *beyond = env_timer_new(env, note, "b");
    env_timer_at(wall, START + SECONDS(86400));
    env_timer_after(ticks, SECONDS(60));
    env_timer_at(beyond, START + SECONDS(86401) + 1);
    assert_true(env_sim_next(env) == START + SECONDS(60));
    env_sim_run_until(env, START + SECONDS(86401));
    assert_string_equal(text_string(&trace), "t60000000 w86400000000 ");
    assert_true(env_now(env) == START + SECONDS(86401));
    assert_true(env_ticks(env) == SECONDS(86401));
    assert_true(env_sim_idle(env));
    env_timer_free(wall);
    env_timer_free(ticks);
    env_timer_free(beyond);
}

static void set_clock_fires_wall_timers_only(void **state)
{
    (void)state;
    struct env_timer *wall = env_timer_new(env, note, "w");
    struct env_timer *ticks = env_timer_new(env, note, "t");
    env_timer_at(wall, START + SECONDS(100));
    env_timer_after(ticks, SECONDS(100));
    env_sim_set_clock(env, START + SECONDS(3600));
    env_sim_run_until(env, env_now(env));
    assert_string_equal(text_string(&trace), "w3600000000 ");
    env_sim_set_clock(env, START - SECONDS(3600)); /* back: nothing fires twice */
    env_sim_run_until(env, START - SECONDS(3000));
    assert_string_equal(text_string(&trace), "w3600000000 t-3500000000 ");
    env_timer_free(wall);
    env_timer_free(ticks);
}

static void submit_more(void *letter)
{
    note(letter);
    env_work(env, note, note, "n");
}

static void work_runs_then_done_and_settle_waits_for_it(void **state)
{
    (void)state;
    struct env_timer *tomorrow = env_timer_new(env, note, "x");
    env_timer_at(tomorrow, START + SECONDS(86400));
    env_work(env, note, submit_more, "w");
    assert_false(env_sim_idle(env));
    env_sim_settle(env);
    assert_true(env_sim_idle(env));
    assert_true(env_now(env) < START + SECONDS(1));
    int letters[128] = {0};
    for (size_t i = 0; i < trace.length; i++)
        letters[(unsigned char)trace.bytes[i]]++;
    assert_int_equal(letters['w'], 2);
    assert_int_equal(letters['n'], 2);
    assert_int_equal(letters['x'], 0);
    env_timer_free(tomorrow);
}

static void blocking_step_lets_time_pass(void **state)
{
    (void)state;
    env_sim_advance(env, SECONDS(5));
    assert_true(env_now(env) == START + SECONDS(5));
    assert_true(env_ticks(env) == SECONDS(5));
}

static void crash_forgets_everything_queued(void **state)
{
    (void)state;
    struct env_timer *timer = env_timer_new(env, note, "t");
    env_timer_at(timer, START + 1);
    env_defer(env, note, "d");
    env_work(env, note, note, "w");
    while (env_sim_step(env)) /* leaves the work's DONE to come */
        ;
    text_clear(&trace);
    env_defer(env, note, "d");
    env_sim_crash(env);
    assert_true(env_sim_idle(env));
    assert_true(env_sim_next(env) == INSTANT_NEVER);
    env_sim_run_until(env, START + SECONDS(10));
    assert_string_equal(text_string(&trace), "");
    env_timer_free(timer);
}

static struct env_timer *ticker;
static int left;

static void tick(void *context)
{
    uint16_t random;
    env_random(env, &random, sizeof random);
    text_addf(&trace, "%d@%lld:", random, (long long)(env_now(env) - START));
    env_work(env, note, note, random & 1 ? "odd" : "even");
    env_defer(env, note, "later");
    if (--left > 0)
        env_timer_after(ticker, random);
    (void)context;
}

static char *busy_run(uint64_t seed)
{
    env = env_sim_new(seed, START);
    trace = TEXT_EMPTY;
    ticker = env_timer_new(env, tick, NULL);
    left = 300;
    env_timer_at(ticker, START + 10);
    env_sim_run_until(env, START + SECONDS(3600));
    assert_int_equal(left, 0);
    env_timer_free(ticker);
    env_sim_free(env);
    return text_take(&trace);
}

static void same_seed_same_run_and_another_seed_another(void **state)
{
    (void)state;
    char *one = busy_run(1), *again = busy_run(1), *two = busy_run(2);
    assert_string_equal(one, again);
    assert_string_not_equal(one, two);
    mem_free(one);
    mem_free(again);
    mem_free(two);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(time_jumps_from_due_to_due, begin, end),
        cmocka_unit_test_setup_teardown(set_clock_fires_wall_timers_only, begin, end),
        cmocka_unit_test_setup_teardown(work_runs_then_done_and_settle_waits_for_it, begin, end),
        cmocka_unit_test_setup_teardown(blocking_step_lets_time_pass, begin, end),
        cmocka_unit_test_setup_teardown(crash_forgets_everything_queued, begin, end),
        cmocka_unit_test(same_seed_same_run_and_another_seed_another),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
