/* SCXML 6.4 and 6.5: child cases, seen from the parent and from the child. */
#include "rows.h"

#include "desk.h"

#include <stdarg.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#define N                                                                                                    \
    "fields = { n = { type = `int`; default = 0; }; s = { type = `string`; }; l = { type = `any`; }; }; "
#define OUT "{ event = `out`; goto = `z`; }"
#define Z   "{ id = `z`; on = ( { event = `in`; goto = `a`; } ); }"

static const struct row children[] = {
    {"6.4 a child starts when the case has come to rest in the state, with its arguments",
     N "states = ( { id = `a`; invoke = ( { id = `c`; workflow = `other`; with = { x = `fields.n + 1`; }; } "
       "); entry = ( { "
       "raise = `i`; } ); on = ( { event = `i`; do = ( { set = `n`; to = 4; }, { log = `i`; } ); } ); } );",
     "", "a", "i, +c{\"x\":5}"},
    {"6.4 a state that is left in the same macrostep starts none",
     "states = ( { id = `a`; invoke = ( { workflow = `other`; } ); on = ( { goto = `b`; } ); }, { id = `b`; "
     "invoke = ( { "
     "workflow = `other`; }, { workflow = `test`; } ); } );",
     "", "b", "+b.1, +b.2"},
    {"6.4 outer states' children start first, in document order",
     "states = ( { id = `a_`; invoke = ( { id = `o`; workflow = `other`; } ); states = ( { id = `x`; invoke "
     "= ( { id = "
     "`i`; workflow = `other`; } ); } ); } );",
     "", "x", "+o, +i"},
    {"6.4 leaving the state cancels the child, after the exit handler",
     "states = ( { id = `a`; invoke = ( { id = `c`; workflow = `other`; } ); exit = ( { log = `exit`; } ); "
     "on = ( " OUT " ); }, " Z " );",
     "out", "a; z", "+c, exit, -c"},
    {"6.4 the end of the case cancels the children",
     "states = ( { id = `a_`; invoke = ( { id = `c`; workflow = `other`; } ); states = ( { id = `x`; on = ( "
     "{ event = "
     "`e`; goto = `f`; } ); } ); }, { id = `f`; final = true; } );",
     "e", "x; f ended", "+c, -c"},
    {"6.4.1 the id goes into a field",
     N "states = ( { id = `a`; invoke = ( { workflow = `other`; id_field = `s`; } ); on = ( { event = `e`; "
       "do = ( { "
       "log_expr = `fields.s`; } ); } ); } );",
     "e", "a; a", "+a.1, a.1"},
    {"6.4.1 arguments that fail: error.execution, and no child",
     N "states = ( { id = `a`; invoke = ( { workflow = `other`; with = { x = `1 / fields.n`; }; }, { id = "
       "`d`; workflow = "
       "`other`; } ); on = ( { event = `error.execution`; do = ( { log = `error`; } ); }, " OUT " ); }, " Z
       " );",
     "out", "a; z", "+d, error, -d"},
    {"6.4 a type that is computed: SCXML's own, by each of its names",
     N "states = ( { id = `a`; invoke = ( { id = `c`; workflow = `other`; type_expr = `'sc' + 'xml'`; }, { id = `d`; workflow "
       "= `other`; type_expr = `'http://www.w3.org/TR/scxml/'`; }, { id = `e`; workflow = `other`; type_expr = "
       "`'http://www.w3.org/TR/scxml'`; } ); } );",
     "", "a", "+c, +d, +e"},
    {"6.4 any other type, and one that fails: error.execution, no child, no id",
     N "states = ( { id = `a`; invoke = ( { workflow = `other`; type_expr = `'ht' + 'tp'`; id_field = `s`; }, { workflow = "
       "`other`; type_expr = `fields.n`; }, { workflow = `other`; type_expr = `fields.l`; each = `[1]`; }, { id = `d`; workflow "
       "= `other`; } ); on = ( { event = `error.execution`; do = ( { log_expr = `fields.s == null`; } ); } ); } );",
     "", "a", "+d, true, true, true"},
    {"6.4 done.invoke comes with the result; the child is then no child any more",
     N "states = ( { id = `a`; invoke = ( { id = `c`; workflow = `other`; } ); on = ( { event = "
       "`done.invoke.c`; do = ( { "
       "log_expr = `[event.data.r, event.invokeid, event.type]`; }, { send = `x`; to = `child:c`; } ); }, { "
       "event = "
       "`error.communication`; do = ( { log = `gone`; } ); }, " OUT " ); }, " Z " );",
     "c<done{'r':3} out", "a; a; z", "+c, [3,\"c\",\"platform\"], gone"},
    {"6.4 that a child had ended before its state was left is still told",
     "states = ( { id = `a`; invoke = ( { id = `c`; workflow = `other`; } ); on = ( " OUT " ); }, { id = `z`; on = ( { event "
     "= `done.invoke.c`; goto = `y`; } ); }, { id = `y`; } );",
     "out c<done", "a; z; y", "+c, -c"},
    {"6.4 no event of a cancelled child is seen, not even when its name is used again",
     "states = ( { id = `a`; invoke = ( { id = `c`; workflow = `other`; } ); on = ( { event = `m`; do = ( { "
     "log = `m`; } "
     "); }, { event = `done.invoke`; do = ( { log = `done`; } ); }, " OUT " ); }, " Z " );",
     "c<m out c<m c<done in c<m c@C-1<m c@C-1<done", "a; a; z; z; z; a; a; a; a", "+c, m, -c, +c, m"},
    {"6.4 the parent sends to the child, by its name",
     "states = ( { id = `a`; invoke = ( { id = `c`; workflow = `other`; } ); on = ( { event = `e`; do = ( { "
     "send = `x`; to "
     "= `child:c`; }, { send = `y`; to = `#_c`; }, { send = `z`; to_expr = `'child:' + 'c'`; } ); } ); } );",
     "e", "a; a", "+c, x>C-1, y>C-1, z>C-1"},
    {"6.4 an event of a child carries what the parent calls it",
     "states = ( { id = `a`; invoke = ( { id = `c`; workflow = `other`; } ); on = ( { event = `m`; do = ( { "
     "log_expr = "
     "`event.invokeid + ' ' + event.origin`; } ); } ); } );",
     "c<m", "a; a", "+c, c C-1"},
    {"6.4 a child that could not be started is none",
     "states = ( { id = `a`; invoke = ( { id = `c`; workflow = `other`; } ); on = ( { event = "
     "`error.communication`; do = ( "
     "{ log = `error`; } ); }, " OUT " ); }, " Z " );",
     "c<!error.communication out", "a; a; z", "+c, error"},
    {"6.4.2 autoforward: every event from outside, as it is taken, its own too; inner ones not",
     "states = ( { id = `a`; invoke = ( { id = `c`; workflow = `other`; autoforward = true; }, { id = `d`; "
     "workflow = "
     "`other`; } ); on = ( { event = `e`; do = ( { raise = `i`; } ); }, { event = `i`; do = ( { log = `i`; } "
     "); } ); } );",
     "e{'k':1} nobody c<m", "a; a; a; a", "+c, +d, e>C-1{\"k\":1}, i, nobody>C-1, m>C-1"},
    {"6.4.2 and none when the child has ended",
     "states = ( { id = `a`; invoke = ( { id = `c`; workflow = `other`; autoforward = true; } ); } );",
     "c<done e", "a; a; a", "+c"},
    {"6.4.2, 5.10.2 a failure to reach a child is of the inner queue: it is not forwarded",
     "states = ( { id = `a`; invoke = ( { id = `c`; workflow = `other`; autoforward = true; }, { id = `d`; workflow = `other`; } ); "
     "on = ( { event = `error.communication`; do = ( { log = `error`; } ); } ); } );",
     "d<!error.communication e", "a; a; a", "+c, +d, error, e>C-1"},
    {"child: 6.4 what the parent forwards comes as it was, with the parent's names, and is no event of a child of its own",
     N "states = ( { id = `a`; invoke = ( { id = `c`; workflow = `other`; do = ( { log = `finalize`; } ); } ); on = ( { event = "
       "`m`; do = ( { log_expr = `[event.invokeid, event.origin]`; } ); } ); } );",
     "c@X-1^m gone@X-1^m ^m c<m c@X-1<m ^nobody", "a; a; a; a; a; a; a",
     "+c, [\"c\",\"X-1\"], [\"gone\",\"X-1\"], [null,null], finalize, [\"c\",\"C-1\"]"},
    {"6.4 what others than a parent send is not forwarded",
     "states = ( { id = `a`; on = ( { event = `m`; do = ( { log = `m`; } ); } ); } );", "c@X-1^m", "a; a", ""},
    {"6.5 finalize runs before any transition takes the child's event, and only for its own",
     N "states = ( { id = `a`; invoke = ( { id = `c`; workflow = `other`; do = ( { set = `n`; expr = "
       "`event.data.v`; }, { "
       "log = `finalize`; } ); }, { id = `d`; workflow = `other`; } ); on = ( { event = `m`; when = "
       "`fields.n == 5`; do = ( { "
       "log = `five`; } ); }, { event = `m`; do = ( { log = `other`; } ); } ); } );",
     "c<m{'v':5} d<m{'v':7} m{'v':9}", "a; a; a; a", "+c, +d, finalize, five, five, five"},
    {"6.5 finalize that fails ends alone",
     N "states = ( { id = `a`; invoke = ( { id = `c`; workflow = `other`; do = ( { log_expr = `1 / "
       "fields.n`; }, { log = "
       "`never`; } ); } ); on = ( { event = `m`; do = ( { log = `m`; } ); }, { event = `error.execution`; do "
       "= ( { log = "
       "`error`; } ); } ); } );",
     "c<m", "a; a", "+c, m, error"},
    {"6.5 finalize of done.invoke",
     N "states = ( { id = `a`; invoke = ( { id = `c`; workflow = `other`; do = ( { set = `n`; expr = "
       "`event.data`; } ); } ); "
       "on = ( { event = `done.invoke.c`; do = ( { log_expr = `fields.n`; } ); } ); } );",
     "c<done[1]", "a; a", "+c, 0"},
    {"fan-out: one child an item, one end with all results in the list's order",
     N "states = ( { id = `a`; invoke = ( { id = `v`; workflow = `other`; each = `['x', 'y', 'z']`; with = { "
       "w = `item + "
       "'!'`; }; item = `it`; } ); on = ( { event = `done.invoke`; do = ( { log_expr = `event.name`; }, { "
       "log_expr = "
       "`event.data`; } ); }, { event = `m`; do = ( { log_expr = `event.invokeid`; } ); }, " OUT " ); }, " Z
       " );",
     "v.1<done{'r':2} v.2<m v.0<done v.2<done{'r':3} out", "a; a; a; a; a; z",
     "+v.0{\"it\":\"x\",\"w\":\"x!\"}, +v.1{\"it\":\"y\",\"w\":\"y!\"}, +v.2{\"it\":\"z\",\"w\":\"z!\"}, "
     "v.2, "
     "done.invoke.v, [null,{\"r\":2},{\"r\":3}]"},
    {"fan-out: nothing to do is done at once",
     "states = ( { id = `a`; invoke = ( { id = `v`; workflow = `other`; each = `[]`; } ); on = ( { event = "
     "`done.invoke.v`; do = ( { log_expr = `[event.invokeid, size(event.data)]`; } ); } ); } );",
     "", "a", "[\"v\",0]"},
    {"fan-out: what is no list starts none",
     N "states = ( { id = `a`; invoke = ( { id = `v`; workflow = `other`; each = `fields.n`; } ); on = ( { "
       "event = "
       "`error.execution`; do = ( { log = `error`; } ); } ); } );",
     "", "a", "error"},
    {"fan-out: one item that fails starts none",
     "states = ( { id = `a`; invoke = ( { id = `v`; workflow = `other`; each = `[1, 0]`; with = { q = `1 / "
     "item`; }; } ); "
     "on = ( { event = `error.execution`; do = ( { log = `error`; } ); } ); } );",
     "", "a", "error"},
    {"fan-out: leaving cancels those that still run",
     "states = ( { id = `a`; invoke = ( { id = `v`; workflow = `other`; each = `[1, 2, 3]`; } ); on = ( " OUT
     " ); }, " Z " );",
     "v.1<done out", "a; a; z", "+v.0{}, +v.1{}, +v.2{}, -v.0, -v.2"},
    {"fan-out: one that could not be started counts as done, without a result",
     "states = ( { id = `a`; invoke = ( { id = `v`; workflow = `other`; each = `[1, 2]`; } ); on = ( { event "
     "= "
     "`done.invoke.v`; do = ( { log_expr = `event.data`; } ); } ); } );",
     "v.0<done{'r':1} v.1<!error.communication", "a; a; a", "+v.0{}, +v.1{}, [{\"r\":1},null]"},
    {"child: 6.4 it takes what it has fields for",
     "fields = { x = { type = `int`; default = 1; }; }; states = ( { id = `a`; entry = ( { log_expr = "
     "`fields.x`; } ); } );",
     "", "a", "1"},
    {"child: 6.4 cancelled, it runs its exit handlers and tells its parent nothing",
     "states = ( { id = `a_`; exit = ( { log = `a`; }, { send = `no`; to = `parent`; }, { send = `x`; to = "
     "`O-1`; } ); "
     "invoke = ( { id = `c`; workflow = `other`; } ); states = ( { id = `x`; exit = ( { log = `x`; } ); } ); "
     "} );",
     "cancel e", "x; x ended; unwanted", "+c, x, a, x>O-1, -c"},
};

