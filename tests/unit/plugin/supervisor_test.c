/* The supervisor with real host processes and a plugin that misbehaves in every way we could think of. */
#include "plugin/supervisor.h"

#include "base/mem.h"
#include "base/log.h"

#include <dirent.h>
#include <errno.h>
#include <stdarg.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <cmocka.h>

enum { MOST = 8192 };

/* What was handed over and what came back. */
struct ledger {
    int64_t next;               /* the next outbox id */
    int taken[MOST], seen[MOST];
    enum outcome_kind kind[MOST];
    char detail[256], reference[64]; /* of the last outcome */
    char failure[256];               /* detail of the last that was not delivered */
    int64_t retry_after, count, wanted; /* the loop stops at the WANTED-th outcome */
};

struct bench {
    struct env *env;
    struct plugins *plugins;
    struct ledger ledger;
    struct text host, folder;
    bool stopped;
    const char *until; /* the loop stops when this instance has room */
    int fds;
};

static int fd_count(void)
{
    DIR *folder = opendir("/proc/self/fd");
    int count = 0;
    while (readdir(folder))
        count++;
    closedir(folder);
    return count;
}

static void outcome_came(void *context, const struct outcome *outcome)
{
    struct bench *bench = context;
    struct ledger *ledger = &bench->ledger;
    assert_in_range(outcome->outbox, 1, MOST - 1);
    ledger->seen[outcome->outbox]++;
    ledger->kind[outcome->outbox] = outcome->kind;
    ledger->retry_after = outcome->retry_after;
    snprintf(ledger->detail, sizeof ledger->detail, "%s", outcome->detail);
    if (outcome->kind != OUTCOME_DELIVERED)
        snprintf(ledger->failure, sizeof ledger->failure, "%s", outcome->detail);
    snprintf(ledger->reference, sizeof ledger->reference, "%s", outcome->reference ? outcome->reference : "");
    if (++ledger->count >= ledger->wanted)
        env_real_stop(bench->env);
}

static void room_came(void *context)
{
    struct bench *bench = context;
    if (bench->until && plugin_room(bench->plugins, bench->until) > 0)
        env_real_stop(bench->env);
}

static void all_stopped(void *context)
{
    struct bench *bench = context;
    bench->stopped = true;
}

static struct bench *bench_new(void)
{
    struct bench *bench = mem_alloc(sizeof *bench);
    const char *build = getenv("SENDD_BUILD");
    bench->fds = fd_count();
    text_addf(&bench->host, "%s/sendd-plugin-host", build ? build : ".");
    text_addf(&bench->folder, "/nonexistent:%s/tests/unit/plugin", build ? build : ".");
    bench->env = env_real_new(INSTANT_NEVER);
    bench->plugins = plugins_new(bench->env, outcome_came, bench);
    plugins_on_room(bench->plugins, room_came, bench);
    bench->ledger.next = 1;
    return bench;
}

/* True when each delivery taken has exactly one outcome, and nothing else has any. */
static bool ledger_balances(const struct ledger *ledger)
{
    for (int i = 0; i < MOST; i++)
        if (ledger->taken[i] != ledger->seen[i])
            return false;
    return true;
}

/* Stops all; every delivery has had one outcome, and neither descriptors nor children are left. */
static void bench_end(struct bench *bench, duration grace)
{
    bench->ledger.wanted = INT64_MAX;
    plugins_stop(bench->plugins, grace, all_stopped, bench);
    env_real_run(bench->env);
    assert_true(bench->stopped);
    assert_true(ledger_balances(&bench->ledger));
    plugins_free(bench->plugins);
    env_real_free(bench->env);
    assert_int_equal(waitpid(-1, NULL, WNOHANG), -1);
    assert_int_equal(errno, ECHILD);
    assert_int_equal(fd_count(), bench->fds);
    text_free(&bench->host);
    text_free(&bench->folder);
    mem_free(bench);
}

static struct plugin_config config_of(struct bench *bench, const char *name)
{
    return (struct plugin_config){.name = name, .module = "bad", .host = text_string(&bench->host),
                                  .folder = text_string(&bench->folder), .timeout = 60, .memory = 24, .parallel = 4,
                                  .pause = MILLIS(1)};
}

