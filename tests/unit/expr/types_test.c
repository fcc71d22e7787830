/* Values of every type, their literals, conversions, comparisons, and what leaves an evaluation. */
#include "table.h"

static void literals_have_their_types(void **state)
{
    (void)state;
    static const struct line lines[] = {
        {"7u", "uint 7"},
        {"0xffU", "uint 255"},
        {"18446744073709551615u", "uint 18446744073709551615"},
        {"18446744073709551616u", "! too large for an unsigned number"},
        {"-0x10", "int -16"},
        {"1u2", "! a number ends in letters"},
        {"2.50", "double 2.5"},
        {"1.5e300 * 1e300", "double \"Infinity\""},
        {"-1.0 / 0.0", "double \"-Infinity\""},
        {"0.0 / 0.0", "double \"NaN\""},
        {"-0.0", "double -0.0"},
        {"b'abc'", "bytes \"YWJj\""},
        {"b'\\xff\\000\\377'", "bytes \"/wD/\""},
        {"b'\u00e9'", "bytes \"w6k=\""},
        {"B\"\"\"two\nlines\"\"\"", "bytes \"dHdvCmxpbmVz\""},
        {"br'\\x'", "bytes \"XHg=\""},
        {"bb'x'", "! an operator was expected here"},
        {"Br'\\x' == bR'\\x'", "bool true"},
        {"rb'x'", "! an operator was expected here"},
        {"RB'x'", "! an operator was expected here"},
        {"0Xff", "! write it small: 0x1f"},
        {"b'\\U0001F600'", "! bytes have no characters by number"},
        {"'\\a\\b\\f\\n\\r\\t\\v' == '\\x07\\x08\\x0c\\x0a\\x0d\\x09\\x0b'", "bool true"},
        {"'\\?\\`\\'\\\"\\\\'", "string \"?`'\\\"\\\\\""},
        {"'\\xe9\\351\\u00E9\\U000000e9'", "string \"\u00e9\u00e9\u00e9\u00e9\""},
        {"'\\400'", "! this escape is not known"},
        {"'\\uD83D'", "! this escape is not known"},
        {"'\\U00110000'", "! this escape is not known"},
        {"R\"\\u\"", "string \"\\\\u\""},
        {"'\\000'.size()", "int 1"},
        {"[]", "list<dyn> []"},
        {"[1, 2]", "list<int> [1, 2]"},
        {"[1, 2u]", "list<dyn> [1, 2]"},
        {"[[], [1.0]]", "list<list<double>> [[], [1.0]]"},
        {"{'a': [1], 'b': []}", "map<string, list<int>> {\"a\": [1], \"b\": []}"},
        {"{1: 'x', true: 'y', 3u: 'z'}", "map<dyn, string> {\"1\": \"x\", \"true\": \"y\", \"3\": \"z\"}"},
        {"{1: 'x', '1': 'y'}", "map<dyn, string> [[1, \"x\"], [\"1\", \"y\"]]"},
        {"{1: 'x', 1u: 'y'}", "! this key is in the map twice"},
        {"{dyn(1.0): 1}", "! the key of a map"},
        {"{dyn(null): 1}", "! the key of a map"},
        {"{[]: 1}", "! the key of a map"},
    };
    LINES_HOLD(lines, 0);
}

static void types_are_values(void **state)
{
    (void)state;
    static const struct line lines[] = {
        {"type(1)", "type \"int\""},
        {"type(1u) == uint", "bool true"},
        {"type(1) == type(1u)", "bool false"},
        {"[type(null), type(b''), type([]), type({}), type('')] == [null_type, bytes, list, map, string]",
         "bool true"},
        {"type(type(1)) == type && type(int) == type", "bool true"},
        {"type(timestamp(0)) == google.protobuf.Timestamp", "bool true"},
        {"type(duration('1s'))", "type \"google.protobuf.Duration\""},
        {"type(date('2026-09-01')) == date", "bool true"},
        {"type(days(1))", "type \"period\""},
        {"type(int) == int", "bool false"},
        {"int < uint", "! has no order with"},
        {"dyn", "! there is no \"dyn\""},
        {"google.protobuf.Nothing", "! there is no \"google\""},
        {"[1].map(int, int + 1)", "list<int> [2]"},
    };
    LINES_HOLD(lines, 0);
}

