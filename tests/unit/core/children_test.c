/* Child cases on the simulated daemon: they begin, answer, are cancelled and join as on the stage, each of it
 * once, whatever dies in between. */
#include "world.h"

#include "base/mem.h"
#include "core/children.h"
#include "core/replay.h"
#include "workflow/stage.h"

#include <limits.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>

static const instant START = 1788771600000000; /* 2026-09-07T10:00:00+01:00, a Monday */
#define HOUR   (SECONDS(3600))
#define DAY    (SECONDS(86400))
#define PARENT "PAN-2026-0001"
#define CHILD  "PAN-2026-0002"

static char *families, *strangers; /* sites: the workflows of these tests, and others only */

static char *site_with(const char *workflows)
{
    char path[PATH_MAX], target[PATH_MAX], resolved[PATH_MAX];
    const char *top = getenv("SENDD_SRC");
    char *folder = world_site("tests/unit/core/site");
    snprintf(path, sizeof path, "%s/workflows", folder);
    snprintf(target, sizeof target, "%s/%s", top ? top : ".", workflows);
    assert_non_null(realpath(target, resolved));
    assert_int_equal(0, unlink(path));
    assert_int_equal(0, symlink(resolved, path));
    return folder;
}

static struct world *fresh_seed(uint64_t seed)
{
    struct world_options options = {.seed = seed, .start = START, .site = families};
    struct world *world = world_new(&options);
    assert_true(world_open(world));
    world_people(world, 2);
    return world;
}

static void reopen(struct world *world, const char *site)
{
    world_die(world);
    world->options.site = site;
    assert_true(world_open(world));
    env_sim_settle(world->env);
}

/* --- asking --- */

static const char *error_text(void)
{
    const char *text = json_text(json_object_get(world_answer(), "error"), "text");
    return text ? text : "";
}

static void good(int code)
{
    if (code)
        fail_msg("%s", error_text());
}

static void start(struct world *world, const char *workflow)
{
    good(world_do(world, "case.start", json_pack("{s:s, s:s}", "workflow", workflow, "subject", "P0001")));
}

/* DATA is taken; may be NULL. */
static int event(struct world *world, const char *reference, const char *name, json_t *data)
{
    return world_do(world, "case.event",
                    json_pack("{s:s, s:s, s:o*}", "case", reference, "event", name, "data", data));
}

static void hold(struct world *world, const char *reference, bool held)
{
    good(world_do(world, held ? "case.hold" : "case.release", json_pack("{s:s}", "case", reference)));
}

static int undo(struct world *world, const char *reference)
{
    return world_do(world, "case.undo",
                    json_pack("{s:s, s:s, s:b}", "case", reference, "reason", "a slip", "even_though_sent", 1));
}

static void pass(struct world *world, duration by)
{
    env_sim_run_until(world->env, env_now(world->env) + by);
}

/* --- looking --- */

static json_t *cases(struct world *world, const char *parent, bool ended)
{
    struct case_filter filter = {.limit = 1000, .parent = parent, .ended = ended};
    json_t *rows = NULL;
    assert_int_equal(0, store_case_list(world->store, &filter, &rows, NULL));
    return rows;
}

static size_t children(struct world *world, const char *parent, bool ended)
{
    json_t *rows = cases(world, parent, ended);
    size_t count = json_array_size(rows);
    json_decref(rows);
    return count;
}

/* "all idle", with " ended" or " held". */
static const char *stands(struct world *world, const char *reference)
{
    static char text[256];
    struct arena *arena = arena_new();
    struct kase *kase;
    size_t length = 0;
    text[0] = '\0';
    assert_int_equal(0, store_case_load(world->store, reference, arena, &kase, NULL));
    for (size_t i = 0; i < kase->states.count; i++)
        length += (size_t)snprintf(text + length, sizeof text - length, "%s%s", i ? " " : "",
                                   (const char *)kase->states.items[i]);
    snprintf(text + length, sizeof text - length, "%s%s", kase->ended ? " ended" : "",
             json_array_size(case_children(kase)) ? " parent" : "");
    arena_free(arena);
    return text;
}

