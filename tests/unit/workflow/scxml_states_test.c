/* SCXML 3.2 to 3.11: states, what they begin with, what they come back to, how they end. */
#include "rows.h"

#include <stdarg.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

/* Two regions, each with two states, the second of them nested once more. */
#define REGIONS                                                                                              \
    "{ id = `p_`; parallel = true; entry = ( { log = `p`; } ); states = ( "                                  \
    "{ id = `a_`; states = ( { id = `a1`; entry = ( { log = `a1`; } ); }, { id = `a2_`; states = ( "         \
    "{ id = `a21`; entry = ( { log = `a21`; } ); }, { id = `a22`; entry = ( { log = `a22`; } ); } ); } ); "  \
    "}, "                                                                                                    \
    "{ id = `b_`; states = ( { id = `b1`; entry = ( { log = `b1`; } ); }, "                                  \
    "{ id = `b2`; entry = ( { log = `b2`; } ); } ); } ); }"

static const struct row initial[] = {
    {"3.2 the workflow's own initial content comes before any entry",
     "initial = `b`; initial_do = ( { log = `start`; } ); states = ( { id = `a`; }, { id = `b`; entry = ( { "
     "log "
     "= `b`; } ); } );",
     "", "b", "start, b"},
    {"3.2 initial may name several states of a parallel one",
     "initial = [`a22`, `b2`]; states = ( " REGIONS " );", "", "a22+b2", "p, a22, b2"},
    {"3.3 initial may name a state deep inside, ancestors are entered first",
     "states = ( { id = `o_`; initial = `a22`; entry = ( { log = `o`; } ); states = ( " REGIONS " ); } );",
     "", "a22+b1", "o, p, a22, b1"},
    {"3.3 a nested initial is followed down",
     "states = ( { id = `o_`; initial = `m_`; states = ( { id = `x`; }, { id = `m_`; initial = `z`; states = "
     "( { "
     "id = `y`; }, { id = `z`; } ); } ); } );",
     "", "z", ""},
    {"3.6 initial content is done after the state's entry and before its child's",
     "states = ( { id = `a_`; entry = ( { log = `a`; } ); initial = `y`; initial_do = ( { log = `init`; } ); "
     "states = ( { id = `x`; }, { id = `y`; entry = ( { log = `y`; } ); } ); } );",
     "", "y", "a, init, y"},
    {"3.6 initial content is not done when a child is the target",
     "states = ( { id = `s`; on = ( { event = `e`; goto = `x`; } ); }, { id = `a_`; initial_do = ( { log = "
     "`init`; } ); states = ( { id = `y`; }, { id = `x`; } ); } );",
     "e", "s; x", ""},
    {"3.6 initial content of each level when both begin by default",
     "states = ( { id = `a_`; initial_do = ( { log = `1`; } ); states = ( { id = `m_`; entry = ( { log = "
     "`m`; } ); "
     "initial_do = ( { log = `2`; } ); states = ( { id = `x`; } ); } ); } );",
     "", "x", "1, m, 2"},
    {"3.4 of a parallel state only the regions without a target begin by default",
     "states = ( { id = `s`; on = ( { event = `e`; goto = `a22`; } ); }, " REGIONS " );", "e", "s; a22+b1",
     "p, a22, b1"},
    {"3.4 leaving one region's inside for outside leaves all regions, in reverse document order",
     "states = ( { id = `p_`; parallel = true; exit = ( { log = `p`; } ); states = ( { id = `a`; exit = ( { "
     "log = "
     "`a`; } ); on = ( { event = `e`; goto = `o`; } ); }, { id = `b`; exit = ( { log = `b`; } ); } ); }, { "
     "id = "
     "`o`; } );",
     "e", "a+b; o", "b, a, p"},
    {"3.4 a target in the other region leaves and enters the whole parallel state again",
     "states = ( { id = `p_`; parallel = true; exit = ( { log = `-p`; } ); entry = ( { log = `+p`; } ); "
     "states = ( "
     "{ id = `a`; on = ( { event = `e`; goto = `b2`; } ); }, { id = `b_`; states = ( { id = `b1`; }, { id = "
     "`b2`; } "
     "); } ); } );",
     "e", "a+b1; a+b2", "+p, -p, +p"},
};

