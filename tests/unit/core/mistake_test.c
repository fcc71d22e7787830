/* Mistakes and versions on the simulated daemon: corrections, steps taken back and done again, cases moved to
 * another version, histories done again. */
#include "world.h"

#include "base/mem.h"
#include "core/pins.h"
#include "core/replay.h"

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
#define DAY  (SECONDS(86400))
#define CASE "VIS-2026-0001"

static char *one, *two; /* sites with version 1 and version 2 of the workflow */

static void part_link(const char *folder, const char *part, const char *source)
{
    char path[PATH_MAX], target[PATH_MAX], resolved[PATH_MAX];
    const char *top = getenv("SENDD_SRC");
    snprintf(path, sizeof path, "%s/%s", folder, part);
    snprintf(target, sizeof target, "%s/%s", top ? top : ".", source);
    assert_non_null(realpath(target, resolved));
    assert_int_equal(0, unlink(path));
    assert_int_equal(0, symlink(resolved, path));
}

static char *site_with(const char *workflows)
{
    char *folder = world_site("tests/unit/core/site");
    part_link(folder, "workflows", workflows);
    part_link(folder, "templates", "tests/unit/core/versions/templates");
    return folder;
}

static struct world *fresh_with(bool hold)
{
    struct world_options options = {.seed = 7, .start = START, .site = one, .hold = hold};
    struct world *world = world_new(&options);
    assert_true(world_open(world));
    world_people(world, 3);
    return world;
}

static struct world *fresh(void)
{
    return fresh_with(true); /* nothing goes out and nothing fires */
}

static void reopen(struct world *world, const char *site, bool hold)
{
    world_die(world);
    world->options.site = site;
    world->options.hold = hold;
    assert_true(world_open(world));
    env_sim_settle(world->env);
}

/* --- asking --- */

static int start(struct world *world, const char *asked)
{
    return world_do(
        world, "case.start",
        json_pack("{s:s, s:s, s:{s:s}}", "workflow", "visit", "subject", "P0001", "fields", "asked", asked));
}

static int event(struct world *world, const char *name)
{
    return world_do(world, "case.event", json_pack("{s:s, s:s}", "case", CASE, "event", name));
}

static int undo(struct world *world)
{
    return world_do(world, "case.undo",
                    json_pack("{s:s, s:s}", "case", CASE, "reason", "it was another child"));
}

static int redo(struct world *world)
{
    return world_do(world, "case.redo", json_pack("{s:s}", "case", CASE));
}

static int correct(struct world *world, const char *asked)
{
    return world_do(
        world, "case.correct",
        json_pack("{s:s, s:{s:s}, s:s}", "case", CASE, "fields", "asked", asked, "reason", "misread"));
}

