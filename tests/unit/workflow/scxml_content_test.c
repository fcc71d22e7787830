/* SCXML 3.12, 3.13, 4 and 5: events, actions, fields, expressions, and the algorithm of appendix D. */
#include "rows.h"

#include <stdarg.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#define N "fields = { n = { type = `int`; default = 0; }; i = { type = `int`; }; l = { type = `any`; }; }; "

static const struct row events[] = {
    {"3.12.1 descriptors match whole parts, case counts",
     "states = ( { id = `a`; on = ( { event = `foo`; do = ( { log_expr = `event.name`; } ); } ); } );",
     "foo foo.bar foobar Foo fo foo.bar.baz", "a; a; a; a; a; a; a", "foo, foo.bar, foo.bar.baz"},
    {"3.12.1 a final star or dot changes nothing",
     "states = ( { id = `a`; on = ( { event = `x.*`; do = ( { log = `star`; } ); }, { event = `y.`; do = ( { "
     "log = "
     "`dot`; } ); } ); } );",
     "x x.1 xx y y.1 yy", "a; a; a; a; a; a; a", "star, star, dot, dot"},
    {"3.12.1 a star inside is no wildcard",
     "states = ( { id = `a`; on = ( { event = `error`; do = ( { log = `error`; } ); }, { event = `*`; do = ( "
     "{ log = "
     "`any`; } ); } ); } );",
     "errors !error.x", "a; a; a", "any, error"},
    {"3.12.3 done.state, error and others can be caught by their first part",
     N "states = ( { id = `a_`; on = ( { event = `done`; do = ( { log = `done`; } ); }, { event = `error`; "
       "do = ( { log "
       "= `error`; } ); } ); states = ( { id = `f`; final = true; entry = ( { log_expr = `1 / fields.n`; } "
       "); } ); } );",
     "", "f", "error, done"},
    {"5.10.1 the members of an event from outside",
     "states = ( { id = `a`; on = ( { event = `e`; do = ( { log_expr = `[event.name, event.type]`; }, { "
     "log_expr = "
     "`[event.sendid == null, event.origin == null, event.origintype == null, event.invokeid == null, "
     "event.data == "
     "null]`; } ); } ); } );",
     "e", "a; a", "[\"e\",\"external\"], [true,true,true,true,true]"},
    {"5.10 before the first event there is none; what happened and who told are known",
     "fields = { f = { type = `any`; expr = `[event.name, event.type, event.data]`; }; }; states = ( { id = `a`; entry = ( "
     "{ log_expr = `fields.f`; }, { log_expr = `[event.name, event.type, event.sendid, event.origin, event.origintype, "
     "event.invokeid, event.data]`; }, { log_expr = `event.by`; }, { log_expr = `event.happened == today()`; } ); on = ( { "
     "when = `event.name == null`; do = ( { raise = `i`; } ); goto = `b`; } ); }, { id = `b`; on = ( { event = `i`; do = ( { "
     "log_expr = `[event.name, event.type]`; } ); } ); } );",
     "", "b",
     "[null,null,null], [null,null,null,null,null,null,null], user:amy, true, [\"i\",\"internal\"]"},
    {"child: 5.10 a child has none either",
     "states = ( { id = `a`; entry = ( { log_expr = `[event.name, event.type]`; } ); } );", "", "a", "[null,null]"},
    {"5.10.1 types of events",
     N "states = ( { id = `a`; on = ( { event = `e`; do = ( { raise = `r`; }, { send = `s`; to = `internal`; "
       "id = `k`; }, "
       "{ send = `t`; id = `q`; }, { log_expr = `1 / fields.n`; } ); }, { event = `*`; do = ( { log_expr = "
       "`event.name + "
       "' ' + event.type + ' ' + (event.sendid == null ? '-' : event.sendid) + (event.origin == null ? '' : "
       "' from ' + "
       "event.origin)`; } ); } ); } );",
     "e", "a; a", "r internal -, s internal k, error.execution platform -, t external q from T-2026-0001"},
    {"5.10.1 origintype is the SCXML processor's for what a case sends",
     "states = ( { id = `a`; on = ( { event = `e`; do = ( { send = `s`; } ); }, { event = `s`; do = ( { "
     "log_expr = "
     "`event.origintype`; } ); } ); } );",
     "e", "a; a", "http://www.w3.org/TR/scxml/#SCXMLEventProcessor"},
    {"5.10.1 an answer goes to the origin",
     "states = ( { id = `a`; on = ( { event = `e`; do = ( { send = `s`; } ); }, { event = `s`; do = ( { send "
     "= `t`; "
     "to_expr = `event.origin`; }, { send = `u`; to_expr = `'#_scxml_' + case.reference`; } ); }, { event = "
     "[`t`, `u`]; "
     "do = ( { log_expr = `event.name`; } ); } ); } );",
     "e", "a; a", "t, u"},
    {"5.10 the event stays in course until the next, through all its moves",
     "states = ( { id = `a`; exit = ( { log_expr = `event.name`; } ); on = ( { event = `e`; goto = `b`; } ); "
     "}, { id = "
     "`b`; entry = ( { log_expr = `event.name`; } ); on = ( { goto = `c`; do = ( { log_expr = `event.name`; "
     "} ); } ); }, "
     "{ id = `c`; } );",
     "e", "a; c", "e, e, e"},
    {"5.10 names of the session",
     "states = ( { id = `a`; entry = ( { log_expr = `case.reference + ' ' + case.workflow`; } ); } );", "",
     "a", "T-2026-0001 test"},
};