static const struct row transitions[] = {
    {"3.5 a transition may have several events",
     "states = ( { id = `a`; on = ( { event = [`x`, `y.z`]; goto = `b`; } ); }, { id = `b`; } );", "y y.z.w",
     "a; a; b", ""},
    {"3.5 document order decides before the better match",
     "states = ( { id = `a`; on = ( { event = `*`; goto = `b`; }, { event = `e`; goto = `c`; } ); }, { id = "
     "`b`; }, "
     "{ id = `c`; } );",
     "e", "a; b", ""},
    {"3.5 internal without a target is targetless",
     "states = ( { id = `a`; exit = ( { log = `out`; } ); on = ( { event = `e`; internal = true; do = ( { "
     "log = "
     "`e`; } ); } ); } );",
     "e", "a; a", "e"},
    {"3.5 internal with a target that is not inside is external",
     "states = ( { id = `a_`; exit = ( { log = `out`; } ); on = ( { event = `e`; internal = true; goto = "
     "`b`; } ); "
     "states = ( { id = `x`; } ); }, { id = `b`; } );",
     "e", "x; b", "out"},
    {"3.5 internal to itself is external",
     "states = ( { id = `a_`; exit = ( { log = `out`; } ); on = ( { event = `e`; internal = true; goto = "
     "`a_`; } ); "
     "states = ( { id = `x`; }, { id = `y`; } ); } );",
     "e", "x; x", "out"},
    {"3.5 internal in an atomic source is external",
     "states = ( { id = `o_`; exit = ( { log = `o`; } ); states = ( { id = `a`; exit = ( { log = `out`; } ); "
     "on = ( { "
     "event = `e`; internal = true; goto = `b`; } ); }, { id = `b`; } ); } );",
     "e", "a; b", "out"},
    {"3.5 internal in a compound source leaves its children only, also to a deep one",
     "states = ( { id = `a_`; exit = ( { log = `out`; } ); on = ( { event = `e`; internal = true; goto = "
     "`z`; } ); "
     "states = ( { id = `x`; exit = ( { log = `x`; } ); }, { id = `m_`; entry = ( { log = `m`; } ); states = "
     "( { id = "
     "`y`; }, { id = `z`; } ); } ); } );",
     "e e", "x; z; z", "x, m, m"},
    {"3.5 the actions come after all exits and before all entries, in document order",
     "states = ( { id = `p_`; parallel = true; states = ( { id = `a_`; states = ( { id = `a1`; exit = ( { "
     "log = `-a`; "
     "} ); on = ( { event = `e`; goto = `a2`; do = ( { log = `a`; } ); } ); }, { id = `a2`; entry = ( { log "
     "= `+a`; } "
     "); } ); }, { id = `b_`; states = ( { id = `b1`; exit = ( { log = `-b`; } ); on = ( { event = `e`; goto "
     "= `b2`; "
     "do = ( { log = `b`; } ); } ); }, { id = `b2`; entry = ( { log = `+b`; } ); } ); } ); } );",
     "e", "a1+b1; a2+b2", "-b, -a, a, b, +a, +b"},
    {"3.5 a guard sees the event",
     "states = ( { id = `a`; on = ( { event = `e`; when = `event.data.n > 2`; goto = `b`; } ); }, { id = "
     "`b`; } );",
     "e{'n':1} e{'n':3}", "a; a; b", ""},
};

#define HISTORY(kind)                                                                                        \
    "states = ( { id = `s`; on = ( { event = `back`; goto = `h`; } ); }, "                                   \
    "{ id = `a_`; entry = ( { log = `a`; } ); on = ( { event = `out`; goto = `s`; } ); states = ( "          \
    "{ id = `h`; history = `" kind "`; goto = `x`; do = ( { log = `default`; } ); }, "                       \
    "{ id = `x`; on = ( { event = `n`; goto = `m_`; } ); }, "                                                \
    "{ id = `m_`; states = ( { id = `y`; on = ( { event = `n`; goto = `z`; } ); }, { id = `z`; } ); } ); } " \
    ");"

