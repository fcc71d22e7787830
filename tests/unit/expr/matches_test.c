/* matches(): RE2's syntax, PCRE2's engine, and an end to every match. */
#include "table.h"

static void patterns_mean_what_re2_means(void **state)
{
    (void)state;
    static const struct line lines[] = {
        {"'EHC-2026-0041'.matches('^[A-Z]{3}-[0-9]{4}-\\\\d+$')", "bool true"},
        {"matches('hubbub', 'ubb')", "bool true"},
        {"'abc'.matches('b$')", "bool false"},
        {"'abc\\n'.matches('c$')", "bool false"},
        {"'a\\nb'.matches('(?m)^b$')", "bool true"},
        {"'a\\nb'.matches('a.b')", "bool false"},
        {"'a\\nb'.matches('(?s)a.b')", "bool true"},
        {"'\u00c9'.matches('(?i)\u00e9')", "bool true"},
        {"'\u00e9\u00e9'.matches('^.{2}$')", "bool true"},
        {"'\u03b1'.matches(r'^\\p{Greek}\\PN$')", "bool false"},
        {"'\u03b1x'.matches(r'^\\p{Greek}\\PN$')", "bool true"},
        {"'\\v'.matches(r'^\\s$')", "bool false"},
        {"'\\v'.matches(r'^[\\v]$') && '\\n'.matches(r'^[\\s]$') && !'\\n'.matches(r'\\v')", "bool true"},
        {"'\\v'.matches(r'^\\S$')", "bool true"},
        {"'\u0663'.matches(r'\\d') || '\u00e9'.matches(r'\\w')", "bool false"},
        {"'a.b*c'.matches(r'^\\Qa.b*\\Ec$')", "bool true"},
        {"'a{b'.matches('a{b') && 'a{,2}'.matches('a{,2}')", "bool true"},
        {"']x['.matches('^[]]x[[]$') && '[:x'.matches('^[[:x]+$')", "bool true"},
        {"'Ab1'.matches('^[[:upper:]][[:^upper:]]+$')", "bool true"},
        {"'A\u00e9'.matches(r'^\\x41\\x{e9}$') && 'S'.matches(r'\\123')", "bool true"},
        {"'2026'.matches('(?P<year>[0-9]+)') && '2026'.matches('(?<year>[0-9]+)')", "bool true"},
        {"'aaa'.matches('^a+?a*?a??$')", "bool true"},
        {"'a\\000b'.matches('a.b')", "bool true"},
        {"dyn(1).matches('a')", "! matches"},
    };
    LINES_HOLD(lines, 0);
}

static void what_re2_has_not_is_refused(void **state)
{
    (void)state;
    static const struct line lines[] = {
        {"'a'.matches(r'(a)\\1')", "! no backreferences"},
        {"'a'.matches(r'(?P<x>a)\\k<x>')", "! no backreferences"},
        {"'a'.matches(r'(a)\\g1')", "! no backreferences"},
        {"'a'.matches('(?P<x>a)(?P=x)')", "! no backreferences"},
        {"'a'.matches('a(?=b)')", "! look ahead or behind"},
        {"'a'.matches('a(?!b)')", "! look ahead or behind"},
        {"'a'.matches('(?<=a)b')", "! look ahead or behind"},
        {"'a'.matches('(?<!a)b')", "! look ahead or behind"},
        {"'a'.matches('(?>a)')", "! no atomic groups"},
        {"'a'.matches('a++')", "! no possessive"},
        {"'a'.matches('a{1,2}+')", "! no possessive"},
        {"'a'.matches('(?(1)a|b)')", "! no conditions"},
        {"'a'.matches('(?R)')", "! no recursion"},
        {"'a'.matches('(a(?1)?)')", "! no recursion"},
        {"'a'.matches('(?P<x>a(?P>x)?)')", "! no recursion"},
        {"'a'.matches('(?&x)')", "! no recursion"},
        {"'a'.matches('(?|a|b)')", "! a group that RE2 does not know"},
        {"'a'.matches('(?#note)a')", "! a group that RE2 does not know"},
        {"'a'.matches('(?x)a')", "! a group that RE2 does not know"},
        {"'a'.matches('(?C1)a')", "! a group that RE2 does not know"},
        {"'a'.matches('(*ACCEPT)a')", "! nothing stands before the *"},
        {"'a'.matches(r'\\Ka')", "! an escape that RE2 does not know"},
        {"'a'.matches(r'a\\Z')", "! an escape that RE2 does not know"},
        {"'a'.matches(r'\\R\\X\\h')", "! an escape that RE2 does not know"},
        {"'a'.matches(r'[\\b]')", "! an escape that RE2 does not know"},
        {"'a'.matches(r'a\\')", "! an escape that RE2 does not know"},
        {"'a'.matches('a**')", "! repeats a repetition"},
        {"'a'.matches('a{1001}')", "! at most 1000 times"},
        {"'a'.matches('[a')", "! opens a ["},
        {"'a'.matches('(a')", "! no regular expression: missing closing parenthesis"},
        {"'a'.matches('*')", "! no regular expression"},
        {"'a'.matches(dyn('(?=a)'))", "! look ahead or behind"},
    };
    LINES_HOLD(lines, 0);
}

static void a_match_always_ends(void **state)
{
    (void)state;
    static const struct line lines[] = {
        {"'aaaaaaaaaaaaaaaaaaaaaaaaaaaa!'.matches('(a|aa)+$')", "! takes too many steps"},
        {"'aaaaaaaaaaaaaa!'.matches('(a|aa)+$')", "bool false"},
        {"'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!'.matches('(a|aa|a+)+$')",
         "! takes too many steps"},
        {"'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!'.matches('(a|aa|a+)+$') || true",
         "bool true"},
    };
    LINES_HOLD(lines, 0);
    struct arena *arena = arena_new();
    struct text source = TEXT_EMPTY;
    text_add(&source, "[0,1,2,3,4,5,6,7,8,9]");
    for (int i = 0; i < 4; i++)
        text_addf(&source, ".map(x%d, [0,1,2,3,4,5,6,7,8,9]", i);
    text_add(&source, ".all(x, 'aaaaaaaaaaaa'.matches('(a|aa)+$'))))))");
    assert_non_null(
        strstr(line_gives(arena, text_string(&source), &(const struct setting){0}), "too many steps"));
    text_free(&source);
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(patterns_mean_what_re2_means),
        cmocka_unit_test(what_re2_has_not_is_refused),
        cmocka_unit_test(a_match_always_ends),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