static void numbers_compare_as_on_one_line(void **state)
{
    (void)state;
    static const struct line lines[] = {
        {"1 == 1u && 1u == 1.0 && 1.0 == 1", "bool true"},
        {"-1 < 0u && 0u > -1", "bool true"},
        {"18446744073709551615u > 9223372036854775807", "bool true"},
        {"18446744073709551615u < 18446744073709551616.0", "bool true"},
        {"9007199254740993u == 9007199254740992.0", "bool false"},
        {"9007199254740993 > 9007199254740992.0", "bool true"},
        {"0u > -0.5 && 1u < 1.5 && 2u > 1.5", "bool true"},
        {"dyn(9223372036854775807) == 9223372036854775808.0", "bool true"},
        {"dyn(9223372036854775806) == 9223372036854775808.0", "bool false"},
        {"0.0 / 0.0 == 0.0 / 0.0", "bool false"},
        {"0.0 / 0.0 != 1u", "bool true"},
        {"[0.0 / 0.0 < 1, 0.0 / 0.0 > 1u, 1 <= 0.0 / 0.0]", "list<bool> [false, false, false]"},
        {"0.0 == -0.0", "bool true"},
        {"1 in [2u, 1.0]", "bool true"},
        {"{1: 'a', 2u: 'b'}[dyn(2.0)]", "string \"b\""},
        {"{1: 'a'}[dyn(1.5)]", "! the map has no such key"},
        {"1u in {1: 2}", "bool true"},
        {"b'a' < b'b' && b'' < b'a' && b'\\xff' > b'a'", "bool true"},
        {"'a' < 'aa' && '\u00e9' > 'z'", "bool true"},
        {"[1] == [1u] && {'a': 1} == {'a': 1.0}", "bool true"},
        {"[1, 'a'] == [1, b'a']", "bool false"},
        {"null == null && null != 0 && {} != null", "bool true"},
        {"null < null", "! has no order with"},
        {"dyn([1]) < [2]", "! has no order with"},
    };
    LINES_HOLD(lines, 0);
}

static void arithmetic_keeps_to_its_type(void **state)
{
    (void)state;
    static const struct line lines[] = {
        {"7u / 2u * 3u + 7u % 4u - 1u", "uint 11"},
        {"0u - 1u", "! does not fit into an unsigned number"},
        {"18446744073709551615u + 1u", "! does not fit into an unsigned number"},
        {"18446744073709551615u * 2u", "! does not fit into an unsigned number"},
        {"1u / 0u", "! division by zero"},
        {"1u % 0u", "! division by zero"},
        {"-(1u)", "! - takes"},
        {"1u + 1", "! uint(x), int(x) and double(x)"},
        {"5.5 % 2.0", "! cannot take"},
        {"b'a' + b'\\xff'", "bytes \"Yf8=\""},
        {"b'a' + 'a'", "! bytes(x) makes bytes"},
        {"size(b'\u00e9') + 'a\u00e9'.size()", "int 4"},
        {"true + true", "! cannot take"},
        {"dyn(1) + 'a'", "! cannot take"},
        {"[1] + ['a']", "list<dyn> [1, \"a\"]"},
    };
    LINES_HOLD(lines, 0);
}

static void conversions_keep_to_their_range(void **state)
{
    (void)state;
    static const struct line lines[] = {
        {"int(9223372036854775807u)", "int 9223372036854775807"},
        {"int(9223372036854775808u)", "! does not fit"},
        {"int(9223372036854775807.0)", "! does not fit"},
        {"int(-9223372036854775808.0)", "! does not fit"},
        {"int(0.0 / 0.0)", "! does not fit"},
        {"uint(-1)", "! never below zero"},
        {"uint(-0.5)", "! does not fit"},
        {"uint(18446744073709551616.0)", "! does not fit"},
        {"uint(2.9) + uint('40') + uint(1)", "uint 43"},
        {"uint('-1')", "! not an unsigned number"},
        {"uint('')", "! not an unsigned number"},
        {"double(18446744073709551615u)", "double 18446744073709552000.0"},
        {"double('NaN')", "double \"NaN\""},
        {"double('1e400')", "double \"Infinity\""},
        {"double('1,5')", "! not a number"},
        {"double('-Infinity')", "double \"-Infinity\""},
        {"double('inf')", "! not a number"},
        {"double('nan')", "! not a number"},
        {"double('0x10')", "! not a number"},
        {"int(' 1')", "! not a whole number"},
        {"int('9223372036854775808')", "! not a whole number"},
        {"bool('T')", "! neither"},
        {"bool('true\\000')", "! neither"},
        {"bool(1)", "! bool() takes"},
        {"string(7u) + string(-0.25) + string(1e-7) + string(100.0) + string(1e21)",
         "string \"7-0.251e-071001e+21\""},
        {"string(123456789.125)", "string \"123456789.125\""},
        {"string(b'\\xc3\\xa9')", "string \"\u00e9\""},
        {"string(b'\\xff')", "! not UTF-8"},
        {"string(b'\\xed\\xa0\\x80')", "! not UTF-8"},
        {"bytes('\u00e9') == b'\\303\\251'", "bool true"},
        {"bytes(b'a')", "bytes \"YQ==\""},
        {"string(null)", "! string() takes"},
    };
    LINES_HOLD(lines, 0);
}