static const struct row history[] = {
    {"3.10 a shallow history comes back to the child, which begins by default", HISTORY("shallow"),
     "back n n out back", "s; x; y; z; s; y", "a, default, a"},
    {"3.10 a deep one to the innermost", HISTORY("deep"), "back n n out back", "s; x; y; z; s; z",
     "a, default, a"},
    {"3.10 the last visit counts", HISTORY("deep"), "back n n out back out back", "s; x; y; z; s; z; s; z",
     "a, default, a, a"},
    {"3.10 the default content is done after the entry of the state around it, once",
     "states = ( { id = `s`; on = ( { event = `e`; goto = `h`; } ); }, { id = `a_`; entry = ( { log = `a`; } "
     "); "
     "initial_do = ( { log = `never`; } ); on = ( { event = `o`; goto = `s`; } ); states = ( { id = `x`; "
     "entry = ( { "
     "log = `x`; } ); }, { id = `h`; history = `shallow`; goto = `x`; do = ( { log = `h`; } ); } ); } );",
     "e o e", "s; x; s; x", "a, h, x, a, x"},
    {"3.10 initial may be a history state",
     "states = ( { id = `a_`; initial = `h`; on = ( { event = `o`; goto = `s`; } ); states = ( { id = `w`; "
     "}, { id = "
     "`x`; on = ( { event = `n`; goto = `y`; } ); }, { id = `y`; }, { id = `h`; history = `shallow`; goto = "
     "`x`; do = "
     "( { log = `h`; } ); } ); }, { id = `s`; on = ( { event = `e`; goto = `a_`; } ); } );",
     "n o e", "x; y; s; y", "h"},
    {"3.10 deep history in a parallel state",
     "states = ( { id = `s`; on = ( { event = `e`; goto = `h`; } ); }, { id = `p_`; parallel = true; on = ( "
     "{ event = "
     "`o`; goto = `s`; } ); states = ( { id = `h`; history = `deep`; goto = [`a1`, `b1`]; }, { id = `a_`; "
     "states = ( { id "
     "= `a1`; on = ( { event = `n`; goto = `a2`; } ); }, { id = `a2`; } ); }, { id = `b_`; states = ( { id = "
     "`b1`; on = "
     "( { event = `m`; goto = `b2`; } ); }, { id = `b2`; } ); } ); } );",
     "e n o e m o e", "s; a1+b1; a2+b1; s; a2+b1; a2+b2; s; a2+b2", ""},
    {"3.10 shallow history in a parallel state: its regions begin by default",
     "states = ( { id = `s`; on = ( { event = `e`; goto = `h`; } ); }, { id = `p_`; parallel = true; on = ( "
     "{ event = "
     "`o`; goto = `s`; } ); states = ( { id = `h`; history = `shallow`; goto = `a_`; }, { id = `a_`; states "
     "= ( { id "
     "= `a1`; on = ( { event = `n`; goto = `a2`; } ); }, { id = `a2`; } ); }, { id = `b`; } ); } );",
     "e n o e", "s; a1+b; a2+b; s; a1+b", ""},
    {"3.10 the history of one region only, the other begins by default",
     "states = ( { id = `s`; on = ( { event = `e`; goto = `h`; } ); }, { id = `p_`; parallel = true; on = ( "
     "{ event = "
     "`o`; goto = `s`; } ); states = ( { id = `a_`; states = ( { id = `h`; history = `deep`; goto = `a2`; }, "
     "{ id = "
     "`a1`; }, { id = `a2`; on = ( { event = `n`; goto = `a1`; } ); } ); }, { id = `b_`; states = ( { id = "
     "`b1`; on = "
     "( { event = `n`; goto = `b2`; } ); }, { id = `b2`; } ); } ); } );",
     "e n o e", "s; a2+b1; a1+b2; s; a1+b1", ""},
    {"3.10 what is left in a microstep can be come back to in it",
     "states = ( { id = `a_`; exit = ( { log = `-a`; } ); entry = ( { log = `+a`; } ); on = ( { event = `e`; "
     "goto = "
     "`h`; } ); states = ( { id = `h`; history = `shallow`; goto = `x`; do = ( { log = `default`; } ); }, { "
     "id = `x`; "
     "on = ( { event = `n`; goto = `y`; } ); }, { id = `y`; } ); } );",
     "n e", "x; y; y", "+a, -a, +a"},
    {"3.10 history is kept when the state is left: an internal transition to it does not leave, so the "
     "default is "
     "taken, and its content, which belongs to an entry, is not done",
     "states = ( { id = `a_`; exit = ( { log = `-a`; } ); on = ( { event = `e`; goto = `h`; internal = true; "
     "} ); "
     "states = ( { id = `h`; history = `shallow`; goto = `x`; do = ( { log = `never`; } ); }, { id = `x`; on "
     "= ( { "
     "event = `n`; goto = `y`; } ); }, { id = `y`; exit = ( { log = `-y`; } ); entry = ( { log = `+y`; } ); "
     "} ); } );",
     "n e", "x; y; x", "+y, -y"},
    {"3.10 coming back inside one region leaves the other as it is",
     "states = ( { id = `p_`; parallel = true; states = ( { id = `a_`; states = ( { id = `s`; on = ( { event "
     "= `back`; "
     "goto = `h`; } ); }, { id = `m_`; on = ( { event = `o`; goto = `s`; } ); states = ( { id = `h`; history "
     "= `deep`; "
     "goto = `x`; }, { id = `x`; on = ( { event = `n`; goto = `y`; } ); }, { id = `y`; } ); } ); }, { id = "
     "`b_`; "
     "states = ( { id = `b1`; entry = ( { log = `b1`; } ); on = ( { event = `n`; goto = `b2`; } ); }, { id = "
     "`b2`; } ); "
     "} ); } );",
     "n back n o back", "s+b1; s+b2; x+b2; y+b2; s+b2; y+b2", "b1"},
    {"3.10 histories of two levels keep apart",
     "states = ( { id = `s`; on = ( { event = `deep`; goto = `d`; }, { event = `flat`; goto = `f`; } ); }, { "
     "id = `a_`; "
     "on = ( { event = `o`; goto = `s`; } ); states = ( { id = `d`; history = `deep`; goto = `x`; }, { id = "
     "`f`; history "
     "= `shallow`; goto = `x`; }, { id = `x`; on = ( { event = `n`; goto = `z`; } ); }, { id = `m_`; states "
     "= ( { id = "
     "`y`; }, { id = `z`; } ); } ); } );",
     "deep n o deep o flat o deep", "s; x; z; s; z; s; y; s; y", ""},
};

