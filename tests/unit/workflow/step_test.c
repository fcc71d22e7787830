/* What case work adds to SCXML: deadlines, timers, tasks, notices, kept events, corrections. */
#include "desk.h"

#include <stdarg.h>
#include <setjmp.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#define OPEN(body)                                                                                           \
    struct desk desk;                                                                                        \
    (void)state;                                                                                             \
    desk_open(&desk, body);                                                                                  \
    if (!desk.definition)                                                                                    \
    fail_msg("%s", desk_faults(&desk))

static void has(const char *text, const char *part)
{
    if (!strstr(text, part))
        fail_msg("\"%s\" is not in:\n%s", part, text);
}

static void has_not(const char *text, const char *part)
{
    if (strstr(text, part))
        fail_msg("\"%s\" is in:\n%s", part, text);
}

#define DEADLINE "fields = { d = { type = \"date\"; }; other = { type = \"date\"; }; }; "
#define WITH(more, rest)                                                                                     \
    DEADLINE                                                                                                 \
    "states = ( { id = \"a\"; deadlines = ( { id = \"x\"; rule = \"test.days\"; from = \"d\"; " more         \
    " } ); on = ( " rest " ); }, { id = \"b\"; } );"

static void a_deadline_opens_warns_and_is_missed(void **state)
{
    OPEN(WITH("warn = [\"3 days\", \"30 days\"];",
              "{ event = \"deadline.x.missed\"; do = ( { set = \"other\"; expr = \"event.data.due\"; } ); }, "
              "{ event = \"deadline.x.warning\"; do = ( { log = \"warned\"; } ); }"));
    desk_start(&desk, "{'d':'2026-09-01'}");
    has(desk_effects(&desk), "open x 2026-09-11\n");
    has(desk_effects(&desk),
        "arm deadline:x:warning:1 deadline.x.warning 2026-09-07T08:00:00+01:00\n"); /* before the earliest */
    has(desk_effects(&desk), "arm deadline:x:missed deadline.x.missed 2026-09-12T00:00:00+01:00\n");
    has_not(desk_effects(&desk), "warning:2"); /* already past */
    assert_string_equal(desk_fire(&desk, "2026-12-01"), "deadline:x:warning:1");
    has(desk_effects(&desk), "log warned");
    assert_string_equal(desk_fire(&desk, "2026-12-01"), "deadline:x:missed");
    has(desk_effects(&desk), "told x\n");
    assert_string_equal(desk_field(&desk, "other"), "\"2026-09-11\"");
    assert_int_equal(desk.kase->deadlines.count, 1); /* still owed */
    assert_string_equal(desk_fire(&desk, "2027-12-01"), "");
    desk_close(&desk);
}

static void leaving_meets_a_deadline_by_when_it_happened(void **state)
{
    OPEN(WITH("", "{ event = \"e\"; goto = \"b\"; }"));
    desk_start(&desk, "{'d':'2026-09-01'}");
    desk_at(&desk, "2026-09-20", 9);
    assert_string_equal(desk_event_on(&desk, "e", NULL, "2026-09-11"), "b"); /* told late, done in time */
    has(desk_effects(&desk), "close x met\n");
    has(desk_effects(&desk), "cancel deadline:x:missed\n");
    assert_int_equal(desk.kase->timers.count, 0);
    desk_close(&desk);
    desk_open(&desk, WITH("", "{ event = \"e\"; goto = \"b\"; }"));
    desk_start(&desk, "{'d':'2026-09-01'}");
    desk_event_on(&desk, "e", NULL, "2026-09-12");
    has(desk_effects(&desk), "close x late\n");
    desk_close(&desk);
}

static void met_by_says_what_meets_it(void **state)
{
    OPEN(WITH("met_by = [\"done\"];", "{ event = \"e\"; goto = \"b\"; }"));
    desk_start(&desk, "{'d':'2026-09-01'}");
    assert_string_equal(desk_event(&desk, "done", NULL), "a"); /* wanted, though no transition names it */
    has(desk_effects(&desk), "close x met\n");
    desk_close(&desk);
    desk_open(&desk, WITH("met_by = [\"done\"];", "{ event = \"e\"; goto = \"b\"; }"));
    desk_start(&desk, "{'d':'2026-09-01'}");
    desk_event(&desk, "e", NULL);
    has(desk_effects(&desk), "close x lapsed\n");
    desk_close(&desk);
}

static void a_guard_that_refuses_the_event_leaves_the_deadline_open(void **state)
{
    OPEN(WITH("met_by = [\"done\"];", "{ event = \"done\"; when = \"false\"; goto = \"b\"; }"));
    desk_start(&desk, "{'d':'2026-09-01'}");
    assert_string_equal(desk_event(&desk, "done", NULL), "unwanted");
    assert_int_equal(desk.kase->deadlines.count, 1);
    desk_close(&desk);
}

