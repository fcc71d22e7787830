/* Cases that meet what they did not begin with: another text of their workflow, timers that are gone, events that say
 * little, records with gaps. */
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

/* The case goes on with BODY's text. DESK's arena holds what it had before. */
static void other_text(struct desk *desk, struct desk *other, const char *body)
{
    desk_open(other, body);
    if (!other->definition)
        fail_msg("%s", desk_faults(other));
    desk->definition = other->definition;
}

static const char *wanted(struct desk *desk)
{
    struct list names = LIST_EMPTY;
    text_clear(&desk->seen);
    step_wanted(desk->definition, desk->kase, desk->arena, &names);
    for (size_t i = 0; i < names.count; i++)
        text_addf(&desk->seen, "%s%s", i ? " " : "", (const char *)names.items[i]);
    list_free(&names);
    return text_string(&desk->seen);
}

/* --- another text --- */

static void states_that_are_gone_take_nothing(void **state)
{
    OPEN("states = ( { id = \"a_\"; states = ( { id = \"b\"; on = ( { event = \"e\"; goto = \"c\"; } ); } ); }, { id = "
         "\"c\"; } );");
    struct desk other;
    desk_start(&desk, NULL);
    other_text(&desk, &other, "states = ( { id = \"a_\"; on = ( { event = \"f\"; goto = \"c\"; } ); states = ( { id = "
                              "\"n\"; } ); }, { id = \"c\"; } );");
    assert_string_equal(wanted(&desk), "f correct");
    assert_string_equal(desk_event(&desk, "e", NULL), "unwanted");
    desk_close(&other);
    desk_close(&desk);
}

static void history_recalls_only_what_is_still_there(void **state)
{
    OPEN("states = ( { id = \"p_\"; on = ( { event = \"out\"; goto = \"z\"; } ); states = ( { id = \"d\"; }, { id = "
         "\"b\"; }, { id = \"h\"; history = \"deep\"; goto = \"d\"; } ); initial = \"b\"; }, { id = \"z\"; on = ( { "
         "event = \"in\"; goto = \"h\"; } ); } );");
    struct desk gone, moved;
    desk_start(&desk, NULL);
    assert_string_equal(desk_event(&desk, "out", NULL), "z");
    struct kase *left = desk.kase;
    other_text(&desk, &gone, "states = ( { id = \"p_\"; states = ( { id = \"d\"; }, { id = \"h\"; history = \"deep\"; "
                             "goto = \"d\"; } ); }, { id = \"z\"; on = ( { event = \"in\"; goto = \"h\"; } ); } );");
    assert_string_equal(desk_event(&desk, "in", NULL), "d");
    desk.kase = left;
    other_text(&desk, &moved,
               "states = ( { id = \"p_\"; states = ( { id = \"d\"; }, { id = \"h\"; history = \"deep\"; goto = \"d\"; "
               "} ); }, { id = \"z\"; on = ( { event = \"in\"; goto = \"h\"; } ); }, { id = \"b\"; } );");
    assert_string_equal(desk_event(&desk, "in", NULL), "d");
    desk_close(&moved);
    desk_close(&gone);
    desk_close(&desk);
}

#define INVOKES "fields = { n = { type = \"int\"; default = 0; }; }; "
static void a_child_whose_invoke_is_gone_is_heard_without_finalize(void **state)
{
    OPEN(INVOKES "states = ( { id = \"a\"; invoke = ( { id = \"c\"; workflow = \"other\"; do = ( { log = \"finalize\"; "
                 "} ); } ); on = ( { event = \"m\"; do = ( { log = \"heard\"; } ); } ); } );");
    struct desk renamed, gone;
    const struct event event = {.name = "m", .invokeid = "c", .by = "case:C-1", .happened = london_date(desk.now)};
    desk_start(&desk, NULL);
    case_child_place(desk.kase, desk.arena, "c", "C-1");
    desk_give(&desk, &event); /* it does not say which case it comes from */
    assert_string_equal(desk_effects(&desk), "log finalize\nlog heard\n");
    other_text(&desk, &renamed,
               INVOKES "states = ( { id = \"a\"; invoke = ( { id = \"k\"; workflow = \"other\"; do = ( { log = "
                       "\"finalize\"; } ); } ); on = ( { event = \"m\"; do = ( { log = \"heard\"; } ); } ); } );");
    desk_give(&desk, &event);
    assert_string_equal(desk_effects(&desk), "log heard\n");
    other_text(&desk, &gone, INVOKES "states = ( { id = \"b\"; on = ( { event = \"m\"; } ); } );");
    desk_give(&desk, &event);
    assert_string_equal(desk_effects(&desk), "");
    desk_close(&gone);
    desk_close(&renamed);
    desk_close(&desk);
}