static const struct row algorithm[] = {
    {"3.13 eventless transitions go before internal events, internal before external",
     "states = ( { id = `a`; on = ( { event = `e`; goto = `b`; do = ( { send = `out`; }, { raise = `in`; } "
     "); } ); }, { "
     "id = `b`; on = ( { event = `in`; do = ( { log = `in`; } ); }, { event = `out`; do = ( { log = `out`; } "
     "); }, { "
     "when = `event.name == 'e'`; goto = `c`; do = ( { log = `eventless`; } ); } ); }, { id = `c`; on = ( { "
     "event = `in`; "
     "do = ( { log = `in`; } ); }, { event = `out`; do = ( { log = `out`; } ); } ); } );",
     "e", "a; c", "eventless, in, out"},
    {"3.13 an internal event nobody takes is gone",
     "states = ( { id = `a`; on = ( { event = `e`; goto = `b`; do = ( { raise = `i`; } ); } ); }, { id = "
     "`b`; on = ( { "
     "event = `f`; goto = `c`; } ); }, { id = `c`; on = ( { event = `i`; goto = `a`; } ); } );",
     "e f", "a; b; c", ""},
    {"3.13 regions are asked in document order; later conflicts lose",
     "states = ( { id = `p_`; parallel = true; states = ( { id = `a`; on = ( { event = `e`; goto = `x`; do = "
     "( { log = "
     "`a`; } ); } ); }, { id = `b`; on = ( { event = `e`; goto = `y`; do = ( { log = `b`; } ); } ); } ); }, "
     "{ id = `x`; "
     "}, { id = `y`; } );",
     "e", "a+b; x", "a"},
    {"3.13 targetless transitions never conflict",
     "states = ( { id = `p_`; parallel = true; states = ( { id = `a`; on = ( { event = `e`; goto = `x`; do = "
     "( { log = "
     "`a`; } ); } ); }, { id = `b`; on = ( { event = `e`; do = ( { log = `b`; } ); } ); } ); }, { id = `x`; "
     "} );",
     "e", "a+b; x", "a, b"},
    {"3.13 a transition that two regions share, and one that is inside, both fit: the inner wins",
     "states = ( { id = `p_`; parallel = true; on = ( { event = `e`; goto = `x`; } ); states = ( { id = `a`; "
     "}, { id = "
     "`b`; on = ( { event = `e`; do = ( { log = `b`; } ); } ); } ); }, { id = `x`; } );",
     "e", "a+b; x", "b"},
    {"D three regions: an inner one beats what two others had chosen above",
     "states = ( { id = `p_`; parallel = true; on = ( { event = `e`; goto = `out`; } ); states = ( { id = "
     "`a`; }, { id = "
     "`b`; }, { id = `c_`; states = ( { id = `c1`; on = ( { event = `e`; goto = `c2`; } ); }, { id = `c2`; } "
     "); } ); }, { "
     "id = `out`; } );",
     "e e", "a+b+c1; a+b+c2; out", ""},
    {"D an eventless move in one region lets the other wait for its event",
     "states = ( { id = `p_`; parallel = true; states = ( { id = `a_`; states = ( { id = `a1`; on = ( { when "
     "= "
     "`In('b2')`; goto = `a2`; } ); }, { id = `a2`; } ); }, { id = `b_`; states = ( { id = `b1`; on = ( { "
     "event = `e`; "
     "goto = `b2`; } ); }, { id = `b2`; } ); } ); } );",
     "e", "a1+b1; a2+b2", ""},
    {"D a workflow of more than a machine word of states",
     "states = ( "
#define TEN(t)                                                                                               \
    "{ id = `" t "_`; states = ( { id = `" t "1`; }, { id = `" t "2`; }, { id = `" t "3`; }, { id = `" t     \
    "4`; }, { id = `" t "5`; }, { id = `" t "6`; }, { id = `" t "7`; }, { id = `" t                          \
    "8`; on = ( { event = `e`; goto = `" t "1`; } ); exit = ( { log = `" t "`; } ); } ); initial = `" t      \
    "8`; }, "
     "{ id = `p_`; parallel = true; on = ( { event = `o`; goto = `z`; } ); states = ( " TEN("a") TEN("b")
         TEN("c") TEN("d") TEN("g") TEN("h") TEN("j")
             TEN("k") " { id = `last`; exit = ( { log = `last`; } ); } ); }, { id = `z`; on = ( { event = "
                      "`b`; goto = `p_`; } ); } );",
     "o b e", "a8+b8+c8+d8+g8+h8+j8+k8+last; z; a8+b8+c8+d8+g8+h8+j8+k8+last; a1+b1+c1+d1+g1+h1+j1+k1+last",
     "last, k, j, h, g, d, c, b, a, k, j, h, g, d, c, b, a"},
};