static void a_deadline_waits_for_its_anchor(void **state)
{
    OPEN(WITH("", "{ event = \"e\"; do = ( { set = \"d\"; expr = \"event.happened\"; } ); }"));
    desk_start(&desk, NULL);
    assert_int_equal(desk.kase->deadlines.count, 0);
    desk_event_on(&desk, "e", NULL, "2026-08-30");
    has(desk_effects(&desk), "open x 2026-09-09\n");
    desk_close(&desk);
}

static void an_anchor_that_moves_dates_it_again(void **state)
{
    OPEN(WITH("warn = [\"2 days\"];", "{ event = \"e\"; goto = \"b\"; }"));
    desk_start(&desk, "{'d':'2026-09-01'}");
    assert_string_equal(desk_event(&desk, "correct", "{'d':'2026-09-03','reason':'the letter says the 3rd'}"),
                        "a");
    has(desk_effects(&desk), "redate x 2026-09-11 2026-09-13 corrected: the letter says the 3rd\n");
    has(desk_effects(&desk), "cancel deadline:x:missed\n");
    has(desk_effects(&desk), "arm deadline:x:missed deadline.x.missed 2026-09-14T00:00:00+01:00\n");
    assert_int_equal(desk.kase->deadlines.count, 1);
    assert_int_equal(desk.kase->timers.count, 2);
    desk_event(&desk, "correct", "{'d':'2026-09-03'}");
    has_not(desk_effects(&desk), "redate"); /* nothing changed */
    desk_close(&desk);
}

static void a_missed_one_is_missed_again_only_if_its_new_date_is_to_come(void **state)
{
    OPEN(WITH("", "{ event = \"e\"; goto = \"b\"; }"));
    desk_start(&desk, "{'d':'2026-09-01'}");
    desk_fire(&desk, "2026-09-12");
    desk_event(&desk, "correct", "{'d':'2026-08-30'}");
    assert_int_equal(desk.kase->timers.count, 0);
    desk_event(&desk, "correct", "{'d':'2026-09-10'}");
    assert_int_equal(desk.kase->timers.count, 1);
    desk_close(&desk);
}

static void a_correction_is_checked(void **state)
{
    OPEN(WITH("", "{ event = \"e\"; goto = \"b\"; }"));
    desk_start(&desk, "{'d':'2026-09-01'}");
    assert_string_equal(desk_event(&desk, "correct", "{'d':'yesterday'}"), "invalid");
    assert_string_equal(desk_event(&desk, "correct", "{'f':'2026-09-01'}"), "invalid");
    assert_string_equal(desk_event(&desk, "correct", "{'reason':'none'}"), "invalid");
    assert_string_equal(desk_field(&desk, "d"), "\"2026-09-01\"");
    desk_close(&desk);
}

static void a_date_past_on_entry_is_missed_at_once_or_skipped(void **state)
{
    OPEN(WITH("warn = [\"2 days\"];", "{ event = \"e\"; goto = \"b\"; }"));
    desk_start(&desk, "{'d':'2026-06-01'}");
    has_not(desk_effects(&desk), "warning");
    has(desk_effects(&desk), "arm deadline:x:missed deadline.x.missed 2026-06-12T00:00:00+01:00\n");
    desk_close(&desk);
    desk_open(&desk, WITH("past = \"skip\";", "{ event = \"e\"; goto = \"b\"; }"));
    desk_start(&desk, "{'d':'2026-06-01'}");
    assert_int_equal(desk.kase->deadlines.count, 0);
    desk_close(&desk);
}

static void a_period_left_to_someone_ends(void **state)
{
    OPEN(DEADLINE
         "states = ( { id = \"a\"; deadlines = ( { id = \"x\"; rule = \"test.period\"; from = \"d\"; } ); on "
         "= ( { event = \"deadline.x.ended\"; goto = \"b\"; } ); }, { id = \"b\"; } );");
    desk_start(&desk, "{'d':'2026-09-01'}");
    has(desk_effects(&desk), "arm deadline:x:missed deadline.x.ended 2026-09-16T00:00:00+01:00\n");
    desk_fire(&desk, "2026-09-16");
    has(desk_effects(&desk), "close x met\n");
    assert_string_equal(desk.kase->states.items[0], "b");
    desk_close(&desk);
}

static void a_date_that_cannot_be_had_is_a_task(void **state)
{
    OPEN(DEADLINE "states = ( { id = \"a\"; deadlines = ( { rule = \"test.none\"; from = \"d\"; } ); } );");
    desk_start(&desk, "{'d':'2026-09-01'}");
    has(desk_effects(&desk), "task undated.test.none senco\n");
    has(desk_errors(&desk), "no version of test.none is in force");
    desk_close(&desk);
}

