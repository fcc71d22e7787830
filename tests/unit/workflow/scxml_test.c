/* The interpreter against the Recommendation's text, section by section; small documents, ids of groups end
 * in "_". */
#include "desk.h"

#include <stdarg.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdio.h>
#include <cmocka.h>

/* EVENTS: names with spaces between; EXPECTED: the active atomic states after each, the start's first, "; "
 * between. LOG: what the actions logged, ", " between. */
struct row {
    const char *section, *body, *events, *expected, *log;
};

#define LOG(text) "{ log = \"" text "\"; }"

static const struct row rows[] = {
    {"3.2 the first state in document order is the default", "states = ( { id = \"a\"; }, { id = \"b\"; } );",
     "", "a", ""},
    {"3.2 initial names another, deep one",
     "initial = \"b2\"; states = ( { id = \"a\"; }, { id = \"b_\"; entry = (" LOG(
         "b") "); states = ( { id = \"b1\"; }, "
              "{ id = \"b2\"; entry = (" LOG("b2") "); } ); } );",
     "", "b2", "b, b2"},
    {"3.3 a compound state enters its initial child",
     "states = ( { id = \"a_\"; initial = \"y\"; states = ( { id = \"x\"; }, { id = \"y\"; } ); } );", "",
     "y", ""},
    {"3.4 all regions of a parallel state are entered, in document order",
     "states = ( { id = \"p_\"; parallel = true; entry = (" LOG(
         "p") "); states = ( "
              "{ id = \"a_\"; entry = (" LOG("a") "); states = ( { id = \"a1\"; entry = (" LOG(
                  "a1") "); on = ( { event = \"e\"; goto = \"a2\"; } ); }, { id = \"a2\"; } ); }, "
                        "{ id = \"b_\"; entry = (" LOG(
                            "b") "); states = ( { id = \"b1\"; on = ( { event = \"e\"; goto = "
                                 "\"b2\"; } ); }, { id = \"b2\"; } ); } ); } );",
     "e", "a1+b1; a2+b2", "p, a, a1, b"},
    {"3.4 a parallel state is done when every region is",
     "states = ( { id = \"p_\"; parallel = true; on = ( { event = \"done.state.p_\"; goto = \"end\"; "
     "}, { event = \"done.state.a_\"; do = (" LOG(
         "a done") "); } ); states = ( "
                   "{ id = \"a_\"; states = ( { id = \"a1\"; on = ( { event = \"x\"; goto = \"af\"; "
                   "} ); }, { id = \"af\"; final = true; } ); }, "
                   "{ id = \"b_\"; states = ( { id = \"b1\"; on = ( { event = \"y\"; goto = \"bf\"; "
                   "} ); }, { id = \"bf\"; final = true; } ); } ); }, { id = \"end\"; } );",
     "x y", "a1+b1; af+b1; end", "a done"},
    {"3.5 the first matching transition in document order is taken",
     "states = ( { id = \"a\"; on = ( { event = \"e\"; when = \"false\"; goto = \"b\"; }, { event = "
     "\"e\"; goto = \"c\"; }, { event = \"e\"; goto = \"b\"; } ); }, "
     "{ id = \"b\"; }, { id = \"c\"; } );",
     "e", "a; c", ""},
    {"3.5 an inner state's transition comes before its ancestor's",
     "states = ( { id = \"a_\"; on = ( { event = \"e\"; goto = \"b\"; } ); states = ( { id = \"x\"; "
     "on = ( { event = \"e\"; goto = \"y\"; } ); }, { id = \"y\"; } ); }, { id = \"b\"; } );",
     "e e", "x; y; b", ""},
    {"3.5 a guard that is false lets the ancestor have it",
     "states = ( { id = \"a_\"; on = ( { event = \"e\"; goto = \"b\"; } ); states = ( { id = \"x\"; "
     "on = ( { event = \"e\"; when = \"1 == 2\"; goto = \"y\"; } ); }, { id = \"y\"; } ); }, { id = "
     "\"b\"; } );",
     "e", "x; b", ""},
    {"3.5 without a target nothing is left or entered",
     "states = ( { id = \"a\"; entry = (" LOG("in") "); exit = (" LOG(
         "out") "); on = ( { event = \"e\"; do = (" LOG("e") "); } ); } );",
     "e", "a; a", "in, e"},
    {"3.5 a self-transition leaves and enters",
     "states = ( { id = \"a\"; entry = (" LOG("in") "); exit = (" LOG(
         "out") "); on = ( { event = \"e\"; goto = \"a\"; do = (" LOG("e") "); } ); } );",
     "e", "a; a", "in, out, e, in"},
    {"3.5 an external transition to a child leaves the source",
     "states = ( { id = \"a_\"; entry = (" LOG("in") "); exit = (" LOG(
         "out") "); on = ( { event = \"e\"; goto = \"y\"; } ); states = ( { id = \"x\"; }, { id = "
                "\"y\"; } ); } );",
     "e", "x; y", "in, out, in"},
    {"3.5 an internal transition to a child does not",
     "states = ( { id = \"a_\"; entry = (" LOG("in") "); exit = (" LOG(
         "out") "); on = ( { event = \"e\"; goto = \"y\"; internal = true; } ); states = ( { id = "
                "\"x\"; exit = (" LOG("x") "); }, { id = \"y\"; } ); } );",
     "e", "x; y", "in, x"},
    {"3.5 internal counts only in a compound source: a parallel one is left",
     "states = ( { id = \"p_\"; parallel = true; exit = (" LOG(
         "out") "); on = ( { event = \"e\"; goto = \"a2\"; internal = true; } ); states = ( "
                "{ id = \"a_\"; states = ( { id = \"a1\"; }, { id = \"a2\"; } ); }, { id = \"b\"; } "
                "); } );",
     "e", "a1+b; a2+b", "out"},
    {"3.5 several targets enter several regions",
     "states = ( { id = \"s\"; on = ( { event = \"e\"; goto = [\"a2\", \"b2\"]; } ); }, { id = "
     "\"p_\"; parallel = true; states = ( "
     "{ id = \"a_\"; states = ( { id = \"a1\"; }, { id = \"a2\"; } ); }, { id = \"b_\"; states = ( { "
     "id = \"b1\"; }, { id = \"b2\"; } ); }, { id = \"c\"; } ); } );",
     "e", "s; a2+b2+c", ""},
    {"3.7 entering a final child raises done.state of its parent",
     "states = ( { id = \"a_\"; on = ( { event = \"done.state.a_\"; goto = \"b\"; } ); states = ( { "
     "id = \"x\"; on = ( { event = \"e\"; goto = \"f\"; } ); }, { id = \"f\"; final = true; entry = "
     "(" LOG("f") "); } ); }, { id = \"b\"; } );",
     "e", "x; b", "f"},
    {"3.7 a top-level final state ends the case; all exit handlers run, inner first",
     "states = ( { id = \"a\"; exit = (" LOG("a") "); on = ( { event = \"e\"; goto = \"f\"; } ); }, "
                                                  "{ id = \"f\"; final = true; exit = (" LOG("f") "); } );",
     "e e", "a; f ended; unwanted", "a, f"},
    {"3.8 and 3.9 exits from inner to outer, then the actions, then entries from outer to inner",
     "states = ( { id = \"a_\"; exit = (" LOG("a") "); states = ( { id = \"x\"; exit = (" LOG(
         "x") "); on = ( { event = \"e\"; goto = \"y\"; do = (" LOG("do") "); } ); } ); }, "
                                                                          "{ id = \"b_\"; entry = "
                                                                          "(" LOG("b") "); states = "
                                                                                       "( { id = "
                                                                                       "\"y\"; entry "
                                                                                       "= (" LOG("y") "); "
                                                                                                      "} "
                                                                                                      "); "
                                                                                                      "} "
                                                                                                      ");",
     "e", "x; y", "x, a, do, b, y"},
    {"3.12.1 a descriptor matches whole parts",
     "states = ( { id = \"a\"; on = ( { event = \"la\"; goto = \"b\"; } ); }, { id = \"b\"; on = ( { "
     "event = \"la.*\"; goto = \"c\"; } ); }, { id = \"c\"; on = ( { event = \"la.\"; goto = \"a\"; "
     "} ); } );",
     "lax la.agreed la la.x.y", "a; unwanted; b; c; a", ""},
    {"3.12.1 several descriptors, and the star in its turn",
     "states = ( { id = \"a\"; on = ( { event = [\"x\", \"y\"]; goto = \"b\"; }, { event = \"*\"; "
     "goto = \"c\"; }, { event = \"z\"; goto = \"b\"; } ); }, { id = \"b\"; }, { id = \"c\"; on = ( "
     "{ event = \"e\"; goto = \"a\"; } ); } );",
     "z e y", "a; c; a; b", ""},
    {"3.13 eventless transitions go first, one after another",
     "states = ( { id = \"a\"; on = ( { event = \"e\"; goto = \"b\"; } ); }, { id = \"b\"; on = ( { "
     "goto = \"c\"; } ); }, { id = \"c\"; on = ( { when = \"true\"; goto = \"d\"; } ); }, { id = "
     "\"d\"; } );",
     "e", "a; d", ""},
    {"3.13 internal events are used up before the next from outside; eventless before internal",
     "states = ( { id = \"a\"; on = ( { event = \"e\"; goto = \"b\"; do = ( { raise = \"i\"; } ); } "
     "); }, { id = \"b\"; on = ( { event = \"i\"; goto = \"wrong\"; }, { goto = \"c\"; } ); }, "
     "{ id = \"c\"; on = ( { event = \"i\"; goto = \"d\"; } ); }, { id = \"d\"; }, { id = \"wrong\"; "
     "} );",
     "e", "a; d", ""},
    {"3.13 of two that leave a common state, the inner source wins",
     "states = ( { id = \"p_\"; parallel = true; states = ( "
     "{ id = \"a_\"; on = ( { event = \"e\"; goto = \"a3\"; } ); states = ( { id = \"a1\"; }, { id = "
     "\"a3\"; } ); }, "
     "{ id = \"b_\"; states = ( { id = \"b1\"; on = ( { event = \"e\"; goto = \"out\"; } ); } ); } "
     "); }, { id = \"out\"; } );",
     "e", "a1+b1; a3+b1", ""},
    {"3.13 an inner transition preempts the ancestor's that another region had chosen",
     "states = ( { id = \"p_\"; parallel = true; on = ( { event = \"e\"; goto = \"out\"; } ); states = ( "
     "{ id = \"a\"; }, "
     "{ id = \"b_\"; states = ( { id = \"b1\"; on = ( { event = \"e\"; goto = \"b2\"; } ); }, { id = \"b2\"; "
     "} ); } ); "
     "}, { id = \"out\"; } );",
     "e e", "a+b1; a+b2; out", ""},
    {"3.13 one transition shared by two regions is taken once",
     "states = ( { id = \"p_\"; parallel = true; on = ( { event = \"e\"; do = (" LOG(
         "once") "); } ); states = ( { id = \"a\"; }, { id = \"b\"; } ); } );",
     "e", "a+b; a+b", "once"},
    {"3.13 an unknown event is not wanted", "states = ( { id = \"a\"; } );", "e", "a; unwanted", ""},
    {"4.2 raise puts at the end of the internal queue",
     "states = ( { id = \"a\"; on = ( { event = \"e\"; do = ( { raise = \"one\"; }, { raise = "
     "\"two\"; } ); }, { event = \"one\"; do = ( { raise = \"three\"; }," LOG(
         "one") "); }, "
                "{ event = \"two\"; do = (" LOG("two") "); }, { event = \"three\"; do = (" LOG(
                    "three") "); } ); } );",
     "e", "a; a", "one, two, three"},
    {"4.9 an error ends its own block only, and is an event",
     "fields = { n = { type = \"int\"; default = 0; }; }; states = ( { id = \"a\"; exit = ( { log = "
     "\"before\"; }, { set = \"n\"; expr = \"1 / fields.n\"; }, { log = \"never\"; } ); "
     "on = ( { event = \"e\"; goto = \"b\"; do = (" LOG("do") "); } ); }, { id = \"b\"; on = ( { "
                                                              "event = \"error.execution\"; do = "
                                                              "(" LOG("error") "); } ); } );",
     "e", "a; b", "before, do, error"},
    {"5.9.1 a guard that fails is false and raises error.execution",
     "fields = { n = { type = \"int\"; default = 0; }; }; states = ( { id = \"a\"; on = ( { event = "
     "\"e\"; when = \"1 / fields.n == 1\"; goto = \"b\"; }, { event = \"e\"; goto = \"c\"; } ); }, "
     "{ id = \"b\"; }, { id = \"c\"; on = ( { event = \"error.*\"; do = (" LOG("error") "); } ); } );",
     "e", "a; c", "error"},
    {"5.9.1 an eventless guard that always fails does not go round for ever",
     "fields = { n = { type = \"int\"; default = 0; }; }; states = ( { id = \"a\"; on = ( { when = "
     "\"1 / fields.n == 1\"; goto = \"b\"; }, { event = \"e\"; goto = \"c\"; } ); }, "
     "{ id = \"b\"; }, { id = \"c\"; } );",
     "e", "a; c", ""},
    {"5.9.2 In() sees states as they are entered",
     "states = ( { id = \"p_\"; parallel = true; states = ( { id = \"a\"; entry = ( { when = "
     "\"In('b')\"; log = \"b too early\"; }, { when = \"In('a')\"; log = \"a\"; } ); }, "
     "{ id = \"b\"; entry = ( { when = \"In('a') && In('b')\"; log = \"both\"; } ); } ); } );",
     "", "a+b", "a, both"},
    {"5.10 the event's name and data",
     "fields = { f = { type = \"any\"; }; }; states = ( { id = \"a\"; on = ( { event = \"*\"; when = "
     "\"event.name == 'x.y'\"; goto = \"b\"; }, { event = \"*\"; } ); }, { id = \"b\"; } );",
     "x x.y", "a; a; b", ""},
    {"D an endless macrostep is stopped and nothing is changed",
     "states = ( { id = \"a\"; on = ( { event = \"e\"; goto = \"b\"; } ); }, { id = \"b\"; on = ( { "
     "goto = \"c\"; } ); }, { id = \"c\"; on = ( { goto = \"b\"; } ); } );",
     "e", "a; limit", ""},
};

