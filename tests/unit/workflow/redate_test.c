/* Deadlines whose law or other days change, and those of rules that do not end with a day. */
#include "desk.h"

#include <stdarg.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#define FIELDS "fields = { d = { type = \"date\"; }; l = { type = \"date\"; }; note = { type = \"string\"; }; }; "
#define STATES(rule, more, on)                                                                                         \
    FIELDS "states = ( { id = \"a\"; deadlines = ( { id = \"x\"; rule = \"" rule "\"; from = \"d\"; " more             \
           " } ); on = ( " on " ); }, { id = \"b\"; } );"
#define SET(field) "{ event = \"set\"; do = ( { set = \"" field "\"; expr = \"event.data.on\"; } ); }"

static struct desk desk;

static void open_desk(const char *body)
{
    desk_open(&desk, body);
    assert_string_equal(desk_faults(&desk), "");
}

static void has(const char *text, const char *part)
{
    if (!strstr(text, part))
        fail_msg("\"%s\" is not in:\n%s", part, text);
}

static struct deadline *only(void)
{
    assert_int_equal(desk.kase->deadlines.count, 1);
    return desk.kase->deadlines.items[0];
}

static void check_due(const char *due)
{
    char text[DATE_SIZE];
    assert_string_equal(date_write(only()->due, text), due);
}

/* --- other anchors --- */

static void another_day_of_the_rule_dates_it_again_when_it_is_known(void **state)
{
    (void)state;
    open_desk(STATES("test.days", "anchors = { later = \"l\"; };", SET("l")));
    desk_start(&desk, "{'d':'2026-09-01'}");
    check_due("2026-09-11");
    desk_event(&desk, "set", "{'on':'2026-09-03'}");
    has(desk_effects(&desk), "redate x 2026-09-11 2026-09-13");
    check_due("2026-09-13");
    desk_event(&desk, "set", "{'on':null}");
    check_due("2026-09-11");
    desk_close(&desk);
    open_desk(STATES("test.days", "anchors = { later = \"d\"; };", SET("d") ", { event = \"say\"; do = ( { set = \"l\"; "
                                                                            "expr = \"event.data.on\"; } ); }"));
    desk_start(&desk, "{'d':'2026-09-01'}"); /* one field for both; another is no matter */
    desk_event(&desk, "say", "{'on':'2026-09-08'}");
    check_due("2026-09-11");
    desk_event(&desk, "set", "{'on':'2026-09-03'}");
    check_due("2026-09-13");
    desk_close(&desk);
}

/* The first anchor opens it; another one alone does not. */
static void another_day_alone_opens_nothing(void **state)
{
    (void)state;
    open_desk(STATES("test.days", "anchors = { later = \"l\"; };", SET("l") ", { event = \"first\"; do = ( { set = \"d\"; "
                                                                            "expr = \"event.data.on\"; } ); }"));
    desk_start(&desk, NULL);
    desk_event(&desk, "set", "{'on':'2026-09-03'}");
    assert_int_equal(desk.kase->deadlines.count, 0);
    desk_event(&desk, "first", "{'on':'2026-09-01'}");
    check_due("2026-09-13");
    desk_close(&desk);
}

static void anchors_that_cannot_be_are_faults(void **state)
{
    (void)state;
    desk_open(&desk, STATES("test.days", "anchors = { earlier = \"l\"; };", ""));
    has(desk_faults(&desk), "earlier");
    desk_close(&desk);
    desk_open(&desk, STATES("test.days", "anchors = { later = \"note\"; };", ""));
    has(desk_faults(&desk), "field \"note\" is not a date");
    desk_close(&desk);
    desk_open(&desk, STATES("test.days", "anchors = { later = 7; };", ""));
    has(desk_faults(&desk), "names no field");
    desk_close(&desk);
}

/* --- ends that are no day --- */

static void a_rule_in_hours_is_missed_at_its_time(void **state)
{
    (void)state;
    open_desk(STATES("test.hours", "", ""));
    desk_start(&desk, "{'d':'2026-09-01'}");
    has(desk_effects(&desk), "arm deadline:x:missed deadline.x.missed 2026-09-04T09:00:00+01:00\n");
    desk_event(&desk, "correct", "{'d':'2026-09-02'}");
    has(desk_effects(&desk), "2026-09-05T09:00:00+01:00\n");
    desk_event(&desk, "correct", "{'d':'1999-09-02'}");
    has(desk_effects(&desk), "1999-09-06T00:00:00+01:00\n"); /* a time that cannot be read: with the day */
    desk_close(&desk);
}

