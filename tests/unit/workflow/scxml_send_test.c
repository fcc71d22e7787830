/* SCXML 6.2 and 6.3: events sent, at once or later, and cancelled. */
#include "rows.h"

#include "desk.h"

#include <stdarg.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#define FIELDS                                                                                               \
    "fields = { n = { type = `int`; default = 0; }; s = { type = `string`; }; x = { type = `any`; }; }; "
#define ON_ANY "{ event = `*`; do = ( { log_expr = `event.name`; } ); }"

static const struct row sends[] = {
    {"6.2 to itself: behind what waits outside, after what waits inside",
     "states = ( { id = `a`; on = ( { event = `e`; do = ( { send = `one`; }, { raise = `two`; }, { send = "
     "`three`; to = "
     "`self`; }, { send = `four`; to = `internal`; }, { send = `five`; to = `#_internal`; } ); }, " ON_ANY
     " ); } );",
     "e", "a; a", "two, four, five, one, three"},
    {"6.2 to others",
     "states = ( { id = `a`; entry = ( { send = `x`; to = `subject:other`; with = { n = `1`; }; }, { send = "
     "`y`; to = `EHC-2026-0001`; }, { send = `z`; to = `#_scxml_EHC-2026-0002`; } ); } );",
     "", "a", "x>subject:other{\"n\":1}, y>EHC-2026-0001, z>EHC-2026-0002"},
    {"6.2 a target by expression; a name by expression",
     FIELDS "states = ( { id = `a`; entry = ( { set = `s`; to = `EHC-2026-0003`; }, { send_expr = `'x.' + "
            "string(1 + 1)`; "
            "to_expr = `fields.s`; } ); } );",
     "", "a", "x.2>EHC-2026-0003"},
    {"6.2 data: names, one value, nothing",
     "states = ( { id = `a`; on = ( { event = `e`; do = ( { send = `p`; with = { a = `1`; b = `'t'`; }; }, { "
     "send = `q`; "
     "value = `[1]`; }, { send = `r`; } ); }, { event = `*`; do = ( { log_expr = `event.data == null ? "
     "'null' : "
     "event.data`; } ); } ); } );",
     "e", "a; a", "{\"a\":1,\"b\":\"t\"}, [1], null"},
    {"6.2.4 arguments are taken when the send is done, not when it comes",
     FIELDS "states = ( { id = `a`; entry = ( { send = `s`; after = `1s`; with = { n = `fields.n`; }; }, { "
            "set = `n`; to = "
            "5; } ); on = ( { event = `s`; do = ( { log_expr = `[event.data.n, fields.n]`; } ); } ); } );",
     "~", "a; a", "[0,5]"},
    {"6.2 a send whose arguments fail does not happen",
     FIELDS "states = ( { id = `a`; on = ( { event = `e`; do = ( { send = `no`; with = { n = `1 / fields.n`; "
            "}; }, { log = "
            "`never`; } ); }, " ON_ANY " ); } );",
     "e", "a; a", "error.execution"},
    {"6.2 a target that makes no sense is error.execution, with the send's id",
     "states = ( { id = `a`; on = ( { event = `e`; do = ( { send = `no`; to = `!here`; id = `k`; }, { log = "
     "`never`; } ); "
     "}, { event = `error`; do = ( { log_expr = `event.name + ' ' + event.sendid`; } ); } ); } );",
     "e", "a; a", "error.execution k"},
    {"6.2 a target that is not there is error.communication, and the block goes on",
     "states = ( { id = `a`; on = ( { event = `e`; do = ( { send = `no`; to = `parent`; id = `k`; }, { send "
     "= `no`; to = "
     "`child:c`; }, { send = `no`; to = `#_c`; }, { log = `on`; } ); }, { event = `error`; do = ( { log_expr "
     "= "
     "`event.name + ' ' + (event.sendid == null ? '-' : event.sendid)`; } ); } ); } );",
     "e", "a; a", "on, error.communication k, error.communication -, error.communication -"},
    {"6.2.1 a made-up id goes into a field, and the error carries it",
     FIELDS "states = ( { id = `a`; on = ( { event = `e`; do = ( { send = `no`; to = `!here`; id_field = "
            "`s`; } ); }, { "
            "event = `error`; do = ( { log_expr = `event.sendid == fields.s`; } ); } ); } );",
     "e", "a; a", "true"},
    {"6.2.1 made-up ids differ",
     FIELDS "states = ( { id = `a`; entry = ( { send = `x`; id_field = `s`; to = `O-1`; }, { set = `x`; expr "
            "= `fields.s`; "
            "}, { send = `x`; id_field = `s`; to = `O-1`; }, { log_expr = `fields.s != fields.x`; } ); } );",
     "", "a", "x>O-1, x>O-1, true"},
    {"child: 6.2 to the parent",
     "states = ( { id = `a`; entry = ( { send = `x`; to = `parent`; }, { send = `y`; to = `#_parent`; }, { "
     "send = `z`; "
     "to_expr = `'P-1'`; } ); } );",
     "", "a", "x>P-1, y>P-1, z>P-1"},
};

