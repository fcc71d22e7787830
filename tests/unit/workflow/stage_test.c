/* The stage: sends, delays, children and joins as the daemon would realise them, on a virtual clock. */
#include "workflow/stage.h"

#include <malloc.h>
#include <stdarg.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

struct house {
    struct arena *arena;
    struct list definitions;
    struct stage *stage;
    struct text seen; /* a line for each log, send, error and trouble: "CASE text" */
};

static void see(void *context, const struct stage_seen *seen)
{
    struct house *house = context;
    if (seen->trouble)
        text_addf(&house->seen, "%s trouble\n", seen->actor->name);
    if (!seen->out)
        return;
    for (size_t i = 0; i < seen->out->effects.count; i++) {
        const struct effect *effect = seen->out->effects.items[i];
        if (effect->kind == EFFECT_LOG)
            text_addf(&house->seen, "%s %s\n", seen->actor->name, effect->text);
    }
    for (size_t i = 0; i < json_array_size(seen->out->errors); i++)
        text_addf(&house->seen, "%s error %s\n", seen->actor->name,
                  json_string_value(json_array_get(seen->out->errors, i)));
}

static const struct definition *add(struct house *house, const char *id, const char *body)
{
    static const struct definition_context context;
    struct text file = TEXT_EMPTY, wrong = TEXT_EMPTY;
    struct faults *faults = faults_new(house->arena);
    text_addf(&file,
              "workflow = { id = \"%s\"; version = 1; title = \"Test\"; prefix = \"T\"; subject = "
              "\"pupil\";\n%s\n};",
              id, body);
    struct conf_node *root =
        conf_read_text(house->arena, "test.conf", file.bytes, file.length, &workflow_schema, faults);
    struct definition *definition = root ? definition_compile(house->arena, root, &context, faults) : NULL;
    faults_print(faults, &wrong);
    if (faults->errors)
        fail_msg("%s", text_string(&wrong));
    list_add(&house->definitions, definition);
    text_free(&file);
    text_free(&wrong);
    return definition;
}

static void house_open(struct house *house)
{
    *house = (struct house){.arena = arena_new()};
    const struct stage_site site = {
        .definitions = &house->definitions, .wake_hour = 8, .unmatched = STEP_DISCARD};
    house->stage = stage_new(&site, NULL, london_instant(date_from(2026, 9, 1), 10, 0), see, house);
}

static void house_close(struct house *house)
{
    stage_free(house->stage);
    list_free(&house->definitions);
    text_free(&house->seen);
    arena_free(house->arena);
}

static struct stage_case *start(struct house *house, const struct definition *definition, const char *name)
{
    struct stage_case *actor = NULL;
    struct error error = ERROR_NONE;
    const struct stage_start how = {.name = name,
                                    .school = "oakfield",
                                    .subject = "pupil/P1",
                                    .definition = definition,
                                    .by = "user:amy"};
    int code = stage_start(house->stage, &how, &actor, &error);
    if (code)
        fail_msg("%s", error.text);
    return actor;
}

static int give(struct house *house, struct stage_case *actor, const char *name)
{
    struct error error = ERROR_NONE;
    const struct event event = {.name = name,
                                .happened = london_date(stage_now(house->stage)),
                                .recorded = stage_now(house->stage),
                                .by = "user:amy"};
    return stage_event(house->stage, actor, &event, STEP_DISCARD, &error);
}

static void advance(struct house *house, duration by)
{
    struct error error = ERROR_NONE;
    assert_int_equal(stage_advance(house->stage, stage_now(house->stage) + by, &error), 0);
}

static void seen_is(struct house *house, const char *expected)
{
    assert_string_equal(text_string(&house->seen), expected);
    text_clear(&house->seen);
}

static const char *last_state(const struct stage_case *actor)
{
    return actor->kase->states.count ? actor->kase->states.items[actor->kase->states.count - 1] : "";
}

/* --- delays --- */