static void field_is(struct world *world, const char *reference, const char *field, const char *expected)
{
    json_t *value = world_field(world, reference, field);
    char *text = value ? json_canonical(value) : mem_copy("absent");
    assert_string_equal(text, expected);
    mem_free(text);
}

/* How many rows of KIND with EVENT the history of REFERENCE has. */
static size_t rows_of(struct world *world, const char *reference, const char *kind, const char *name)
{
    json_t *rows = world_history(world, reference), *row;
    size_t i, count = 0;
    json_array_foreach(rows, i, row)
        count += string_equal(json_text(row, "kind"), kind) &&
                 string_equal(json_text(json_object_get(row, "body"), "event"), name);
    json_decref(rows);
    return count;
}

static json_t *row_body(struct world *world, const char *reference, const char *kind, const char *name)
{
    json_t *rows = world_history(world, reference), *row, *found = NULL;
    size_t i;
    json_array_foreach(rows, i, row)
    {
        json_t *body = json_object_get(row, "body");
        if (string_equal(json_text(row, "kind"), kind) && string_equal(json_text(body, "event"), name))
            found = body;
    }
    assert_non_null(found);
    json_incref(found);
    json_decref(rows);
    return found;
}

static void replays(struct world *world)
{
    struct replay replay;
    struct error error = ERROR_NONE;
    struct arena *arena = arena_new();
    struct faults *faults = faults_new(arena);
    struct site *site = site_read(world->options.site, faults);
    assert_non_null(site);
    assert_int_equal(0, replay_all(world->store, site, &replay, &error));
    if (json_array_size(replay.differing))
        fail_msg("%s", json_dumps(replay.differing, 0));
    json_decref(replay.differing);
    site_drop(site);
    arena_free(arena);
}

/* --- tests --- */

static void a_child_begins_answers_and_is_done(void **state)
{
    (void)state;
    struct world *world = fresh_seed(1);
    start(world, "panel");
    good(event(world, PARENT, "ask", NULL));
    assert_string_equal(stands(world, PARENT), "all asking parent");
    assert_string_equal(stands(world, CHILD), "open asking");
    field_is(world, CHILD, "topic", "\"tea\"");
    json_t *body = row_body(world, CHILD, "start", "case.start");
    assert_string_equal(json_text(body, "parent"), PARENT);
    assert_string_equal(json_text(body, "child"), "opinion");
    assert_string_equal(json_text(body, "by"), "case:" PARENT);
    json_decref(body);
    body = row_body(world, PARENT, "event", "ask");
    json_t *expected = json_pack("[[s, s]]", "opinion", CHILD);
    assert_true(json_equal(expected, json_object_get(body, "children")));
    json_decref(expected);
    json_decref(body);
    replays(world);
    good(event(world, CHILD, "answer", json_pack("{s:s}", "text", "milk first")));
    assert_string_equal(stands(world, CHILD), "given ended");
    assert_string_equal(stands(world, PARENT), "all idle");
    field_is(world, PARENT, "results", "{\"text\":\"milk first\",\"topic\":\"tea\"}");
    field_is(world, PARENT, "heard", "1");
    assert_int_equal(rows_of(world, PARENT, "inbox", "done.invoke.opinion"), 1);
    assert_int_equal(world_count(world, "cases_open"), 1);
    assert_int_equal(world_count(world, "inbox"), 0);
    replays(world);
    world_free(world);
}

static void a_child_case_has_its_parents_school_subject_and_a_pin_of_its_own(void **state)
{
    (void)state;
    struct world *world = fresh_seed(1);
    start(world, "panel");
    good(event(world, PARENT, "ask", NULL));
    json_t *rows = cases(world, PARENT, false);
    const json_t *row = json_array_get(rows, 0);
    assert_int_equal(json_array_size(rows), 1);
    assert_string_equal(json_text(row, "case"), CHILD);
    assert_string_equal(json_text(row, "workflow"), "panel.opinion");
    assert_string_equal(json_text(row, "subject"), "pupil/P0001");
    assert_string_equal(json_text(row, "school"), "oakfield");
    assert_string_equal(json_text(row, "parent"), PARENT);
    assert_string_equal(json_text(row, "invokeid"), "opinion");
    json_decref(rows);
    reopen(world, strangers); /* the workflow's file is gone: both cases go on with what they are pinned to */
    good(event(world, CHILD, "answer", json_pack("{s:s}", "text", "no")));
    assert_string_equal(stands(world, PARENT), "all idle");
    world_free(world);
}