static void a_first_day_ends_as_it_begins(void **state)
{
    (void)state;
    open_desk(STATES("test.first", "", "{ event = \"deadline.x.ended\"; goto = \"b\"; }"));
    desk_start(&desk, "{'d':'2026-09-01'}");
    has(desk_effects(&desk), "arm deadline:x:missed deadline.x.ended 2026-09-11T00:00:00+01:00\n");
    desk_fire(&desk, "2026-09-11");
    assert_string_equal(desk_states(&desk), "b");
    desk_close(&desk);
}

/* --- whose wishes count --- */

static void check_earliest(const char *records, const char *earliest)
{
    char text[DATE_SIZE];
    open_desk(STATES("test.days", "", ""));
    json_t *facts = json_loads(records, 0, NULL);
    json_object_update(desk.facts.records, facts);
    json_decref(facts);
    desk_start(&desk, "{'d':'2026-09-01'}");
    assert_string_equal(date_write(only()->earliest, text), earliest);
    desk_close(&desk);
}

static void the_authority_of_the_case_has_its_say(void **state)
{
    (void)state;
    check_earliest("{}", "2026-09-10");
    check_earliest("{\"authority\": {\"id\": \"901\"}}", "2026-09-08");
    check_earliest("{\"authority\": [{\"id\": \"authority/901\"}]}", "2026-09-08");
    check_earliest("{\"authority\": {\"id\": \"902\"}}", "2026-09-10");
}

/* --- the law changes --- */

static void moved_is_told_by_a_task_if_no_state_waits_for_it(void **state)
{
    (void)state;
    open_desk(STATES("test.days", "", "{ event = \"e\"; goto = \"b\"; }"));
    desk_start(&desk, "{'d':'2026-09-01'}");
    only()->due = date_add_days(only()->due, 7);
    desk_event(&desk, "dates.check", NULL);
    has(desk_effects(&desk), "redate x 2026-09-18 2026-09-11 rule or calendar changed: the days that count\n");
    has(desk_effects(&desk), "task redated.x.2026-09-11 senco\n");
    const struct task *task = desk.kase->tasks.items[0];
    assert_string_equal(task->title, "A made-up duty is now due on 2026-09-11, before 2026-09-18: rule or calendar changed: the days that count");
    only()->earliest = date_add_days(only()->earliest, -1);
    only()->title = NULL;
    desk_event(&desk, "dates.check", NULL);
    has(desk_effects(&desk), "redate x 2026-09-11 2026-09-11");
    desk_close(&desk);
}

static void moved_is_an_event_for_a_state_that_waits_for_it(void **state)
{
    (void)state;
    open_desk(STATES("test.days", "",
                     "{ event = \"deadline.redated\"; goto = \"b\"; do = ( { set = \"note\"; expr = \"event.data.deadline + ' ' "
                     "+ event.data.was + ' ' + event.data.due + ' ' + event.data.reason\"; } ); }"));
    desk_start(&desk, "{'d':'2026-09-01'}");
    only()->due = date_add_days(only()->due, 7);
    desk_event(&desk, "dates.check", NULL);
    assert_string_equal(desk_states(&desk), "b");
    assert_string_equal(desk_field(&desk, "note"), "\"x 2026-09-18 2026-09-11 rule or calendar changed: the days that count\"");
    assert_int_equal(desk.kase->tasks.count, 0);
    desk_close(&desk);
}