static void delayed_sends_come_by_due_time_then_order_of_sending(void **state)
{
    struct house house;
    (void)state;
    house_open(&house);
    start(&house,
          add(&house, "w",
              "states = ( { id = \"a\"; entry = ( { send = \"late\"; after = \"2s\"; }, { send = \"first\"; "
              "after = \"1s\"; },"
              " { send = \"second\"; after = \"1s\"; }, { send = \"soon\"; after = \"500ms\"; } );"
              " on = ( { event = \"*\"; do = ( { log_expr = \"event.name\"; } ); } ); } );"),
          "A");
    seen_is(&house, "");
    advance(&house, MILLIS(499));
    seen_is(&house, "");
    advance(&house, MILLIS(1));
    seen_is(&house, "A soon\n");
    advance(&house, MILLIS(10000));
    seen_is(&house, "A first\nA second\nA late\n");
    house_close(&house);
}

static void delays_of_several_cases_keep_the_order_of_sending(void **state)
{
    struct house house;
    (void)state;
    house_open(&house);
    const struct definition *definition =
        add(&house, "w",
            "states = ( { id = \"a\"; on = ( { event = \"go\"; do = ( { send = \"x\"; after = \"1s\"; } ); },"
            " { event = \"x\"; do = ( { log = \"x\"; } ); } ); } );");
    struct stage_case *a = start(&house, definition, "A"), *b = start(&house, definition, "B");
    give(&house, b, "go");
    give(&house, a, "go");
    advance(&house, SECONDS(1));
    seen_is(&house, "B x\nA x\n");
    house_close(&house);
}

static void a_cancelled_delay_does_not_come_and_one_ends_with_its_case(void **state)
{
    struct house house;
    struct stage_case *whose;
    (void)state;
    house_open(&house);
    struct stage_case *actor = start(&house,
                                     add(&house, "w",
                                         "states = ( { id = \"a\"; entry = ( { send = \"x\"; id = \"one\"; "
                                         "after = \"1s\"; }, { send = \"y\"; after = \"2s\"; },"
                                         " { send = \"z\"; after = \"3s\"; } );"
                                         " on = ( { event = \"stop\"; do = ( { cancel = \"one\"; } ); }, { "
                                         "event = \"y\"; goto = \"end\"; },"
                                         " { event = \"*\"; do = ( { log_expr = \"event.name\"; } ); } ); }, "
                                         "{ id = \"end\"; final = true; } );"),
                                     "A");
    give(&house, actor, "stop");
    advance(&house, SECONDS(10));
    seen_is(&house, "");
    assert_true(actor->kase->ended);
    assert_null(stage_next(house.stage, &whose));
    house_close(&house);
}

static void own_sends_wait_behind_what_was_raised(void **state)
{
    struct house house;
    (void)state;
    house_open(&house);
    start(&house,
          add(&house, "w",
              "states = ( { id = \"a\"; entry = ( { send = \"outer\"; }, { raise = \"inner\"; }, { send = "
              "\"last\"; } );"
              " on = ( { event = \"*\"; do = ( { log_expr = \"event.name\"; } ); } ); } );"),
          "A");
    seen_is(&house, "A inner\nA outer\nA last\n");
    house_close(&house);
}

/* --- other cases --- */

static void cases_answer_each_other_in_the_order_of_events(void **state)
{
    struct house house;
    (void)state;
    house_open(&house);
    const struct definition *definition =
        add(&house, "w",
            "states = ( { id = \"a\"; on = ( { event = \"go\"; do = ( { send = \"ask\"; to = \"B\"; }, { "
            "send = \"ask\"; to = \"C\"; } ); },"
            " { event = \"ask\"; do = ( { log = \"asked\"; }, { send = \"answer\"; to_expr = "
            "\"event.origin\"; } ); },"
            " { event = \"answer\"; do = ( { log_expr = \"'answer of ' + event.origin\"; } ); } ); } );");
    struct stage_case *a = start(&house, definition, "A");
    start(&house, definition, "B");
    start(&house, definition, "C");
    assert_int_equal(give(&house, a, "go"), 0);
    seen_is(&house, "B asked\nC asked\nA answer of B\nA answer of C\n");
    house_close(&house);
}