static void run_until_room(struct bench *bench, const char *name)
{
    bench->until = name;
    while (plugin_room(bench->plugins, name) <= 0)
        env_real_run(bench->env);
    bench->until = NULL;
}

static void start(struct bench *bench, const char *name)
{
    struct plugin_config config = config_of(bench, name);
    assert_int_equal(plugin_start(bench->plugins, &config, NULL), 0);
}

/* One whose plugin gets TIMEOUT seconds. The others get so many that a busy machine never makes them late. */
static void start_impatient(struct bench *bench, const char *name, int timeout, int parallel)
{
    struct plugin_config config = config_of(bench, name);
    config.timeout = timeout;
    config.parallel = parallel;
    assert_int_equal(plugin_start(bench->plugins, &config, NULL), 0);
}

/* Hands one over that will behave as HOW says; its outbox id. */
static int64_t hand(struct bench *bench, const char *name, const char *how, const char *show)
{
    char key[24];
    int64_t outbox = bench->ledger.next++;
    snprintf(key, sizeof key, "%lld", (long long)outbox);
    struct delivery delivery = {.outbox = outbox, .key = key, .attempt = 1, .address = how, .subject = show, .body = "",
                                .reference = "EHC-2026-0001", .event = "notice.x"};
    struct error error = ERROR_NONE;
    run_until_room(bench, name);
    assert_int_equal(plugin_deliver(bench->plugins, name, &delivery, &error), 0);
    bench->ledger.taken[outbox]++;
    return outbox;
}

static void run_until_count(struct bench *bench, int64_t wanted)
{
    bench->ledger.wanted = wanted;
    while (bench->ledger.count < wanted)
        env_real_run(bench->env);
    bench->ledger.wanted = INT64_MAX;
}

/* Hands one over and waits for its outcome. */
static enum outcome_kind try(struct bench *bench, const char *name, const char *how)
{
    int64_t outbox = hand(bench, name, how, "");
    while (!bench->ledger.seen[outbox]) /* another's outcome may come first */
        run_until_count(bench, bench->ledger.count + 1);
    assert_int_equal(bench->ledger.seen[outbox], 1);
    return bench->ledger.kind[outbox];
}

static json_t *row(struct bench *bench, const char *name)
{
    json_t *all = plugins_json(bench->plugins), *item, *found = NULL;
    size_t i;
    json_array_foreach(all, i, item)
    {
        if (!found && string_equal(json_text(item, "name"), name))
            found = json_incref(item);
    }
    json_decref(all);
    assert_non_null(found);
    return found;
}

static void a_good_host_answers_each_once(void **state)
{
    (void)state;
    struct bench *bench = bench_new();
    start(bench, "a");
    assert_int_equal(plugin_room(bench->plugins, "b"), -1);
    assert_int_equal(plugin_room(bench->plugins, "a"), 0);
    assert_false(plugins_idle(bench->plugins));
    run_until_room(bench, "a");
    assert_true(plugins_idle(bench->plugins));
    assert_int_equal(plugin_room(bench->plugins, "a"), 4);
    for (int i = 0; i < 200; i++)
        hand(bench, "a", "ok", "number");
    run_until_count(bench, 200);
    assert_string_equal(bench->ledger.detail, "5");
    assert_int_equal(try(bench, "a", "ok"), OUTCOME_DELIVERED);
    assert_string_equal(bench->ledger.detail, "line?one ?"); /* one line, valid UTF-8 */
    assert_int_equal(try(bench, "a", "accept"), OUTCOME_ACCEPTED);
    assert_string_equal(bench->ledger.reference, "R-1");
    assert_int_equal(try(bench, "a", "later"), OUTCOME_RETRY);
    assert_int_equal(bench->ledger.retry_after, 7 * 24 * 3600);
    json_t *a = row(bench, "a");
    assert_int_equal(json_number(a, "delivered", 0), 202);
    assert_int_equal(json_number(a, "failed", 0), 1);
    assert_int_equal(json_number(a, "restarts", -1), 0);
    assert_string_equal(json_text(a, "state"), "ready");
    json_decref(a);
    bench_end(bench, SECONDS(5));
}