/* Values of any type: what JSON brought, and what dyn() hides from the check. */
static void any_value_works_in_every_operator(void **state)
{
    (void)state;
    static const char bound[] = "{\"i\": 1, \"d\": 1.0, \"s\": \"a\", \"l\": [1, 2.0, \"x\"], \"n\": null,"
                                " \"m\": {\"k\": {\"deep\": [true]}}, \"m.k\": 5}";
    static const struct line lines[] = {
        {"i + 1", "int 2"},
        {"d + 1.0", "double 2.0"},
        {"i + d", "! cannot take a whole number (int) and a number (double)"},
        {"s + 'b'", "string \"ab\""},
        {"l + [null]", "list<dyn> [1, 2.0, \"x\", null]"},
        {"l + l == l + [1.0, 2, 'x']", "bool true"},
        {"l[i] + 1.5", "double 3.5"},
        {"l[d]", "double 2.0"},
        {"l[3]", "! no item at this index"},
        {"l[s]", "! indexed by a whole number"},
        {"i[0]", "! only a list or a map can be indexed"},
        {"m['k'].deep[0]", "bool true"},
        {"m.k", "int 5"},
        {"m.nothing", "! there is no \"nothing\""},
        {"has(m.k) && !has(m.z)", "bool true"},
        {"i == d && i != s", "bool true"},
        {"i < s", "! cannot take"},
        {"n + 1", "! n has no value yet"},
        {"s in l || 'x' in l", "bool true"},
        {"2u in l", "bool true"},
        {"-i + -int(d)", "int -2"},
        {"!i", "! true or false is needed here"},
        {"i ? 1 : 2", "! true or false is needed here"},
        {"l.map(x, type(x))", "list<type> [\"int\", \"double\", \"string\"]"},
        {"m.map(x, x)", "list<string> [\"k\"]"},
        {"s.map(x, x)", "! a list or a map is needed"},
        {"size(s) + size(l) + size(m)", "int 5"},
        {"[[1].exists(i, i == 1), [5].exists(i, .i == 1), [5].exists(i, .i == 5)]",
         "list<bool> [true, true, false]"},
    };
    LINES_HOLD(lines, .bound = bound);
}

static void without_check_only_the_run_decides(void **state)
{
    (void)state;
    static const struct line lines[] = {
        {"'a' == 1", "bool false"},
        {"true || 1", "bool true"},
        {"'a' && false", "bool false"},
        {"true ? 'a' : 1", "string \"a\""},
        {"nobody || true", "bool true"},
        {"nobody.at_all.there || true", "bool true"},
        {"nothing(1, 2, 3) || true", "bool true"},
        {"[1].size(2) || true", "bool true"},
        {"false && date('2026-02-30') == 1", "bool false"},
        {"nobody || false", "! there is no \"nobody\""},
        {"nothing(1)", "! there is no function \"nothing\""},
        {"1 + 'a'", "! string(x) makes a string of a number"},
        {"has(nobody.x)", "! there is no \"nobody\""},
        {"has(google.protobuf.Timestamp)", "! a type has no members"},
        {"1 +", "! a value must follow"},
    };
    LINES_HOLD(lines, .loose = true);
    static const struct line strict[] = {
        {"'a' == 1", "! can never equal"},
        {"true || 1", "! must be true or false"},
        {"true ? 'a' : 1", "! must be of one type"},
        {"nobody || true", "! there is no \"nobody\""},
    };
    LINES_HOLD(strict, 0);
}