static void a_send_to_nobody_comes_back_as_an_error(void **state)
{
    struct house house;
    (void)state;
    house_open(&house);
    start(&house,
          add(&house, "w",
              "states = ( { id = \"a\"; entry = ( { send = \"x\"; to = \"NOBODY-1\"; id = \"s1\"; }, { raise = \"r\"; }, { log = "
              "\"goes on\"; } );"
              " on = ( { event = \"r\"; do = ( { log = \"raised after\"; } ); }, { event = \"error.communication\"; do = ( { log_expr = \"event.sendid\"; } ); } ); } "
              ");"),
          "A");
    seen_is(&house, "A goes on\nA s1\nA raised after\n");
    house_close(&house);
}

static void answers_without_end_are_set_aside_and_all_goes_on(void **state)
{
    struct house house;
    struct error error = ERROR_NONE;
    (void)state;
    house_open(&house);
    struct stage_case *actor =
        start(&house,
              add(&house, "w",
                  "states = ( { id = \"a\"; on = ( { event = \"again\"; do = ( { send = \"again\"; } ); },"
                  " { event = \"fine\"; do = ( { log = \"fine\"; } ); } ); } );"),
              "A");
    const struct event event = {.name = "again", .happened = date_from(2026, 9, 1), .by = "user:amy"};
    assert_int_equal(stage_event(house.stage, actor, &event, STEP_DISCARD, &error), SENDD_ELIMIT);
    assert_int_equal(give(&house, actor, "fine"), 0);
    seen_is(&house, "A fine\n");
    house_close(&house);
}

/* --- children --- */

static const char parent[] =
    "fields = { got = { type = \"any\"; }; };\n"
    "children = ( { id = \"child\"; title = \"Child\"; fields = { n = { type = \"int\"; default = 0; }; };"
    " states = ( { id = \"w\"; exit = ( { log = \"left\"; } );"
    "   entry = ( { log_expr = \"'n ' + string(fields.n)\"; }, { send = \"hello\"; to = \"parent\"; } );"
    "   on = ( { event = \"finish\"; goto = \"f\"; }, { event = \"ping\"; do = ( { log = \"pinged\"; }, { "
    "send = \"pong\"; to = \"parent\"; } ); } ); },"
    "   { id = \"f\"; final = true; done_data = { twice = \"fields.n * 2\"; }; } ); } );\n"
    "states = ( { id = \"a\"; invoke = ( { id = \"c\"; workflow = \"child\"; with = { n = \"21\"; }; "
    "autoforward = true;"
    "   do = ( { log_expr = \"'finalize ' + event.name\"; } ); } );"
    "   on = ( { event = \"hello\"; do = ( { log_expr = \"'hello of ' + event.invokeid\"; } ); },"
    "     { event = \"pong\"; do = ( { log = \"pong\"; } ); },"
    "     { event = \"tell\"; do = ( { send = \"finish\"; to = \"child:c\"; } ); },"
    "     { event = \"leave\"; goto = \"b\"; },"
    "     { event = \"done.invoke.c\"; do = ( { set = \"got\"; expr = \"event.data.twice\"; } ); goto = "
    "\"b\"; } ); },"
    "   { id = \"b\"; on = ( { event = \"*\"; do = ( { log_expr = \"'late ' + event.name\"; } ); } ); } );";

static void a_child_starts_speaks_and_gives_its_result(void **state)
{
    struct house house;
    (void)state;
    house_open(&house);
    struct stage_case *actor = start(&house, add(&house, "p", parent), "A");
    seen_is(&house, "A.c n 21\nA finalize hello\nA hello of c\n");
    assert_int_equal(stage_cases(house.stage)->count, 2);
    give(&house, actor, "tell");
    seen_is(&house, "A.c left\nA finalize done.invoke.c\n");
    assert_string_equal(last_state(actor), "b");
    assert_int_equal(json_integer_value(json_object_get(actor->kase->fields, "got")), 42);
    assert_int_equal(stage_cases(house.stage)->count, 1);
    house_close(&house);
}