/* Declared without data it takes any, with data only that; `data = { }` is none. */
static void an_event_takes_the_values_that_it_declares(void **state)
{
    (void)state;
    OPEN("fields = { d = { type = \"date\"; }; }; events = ( { name = \"any\"; }, { name = \"none\"; data = { }; }, { name = \"v\"; data "
         "= { v = { type = \"int\"; }; }; } ); states = ( { id = \"a\"; on = ( { event = [\"any\", \"none\", \"v\"]; goto = \"a\"; } ); "
         "} );");
    desk_start(&desk, "{}");
    assert_string_equal(desk_event(&desk, "any", "{'w':1}"), "a");
    assert_string_equal(desk_event(&desk, "none", NULL), "a");
    assert_string_equal(desk_event(&desk, "v", "{'v':1}"), "a");
    assert_string_equal(desk_event(&desk, "none", "{'w':1}"), "invalid");
    assert_string_equal(desk.error.text, "there is no value `w` here");
    assert_string_equal(desk.error.hint, "it takes none; when it happened is said apart, with --happened DATE");
    assert_string_equal(desk_event(&desk, "v", "{'w':1}"), "invalid");
    assert_string_equal(desk.error.hint, "it takes v; when it happened is said apart, with --happened DATE");
    desk_close(&desk);
}

static void rules_that_change_date_it_again(void **state)
{
    OPEN(WITH("", "{ event = \"e\"; goto = \"b\"; }"));
    desk_start(&desk, "{'d':'2026-09-01'}");
    struct deadline *old = desk.kase->deadlines.items[0];
    old->due = date_add_days(old->due, 7); /* as another version of the rule would have said */
    assert_string_equal(desk_event(&desk, "dates.check", NULL), "a");
    has(desk_effects(&desk), "redate x 2026-09-18 2026-09-11 rule or calendar changed: the days that count\n");
    desk_close(&desk);
}

static void sets_come_before_the_deadline_and_notices_after(void **state)
{
    OPEN(DEADLINE "states = ( { id = \"a\"; entry = ( { set = \"d\"; expr = \"event.happened\"; }, { notify "
                  "= \"senco\"; template = \"hello\"; } ); "
                  "deadlines = ( { id = \"x.y\"; rule = \"test.days\"; from = \"d\"; } ); } );");
    desk_start(&desk, NULL);
    has(desk_effects(&desk), "open x.y 2026-09-11\n");
    for (size_t i = 0; i < desk.out.effects.count; i++) {
        const struct effect *effect = desk.out.effects.items[i];
        if (effect->kind == EFFECT_NOTICE) {
            assert_string_equal(json_text(effect->notice->values, "due_x_y"), "2026-09-11");
            assert_string_equal(json_text(effect->notice->values, "reference"), "T-2026-0001");
            assert_string_equal(json_text(effect->notice->values, "d"), "2026-09-01");
            assert_string_equal(json_text(effect->notice->values, "event"), "case.start");
            return desk_close(&desk);
        }
    }
    fail_msg("no notice");
}

static void close_and_open_begin_a_new_year(void **state)
{
    OPEN(WITH("", "{ event = \"e\"; do = ( { close = \"x\"; }, { set = \"d\"; expr = \"event.happened\"; }, "
                  "{ open = \"x\"; } ); }"));
    desk_start(&desk, "{'d':'2026-08-01'}");
    desk_event(&desk, "e", NULL);
    has(desk_effects(&desk), "close x lapsed\n");
    has(desk_effects(&desk), "open x 2026-09-11\n");
    has_not(desk_effects(&desk), "redate");
    desk_close(&desk);
}

/* --- timers --- */

static void timers_end_with_their_state(void **state)
{
    OPEN("states = ( { id = \"a\"; timers = ( { id = \"t\"; after = \"3 days\"; event = \"late\"; } ); "
         "on = ( { event = \"late\"; do = ( { timer = \"chase\"; after = \"2 weeks\"; event = \"chase.due\"; "
         "} ); }, "
         "{ event = \"chase.due\"; do = ( { timer = \"chase\"; after = \"2 weeks\"; event = \"chase.due\"; } "
         "); }, { event = \"stop\"; do = ( { cancel = \"chase\"; } ); }, { event = \"e\"; goto = \"b\"; } ); "
         "}, { id = \"b\"; } );");
    desk_start(&desk, NULL);
    has(desk_effects(&desk), "arm timer:t late 2026-09-04T08:00:00+01:00\n");
    assert_string_equal(desk_fire(&desk, "2026-12-01"), "timer:t");
    has(desk_effects(&desk), "arm timer:chase chase.due 2026-09-18T08:00:00+01:00\n");
    assert_string_equal(desk_fire(&desk, "2026-12-01"), "timer:chase");
    has(desk_effects(&desk), "2026-10-02T08:00:00+01:00\n");
    desk_event(&desk, "e", NULL);
    has(desk_effects(&desk), "cancel timer:chase\n");
    assert_int_equal(desk.kase->timers.count, 0);
    desk_close(&desk);
}