static void what_lists_and_maps_hold_is_checked(void **state)
{
    (void)state;
    static const struct line lines[] = {
        {"[1, 2].map(x, x + 'a')", "! cannot take"},
        {"['a'][0] + 1", "! cannot take"},
        {"{'a': 1}.a.startsWith('x')", "! startsWith() takes"},
        {"{'a': 1}[1]", "! the keys of this map are a string"},
        {"1 in ['a']", "! never among"},
        {"'a' in {1: 2}", "! never among"},
        {"[1] == ['a']", "! can never equal"},
        {"[1].filter(x, x > 0)[0] && true", "! must be true or false"},
        {"{'a': 1}.map(k, k + 1)", "! cannot take"},
        {"{'a': 1}.all(k, v, v == 'x')", "! can never equal"},
        {"[[1]].map(x, x.map(y, y + ''))", "! cannot take"},
        {"[1, 'a'].map(x, x == 1 ? x + 1 : 0)", "list<int> [2, 0]"},
        {"[] + [1] == [1] && [].map(x, x + 1) == []", "bool true"},
        {"[dyn('a')][0] == 1", "bool false"},
    };
    LINES_HOLD(lines, 0);
}

static void two_variables_are_index_and_item_or_key_and_value(void **state)
{
    (void)state;
    static const struct line lines[] = {
        {"['a', 'b'].exists(i, s, i == 1 && s == 'b')", "bool true"},
        {"['a', 'b'].all(i, s, i < 1 || s == 'b')", "bool true"},
        {"[3, 3].exists_one(i, n, i + n == 4)", "bool true"},
        {"[3, 3].existsOne(i, n, n == 3)", "bool false"},
        {"{'a': 1, 'b': 2}.exists(k, v, k == 'b' && v == 2)", "bool true"},
        {"[1, 0].exists(i, n, 1 / n == 1)", "bool true"},
        {"[1, 0].all(i, n, 1 / n == 1)", "! division by zero"},
        {"[5, 6].transformList(i, n, i * n)", "list<int> [0, 6]"},
        {"[5, 6].transformList(i, n, i > 0, n)", "list<int> [6]"},
        {"{'a': 1, 'b': 2}.transformMap(k, v, v * 10)", "map<string, int> {\"a\": 10, \"b\": 20}"},
        {"{'a': 1, 'b': 2}.transformMap(k, v, k != 'a', k + '!')", "map<string, string> {\"b\": \"b!\"}"},
        {"['x'].transformMap(i, v, v)", "map<int, string> {\"0\": \"x\"}"},
        {"[1].transformList(x, x)", "! transformList() takes two new names"},
        {"[1].filter(i, x, true)", "! filter() takes a new name"},
        {"[1].all()", "! all() takes a new name"},
        {"[1].all(.x, true)", "! all() takes a new name"},
        {"[1].all(i, 'v', true)", "! all() takes a new name"},
        {"[[1, 2]].map(x, x.map(x, x + 1))", "list<list<int>> [[2, 3]]"},
    };
    LINES_HOLD(lines, 0);
}

static void names_with_dots_and_reserved_words(void **state)
{
    (void)state;
    static const struct line lines[] = {
        {"a.b.c", "string \"longest\""},
        {"a.b.d", "string \"member\""},
        {"a.b == {'d': 'member'}", "bool true"},
        {"{'as': 1, 'x/y.z-w v': 2}.as + {'as': 1, 'x/y.z-w v': 2}.`x/y.z-w v`", "int 3"},
        {"as", "! a word that CEL keeps"},
        {"void()", "! a word that CEL keeps"},
        {"{'a': 1}.in", "! a name after the dot"},
        {"{'a': 1}.package()", "! there is no function"},
        {"`a`", "! a value was expected here"},
    };
    LINES_HOLD(lines, .bound = "{\"a.b\": {\"d\": \"member\"}, \"a.b.c\": \"longest\"}");
}