static const struct row final[] = {
    {"3.7 done.state comes with the data of the final state",
     "states = ( { id = `a_`; on = ( { event = `done.state.a_`; goto = `b`; do = ( { log_expr = "
     "`event.data.n + 1`; } "
     "); } ); states = ( { id = `x`; on = ( { event = `e`; goto = `f`; } ); }, { id = `f`; final = true; "
     "done_data = { "
     "n = `2 + 3`; }; } ); }, { id = `b`; } );",
     "e", "x; b", "6"},
    {"3.7 done_value is the data itself",
     "states = ( { id = `a_`; on = ( { event = `done.state.a_`; do = ( { log_expr = `event.data`; } ); } ); "
     "states = ( { "
     "id = `f`; final = true; done_value = `[1, 2]`; } ); } );",
     "", "f", "[1,2]"},
#define DONE(data)                                                                                           \
    "fields = { n = { type = `int`; default = 0; }; }; states = ( { id = `a_`; on = ( { event = `done.state.a_`; do = ( " \
    "{ log_expr = `event.data`; } ); }, { event = `error.execution`; do = ( { log = `error`; } ); } ); states = ( { id = " \
    "`f`; final = true; " data " } ); } );"
    {"5.5 done data that fails still gives done, with null, and raises error.execution first",
     DONE("done_value = `1 / fields.n`;"), "", "f", "error, null"},
    {"5.7 one that fails is left out, and the others stay", DONE("done_data = { w = `1`; x = `1 / fields.n`; y = `[2]`; };"), "",
     "f", "error, {\"w\":1,\"y\":[2]}"},
    {"5.7 a name that no key can have",
     DONE("done_data = { a_b = `1`; c = `1 / fields.n`; d = `2`; }; done_names = { d = `d.e`; c = `c.c`; };"), "", "f",
     "error, {\"a_b\":1,\"d.e\":2}"},
    {"5.7 each that fails is an error of its own; when none is left there is no data",
     DONE("done_data = { x = `1 / fields.n`; y = `2 / fields.n`; };"), "", "f", "error, error, null"},
    {"3.7 a final state's entry comes before done",
     "states = ( { id = `a_`; on = ( { event = `done.state.a_`; do = ( { log = `done`; } ); }, { event = "
     "`i`; do = ( { "
     "log = `i`; } ); } ); states = ( { id = `f`; final = true; entry = ( { raise = `i`; } ); } ); } );",
     "", "f", "i, done"},
    {"3.4 a parallel state in a parallel state counts as in a final state when it is done",
     "states = ( { id = `p_`; parallel = true; on = ( { event = `done.state.p_`; goto = `end`; } ); states = ( { id = `r_`; "
     "states = ( { id = `rf`; final = true; } ); }, { id = `q_`; parallel = true; states = ( { id = `s_`; states = ( { id = "
     "`x`; on = ( { event = `e`; goto = `sf`; } ); }, { id = `sf`; final = true; } ); } ); } ); }, { id = `end`; } );",
     "e", "rf+x; end", ""},
    {"3.4 a parallel state is done after its last region, with no data",
     "states = ( { id = `p_`; parallel = true; on = ( { event = `done.state.*`; do = ( { log_expr = "
     "`event.name + "
     "(event.data == null ? '' : '!')`; } ); } ); states = ( { id = `a_`; states = ( { id = `af`; final = "
     "true; "
     "done_value = `1`; } ); }, { id = `b_`; states = ( { id = `b1`; on = ( { event = `e`; goto = `bf`; } ); "
     "}, { id = "
     "`bf`; final = true; } ); } ); } );",
     "e", "af+b1; af+bf", "done.state.a_!, done.state.b_, done.state.p_"},
    {"3.7 a region that has ended goes on when it is left and entered again",
     "states = ( { id = `p_`; parallel = true; on = ( { event = `done.state.p_`; goto = `end`; } ); states = "
     "( { id = "
     "`a_`; on = ( { event = `again`; goto = `a1`; } ); states = ( { id = `a1`; on = ( { event = `x`; goto = "
     "`af`; } ); "
     "}, { id = `af`; final = true; } ); }, { id = `b_`; states = ( { id = `b1`; on = ( { event = `y`; goto "
     "= `bf`; } ); "
     "}, { id = `bf`; final = true; } ); } ); }, { id = `end`; } );",
     "x again y x", "a1+b1; af+b1; a1+b1; a1+bf; end", ""},
    {"3.7 nested parallel regions end from inside out",
     "states = ( { id = `p_`; parallel = true; on = ( { event = `done.state.p_`; goto = `end`; } ); states = "
     "( { id = "
     "`q_`; parallel = true; states = ( { id = `a_`; states = ( { id = `af`; final = true; } ); }, { id = "
     "`b_`; states "
     "= ( { id = `bf`; final = true; } ); } ); }, { id = `c_`; states = ( { id = `c1`; on = ( { event = `e`; "
     "goto = "
     "`cf`; } ); }, { id = `cf`; final = true; } ); } ); }, { id = `end`; } );",
     "e", "af+bf+c1; end", ""},
    {"child: 3.7 the result of the whole goes to the parent",
     "fields = { n = { type = `int`; default = 4; }; }; states = ( { id = `a`; on = ( { event = `e`; goto = "
     "`f`; } ); }, "
     "{ id = `f`; final = true; done_data = { n = `fields.n`; }; exit = ( { set = `n`; to = 7; } ); } );",
     "e", "a; f ended", "done.invoke.me>P-1{\"n\":7}"},
    {"child: 5.5 a result that fails is null",
     "fields = { n = { type = `int`; default = 0; }; }; states = ( { id = `f`; final = true; done_value = `1 "
     "/ "
     "fields.n`; } );",
     "", "f ended", "done.invoke.me>P-1"},
    {"3.7 all exit handlers run at the top final, and what waits is lost",
     "states = ( { id = `o_`; exit = ( { log = `o`; } ); states = ( { id = `x`; exit = ( { log = `x`; } ); "
     "on = ( { "
     "event = `e`; goto = `f`; } ); } ); }, { id = `f`; final = true; entry = ( { send = `late`; after = "
     "`1s`; }, { "
     "raise = `i`; } ); exit = ( { log = `f`; } ); } );",
     "e ~", "x; f ended; no timer", "x, o, f"},
    {"D an event that ends the case leaves the internal queue unread",
     "states = ( { id = `a`; on = ( { event = `e`; goto = `f`; do = ( { raise = `i`; } ); } ); }, { id = "
     "`f`; final = "
     "true; } );",
     "e", "a; f ended", ""},
};