static void leaving_the_state_cancels_the_child(void **state)
{
    (void)state;
    struct world *world = fresh_seed(1);
    start(world, "panel");
    good(event(world, PARENT, "ask", NULL));
    good(event(world, CHILD, "think", NULL));
    assert_int_equal(world_count(world, "timers"), 1);
    good(event(world, PARENT, "stop", NULL));
    assert_string_equal(stands(world, PARENT), "all idle");
    assert_int_equal(rows_of(world, CHILD, "inbox", "case.cancel"), 1);
    assert_int_equal(children(world, PARENT, false), 0);
    assert_int_equal(children(world, PARENT, true), 1);
    assert_int_equal(world_count(world, "timers"), 0);
    field_is(world, PARENT, "heard", "0"); /* its exit handler ran, but the parent hears nothing of it */
    assert_int_equal(event(world, CHILD, "answer", NULL), SENDD_ECONFLICT);
    pass(world, 3 * DAY);
    assert_int_equal(world_count(world, "inbox"), 0);
    replays(world);
    world_free(world);
}

static void what_waits_for_a_cancelled_child_is_dropped(void **state)
{
    (void)state;
    struct world *world = fresh_seed(1);
    start(world, "panel");
    good(event(world, PARENT, "ask", NULL));
    hold(world, CHILD, true);
    good(event(world, PARENT, "tell", NULL));
    good(event(world, PARENT, "tell", NULL));
    assert_int_equal(world_count(world, "inbox"), 2);
    good(event(world, PARENT, "stop", NULL));
    assert_int_equal(world_count(world, "inbox"), 1); /* its cancel, which is held with it */
    assert_int_equal(event(world, CHILD, "note", NULL), SENDD_ECONFLICT);
    assert_string_equal(error_text(), "case PAN-2026-0002 is cancelled by the case that it is a child of");
    good(event(world, PARENT, "ask", NULL));
    assert_string_equal(stands(world, "PAN-2026-0003"), "open asking");
    hold(world, CHILD, false);
    field_is(world, CHILD, "notes", "0");
    assert_int_equal(children(world, PARENT, false), 1);
    assert_int_equal(world_count(world, "inbox"), 0);
    assert_string_equal(stands(world, PARENT), "all asking parent");
    replays(world);
    world_free(world);
}

static void what_a_cancelled_child_has_sent_is_not_heard(void **state)
{
    (void)state;
    struct world *world = fresh_seed(1);
    start(world, "panel");
    good(event(world, PARENT, "ask", NULL));
    hold(world, PARENT, true);
    good(event(world, CHILD, "note", NULL));
    good(event(world, CHILD, "answer", NULL));
    assert_int_equal(world_count(world, "inbox"), 3);
    hold(world, PARENT, false); /* its people's events go first */
    assert_string_equal(stands(world, PARENT), "all idle");
    field_is(world, PARENT, "heard", "2");
    good(event(world, PARENT, "ask", NULL));
    hold(world, PARENT, true);
    good(event(world, "PAN-2026-0003", "note", NULL));
    hold(world, PARENT, false);
    field_is(world, PARENT, "heard", "3");
    replays(world);
    world_free(world);
}

static void a_held_child_waits_with_its_start(void **state)
{
    (void)state;
    struct world *world = fresh_seed(1);
    start(world, "panel");
    world_die(world);
    world->options.hold = true; /* the whole daemon */
    assert_true(world_open(world));
    good(event(world, PARENT, "ask", NULL));
    assert_string_equal(stands(world, CHILD), "");
    assert_int_equal(event(world, CHILD, "note", NULL), SENDD_EINVALID);
    replays(world);
    good(world_do(world, "release", json_object()));
    assert_string_equal(stands(world, CHILD), "open asking");
    replays(world);
    world_free(world);
}