/* Each way, again and again: it costs its own delivery one retry; another instance's go on; nothing is left behind. */
static void each_bad_way_costs_one_retry(void **state)
{
    (void)state;
    static const char *const ways[] = {
#ifndef __SANITIZE_ADDRESS__ /* under it the host has no limit of memory: a leak would only end at its deadline */
        "leak",
#endif
        "crash", "exit", "steal", "huge", "text", "flood", "wrong", "kind", "again",
    };
    enum { ROUNDS = 20 };
    struct bench *bench = bench_new();
    start(bench, "bad");
    start(bench, "good");
    int failed = 0;
    for (int round = 0; round < ROUNDS; round++)
        for (size_t i = 0; i < sizeof ways / sizeof *ways; i++) {
            assert_int_equal(try(bench, "bad", "ok"), OUTCOME_DELIVERED);
            int64_t other = hand(bench, "good", "ok", "");
            int64_t outbox = hand(bench, "bad", ways[i], "");
            run_until_count(bench, bench->ledger.count + 2);
            if (bench->ledger.kind[outbox] != OUTCOME_RETRY)
                print_error("%s was no retry\n", ways[i]);
            assert_int_equal(bench->ledger.kind[outbox], OUTCOME_RETRY);
            assert_int_equal(bench->ledger.kind[other], OUTCOME_DELIVERED);
            if (string_equal(ways[i], "flood"))
                assert_non_null(strstr(bench->ledger.failure, "said more than"));
            failed++;
        }
    json_t *bad = row(bench, "bad"), *good = row(bench, "good");
    assert_int_equal(json_number(bad, "failed", 0), failed);
    assert_int_equal(json_number(bad, "restarts", 0), failed);
    assert_int_equal(json_number(good, "restarts", -1), 0);
    json_decref(bad);
    json_decref(good);
    bench_end(bench, SECONDS(5));
}

/* The first answer counts, whatever a plugin says after it; the second ends the host, and costs whatever was handed over
 * in between a retry. */
static void a_second_answer_is_not_passed_on(void **state)
{
    (void)state;
    struct bench *bench = bench_new();
    start(bench, "a");
    int delivered = 0;
    for (int i = 0; i < 20; i++)
        delivered += try(bench, "a", "twice") == OUTCOME_DELIVERED;
    assert_true(delivered >= 10);
    json_t *a = row(bench, "a");
    assert_true(json_number(a, "restarts", 0) >= 9);
    json_decref(a);
    bench_end(bench, SECONDS(5));
}

/* Eight that hang hold up nobody: while they do, others go through beside them. */
static void a_hang_ends_at_its_deadline_and_holds_up_nobody(void **state)
{
    (void)state;
    static const char *const names[] = {"h1", "h2", "h3", "h4", "h5", "h6", "h7", "h8"};
    int64_t hung[8];
    struct bench *bench = bench_new();
    start(bench, "good");
    run_until_room(bench, "good");
    for (int i = 0; i < 8; i++)
        start_impatient(bench, names[i], 5, 1);
    for (int i = 0; i < 8; i++)
        run_until_room(bench, names[i]);
    for (int i = 0; i < 8; i++)
        hung[i] = hand(bench, names[i], i % 2 ? "hang" : "orphan", "");
    for (int i = 0; i < 40; i++)
        assert_int_equal(try(bench, "good", "ok"), OUTCOME_DELIVERED);
    for (int i = 1; i < 8; i += 2)
        assert_int_equal(bench->ledger.seen[hung[i]], 0); /* still within its seconds */
    run_until_count(bench, 48);
    for (int i = 0; i < 8; i++)
        assert_int_equal(bench->ledger.kind[hung[i]], OUTCOME_RETRY);
    assert_string_equal(bench->ledger.detail, "no answer within 5 s");
    bench_end(bench, SECONDS(5));
}

/* The deadline is for one delivery: a queue of slow ones, longer than it together, all arrive. */
static void a_slow_queue_is_not_a_hang(void **state)
{
    (void)state;
    struct bench *bench = bench_new();
    start_impatient(bench, "a", 2, 11);
    for (int i = 0; i < 11; i++)
        hand(bench, "a", "slow", "");
    assert_int_equal(plugin_room(bench->plugins, "a"), 0);
    struct delivery more = {.outbox = 1, .key = "k", .address = "ok"};
    assert_int_equal(plugin_deliver(bench->plugins, "a", &more, NULL), SENDD_EBUSY);
    run_until_count(bench, 11);
    for (int i = 1; i <= 11; i++)
        assert_int_equal(bench->ledger.kind[i], OUTCOME_DELIVERED);
    bench_end(bench, SECONDS(5));
}