static void a_yearly_timer_comes_again_once(void **state)
{
    OPEN("fields = { n = { type = \"int\"; default = 0; }; }; states = ( { id = \"a\"; timers = ( { id = "
         "\"y\"; each = \"1 September\"; event = \"year\"; } ); "
         "on = ( { event = \"year\"; do = ( { set = \"n\"; expr = \"fields.n + 1\"; } ); } ); } );");
    desk_start(&desk, NULL); /* at 10:00 on 1 September: this year's has passed */
    has(desk_effects(&desk), "2027-09-01T08:00:00+01:00\n");
    desk_at(&desk, "2030-02-01", 12); /* an outage of years */
    desk_fire(&desk, "2030-02-01");
    has(desk_effects(&desk), "2030-09-01T08:00:00+01:00\n");
    assert_string_equal(desk_field(&desk, "n"), "1");
    assert_string_equal(desk_fire(&desk, "2030-02-01"), "");
    desk_close(&desk);
}

static void a_timer_without_a_date_is_an_error_event(void **state)
{
    OPEN("fields = { d = { type = \"date\"; }; }; states = ( { id = \"a\"; timers = ( { id = \"t\"; at = "
         "\"fields.d\"; event = \"e\"; } ); on = ( { event = \"error.execution\"; goto = \"b\"; } ); }, { id "
         "= \"b\"; } );");
    assert_string_equal(desk_start(&desk, NULL), "b");
    desk_close(&desk);
}

/* --- tasks --- */

#define TASK                                                                                                 \
    "states = ( { id = \"a\"; tasks = ( { id = \"t\"; role = \"senco\"; title = \"T\"; within = \"5 "        \
    "days\"; event = \"sent\"; form = { on = { type = \"date\"; required = true; }; }; } ); on = ( { event " \
    "= \"sent\"; goto = \"b\"; }, { event = \"e\"; goto = \"b\"; } ); }, { id = \"b\"; } );"

static void a_task_closes_done_or_not_needed(void **state)
{
    OPEN(TASK);
    desk_start(&desk, NULL);
    has(desk_effects(&desk), "task t senco 2026-09-06\n");
    assert_string_equal(desk_event(&desk, "sent", "{'on':'never'}"), "invalid");
    assert_string_equal(desk_event(&desk, "sent", NULL), "invalid");
    assert_string_equal(desk_event(&desk, "sent", "{'on':'2026-09-01'}"), "b");
    has(desk_effects(&desk), "task t done\n");
    desk_close(&desk);
    desk_open(&desk, TASK);
    desk_start(&desk, NULL);
    desk_event(&desk, "e", NULL);
    has(desk_effects(&desk), "task t dropped\n");
    desk_close(&desk);
}

static void a_completion_that_no_transition_names_is_no_error(void **state)
{
    OPEN("tasks = ( { id = \"later\"; role = \"senco\"; title = \"L\"; } ); states = ( { id = \"a\"; entry = "
         "( { task = \"later\"; } ); } );");
    desk_start(&desk, NULL);
    assert_string_equal(desk_event(&desk, "task.later.completed", NULL), "a");
    has(desk_effects(&desk), "task later done\n");
    assert_string_equal(desk_event(&desk, "task.later.completed", NULL), "unwanted");
    desk_close(&desk);
}

/* --- notices --- */

#define NOTICE                                                                                               \
    "reads = [\"contact\", \"authority\"]; states = ( { id = \"a\"; on = ( { event = \"p\"; do = ( { "       \
    "notify = \"parents\"; template = \"hello\"; } ); }, { event = \"l\"; do = ( { notify = \"la\"; "        \
    "template = \"chase\"; } ); } ); } );"