/* A version with the same date is on record, and no news to anyone; nor is a calendar that confirms a guess. */
static void the_same_date_of_another_law_is_no_news(void **state)
{
    (void)state;
    open_desk(STATES("test.days", "", ""));
    desk_start(&desk, "{'d':'2026-09-01'}");
    only()->version = "2001-01-01";
    desk_event(&desk, "dates.check", NULL);
    has(desk_effects(&desk), "rule or calendar changed: version 2014-09-01, before 2001-01-01\n");
    only()->version = NULL;
    desk_event(&desk, "dates.check", NULL);
    has(desk_effects(&desk), "version 2014-09-01, before ?\n");
    only()->provisional = true;
    desk_event(&desk, "dates.check", NULL);
    has(desk_effects(&desk), "rule or calendar changed: the calendar now reaches it\n");
    assert_int_equal(desk.kase->tasks.count, 0);
    desk_event(&desk, "dates.check", NULL);
    assert_string_equal(desk_effects(&desk), "");
    desk_event(&desk, "correct", "{'d':'2040-09-01'}");
    only()->due = date_add_days(only()->due, 1);
    desk_event(&desk, "dates.check", NULL);
    has(desk_effects(&desk), "redate x 2040-09-12 2040-09-11 rule or calendar changed: the days that count\n"); /* as far off as before */
    desk_close(&desk);
}

/* The sum's reading, or what an authority asks for, may be what changed. */
static void the_reason_says_what_changed(void **state)
{
    (void)state;
    open_desk(STATES("test.days", "", ""));
    desk_start(&desk, "{'d':'2026-09-01'}");
    only()->earliest = date_add_days(only()->earliest, 1);
    json_object_set_new(only()->ruling, "candidates", json_pack("[{s:s}]", "basis", "10 days, read otherwise"));
    desk_event(&desk, "dates.check", NULL);
    has(desk_effects(&desk), "rule or calendar changed: it is now read as \n");
    has(desk_effects(&desk), "task redated.x.earliest-2026-09-10 senco\n");
    only()->earliest = date_add_days(only()->earliest, -2);
    json_object_set_new(only()->ruling, "candidates",
                        json_pack("[{s:s}, {s:s, s:b}]", "basis", "", "basis", "8 days", "target", 1));
    desk_event(&desk, "dates.check", NULL);
    has(desk_effects(&desk), "rule or calendar changed: what the authority itself asks for\n");
    const struct task *task = desk.kase->tasks.items[0];
    assert_string_equal(task->title, "A made-up duty is still due on 2026-09-11, but warnings count back from 2026-09-10, before "
                                     "from 2026-09-11: rule or calendar changed: it is now read as ");
    desk_close(&desk);
}

/* Its missed event waits until it goes on. */
static void a_clock_that_stands_still_is_not_missed(void **state)
{
    (void)state;
    open_desk(STATES("test.stands", "", SET("l")));
    desk_start(&desk, "{'d':'2026-09-01'}");
    assert_null(strstr(desk_effects(&desk), "deadline.x.missed"));
    check_due("2026-09-11");
    desk_close(&desk);
    open_desk(STATES("test.days", "", ""));
    desk_start(&desk, "{'d':'2026-09-01'}");
    json_object_set_new(only()->ruling, "stands", json_true());
    desk_event(&desk, "dates.check", NULL);
    has(desk_effects(&desk), "arm deadline:x:missed deadline.x.missed 2026-09-12");
    assert_int_equal(desk.kase->tasks.count, 0);
    desk_close(&desk);
}

/* What could not be dated is tried again, and then nobody has to look any more. */
static void a_date_that_can_be_computed_again_ends_its_task(void **state)
{
    (void)state;
    open_desk(STATES("test.since", "", SET("d")));
    desk_start(&desk, "{'d':'2025-09-01'}");
    has(desk_effects(&desk), "task undated.x senco\n");
    assert_int_equal(desk.kase->deadlines.count, 0);
    desk_event(&desk, "dates.check", NULL);
    assert_int_equal(desk.kase->tasks.count, 1); /* it still can't */
    json_object_set_new(desk.kase->fields, "d", json_string("2026-09-01")); /* as if the rule reached it now */
    desk_event(&desk, "dates.check", NULL);
    has(desk_effects(&desk), "task undated.x dropped\n");
    check_due("2026-09-11");
    assert_int_equal(desk.kase->tasks.count, 0);
    desk_close(&desk);
}

/* --- tasks --- */