static int migrate(struct world *world, json_t *more)
{
    json_t *arguments = json_pack("{s:s}", "case", CASE);
    json_object_update(arguments, more);
    json_decref(more);
    return world_do(world, "case.migrate", arguments);
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

static void has(const char *text, const char *piece)
{
    if (!text || !strstr(text, piece))
        fail_msg("no \"%s\" in: %s", piece, text ? text : "(nothing)");
}

static size_t listed(const char *key)
{
    return json_array_size(json_object_get(world_answer(), key));
}

static const char *line(const char *key, size_t index)
{
    return json_string_value(json_array_get(json_object_get(world_answer(), key), index));
}

/* --- looking --- */

/* All that a case is and waits for, as one text, but for ids and the revision. */
static char *picture(struct world *world)
{
    struct arena *arena = arena_new();
    struct kase *kase;
    struct text text = TEXT_EMPTY;
    char day[DATE_SIZE];
    assert_int_equal(0, store_case_load(world->store, CASE, arena, &kase, NULL));
    char *fields = json_canonical(kase->fields);
    text_addf(&text, "%.8s ended %d %s\n", kase->definition, kase->ended, fields);
    mem_free(fields);
    for (size_t i = 0; i < kase->states.count; i++)
        text_addf(&text, "in %s\n", (const char *)kase->states.items[i]);
    json_t *lines = json_array();
    for (size_t i = 0; i < kase->deadlines.count; i++) {
        const struct deadline *deadline = kase->deadlines.items[i];
        json_array_append_new(lines, json_sprintf("deadline %s %s told %d", deadline->name,
                                                  date_write(deadline->due, day), deadline->missed_told));
    }
    for (size_t i = 0; i < kase->tasks.count; i++)
        json_array_append_new(lines,
                              json_sprintf("task %s", ((const struct task *)kase->tasks.items[i])->name));
    for (size_t i = 0; i < kase->timers.count; i++) {
        const struct timer *timer = kase->timers.items[i];
        json_array_append_new(
            lines, json_sprintf("timer %s %lld %s", timer->name, (long long)timer->due, timer->event));
    }
    /* The order of rows is the order in which they were made; what it is now does not matter. */
    json_t *sorted = json_object(), *row;
    size_t i;
    json_array_foreach(lines, i, row) json_object_set_new(sorted, json_string_value(row), json_true());
    char *all = json_canonical(sorted);
    text_add(&text, all);
    mem_free(all);
    json_decref(sorted);
    json_decref(lines);
    arena_free(arena);
    return text_take(&text);
}

/* Statuses of all deadline rows of the case, by id: "answer open; answer superseded undone: ...". */
static char *deadline_rows(struct world *world)
{
    struct deadline_filter filter = {.reference = CASE, .until = DATE_NONE, .closed = true, .limit = 100};
    struct text text = TEXT_EMPTY;
    json_t *rows = NULL, *row;
    size_t i;
    assert_int_equal(0, store_deadline_list(world->store, &filter, &rows, NULL));
    json_array_foreach(rows, i, row)
    {
        const char *reason = json_text(row, "reason");
        text_addf(&text, "%s %s%s%s; ", json_text(row, "name"), json_text(row, "status"), reason ? " " : "",
                  reason ? reason : "");
    }
    json_decref(rows);
    return text_take(&text);
}

static json_t *history_last(struct world *world, const char *kind)
{
    json_t *rows = world_history(world, CASE), *row, *found = NULL;
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

/* The histories done again give what the store has, with the site as it is. */
static void replays(struct world *world)
{
    struct replay replay;
    struct error error = ERROR_NONE;
    assert_int_equal(0, replay_all(world->store, core_site(world->core), &replay, &error));
    if (json_array_size(replay.differing)) {
        char *text = json_canonical(replay.differing);
        fail_msg("%s", text);
    }
    assert_true(replay.cases > 0 && replay.rows > 0);
    json_decref(replay.differing);
}

static void sound(struct world *world)
{
    struct audit audit;
    assert_int_equal(0, store_history_verify(world->store, &audit, NULL));
    assert_int_equal(0, audit.bad);
}

/* --- undo and redo --- */

static void a_step_is_taken_back_and_done_again(void **state)
{
    (void)state;
    struct world *world = fresh();
    assert_int_equal(0, start(world, "2026-09-01"));
    char *before = picture(world);
    assert_int_equal(0, event(world, "go"));
    char *after = picture(world);
    assert_string_not_equal(before, after);
    assert_int_equal(1, world_count(world, "outbox_ready"));
    assert_int_equal(0, undo(world));
    assert_string_equal("go", json_text(world_answer(), "undone"));
    assert_int_equal(1, listed("cancelled"));
    assert_int_equal(0, listed("sent"));
    char *back = picture(world);
    assert_string_equal(before, back);
    assert_int_equal(0, world_count(world, "outbox_ready"));
    assert_int_equal(1, world_count(world, "outbox_cancelled"));
    json_t *body = history_last(world, "undo");
    assert_string_equal("it was another child", json_text(body, "reason"));
    assert_string_equal("go", json_text(body, "event"));
    json_decref(body);
    assert_int_equal(SENDD_ECONFLICT, undo(world)); /* once */
    has(error_hint_text(), "case redo");
    assert_int_equal(0, redo(world));
    char *again = picture(world);
    assert_string_equal(after, again);
    assert_int_equal(SENDD_ECONFLICT, redo(world));
    assert_int_equal(0, undo(world)); /* a step done again is a step */
    replays(world);
    sound(world);
    mem_free(before), mem_free(after), mem_free(back), mem_free(again);
    world_free(world);
}

static void nothing_legal_is_overwritten(void **state)
{
    (void)state;
    struct world *world = fresh();
    assert_int_equal(0, start(world, "2026-09-01"));
    assert_int_equal(0, event(world, "go"));
    assert_int_equal(0, undo(world));
    char *rows = deadline_rows(world);
    assert_string_equal("answer met go; answer open; ", rows); /* the closed row stays, a new one is open */
    mem_free(rows);
    assert_int_equal(0, correct(world, "2026-08-25"));
    assert_int_equal(0, undo(world));
    rows = deadline_rows(world);
    has(rows, "answer superseded undone: it was another child; ");
    has(rows, "answer superseded corrected: misread; ");
    has(rows, "answer open; ");
    mem_free(rows);
    replays(world);
    world_free(world);
}

static void what_was_handed_over_stops_it(void **state)
{
    (void)state;
    struct world *world = fresh_with(false);
    assert_int_equal(0, start(world, "2026-09-01"));
    char *before = picture(world);
    assert_int_equal(0, event(world, "go"));
    env_sim_run_until(world->env, env_now(world->env) + SECONDS(3600));
    env_sim_settle(world->env);
    assert_int_equal(1, world->sent.count);
    assert_int_equal(SENDD_ECONFLICT, undo(world));
    has(error_text(), "message 1, hello, to contact/C0001: delivered");
    has(error_hint_text(), "--even-though-sent");
    assert_int_equal(0, world_do(world, "case.undo",
                                 json_pack("{s:s, s:s, s:b}", "case", CASE, "reason", "wrong child",
                                           "even_though_sent", 1)));
    assert_int_equal(1, listed("sent"));
    char *back = picture(world);
    assert_string_equal(before, back);
    json_t *body = history_last(world, "undo");
    assert_int_equal(1, json_array_size(json_object_get(body, "sent")));
    json_decref(body);
    mem_free(before), mem_free(back);
    world_free(world);
}

static struct reaction slowly(struct world *world, const struct sent *sent)
{
    (void)world, (void)sent;
    return (struct reaction){.kind = OUTCOME_DELIVERED, .delay = SECONDS(600)};
}

static void what_is_in_flight_counts_as_handed_over(void **state)
{
    (void)state;
    struct world *world = fresh_with(false);
    world->options.react = slowly;
    assert_int_equal(0, start(world, "2026-09-01"));
    assert_int_equal(0, event(world, "go"));
    env_sim_run_until(world->env, env_now(world->env) + SECONDS(1));
    assert_int_equal(1, world->sent.count);
    assert_int_equal(SENDD_ECONFLICT, undo(world));
    has(error_text(), "being handed over");
    world_free(world);
}

static void an_event_for_another_case_is_called_back_or_told_of(void **state)
{
    (void)state;
    struct world *world = fresh();
    assert_int_equal(0, start(world, "2026-09-01"));
    assert_int_equal(
        0, world_do(world, "case.start", json_pack("{s:s, s:s}", "workflow", "letter", "subject", "P0001")));
    assert_int_equal(0, event(world, "tell"));
    assert_int_equal(1, world_count(world, "inbox"));
    assert_int_equal(0, undo(world));
    assert_int_equal(1, world_count(world, "inbox")); /* no more the event, but a look at the dates that came back */
    assert_int_equal(0, redo(world));
    assert_int_equal(0, world_do(world, "release", json_object()));
    env_sim_settle(world->env);
    assert_int_equal(0, world_count(world, "inbox"));
    assert_int_equal(SENDD_ECONFLICT, undo(world));
    has(error_text(), "event told, to case LET-2026-0001: taken");
    world_free(world);
}

static void timers_are_armed_at_their_old_instants(void **state)
{
    (void)state;
    struct world *world = fresh();
    assert_int_equal(0, start(world, "2026-09-01"));
    assert_int_equal(0, event(world, "wait"));
    env_sim_run_until(world->env, START + 10 * DAY); /* past the instant of the timer that "wait" ended */
    assert_int_equal(0, undo(world));
    assert_int_equal(0, world_do(world, "release", json_object()));
    env_sim_settle(world->env);
    assert_int_equal(1, json_integer_value(world_field(world, CASE, "count")));
    json_t *body = history_last(world, "timer");
    assert_true(json_number(body, "late", 0) > 5 * 86400);
    json_decref(body);
    assert_int_equal(0, undo(world)); /* the timer that fired is not armed again: it would only fire again */
    env_sim_settle(world->env);
    assert_int_equal(0, json_integer_value(world_field(world, CASE, "count")));
    assert_int_equal(0, redo(world));
    assert_int_equal(1, json_integer_value(world_field(world, CASE, "count")));
    replays(world);
    world_free(world);
}

static void a_task_done_by_mistake_is_open_again(void **state)
{
    (void)state;
    struct world *world = fresh();
    assert_int_equal(0, start(world, "2026-09-01"));
    json_int_t task = json_number(json_array_get(json_object_get(world_answer(), "tasks"), 0), "id", 0);
    assert_int_equal(0, world_do(world, "task.complete", json_pack("{s:I}", "task", task)));
    assert_int_equal(0, world_count(world, "tasks_open"));
    assert_int_equal(0, undo(world));
    assert_int_equal(1, world_count(world, "tasks_open"));
    assert_int_equal(0, json_integer_value(world_field(world, CASE, "count")));
    assert_int_equal(0, redo(world));
    assert_int_equal(0, world_count(world, "tasks_open"));
    assert_int_equal(10, json_integer_value(world_field(world, CASE, "count")));
    replays(world);
    world_free(world);
}

static void what_the_interpreter_remembers_goes_back_too(void **state)
{
    (void)state;
    struct world *world = fresh();
    assert_int_equal(0, start(world, "2026-09-01"));
    char *before = picture(world);
    assert_int_equal(0, event(world, "later"));
    char *after = picture(world);
    has(after, "timer send:reminder:1 ");
    assert_int_equal(0, undo(world));
    char *back = picture(world);
    assert_string_equal(before, back);
    assert_int_equal(0, redo(world));
    char *again = picture(world);
    assert_string_equal(after, again); /* the same number again */
    replays(world);
    mem_free(before), mem_free(after), mem_free(back), mem_free(again);
    world_free(world);
}

static void the_end_of_a_case_is_taken_back(void **state)
{
    (void)state;
    struct world *world = fresh();
    assert_int_equal(0, start(world, "2026-09-01"));
    assert_int_equal(0, event(world, "go"));
    char *before = picture(world);
    assert_int_equal(0, event(world, "arrive"));
    assert_int_equal(0, world_count(world, "cases_open"));
    assert_int_equal(0, undo(world));
    assert_int_equal(1, world_count(world, "cases_open"));
    char *back = picture(world);
    assert_string_equal(before, back);
    mem_free(before), mem_free(back);
    world_free(world);
}

static void a_start_and_a_reason_that_is_missing_are_refused(void **state)
{
    (void)state;
    struct world *world = fresh();
    assert_int_equal(0, start(world, "2026-09-01"));
    int64_t rows = world_count(world, "history");
    assert_int_equal(SENDD_ECONFLICT, undo(world));
    has(error_hint_text(), "a start is not taken back");
    assert_int_equal(SENDD_EINVALID, world_do(world, "case.undo", json_pack("{s:s}", "case", CASE)));
    assert_int_equal(SENDD_ECONFLICT, redo(world));
    assert_int_equal(rows, world_count(world, "history"));
    world_free(world);
}

/* --- corrections --- */

static void a_correction_cancels_what_shows_the_wrong_date(void **state)
{
    (void)state;
    struct world *world = fresh();
    assert_int_equal(0, start(world, "2026-09-01"));
    assert_int_equal(0, event(world, "date")); /* to the parents with the date, to the SENCo without one */
    assert_int_equal(0, event(world, "say"));  /* to the parents, behind it */
    assert_int_equal(1, world_count(world, "outbox_waiting"));
    assert_int_equal(0, correct(world, "2026-08-25"));
    assert_int_equal(1, listed("cancelled"));
    has(line("cancelled", 0), "dated, to contact/C0001");
    assert_int_equal(2, listed("unsent"));
    assert_int_equal(1, world_count(world, "outbox_cancelled"));
    assert_int_equal(0, world_count(world, "outbox_waiting")); /* its turn has come */
    char *rows = deadline_rows(world);
    assert_string_equal("answer open; answer superseded corrected: misread; ", rows);
    mem_free(rows);
    json_t *body = history_last(world, "correct");
    assert_int_equal(1, json_array_size(json_object_get(body, "cancelled")));
    json_decref(body);
    assert_int_equal(0, world_do(world, "case.correct",
                                 json_pack("{s:s, s:{s:s}, s:s, s:b}", "case", CASE, "fields", "asked",
                                           "2026-08-26", "reason", "again", "cancel_unsent", 1)));
    assert_int_equal(2, listed("cancelled"));
    assert_int_equal(0, listed("unsent"));
    replays(world);
    world_free(world);
}

static void a_correction_lists_what_went_out_with_the_wrong_date(void **state)
{
    (void)state;
    struct world *world = fresh_with(false);
    assert_int_equal(0, start(world, "2026-09-01"));
    assert_int_equal(0, event(world, "date"));
    env_sim_run_until(world->env, env_now(world->env) + SECONDS(3600));
    env_sim_settle(world->env);
    assert_int_equal(2, world->sent.count);
    assert_int_equal(0, correct(world, "2026-08-25"));
    assert_int_equal(0, listed("cancelled"));
    assert_int_equal(1, listed("sent"));
    has(line("sent", 0), "dated, to contact/C0001: delivered");
    assert_int_equal(SENDD_EINVALID,
                     world_do(world, "case.correct",
                              json_pack("{s:s, s:{s:s}}", "case", CASE, "fields", "asked", "2026-08-25")));
    assert_int_equal(SENDD_EINVALID,
                     world_do(world, "case.correct", json_pack("{s:s, s:s}", "case", CASE, "reason", "x")));
    assert_int_equal(SENDD_EINVALID, world_do(world, "case.correct",
                                              json_pack("{s:s, s:{s:s}, s:s}", "case", CASE, "fields",
                                                        "asked", "soon", "reason", "x")));
    world_free(world);
}

/* --- versions --- */

static void a_case_moves_to_the_new_version_and_back(void **state)
{
    (void)state;
    struct world *world = fresh();
    assert_int_equal(0, start(world, "2026-09-01"));
    char *before = picture(world);
    reopen(world, two, true);
    char *pinned = picture(world);
    assert_string_equal(before, pinned); /* nothing happens by itself */
    int64_t rows = world_count(world, "history");
    assert_int_equal(0, migrate(world, json_pack("{s:b}", "dry_run", 1)));
    assert_false(json_is_true(json_object_get(world_answer(), "moved")));
    assert_int_equal(rows, world_count(world, "history"));
    char *dry = picture(world);
    assert_string_equal(before, dry);
    assert_int_equal(0, migrate(world, json_object()));
    assert_true(json_is_true(json_object_get(world_answer(), "moved")));
    char *moved = picture(world);
    has(moved, "deadline plan ");
    has(moved, "task write");
    has(moved, "\"fresh\":\"new\"");
    json_t *body = history_last(world, "migrate");
    assert_int_equal(64, strlen(json_text(body, "old")));
    assert_int_equal(64, strlen(json_text(body, "new")));
    assert_string_equal("words",
                        json_text(json_object_get(json_object_get(body, "report"), "dropped"), "old"));
    json_decref(body);
    assert_int_equal(rows + 1, world_count(world, "history"));
    assert_int_equal(0, migrate(world, json_object())); /* there already */
    assert_false(json_is_true(json_object_get(world_answer(), "moved")));
    assert_int_equal(SENDD_ECONFLICT, undo(world));
    has(error_hint_text(), "workflow migrate --undo");
    assert_int_equal(0, migrate(world, json_pack("{s:b}", "undo", 1)));
    char *back = picture(world);
    assert_string_equal(before, back);
    assert_int_equal(SENDD_ECONFLICT, migrate(world, json_pack("{s:b}", "undo", 1)));
    replays(world);
    assert_int_equal(0, migrate(world, json_object()));
    assert_int_equal(0, event(world, "say"));
    assert_int_equal(SENDD_ECONFLICT, migrate(world, json_pack("{s:b}", "undo", 1)));
    has(error_text(), "has moved on");
    assert_int_equal(0, migrate(world, json_pack("{s:i}", "to", 1))); /* the store kept version 1 */
    assert_int_equal(0, migrate(world, json_object()));
    replays(world);
    sound(world);
    mem_free(before), mem_free(pinned), mem_free(dry), mem_free(moved), mem_free(back);
    world_free(world);
}

static void the_new_version_is_what_runs(void **state)
{
    (void)state;
    struct world *world = fresh();
    assert_int_equal(0, start(world, "2026-09-01"));
    reopen(world, two, true);
    assert_int_equal(0, migrate(world, json_object()));
    assert_int_equal(0, world_do(world, "release", json_object()));
    env_sim_run_until(world->env, START + 4 * DAY); /* the timer keeps version 1's instant */
    env_sim_settle(world->env);
    assert_int_equal(1000, json_integer_value(world_field(world, CASE, "count")));
    reopen(world, two, false);
    assert_int_equal(0, event(world, "go"));
    replays(world);
    world_free(world);
}

static void a_state_without_a_counterpart_needs_a_map(void **state)
{
    (void)state;
    struct world *world = fresh();
    assert_int_equal(0, start(world, "2026-09-01"));
    assert_int_equal(0, event(world, "wait"));
    reopen(world, two, true);
    assert_int_equal(SENDD_ECONFLICT, migrate(world, json_object()));
    has(error_text(), "no counterpart of the state \"waiting\"");
    has(error_hint_text(), "asking, going");
    assert_int_equal(0, migrate(world, json_pack("{s:{s:s}}", "map", "waiting", "going")));
    assert_int_equal(SENDD_ENOTFOUND, migrate(world, json_pack("{s:i}", "to", 9)));
    replays(world);
    world_free(world);
}

static void names_that_are_gone_are_found_with_their_cases(void **state)
{
    (void)state;
    struct world *world = fresh();
    json_t *pins;
    struct text text = TEXT_EMPTY;
    assert_int_equal(0, start(world, "2026-09-01"));
    reopen(world, two, true); /* version 1 is gone, all that it names is there */
    assert_int_equal(0, pins_check(world->store, core_site(world->core), &pins, NULL));
    assert_int_equal(0, json_array_size(pins));
    json_decref(pins);
    char *bare = site_with("tests/unit/core/site/workflows");
    part_link(bare, "templates", "tests/unit/core/site/templates"); /* without "dated" */
    reopen(world, bare, true);
    assert_int_equal(0, pins_check(world->store, core_site(world->core), &pins, NULL));
    assert_int_equal(1, json_array_size(pins));
    pins_print(pins, &text);
    has(text_string(&text),
        "1 open cases are pinned to workflow visit version 1, which names what is not there");
    has(text_string(&text), "unknown template \"dated\"; it belongs in ");
    has(text_string(&text), "/templates/");
    json_decref(pins);
    text_free(&text);
    world_site_free(bare);
    world_free(world);
}

/* --- histories done again --- */

/* Negative control: a store whose last step is not what the history tells. */
static void a_case_that_differs_is_caught(void **state)
{
    (void)state;
    struct world *world = fresh();
    struct arena *arena = arena_new();
    struct kase *kase;
    struct replay replay;
    assert_int_equal(0, start(world, "2026-09-01"));
    assert_int_equal(0, event(world, "go"));
    assert_int_equal(0, store_case_load(world->store, CASE, arena, &kase, NULL));
    struct history row = {
        kase->id, "oakfield", env_now(world->env), "event",
        json_keep(arena, json_pack("{s:s, s:s, s:s, s:s, s:[s]}", "event", "arrive", "happened", "2026-09-07",
                                   "by", "test", "definition", "", "path", "going -> waiting on arrive"))};
    assert_int_equal(0, store_begin(world->store, NULL));
    assert_int_equal(0, store_history_append(world->store, &row, NULL));
    assert_int_equal(0, store_commit(world->store, NULL));
    assert_int_equal(0, replay_all(world->store, core_site(world->core), &replay, NULL));
    assert_int_equal(1, json_array_size(replay.differing));
    has(json_text(json_array_get(replay.differing, 0), "what"), "would do going -> done on arrive");
    json_decref(replay.differing);
    arena_free(arena);
    world_free(world);
}

int main(void)
{
    one = site_with("tests/unit/core/versions/one");
    two = site_with("tests/unit/core/versions/two");
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_step_is_taken_back_and_done_again),
        cmocka_unit_test(nothing_legal_is_overwritten),
        cmocka_unit_test(what_was_handed_over_stops_it),
        cmocka_unit_test(what_is_in_flight_counts_as_handed_over),
        cmocka_unit_test(an_event_for_another_case_is_called_back_or_told_of),
        cmocka_unit_test(timers_are_armed_at_their_old_instants),
        cmocka_unit_test(a_task_done_by_mistake_is_open_again),
        cmocka_unit_test(the_end_of_a_case_is_taken_back),
        cmocka_unit_test(a_start_and_a_reason_that_is_missing_are_refused),
        cmocka_unit_test(a_correction_cancels_what_shows_the_wrong_date),
        cmocka_unit_test(what_the_interpreter_remembers_goes_back_too),
        cmocka_unit_test(a_correction_lists_what_went_out_with_the_wrong_date),
        cmocka_unit_test(a_case_moves_to_the_new_version_and_back),
        cmocka_unit_test(the_new_version_is_what_runs),
        cmocka_unit_test(a_state_without_a_counterpart_needs_a_map),
        cmocka_unit_test(names_that_are_gone_are_found_with_their_cases),
        cmocka_unit_test(a_case_that_differs_is_caught),
    };
    int failures = cmocka_run_group_tests(tests, NULL, NULL);
    world_site_free(one);
    world_site_free(two);
    return failures;
}