#define DATED "fields = { d = { type = \"date\"; }; }; "
static void a_deadline_that_is_gone_from_the_text_stays_open(void **state)
{
    OPEN(DATED "states = ( { id = \"a\"; deadlines = ( { id = \"x\"; rule = \"test.days\"; from = \"d\"; met_by = "
               "[\"e\"]; } ); } );");
    struct desk other;
    desk_start(&desk, "{'d':'2026-09-01'}");
    other_text(&desk, &other, DATED "states = ( { id = \"a\"; on = ( { event = \"e\"; } ); } );");
    assert_string_equal(desk_event(&desk, "e", NULL), "a");
    assert_int_equal(desk.kase->deadlines.count, 1);
    desk_close(&other);
    desk_close(&desk);
}

static void a_field_that_was_no_date_dates_nothing(void **state)
{
    OPEN("fields = { d = { type = \"string\"; }; }; states = ( { id = \"a\"; on = ( { event = \"e\"; goto = \"b\"; } ); "
         "}, { id = \"b\"; } );");
    struct desk other;
    desk_start(&desk, "{'d':'soon'}");
    other_text(&desk, &other,
               DATED "states = ( { id = \"a\"; on = ( { event = \"e\"; goto = \"b\"; } ); }, { id = \"b\"; deadlines = "
                     "( { id = \"x\"; rule = \"test.days\"; from = \"d\"; } ); } );");
    assert_string_equal(desk_event(&desk, "e", NULL), "b");
    assert_int_equal(desk.kase->deadlines.count, 0);
    desk_close(&other);
    desk_close(&desk);
}

/* --- timers that come late --- */

static const char *give_timer(struct desk *desk, const char *timer, const char *name)
{
    struct event *event = arena_alloc(desk->arena, sizeof *event);
    *event = (struct event){.name = name, .timer = timer, .by = "timer", .recorded = desk->now,
                            .happened = london_date(desk->now)};
    return desk_give(desk, event);
}

static void a_timer_of_what_is_gone_does_nothing(void **state)
{
    OPEN(DATED "states = ( { id = \"a\"; on = ( { event = \"*\"; goto = \"b\"; } ); }, { id = \"b\"; } );");
    desk_start(&desk, NULL);
    assert_string_equal(give_timer(&desk, "deadline:x:missed", "deadline.x.missed"), "a");
    assert_string_equal(give_timer(&desk, "deadline:x", "deadline.x.missed"), "a");
    assert_string_equal(give_timer(&desk, "kept:7", "kept.expired"), "a");
    assert_string_equal(desk_effects(&desk), "");
    desk_close(&desk);
}

/* --- deadlines --- */

static void any_other_reading_of_a_rule_dates_it_again(void **state)
{
    OPEN(DATED "states = ( { id = \"a\"; deadlines = ( { id = \"x\"; rule = \"test.days\"; from = \"d\"; title = "
               "\"The letter\"; } ); } );");
    desk_start(&desk, "{'d':'2026-09-01'}");
    struct deadline *old = desk.kase->deadlines.items[0];
    assert_string_equal(old->title, "The letter");
    old->earliest = date_add_days(old->earliest, -1);
    desk_event(&desk, "dates.check", NULL);
    has(desk_effects(&desk), "redate x");
    old = desk.kase->deadlines.items[0];
    old->provisional = true;
    desk_event(&desk, "dates.check", NULL);
    has(desk_effects(&desk), "redate x");
    old = desk.kase->deadlines.items[0];
    old->version = "2001-01-01";
    desk_event(&desk, "dates.check", NULL);
    has(desk_effects(&desk), "redate x");
    desk_event(&desk, "dates.check", NULL);
    assert_string_equal(desk_effects(&desk), "");
    desk_close(&desk);
}

