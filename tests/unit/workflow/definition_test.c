/* What the checks of a workflow file find, each with its line and what to write instead. */
#include "desk.h"

#include <stdarg.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

/* BODY begins on line 2 of test.conf. FAULT: what must be reported, at LINE; HINT: part of what to write
 * instead. */
struct row {
    const char *body;
    int line;
    const char *fault, *hint;
};

#define STATES(text) "states = ( { id = \"a\"; " text " }, { id = \"bravo\"; } );"

static const struct row rows[] = {
    {STATES("on = ( { event = \"e\";\n goto = \"bravp\"; } );"), 3, "unknown state \"bravp\"",
     "did you mean \"bravo\""},
    {"initial = \"x\"; " STATES(""), 2, "unknown state \"x\"", "there is: a, bravo"},
    {STATES("entry = ( { set = \"f\"; to = 1; } );"), 2, "unknown field \"f\"", "there is none"},
    {"fields = { decided = { type = \"date\"; }; };\n" STATES(
         "entry = ( { set = \"decidd\"; to = \"2026-01-01\"; } );"),
     3, "unknown field \"decidd\"", "\"decided\""},
    {"fields = { n = { type = \"int\"; }; };\n" STATES("entry = ( { set = \"n\"; to = \"two\"; } );"), 3,
     "field `n` is not of type int", ""},
    {"fields = { d = { type = \"date\"; }; };\n" STATES("entry = ( { set = \"d\"; to = \"2026-02-30\"; } );"),
     3, "field `d` is not of type date", "YYYY-MM-DD"},
    {"fields = { o = { type = \"choice\"; of = [\"yes\", \"no\"]; }; };\n" STATES(
         "entry = ( { set = \"o\"; to = \"maybe\"; } );"),
     3, "field `o` is not of type choice", "yes, no"},
    {"fields = { n = { type = \"int\"; }; };\n" STATES("entry = ( { set = \"n\"; expr = \"'two'\"; } );"), 3,
     "expr: ", ""},
    {"fields = { n = { type = \"int\"; }; };\n" STATES(
         "on = ( { when = \"fields.n\"; goto = \"bravo\"; } );"),
     3, "when: ", ""},
    {"fields = { n = { type = \"int\"; }; };\n" STATES(
         "on = ( { when = \"fields.m > 1\"; goto = \"bravo\"; } );"),
     3, "when: ", ""},
    {STATES("entry = ( { notify = \"sencoo\"; template = \"hello\"; } );"), 2, "unknown recipient \"sencoo\"",
     "senco"},
    {STATES("entry = ( { notify = \"senco\"; template = \"hallo\"; } );"), 2, "unknown template \"hallo\"",
     "hello"},
    {STATES("entry = ( { notify = \"senco\"; } );"), 2, "names no template", "template ="},
    {STATES("entry = ( { notify = \"parents\"; template = \"hello\"; } );"), 2, "not in reads",
     "add \"contact\""},
    {"reads = [\"pupils\"]; " STATES(""), 2, "unknown register \"pupils\"", "pupil"},
    {STATES("tasks = ( { id = \"t\"; role = \"seno\"; title = \"T\"; } );"), 2, "unknown role \"seno\"",
     "senco"},
    {STATES("tasks = ( { id = \"t\"; role = \"senco\"; title = \"T\"; within = \"5 shool days\"; } );"), 2,
     "not a length of time", "school days"},
    {"fields = { d = { type = \"date\"; }; };\n" STATES(
         "deadlines = ( { rule = \"tst.days\"; from = \"d\"; } );"),
     3, "unknown rule \"tst.days\"", "test.days"},
    {"fields = { d = { type = \"int\"; }; };\n" STATES(
         "deadlines = ( { rule = \"test.days\"; from = \"d\"; } );"),
     3, "field \"d\" is not a date", "date"},
    {STATES("deadlines = ( { rule = \"test.days\"; from = \"d\"; } );"), 2, "unknown field \"d\"", ""},
    {"fields = { d = { type = \"date\"; }; };\n" STATES(
         "deadlines = ( { rule = \"test.days\"; from = \"d\"; warn = [\"soon\"]; } );"),
     3, "warn: ", "2 weeks"},
    {"fields = { d = { type = \"date\"; }; };\n" STATES(
         "deadlines = ( { id = \"x\"; rule = \"test.days\"; from = \"d\"; },\n { id = \"x\"; rule = "
         "\"test.days\"; from = \"d\"; } );"),
     4, "deadline \"x\" is there twice", ""},
    {STATES("on = ( { event = \"deadline.decison.missed\"; } );"), 2, "unknown deadline \"decison\"", ""},
    {STATES("on = ( { event = \"task.x.completed\"; } );"), 2, "unknown task \"x\"", ""},
    {STATES("on = ( { event = \"done.state.b\"; } );"), 2, "unknown state \"b\"", ""},
    {"states = ( { id = \"a\"; },\n { id = \"a\"; } );", 3, "state \"a\" is there twice", ""},
    {"states = ( { id = \"a\"; on = ( { event = \"e\"; goto = \"f\"; } ); }, { id = \"f\"; final = true;\n "
     "on = ( { event = \"x\"; } ); } );",
     3, "final state \"f\" has on", "leave out"},
    {"states = ( { id = \"a b\"; } );", 2, "state \"a b\" is not a name", "letters"},
    {STATES("initial = \"bravo\";"), 2, "state \"a\" has no initial state", "no inner states"},
    {"states = ( { id = \"a_\"; initial = \"b\"; states = ( { id = \"x\"; } ); }, { id = \"b\"; } );", 2,
     "is not inside \"a_\"", ""},
    {STATES("history = \"deep\"; goto = \"b\";"), 2, "has no state around it", "inside the state"},
    {"states = ( { id = \"p\"; parallel = true; } );", 2, "has no inner states", ""},
    {STATES("on = ( { event = \"e\"; goto = [\"a\", \"bravo\"]; } );"), 2, "never active together",
     "parallel"},
    {STATES("on = ( { do = ( { log = \"x\"; } ); } );"), 2, "taken for ever", "which event"},
    {STATES("entry = ( { set = \"f\"; notify = \"senco\"; } );"), 2, "an action with 2 verbs", "one group"},
    {STATES("entry = ( { template = \"hello\"; } );"), 2, "an action without a verb", "set, notify"},
    {STATES("entry = ( { log = \"x\"; template = \"hello\"; } );"), 2, "template does not go with log", ""},
    {STATES("entry = ( { timer = \"t\"; event = \"e\"; } );"), 2, "needs one time", "after"},
    {STATES("entry = ( { timer = \"t\"; after = \"1 day\"; } );"), 2, "raises nothing", "event ="},
    {STATES("exit = ( { timer = \"t\"; after = \"1 day\"; event = \"e\"; } );"), 2, "would end at once", ""},
    {STATES("entry = ( { cancel = \"t\"; } );"), 2, "unknown timer \"t\"", ""},
    {STATES("entry = ( { open = \"t\"; } );"), 2, "unknown deadline \"t\"", ""},
    {STATES("entry = ( { task = \"t\"; } );"), 2, "not among the workflow's tasks", "declare it"},
    {STATES("entry = ( { send = \"e\"; to = 3; } );"), 2, "does not say to whom", "subject:"},
    {STATES("entry = ( { send = \"e\"; to = \"internal\"; after = \"1s\"; } );"), 2,
     "an internal event cannot wait", "self"},
    {STATES("entry = ( { send = \"e\"; after = \"1 fortnight\"; } );"), 2, "not a length of time", "s or ms"},
    {STATES("entry = ( { send = \"e\"; after = \".\"; } );"), 2, "not a length of time", "seconds"},
    {STATES("entry = ( { send = \"e\"; with = { a = \"1\"; }; value = \"2\"; } );"), 2,
     "with and value say the same thing", "keep one"},
    {STATES("entry = ( { send = \"e\"; id = \"a b\"; } );"), 2, "id \"a b\" is not a name", ""},
    {STATES("entry = ( { send = \"e\"; id_field = \"f\"; } );"), 2, "unknown field \"f\"", ""},
    {STATES("entry = ( { foreach = \"[1]\"; } );"), 2, "no place for the item", "item ="},
    {STATES("entry = ( { foreach = \"[1]\"; item = \"f\"; } );"), 2, "unknown field \"f\"", ""},
    {STATES(
         "entry = ( { choose = ( { do = ( { log = \"x\"; } ); },\n { do = ( { log = \"y\"; } ); } ); } );"),
     2, "is never done", "make it the last"},
    {STATES("entry = ( { choose = ( { do = (\n { set = \"f\"; to = 1; } ); } ); } );"), 3,
     "unknown field \"f\"", ""},
    {STATES("entry = ( { log = \"x\"; do = ( { log = \"y\"; } ); } );"), 2, "do does not go with log", ""},
    {STATES("done_value = \"1\";"), 2, "only a final state has a result", "leave out"},
    {STATES("goto = \"bravo\";"), 2, "it is no history state", "leave out"},
    {STATES("initial_do = ( { log = \"x\"; } );"), 2, "no inner state to begin in", "entry"},
    {"states = ( { id = \"p\"; parallel = true; initial_do = ( { log = \"x\"; } ); states = ( { id = \"x\"; "
     "} ); } );",
     2, "all inner states begin", "entry"},
    {"states = ( { id = \"p\"; parallel = true; states = ( { id = \"x\"; },\n { id = \"f\"; final = true; } "
     "); } );",
     3, "directly inside the parallel state \"p\"", "inside one of"},
    {"states = ( { id = \"f\"; final = true; done_data = { a = \"1\"; };\ndone_names = { b = \"b.c\"; }; } );", 3, "done_data has no b", "leave it out"},
    {"states = ( { id = \"f\"; final = true; done_data = { a = \"1\"; };\ndone_names = { a = 5; }; } );", 3, "the name of a is not a string", "quotes"},
    {"states = ( { id = \"f\"; final = true; done_value = \"1\"; done_data = { a = \"1\"; }; } );", 2,
     "has two results", "keep one"},
    {"states = ( { id = \"a\"; states = ( { id = \"x\"; },\n { id = \"h\"; history = \"deep\"; } ); } );", 3,
     "does not say where to go the first time", "goto ="},
    {"states = ( { id = \"a\"; states = ( { id = \"x\"; states = ( { id = \"y\"; } ); },\n { id = \"h\"; "
     "history = "
     "\"shallow\"; goto = \"y\"; } ); } );",
     3, "is not directly inside \"a\"", "deep"},
    {"states = ( { id = \"a\"; states = ( { id = \"x\"; },\n { id = \"h\"; history = \"deep\"; goto = \"b\"; "
     "} ); "
     "}, { id = \"b\"; } );",
     3, "is not inside \"a\"", ""},
    {"states = ( { id = \"a\"; states = ( { id = \"x\"; }, { id = \"i\"; history = \"deep\"; goto = \"x\"; "
     "},\n { "
     "id = \"h\"; history = \"deep\"; goto = \"i\"; } ); } );",
     3, "is a history state itself", ""},
    {"states = ( { id = \"a\"; states = ( { id = \"x\"; },\n { id = \"h\"; history = \"deep\"; goto = \"x\"; "
     "entry = ( { log = \"x\"; } ); } ); } );",
     3, "history state \"h\" has entry", "leave out"},
    {STATES("invoke = ( { workflow = \"gone\"; } );"), 2, "unknown workflow \"gone\"", "other"},
    {STATES("invoke = ( { workflow = \"other\"; item = \"x\"; } );"), 2, "item goes with each only",
     "each ="},
    {STATES("invoke = ( { workflow = \"other\"; with = { a = \"item\"; }; } );"), 2, "item", ""},
    {STATES("invoke = ( { workflow = \"other\"; id_field = \"f\"; } );"), 2, "unknown field \"f\"", ""},
    {STATES("invoke = ( { id = \"i\"; workflow = \"other\"; },\n { id = \"i\"; workflow = \"other\"; } );"),
     3, "invoke \"i\" is there twice", ""},
    {"children = ( { id = \"c\"; states = ( { id = \"s\"; } ); } );\n" STATES(
         "invoke = ( { workflow = \"c\"; each = \"[1]\"; item = \"x\"; } );"),
     3, "child \"c\" has no field \"x\"", ""},
    {"children = ( { id = \"c\"; states = ( { id = \"s\"; } ); },\n { id = \"c\"; states = ( { id = \"s\"; } "
     "); "
     "} ); " STATES(""),
     3, "child \"c\" is there twice", ""},
    {"children = ( { id = \"c\";\n states = ( { id = \"s\"; on = ( { event = \"e\"; goto = \"a\"; } ); } ); "
     "} ); " STATES(""),
     3, "unknown state \"a\"", "s"},
    {"valid_from = \"2027-02-30\"; " STATES(""), 2, "valid_from: ", ""},
    {"fields = { f = { type = \"int\"; default = 1; expr = \"2\"; }; }; " STATES(""), 2,
     "has two first values", "keep one"},
    {"events = ( { name = \"e\"; data = { f = { type = \"int\"; expr = \"2\"; }; }; } ); " STATES(""), 2,
     "expr is for fields only", ""},
    {"fields = { f = { type = \"int\"; }; };\n" STATES("fields = { f = { type = \"int\"; }; };"), 3,
     "field \"f\" is there twice", ""},
    {STATES("timers = ( { id = \"t\"; each = \"31 February\"; event = \"e\"; } );"), 2,
     "not a day of every year", "1 September"},
    {STATES("timers = ( { id = \"t\"; event = \"e\"; } );"), 2, "needs one time", ""},
    {"fields = { o = { type = \"choice\"; }; }; " STATES(""), 2, "a choice of nothing", "of ="},
    {"fields = { o = { type = \"int\"; default = \"x\"; }; }; " STATES(""), 2, "is not of type int", ""},
    {"fields = { o-x = { type = \"int\"; }; }; " STATES(""), 2, "is not a name", "letters"},
    {"fields = { o = { type = \"int\"; of = [\"x\"]; }; }; " STATES(""), 2, "for type \"choice\" only",
     "leave of out"},
    {STATES("tasks = ( { id = \"t\"; role = \"senco\"; title = \"T\"; within = \"1 day\"; due = \"today()\"; "
            "} );"),
     2, "more than one due date", "keep one"},
    {STATES("tasks = ( { id = \"t\"; role = \"senco\"; title = \"T\"; rule = \"test.days\"; } );"), 2,
     "go together", "from"},
    {STATES("entry = ( { drop = \"t\"; } );"), 2, "unknown task \"t\"", ""},
    {"fields = { d = { type = \"date\"; }; };\n" STATES(
         "deadlines = ( { id = \"x\"; rule = \"test.days\"; from = \"d\"; when = \"true\"; }, { id = \"x\"; "
         "rule = "
         "\"test.period\"; from = \"d\"; } );"),
     3, "deadline \"x\" is there twice", ""},
    /* a key that is missing, and what looks at it */
    {"states = ( { id = \"a\"; tasks = ( { id = \"t\"; title = \"T\"; } ); } );", 2, "role is missing", ""},
    /* warnings */
    {"fields = { s = { type = \"string\"; }; };\n" STATES(
         "entry = ( { set = \"s\"; to = \"event.data.x\"; } );"),
     3, "warning: the literal", "expr ="},
};