static void events_are_forwarded_to_the_child(void **state)
{
    struct house house;
    (void)state;
    house_open(&house);
    struct stage_case *actor = start(&house, add(&house, "p", parent), "A");
    text_clear(&house.seen);
    give(&house, actor, "ping");
    assert_non_null(strstr(text_string(&house.seen), "A.c pinged\n"));
    assert_non_null(strstr(text_string(&house.seen), "A pong\n"));
    house_close(&house);
}

static void a_child_that_is_left_runs_its_exits_and_says_no_more(void **state)
{
    struct house house;
    (void)state;
    house_open(&house);
    struct stage_case *actor = start(&house, add(&house, "p", parent), "A");
    text_clear(&house.seen);
    give(&house, actor, "leave");
    seen_is(&house, "A.c left\n");
    assert_string_equal(last_state(actor), "b");
    assert_null(stage_find(house.stage, "A.c"));
    house_close(&house);
}

static void a_fan_out_joins_in_the_order_of_its_list(void **state)
{
    struct house house;
    struct stage_case *whose;
    (void)state;
    house_open(&house);
    struct stage_case *actor = start(
        &house,
        add(&house, "p",
            "fields = { got = { type = \"any\"; }; items = { type = \"any\"; expr = \"[3, 1, 2]\"; }; };\n"
            "children = ( { id = \"child\"; title = \"Child\"; fields = { n = { type = \"int\"; }; };"
            " states = ( { id = \"w\"; entry = ( { send = \"t\"; after_expr = \"string(fields.n) + 's'\"; } "
            "); on = ( { event = \"t\"; goto = \"f\"; } ); },"
            "   { id = \"f\"; final = true; done_value = \"fields.n * 10\"; } ); } );\n"
            "states = ( { id = \"a\"; invoke = ( { id = \"c\"; workflow = \"child\"; each = "
            "\"fields.items\"; item = \"n\"; } );"
            "   on = ( { event = \"done.invoke.c\"; do = ( { set = \"got\"; expr = \"event.data\"; } ); goto "
            "= \"b\"; } ); }, { id = \"b\"; } );"),
        "A");
    assert_int_equal(stage_cases(house.stage)->count, 4);
    advance(&house, SECONDS(2));
    assert_string_equal(last_state(actor), "a");
    assert_int_equal(stage_cases(house.stage)->count, 2);
    advance(&house, SECONDS(1));
    assert_string_equal(last_state(actor), "b");
    char *got = json_dumps(json_object_get(actor->kase->fields, "got"), JSON_ENCODE_ANY | JSON_COMPACT);
    assert_string_equal(got, "[30,10,20]");
    free(got);
    assert_null(stage_next(house.stage, &whose));
    seen_is(&house, "");
    house_close(&house);
}

static void an_unknown_workflow_is_told_to_who_invoked_it(void **state)
{
    struct house house;
    (void)state;
    house_open(&house);
    start(&house,
          add(&house, "p",
              "states = ( { id = \"a\"; invoke = ( { id = \"c\"; workflow = \"nowhere\"; } );"
              " on = ( { event = \"error.communication\"; do = ( { log_expr = \"event.invokeid\"; } ); } ); "
              "} );"),
          "A");
    seen_is(&house, "A trouble\nA c\n");
    house_close(&house);
}

/* --- the stage itself --- */

static void a_copy_goes_its_own_way(void **state)
{
    struct house house;
    (void)state;
    house_open(&house);
    struct stage_case *actor = start(&house, add(&house, "p", parent), "A");
    struct stage *twin = stage_copy(house.stage, see, &house);
    give(&house, actor, "leave");
    assert_string_equal(last_state(stage_find(twin, "A")), "a");
    assert_non_null(stage_find(twin, "A.c"));
    text_clear(&house.seen);
    struct error error = ERROR_NONE;
    const struct event event = {.name = "tell", .happened = date_from(2026, 9, 1), .by = "user:amy"};
    assert_int_equal(stage_event(twin, stage_find(twin, "A"), &event, STEP_DISCARD, &error), 0);
    assert_string_equal(last_state(stage_find(twin, "A")), "b");
    stage_free(twin);
    house_close(&house);
}

