/* A case moves to another version of its workflow: where it stands, what it knows, what it waits for. */
#include "desk.h"

#include "workflow/migrate.h"

#include <stdarg.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

/* A case of the old version on one desk, the new version on another. */
struct pair {
    struct desk old, new;
    json_t *report;
    char changes[1200];
};

static void pair_open(struct pair *pair, const char *old, const char *new)
{
    *pair = (struct pair){0};
    desk_open(&pair->old, old);
    if (!pair->old.definition)
        fail_msg("%s", desk_faults(&pair->old));
    desk_open(&pair->new, new);
    if (!pair->new.definition)
        fail_msg("%s", desk_faults(&pair->new));
}

static void pair_close(struct pair *pair)
{
    desk_close(&pair->old);
    desk_close(&pair->new);
}

/* The atomic states after it; the new desk then has the case. */
static const char *move_with(struct pair *pair, json_t *map)
{
    struct desk *old = &pair->old, *new = &pair->new;
    struct migrate_input input = {.from = old->definition,
                                  .to = new->definition,
                                  .kase = old->kase,
                                  .map = map ? json_keep(new->arena, map) : NULL,
                                  .facts = &new->facts,
                                  .now = old->now,
                                  .wake_hour = 8,
                                  .rules = (const struct rulebook *)new,
                                  .by = "user:amy"};
    new->error = ERROR_NONE;
    new->now = old->now;
    new->code = migrate(&input, new->arena, &new->out, &pair->report, &new->error);
    if (new->code)
        return new->code == SENDD_ECONFLICT ? "conflict" : "invalid";
    new->kase = new->out.kase;
    pair->changes[0] = '\0';
    json_t *changes = json_object_get(pair->report, "changes"), *line;
    size_t i;
    json_array_foreach(changes, i, line)
        snprintf(pair->changes + strlen(pair->changes), sizeof pair->changes - strlen(pair->changes), "%s\n",
                 json_string_value(line));
    text_clear(&new->seen);
    for (i = 0; i < new->kase->states.count; i++)
        text_addf(&new->seen, "%s%s", i ? " " : "", (const char *)new->kase->states.items[i]);
    return text_string(&new->seen);
}

static const char *move(struct pair *pair)
{
    return move_with(pair, NULL);
}

static void has(const char *text, const char *piece)
{
    if (!strstr(text, piece))
        fail_msg("no \"%s\" in:\n%s", piece, text);
}

static void has_not(const char *text, const char *piece)
{
    if (strstr(text, piece))
        fail_msg("\"%s\" in:\n%s", piece, text);
}

/* --- states --- */

static void a_state_is_found_by_its_name(void **state)
{
    (void)state;
    struct pair pair;
    pair_open(&pair,
              "states = ( { id = \"a\"; on = ( { event = \"e\"; goto = \"b\"; } ); }, { id = \"b\"; } );",
              "states = ( { id = \"a\"; entry = ( { notify = \"senco\"; template = \"hello\"; } ); }, { id = "
              "\"w_\"; "
              "entry = ( { notify = \"senco\"; template = \"hello\"; } ); states = ( { id = \"x\"; }, { id = "
              "\"b\"; } ); } );");
    desk_start(&pair.old, NULL);
    desk_event(&pair.old, "e", NULL);
    assert_string_equal("w_ b", move(&pair)); /* with what is around it */
    assert_int_equal(pair.old.kase->revision + 1, pair.new.kase->revision);
    assert_string_equal(definition_hash(pair.new.definition), pair.new.kase->definition);
    has_not(desk_effects(&pair.new), "notice"); /* no handler runs */
    pair_close(&pair);
}

static void what_must_be_inside_is_filled_in(void **state)
{
    (void)state;
    struct pair pair;
    pair_open(&pair, "states = ( { id = \"a\"; } );",
              "states = ( { id = \"a\"; parallel = true; states = ( { id = \"p\"; }, { id = \"q\"; initial = "
              "\"q2\"; states = "
              "( { id = \"q1\"; }, { id = \"q2\"; } ); } ); } );");
    desk_start(&pair.old, NULL);
    assert_string_equal("a p q q2", move(&pair));
    pair_close(&pair);
}