static void messages_go_both_ways_and_may_wait(void **state)
{
    (void)state;
    struct world *world = fresh_seed(1);
    start(world, "panel");
    good(event(world, PARENT, "ask", NULL));
    good(event(world, PARENT, "tell", NULL));
    field_is(world, CHILD, "notes", "1");
    field_is(world, PARENT, "heard", "1");
    good(event(world, PARENT, "tell-later", NULL));
    good(event(world, CHILD, "late", NULL));
    reopen(world, families);
    field_is(world, CHILD, "notes", "1");
    pass(world, 3 * HOUR);
    field_is(world, CHILD, "notes", "2");
    field_is(world, PARENT, "heard", "2");
    pass(world, DAY);
    field_is(world, PARENT, "heard", "3");
    replays(world);
    world_free(world);
}

static void autoforward_gives_the_child_what_the_parent_gets(void **state)
{
    (void)state;
    struct world *world = fresh_seed(1);
    start(world, "panel");
    good(event(world, PARENT, "forward", NULL));
    assert_string_equal(stands(world, CHILD), "open asking");
    good(event(world, PARENT, "note", NULL)); /* the parent itself does not know it */
    field_is(world, CHILD, "notes", "1");
    good(event(world, PARENT, "answer", json_pack("{s:s}", "text", "through")));
    assert_string_equal(stands(world, PARENT), "all idle");
    field_is(world, PARENT, "results", "{\"text\":\"through\",\"topic\":\"anything\"}");
    replays(world);
    world_free(world);
}

/* Through the inbox, too: the parent's name for its sibling and all else, and it is no child of the child's. */
static void what_is_forwarded_stays_as_it_was(void **state)
{
    (void)state;
    struct world *world = fresh_seed(1);
    start(world, "panel");
    good(event(world, PARENT, "overhear", NULL));
    field_is(world, CHILD, "word", "[\"mouth\",\"w\",\"PAN-2026-0003\",\"case:PAN-2026-0001\",\"tea\"]");
    replays(world);
    world_free(world);
}

static void a_grandchild_is_reached_and_ends_all_above_it(void **state)
{
    (void)state;
    struct world *world = fresh_seed(1);
    start(world, "panel");
    good(event(world, PARENT, "gather", NULL));
    assert_string_equal(stands(world, CHILD), "meeting parent");
    assert_string_equal(stands(world, "PAN-2026-0003"), "sitting");
    good(event(world, PARENT, "note", NULL));
    field_is(world, "PAN-2026-0003", "notes", "1");
    good(event(world, "PAN-2026-0003", "answer", NULL));
    assert_string_equal(stands(world, PARENT), "all idle");
    field_is(world, PARENT, "results", "[\"the group\",1]");
    good(event(world, PARENT, "gather", NULL));
    good(event(world, PARENT, "stop", NULL));
    assert_int_equal(world_count(world, "cases_open"), 1);
    replays(world);
    world_free(world);
}

static void one_child_an_item_and_one_end(void **state)
{
    (void)state;
    struct world *world = fresh_seed(1);
    start(world, "panel");
    good(event(world, PARENT, "ask-all", json_pack("{s:[s,s,s]}", "topics", "a", "b", "c")));
    assert_int_equal(children(world, PARENT, false), 3);
    good(event(world, "PAN-2026-0004", "answer", json_pack("{s:s}", "text", "third")));
    reopen(world, families);
    good(event(world, CHILD, "answer", json_pack("{s:s}", "text", "first")));
    assert_string_equal(stands(world, PARENT), "all asking-all parent");
    replays(world);
    good(event(world, "PAN-2026-0003", "answer", json_pack("{s:s}", "text", "second")));
    assert_string_equal(stands(world, PARENT), "all idle");
    field_is(world, PARENT, "results",
             "[{\"text\":\"first\",\"topic\":\"a\"},{\"text\":\"second\",\"topic\":\"b\"},"
             "{\"text\":\"third\",\"topic\":\"c\"}]");
    good(event(world, PARENT, "ask-all", json_pack("{s:[]}", "topics")));
    field_is(world, PARENT, "results", "[]");
    replays(world);
    world_free(world);
}