static void a_new_date_that_cannot_be_had_leaves_the_old_one(void **state)
{
    OPEN(DATED "states = ( { id = \"a\"; deadlines = ( { id = \"x\"; rule = \"test.since\"; from = \"d\"; } ); } );");
    desk_start(&desk, "{'d':'2026-09-01'}");
    assert_string_equal(desk_event(&desk, "correct", "{'d':'2025-09-01'}"), "a");
    has(desk_effects(&desk), "task undated.x senco");
    assert_int_equal(((struct deadline *)desk.kase->deadlines.items[0])->due.day, date_from(2026, 9, 11).day);
    desk_close(&desk);
}

static void a_deadline_that_says_little_is_told_all_the_same(void **state)
{
    OPEN("fields = { d = { type = \"date\"; }; l = { type = \"any\"; }; }; states = ( { id = \"a\"; deadlines = ( { id "
         "= \"x\"; rule = \"test.days\"; from = \"d\"; } ); on = ( { event = \"deadline.x.missed\"; do = ( { set = "
         "\"l\"; expr = \"[event.data.deadline_title, event.data.owner, event.data.kind, event.data.source]\"; } ); } "
         "); } );");
    desk_start(&desk, "{'d':'2026-09-01'}");
    struct deadline *old = desk.kase->deadlines.items[0];
    old->title = old->owner = old->kind = NULL;
    old->ruling = NULL;
    desk_fire(&desk, "2027-01-01");
    assert_string_equal(desk_field(&desk, "l"), "[\"x\",\"\",\"\",\"\"]");
    desk_close(&desk);
}

#define TWO                                                                                                  \
    DATED "states = ( { id = \"a\"; deadlines = ( { id = \"x\"; rule = \"test.none\"; from = \"d\"; when = \"false\"; }, " \
          "{ id = \"x\"; rule = \"test.period\"; from = \"d\"; when = \"true\"; } ); on = ( { event = \"e\"; goto = \"b\"; } ); }, { id = " \
          "\"b\"; } );"
static void a_period_left_to_someone_lapses_when_its_state_is_left(void **state)
{
    OPEN(TWO); /* the first of that id is not the one that is open */
    desk_start(&desk, "{'d':'2026-09-01'}");
    desk_event(&desk, "e", NULL);
    has(desk_effects(&desk), "close x lapsed\n");
    desk_close(&desk);
}

static void what_happened_on_no_known_day_is_in_time(void **state)
{
    OPEN(DATED "states = ( { id = \"a\"; deadlines = ( { id = \"x\"; rule = \"test.days\"; from = \"d\"; } ); on = ( { "
               "event = \"e\"; goto = \"b\"; } ); }, { id = \"b\"; } );");
    const struct event event = {.name = "e", .happened = DATE_NONE, .by = ""};
    desk_start(&desk, "{'d':'2026-09-01'}");
    desk_at(&desk, "2026-12-01", 9);
    assert_string_equal(desk_give(&desk, &event), "b");
    has(desk_effects(&desk), "close x met\n");
    desk_close(&desk);
}

/* --- tasks --- */

static void a_task_opens_without_the_date_it_cannot_have(void **state)
{
    OPEN("fields = { d = { type = \"date\"; }; n = { type = \"int\"; default = 0; }; }; tasks = ( { id = \"t\"; role = "
         "\"senco\"; title = \"T\"; rule = \"test.none\"; from = \"d\"; }, { id = \"u\"; role = \"senco\"; title = "
         "\"U\"; due = \"date(string(1 / fields.n))\"; }, { id = \"v\"; role = \"senco\"; title = \"V\"; due = "
         "\"fields.d\"; } ); states = ( { id = \"a\"; on = ( { event = \"e\"; do = ( { task = \"t\"; }, { task = "
         "\"u\"; }, { task = \"v\"; } ); } ); } );");
    desk_start(&desk, NULL);
    desk_event(&desk, "e", NULL); /* no anchor yet */
    assert_string_equal(desk_effects(&desk), "task t senco\ntask u senco\ntask v senco\n");
    has(desk_errors(&desk), "task u: ");
    desk_event(&desk, "e", NULL);
    assert_string_equal(desk_effects(&desk), ""); /* they are open */
    desk_close(&desk);
    desk_open(&desk, DATED "states = ( { id = \"a\"; tasks = ( { id = \"t\"; role = \"senco\"; title = \"T\"; rule = "
                           "\"test.none\"; from = \"d\"; } ); } );");
    desk_start(&desk, "{'d':'2026-09-01'}");
    has(desk_effects(&desk), "task t senco\n");
    has(desk_errors(&desk), "task t: ");
    desk_close(&desk);
}