static void a_state_without_a_counterpart_is_refused(void **state)
{
    (void)state;
    struct pair pair;
    pair_open(&pair, "states = ( { id = \"m\"; states = ( { id = \"a\"; }, { id = \"z\"; } ); } );",
              "states = ( { id = \"m\"; states = ( { id = \"b\"; }, { id = \"c\"; } ); }, { id = \"far\"; }, "
              "{ id = "
              "\"end\"; final = true; } );");
    desk_start(&pair.old, NULL);
    assert_string_equal("conflict", move(&pair));
    assert_string_equal("version 1 has no counterpart of the state \"a\"", pair.new.error.text);
    assert_string_equal("say where it goes: --map a=STATE, one of: b, c", pair.new.error.hint);
    assert_string_equal("m c", move_with(&pair, json_pack("{s:s}", "a", "c")));
    has(pair.changes, "state a becomes c\n");
    assert_string_equal("far", move_with(&pair, json_pack("{s:s}", "a", "far")));
    assert_string_equal("conflict", move_with(&pair, json_pack("{s:s}", "a", "end")));
    has(pair.new.error.text, "would end the case");
    assert_string_equal("invalid", move_with(&pair, json_pack("{s:s}", "a", "fra")));
    assert_string_equal("invalid", move_with(&pair, json_pack("{s:s}", "aa", "b")));
    pair_close(&pair);
}

static void states_that_exclude_each_other_are_refused(void **state)
{
    (void)state;
    struct pair pair;
    pair_open(&pair,
              "states = ( { id = \"m\"; parallel = true; states = ( { id = \"a\"; }, { id = \"b\"; } ); } );",
              "states = ( { id = \"m\"; states = ( { id = \"a\"; }, { id = \"b\"; } ); } );");
    desk_start(&pair.old, NULL);
    assert_string_equal("conflict", move(&pair));
    has(pair.new.error.text, "\"a\" and \"b\" exclude each other");
    pair_close(&pair);
}

static void a_history_comes_back_to_the_mapped_state(void **state)
{
    (void)state;
    struct pair pair;
    pair_open(&pair,
              "states = ( { id = \"m_\"; initial = \"a\"; states = ( { id = \"a\"; on = ( { event = \"n\"; "
              "goto = \"b\"; } ); }, "
              "{ id = \"b\"; }, { id = \"h\"; history = \"shallow\"; goto = [\"a\"]; } ); on = ( { event = "
              "\"e\"; goto = "
              "\"out\"; } ); }, { id = \"out\"; on = ( { event = \"back\"; goto = \"h\"; } ); } );",
              "states = ( { id = \"m_\"; initial = \"a\"; states = ( { id = \"a\"; }, { id = \"c\"; }, { id "
              "= \"h\"; history = "
              "\"shallow\"; goto = [\"a\"]; } ); }, { id = \"out\"; on = ( { event = \"back\"; goto = \"h\"; "
              "} ); } );");
    desk_start(&pair.old, NULL);
    desk_event(&pair.old, "n", NULL);
    desk_event(&pair.old, "e", NULL);
    assert_string_equal("conflict",
                        move_with(&pair, json_pack("{s:s}", "out", "h"))); /* no state to stand in */
    assert_string_equal("out", move_with(&pair, json_pack("{s:s}", "b", "c")));
    pair.new.now = pair.old.now;
    assert_string_equal("c", desk_event(&pair.new, "back", NULL));
    pair_close(&pair);
}

static void a_case_with_children_is_refused(void **state)
{
    (void)state;
    struct pair pair;
    pair_open(&pair, "states = ( { id = \"a\"; } );", "states = ( { id = \"a\"; } );");
    desk_start(&pair.old, NULL);
    pair.old.kase->memory = json_keep(pair.old.arena, json_pack("{s:[{s:s}]}", "children", "id", "review"));
    assert_string_equal("conflict", move(&pair));
    has(pair.new.error.text, "child cases");
    pair_close(&pair);
}