static void a_child_that_is_over_at_once(void **state)
{
    (void)state;
    struct world *world = fresh_seed(1);
    start(world, "panel");
    good(event(world, PARENT, "blink", NULL));
    assert_string_equal(stands(world, PARENT), "all idle");
    field_is(world, PARENT, "results", "\"blinked\"");
    replays(world);
    world_free(world);
}

static void tells_of_trouble(struct world *world, const char *id)
{
    char name[64];
    struct task_filter filter = {.reference = PARENT, .limit = 10};
    json_t *rows = NULL;
    snprintf(name, sizeof name, "set-aside:invoke.%s", id);
    assert_int_equal(0, store_task_list(world->store, &filter, &rows, NULL));
    assert_int_equal(json_array_size(rows), 1);
    assert_string_equal(json_text(json_array_get(rows, 0), "name"), name);
    json_decref(rows);
    field_is(world, PARENT, "errors", "1");
}

static void a_workflow_that_is_missing_or_not_in_force(void **state)
{
    (void)state;
    struct world *world = fresh_seed(1);
    start(world, "panel");
    good(event(world, PARENT, "early", NULL));
    tells_of_trouble(world, "f");
    field_is(world, PARENT, "why", "\"no version of workflow future is in force on 2026-09-07\"");
    assert_int_equal(children(world, PARENT, true), 0);
    assert_string_equal(stands(world, PARENT), "all early");
    json_t *body = row_body(world, PARENT, "event", "early");
    assert_int_equal(json_array_size(json_object_get(body, "errors")), 1);
    json_decref(body);
    replays(world);
    reopen(world, strangers);
    good(event(world, PARENT, "stop", NULL));
    good(event(world, PARENT, "link", NULL));
    field_is(world, PARENT, "why", "\"there is no workflow link to invoke\"");
    world_free(world);
}

static void a_child_that_can_not_be_started_ends(void **state)
{
    (void)state;
    struct world *world = fresh_seed(1);
    start(world, "panel");
    good(event(world, PARENT, "stick", NULL));
    tells_of_trouble(world, "s");
    assert_string_equal(stands(world, PARENT), "all stuck");
    assert_string_equal(stands(world, CHILD), " ended");
    assert_int_equal(rows_of(world, CHILD, "set-aside", "case.start"), 1);
    assert_int_equal(world_count(world, "cases_open"), 1);
    assert_int_equal(world_count(world, "inbox"), 0);
    replays(world);
    world_free(world);
}

static void cases_that_start_cases_come_to_an_end(void **state)
{
    (void)state;
    struct world *world = fresh_seed(1);
    start(world, "link");
    assert_int_equal(world_count(world, "cases_open"), CHILD_DEPTH + 1);
    assert_int_equal(world_count(world, "inbox"), 0);
    assert_int_equal(world_count(world, "tasks_open"), 1);
    char last[32];
    snprintf(last, sizeof last, "LNK-2026-%04d", CHILD_DEPTH + 1);
    assert_string_equal(stands(world, last), "last");
    json_t *body = row_body(world, last, "start", "case.start");
    const char *error = json_string_value(json_array_get(json_object_get(body, "errors"), 0));
    assert_non_null(strstr(error, "cases start cases endlessly"));
    json_decref(body);
    replays(world);
    world_free(world);
}

static void a_second_case_about_one_child_is_refused_to_people_only(void **state)
{
    (void)state;
    struct world *world = fresh_seed(1);
    start(world, "link"); /* it starts sixteen of its own workflow */
    assert_int_equal(SENDD_ECONFLICT, world_do(world, "case.start",
                                               json_pack("{s:s, s:s}", "workflow", "link", "subject", "P0001")));
    world_free(world);
}