/* --- events --- */

static void two_kept_events_are_taken_in_one_step(void **state)
{
    OPEN("states = ( { id = \"a\"; on = ( { event = \"go\"; goto = \"b\"; } ); }, { id = \"b\"; tasks = ( { id = \"t\"; "
         "role = \"senco\"; title = \"T\"; event = \"three\"; } ); on = ( { event = [\"one\", \"two\"]; do = ( { "
         "log_expr = \"[event.name, event.by, event.happened]\"; } ); } ); } );");
    const struct event one = {.name = "one", .happened = DATE_NONE};
    desk.keep = STEP_KEEP;
    desk_start(&desk, NULL);
    desk_give(&desk, &one);
    assert_true(desk.out.kept);
    desk_event(&desk, "two", NULL);
    desk_event(&desk, "three", NULL); /* only a task of another state waits for it */
    assert_true(desk.out.kept);
    desk_event(&desk, "go", NULL);
    has(desk_effects(&desk), "log [\"one\",null,null]\n");
    has(desk_effects(&desk), "log [\"two\",\"user:amy\",\"2026-09-01\"]\n");
    desk_close(&desk);
}

static void what_the_case_does_not_want_is_refused_to_people_only(void **state)
{
    OPEN("states = ( { id = \"a\"; invoke = ( { id = \"c\"; workflow = \"other\"; autoforward = true; } ); on = ( { "
         "event = \"out\"; goto = \"b\"; } ); }, { id = \"b\"; on = ( { event = \"later\"; } ); } );");
    const struct event platform = {.name = "yyy", .type = EVENT_PLATFORM, .by = "host"},
                       child = {.name = "zzz", .invokeid = "c", .by = "case:C-1"};
    assert_string_equal(desk_event(&desk, "e", NULL), "invalid"); /* it has not started */
    desk_start(&desk, NULL);
    assert_string_equal(desk_event(&desk, "zzz", NULL), "a");
    assert_string_equal(desk_effects(&desk), "send zzz to child:c\n"); /* which is not placed yet */
    assert_string_equal(desk_give(&desk, &child), "a");
    assert_string_equal(desk_event(&desk, "out", NULL), "b");
    assert_string_equal(desk_event(&desk, "zzz", NULL), "unwanted");
    assert_string_equal(desk_give(&desk, &platform), "b");
    desk.keep = STEP_KEEP;
    assert_string_equal(desk_give(&desk, &platform), "b");
    assert_false(desk.out.kept);
    desk_close(&desk);
}

/* A child ended just before it was cancelled: that is told, and nothing else of a child that was left; nor of one of
 * several, which have one word together, nor of one whose name another child has now. */
