/* What goes wrong at run time, row by row: expressions, targets and lists that give what nobody can use. */
#include "rows.h"

#include <stdarg.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#define F                                                                                                    \
    "fields = { n = { type = `int`; default = 0; }; s = { type = `string`; }; l = { type = `any`; default = 5; "  \
    "}; i = { type = `int`; }; c = { type = `choice`; of = [`p`, `q`]; }; d = { type = `date`; }; }; "
#define ERROR "{ event = `error.execution`; do = ( { log = `error`; } ); }"
#define TRIES(action)                                                                                        \
    F "states = ( { id = `a`; on = ( { event = `e`; do = ( { " action " }, { log = `after`; } ); }, " ERROR " ); } );", \
        "e", "a; a", "error"

static const struct row actions[] = {
    {"a guard that gives no truth is false, and an error",
     F "states = ( { id = `a`; on = ( { event = `e`; when = `fields.l`; goto = `b`; }, " ERROR " ); }, { id = `b`; } );",
     "e", "a; a", "error"},
    {"send: a name that cannot be had", TRIES("send_expr = `fields.l`;")},
    {"send: an empty name", TRIES("send_expr = `''`;")},
    {"send: a name that fails", TRIES("send_expr = `string(1 / fields.n)`;")},
    {"send: a delay that fails", TRIES("send = `x`; after_expr = `string(1 / fields.n)`;")},
    {"send: a session without a name", TRIES("send = `x`; to_expr = `'#_scxml_'`;")},
    {"send: an id that its field does not take", TRIES("send_expr = `'x'`; id_field = `c`;")},
    {"timer: a date that fails", TRIES("timer = `t`; event = `e`; at = `date(string(1 / fields.n))`;")},
    {"timer: a date that is none", TRIES("timer = `t`; event = `e`; at = `fields.d`;")},
    {"foreach: a list that fails", TRIES("foreach = `[1 / fields.n]`; item = `i`; do = ( { log = `never`; } );")},
    {"foreach: an error ends it, with the block",
     TRIES("foreach = `[1, 2]`; item = `i`; do = ( { set = `i`; expr = `1 / fields.n`; } );")},
    {"foreach: an item that its field does not take ends it",
     TRIES("foreach = `['x', 2]`; item = `i`; do = ( { log = `never`; } );")},
    {"a state's timer without a date is an error; the state is entered",
     F "states = ( { id = `a`; timers = ( { id = `t`; event = `e`; at = `fields.d`; }, { id = `u`; event = `e`; at "
       "= `date(string(1 / fields.n))`; } ); on = ( " ERROR " ); } );",
     "", "a", "error, error"},
    {"a set at the head of an entry that fails ends the entry, not what the state opens",
     F "states = ( { id = `a`; entry = ( { set = `n`; expr = `1 / fields.n`; }, { log = `after`; } ); timers = ( { id "
       "= `t`; event = `due`; after = `1 day`; } ); on = ( " ERROR ", { event = `due`; goto = `b`; } ); }, { id = "
       "`b`; } );",
     "~", "a; b", "error"},
};

static const struct row children[] = {
    {"an id that its field does not take: error.execution, and no child",
     F "states = ( { id = `a`; invoke = ( { id = `x`; workflow = `other`; id_field = `c`; }, { id = `y`; workflow = "
       "`other`; each = `[1]`; id_field = `c`; } ); on = ( " ERROR " ); } );",
     "", "a", "error, error"},
    {"a fan-out's list that fails, or one of its arguments: none is started",
     F "states = ( { id = `a`; invoke = ( { id = `x`; workflow = `other`; each = `[1 / fields.n]`; }, { id = `y`; "
       "workflow = `other`; each = `[1, 0, 2]`; with = { v = `4 / item`; }; } ); on = ( " ERROR " ); } );",
     "", "a", "error, error"},
    {"leaving one region cancels its own children only",
     "states = ( { id = `p_`; parallel = true; states = ( { id = `r_`; states = ( { id = `a`; invoke = ( { id = `x`; "
     "workflow = `other`; } ); on = ( { event = `e`; goto = `b`; } ); }, { id = `b`; } ); }, { id = `c`; invoke = ( { "
     "id = `y`; workflow = `other`; } ); } ); } );",
     "e y<m", "a+c; b+c; b+c", "+x, +y, -x"},
    {"two fan-outs at once do not mix; one that is done is no child any more",
     "states = ( { id = `a`; invoke = ( { id = `x`; workflow = `other`; each = `[1, 2]`; }, { id = `y`; workflow = "
     "`other`; each = `[1, 2]`; } ); on = ( { event = `done.invoke`; do = ( { log_expr = `event.data`; } ); }, { "
     "event = `m`; do = ( { log = `heard`; } ); }, { event = `e`; do = ( { send = `z`; to = `child:x.0`; }, { send = "
     "`z`; to = `child:y.1`; } ); }, { event = `error.communication`; do = ( { log = `gone`; } ); } ); } );",
     "x.0<done{'r':1} x.0<m e y.0<done{'r':2} y.1<done{'r':3} x.1<done{'r':4}", "a; a; a; a; a; a; a",
     "+x.0{}, +x.1{}, +y.0{}, +y.1{}, z>C-4, gone, [{\"r\":2},{\"r\":3}], [{\"r\":1},{\"r\":4}]"},
    {"a child that could not be reached any more is none, and only then",
     "states = ( { id = `a`; invoke = ( { id = `x`; workflow = `other`; } ); on = ( { event = `error.communication`; "
     "do = ( { log_expr = `event.invokeid`; } ); }, { event = `m`; do = ( { log = `heard`; } ); } ); } );",
     "x<note x<m x<!error.communication x<m", "a; a; a; a; a", "+x, heard, x"},
    {"a child that is cancelled inside a state's end gives no result",
     "states = ( { id = `a_`; states = ( { id = `f`; final = true; exit = ( { log = `exit`; } ); } ); } );", "cancel",
     "f; f ended", "exit"},
};

