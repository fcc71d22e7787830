/* The real environment: timers, the jumping clock, the next turn, workers, watches, children and signals. */
#include "env/env.h"

#include "base/text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

/* What happened, one letter each. */
static char trace[64];
static struct env *env;

static void note(void *letter)
{
    strncat(trace, letter, sizeof trace - strlen(trace) - 1);
}

static int begin_on(instant start)
{
    trace[0] = '\0';
    env = env_real_new(start);
    return 0;
}

static int begin(void **state)
{
    (void)state;
    return begin_on(INSTANT_NEVER);
}

static int begin_jumping(void **state)
{
    (void)state;
    return begin_on(SECONDS(1000));
}

static int end(void **state)
{
    (void)state;
    env_real_free(env);
    return 0;
}

static void wall_timers_fire_in_order_and_not_early(void **state)
{
    (void)state;
    instant start = env_now(env);
    struct env_timer *late = env_timer_new(env, note, "c");
    struct env_timer *early = env_timer_new(env, note, "b");
    struct env_timer *past = env_timer_new(env, note, "a");
    struct env_timer *off = env_timer_new(env, note, "x");
    env_timer_at(late, start + MILLIS(12));
    env_timer_at(early, start + MILLIS(6));
    env_timer_at(past, 0);
    env_timer_at(off, start + MILLIS(8));
    env_timer_at(off, INSTANT_NEVER);
    assert_string_equal(trace, ""); /* never from inside the call */
    env_real_run(env);              /* ends by itself: nothing is armed any more */
    assert_string_equal(trace, "abc");
    assert_true(env_now(env) >= start + MILLIS(12));
    env_timer_free(late);
    env_timer_free(early);
    env_timer_free(past);
    env_timer_free(off);
}

static struct env_timer *again;
static int fires;

static void fire_again(void *context)
{
    (void)context;
    if (++fires < 5)
        env_timer_at(again, 0);
    note("r");
}

static void timer_armed_by_its_own_callback_does_not_starve_others(void **state)
{
    (void)state;
    fires = 0;
    again = env_timer_new(env, fire_again, NULL);
    struct env_timer *other = env_timer_new(env, note, "o");
    env_timer_at(again, 0);
    env_timer_at(other, 1);
    env_real_run(env);
    assert_string_equal(trace, "rorrrr");
    env_timer_free(again);
    env_timer_free(other);
}

static struct env_timer *victim;

static void free_victim(void *letter)
{
    note(letter);
    env_timer_free(victim);
    victim = NULL;
}

static void timer_freed_by_another_due_with_it_does_not_fire(void **state)
{
    (void)state;
    struct env_timer *killer = env_timer_new(env, free_victim, "k");
    victim = env_timer_new(env, note, "v");
    env_timer_at(killer, 1);
    env_timer_at(victim, 2);
    env_real_run(env);
    assert_string_equal(trace, "k");
    env_timer_free(killer);
}

static void monotonic_timer_fires_not_early(void **state)
{
    (void)state;
    duration start = env_ticks(env);
    struct env_timer *timer = env_timer_new(env, note, "m");
    env_timer_after(timer, 2500);
    env_real_run(env);
    assert_string_equal(trace, "m");
    assert_true(env_ticks(env) >= start + 2500);
    env_timer_free(timer);
}

static void jumping_clock_stands_and_jumps(void **state)
{
    (void)state;
    assert_true(env_clock_is_jumping(env));
    struct env_timer *due = env_timer_new(env, note, "d");
    struct env_timer *later = env_timer_new(env, note, "l");
    struct env_timer *past = env_timer_new(env, note, "p");
    struct env_timer *real_time = env_timer_new(env, note, "m");
    env_timer_at(due, SECONDS(2000));
    env_timer_at(later, SECONDS(3000));
    env_timer_at(past, SECONDS(1000));
    env_timer_after(real_time, MILLIS(3));
    env_real_run(env); /* the monotonic clock goes on by itself, the wall clock does not */
    assert_string_equal(trace, "pm");
    assert_true(env_now(env) == SECONDS(1000));
    env_clock_jump(env, SECONDS(2000));
    env_clock_jump(env, SECONDS(1500)); /* never back */
    assert_true(env_now(env) == SECONDS(2000));
    env_real_run(env);
    assert_string_equal(trace, "pmd");
    env_timer_free(due);
    env_timer_free(later);
    env_timer_free(past);
    env_timer_free(real_time);
}