static void parents_are_those_with_responsibility_by_priority(void **state)
{
    OPEN(NOTICE);
    json_object_set_new(desk.facts.records, "contact",
                        json_loads("[{\"id\":\"contact/"
                                   "C2\",\"parental_responsibility\":true,\"priority\":2,\"channel\":"
                                   "\"email\",\"email\":\"two@home.example\"},"
                                   "{\"id\":\"C1\",\"parental_responsibility\":true,\"priority\":1,"
                                   "\"channel\":\"email\",\"email\":\"one@home.example\"},"
                                   "{\"id\":\"C3\",\"parental_responsibility\":false,\"priority\":1,"
                                   "\"channel\":\"email\",\"email\":\"aunt@home.example\"},"
                                   "{\"id\":\"C4\",\"parental_responsibility\":true,\"channel\":\"sms\","
                                   "\"email\":\"four@home.example\"}]",
                                   0, NULL));
    json_object_set_new(desk.facts.records, "authority",
                        json_loads("{\"id\":\"820\",\"email\":\"send@la.example\"}", 0, NULL));
    desk_start(&desk, NULL);
    desk_event(&desk, "p", NULL);
    assert_string_equal(desk_effects(&desk),
                        "task unreached.hello.contact/C4 senco\n"
                        "notice hello contact/C1=one@home.example contact/C2=two@home.example\n");
    json_object_set_new(desk.facts.records, "channels", json_loads("[\"webhook\"]", 0, NULL));
    desk_event(&desk, "p", NULL);
    assert_string_equal(desk_effects(&desk),
                        "task unreached.hello senco\n"); /* no plugin carries e-mail any more */
    json_object_del(desk.facts.records, "channels");
    desk_event(&desk, "l", NULL);
    assert_string_equal(desk_effects(&desk), "notice chase authority/820=send@la.example\n");
    desk_close(&desk);
}

static void a_notice_that_reaches_nobody_becomes_a_task(void **state)
{
    OPEN(NOTICE);
    desk_start(&desk, NULL);
    assert_string_equal(desk_event(&desk, "p", NULL), "a");
    has(desk_effects(&desk), "task unreached.hello senco\n");
    has(desk_errors(&desk), "no way to reach parents");
    desk_event(&desk, "p", NULL);
    has_not(desk_effects(&desk), "task"); /* one is enough while it is open */
    desk_close(&desk);
}

static void what_midnight_causes_is_told_in_the_morning(void **state)
{
    OPEN(WITH("",
              "{ event = \"deadline.x.missed\"; do = ( { notify = \"senco\"; template = \"chase\"; } ); }"));
    desk_start(&desk, "{'d':'2026-09-01'}");
    desk_fire(&desk, "2026-09-12");
    has(desk_effects(&desk), "not before 2026-09-12T08:00:00+01:00\n");
    desk_close(&desk);
}

/* --- kept events, sends, declarations --- */

#define EARLY                                                                                                \
    "states = ( { id = \"a\"; on = ( { event = \"e\"; goto = \"b\"; }, { event = \"end\"; goto = \"f\"; } "  \
    "); }, { id = \"b\"; on = ( { event = \"reply\"; goto = \"c\"; } ); }, { id = \"c\"; }, { id = \"f\"; "  \
    "final = true; } );"

static void an_early_event_is_kept_until_a_state_wants_it(void **state)
{
    OPEN(EARLY);
    desk_start(&desk, NULL);
    assert_string_equal(desk_event(&desk, "reply", NULL), "unwanted"); /* a person is told */
    desk.keep = STEP_KEEP;
    assert_string_equal(desk_event_on(&desk, "reply", "{'v':1}", "2026-08-31"), "a");
    assert_true(desk.out.kept);
    has(desk_effects(&desk), "arm kept:2 kept.expired 2026-11-30T08:00:00+00:00\n");
    assert_string_equal(desk_event(&desk, "nonsense", NULL), "unwanted"); /* no state ever takes it */
    assert_string_equal(desk_event(&desk, "e", NULL), "c");
    assert_string_equal(desk_path(&desk), "a -> b on e; b -> c on reply");
    assert_null(desk.kase->kept);
    assert_int_equal(desk.kase->timers.count, 0);
    desk_close(&desk);
}

static void a_kept_event_ends_as_a_task(void **state)
{
    OPEN(EARLY);
    desk.keep = STEP_KEEP;
    desk_start(&desk, NULL);
    desk_event(&desk, "reply", NULL);
    desk_fire(&desk, "2027-01-01");
    has(desk_effects(&desk), "task kept.2 senco\n");
    assert_null(desk.kase->kept);
    desk_close(&desk);
    desk_open(&desk, EARLY);
    desk.keep = STEP_KEEP;
    desk_start(&desk, NULL);
    desk_event(&desk, "reply", NULL);
    assert_string_equal(desk_event(&desk, "end", NULL), "f ended"); /* or when the case ends first */
    has(desk_effects(&desk), "task kept.2 senco\n");
    assert_int_equal(desk.kase->timers.count, 0);
    assert_string_equal(desk_event(&desk, "e", NULL), "unwanted");
    assert_string_equal(desk_event(&desk, "task.kept.2.completed", NULL), "f ended");
    desk_close(&desk);
}