#define TASK_STATES(more)                                                                                              \
    FIELDS "tasks = ( { id = \"t\"; role = \"senco\"; title = \"T\"; rule = \"test.since\"; from = \"d\"; }, "            \
           "{ id = \"u\"; role = \"senco\"; title = \"U\"; within = \"5 days\"; } ); "                                 \
           "states = ( { id = \"a\"; entry = ( { task = \"t\"; }, { task = \"u\"; } ); on = ( " more " ); } );"

static void a_task_that_a_rule_dates_goes_with_its_day(void **state)
{
    (void)state;
    open_desk(TASK_STATES(SET("d") ", { event = \"say\"; do = ( { set = \"l\"; expr = \"event.data.on\"; } ); }"));
    desk_start(&desk, "{'d':'2026-09-01'}");
    has(desk_effects(&desk), "task t senco 2026-09-11\n");
    desk_event(&desk, "say", "{'on':'2026-09-08'}"); /* another field */
    assert_null(strstr(desk_effects(&desk), "task"));
    desk_event(&desk, "dates.check", NULL); /* nothing new */
    assert_string_equal(desk_effects(&desk), "");
    desk_event(&desk, "set", "{'on':'2026-09-03'}");
    has(desk_effects(&desk), "task t dropped\ntask t senco 2026-09-13\n");
    assert_int_equal(desk.kase->tasks.count, 2);
    desk_event(&desk, "set", "{'on':'2025-09-03'}"); /* the rule is not in force then: the old date stands */
    has(desk_errors(&desk), "task t: no version of test.since is in force");
    assert_null(strstr(desk_effects(&desk), "task t"));
    desk_close(&desk);
}

/* One that was told to be missed is told again only if its new day is still to come. */
static void a_missed_date_that_moves_may_be_missed_again(void **state)
{
    (void)state;
    open_desk(STATES("test.days", "", ""));
    desk_start(&desk, "{'d':'2026-09-01'}");
    desk_fire(&desk, "2026-09-12");
    assert_true(only()->missed_told);
    only()->provisional = true;
    desk_event(&desk, "dates.check", NULL);
    assert_true(only()->missed_told);
    only()->provisional = true;
    desk_at(&desk, "2026-09-11", 12);
    desk_event(&desk, "dates.check", NULL);
    assert_false(only()->missed_told);
    desk_close(&desk);
}

/* Not even one for every event. */
static void no_transition_takes_the_check_away(void **state)
{
    (void)state;
    open_desk(STATES("test.days", "", "{ event = \"*\"; goto = \"b\"; }"));
    desk_start(&desk, "{'d':'2026-09-01'}");
    desk_event(&desk, "dates.check", NULL);
    assert_string_equal(desk_states(&desk), "a");
    desk_close(&desk);
}

static void a_check_without_the_day_lets_it_lapse(void **state)
{
    (void)state;
    open_desk(STATES("test.days", "", ""));
    desk_start(&desk, "{'d':'2026-09-01'}");
    json_object_set_new(desk.kase->fields, "d", json_null());
    desk_event(&desk, "dates.check", NULL);
    has(desk_effects(&desk), "close x lapsed");
    desk_close(&desk);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(another_day_of_the_rule_dates_it_again_when_it_is_known),
        cmocka_unit_test(another_day_alone_opens_nothing),
        cmocka_unit_test(anchors_that_cannot_be_are_faults),
        cmocka_unit_test(a_rule_in_hours_is_missed_at_its_time),
        cmocka_unit_test(a_first_day_ends_as_it_begins),
        cmocka_unit_test(the_authority_of_the_case_has_its_say),
        cmocka_unit_test(moved_is_told_by_a_task_if_no_state_waits_for_it),
        cmocka_unit_test(moved_is_an_event_for_a_state_that_waits_for_it),
        cmocka_unit_test(the_same_date_of_another_law_is_no_news),
        cmocka_unit_test(the_reason_says_what_changed),
        cmocka_unit_test(a_clock_that_stands_still_is_not_missed),
        cmocka_unit_test(a_date_that_can_be_computed_again_ends_its_task),
        cmocka_unit_test(a_task_that_a_rule_dates_goes_with_its_day),
        cmocka_unit_test(a_missed_date_that_moves_may_be_missed_again),
        cmocka_unit_test(no_transition_takes_the_check_away),
        cmocka_unit_test(a_check_without_the_day_lets_it_lapse),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