static void defer_inside(void *letter)
{
    note(letter);
    env_defer(env, note, "3");
}

static void deferred_calls_run_in_order_on_the_next_turn(void **state)
{
    (void)state;
    env_defer(env, defer_inside, "1");
    env_defer(env, note, "2");
    assert_string_equal(trace, "");
    env_real_run(env);
    assert_string_equal(trace, "123");
}

static pthread_t worker;
static instant worker_now;
static uint64_t worker_random;

static void work_elsewhere(void *context)
{
    (void)context;
    worker = pthread_self();
    worker_now = env_now(env);
    env_random(env, &worker_random, sizeof worker_random);
}

static void work_is_done(void *context)
{
    assert_false(pthread_equal(worker, pthread_self()));
    note(context);
}

static void work_runs_off_the_loop_and_done_on_it(void **state)
{
    (void)state;
    env_work(env, work_elsewhere, work_is_done, "w");
    env_real_run(env);
    assert_string_equal(trace, "w");
    assert_true(worker_now > SECONDS(1600000000));
    assert_true(worker_random != 0);
}

static int pair[2];
static struct env_watch *watch;

static void read_one(void *context, int events)
{
    (void)context;
    if (events & ENV_WRITABLE) {
        note("w");
        assert_int_equal(write(pair[1], "z", 1), 1);
        env_watch_want(watch, ENV_READABLE);
        return;
    }
    char letter[2] = "";
    ssize_t got = read(pair[0], letter, 1);
    note(got == 1 ? letter : "!");
    if (got == 1) {
        close(pair[1]);
        return;
    }
    env_watch_free(watch);
}

static void watch_tells_readable_writable_and_hang_up(void **state)
{
    (void)state;
    assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair), 0);
    watch = env_watch_new(env, pair[0], read_one, NULL);
    env_watch_want(watch, ENV_WRITABLE | ENV_READABLE);
    env_real_run(env);
    assert_string_equal(trace, "wz!");
    close(pair[0]);
}

static int exit_status;

static void child_exited(void *context, int status)
{
    note(context);
    exit_status = status;
}

/* Runs SCRIPT with sh, its fd 3 and 1 being one end of a pipe; its output in OUT. */
static void run_script(const char *script, char *out, size_t size)
{
    int ends[2], leaky = open("/dev/null", O_RDONLY); /* not close-on-exec, as a careless library would */
    assert_int_equal(pipe2(ends, O_CLOEXEC), 0);
    const char *argv[] = {"sh", "-c", script, NULL};
    struct env_spawn spawn = {.argv = argv,
                              .fd3 = ends[1],
                              .out_fd = ends[1],
                              .err_fd = -1,
                              .exited = child_exited,
                              .context = "e"};
    struct env_child *child;
    struct error error = ERROR_NONE;
    assert_int_equal(env_spawn(env, &spawn, &child, &error), 0);
    assert_true(env_child_pid(child) > 1);
    close(ends[1]);
    env_real_run(env);
    env_child_free(child);
    size_t length = 0;
    for (ssize_t got; (got = read(ends[0], out + length, size - 1 - length)) > 0;)
        length += (size_t)got;
    out[length] = '\0';
    close(ends[0]);
    close(leaky);
}