static void a_crash_returns_all_that_was_in_flight(void **state)
{
    (void)state;
    struct bench *bench = bench_new();
    start(bench, "a");
    run_until_room(bench, "a");
    hand(bench, "a", "ok", "");
    hand(bench, "a", "crash", "");
    hand(bench, "a", "ok", "");
    hand(bench, "a", "ok", "");
    run_until_count(bench, 4);
    assert_int_equal(bench->ledger.kind[1], OUTCOME_DELIVERED);
    for (int i = 2; i <= 4; i++)
        assert_int_equal(bench->ledger.kind[i], OUTCOME_RETRY);
    assert_string_equal(bench->ledger.detail, "the plugin's process was ended by signal 6");
    bench_end(bench, SECONDS(5));
}

/* The row of NAME once its last_error is set. */
static json_t *row_in_trouble(struct bench *bench, const char *name)
{
    struct env_timer *tick = env_timer_new(bench->env, (void (*)(void *))env_real_stop, bench->env);
    for (;;) {
        json_t *found = row(bench, name);
        if (*json_text(found, "last_error")) {
            env_timer_free(tick);
            return found;
        }
        json_decref(found);
        env_timer_after(tick, MILLIS(5));
        env_real_run(bench->env);
    }
}

static void trouble_is(struct bench *bench, const char *name, struct plugin_config config, const char *text)
{
    config.name = name;
    config.pause = SECONDS(60);
    assert_int_equal(plugin_start(bench->plugins, &config, NULL), 0);
    json_t *found = row_in_trouble(bench, name);
    if (!strstr(json_text(found, "last_error"), text))
        fail_msg("%s: \"%s\" is not in \"%s\"", name, text, json_text(found, "last_error"));
    assert_int_equal(plugin_room(bench->plugins, name), 0);
    json_decref(found);
}

static void a_host_that_does_not_open_is_shown_with_its_reason(void **state)
{
    (void)state;
    struct bench *bench = bench_new();
    struct plugin_config config = config_of(bench, "x");
    config.options = json_pack("{s:s}", "open", "fault");
    trouble_is(bench, "fault", config, "bad: it was told to fail");
    json_object_set_new(config.options, "open", json_string("crash"));
    trouble_is(bench, "crash", config, "ended by signal 6");
    json_decref(config.options);
    config.options = NULL;
    config.module = "old";
    trouble_is(bench, "old", config, "build it again");
    config.module = "none";
    trouble_is(bench, "none", config, "there is no plugin module \"none\"");
    config.module = "../bad";
    trouble_is(bench, "path", config, "is not letters");
    config.module = "bad";
    config.host = "/nonexistent/host";
    trouble_is(bench, "host", config, "cannot start /nonexistent/host");
    config.host = "/bin/true";
    trouble_is(bench, "true", config, "ended with status 0");
    config.host = "/bin/cat"; /* copies fd 0, which is empty */
    trouble_is(bench, "cat", config, "ended with status 0");
    bench_end(bench, SECONDS(5));
}

static void stopping_gives_what_is_in_flight_its_outcome(void **state)
{
    (void)state;
    struct bench *bench = bench_new();
    start(bench, "slow");
    start(bench, "hang");
    start(bench, "starting");
    int64_t slow = hand(bench, "slow", "slow", ""), hang = hand(bench, "hang", "hang", "");
    struct ledger *after = mem_alloc(sizeof *after);
    plugins_stop(bench->plugins, SECONDS(3), all_stopped, bench);
    assert_int_equal(plugin_room(bench->plugins, "slow"), -1);
    bench->ledger.wanted = INT64_MAX;
    env_real_run(bench->env);
    assert_true(bench->stopped);
    *after = bench->ledger;
    plugins_free(bench->plugins);
    bench->plugins = plugins_new(bench->env, outcome_came, bench);
    bench_end(bench, SECONDS(1));
    assert_int_equal(after->kind[slow], OUTCOME_DELIVERED);
    assert_int_equal(after->kind[hang], OUTCOME_RETRY);
    assert_string_equal(after->detail, "the daemon stops");
    mem_free(after);
}