static void children_hold(void **state)
{
    (void)state;
    rows_hold(children, sizeof children / sizeof children[0]);
}

/* A child written in the same file is a definition of its own, which a case can be pinned to. */
static void a_child_definition_stands_alone(void **state)
{
    (void)state;
    struct desk desk;
    desk_open(
        &desk,
        "reads = [\"contact\"]; children = ( { id = \"c\"; title = \"Child\"; fields = { x = { type = "
        "\"int\"; }; }; children = ( { id = \"g\"; states = ( { id = \"s\"; } ); } ); states = ( { id = "
        "\"s\"; invoke = ( { workflow = \"g\"; } ); }, { id = \"f\"; final = true; } ); } ); states = ( { id "
        "= \"a\"; invoke = ( { workflow = \"c\"; with = { x = \"1\"; }; } ); } );");
    if (!desk.definition)
        fail_msg("%s", desk_faults(&desk));
    const struct definition *child = definition_child(desk.definition, "c");
    assert_non_null(child);
    assert_null(definition_child(desk.definition, "g"));
    assert_non_null(definition_child(child, "g"));
    assert_true(definition_invokes(desk.definition) && definition_invokes(child));
    assert_false(definition_invokes(definition_child(child, "g")));
    assert_string_equal(definition_id(child), "test.c");
    assert_string_equal(definition_prefix(child), "T");
    assert_string_equal(definition_subject(child), "pupil");
    assert_string_equal(definition_reads(child)[0], "contact");
    json_t *stored = json_loads(definition_canonical(child), 0, NULL);
    struct definition *again = definition_from_json(desk.arena, stored, NULL, desk.faults);
    assert_non_null(again);
    assert_string_equal(definition_hash(again), definition_hash(child));
    assert_string_equal(definition_canonical(again), definition_canonical(child));
    json_decref(stored);
    desk_start(&desk, NULL);
    const struct effect *effect = desk.out.effects.items[0];
    assert_int_equal(effect->kind, EFFECT_INVOKE);
    assert_ptr_equal(effect->child->definition, child);
    desk_close(&desk);
}