static void child_gets_its_fds_and_a_minimal_environment(void **state)
{
    (void)state;
    char out[512];
    run_script("echo one >&3; for i in `seq 0 99`; do [ ! -e /proc/self/fd/$i ] || echo -n $i; done; echo; "
               "readlink /proc/self/fd/0; "
               "env | grep -v -e ^PWD -e ^_ -e ^SHLVL -e ^OLDPWD | sort; exit 7",
               out, sizeof out);
    assert_int_equal(exit_status, 7);
    assert_string_equal(out,
                        "one\n0123\n/dev/null\nLANG=C.UTF-8\nPATH=/usr/local/bin:/usr/bin:/bin\nTZ=UTC\n");
}

static void child_killed_gives_128_and_its_signal(void **state)
{
    (void)state;
    char out[8];
    run_script("kill -9 $$", out, sizeof out);
    assert_int_equal(exit_status, 128 + SIGKILL);
}

static void what_a_child_has_started_ends_with_it(void **state)
{
    (void)state;
    char out[32];
    run_script("(sleep 5; echo outlived >&3) & echo ended >&3", out, sizeof out);
    assert_string_equal(out, "ended\n");
    run_script("(sleep 5; echo outlived >&3) & echo killed >&3; kill -9 $$", out, sizeof out);
    assert_string_equal(out, "killed\n");
}

static void program_that_is_not_there_is_an_error(void **state)
{
    (void)state;
    const char *argv[] = {"/nonexistent/program", NULL};
    struct env_spawn spawn = {.argv = argv, .fd3 = -1, .out_fd = -1, .err_fd = -1, .exited = child_exited};
    struct env_child *child;
    struct error error = ERROR_NONE;
    assert_int_equal(env_spawn(env, &spawn, &child, &error), SENDD_EIO);
    assert_non_null(strstr(error.text, "/nonexistent/program"));
}

static void signalled(void *context, int signal)
{
    assert_int_equal(signal, SIGUSR1);
    note(context);
    env_real_stop(env);
}

static void raise_it(void *context)
{
    (void)context;
    kill(getpid(), SIGUSR1);
}

static void signal_reaches_the_loop_and_sigpipe_is_ignored(void **state)
{
    (void)state;
    struct env_timer *guard = env_timer_new(env, note, "late");
    env_timer_after(guard, SECONDS(30)); /* keeps the loop alive */
    env_signal(env, SIGUSR1, signalled, "s");
    env_defer(env, raise_it, NULL);
    env_real_run(env);
    assert_string_equal(trace, "s");
    env_timer_free(guard);
    assert_int_equal(pipe(pair), 0);
    close(pair[0]);
    assert_int_equal(write(pair[1], "x", 1), -1);
    close(pair[1]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(wall_timers_fire_in_order_and_not_early, begin, end),
        cmocka_unit_test_setup_teardown(timer_armed_by_its_own_callback_does_not_starve_others, begin, end),
        cmocka_unit_test_setup_teardown(timer_freed_by_another_due_with_it_does_not_fire, begin, end),
        cmocka_unit_test_setup_teardown(monotonic_timer_fires_not_early, begin, end),
        cmocka_unit_test_setup_teardown(jumping_clock_stands_and_jumps, begin_jumping, end),
        cmocka_unit_test_setup_teardown(deferred_calls_run_in_order_on_the_next_turn, begin, end),
        cmocka_unit_test_setup_teardown(work_runs_off_the_loop_and_done_on_it, begin, end),
        cmocka_unit_test_setup_teardown(watch_tells_readable_writable_and_hang_up, begin, end),
        cmocka_unit_test_setup_teardown(child_gets_its_fds_and_a_minimal_environment, begin, end),
        cmocka_unit_test_setup_teardown(child_killed_gives_128_and_its_signal, begin, end),
        cmocka_unit_test_setup_teardown(what_a_child_has_started_ends_with_it, begin, end),
        cmocka_unit_test_setup_teardown(program_that_is_not_there_is_an_error, begin, end),
        cmocka_unit_test_setup_teardown(signal_reaches_the_loop_and_sigpipe_is_ignored, begin, end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