static const struct row actions[] = {
    {"4.3 choose: the first that holds, and no other",
     N "states = ( { id = `a`; on = ( { event = `e`; do = ( { choose = ( { when = `event.data.n == 1`; do = "
       "( { log = "
       "`one`; }, { log = `uno`; } ); }, { when = `event.data.n < 3`; do = ( { log = `two`; } ); }, { do = ( "
       "{ log = "
       "`many`; } ); } ); }, { log = `after`; } ); } ); } );",
     "e{'n':1} e{'n':2} e{'n':9}", "a; a; a; a", "one, uno, after, two, after, many, after"},
    {"4.3 choose without an else may do nothing",
     "states = ( { id = `a`; entry = ( { choose = ( { when = `false`; do = ( { log = `no`; } ); } ); }, { "
     "log = "
     "`after`; } ); } );",
     "", "a", "after"},
    {"5.9.1 a choice that fails is false, raises error.execution, and the next is asked",
     N "states = ( { id = `a`; entry = ( { choose = ( { when = `1 / fields.n == 1`; do = ( { log = `no`; } "
       "); }, { do = ( "
       "{ log = `else`; } ); } ); }, { log = `after`; } ); on = ( { event = `error.execution`; do = ( { log "
       "= `error`; } "
       "); } ); } );",
     "", "a", "else, after, error"},
    {"4.3 an error inside ends the block around it, too",
     N "states = ( { id = `a`; entry = ( { choose = ( { do = ( { log_expr = `1 / fields.n`; }, { log = `no`; "
       "} ); } ); }, "
       "{ log = `never`; } ); } );",
     "", "a", ""},
    {"4.6 foreach: item and index in order, and they stay",
     N "states = ( { id = `a`; entry = ( { foreach = `['x', 'y']`; item = `l`; index = `i`; do = ( { "
       "log_expr = `fields.l + "
       "string(fields.i)`; } ); }, { log_expr = `[fields.l, fields.i]`; } ); } );",
     "", "a", "x0, y1, [\"y\",1]"},
    {"4.6 foreach goes over the list as it was",
     "fields = { list = { type = `any`; expr = `[1, 2]`; }; n = { type = `int`; }; }; states = ( { id = `a`; "
     "entry = ( { "
     "foreach = `fields.list`; item = `n`; do = ( { set = `list`; expr = `fields.list + [fields.n + 10]`; } "
     "); }, { "
     "log_expr = `fields.list`; } ); } );",
     "", "a", "[1,2,11,12]"},
    {"4.6 an empty list does nothing; without a body the item is still set",
     N "states = ( { id = `a`; entry = ( { foreach = `[]`; item = `i`; do = ( { log = `no`; } ); }, { "
       "foreach = `[4, 5]`; "
       "item = `i`; }, { log_expr = `fields.i`; } ); } );",
     "", "a", "5"},
    {"4.6 what is no list is an error and ends the block",
     N "states = ( { id = `a`; entry = ( { foreach = `fields.n`; item = `i`; do = ( { log = `no`; } ); }, { "
       "log = `no`; } "
       "); on = ( { event = `error.execution`; do = ( { log = `error`; } ); } ); } );",
     "", "a", "error"},
    {"4.6 an error in one round ends all of it",
     N "states = ( { id = `a`; entry = ( { foreach = `[1, 0, 2]`; item = `i`; do = ( { log_expr = `4 / "
       "fields.i`; } ); }, "
       "{ log = `no`; } ); } );",
     "", "a", "4"},
    {"4.6 foreach in foreach",
     "fields = { a = { type = `any`; }; b = { type = `int`; }; }; states = ( { id = `s`; entry = ( { foreach "
     "= `[[1, 2], "
     "[3]]`; item = `a`; do = ( { foreach = `fields.a`; item = `b`; do = ( { log_expr = `fields.b`; } ); } "
     "); } ); } );",
     "", "s", "1, 2, 3"},
    {"4.7 log with a label, of a text and of other values",
     "states = ( { id = `a`; entry = ( { log = `x`; label = `L`; }, { log_expr = `'t'`; }, { log_expr = "
     "`{'k': 1}`; } ); "
     "} );",
     "", "a", "L: x, t, {\"k\":1}"},
    {"4.2 raise carries data",
     "states = ( { id = `a`; entry = ( { raise = `r`; with = { n = `1 + 1`; }; } ); on = ( { event = `r`; do "
     "= ( { "
     "log_expr = `event.data.n`; } ); } ); } );",
     "", "a", "2"},
    {"4.2 raise with an argument that fails does not happen",
     N "states = ( { id = `a`; entry = ( { raise = `r`; with = { n = `1 / fields.n`; }; } ); on = ( { event "
       "= `r`; do = ( "
       "{ log = `no`; } ); }, { event = `error.*`; do = ( { log = `error`; } ); } ); } );",
     "", "a", "error"},
    {"4.9 the other blocks of the same microstep go on",
     N "states = ( { id = `p_`; parallel = true; states = ( { id = `a`; on = ( { event = `e`; do = ( { "
       "log_expr = `1 / "
       "fields.n`; }, { log = `no`; } ); } ); }, { id = `b`; on = ( { event = `e`; do = ( { log = `b`; } ); "
       "} ); } ); } );",
     "e", "a+b; a+b", "b"},
    {"5.4 what was set before an error stays set",
     N "states = ( { id = `a`; on = ( { event = `e`; do = ( { set = `n`; to = 5; }, { set = `i`; expr = `1 / "
       "(fields.n - "
       "5)`; }, { log = `no`; } ); }, { event = `q`; do = ( { log_expr = `[fields.n, fields.i == null]`; } "
       "); } ); } );",
     "e q", "a; a; a", "[5,true]"},
};