static const struct row delays[] = {
    {"6.2.4 a delayed event comes as one from outside, the shorter delay first",
     "states = ( { id = `a`; entry = ( { send = `slow`; after = `2s`; id = `k`; }, { send = `quick`; after = "
     "`500ms`; }, { "
     "send = `mid`; after = `.9s`; } ); on = ( { event = `*`; do = ( { log_expr = `event.name + ' ' + "
     "event.type + ' ' + "
     "(event.sendid == null ? '-' : event.sendid)`; } ); } ); } );",
     "~ ~ ~ ~", "a; a; a; a; no timer", "quick external -, mid external -, slow external k"},
    {"6.2.4 of the same delay in the order they were sent",
     "states = ( { id = `a`; entry = ( { send = `one`; after = `1s`; }, { send = `two`; after = `1s`; } ); "
     "on = ( " ON_ANY " ); } );",
     "~ ~", "a; a; a", "one, two"},
    {"6.2.4 no delay at all is no timer",
     "states = ( { id = `a`; on = ( { event = `e`; do = ( { send = `x`; after = `0s`; } ); }, " ON_ANY
     " ); } );",
     "e ~", "a; a; no timer", "x"},
    {"6.2.4 a delay by expression; one that is none is an error",
     FIELDS "states = ( { id = `a`; on = ( { event = `e`; do = ( { set = `s`; to = `2s`; }, { send = `x`; "
            "after_expr = "
            "`fields.s`; } ); }, { event = `f`; do = ( { send = `x`; after_expr = `'soon'`; } ); }, " ON_ANY
            " ); } );",
     "e ~ f ~", "a; a; a; a; no timer", "x, error.execution"},
    {"6.2.4 a delayed event for another case goes when its time has come",
     "states = ( { id = `a`; entry = ( { send = `x`; to = `O-1`; after = `1 hour`; value = `7`; } ); } );",
     "~", "a; a",
     "x>O-1"
     "7"},
    {"6.2.4 and error.communication comes then",
     "states = ( { id = `a`; entry = ( { send = `x`; to = `child:c`; after = `1 min`; } ); on = ( " ON_ANY
     " ); } );",
     "~", "a; a", "error.communication"},
    {"6.2.4 it comes whatever state the case is in then",
     "states = ( { id = `a`; entry = ( { send = `x`; after = `1s`; } ); on = ( { event = `e`; goto = `b`; } "
     "); }, { id = "
     "`b`; on = ( { event = `x`; goto = `c`; } ); }, { id = `c`; } );",
     "e ~", "a; b; c", ""},
    {"6.2 but not when the case has ended",
     "states = ( { id = `a`; entry = ( { send = `x`; to = `O-1`; after = `1s`; } ); on = ( { event = `e`; "
     "goto = `f`; } ); "
     "}, { id = `f`; final = true; } );",
     "e ~", "a; f ended; no timer", ""},
    {"6.3 cancel stops every send of that id, and no other",
     "states = ( { id = `a`; entry = ( { send = `x`; after = `1s`; id = `k`; }, { send = `y`; after = `2s`; "
     "id = `k`; }, { "
     "send = `z`; after = `3s`; id = `k2`; }, { cancel = `k`; } ); on = ( " ON_ANY " ); } );",
     "~ ~", "a; a; no timer", "z"},
    {"6.3 by expression, of a made-up id",
     FIELDS "states = ( { id = `a`; entry = ( { send = `x`; after = `1s`; id_field = `s`; }, { cancel_expr = "
            "`fields.s`; } "
            "); } );",
     "~", "a; no timer", ""},
    {"6.3 an id may hold a colon and a number",
     FIELDS "states = ( { id = `a`; entry = ( { send = `x`; after = `1s`; id = `k`; }, { cancel_expr = "
            "`'k:1'`; } ); on = ( " ON_ANY " ); } );",
     "~", "a; a", "x"},
    {"6.3 what is not there any more is no error",
     "states = ( { id = `a`; entry = ( { send = `x`; id = `k`; to = `O-1`; }, { cancel = `k`; }, { log = "
     "`on`; } ); } );",
     "", "a", "x>O-1, on"},
};