static void add_logs(struct desk *desk, struct text *log)
{
    if (desk->code || desk->out.verdict == STEP_UNWANTED)
        return;
    for (size_t i = 0; i < desk->out.effects.count; i++) {
        const struct effect *effect = desk->out.effects.items[i];
        if (effect->kind == EFFECT_LOG)
            text_addf(log, "%s%s", log->length ? ", " : "", effect->text);
    }
}

static void walk(const struct row *row)
{
    struct desk desk;
    struct text seen = TEXT_EMPTY, log = TEXT_EMPTY;
    desk_open(&desk, row->body);
    if (!desk.definition)
        fail_msg("%s: %s", row->section, desk_faults(&desk));
    text_add(&seen, desk_start(&desk, NULL));
    add_logs(&desk, &log);
    const char *rest = row->events;
    char name[64];
    for (int length = 0; sscanf(rest, "%63s%n", name, &length) == 1; rest += length) {
        text_addf(&seen, "; %s", desk_event(&desk, arena_copy(desk.arena, name), NULL));
        add_logs(&desk, &log);
    }
    if (!string_equal(text_string(&seen), row->expected) || !string_equal(text_string(&log), row->log))
        fail_msg("%s\n states   %s\n expected %s\n log      %s\n expected %s", row->section,
                 text_string(&seen), row->expected, text_string(&log), row->log);
    text_free(&seen);
    text_free(&log);
    desk_close(&desk);
}

static void every_section_holds(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        walk(&rows[i]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(every_section_holds)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