/* Parts that are shared look like a tree of 2^40 leaves to whoever walks it. */
static void shared_parts_cost_what_they_look_like(void **state)
{
    (void)state;
    struct text source = TEXT_EMPTY, compared = TEXT_EMPTY;
    text_add(&source, "['x']");
    for (int i = 0; i < 40; i++)
        text_add(&source, ".map(a, [a, a])");
    text_addf(&compared, "%s.map(a, a == a)", text_string(&source));
    struct arena *arena = arena_new();
    const struct setting setting = {0};
    assert_non_null(strstr(line_gives(arena, text_string(&source), &setting), "the result is too large"));
    assert_non_null(strstr(line_gives(arena, text_string(&compared), &setting), "too many steps"));
    text_clear(&compared); /* behind an item of another type, which ends the search for the list's type */
    text_addf(&compared, "%s.map(a, [1, 'x', a])", text_string(&source));
    assert_non_null(strstr(line_gives(arena, text_string(&compared), &setting), "the result is too large"));
    const struct expr *expr;
    struct error error = ERROR_NONE;
    json_t *json;
    assert_int_equal(
        expr_compile(arena, text_string(&source), expr_scope_new(arena), VALUE_ANY, &expr, &error), 0);
    assert_int_equal(expr_run(expr, &setting.input, &json, &error), SENDD_EINVALID);
    assert_non_null(strstr(error.text, "too large"));
    arena_free(arena);
    text_free(&source);
    text_free(&compared);
}

/* Each lookup compares 128 kB with every key. */
static void long_keys_cost_their_length(void **state)
{
    (void)state;
    struct text source = TEXT_EMPTY;
    text_add(&source, "['x']");
    for (int i = 0; i < 17; i++)
        text_add(&source, ".map(s, s + s)");
    text_add(&source, ".map(s, [[s], [{s + '1': 1, s + '2': 2}]])");
    static const char ten[] = "[0, 1, 2, 3, 4, 5, 6, 7, 8, 9]";
    text_addf(&source, ".map(p, %s.all(i, %s.all(j, !(p[0][0] in p[1][0]))))", ten, ten);
    struct arena *arena = arena_new();
    assert_non_null(strstr(line_gives(arena, text_string(&source), &(const struct setting){.loose = true}),
                           "too many steps"));
    arena_free(arena);
    text_free(&source);
}

/* The counts that CEL asks of every implementation, and more. */
static void repetition_has_room(void **state)
{
    (void)state;
    static const struct {
        const char *before, *middle, *after;
        int times;
        const char *wanted;
    } rows[] = {
        {"(", "7", ")", 60, "int 7"},
        {"[", "0", "][0]", 32, "int 0"},
        {"size([", "1", "])", 20, "int 1"},
        {"{0: ", "1", "}[0]", 32, "int 1"},
        {"true ? true : ", "false", "", 40, "bool true"},
        {"false || ", "true", "", 100, "bool true"},
        {"1 + ", "1", "", 100, "int 101"},
        {"", "1", " + 1", 100, "int 101"},
        {"!", "true", "", 64, "bool true"},
        {"-", "1", "", 64, "int 1"},
    };
    struct arena *arena = arena_new();
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct text source = TEXT_EMPTY;
        for (int k = 0; k < rows[i].times; k++)
            text_add(&source, rows[i].before);
        text_add(&source, rows[i].middle);
        for (int k = 0; k < rows[i].times; k++)
            text_add(&source, rows[i].after);
        assert_string_equal(line_gives(arena, text_string(&source), &(const struct setting){0}),
                            rows[i].wanted);
        text_free(&source);
    }
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(literals_have_their_types),
        cmocka_unit_test(types_are_values),
        cmocka_unit_test(numbers_compare_as_on_one_line),
        cmocka_unit_test(arithmetic_keeps_to_its_type),
        cmocka_unit_test(conversions_keep_to_their_range),
        cmocka_unit_test(any_value_works_in_every_operator),
        cmocka_unit_test(without_check_only_the_run_decides),
        cmocka_unit_test(what_lists_and_maps_hold_is_checked),
        cmocka_unit_test(two_variables_are_index_and_item_or_key_and_value),
        cmocka_unit_test(names_with_dots_and_reserved_words),
        cmocka_unit_test(shared_parts_cost_what_they_look_like),
        cmocka_unit_test(long_keys_cost_their_length),
        cmocka_unit_test(repetition_has_room),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