static void a_step_that_started_a_child_is_taken_back_only_before_it_has_begun(void **state)
{
    (void)state;
    struct world *world = fresh_seed(1);
    start(world, "panel");
    good(event(world, PARENT, "ask", NULL));
    assert_int_equal(undo(world, PARENT), SENDD_ECONFLICT);
    assert_non_null(strstr(error_text(), "started the child case " CHILD ", which has begun"));
    assert_int_equal(undo(world, CHILD), SENDD_ECONFLICT); /* a start is not taken back */
    good(event(world, PARENT, "stop", NULL));
    assert_int_equal(undo(world, PARENT), SENDD_ECONFLICT);
    assert_non_null(strstr(error_text(), "cancelled the child case " CHILD));
    assert_int_equal(undo(world, CHILD), SENDD_ECONFLICT);
    assert_non_null(strstr(error_text(), "was cancelled by " PARENT));
    world_die(world);
    world->options.hold = true;
    assert_true(world_open(world));
    good(event(world, PARENT, "ask", NULL));
    good(undo(world, PARENT));
    assert_string_equal(stands(world, PARENT), "all idle");
    assert_string_equal(stands(world, "PAN-2026-0003"), " ended");
    assert_int_equal(world_count(world, "inbox"), 0);
    assert_int_equal(world_count(world, "cases_open"), 1);
    replays(world);
    good(world_do(world, "release", json_object()));
    good(world_do(world, "case.redo", json_pack("{s:s}", "case", PARENT)));
    assert_string_equal(stands(world, "PAN-2026-0004"), "open asking");
    replays(world);
    world_free(world);
}

/* --- once, whatever dies --- */

/* Asks for NAME with a key, cuts the power after STEPS of the loop, and asks again until there is an answer.
 */
static void event_cut(struct world *world, const char *name, json_t *data, size_t steps, const char *key)
{
    struct asked asked = {0};
    json_t *arguments =
        json_pack("{s:s, s:s, s:o*}", "case", PARENT, "event", name, "data", data);
    world_ask(world, &asked, "case.event", arguments, key);
    for (size_t i = 0; i < steps && env_sim_step(world->env); i++)
        ;
    reopen(world, families);
    asked_free(&asked);
    int code = world_do_key(world, "case.event", json_incref(arguments), key);
    json_decref(arguments);
    good(code);
}

static void each_child_begins_and_ends_once_across_crashes(void **state)
{
    (void)state;
    for (size_t steps = 0; steps < 40; steps++) {
        struct world *world = fresh_seed(steps + 1);
        start(world, "panel");
        event_cut(world, "ask-all", json_pack("{s:[s,s]}", "topics", "a", "b"), steps, "one");
        assert_int_equal(children(world, PARENT, true), 2);
        assert_int_equal(rows_of(world, CHILD, "start", "case.start"), 1);
        assert_int_equal(rows_of(world, "PAN-2026-0003", "start", "case.start"), 1);
        good(event(world, CHILD, "answer", NULL));
        event_cut(world, "stop", NULL, steps, "two");
        assert_int_equal(rows_of(world, "PAN-2026-0003", "inbox", "case.cancel"), 1);
        assert_int_equal(children(world, PARENT, false), 0);
        event_cut(world, "blink", NULL, steps, "three");
        assert_int_equal(children(world, PARENT, true), 3);
        assert_string_equal(stands(world, PARENT), "all idle");
        field_is(world, PARENT, "results", "\"blinked\"");
        assert_int_equal(world_count(world, "inbox"), 0);
        replays(world);
        world_free(world);
    }
}

/* --- the same as on the stage --- */

/* One world twice: the daemon's and the stage's. */
struct twins {
    struct world *world;
    struct stage *stage;
    struct site *site;
    struct arena *arena;
    struct list done; /* of const char *: what was done, for a failure's text */
};

static void twins_open(struct twins *twins, uint64_t seed)
{
    struct faults *faults;
    twins->arena = arena_new();
    twins->done = (struct list)LIST_EMPTY;
    twins->world = fresh_seed(seed);
    faults = faults_new(twins->arena);
    twins->site = site_read(families, faults);
    assert_non_null(twins->site);
    const struct stage_site site = {.definitions = &twins->site->definitions,
                                    .rules = twins->site->rules,
                                    .calendars = twins->site->calendars,
                                    .wake_hour = twins->site->wake_hour,
                                    .wake_minute = twins->site->wake_minute,
                                    .unmatched = STEP_KEEP};
    twins->stage = stage_new(&site, NULL, env_now(twins->world->env), NULL, NULL);
}

static void twins_close(struct twins *twins)
{
    stage_free(twins->stage);
    world_free(twins->world);
    site_drop(twins->site);
    list_free(&twins->done);
    arena_free(twins->arena);
}

