/* ECMAScript expressions in CEL: what they become, what they then give, and what is refused. */
#include "exchange/js.h"

#include "expr/expr.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

static const char *field(void *context, const char *name)
{
    (void)context;
    static const char *const known[] = {"n", "s", "l", "m", "b", "none", "half", "half_half"};
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (string_equal(name, known[i]))
            return known[i];
    return NULL;
}

static enum js_state state(void *context, const char *id)
{
    (void)context;
    return string_equal(id, "here") || string_equal(id, "there") ? JS_STATE_ACTIVE
           : string_equal(id, "past")                              ? JS_STATE_HISTORY
                                                                    : JS_STATE_NONE;
}

static const struct js_scope scope = {field, state, NULL, "case.workflow"};

static bool in_state(void *context, const char *id)
{
    (void)context;
    return string_equal(id, "here");
}

/* What the case knows: n = 3, s = "hi", l = [1,2,3], m = {"k": 1, "a-b": 2}, b = true, none = null, half = 0.5. */
static const char names_text[] =
    "{\"fields\": {\"n\": 3, \"s\": \"hi\", \"l\": [1, 2, 3], \"m\": {\"k\": 1, \"a-b\": 2}, \"b\": true, \"none\": null, "
    "\"half\": 0.5}, \"event\": {\"name\": \"go\", \"type\": \"external\", \"sendid\": null, \"data\": {\"x\": 1, \"z\": null}}, "
    "\"case\": {\"reference\": \"T-1\", \"workflow\": \"w\"}}";

static struct expr_scope *scope_make(struct arena *arena)
{
    struct expr_scope *out = expr_scope_new(arena);
    static const char *const any[] = {"fields.n", "fields.s",    "fields.l",    "fields.m",     "fields.b",
                                      "fields.none", "fields.half", "event.name", "event.type", "event.sendid", "event.data"};
    for (size_t i = 0; i < sizeof any / sizeof *any; i++)
        expr_scope_add(out, any[i], VALUE_ANY);
    expr_scope_add(out, "case.reference", VALUE_STRING);
    expr_scope_add(out, "case.workflow", VALUE_STRING);
    return out;
}

/* The value of CEL as canonical JSON, "error" when it fails at run time, in ARENA. */
static const char *run(struct arena *arena, const char *cel)
{
    const struct expr *expr;
    struct error error = ERROR_NONE;
    json_t *out, *names = json_keep(arena, json_loads(names_text, 0, NULL));
    struct expr_input input = {.names = names, .in_state = in_state};
    if (expr_compile(arena, cel, scope_make(arena), VALUE_ANY, &expr, &error)) {
        print_error("%s: %s\n", cel, error.text);
        return "does not compile";
    }
    if (expr_run(expr, &input, &out, &error))
        return "error";
    char *text = json_canonical(out);
    const char *copy = arena_copy(arena, text);
    json_decref(out);
    free(text);
    return copy;
}

struct row {
    const char *js, *gives;
};

static void check(const struct row *rows, size_t count, bool condition)
{
    for (size_t i = 0; i < count; i++) {
        struct arena *arena = arena_new();
        struct error error = ERROR_NONE;
        const char *cel = NULL;
        int code = condition ? js_condition(arena, rows[i].js, &scope, &cel, &error)
                             : js_value(arena, rows[i].js, &scope, &cel, &error);
        if (code)
            fail_msg("%s is refused: %s", rows[i].js, error.text);
        const char *gives = run(arena, cel);
        if (strcmp(gives, rows[i].gives) != 0)
            fail_msg("%s became %s and gave %s, not %s", rows[i].js, cel, gives, rows[i].gives);
        arena_free(arena);
    }
}