static void a_send_goes_to_another_case(void **state)
{
    OPEN("fields = { c = { type = \"string\"; }; }; states = ( { id = \"a\"; on = ( { event = \"e\"; do = ( "
         "{ send = \"x\"; to = \"subject:other\"; with = { on = \"event.happened\"; }; } ); }, "
         "{ event = \"g\"; do = ( { send = \"x\"; to_expr = \"fields.c\"; }, { log = \"never\"; } ); } ); } "
         ");");
    desk_start(&desk, NULL);
    desk_event(&desk, "e", NULL);
    assert_string_equal(desk_effects(&desk), "send x to subject:other\n");
    const struct effect *effect = desk.out.effects.items[0];
    assert_string_equal(json_text(effect->event->data, "on"), "2026-09-01");
    assert_string_equal(effect->event->by, "case:T-2026-0001");
    desk_event(&desk, "g", NULL); /* an argument that fails: no send */
    assert_string_equal(desk_effects(&desk), "");
    desk_close(&desk);
}

static void declared_values_are_checked_before_anything_happens(void **state)
{
    OPEN("events = ( { name = \"e\"; data = { on = { type = \"date\"; required = true; }; }; } ); states = ( "
         "{ id = \"a\"; on = ( { event = \"e\"; goto = \"b\"; } ); }, { id = \"b\"; } );");
    desk_start(&desk, NULL);
    assert_string_equal(desk_event(&desk, "e", NULL), "invalid");
    assert_string_equal(desk_event(&desk, "e", "{'on':'soon'}"), "invalid");
    assert_string_equal(desk_event(&desk, "e", "{'on':'2026-09-01','off':1}"), "invalid");
    assert_string_equal(desk_event(&desk, "e", "{'on':'2026-09-01'}"), "b");
    desk_close(&desk);
}

static void nobody_can_say_that_a_deadline_was_missed(void **state)
{
    OPEN(WITH("", "{ event = \"*\"; goto = \"b\"; }"));
    desk_start(&desk, "{'d':'2026-09-01'}");
    assert_string_equal(desk_event(&desk, "deadline.x.missed", NULL), "unwanted");
    assert_string_equal(desk_event(&desk, "done.state.a", NULL), "unwanted");
    assert_string_equal(desk_event(&desk, "error.execution", NULL), "unwanted");
    assert_string_equal(desk_event(&desk, "e", NULL), "b");
    desk_close(&desk);
    static const char *const reserved[] = {"deadline.x.missed", "kept.expired", "done.state.a", "done.invoke.a", "error.x"};
    for (size_t i = 0; i < sizeof reserved / sizeof *reserved; i++)
        assert_true(step_reserved(reserved[i]));
    assert_false(step_reserved("errors"));
    assert_false(step_reserved("done"));
}

static void an_anchor_that_is_emptied_closes_its_deadline(void **state)
{
    OPEN(WITH("", "{ event = \"e\"; goto = \"b\"; }"));
    desk_start(&desk, "{'d':'2026-09-01'}");
    desk_event(&desk, "correct", "{'d':null,'reason':'no letter came'}");
    has(desk_effects(&desk), "close x lapsed\n");
    desk_event(&desk, "correct", "{'d':'2026-09-02'}");
    has(desk_effects(&desk), "open x 2026-09-12\n");
    desk_close(&desk);
}

#define ALTERNATIVES                                                                                         \
    "fields = { d = { type = \"date\"; }; o = { type = \"date\"; }; own = { type = \"bool\"; default = "     \
    "false; }; };"                                                                                           \
    "states = ( { id = \"a\"; deadlines = ( { id = \"x\"; rule = \"test.days\"; from = \"d\"; when = "       \
    "\"!fields.own\"; }, "                                                                                   \
    "{ id = \"x\"; rule = \"test.period\"; from = \"o\"; when = \"fields.own\"; } ); on = ( { event = "      \
    "\"e\"; goto = \"b\"; "                                                                                  \
    "} ); }, { id = \"b\"; } );"

static void guards_choose_among_deadlines_of_one_id(void **state)
{
    OPEN(ALTERNATIVES);
    desk_start(&desk, "{'d':'2026-09-01','o':'2026-09-01'}");
    assert_int_equal(desk.kase->deadlines.count, 1);
    has(desk_effects(&desk), "open x 2026-09-11\n");
    desk_event(&desk, "correct", "{'o':'2026-09-02'}");
    has_not(desk_effects(&desk), "redate"); /* the other one's anchor */
    desk_event(&desk, "correct", "{'d':'2026-09-02'}");
    has(desk_effects(&desk), "redate x 2026-09-11 2026-09-12");
    desk_event(&desk, "e", NULL);
    has(desk_effects(&desk), "close x met\n");
    desk_close(&desk);
    desk_open(&desk, ALTERNATIVES);
    desk_start(&desk, "{'d':'2026-09-01','o':'2026-09-01','own':true}");
    has(desk_effects(&desk), "open x 2026-09-15\n");
    desk_close(&desk);
}