/* --- fields --- */

static void a_state_that_would_start_children_is_refused(void **state)
{
    (void)state;
    static const char invoking[] = "states = ( { id = \"a\"; invoke = ( { id = \"c\"; workflow = \"other\"; } ); }, { "
                                   "id = \"b\"; } );";
    struct pair pair;
    pair_open(&pair, "states = ( { id = \"a\"; } );", invoking);
    desk_start(&pair.old, NULL);
    assert_string_equal("conflict", move(&pair));
    has(pair.new.error.text, "starts child cases when it is entered");
    assert_string_equal("b", move_with(&pair, json_pack("{s:s}", "a", "b")));
    pair_close(&pair);
    pair_open(&pair, invoking, invoking); /* its child has ended: there is nothing to start */
    desk_start(&pair.old, NULL);
    pair.old.kase->memory = NULL;
    assert_string_equal("a", move(&pair));
    pair_close(&pair);
}

static void a_new_field_may_be_computed(void **state)
{
    (void)state;
    struct pair pair;
    pair_open(&pair, "fields = { n = { type = \"int\"; default = 4; }; }; states = ( { id = \"a\"; } );",
              "fields = { n = { type = \"int\"; default = 7; }; twice = { type = \"int\"; expr = \"fields.n "
              "* 2\"; }; bad = { "
              "type = \"int\"; expr = \"1 / (fields.n - 4)\"; }; }; states = ( { id = \"a\"; } );");
    desk_start(&pair.old, NULL);
    assert_string_equal("a", move(&pair));
    assert_string_equal("4", desk_field(&pair.new, "n")); /* what there is stays */
    assert_string_equal("8", desk_field(&pair.new, "twice"));
    assert_string_equal("null", desk_field(&pair.new, "bad"));
    has(desk_errors(&pair.new), "field bad:");
    pair_close(&pair);
}

static void fields_are_kept_added_and_dropped(void **state)
{
    (void)state;
    struct pair pair;
    pair_open(&pair,
              "fields = { d = { type = \"date\"; }; gone = { type = \"string\"; }; }; states = ( { id = "
              "\"a\"; } );",
              "fields = { d = { type = \"date\"; }; fresh = { type = \"int\"; default = 3; }; }; states = ( "
              "{ id = \"a\"; } );");
    desk_start(&pair.old, "{'d':'2026-08-01','gone':'old words'}");
    assert_string_equal("a", move(&pair));
    assert_string_equal("\"2026-08-01\"", desk_field(&pair.new, "d"));
    assert_string_equal("3", desk_field(&pair.new, "fresh"));
    assert_string_equal("none", desk_field(&pair.new, "gone"));
    assert_string_equal("old words", json_text(json_object_get(pair.report, "dropped"), "gone"));
    assert_string_equal("fresh", json_string_value(json_array_get(json_object_get(pair.report, "added"), 0)));
    pair_close(&pair);
}

static void a_changed_type_is_refused_when_there_is_a_value(void **state)
{
    (void)state;
    struct pair pair;
    pair_open(&pair, "fields = { f = { type = \"string\"; }; }; states = ( { id = \"a\"; } );",
              "fields = { f = { type = \"int\"; }; }; states = ( { id = \"a\"; } );");
    desk_start(&pair.old, NULL);
    assert_string_equal("a", move(&pair));
    pair_close(&pair);
    pair_open(&pair,
              "fields = { f = { type = \"choice\"; of = [\"x\", \"y\"]; }; }; states = ( { id = \"a\"; } );",
              "fields = { f = { type = \"choice\"; of = [\"y\"]; }; }; states = ( { id = \"a\"; } );");
    desk_start(&pair.old, "{'f':'x'}");
    assert_string_equal("conflict", move(&pair));
    pair_close(&pair);
    pair_open(&pair, "fields = { f = { type = \"string\"; }; }; states = ( { id = \"a\"; } );",
              "fields = { f = { type = \"int\"; }; }; states = ( { id = \"a\"; } );");
    desk_start(&pair.old, "{'f':'x'}");
    assert_string_equal("conflict", move(&pair));
    has(pair.new.error.text, "of type string");
    pair_close(&pair);
}