static const struct row moves[] = {
    {"3.11 a history state's default inside a state that stays: it is not entered again",
     "states = ( { id = `p_`; states = ( { id = `b_`; entry = ( { log = `b`; } ); states = ( { id = `x`; on = ( { "
     "event = `e`; goto = `h`; } ); }, { id = `y`; entry = ( { log = `y`; } ); } ); }, { id = `h`; history = `deep`; "
     "goto = `y`; } ); } );",
     "e", "x; y", "b, y"},
    {"3.10 the workflow itself can begin in a history state",
     "initial = `h`; states = ( { id = `p_`; states = ( { id = `x`; }, { id = `y`; }, { id = `h`; history = `deep`; "
     "goto = `y`; do = ( { log = `default`; } ); } ); } );",
     "", "y", "default"},
    {"D.2 the inner transition beats the outer one and leaves other regions' alone",
     "states = ( { id = `p_`; parallel = true; states = ( { id = `r_`; states = ( { id = `a`; on = ( { event = `e`; "
     "goto = `b`; } ); }, { id = `b`; } ); }, { id = `s_`; states = ( { id = `q_`; parallel = true; on = ( { event = "
     "`e`; goto = `z`; } ); states = ( { id = `k`; }, { id = `l_`; states = ( { id = `m`; on = ( { event = `e`; goto "
     "= `n`; } ); }, { id = `n`; } ); } ); }, { id = `z`; } ); } ); } );",
     "e", "a+k+m; b+k+n", ""},
    {"a date field with late binding dates its state's deadline",
     "binding = `late`; states = ( { id = `a`; on = ( { event = `e`; goto = `b`; } ); }, { id = `b`; fields = { d = { "
     "type = `date`; default = `2026-09-01`; }; }; deadlines = ( { id = `x`; rule = `test.days`; from = `d`; } ); on = "
     "( { event = `deadline.x.missed`; do = ( { log_expr = `event.data.due`; } ); } ); } );",
     "e ~", "a; b; b", "2026-09-11"},
    {"a thousand moves at most: the last may end the case",
     F "states = ( { id = `a`; on = ( { when = `fields.n < 998`; do = ( { set = `n`; expr = `fields.n + 1`; } ); }, { "
       "goto = `f`; } ); }, { id = `f`; final = true; } );",
     "", "f ended", ""},
    {"a thousand moves at most: one more, and nothing has happened",
     F "states = ( { id = `a`; on = ( { when = `fields.n < 999`; do = ( { set = `n`; expr = `fields.n + 1`; } ); }, { "
       "goto = `f`; } ); }, { id = `f`; final = true; } );",
     "", "limit", ""},
};

#define TEST(rows)                                                                                           \
    static void rows##_hold(void **state)                                                                    \
    {                                                                                                        \
        (void)state;                                                                                         \
        rows_hold(rows, sizeof rows / sizeof rows[0]);                                                       \
    }
TEST(actions)
TEST(children)
TEST(moves)

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(actions_hold),
        cmocka_unit_test(children_hold),
        cmocka_unit_test(moves_hold),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