static void sends_hold(void **state)
{
    (void)state;
    rows_hold(sends, sizeof sends / sizeof sends[0]);
}

static void delays_hold(void **state)
{
    (void)state;
    rows_hold(delays, sizeof delays / sizeof delays[0]);
}

/* Parts of a day end at the instant, days and longer at the wake hour. */
static void delays_are_exact_or_of_the_calendar(void **state)
{
    static const struct {
        const char *after, *due;
    } rows[] = {{"1.5s", "2026-09-01T10:00:01"},       {".5s", "2026-09-01T10:00:00"},
                {"90 minutes", "2026-09-01T11:30:00"}, {"2 hours", "2026-09-01T12:00:00"},
                {"1h", "2026-09-01T11:00:00"},         {"1500 ms", "2026-09-01T10:00:01"},
                {"1 day", "2026-09-02T08:00:00"},      {"2 weeks", "2026-09-15T08:00:00"}};
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct desk desk;
        struct text body = TEXT_EMPTY, due = TEXT_EMPTY;
        text_addf(&body, "states = ( { id = \"a\"; entry = ( { send = \"x\"; after = \"%s\"; } ); } );",
                  rows[i].after);
        desk_open(&desk, text_string(&body));
        desk_start(&desk, NULL);
        assert_int_equal(desk.kase->timers.count, 1);
        london_write(((const struct timer *)desk.kase->timers.items[0])->due, &due);
        if (!string_starts(text_string(&due), rows[i].due))
            fail_msg("%s: %s is not %s", rows[i].after, text_string(&due), rows[i].due);
        text_free(&body);
        text_free(&due);
        desk_close(&desk);
    }
}

/* .5s after 10:00 is not 10:00: the seconds above hide the part. */
static void half_a_second_is_not_nothing(void **state)
{
    (void)state;
    struct desk desk;
    desk_open(&desk, "states = ( { id = \"a\"; entry = ( { send = \"x\"; after = \".5s\"; } ); } );");
    desk_start(&desk, NULL);
    assert_int_equal(((const struct timer *)desk.kase->timers.items[0])->due - desk.now, MILLIS(500));
    assert_string_equal(((const struct timer *)desk.kase->timers.items[0])->name, "send::1");
    desk_close(&desk);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sends_hold),
        cmocka_unit_test(delays_hold),
        cmocka_unit_test(delays_are_exact_or_of_the_calendar),
        cmocka_unit_test(half_a_second_is_not_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