static void look(const struct row *row)
{
    struct desk desk;
    char place[32];
    desk_open(&desk, row->body);
    const char *seen = desk_faults(&desk);
    snprintf(place, sizeof place, "test.conf:%d:", row->line);
    if (!strstr(seen, row->fault) || !strstr(seen, place) || !strstr(seen, row->hint))
        fail_msg("%s\n wanted %s %s ... %s\n got    %s", row->body, place, row->fault, row->hint, seen);
    assert_true((desk.definition != NULL) == string_starts(row->fault, "warning"));
    desk_close(&desk);
}

static void every_fault_is_found(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        look(&rows[i]);
}

static void all_faults_come_at_once(void **state)
{
    (void)state;
    struct desk desk;
    desk_open(&desk, STATES("on = ( { event = \"e\"; goto = \"x\"; }, { event = \"e\"; goto = \"y\"; } ); "
                            "entry = ( { set = \"z\"; to = 1; } );"));
    assert_int_equal(desk.faults->errors, 3);
    desk_close(&desk);
}

static void a_comment_changes_no_hash(void **state)
{
    (void)state;
    struct desk plain, commented, changed;
    desk_open(&plain, "states = ( { id = \"a\"; title = \"A\"; } );");
    desk_open(&commented, "# why\nstates = ( { title = \"A\"; /* order of keys */ id = \"a\"; } );");
    desk_open(&changed, "states = ( { id = \"a\"; title = \"B\"; } );");
    assert_int_equal(strlen(definition_hash(plain.definition)), 64);
    assert_string_equal(definition_hash(plain.definition), definition_hash(commented.definition));
    assert_string_not_equal(definition_hash(plain.definition), definition_hash(changed.definition));
    desk_close(&plain);
    desk_close(&commented);
    desk_close(&changed);
}