static const struct row handlers[] = {
    {"3.8 entry handlers see the state they are in",
     "states = ( { id = `a_`; entry = ( { log_expr = `In('a_') && !In('x') ? 'a' : 'wrong'`; } ); states = ( "
     "{ id = "
     "`x`; entry = ( { log_expr = `In('a_') && In('x') ? 'x' : 'wrong'`; } ); } ); } );",
     "", "x", "a, x"},
    {"3.9 exit handlers still see the state, and the inner ones no more",
     "states = ( { id = `a_`; exit = ( { log_expr = `In('a_') && !In('x') ? 'a' : 'wrong'`; } ); states = ( "
     "{ id = `x`; "
     "exit = ( { log_expr = `In('a_') && In('x') ? 'x' : 'wrong'`; } ); on = ( { event = `e`; goto = `b`; } "
     "); } ); }, { "
     "id = `b`; } );",
     "e", "x; b", "x, a"},
    {"3.8 an error in an entry handler leaves the children's alone",
     "fields = { n = { type = `int`; default = 0; }; }; states = ( { id = `a_`; entry = ( { log = `a`; }, { "
     "log_expr = "
     "`1 / fields.n`; }, { log = `never`; } ); states = ( { id = `x`; entry = ( { log = `x`; } ); } ); } );",
     "", "x", "a, x"},
    {"3.8 a block of its own ends alone, as a second handler does",
     "fields = { n = { type = `int`; default = 0; }; }; states = ( { id = `a`; entry = ( { block = ( { log = "
     "`1`; }, { "
     "log_expr = `1 / fields.n`; }, { log = `never`; } ); }, { block = ( { log = `2`; } ); } ); on = ( { "
     "event = "
     "`error.execution`; do = ( { log = `error`; } ); } ); } );",
     "", "a", "1, 2, error"},
};

#define TEST(rows)                                                                                           \
    static void rows##_hold(void **state)                                                                    \
    {                                                                                                        \
        (void)state;                                                                                         \
        rows_hold(rows, sizeof rows / sizeof rows[0]);                                                       \
    }
TEST(initial)
TEST(transitions)
TEST(history)
TEST(final)
TEST(handlers)

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(initial_hold), cmocka_unit_test(transitions_hold), cmocka_unit_test(history_hold),
        cmocka_unit_test(final_hold),   cmocka_unit_test(handlers_hold),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