static void values_are_those_of_ecmascript(void **unused)
{
    (void)unused;
    static const struct row rows[] = {
        {"1", "1"}, {"1.0", "1"}, {"0x10", "16"}, {"1e3", "1000"}, {".5", "0.5"}, {"-2", "-2"}, {"- -2", "2"},
        {"'it\\'s \"x\"\\n'", "\"it's \\\"x\\\"\\n\""}, {"\"\\u00e9\\x41\\u{1F600}\"", "\"éA😀\""},
        {"true", "true"}, {"null", "null"}, {"undefined", "null"},
        {"[1, 'a', [true]]", "[1,\"a\",[true]]"}, {"{a: 1, 'b c': [2]}", "{\"a\":1,\"b c\":[2]}"},
        {"n", "3"}, {"n + 1", "4"}, {"n - 1", "2"}, {"n * 2 + 1", "7"}, {"n % 2", "1"}, {"(n + 1) * 2", "8"},
        {"3 / 2", "1.5"}, {"n / 2", "1.5"}, {"1 + .5", "1.5"}, {"2 * .5 - 1", "0"}, {"3 / 1.5", "2"}, {"half * 2 + n", "4"}, {"n / 2 + n", "4.5"}, {"n + n / 2", "4.5"}, {"n / 1 + 1", "4"},
        {"half + 1", "1.5"}, {"half - 1", "-0.5"}, {"1 - half", "0.5"}, {"half * 3", "1.5"}, {"n * half", "1.5"}, {"half + half", "1"}, {"half - half", "0"},
        {"5.5 % 2", "1.5"}, {"-7 % 4", "-3"}, {"n % half", "0"}, {"n % 2.5", "0.5"}, {"-half + n", "2.5"}, {"l[n / 1.5]", "3"}, {"9007199254740992 * n", "27021597764222976.0"},
        {"s + s", "\"hihi\""}, {"l + l", "[1,2,3,1,2,3]"}, {"s + n / 2", "error"}, {"l + 1", "error"}, {"'a' + n / 1", "\"a3\""}, {"{5: 6, 0x10: [1]}", "{\"16\":[1],\"5\":6}"},
        {"'a' + 'b'", "\"ab\""}, {"'a' + 1", "\"a1\""}, {"1 + 'a'", "\"1a\""}, {"s + '!'", "\"hi!\""}, {"'n=' + n", "\"n=3\""},
        {"l + [4]", "[1,2,3,4]"}, {"[].concat(l, [4])", "[1,2,3,4]"}, {"l[0]", "1"}, {"l[n - 1]", "3"}, {"m.k", "1"},
        {"m['a-b']", "2"}, {"m.none", "null"}, {"m['n o']", "null"}, {"m.none.more", "error"}, {"none.more", "error"},
        {"_event.name", "\"go\""}, {"_event.sendid", "null"}, {"_event.data.x", "1"}, {"_event.data['x']", "1"},
        {"_event.data.y", "null"}, {"_name", "\"w\""}, {"_sessionid", "\"T-1\""},
        {"n == 3 ? 'yes' : 'no'", "\"yes\""}, {"none ? 1 : 'one'", "\"one\""}, {"s && n", "3"}, {"none || n", "3"},
        {"n && false", "false"}, {"!n", "false"}, {"n > 2 && n < 4", "true"}, {"n + s + ''", "error"}, {"s - 1", "error"},
        {"l[7]", "error"}, {"(m || l).k", "1"}, {"(m || l).nope", "error"}, {"m.none[0]", "error"}, {"[m][0].k", "1"}, {"1 /* one */ + // two\n 2", "3"},
    };
    check(rows, sizeof rows / sizeof *rows, false);
}

static void conditions_are_true_when_ecmascript_says_so(void **unused)
{
    (void)unused;
    static const struct row rows[] = {
        {"true", "true"}, {"n", "true"}, {"none", "false"}, {"s", "true"}, {"''", "false"}, {"'x'", "true"}, {"0", "false"},
        {"7", "true"}, {"b", "true"}, {"!b", "false"}, {"l", "true"}, {"[]", "true"}, {"half - .5", "false"},
        {"n === 3", "true"}, {"n == 3.0", "true"}, {"n !== 3", "false"}, {"n != 4", "true"}, {"none == 1", "false"},
        {"none === undefined", "true"}, {"none == null", "true"}, {"s === 3", "false"}, {"s == 'hi'", "true"},
        {"'a' === 1", "false"}, {"'a' !== null", "true"}, {"s < 'hj'", "true"}, {"n >= 3", "true"}, {"n < s", "error"},
        {"_event.data.x == 1", "true"}, {"_event.data.y == 1", "false"}, {"_event.data.y != 1", "true"},
        {"_event.data.y == null", "true"}, {"_event.data.z === undefined", "true"}, {"none.y == 1", "error"},
        {"typeof none === 'undefined'", "true"}, {"typeof n !== 'undefined'", "true"}, {"'undefined' == typeof _event.data.y", "true"},
        {"typeof _event.data.x === 'undefined'", "false"}, {"In('here')", "true"}, {"In('there')", "false"}, {"In('past')", "false"},
        {"In('nowhere')", "false"}, {"In(s)", "false"}, {"In('here') && n == 3", "true"}, {"!In('there')", "true"},
        {"none.x || true", "error"}, {"true || none.x", "true"}, {"false && none.x", "false"}, {"none.x && false", "error"},
        {"b == true", "true"}, {"_event", "true"}, {"!_event", "false"}, {"typeof _event !== 'undefined'", "true"}, {"'undefined' == typeof _event", "false"},
        {"_event == null", "false"}, {"undefined !== _event", "true"}, {"_event && n == 3", "true"}, {"n / 1 === 3", "true"}, {"n - 1 === '2'", "false"},
        {"n / 2 < 2", "true"}, {"half - .5 || n % 1.5", "false"}, {"'data' in _event", "true"}, {"'raw' in _event", "false"},
    };
    check(rows, sizeof rows / sizeof *rows, true);
}