static void note(struct twins *twins, const char *text)
{
    list_add(&twins->done, (void *)(uintptr_t)text);
}

/* "/opinion of /" and the like: the way from the first case, by what each parent calls it. */
static const char *daemon_path(struct twins *twins, const struct kase *kase)
{
    struct kase *parent;
    if (!case_parent(kase))
        return "";
    assert_int_equal(0, store_case_load(twins->world->store, case_parent(kase), twins->arena, &parent, NULL));
    return arena_printf(twins->arena, "%s/%s", daemon_path(twins, parent), case_invokeid(kase));
}

static const char *stage_path(struct twins *twins, const struct stage_case *actor)
{
    return actor->parent ? arena_printf(twins->arena, "%s/%s", stage_path(twins, actor->parent), actor->invoke)
                         : "";
}

static const char *case_line(struct twins *twins, const char *path, const struct kase *kase)
{
    struct text text = TEXT_EMPTY;
    json_t *compared = kase->fields ? json_copy(kase->fields) : json_object();
    json_object_del(compared, "why"); /* a text that names the reference */
    char *fields = json_canonical(compared);
    json_decref(compared);
    text_addf(&text, "%s/ in", path);
    for (size_t i = 0; i < kase->states.count; i++)
        text_addf(&text, " %s", (const char *)kase->states.items[i]);
    text_addf(&text, "; %s; kept %zu; timers %zu", fields, json_array_size(kase->kept), kase->timers.count);
    const char *line = arena_copy(twins->arena, text_string(&text));
    text_free(&text);
    mem_free(fields);
    return line;
}

static int by_text(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static const char *lines_join(struct twins *twins, struct list *lines)
{
    struct text text = TEXT_EMPTY;
    qsort(lines->items, lines->count, sizeof *lines->items, by_text);
    for (size_t i = 0; i < lines->count; i++)
        text_addf(&text, "%s\n", (const char *)lines->items[i]);
    const char *all = arena_copy(twins->arena, text_string(&text));
    text_free(&text);
    list_free(lines);
    return all;
}

/* The open cases of the daemon, and their references by path when REFERENCES is not NULL. */
static const char *daemon_picture(struct twins *twins, struct list *references)
{
    struct list lines = LIST_EMPTY;
    json_t *rows = cases(twins->world, NULL, false), *row;
    size_t i;
    json_array_foreach(rows, i, row)
    {
        struct kase *kase;
        assert_int_equal(0, store_case_load(twins->world->store, json_text(row, "case"), twins->arena, &kase, NULL));
        list_add(&lines, (void *)(uintptr_t)case_line(twins, daemon_path(twins, kase), kase));
        if (references)
            list_add(references, kase);
    }
    json_decref(rows);
    return lines_join(twins, &lines);
}

static const char *stage_picture(struct twins *twins)
{
    struct list lines = LIST_EMPTY;
    const struct list *all = stage_cases(twins->stage);
    for (size_t i = 0; i < all->count; i++) {
        const struct stage_case *actor = all->items[i];
        if (!actor->kase->ended)
            list_add(&lines, (void *)(uintptr_t)case_line(twins, stage_path(twins, actor), actor->kase));
    }
    return lines_join(twins, &lines);
}

static void twins_compare(struct twins *twins)
{
    const char *daemon = daemon_picture(twins, NULL), *stage = stage_picture(twins);
    if (string_equal(daemon, stage))
        return;
    for (size_t i = 0; i < twins->done.count; i++)
        print_message("%s\n", (const char *)twins->done.items[i]);
    fail_msg("the daemon:\n%sthe stage:\n%s", daemon, stage);
}

static struct stage_case *stage_at(struct twins *twins, const char *path)
{
    const struct list *all = stage_cases(twins->stage);
    for (size_t i = 0; i < all->count; i++)
        if (string_equal(stage_path(twins, all->items[i]), path))
            return all->items[i];
    return NULL;
}

static void twins_event(struct twins *twins, const struct kase *kase, const char *name, json_t *data)
{
    struct error error = ERROR_NONE;
    const char *path = daemon_path(twins, kase);
    struct stage_case *actor = stage_at(twins, path);
    const struct event event_of = {.name = name,
                                   .data = data,
                                   .happened = london_date(stage_now(twins->stage)),
                                   .recorded = stage_now(twins->stage),
                                   .by = "test"};
    note(twins, arena_printf(twins->arena, "%s to %s/", name, path));
    assert_non_null(actor);
    int code = event(twins->world, kase->reference, name, json_incref(data));
    assert_int_equal(code, stage_event(twins->stage, actor, &event_of, STEP_REFUSE, &error));
    json_decref(data);
}

static void twins_pass(struct twins *twins, duration by)
{
    struct error error = ERROR_NONE;
    instant until = env_now(twins->world->env) + by;
    note(twins, arena_printf(twins->arena, "%lld hours pass", (long long)(by / HOUR)));
    env_sim_run_until(twins->world->env, until);
    assert_int_equal(0, stage_advance(twins->stage, until, &error));
}

static void twins_act(struct twins *twins)
{
    static const char *const names[] = {"ask",   "ask-all", "forward", "blink", "gather", "stop",  "tell",
                                        "stick", "answer",  "note",    "think", "late",   "early", "tell-later"};
    struct env *env = twins->world->env;
    struct list open = LIST_EMPTY;
    daemon_picture(twins, &open);
    const struct kase *kase = open.items[env_sim_pick(env, open.count)];
    uint64_t dice = env_sim_pick(env, 20);
    if (dice < 2)
        twins_pass(twins, dice ? DAY + HOUR : 4 * HOUR);
    else
        twins_event(twins, kase, names[env_sim_pick(env, sizeof names / sizeof *names)],
                    json_pack("{s:s, s:[s, s]}", "text", "because", "topics", "a", "b"));
    list_free(&open);
}

static void the_daemon_does_as_the_stage_does(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 20; seed++) {
        struct twins twins;
        struct stage_case *actor;
        struct error error = ERROR_NONE;
        twins_open(&twins, seed);
        start(twins.world, "panel");
        const struct stage_start how = {.name = PARENT,
                                        .school = "oakfield",
                                        .subject = "pupil/P0001",
                                        .definition = site_definition(twins.site, "panel", DATE_NONE),
                                        .by = "test"};
        assert_int_equal(0, stage_start(twins.stage, &how, &actor, &error));
        for (int i = 0; i < 60; i++) {
            twins_compare(&twins);
            twins_act(&twins);
        }
        twins_compare(&twins);
        replays(twins.world);
        twins_close(&twins);
    }
}