/* Fields are bound in the order they are written in, from the file and from the store. */
static void the_order_of_fields_is_meant(void **state)
{
    (void)state;
    struct desk first, second;
    desk_open(&first, "fields = { b = { type = \"int\"; expr = \"1\"; }; a = { type = \"int\"; expr = \"fields.b + 1\"; }; }; "
                      "states = ( { id = \"s\"; } );");
    desk_open(&second, "fields = { a = { type = \"int\"; expr = \"fields.b + 1\"; }; b = { type = \"int\"; expr = \"1\"; }; }; "
                       "states = ( { id = \"s\"; } );");
    assert_string_not_equal(definition_hash(first.definition), definition_hash(second.definition));
    assert_true(strstr(definition_canonical(first.definition), "\"b\":{") <
                strstr(definition_canonical(first.definition), "\"a\":{"));
    desk_close(&first);
    desk_close(&second);
}

static void the_days_of_new_cases_change_no_hash(void **state)
{
    (void)state;
    struct desk open, ended;
    desk_open(&open, "states = ( { id = \"a\"; } );");
    desk_open(&ended, "valid_from = \"2026-09-01\"; valid_to = \"2027-08-31\"; states = ( { id = \"a\"; } );");
    assert_string_equal(definition_hash(open.definition), definition_hash(ended.definition));
    desk_close(&open);
    desk_close(&ended);
}