static void a_child_ignores_what_it_has_no_field_for(void **state)
{
    (void)state;
    struct desk desk;
    desk_open(&desk, "fields = { x = { type = \"int\"; }; }; states = ( { id = \"a\"; } );");
    assert_string_equal(desk_start(&desk, "{'x':1,'y':2}"), "invalid");
    case_adopt(desk.kase, desk.arena, "P-1", "me");
    assert_string_equal(desk_start(&desk, "{'x':1,'y':2}"), "a");
    assert_string_equal(desk_field(&desk, "x"), "1");
    assert_string_equal(desk_field(&desk, "y"), "none");
    assert_string_equal(case_parent(desk.kase), "P-1");
    assert_string_equal(case_invokeid(desk.kase), "me");
    desk_close(&desk);
}

/* The old case is not touched, and a copy outlives the arenas of its steps. */
static void memory_is_never_changed_in_place(void **state)
{
    (void)state;
    struct desk desk;
    desk_open(
        &desk,
        "fields = { d = { type = \"date\"; }; }; states = ( { id = \"a\"; invoke = ( { id = \"c\"; workflow "
        "= "
        "\"other\"; } ); timers = ( { id = \"t\"; after = \"1 day\"; event = \"due\"; } ); deadlines = ( { "
        "id = "
        "\"x\"; rule = \"test.days\"; from = \"d\"; } ); tasks = ( { id = \"k\"; role = \"senco\"; title = "
        "\"Work\"; } ); on = ( { event = \"e\"; goto = \"b\"; } ); }, { id = \"b\"; } );");
    desk_start(&desk, "{'d':'2026-09-01'}");
    case_child_place(desk.kase, desk.arena, "c", "C-1");
    case_child_place(desk.kase, desk.arena, "nobody", "C-2");
    struct kase *before = desk.kase;
    json_t *copy = json_deep_copy(before->memory);
    assert_string_equal(desk_event(&desk, "e", NULL), "b");
    assert_true(json_equal(before->memory, copy));
    assert_null(case_children(desk.kase));
    assert_string_equal(case_child(before, "c"), "C-1");
    struct arena *home = arena_new();
    struct kase *kept = case_copy(before, home);
    assert_true(json_equal(kept->memory, copy));
    desk_close(&desk);
    assert_string_equal(kept->states.items[0], "a");
    assert_string_equal(((const struct timer *)kept->timers.items[0])->event, "deadline.x.missed");
    assert_string_equal(((const struct deadline *)kept->deadlines.items[0])->rule, "test.days");
    assert_string_equal(((const struct task *)kept->tasks.items[0])->title, "Work");
    assert_string_equal(case_child(kept, "c"), "C-1");
    arena_free(home);
    json_decref(copy);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(children_hold),
        cmocka_unit_test(a_child_definition_stands_alone),
        cmocka_unit_test(a_child_ignores_what_it_has_no_field_for),
        cmocka_unit_test(memory_is_never_changed_in_place),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