static void reload_keeps_replaces_and_drops(void **state)
{
    (void)state;
    struct bench *bench = bench_new();
    start(bench, "kept");
    start(bench, "changed");
    start(bench, "dropped");
    int64_t dropped = hand(bench, "dropped", "slow", ""), old = hand(bench, "changed", "slow", "number");
    run_until_room(bench, "kept");
    json_t *before = row(bench, "kept");
    start(bench, "kept");
    struct plugin_config config = config_of(bench, "changed");
    config.options = json_pack("{s:i}", "number", 6);
    assert_int_equal(plugin_start(bench->plugins, &config, NULL), 0);
    json_decref(config.options);
    plugins_keep(bench->plugins, (const char *const[]){"kept", "changed", NULL});
    assert_int_equal(plugin_room(bench->plugins, "dropped"), -1);
    int64_t new = hand(bench, "changed", "ok", "number");
    run_until_count(bench, 3);
    assert_int_equal(bench->ledger.kind[dropped], OUTCOME_DELIVERED);
    assert_int_equal(bench->ledger.kind[old], OUTCOME_DELIVERED);
    assert_int_equal(bench->ledger.kind[new], OUTCOME_DELIVERED);
    json_t *after = row(bench, "kept");
    assert_int_equal(json_number(before, "pid", 0), json_number(after, "pid", 1));
    json_decref(before);
    json_decref(after);
    bench_end(bench, SECONDS(5));
}

static void unusable_settings_are_refused(void **state)
{
    (void)state;
    struct bench *bench = bench_new();
    struct plugin_config config = config_of(bench, "a");
    config.timeout = 0;
    assert_int_equal(plugin_start(bench->plugins, &config, NULL), SENDD_EINVALID);
    config.timeout = 601;
    assert_int_equal(plugin_start(bench->plugins, &config, NULL), SENDD_EINVALID);
    config.timeout = 1;
    config.parallel = 65;
    assert_int_equal(plugin_start(bench->plugins, &config, NULL), SENDD_EINVALID);
    start(bench, "a");
    run_until_room(bench, "a");
    char *body = mem_alloc(2 << 20);
    memset(body, 'x', (2 << 20) - 1);
    struct delivery delivery = {.outbox = 1, .key = "k", .address = "ok", .body = body};
    assert_int_equal(plugin_deliver(bench->plugins, "a", &delivery, NULL), SENDD_ELIMIT);
    delivery.body = "\xff";
    assert_int_equal(plugin_deliver(bench->plugins, "a", &delivery, NULL), SENDD_EINVALID);
    assert_int_equal(plugin_room(bench->plugins, "a"), 4);
    mem_free(body);
    bench_end(bench, SECONDS(5));
}

/* Controls: the two means by which the tests above find faults do find them. */
static void the_ledger_and_the_counter_see_faults(void **state)
{
    (void)state;
    struct ledger *ledger = mem_alloc(sizeof *ledger);
    ledger->taken[3] = ledger->seen[3] = 1;
    assert_true(ledger_balances(ledger));
    ledger->seen[3] = 2;
    assert_false(ledger_balances(ledger));
    ledger->seen[3] = 0;
    assert_false(ledger_balances(ledger));
    mem_free(ledger);
    int before = fd_count();
    FILE *leaked = fopen("/dev/null", "r");
    assert_int_equal(fd_count(), before + 1);
    fclose(leaked);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_ledger_and_the_counter_see_faults),
        cmocka_unit_test(a_good_host_answers_each_once),
        cmocka_unit_test(each_bad_way_costs_one_retry),
        cmocka_unit_test(a_second_answer_is_not_passed_on),
        cmocka_unit_test(a_hang_ends_at_its_deadline_and_holds_up_nobody),
        cmocka_unit_test(a_slow_queue_is_not_a_hang),
        cmocka_unit_test(a_crash_returns_all_that_was_in_flight),
        cmocka_unit_test(a_host_that_does_not_open_is_shown_with_its_reason),
        cmocka_unit_test(stopping_gives_what_is_in_flight_its_outcome),
        cmocka_unit_test(reload_keeps_replaces_and_drops),
        cmocka_unit_test(unusable_settings_are_refused),
    };
    log_threshold(LOG_LEVEL_ERROR);
    env_real_free(env_real_new(INSTANT_NEVER)); /* libuv keeps a pipe for signals from its first loop on */
    return cmocka_run_group_tests(tests, NULL, NULL);
}