static void the_stored_text_is_the_definition(void **state)
{
    (void)state;
    struct desk desk;
    desk_open(&desk, "reads = [\"contact\"]; fields = { f = { type = \"choice\"; of = [\"x\", \"y\"]; "
                     "default = \"x\"; }; n = { type = \"int\"; }; d = { type = \"date\"; }; }; "
                     "events = ( { name = \"e\"; data = { v = { type = \"date\"; }; }; } ); "
                     "states = ( { id = \"a\"; title = \"A\"; deadlines = ( { rule = \"test.days\"; from = "
                     "\"d\"; warn = [\"2 days\"]; } ); "
                     "on = ( { event = [\"e\", \"g\"]; when = \"fields.n == null\"; goto = \"b\"; do = ( { "
                     "set = \"n\"; to = 3; }, { raise = \"g\"; with = { v = \"event.data.v\"; }; } ); } ); "
                     "}, { id = \"b\"; final = true; } );");
    if (!desk.definition)
        fail_msg("%s", desk_faults(&desk));
    struct arena *arena = arena_new();
    struct faults *faults = faults_new(arena);
    json_t *stored = NULL;
    const char *text = definition_canonical(desk.definition);
    assert_int_equal(json_read(text, strlen(text), "store", &stored, NULL), 0);
    struct definition *again = definition_from_json(arena, stored, NULL, faults);
    assert_non_null(again);
    assert_string_equal(definition_canonical(again), text);
    assert_string_equal(definition_hash(again), definition_hash(desk.definition));
    assert_string_equal(definition_state_title(again, "a"), "A");
    assert_string_equal(definition_events(again)[0], "e");
    json_decref(stored);
    arena_free(arena);
    desk_close(&desk);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_fault_is_found),
        cmocka_unit_test(all_faults_come_at_once),
        cmocka_unit_test(a_comment_changes_no_hash),
        cmocka_unit_test(the_order_of_fields_is_meant),
        cmocka_unit_test(the_days_of_new_cases_change_no_hash),
        cmocka_unit_test(the_stored_text_is_the_definition),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
