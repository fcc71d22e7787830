/* Broken expressions by the hundred thousand, from one seed: each gives a value or an error with a place,
 * never a crash. */
#include "sample.h"

#include "base/text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <cmocka.h>

enum { ROUNDS = 100000 };

static uint64_t seed = 20260901;

/* xorshift64: the same run everywhere */
static size_t pick(size_t below)
{
    seed ^= seed << 13;
    seed ^= seed >> 7;
    seed ^= seed << 17;
    return (size_t)(seed % below);
}

static const char *const sources[] = {
    "fields.outcome == 'agreed' && fields.received + weeks(6) < today()",
    "has(event.data.n) ? event.data.n + 1 : size(fields.tags)",
    "facts.contact.exists(c, c.kind == 'parent' && c.n > 0)",
    "[1, 2, 3].map(x, x > 1, x * -x).filter(y, y in [4, -9]) == []",
    "{'a': 1.5e3, \"b\": r'\\d', 3: '''x'''}['a'] / 2.0",
    "next(9, 1) - date('2026-01-31') >= 0x10 || In('deciding')",
    "string(fields.hours) + '\\u00e9\\n' + string(today() + months(1))",
    "!(fields.excused == null) || int('42') % 5 == 2",
    "type(b'\\xff' + bytes('a')) == bytes && uint(7) - 7u == 0u && dyn([1u, 2.5]) != {3u: null}",
    "timestamp('2026-09-01T08:30:00Z').getHours('Europe/London') == (duration('9.5h')).getHours()",
    "fields.outcome.matches('^(a|[g-r]{2,5})+\\\\p{L}?(?i:E)d$') && matches('', '^$')",
    "{'a': 1}.transformMap(k, v, v > 0, k + string(v)).all(k, v, v == 'a1' || .event.name == k)",
    "[[1], []].exists(i, l, i == 1 && l == []) ? weeks(2) : days(1)",
};
static const char *const pieces[] = {
    "(",
    ")",
    "[",
    "]",
    "{",
    "}",
    ".",
    ",",
    ":",
    "?",
    "&&",
    "||",
    "!",
    "-",
    "'",
    "\"",
    "\\",
    "`",
    "null",
    "in",
    "has(",
    "fields",
    "date('",
    "days(9223372036854775807)",
    "9223372036854775807",
    "1e999",
    ".all(x,",
    "event.data",
    "\n",
    "\xc3",
    "\xff",
    "//",
    "'''",
    "0x",
    "months(-1)",
    " ",
    "today()",
    "dyn(",
    "%",
    "/0",
    "1u",
    "b'",
    ".matches('(a+)+$')",
    ".transformMap(k,v,",
    "timestamp(253402300799)",
    "duration('-9223372036s')",
    ".getMinutes('",
    "[a,a]",
    "type(",
    "google.protobuf.Duration",
    "school_days(9)",
    "(?",
    "{9}",
};

static void mutate(struct text *text)
{
    struct text changed = TEXT_EMPTY;
    size_t at = pick(text->length + 1), rest = text->length - at;
    size_t dropped = pick(3) ? 0 : pick(rest < 8 ? rest + 1 : 8);
    text_add_n(&changed, text->bytes, at);
    if (pick(4))
        text_add(&changed, pieces[pick(sizeof pieces / sizeof pieces[0])]);
    else
        text_add_char(&changed, (char)(1 + pick(255)));
    text_add_n(&changed, text->bytes + at + dropped, rest - dropped);
    text_free(text);
    *text = changed;
}

/* What one source did, checked or, when LOOSE, not: 0 refused, 1 failed, 2 gave a value. */
static int outcome(const char *source, json_t *names, bool loose)
{
    struct arena *arena = arena_new();
    struct expr_scope *scope = sample_scope(arena);
    const struct expr *expr;
    struct error error = ERROR_NONE;
    struct expr_input input = {.names = names, .today = date_from(2026, 11, 23), .in_state = sample_in_state};
    json_t *value = NULL;
    int result = 0;
    if (loose)
        expr_scope_loosen(scope);
    if (expr_compile(arena, source, scope, VALUE_ANY, &expr, &error) == 0)
        result = expr_run(expr, &input, &value, &error) == 0 ? 2 : 1;
    assert_int_equal(value != NULL, result == 2);
    if (result != 2)
        assert_true(error.code != 0 && (strstr(error.text, "column") || strstr(error.text, "UTF-8")));
    json_decref(value);
    arena_free(arena);
    return result;
}

static void broken_expressions_never_crash(void **state)
{
    (void)state;
    json_t *names = sample_names();
    size_t counts[3] = {0};
    for (int i = 0; i < ROUNDS; i++) {
        struct text text = TEXT_EMPTY;
        text_add(&text, sources[pick(sizeof sources / sizeof sources[0])]);
        for (size_t changes = 1 + pick(4); changes > 0; changes--)
            mutate(&text);
        if (!memchr(text.bytes, '\0', text.length))
            counts[outcome(text_string(&text), names, i % 2)]++;
        text_free(&text);
    }
    json_decref(names);
    print_message("%zu refused, %zu failed, %zu gave a value\n", counts[0], counts[1], counts[2]);
    assert_true(counts[0] > ROUNDS / 4 && counts[1] > 100 && counts[2] > ROUNDS / 100);
}

static void the_unbroken_ones_compute(void **state)
{
    (void)state;
    json_t *names = sample_names();
    for (size_t i = 0; i < sizeof sources / sizeof sources[0]; i++)
        assert_int_equal(outcome(sources[i], names, false), 2);
    json_decref(names);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_unbroken_ones_compute),
        cmocka_unit_test(broken_expressions_never_crash),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