static void the_end_of_a_child_that_was_left_is_told(void **state)
{
    OPEN("states = ( { id = \"a\"; invoke = ( { id = \"c\"; workflow = \"other\"; }, { id = \"v\"; workflow = \"other\"; each = "
         "\"[1]\"; } ); on = ( { event = \"out\"; goto = \"b\"; } ); }, { id = \"b\"; on = ( { event = \"done.invoke\"; do = ( { "
         "log_expr = \"event.name\"; } ); }, { event = \"error\"; do = ( { log = \"error\"; } ); }, { event = \"back\"; goto = "
         "\"a\"; } ); } );");
    static const struct {
        const char *name, *id;
        enum event_type type;
        const char *told;
    } said[] = {{"done.invoke.c", "c", EVENT_PLATFORM, "log done.invoke.c\n"},
                {"done.invoke.w.0", "w.0", EVENT_PLATFORM, "log done.invoke.w.0\n"},
                {"done.invoke.vv.0", "vv.0", EVENT_PLATFORM, "log done.invoke.vv.0\n"},
                {"done.invoke.v.0", "v.0", EVENT_PLATFORM, ""},
                {"done.invoke.c", "c", EVENT_EXTERNAL, ""},
                {"error.communication", "c", EVENT_PLATFORM, ""}};
    desk_start(&desk, NULL);
    desk_event(&desk, "out", NULL);
    for (size_t i = 0; i < sizeof said / sizeof *said; i++) {
        const struct event event = {.name = said[i].name, .invokeid = said[i].id, .type = said[i].type, .by = "case:C-1",
                                    .origin = "C-1", .happened = london_date(desk.now), .recorded = desk.now};
        desk_give(&desk, &event);
        assert_string_equal(desk_effects(&desk), said[i].told);
    }
    desk_event(&desk, "back", NULL);
    case_child_place(desk.kase, desk.arena, "c", "C-2");
    const struct event late = {.name = "done.invoke.c", .invokeid = "c", .type = EVENT_PLATFORM, .by = "case:C-1",
                               .origin = "C-1", .happened = london_date(desk.now), .recorded = desk.now};
    desk_give(&desk, &late);
    assert_string_equal(desk_effects(&desk), "");
    const struct event other = {.name = "done.invoke.x", .invokeid = "x", .type = EVENT_PLATFORM, .by = "case:C-1",
                                .origin = "C-1", .happened = london_date(desk.now), .recorded = desk.now};
    desk_give(&desk, &other);
    assert_string_equal(desk_states(&desk), "a");
    desk_close(&desk);
}

static void a_fan_out_has_an_end(void **state)
{
    OPEN("fields = { n = { type = \"any\"; }; }; states = ( { id = \"a\"; on = ( { event = \"go\"; goto = \"b\"; } ); }, { id = "
         "\"b\"; invoke = ( { id = \"v\"; workflow = \"other\"; each = \"fields.n\"; } ); on = ( { event = \"error\"; goto = "
         "\"c\"; } ); }, { id = \"c\"; } );");
    desk_start(&desk, NULL);
    json_t *list = json_array();
    for (int i = 0; i < 5001; i++)
        json_array_append_new(list, json_integer(i));
    json_object_set_new(desk.kase->fields, "n", list);
    assert_string_equal(desk_event(&desk, "go", NULL), "c");
    has(desk_errors(&desk), "each gives 5001 items; at most 5000 child cases begin at once");
    assert_null(strstr(desk_effects(&desk), "invoke"));
    desk_close(&desk);
}

static void nobody_can_say_what_only_the_case_can(void **state)
{
    static const char *const own[] = {"deadline.x.missed", "kept.expired", "done.state.a", "done.invoke.c",
                                      "error.execution"};
    static const char *const others[] = {"kept", "error", "done.e", "deadline"};
    OPEN("states = ( { id = \"a\"; on = ( { event = \"*\"; do = ( { log_expr = \"event.name\"; } ); } ); } );");
    desk_start(&desk, NULL);
    for (size_t i = 0; i < sizeof own / sizeof own[0]; i++)
        assert_string_equal(desk_event(&desk, own[i], NULL), "unwanted");
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++)
        assert_string_equal(desk_event(&desk, others[i], NULL), "a");
    desk_close(&desk);
}

static void a_child_is_told_before_it_is_placed(void **state)
{
    OPEN("fields = { n = { type = \"int\"; default = 0; }; }; states = ( { id = \"a\"; invoke = ( { id = \"c\"; "
         "workflow = \"other\"; }, { id = \"d\"; workflow = \"other\"; with = { x = \"1 / fields.n\"; }; } ); on = ( { "
         "event = \"error.execution\"; do = ( { send = \"x\"; to = \"child:c\"; } ); } ); } );");
    desk_start(&desk, NULL);
    assert_string_equal(desk_effects(&desk), "invoke c other\nsend x to child:c\n");
    desk_close(&desk);
}