static const struct row fields[] = {
    {"5.3 early: every field has its value when the case begins, in document order",
     "fields = { a = { type = `int`; default = 2; }; b = { type = `int`; expr = `fields.a * 3`; }; }; states "
     "= ( { id = "
     "`s`; entry = ( { log_expr = `[fields.a, fields.b, fields.c]`; } ); }, { id = `t`; fields = { c = { "
     "type = `int`; "
     "expr = `fields.b + 1`; }; }; } );",
     "", "s", "[2,6,7]"},
    {"5.3 late: a state's field gets its value when the state is first entered, before its entry",
     "binding = `late`; fields = { n = { type = `int`; default = 1; }; }; states = ( { id = `s`; entry = ( { "
     "log_expr = "
     "`fields.c == null`; }, { set = `n`; to = 5; } ); on = ( { event = `e`; goto = `t`; } ); }, { id = `t`; "
     "fields = { c "
     "= { type = `int`; expr = `fields.n + 1`; }; }; entry = ( { log_expr = `fields.c`; }, { set = `c`; to = "
     "9; } ); on "
     "= ( { event = `e`; goto = `s`; } ); } );",
     "e e e", "s; t; s; t", "true, 6, false, 9"},
    {"5.3 late: a default, too",
     "binding = `late`; states = ( { id = `s`; on = ( { event = `e`; goto = `t`; } ); }, { id = `t`; fields "
     "= { c = { type "
     "= `int`; default = 3; }; }; entry = ( { log_expr = `fields.c`; } ); } );",
     "e", "s; t", "3"},
    {"5.3 a first value that fails raises error.execution and leaves null",
     "fields = { a = { type = `int`; expr = `1 / 0`; }; b = { type = `int`; expr = `7`; }; }; states = ( { "
     "id = `s`; on = "
     "( { event = `error.execution`; do = ( { log_expr = `[fields.a == null, fields.b]`; } ); } ); } );",
     "", "s", "[true,7]"},
    {"5.3 and one of the wrong type",
     "fields = { x = { type = `any`; default = `t`; }; a = { type = `int`; expr = `fields.x`; }; }; states = "
     "( { id = `s`; "
     "on = ( { event = `error.execution`; do = ( { log_expr = `fields.a == null`; } ); } ); } );",
     "", "s", "true"},
    {"5.9.1 a guard of an eventless transition that fails is asked again on the next event",
     N "states = ( { id = `a`; on = ( { when = `1 / fields.n == 1`; goto = `b`; }, { event = `error.*`; do = "
       "( { log = "
       "`error`; } ); }, { event = `e`; do = ( { log = `e`; } ); }, { event = `go`; do = ( { set = `n`; to = "
       "1; } ); } ); }, "
       "{ id = `b`; } );",
     "e go", "a; a; b", "error, e, error"},
    {"5.9.1 and on the next internal one",
     N "states = ( { id = `a`; on = ( { event = [`e`, `i`]; when = `1 / fields.n == 1`; goto = `a`; }, { "
       "event = `e`; "
       "do = ( { raise = `i`; } ); }, { event = `*`; do = ( { log_expr = `event.name`; } ); } ); } );",
     "e", "a; a", "error.execution, i, error.execution"},
    {"5.9.1 a guard on error.execution itself that fails ends too",
     N "states = ( { id = `a`; entry = ( { log_expr = `1 / fields.n`; } ); on = ( { event = "
       "`error.execution`; when = `1 / "
       "fields.n == 1`; goto = `a`; }, { event = `error.execution`; do = ( { log = `error`; } ); } ); } );",
     "", "a", "error, error"},
    {"5.9.1 what is neither true nor false is an error",
     "fields = { x = { type = `any`; default = `t`; }; }; states = ( { id = `a`; on = ( { event = `e`; when "
     "= `fields.x`; "
     "goto = `b`; }, { event = `error.execution`; do = ( { log = `error`; } ); } ); }, { id = `b`; } );",
     "e", "a; a", "error"},
    {"5.9.2 In() of a state that is not active, and of none",
     "states = ( { id = `a`; entry = ( { log_expr = `[In('a'), In('b'), In('no' + 'where')]`; } ); on = ( { event "
     "= `e`; goto = "
     "`b`; } ); }, { id = `b`; entry = ( { log_expr = `[In('a'), In('b')]`; } ); } );",
     "e", "a; b", "[true,false,false], [false,true]"},
};

#define TEST(rows)                                                                                           \
    static void rows##_hold(void **state)                                                                    \
    {                                                                                                        \
        (void)state;                                                                                         \
        rows_hold(rows, sizeof rows / sizeof rows[0]);                                                       \
    }
TEST(events)
TEST(algorithm)
TEST(actions)
TEST(fields)

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(events_hold),
        cmocka_unit_test(algorithm_hold),
        cmocka_unit_test(actions_hold),
        cmocka_unit_test(fields_hold),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