static void what_means_something_else_is_refused(void **unused)
{
    (void)unused;
    static const char *const rows[] = {
        "", "1 +", "(1", "[1", "{a}", "return", "x", "x == 1", "n = 1", "n++", "--n", "n += 1", "f(1)", "n.f()", "function() {}",
        "new Date()", "this", "typeof n", "typeof n == 'number'", "typeof x === 'undefined'", "void 0", "n, 1", "n; 1", "`t`",
        "n ? 1", "a => 1", "/re/", "n | 1", "n & 1", "~n", "n << 1", "n ** 2", "n ?? 1", "m?.k", "'k' in m", "l instanceof m",
        "l.length", "_event", "_event.raw", "_ioprocessors", "_x", "[1] == [1]", "l == [1]", "'1' == 1", "true + 1", "null + 1",
        "[1] < 2", "{1.5: 2}", "{5: 1, '5': 2}", "(n - 1) == true", "(n - 1) == '2'", "01", "1a", "'a", "\"a\nb\"", "'\\u12'", "'\\0'", "{a: 1, a: 2}", "[1,,2]", "n.1", "In()", "In(1)", "@",
        "Math.max(1, 2)", "NaN", "...l", "#", "1..2",
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct arena *arena = arena_new();
        struct error error = ERROR_NONE;
        const char *cel = NULL;
        if (!js_value(arena, rows[i], &scope, &cel, &error))
            fail_msg("%s became %s", rows[i], cel);
        assert_int_equal(error.code, SENDD_EINVALID);
        assert_true(error.text[0]);
        arena_free(arena);
    }
}

static void what_is_too_deep_is_refused(void **unused)
{
    (void)unused;
    static const char *const pieces[] = {"(", "[", "!", "-", "1+", "1?", "{a:", "n[", "n.x.", "1&&"};
    for (size_t i = 0; i < sizeof pieces / sizeof *pieces; i++) {
        struct arena *arena = arena_new();
        struct text text = TEXT_EMPTY;
        struct error error = ERROR_NONE;
        const char *cel = NULL;
        for (size_t k = 0; k < 5000; k++)
            text_add(&text, pieces[i]);
        text_add(&text, "n");
        assert_int_equal(js_value(arena, text_string(&text), &scope, &cel, &error), SENDD_EINVALID);
        text_free(&text);
        arena_free(arena);
    }
}

/* A translation never grows out of proportion to what it translates. */
static void nesting_does_not_multiply(void **unused)
{
    (void)unused;
    static const struct {
        const char *before, *middle, *after;
    } rows[] = {{"true && (true ? (", "true", ") : true)"}, {"(", "m", ".k + n).k"},      {"m[", "n", "].k"},
                {"m[0].k[", "n", "]"},                      {"(", "n", ") ? n : m.k"},   {"!(", "m.k", " == 1) == true"},
                {"[", "m.k", "].k"},                       {"typeof (", "m.k", ").k === 'undefined' || n"}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct arena *arena = arena_new();
        struct text text = TEXT_EMPTY;
        const char *cel = NULL;
        for (size_t k = 0; k < 18; k++)
            text_add(&text, rows[i].before);
        text_add(&text, rows[i].middle);
        for (size_t k = 0; k < 18; k++)
            text_add(&text, rows[i].after);
        if (js_value(arena, text_string(&text), &scope, &cel, NULL) == 0 && strlen(cel) > 40 * text.length)
            fail_msg("%zu bytes became %zu", text.length, strlen(cel));
        text_free(&text);
        arena_free(arena);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(values_are_those_of_ecmascript),
        cmocka_unit_test(conditions_are_true_when_ecmascript_says_so),
        cmocka_unit_test(what_means_something_else_is_refused),
        cmocka_unit_test(what_is_too_deep_is_refused),
        cmocka_unit_test(nesting_does_not_multiply),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