static void wanted_leaves_out_what_the_case_tells_itself(void **state)
{
    OPEN(DATED "states = ( { id = \"a\"; deadlines = ( { id = \"x\"; rule = \"test.days\"; from = \"d\"; } ); on = ( { "
               "event = [\"error.execution\", \"done.state.a\", \"e\"]; goto = \"f\"; }, { when = \"false\"; goto = "
               "\"f\"; } ); }, { id = \"f\"; final = true; } );");
    desk_start(&desk, NULL);
    assert_string_equal(wanted(&desk), "e correct");
    assert_string_equal(desk_event(&desk, "e", NULL), "f ended");
    assert_string_equal(wanted(&desk), "");
    desk_close(&desk);
}

static void a_field_may_be_called_reason(void **state)
{
    OPEN("fields = { reason = { type = \"string\"; }; }; states = ( { id = \"a\"; } );");
    desk_start(&desk, NULL);
    assert_string_equal(desk_event(&desk, "correct", "{'reason':'moved'}"), "a");
    assert_string_equal(desk_field(&desk, "reason"), "\"moved\"");
    desk_close(&desk);
}

static void late_fields_are_not_given_at_the_start(void **state)
{
    OPEN("binding = \"late\"; fields = { n = { type = \"int\"; }; }; states = ( { id = \"a\"; fields = { m = { type = "
         "\"int\"; default = 2; }; }; } );");
    assert_string_equal(desk_start(&desk, "{'m':1}"), "invalid");
    assert_string_equal(desk_start(&desk, "{'n':1}"), "a");
    assert_string_equal(desk_field(&desk, "m"), "2");
    desk_close(&desk);
}

/* --- records --- */

static void expressions_see_records_and_their_gaps(void **state)
{
    OPEN("reads = [\"pupil\", \"authority\"]; fields = { l = { type = \"any\"; }; }; states = ( { id = \"a\"; on = ( { "
         "event = \"e\"; do = ( { set = \"l\"; expr = \"[pupil == null, authority == null, case.reference, case.school, case.subject]\"; } ); }, { event = "
         "\"p\"; when = \"pupil.year == 4\"; goto = \"b\"; } ); }, { id = \"b\"; } );");
    desk.kase->reference = desk.kase->school = desk.kase->subject = NULL;
    json_object_set_new(desk.facts.records, "pupil", json_pack("{s:s, s:i}", "id", "P1", "year", 4));
    desk_start(&desk, NULL);
    desk_event(&desk, "e", NULL);
    assert_string_equal(desk_field(&desk, "l"), "[false,true,\"\",\"\",\"\"]");
    assert_string_equal(desk_event(&desk, "p", NULL), "b");
    desk_close(&desk);
}

/* Who of ROLE's ENTRY, or of the contacts, is told what. */
static const char *told(struct desk *desk, const char *event, const char *role, const char *contacts)
{
    json_object_set_new(desk->facts.records, "roles", json_loads(role, 0, NULL));
    json_object_set_new(desk->facts.records, "contact", json_loads(contacts, 0, NULL));
    desk_event(desk, event, NULL);
    return desk_effects(desk);
}