static void actions_that_fail_say_why(void **state)
{
    static const struct {
        const char *action, *error;
    } rows[] = {
        {"open = \"y\";", "open \"y\": its state \"b\" is not active"},
        {"timer = \"t\"; at = \"fields.d\"; event = \"e\";", "timer \"t\": `at` gives no date"},
        {"send = \"x\"; to_expr = \"fields.s\";", "to_expr gives no text"},
        {"send = \"x\"; to = \"!there\";", "there can be no target \"!there\""},
        {"send = \"x\"; to_expr = \"'far:away'\";", "there can be no target \"far:away\""},
        {"send_expr = \"fields.s\";", "send_expr gives no text"},
        {"send = \"x\"; after_expr = \"'soon'\";", "\"soon\" is not a length of time"},
        {"send = \"x\"; to_expr = \"'internal'\"; after = \"1s\";", "an internal event cannot wait"},
        {"send = \"x\"; with = { a = \"1 / fields.n\"; };", "zero"},
        {"send = \"x\"; value = \"1 / fields.n\";", "zero"},
        {"log_expr = \"1 / fields.n\";", "zero"},
        {"cancel_expr = \"fields.s\";", "cancel_expr gives no text"},
        {"foreach = \"fields.n\"; item = \"n\";", "foreach gives no list"},
        {"foreach = \"[1, 'x']\"; item = \"n\";", "field `n` is not of type int"},
        {"foreach = \"[1, 2]\"; item = \"n\"; index = \"s\";", "field `s` is not of type string"},
        {"foreach = \"[0]\"; item = \"n\"; do = ( { set = \"n\"; expr = \"1 / fields.n\"; } );", "zero"},
        {"choose = ( { do = ( { set = \"n\"; expr = \"1 / fields.n\"; } ); } );", "zero"},
        {"raise = \"x\"; with = { a = \"event.happened\"; b = \"1 / fields.n\"; };", "zero"},
        {"set = \"n\"; expr = \"event.data.x\";",
         "a: at column 1, near \"event.data.x\": this gave a string"},
        {"when = \"1 / fields.n == 1\"; log = \"x\";", "when of an action"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct desk desk;
        struct text body = TEXT_EMPTY;
        text_addf(&body,
                  "fields = { d = { type = \"date\"; }; s = { type = \"string\"; }; n = { type = \"int\"; "
                  "default = 0; }; "
                  "}; states = ( { id = \"a\"; on = ( { event = \"e\"; do = ( { %s }, { log = \"never\"; } "
                  "); } ); }, { id = "
                  "\"b\"; deadlines = ( { id = \"y\"; rule = \"test.days\"; from = \"d\"; } ); } );",
                  rows[i].action);
        desk_open(&desk, text_string(&body));
        if (!desk.definition)
            fail_msg("%s", desk_faults(&desk));
        desk_start(&desk, NULL);
        assert_string_equal(desk_event(&desk, "e", "{'x':'many'}"), "a");
        has(desk_errors(&desk), rows[i].error);
        has_not(desk_effects(&desk), "never");
        text_free(&body);
        desk_close(&desk);
    }
}

static void values_keep_their_types(void **state)
{
    OPEN("fields = { n = { type = \"number\"; }; b = { type = \"bool\"; default = true; }; any = { type = "
         "\"any\"; }; }; "
         "states = ( { id = \"a\"; on = ( { event = \"e\"; do = ( { set = \"n\"; expr = \"event.data.v\"; }, "
         "{ set = "
         "\"any\"; expr = \"event.data.w\"; } ); } ); } );");
    desk_start(&desk, NULL);
    assert_string_equal(desk_field(&desk, "b"), "true");
    desk_event(&desk, "e", "{'v':3,'w':[1,'x']}");
    assert_string_equal(desk_field(&desk, "n"), "3.0");
    assert_string_equal(desk_field(&desk, "any"), "[1,\"x\"]");
    assert_string_equal(desk_event(&desk, "correct", "{'b':'yes'}"), "invalid");
    desk_close(&desk);
}

static void a_timer_at_a_date_fires_that_morning(void **state)
{
    OPEN("fields = { d = { type = \"date\"; }; }; states = ( { id = \"a\"; on = ( { event = \"e\"; do = ( { "
         "timer = \"t\"; at = "
         "\"fields.d + days(1)\"; event = \"due\"; } ); }, { event = \"due\"; goto = \"b\"; } ); }, { id = "
         "\"b\"; } );");
    desk_start(&desk, "{'d':'2026-10-24'}");
    desk_event(&desk, "e", NULL);
    has(desk_effects(&desk), "arm timer:t due 2026-10-25T08:00:00+00:00\n"); /* the clocks have gone back */
    desk_fire(&desk, "2026-10-25");
    assert_string_equal(desk_path(&desk), "a -> b on due");
    desk_close(&desk);
}

static void a_start_needs_its_required_fields(void **state)
{
    OPEN("fields = { d = { type = \"date\"; required = true; }; n = { type = \"number\"; default = 2; }; }; "
         "states = ( { id = \"a\"; } );");
    assert_string_equal(desk_start(&desk, NULL), "invalid");
    assert_string_equal(desk_start(&desk, "{'d':'x'}"), "invalid");
    assert_string_equal(desk_start(&desk, "{'d':'2026-09-01','x':1}"), "invalid");
    assert_string_equal(desk_start(&desk, "{'d':'2026-09-01'}"), "a");
    assert_string_equal(desk_field(&desk, "n"), "2");
    assert_string_equal(desk_path(&desk), "-> a on case.start");
    assert_int_equal(desk.kase->revision, 1);
    desk_close(&desk);
}

static void wanted_names_what_may_come_now(void **state)
{
    OPEN(WITH("met_by = [\"done\"];", "{ event = \"deadline.x.missed\"; }, { event = [\"e\", \"g\"]; goto = "
                                      "\"b\"; }, { event = \"e\"; goto = \"b\"; }"));
    desk_start(&desk, NULL);
    struct list names = LIST_EMPTY;
    step_wanted(desk.definition, desk.kase, desk.arena, &names);
    struct text all = TEXT_EMPTY;
    for (size_t i = 0; i < names.count; i++)
        text_addf(&all, "%s ", (const char *)names.items[i]);
    assert_string_equal(text_string(&all), "e g done correct ");
    text_free(&all);
    list_free(&names);
    desk_close(&desk);
}

static void an_unwanted_event_changes_nothing(void **state)
{
    OPEN(WITH("", "{ event = \"e\"; goto = \"b\"; }"));
    desk_start(&desk, "{'d':'2026-09-01'}");
    struct kase *before = desk.kase;
    int64_t revision = before->revision;
    assert_string_equal(desk_event(&desk, "zzz", NULL), "unwanted");
    assert_ptr_equal(desk.kase, before);
    assert_int_equal(before->revision, revision);
    assert_int_equal(desk.out.effects.count, 0);
    desk_close(&desk);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_deadline_opens_warns_and_is_missed),
        cmocka_unit_test(leaving_meets_a_deadline_by_when_it_happened),
        cmocka_unit_test(met_by_says_what_meets_it),
        cmocka_unit_test(a_guard_that_refuses_the_event_leaves_the_deadline_open),
        cmocka_unit_test(a_deadline_waits_for_its_anchor),
        cmocka_unit_test(an_anchor_that_moves_dates_it_again),
        cmocka_unit_test(a_missed_one_is_missed_again_only_if_its_new_date_is_to_come),
        cmocka_unit_test(a_correction_is_checked),
        cmocka_unit_test(a_date_past_on_entry_is_missed_at_once_or_skipped),
        cmocka_unit_test(a_period_left_to_someone_ends),
        cmocka_unit_test(a_date_that_cannot_be_had_is_a_task),
        cmocka_unit_test(an_event_takes_the_values_that_it_declares),
        cmocka_unit_test(rules_that_change_date_it_again),
        cmocka_unit_test(sets_come_before_the_deadline_and_notices_after),
        cmocka_unit_test(close_and_open_begin_a_new_year),
        cmocka_unit_test(timers_end_with_their_state),
        cmocka_unit_test(a_yearly_timer_comes_again_once),
        cmocka_unit_test(a_timer_without_a_date_is_an_error_event),
        cmocka_unit_test(a_task_closes_done_or_not_needed),
        cmocka_unit_test(a_completion_that_no_transition_names_is_no_error),
        cmocka_unit_test(parents_are_those_with_responsibility_by_priority),
        cmocka_unit_test(a_notice_that_reaches_nobody_becomes_a_task),
        cmocka_unit_test(what_midnight_causes_is_told_in_the_morning),
        cmocka_unit_test(an_early_event_is_kept_until_a_state_wants_it),
        cmocka_unit_test(a_kept_event_ends_as_a_task),
        cmocka_unit_test(a_send_goes_to_another_case),
        cmocka_unit_test(declared_values_are_checked_before_anything_happens),
        cmocka_unit_test(nobody_can_say_that_a_deadline_was_missed),
        cmocka_unit_test(an_anchor_that_is_emptied_closes_its_deadline),
        cmocka_unit_test(guards_choose_among_deadlines_of_one_id),
        cmocka_unit_test(actions_that_fail_say_why),
        cmocka_unit_test(values_keep_their_types),
        cmocka_unit_test(a_timer_at_a_date_fires_that_morning),
        cmocka_unit_test(a_start_needs_its_required_fields),
        cmocka_unit_test(wanted_names_what_may_come_now),
        cmocka_unit_test(an_unwanted_event_changes_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