/* --- deadlines --- */

#define DATED(rest)                                                                                          \
    "fields = { d = { type = \"date\"; }; f = { type = \"date\"; }; }; states = ( { id = \"a\"; " rest "} "  \
                                                                                                       ");"
#define DUTY(id, rule, from, more)                                                                           \
    "{ id = \"" id "\"; rule = \"test." rule "\"; from = \"" from "\"; " more " }"

static void a_deadline_that_stays_keeps_its_row(void **state)
{
    (void)state;
    struct pair pair;
    pair_open(&pair, DATED("deadlines = (" DUTY("x", "days", "d", "warn = [\"3 days\", \"5 days\"];") ");"),
              DATED("deadlines = (" DUTY("x", "days", "d", "warn = [\"2 days\"];") ");"));
    desk_start(&pair.old, "{'d':'2026-09-01'}");
    struct deadline *before = pair.old.kase->deadlines.items[0];
    before->id = 41;
    move(&pair);
    assert_ptr_equal(before, pair.new.kase->deadlines.items[0]);
    has(pair.changes, "deadline x: stays, due 2026-09-11\n");
    const char *effects = desk_effects(&pair.new);
    has_not(effects, "open");
    has_not(effects, "redate");
    has(effects, "cancel deadline:x:warning:2\n"); /* the warnings are the new version's */
    has(effects, "arm deadline:x:warning:1 deadline.x.warning 2026-09-08T08:00:00+01:00\n");
    has_not(effects, ":missed");
    pair_close(&pair);
}

static void a_deadline_is_derived_again_from_its_anchor(void **state)
{
    (void)state;
    struct pair pair;
    pair_open(&pair, DATED("deadlines = (" DUTY("x", "days", "d", "") ");"),
              DATED("deadlines = (" DUTY("x", "days", "f", "") ");"));
    desk_start(&pair.old, "{'d':'2026-09-01','f':'2026-08-28'}");
    desk_at(&pair.old, "2026-09-05", 9);
    move(&pair);
    has(desk_effects(&pair.new), "redate x 2026-09-11 2026-09-07 migrated to version 1\n");
    has(desk_effects(&pair.new), "arm deadline:x:missed deadline.x.missed 2026-09-08");
    pair_close(&pair);
}

static void deadlines_lapse_open_and_follow_another_rule(void **state)
{
    (void)state;
    struct pair pair;
    pair_open(&pair,
              DATED("deadlines = (" DUTY("gone", "days", "d", "") ", " DUTY("x", "days", "d", "") ");"),
              DATED("deadlines = (" DUTY("x", "period", "d", "") ", " DUTY("fresh", "days", "d", "") ");"));
    desk_start(&pair.old, "{'d':'2026-09-01'}");
    move(&pair);
    const char *effects = desk_effects(&pair.new);
    has(effects, "close gone lapsed\n");
    has(effects, "cancel deadline:gone:missed\n");
    has(effects, "close x superseded\n");
    has(effects, "open x 2026-09-15\n");
    has(effects, "open fresh 2026-09-11\n");
    assert_int_equal(2, pair.new.kase->deadlines.count);
    for (size_t i = 0; i < pair.new.out.effects.count; i++) {
        const struct effect *effect = pair.new.out.effects.items[i];
        if (effect->kind == EFFECT_DEADLINE_CLOSE)
            assert_string_equal("migrated to version 1", effect->reason);
    }
    pair_close(&pair);
}

static void what_was_met_already_does_not_open_again(void **state)
{
    (void)state;
    struct pair pair;
    pair_open(&pair, DATED("deadlines = (" DUTY("x", "days", "d", "met_by = [\"done\"];") ");"),
              DATED("deadlines = (" DUTY("x", "days", "d", "met_by = [\"done\"];") ");"));
    desk_start(&pair.old, "{'d':'2026-09-01'}");
    desk_event(&pair.old, "done", NULL);
    assert_int_equal(0, pair.old.kase->deadlines.count);
    move(&pair);
    assert_int_equal(0, pair.new.kase->deadlines.count);
    pair_close(&pair);
}