static void a_notice_finds_the_way_that_a_record_gives(void **state)
{
    OPEN("reads = [\"contact\", \"authority\"]; states = ( { id = \"a\"; on = ( { event = \"s\"; do = ( { notify = \"senco\"; template = \"hello\"; } ); }, { "
         "event = \"p\"; do = ( { notify = \"parents\"; template = \"hello\"; } ); }, { event = \"l\"; do = ( { notify "
         "= \"la\"; template = \"hello\"; }, { raise = \"deadline.own\"; } ); }, { event = \"deadline.own\"; do = ( { "
         "notify = \"la\"; template = \"chase\"; } ); } ); } );");
    desk.kase->reference = NULL;
    desk_start(&desk, NULL);
    assert_string_equal(told(&desk, "s", "{\"senco\":{\"channel\":\"webhook\",\"webhook\":\"\",\"address\":\"hook\"}}",
                             "[]"), "notice hello role/senco=hook\n");
    assert_string_equal(told(&desk, "s", "{\"senco\":\"s@oakfield.example\"}", "[]"),
                        "notice hello role/senco=s@oakfield.example\n");
    assert_string_equal(told(&desk, "s", "{\"senco\":\"\"}", "[]"), "task unreached.hello senco\n");
    static const char *const nowhere[] = {"{}", "{\"senco\":{\"address\":\"x\"}}",
                                          "{\"senco\":{\"channel\":\"\",\"address\":\"x\"}}",
                                          "{\"senco\":{\"channel\":\"email\",\"address\":\"\"}}",
                                          "{\"senco\":{\"channel\":\"email\"}}"};
    for (size_t i = 0; i < sizeof nowhere / sizeof nowhere[0]; i++) {
        assert_string_equal(told(&desk, "s", nowhere[i], "[]"), "");
        has(desk_errors(&desk), "no way to reach senco");
    }
    assert_string_equal(
        told(&desk, "p", "{}",
             "[{\"id\":\"C2\",\"parental_responsibility\":true,\"email\":\"two@home.example\"},"
             "{\"id\":\"C1\",\"parental_responsibility\":true,\"email\":\"one@home.example\"},"
             "{\"parental_responsibility\":true,\"priority\":9,\"email\":\"x@home.example\"},"
             "{\"parental_responsibility\":true,\"priority\":9,\"email\":\"y@home.example\"}]"),
        "notice hello contact=x@home.example contact=y@home.example contact/C1=one@home.example "
        "contact/C2=two@home.example\n");
    json_object_set_new(desk.facts.records, "authority",
                        json_loads("[{\"id\":\"820\",\"email\":\"send@la.example\"}]", 0, NULL));
    const struct event event = {.name = "l", .happened = DATE_NONE};
    desk_give(&desk, &event);
    assert_string_equal(desk_effects(&desk), "notice hello authority/820=send@la.example\n"
                                             "notice chase authority/820=send@la.example\n");
    desk_close(&desk);
}

static void stars_and_dots(void **state)
{
    OPEN("states = ( { id = \"a\"; on = ( { event = \".*\"; do = ( { log_expr = \"event.name\"; } ); } ); } );");
    desk_start(&desk, NULL);
    desk_event(&desk, "x.y", NULL);
    assert_string_equal(desk_effects(&desk), "log x.y\n");
    desk_close(&desk);
    desk_open(&desk, "states = ( { id = \"a\"; on = ( { event = \"\"; goto = \"a\"; } ); } );");
    assert_null(desk.definition);
    desk_close(&desk);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(states_that_are_gone_take_nothing),
        cmocka_unit_test(history_recalls_only_what_is_still_there),
        cmocka_unit_test(a_child_whose_invoke_is_gone_is_heard_without_finalize),
        cmocka_unit_test(a_deadline_that_is_gone_from_the_text_stays_open),
        cmocka_unit_test(a_field_that_was_no_date_dates_nothing),
        cmocka_unit_test(a_timer_of_what_is_gone_does_nothing),
        cmocka_unit_test(any_other_reading_of_a_rule_dates_it_again),
        cmocka_unit_test(a_new_date_that_cannot_be_had_leaves_the_old_one),
        cmocka_unit_test(a_deadline_that_says_little_is_told_all_the_same),
        cmocka_unit_test(a_period_left_to_someone_lapses_when_its_state_is_left),
        cmocka_unit_test(what_happened_on_no_known_day_is_in_time),
        cmocka_unit_test(a_task_opens_without_the_date_it_cannot_have),
        cmocka_unit_test(two_kept_events_are_taken_in_one_step),
        cmocka_unit_test(what_the_case_does_not_want_is_refused_to_people_only),
        cmocka_unit_test(the_end_of_a_child_that_was_left_is_told),
        cmocka_unit_test(a_fan_out_has_an_end),
        cmocka_unit_test(nobody_can_say_what_only_the_case_can),
        cmocka_unit_test(a_child_is_told_before_it_is_placed),
        cmocka_unit_test(wanted_leaves_out_what_the_case_tells_itself),
        cmocka_unit_test(a_field_may_be_called_reason),
        cmocka_unit_test(late_fields_are_not_given_at_the_start),
        cmocka_unit_test(expressions_see_records_and_their_gaps),
        cmocka_unit_test(a_notice_finds_the_way_that_a_record_gives),
        cmocka_unit_test(stars_and_dots),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