int main(void)
{
    families = site_with("tests/unit/core/children");
    strangers = site_with("tests/unit/core/site/workflows");
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_child_begins_answers_and_is_done),
        cmocka_unit_test(a_child_case_has_its_parents_school_subject_and_a_pin_of_its_own),
        cmocka_unit_test(leaving_the_state_cancels_the_child),
        cmocka_unit_test(what_waits_for_a_cancelled_child_is_dropped),
        cmocka_unit_test(what_a_cancelled_child_has_sent_is_not_heard),
        cmocka_unit_test(a_held_child_waits_with_its_start),
        cmocka_unit_test(messages_go_both_ways_and_may_wait),
        cmocka_unit_test(autoforward_gives_the_child_what_the_parent_gets),
        cmocka_unit_test(what_is_forwarded_stays_as_it_was),
        cmocka_unit_test(a_grandchild_is_reached_and_ends_all_above_it),
        cmocka_unit_test(one_child_an_item_and_one_end),
        cmocka_unit_test(a_child_that_is_over_at_once),
        cmocka_unit_test(a_workflow_that_is_missing_or_not_in_force),
        cmocka_unit_test(a_child_that_can_not_be_started_ends),
        cmocka_unit_test(cases_that_start_cases_come_to_an_end),
        cmocka_unit_test(a_second_case_about_one_child_is_refused_to_people_only),
        cmocka_unit_test(a_step_that_started_a_child_is_taken_back_only_before_it_has_begun),
        cmocka_unit_test(each_child_begins_and_ends_once_across_crashes),
        cmocka_unit_test(the_daemon_does_as_the_stage_does),
    };
    int failures = cmocka_run_group_tests(tests, NULL, NULL);
    world_site_free(families);
    world_site_free(strangers);
    return failures;
}