/* Bytes in use after so many ticks, each of which invokes a child that ends by itself. */
static size_t bytes_after(struct house *house, int seconds)
{
    advance(house, SECONDS(seconds));
    text_clear(&house->seen);
    return mallinfo2().uordblks;
}

static void long_runs_take_no_growing_memory(void **state)
{
    struct house house;
    (void)state;
    house_open(&house);
    start(&house,
          add(&house, "w",
              "fields = { n = { type = \"int\"; default = 0; }; };\n"
              "children = ( { id = \"child\"; title = \"Child\"; states = ( { id = \"f\"; final = true; } ); "
              "} );\n"
              "states = ( { id = \"a\"; entry = ( { send = \"t\"; after = \"1s\"; }, { set = \"n\"; expr = "
              "\"fields.n + 1\"; } );"
              " invoke = ( { workflow = \"child\"; } ); on = ( { event = \"t\"; goto = \"a\"; } ); } );"),
          "A");
    size_t early = bytes_after(&house, 2000), later = bytes_after(&house, 20000);
    /* Where in its stretch of steps the arena stands may differ. */
    assert_in_range(later, 0, early + 200000);
    assert_int_equal(json_integer_value(json_object_get(stage_find(house.stage, "A")->kase->fields, "n")),
                     22001);
    house_close(&house);
}

static void times_are_read_and_lengths_are_exact(void **state)
{
    struct house house;
    instant at, from;
    struct error error = ERROR_NONE;
    (void)state;
    house_open(&house);
    from = stage_now(house.stage);
    assert_int_equal(stage_after(house.stage, "500ms", "oakfield", &at, &error), 0);
    assert_int_equal(at - from, MILLIS(500));
    assert_int_equal(stage_after(house.stage, "3 days", "oakfield", &at, &error), 0);
    assert_int_equal(at - from, SECONDS(3 * 86400));
    assert_int_equal(stage_after(house.stage, "2 months", "oakfield", &at, &error), 0);
    assert_int_equal(at, london_instant(date_from(2026, 11, 1), 10, 0));
    assert_int_equal(stage_after(house.stage, "soon", "oakfield", &at, &error), SENDD_EINVALID);
    assert_int_equal(stage_time_read("2026-09-01", 10, &at, &error), 0);
    assert_int_equal(at, from);
    assert_int_equal(stage_time_read("2026-09-01 10:00:01.250", 0, &at, &error), 0);
    assert_int_equal(at - from, MILLIS(1250));
    assert_int_equal(stage_time_read("2026-09-01T09:00:00Z", 0, &at, &error), 0);
    assert_int_equal(at, from);
    const char *const wrong[] = {
        "", "2026-09-31", "2026-09-01 25:00", "2026-09-01 10:00x", "2026-09-01 10:00:61", "noon"};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        assert_int_equal(stage_time_read(wrong[i], 10, &at, &error), SENDD_EINVALID);
    house_close(&house);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(delayed_sends_come_by_due_time_then_order_of_sending),
        cmocka_unit_test(delays_of_several_cases_keep_the_order_of_sending),
        cmocka_unit_test(a_cancelled_delay_does_not_come_and_one_ends_with_its_case),
        cmocka_unit_test(own_sends_wait_behind_what_was_raised),
        cmocka_unit_test(cases_answer_each_other_in_the_order_of_events),
        cmocka_unit_test(a_send_to_nobody_comes_back_as_an_error),
        cmocka_unit_test(answers_without_end_are_set_aside_and_all_goes_on),
        cmocka_unit_test(a_child_starts_speaks_and_gives_its_result),
        cmocka_unit_test(events_are_forwarded_to_the_child),
        cmocka_unit_test(a_child_that_is_left_runs_its_exits_and_says_no_more),
        cmocka_unit_test(a_fan_out_joins_in_the_order_of_its_list),
        cmocka_unit_test(an_unknown_workflow_is_told_to_who_invoked_it),
        cmocka_unit_test(a_copy_goes_its_own_way),
        cmocka_unit_test(long_runs_take_no_growing_memory),
        cmocka_unit_test(times_are_read_and_lengths_are_exact),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