/* --- timers and tasks --- */

static void timers_keep_their_instant_or_begin_or_end(void **state)
{
    (void)state;
    struct pair pair;
    pair_open(&pair,
              "states = ( { id = \"a\"; timers = ( { id = \"t\"; after = \"3 days\"; event = \"late\"; }, { "
              "id = \"u\"; after = "
              "\"3 days\"; event = \"late\"; } ); } );",
              "states = ( { id = \"a\"; timers = ( { id = \"t\"; after = \"9 days\"; event = \"later\"; }, { "
              "id = \"v\"; after = "
              "\"1 week\"; event = \"late\"; } ); on = ( { event = \"later\"; goto = \"b\"; } ); }, { id = "
              "\"b\"; } );");
    desk_start(&pair.old, NULL);
    desk_at(&pair.old, "2026-09-02", 9);
    move(&pair);
    const char *effects = desk_effects(&pair.new);
    has(effects, "arm timer:t later 2026-09-04T08:00:00+01:00\n"); /* its instant, the new event */
    has(effects, "cancel timer:u\n");
    has(effects, "arm timer:v late 2026-09-09T08:00:00+01:00\n");
    assert_int_equal(2, pair.new.kase->timers.count);
    assert_string_equal(desk_fire(&pair.new, "2026-09-05"), "timer:t");
    assert_string_equal("b", (const char *)pair.new.kase->states.items[0]);
    pair_close(&pair);
}

static void tasks_stay_are_asked_for_anew_or_dropped(void **state)
{
    (void)state;
    struct pair pair;
    pair_open(&pair,
              "states = ( { id = \"a\"; tasks = ( { id = \"k\"; role = \"senco\"; title = \"Same\"; }, { id "
              "= \"l\"; role = "
              "\"senco\"; title = \"Old words\"; within = \"1 week\"; }, { id = \"m\"; role = \"senco\"; "
              "title = \"Gone\"; } ); } );",
              "states = ( { id = \"a\"; tasks = ( { id = \"k\"; role = \"senco\"; title = \"Same\"; }, { id "
              "= \"l\"; role = "
              "\"class_teacher\"; title = \"New words\"; within = \"9 weeks\"; }, { id = \"n\"; role = "
              "\"senco\"; title = "
              "\"Fresh\"; } ); } );");
    desk_start(&pair.old, NULL);
    move(&pair);
    const char *effects = desk_effects(&pair.new);
    has_not(effects, "task k");
    has(effects, "task l dropped\n");
    has(effects, "task l class_teacher 2026-09-08\n");
    has(effects, "task m dropped\n");
    has(effects, "task n senco\n");
    assert_int_equal(3, pair.new.kase->tasks.count);
    pair_close(&pair);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_state_is_found_by_its_name),
        cmocka_unit_test(what_must_be_inside_is_filled_in),
        cmocka_unit_test(a_state_without_a_counterpart_is_refused),
        cmocka_unit_test(states_that_exclude_each_other_are_refused),
        cmocka_unit_test(a_history_comes_back_to_the_mapped_state),
        cmocka_unit_test(a_case_with_children_is_refused),
        cmocka_unit_test(a_state_that_would_start_children_is_refused),
        cmocka_unit_test(a_new_field_may_be_computed),
        cmocka_unit_test(fields_are_kept_added_and_dropped),
        cmocka_unit_test(a_changed_type_is_refused_when_there_is_a_value),
        cmocka_unit_test(a_deadline_that_stays_keeps_its_row),
        cmocka_unit_test(a_deadline_is_derived_again_from_its_anchor),
        cmocka_unit_test(deadlines_lapse_open_and_follow_another_rule),
        cmocka_unit_test(what_was_met_already_does_not_open_again),
        cmocka_unit_test(timers_keep_their_instant_or_begin_or_end),
        cmocka_unit_test(tasks_stay_are_asked_for_anew_or_dropped),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
