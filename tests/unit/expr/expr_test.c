#include "sample.h"

#include "base/text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <cmocka.h>

/* A source and what it must give: JSON, or a piece of the error's text and hint, joined by " | ". */
struct row {
    const char *source, *wanted;
};

static struct arena *arena;
static json_t *names;
static struct expr_scope *scope;

static int set_up(void **state)
{
    (void)state;
    arena = arena_new();
    names = sample_names();
    scope = sample_scope(arena);
    return names ? 0 : -1;
}

static int tear_down(void **state)
{
    (void)state;
    json_decref(names);
    arena_free(arena);
    return 0;
}

/* Compiles and runs; the result or the error as text, in the arena. */
static const char *answer(const char *source, enum value_type want)
{
    const struct expr *expr = NULL;
    struct error error = ERROR_NONE;
    struct expr_input input = {.names = names, .today = date_from(2026, 11, 23), .in_state = sample_in_state};
    json_t *value = NULL;
    if (expr_compile(arena, source, scope, want, &expr, &error) == 0 &&
        expr_run(expr, &input, &value, &error) == 0) {
        char *dump =
            json_dumps(value, JSON_ENCODE_ANY | JSON_COMPACT | JSON_SORT_KEYS | JSON_REAL_PRECISION(15));
        const char *copy = arena_copy(arena, dump);
        free(dump);
        json_decref(value);
        return copy;
    }
    assert_int_not_equal(error.code, 0);
    assert_true(error.text[0] != '\0');
    return arena_printf(arena, "%s | %s", error.text, error.hint);
}

static void rows_hold(const struct row *rows, size_t count, enum value_type want)
{
    size_t wrong = 0;
    for (size_t i = 0; i < count; i++) {
        const char *given = answer(rows[i].source, want);
        if (strcmp(given, rows[i].wanted) == 0)
            continue;
        print_error("%s\n  wanted: %s\n  given:  %s\n", rows[i].source, rows[i].wanted, given);
        wrong++;
    }
    assert_int_equal(wrong, 0);
}
#define ROWS_HOLD(rows, want) rows_hold(rows, sizeof rows / sizeof rows[0], want)

static void literals_mean_what_cel_says(void **state)
{
    (void)state;
    static const struct row rows[] = {
        {"1", "1"},
        {"0xFF", "255"},
        {"9223372036854775807", "9223372036854775807"},
        {"-9223372036854775808", "-9223372036854775808"},
        {"--5", "5"},
        {"1.5", "1.5"},
        {".5", "0.5"},
        {"1e3", "1000.0"},
        {"true", "true"},
        {"null", "null"},
        {"'a\"b'", "\"a\\\"b\""},
        {"\"a'b\"", "\"a'b\""},
        {"'\\n\\t\\\\\\x41\\101\\u00e9\\U0001F600'", "\"\\n\\t\\\\AA\u00e9\U0001F600\""},
        {"r'\\n'", "\"\\\\n\""},
        {"'''a\n'b''c'''", "\"a\\n'b''c\""},
        {"''", "\"\""},
        {"'a\\000b'.size()", "3"},
        {"[1, 'a', [null], ]", "[1,\"a\",[null]]"},
        {"{'a': 1, 2: 'b', true: []}", "{\"2\":\"b\",\"a\":1,\"true\":[]}"},
        {"1 + // a comment\n 2", "3"},
    };
    ROWS_HOLD(rows, VALUE_ANY);
}

static void operators_compute(void **state)
{
    (void)state;
    static const struct row rows[] = {
        {"1 + 2 * 3 - 4 / 2 % 2", "7"},
        {"(1 + 2) * 3", "9"},
        {"7 / -2", "-3"},
        {"7 % -2", "1"},
        {"10 - 3 - 2", "5"},
        {"1.5 + 2.5", "4.0"},
        {"'a' + 'b'", "\"ab\""},
        {"[1] + [2, 3]", "[1,2,3]"},
        {"-(3)", "-3"},
        {"!!true", "true"},
        {"1 < 2 && 2.0 > 1 && 'a' < 'b' && false < true", "true"},
        {"1 == 1.0", "true"},
        {"9007199254740993 == 9007199254740992.0", "false"},
        {"9223372036854775806 < 9223372036854775808.0", "true"},
        {"9223372036854775807 == 9223372036854775808.0", "true"},
        {"[1, 2.0] == [1.0, 2]", "true"},
        {"{'a': 1, 'b': 2} == {'b': 2, 'a': 1.0}", "true"},
        {"dyn('1') == 1", "false"},
        {"'a' != null", "true"},
        {"null == null", "true"},
        {"'b' in ['a', 'b']", "true"},
        {"1 in {1: 2}", "true"},
        {"'x' in event.data", "false"},
        {"true ? 1 : 2", "1"},
        {"false ? 1 : true ? 2 : 3", "2"},
        {"[10, 20][1]", "20"},
        {"[10, 20][dyn(1.0)]", "20"},
        {"{'a': {'b': 5}}.a.b", "5"},
        {"{'a': 5}['a']", "5"},
        {"size('h\u00e9llo') + size([1]) + size({}) + 'ab'.size()", "8"},
        {"'hello'.startsWith('he') && 'hello'.endsWith('lo') && 'hello'.contains('ell') && 'a'.contains('')",
         "true"},
        {"int('42') + int(2.9) + int(-2.9)", "42"},
        {"double('1.5') + double(1)", "2.5"},
        {"add(1, 2)", "3"},
        {"add(1, 0.5)", "1.5"},
        {"add(0.5, 0.5)", "1"},
        {"add('a', 'b')", "\"ab\""},
        {"add([1], ['a'])", "[1,\"a\"]"},
        {"subtract(1, 0.5) + subtract(2.5, 2)", "1.0"},
        {"multiply(2, 1.5)", "3"},
        {"divide(7, 2)", "3.5"},
        {"divide(6, 3) + 1", "3"},
        {"remainder(5.5, 2)", "1.5"},
        {"remainder(-7, 4)", "-3"},
        {"[1, 2][divide(4, 4)]", "2"},
        {"add(9007199254740991, 1)", "9007199254740992"},
        {"multiply(9223372036854775807, 2)", "1.84467440737096e19"},
        {"string(1) + string(1.5) + string(true) + string(0.1)", "\"11.5true0.1\""},
        {"bool('true')", "true"},
    };
    ROWS_HOLD(rows, VALUE_ANY);
}

static void logic_absorbs_failures_as_cel_says(void **state)
{
    (void)state;
    static const struct row rows[] = {
        {"1 / 0 == 1 && false", "false"},
        {"false && 1 / 0 == 1", "false"},
        {"1 / 0 == 1 || true", "true"},
        {"true || 1 / 0 == 1", "true"},
        {"1 / 0 == 1 && true", "at column 3, near \"/ 0 == 1 && true\": division by zero | "},
        {"1 / 0 == 1 || 1 % 0 == 1", "at column 3, near \"/ 0 == 1 || 1 % 0 == 1\": division by zero | "},
        {"dyn(1) || true", "true"},
        {"dyn(1) && true",
         "at column 1, near \"dyn(1) && true\": true or false is needed here, not a whole number (int) | "},
        {"true ? 1 : 1 / 0", "1"},
        {"[1, 0].exists(x, 1 / x == 1)", "true"},
        {"[0, 1].exists(x, 1 / x == 1)", "true"},
        {"[0, 1].all(x, 1 / x == 2)", "false"},
        {"[0, 1].all(x, 1 / x == 1)", "at column 17, near \"/ x == 1)\": division by zero | "},
    };
    ROWS_HOLD(rows, VALUE_ANY);
}

static void macros_go_through_lists_and_keys(void **state)
{
    (void)state;
    static const struct row rows[] = {
        {"[1, 2, 3].all(x, x > 0)", "true"},
        {"[].all(x, x > 0)", "true"},
        {"[].exists(x, x > 0)", "false"},
        {"[1, 2, 2].exists_one(x, x == 2)", "false"},
        {"[1, 2, 3].exists_one(x, x == 2)", "true"},
        {"[1, 2, 3].filter(x, x != 2)", "[1,3]"},
        {"[1, 2, 3].map(x, x * x)", "[1,4,9]"},
        {"[1, 2, 3].map(x, x > 1, x * x)", "[4,9]"},
        {"{'a': 1}.map(k, k + '!')", "[\"a!\"]"},
        {"[1, 2].map(x, [10, 20].map(y, x + y))", "[[11,21],[12,22]]"},
        {"[1].map(fields, fields + 1)", "[2]"},
        {"facts.contact.exists(c, c.kind == 'parent')", "true"},
        {"facts.contact.filter(c, c.kind == 'la').map(c, c.n)", "[2]"},
        {"event.data.list.all(x, x < 4)", "true"},
        {"subject.map(k, k)", "[\"id\"]"},
    };
    ROWS_HOLD(rows, VALUE_ANY);
}

static void dates_are_civil(void **state)
{
    (void)state;
    static const struct row rows[] = {
        {"date('2026-09-01')", "\"2026-09-01\""},
        {"fields.received + weeks(6)", "\"2026-10-13\""},
        {"weeks(6) + fields.received", "\"2026-10-13\""},
        {"fields.received + days(14)", "\"2026-09-15\""},
        {"date('2026-01-31') + months(1)", "\"2026-02-28\""},
        {"date('2024-02-29') + years(1)", "\"2025-02-28\""},
        {"date('2026-01-31') + months(1) + days(1)", "\"2026-03-01\""},
        {"date('2026-01-31') + (months(2) + days(1))", "\"2026-04-01\""},
        {"date('2026-03-31') - months(1)", "\"2026-02-28\""},
        {"date('2026-03-31') - (days(3) - days(1))", "\"2026-03-29\""},
        {"fields.received - date('2026-08-25')", "7"},
        {"today() - fields.received > 80", "true"},
        {"today()", "\"2026-11-23\""},
        {"fields.received < today() && today() >= today()", "true"},
        {"fields.received == date('2026-09-01')", "true"},
        {"year(fields.received) * 10000 + fields.received.month() * 100 + day(fields.received)", "20260901"},
        {"weekday(date('2026-11-23'))", "1"},
        {"next(9, 1)", "\"2027-09-01\""},
        {"next(11, 23)", "\"2027-11-23\""},
        {"next(12, 25)", "\"2026-12-25\""},
        {"next(2, 29)", "\"2027-02-28\""},
        {"date(event.data.when) + days(1)", "\"2026-10-06\""},
        {"string(fields.received)", "\"2026-09-01\""},
        {"weeks(2) == days(14) && weeks(1) < days(8)", "true"},
        {"months(1) + days(2)", "\"P1M2D\""},
        {"-days(2)", "\"-P2D\""},
        {"event.happened.year()", "2026"},
        {"date('2026-02-30')", "at column 6, near \"'2026-02-30')\": this string is not a date that exists | "
                               "write it as YYYY-MM-DD: date('2026-09-01')"},
        {"date(event.data.bad)", "at column 1, near \"date(event.data.bad)\": this string is not a date that "
                                 "exists | write it as YYYY-MM-DD: date('2026-09-01')"},
        {"fields.sent + days(1)", "at column 1, near \"fields.sent + days(1)\": fields.sent has no value yet "
                                  "| ask first: fields.sent != null && ..."},
        {"fields.sent < today()", "at column 1, near \"fields.sent < today()\": fields.sent has no value yet "
                                  "| ask first: fields.sent != null && ..."},
        {"year(fields.sent)", "at column 6, near \"fields.sent)\": fields.sent has no value yet | ask first: "
                              "fields.sent != null && ..."},
        {"next(4, 31)", "at column 1, near \"next(4, 31)\": there is no such day in a year | write the "
                        "month, then the day: next(9, 1) is 1 September"},
        {"date('9999-12-31') + days(1)",
         "at column 20, near \"+ days(1)\": this date is outside the years 1583 to 9999 | "},
        {"date('1583-01-01') - months(1)",
         "at column 20, near \"- months(1)\": this date is outside the years 1583 to 9999 | "},
        {"days(9223372036854775807)", "at column 1, near \"days(9223372036854775807\": this length of time "
                                      "is longer than the calendar | "},
        {"weeks(9223372036854775807)", "at column 1, near \"weeks(922337203685477580\": this length of time "
                                       "is longer than the calendar | "},
        {"months(1) < days(30)", "at column 11, near \"< days(30)\": months and days have no order without a "
                                 "date | add both to a date: today() + months(1) > today() + days(30)"},
    };
    ROWS_HOLD(rows, VALUE_ANY);
}

static void names_have_the_types_of_the_scope(void **state)
{
    (void)state;
    static const struct row rows[] = {
        {"fields.outcome", "\"agreed\""},
        {"fields['outcome']", "\"agreed\""},
        {"fields['received'] + days(1)", "\"2026-09-02\""},
        {"fields.count + 1", "4"},
        {"fields.hours * 2.0", "5.0"},
        {"fields.sent == null && fields.excused == null && fields.received != null", "true"},
        {"has(fields.sent) || has(fields.excused)", "false"},
        {"has(fields.outcome) && has(event.data.n) && has(event.data.none) && !has(event.data.x)", "true"},
        {"has(event.data.none.x)", "false"},
        {"facts.pupil.year >= 9", "true"},
        {"event.data.n + 1", "8"},
        {"event.data['n']", "7"},
        {"event.data.`a-b`", "1"},
        {"event.data.list[2]", "3"},
        {"fields.tags[2] == 3", "true"},
        {"subject.id", "\"P1\""},
        {".event.name", "\"la.agreed\""},
        {"In('deciding') && !In('refused')", "true"},
        {"fields.outcome in ['agreed', 'refused']", "true"},
        {"event.data.x",
         "at column 1, near \"event.data.x\": there is no \"x\" in it now | ask first with has(...)"},
        {"event.data.none.x", "at column 1, near \"event.data.none.x\": event.data.none has no value | ask "
                              "first: event.data.none != null && ..."},
        {"event.data.n.x", "at column 1, near \"event.data.n.x\": a whole number (int) has no members | "},
        {"event.data.list[3]", "at column 1, near \"event.data.list[3]\": the list has no item at this index "
                               "| the first item is at 0; ask size(list) first"},
        {"event.data['zzz']", "at column 1, near \"event.data['zzz']\": the map has no such key now | ask "
                              "first: key in map && ..."},
        {"fields.excused ? 1 : 2", "at column 1, near \"fields.excused ? 1 : 2\": fields.excused has no "
                                   "value yet | ask first: fields.excused != null && ..."},
    };
    ROWS_HOLD(rows, VALUE_ANY);
}

static void arithmetic_that_does_not_fit_fails(void **state)
{
    (void)state;
    static const char big[] = ": the result is too large for a whole number (int) | ";
    static const char *const sources[] = {
        "9223372036854775807 + 1", "-9223372036854775808 - 1",    "9223372036854775807 * 2",
        "-(-9223372036854775808)", "-9223372036854775808 / (-1)", "-9223372036854775808 % (-1)",
    };
    for (size_t i = 0; i < sizeof sources / sizeof sources[0]; i++)
        assert_non_null(strstr(answer(sources[i], VALUE_ANY), big));
    static const struct row rows[] = {
        {"int(1e19)",
         "at column 1, near \"int(1e19)\": this number does not fit into a whole number (int) | "},
        {"int('4x')", "at column 1, near \"int('4x')\": this string is not a whole number | "},
        {"double('x')", "at column 1, near \"double('x')\": this string is not a number | "},
        {"divide(1, 0)", "at column 1, near \"divide(1, 0)\": the result is not a finite number | "},
        {"remainder(1, 0)", "at column 1, near \"remainder(1, 0)\": the result is not a finite number | "},
        {"bool('maybe')",
         "at column 1, near \"bool('maybe')\": this string is neither 'true' nor 'false' | "},
        {"1.0 / 0.0", "at column 5, near \"/ 0.0\": the result is not a finite number | "},
        {"string(1.0 / 0.0) + string(-1.0 / 0.0)", "\"Infinity-Infinity\""},
        {"[1.0 / 0.0]", "at column 1, near \"[1.0 / 0.0]\": the result is not a finite number | "},
        {"{'a': 1, 'a': 2}", "at column 10, near \"'a': 2}\": this key is in the map twice | "},
        {"9223372036854775808",
         "at column 1, near \"9223372036854775808\": this number is too large for a whole number (int) | "},
        {"99999999999999999999",
         "at column 1, near \"99999999999999999999\": this number is too large for a whole number (int) | "},
    };
    ROWS_HOLD(rows, VALUE_ANY);
}

static void faults_of_writing_say_where_and_what_to_write(void **state)
{
    (void)state;
    static const struct row rows[] = {
        {"", "at column 1, the end: the expression is empty | "},
        {"1 +", "at column 4, the end: the expression stops here, but a value must follow | "},
        {"(1 + 2", "at column 7, the end: the expression stops here, but \")\" must follow | "},
        {"1 2", "at column 3, near \"2\": an operator was expected here | "},
        {"fields.outcome = 'x'",
         "at column 16, near \"= 'x'\": \"=\" is not an operator here | write == instead"},
        {"fields.outcome === 'x'",
         "at column 16, near \"=== 'x'\": \"===\" is not an operator here | write == instead"},
        {"true & true", "at column 6, near \"& true\": \"&\" is not an operator here | write && instead"},
        {"true and false",
         "at column 6, near \"and false\": an operator was expected here | write && for \"and\""},
        {"\u2018a\u2019",
         "at column 1, near \"\u2018a\u2019\": \"\u2018\" is not an operator here | write ' instead"},
        {"1 # 2", "at column 3, near \"# 2\": this character has no meaning in an expression | "},
        {"'abc",
         "at column 1, near \"'abc\": this string does not end | close it with the quote it began with"},
        {"'a\\qb'", "at column 3, near \"\\qb'\": this escape is not known | write \\\\ for a backslash, \\n "
                    "for a line end, \\u00e9 for a character by its number"},
        {"'\\ud800'", "at column 2, near \"\\ud800'\": this escape is not known | write \\\\ for a "
                      "backslash, \\n for a line end, \\u00e9 for a character by its number"},
        {"3d", "at column 1, near \"3d\": a number ends in letters | a length of time is days(3), weeks(2) "
               "or months(1)"},
        {"0x", "at column 1, near \"0x\": 0x needs hexadecimal digits after it | "},
        {"0XFF", "at column 1, near \"0XFF\": \"0X\" begins no number | write it small: 0x1f"},
        {"b'\\u00e9'",
         "at column 3, near \"\\u00e9'\": bytes have no characters by number | write the character "
         "itself, or its bytes: \\xc3\\xa9"},
        {"fields.in", "at column 8, near \"in\": a name after the dot was expected here | "},
        {"package", "at column 1, near \"package\": \"package\" is a word that CEL keeps for itself | "},
        {"size(1,)", "at column 7, near \",)\": nothing follows this comma | "},
        {"has(fields)", "at column 1, near \"has(fields)\": has() takes one name with a dot in it | write "
                        "has(fields.outcome)"},
        {"[1].all(1, true)", "at column 5, near \"all(1, true)\": all() takes a new name and what to do with "
                             "it | write list.all(item, item > 3)"},
        {"event.`a", "at column 7, near \"`a\": a name in backquotes has letters, digits and _ - . / only, "
                     "and ends with ` | "},
        {"1 +\n  'a' b", "at line 2, column 7, near \"b\": an operator was expected here | "},
        {"'a\x01\x02",
         "at column 1, near \"'a  \": this string does not end | close it with the quote it began with"},
        {"'\xff'", "byte 2 of the expression is not UTF-8 | save the file as UTF-8"},
    };
    ROWS_HOLD(rows, VALUE_ANY);
}

static void faults_of_meaning_are_found_at_compile_time(void **state)
{
    (void)state;
    static const struct row rows[] = {
        {"fields.outcom == 'x'", "at column 1, near \"fields.outcom == 'x'\": there is no \"outcom\" in "
                                 "\"fields\" | did you mean \"fields.outcome\"?"},
        {"fields['outcom']", "at column 1, near \"fields['outcom']\": there is no \"outcom\" in \"fields\" | "
                             "did you mean \"fields.outcome\"?"},
        {"outcome == 'x'",
         "at column 1, near \"outcome == 'x'\": there is no \"outcome\" | did you mean \"fields.outcome\"?"},
        {"fields.zzzzzz", "at column 1, near \"fields.zzzzzz\": there is no \"zzzzzz\" in \"fields\" | known "
                          "there: outcome, received, sent, count, hours, excused, tags"},
        {"agreed", "at column 1, near \"agreed\": there is no \"agreed\" | known here: fields, event, facts, "
                   "subject; a string needs quotes: 'agreed'"},
        {"has(fields.sennt)", "at column 5, near \"fields.sennt)\": there is no \"sennt\" in \"fields\" | "
                              "did you mean \"fields.sent\"?"},
        {"fields.received == '2026-09-01'",
         "at column 17, near \"== '2026-09-01'\": a date can never equal a string | date('2026-09-01') makes "
         "a date of a string, string(x) a string of a date"},
        {"fields.received + 3", "at column 17, near \"+ 3\": \"+\" cannot take a date and a whole number "
                                "(int) | say which unit: days(3), weeks(2) or months(1)"},
        {"today() - fields.received > days(14)",
         "at column 27, near \"> days(14)\": a whole number (int) has no order with a length of time | the "
         "days between two dates are a plain number: compare them with 14, not with days(14)"},
        {"fields.excused == 'true'", "at column 16, near \"== 'true'\": true or false (bool) can never equal "
                                     "a string | write true and false without quotes"},
        {"1 + 1.0", "at column 3, near \"+ 1.0\": \"+\" cannot take a whole number (int) and a number "
                    "(double) | double(x) makes a double of an int, int(x) an int of a double"},
        {"'a' + 1", "at column 5, near \"+ 1\": \"+\" cannot take a string and a whole number (int) | "
                    "string(x) makes a string of a number, int(x) a number of a string"},
        {"5 % 'a'", "at column 3, near \"% 'a'\": \"%\" cannot take a whole number (int) and a string | "
                    "string(x) makes a string of a number, int(x) a number of a string"},
        {"-'a'",
         "at column 2, near \"'a'\": - takes a whole number (int) or a number (double) or a length of time "
         "here, not a string | string(x) makes a string of a number, int(x) a number of a string"},
        {"sise('a')",
         "at column 1, near \"sise('a')\": there is no function \"sise\" | did you mean size()?"},
        {"startsWith('a', 'b')", "at column 1, near \"startsWith('a', 'b')\": startsWith is not called like "
                                 "this | write text.startsWith('...')"},
        {"'a'.int()", "at column 5, near \"int()\": int is not called like this | write int(...), with "
                      "everything inside the brackets"},
        {"size()", "at column 1, near \"size()\": size() takes one value between its brackets | "},
        {"'a'.contains()",
         "at column 5, near \"contains()\": contains() takes one value between its brackets | "},
        {"today(1)", "at column 1, near \"today(1)\": today() takes nothing between its brackets | "},
        {"size(1)", "at column 6, near \"1)\": size() takes a string or bytes or a list or a map here, not a "
                    "whole number (int) | string(x) makes a string of a number, int(x) a number of a string"},
        {"year('2026-01-01')", "at column 6, near \"'2026-01-01')\": year() takes a date here, not a string "
                               "| date('2026-09-01') makes a date of a string, string(x) a string of a date"},
        {"true ? 1 : 'a'",
         "at column 6, near \"? 1 : 'a'\": the two sides of \":\" must be of one type, but are a whole "
         "number (int) and a string | string(x) makes a string of a number, int(x) a number of a string"},
        {"fields.count && true",
         "at column 1, near \"fields.count && true\": each side of \"&&\" must be true or false, but this is "
         "a whole number (int) | compare it: x == 'y', x > 3, x != null"},
        {"!fields.outcome", "at column 2, near \"fields.outcome\": what \"!\" turns round must be true or "
                            "false, but this is a string | compare it: x == 'y', x > 3, x != null"},
        {"'a' in 'abc'", "at column 8, near \"'abc'\": \"in\" needs a list or a map after it, not a string | "
                         "write x in ['a', 'b']; for a piece of a string s.contains('a')"},
        {"fields.outcome.length", "at column 1, near \"fields.outcome.length\": a string has no members, so "
                                  "\".length\" means nothing | "},
        {"fields.tags['a']",
         "at column 13, near \"'a']\": a list is indexed by a whole number, not by a string | "},
        {"'abc'[0]",
         "at column 1, near \"'abc'[0]\": only a list or a map can be indexed, and this is a string | "},
        {"{1.5: 1}", "at column 2, near \"1.5: 1}\": the key of a map is a string, an int, a uint or a bool, "
                     "not a number (double) | "},
        {"'abc'.all(x, true)",
         "at column 7, near \"all(x, true)\": this needs a list or a map before the dot, not a string | "},
        {"[1].all(x, 1)", "at column 12, near \"1)\": the condition must be true or false, but this is a "
                          "whole number (int) | compare it: x == 'y', x > 3, x != null"},
        {"[] < []", "at column 4, near \"< []\": a list has no order with a list | "},
    };
    ROWS_HOLD(rows, VALUE_ANY);
}

static void the_result_has_the_wanted_type(void **state)
{
    (void)state;
    static const struct {
        enum value_type want;
        struct row row;
    } rows[] = {
        {VALUE_BOOL,
         {"fields.outcome", "at column 1, near \"fields.outcome\": this gives a string where true or false "
                            "(bool) is needed | write true and false without quotes"}},
        {VALUE_BOOL,
         {"event.data.n", "at column 1, near \"event.data.n\": this gave a whole number (int) where true or "
                          "false (bool) is needed | "}},
        {VALUE_BOOL,
         {"null", "at column 1, near \"null\": this gives null where true or false (bool) is needed | "
                  "compare it: x == 'y', x > 3, x != null"}},
        {VALUE_BOOL, {"event.data.n == 7", "true"}},
        {VALUE_DATE, {"event.data.when", "\"2026-10-05\""}},
        {VALUE_DATE,
         {"event.data.bad", "at column 1, near \"event.data.bad\": this string is not a date that exists | "
                            "write it as YYYY-MM-DD: date('2026-09-01')"}},
        {VALUE_DATE,
         {"'2026-10-05'", "at column 1, near \"'2026-10-05'\": this gives a string where a date is needed | "
                          "date('2026-09-01') makes a date of a string, string(x) a string of a date"}},
        {VALUE_DATE, {"fields.sent", "null"}},
        {VALUE_DATE, {"null", "null"}},
        {VALUE_DOUBLE, {"1", "1.0"}},
        {VALUE_INT,
         {"1.0", "at column 1, near \"1.0\": this gives a number (double) where a whole number (int) is "
                 "needed | double(x) makes a double of an int, int(x) an int of a double"}},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        rows_hold(&rows[i].row, 1, rows[i].want);
}

static void a_name_that_holds_another_type_is_told(void **state)
{
    (void)state;
    json_object_set_new(json_object_get(names, "fields"), "count", json_string("secret"));
    json_object_set_new(json_object_get(names, "fields"), "received", json_string("secret"));
    const struct row rows[] = {
        {"fields.count + 1", "at column 1, near \"fields.count + 1\": fields.count should be a whole number "
                             "(int) but holds a string | "},
        {"fields.received == today()",
         "at column 1, near \"fields.received == today\": fields.received holds no date | "},
    };
    ROWS_HOLD(rows, VALUE_ANY);
}

static void evaluation_always_ends(void **state)
{
    (void)state;
    struct text source = TEXT_EMPTY, ten = TEXT_EMPTY;
    text_add(&ten, "[0,1,2,3,4,5,6,7,8,9]");
    for (int i = 0; i < 7; i++)
        text_addf(&source, "%s.all(x%d, ", text_string(&ten), i);
    text_add(&source, "true");
    for (int i = 0; i < 7; i++)
        text_add(&source, ")");
    assert_non_null(strstr(answer(text_string(&source), VALUE_BOOL), "too many steps"));
    /* a failure of cost is never absorbed */
    text_add(&source, " || true");
    assert_non_null(strstr(answer(text_string(&source), VALUE_BOOL), "too many steps"));
    text_clear(&source);
    text_addf(&source, "%s", "['x'].map(a, a+a+a+a+a+a+a+a+a+a)");
    for (int i = 0; i < 20; i++)
        text_add(&source, ".map(a, a+a+a+a+a+a+a+a+a+a)");
    assert_non_null(strstr(answer(text_string(&source), VALUE_ANY), "too many steps"));
    text_free(&source);
    text_free(&ten);
}

static const char *repeated(const char *piece, size_t count, const char *end)
{
    struct text text = TEXT_EMPTY;
    for (size_t i = 0; i < count; i++)
        text_add(&text, piece);
    text_add(&text, end);
    const char *copy = arena_copy(arena, text_string(&text));
    text_free(&text);
    return copy;
}

static void hostile_nesting_is_refused(void **state)
{
    (void)state;
    static const char *const pieces[] = {"(",       "[",           "{1:", "!",         "-",  "size(", "a.b(",
                                         "true ? ", "true ? 1 : ", "1 +", "[].all(x,", "a[", "'",     "has("};
    for (size_t i = 0; i < sizeof pieces / sizeof pieces[0]; i++) {
        const char *given = answer(repeated(pieces[i], 1000, "1"), VALUE_ANY);
        assert_non_null(strstr(given, " | "));
        assert_non_null(strstr(answer(repeated(pieces[i], 20000, "1"), VALUE_ANY), "at most 16384 bytes"));
    }
    assert_non_null(strstr(answer(repeated("(", 1000, "1"), VALUE_ANY), "more than 64 brackets"));
    assert_non_null(strstr(answer(repeated("-", 1000, "fields.count"), VALUE_ANY), "more than 200 levels"));
    assert_non_null(strstr(answer(repeated("1 + ", 1000, "1"), VALUE_ANY), "more than 200 levels"));
    assert_string_equal(answer(repeated("1 + ", 190, "1"), VALUE_ANY), "191");
    assert_string_equal(
        answer(repeated("(", 60, repeated(" ", 1, repeated("1", 1, repeated(")", 60, "")))), VALUE_ANY), "1");
    assert_non_null(strstr(
        answer("[1].all(a,[1].all(b,[1].all(c,[1].all(d,[1].all(e,[1].all(f,[1].all(g,[1].all(h,[1].all(i,"
               "true)))))))))",
               VALUE_ANY),
        "more than 8 macros"));
}

static void the_type_is_known_before_a_run(void **state)
{
    (void)state;
    const struct expr *expr;
    static const struct {
        const char *source;
        enum value_type type;
    } rows[] = {
        {"fields.received + days(1)", VALUE_DATE},
        {"1 + 1", VALUE_INT},
        {"event.data.x", VALUE_ANY},
        {"event.data.x + 1", VALUE_INT},
        {"true ? null : 'a'", VALUE_STRING},
        {"event.data.x - today()", VALUE_INT},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        assert_int_equal(expr_compile(arena, rows[i].source, scope, VALUE_ANY, &expr, NULL), 0);
        assert_int_equal(expr_type(expr), rows[i].type);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(literals_mean_what_cel_says, set_up, tear_down),
        cmocka_unit_test_setup_teardown(operators_compute, set_up, tear_down),
        cmocka_unit_test_setup_teardown(logic_absorbs_failures_as_cel_says, set_up, tear_down),
        cmocka_unit_test_setup_teardown(macros_go_through_lists_and_keys, set_up, tear_down),
        cmocka_unit_test_setup_teardown(dates_are_civil, set_up, tear_down),
        cmocka_unit_test_setup_teardown(names_have_the_types_of_the_scope, set_up, tear_down),
        cmocka_unit_test_setup_teardown(arithmetic_that_does_not_fit_fails, set_up, tear_down),
        cmocka_unit_test_setup_teardown(faults_of_writing_say_where_and_what_to_write, set_up, tear_down),
        cmocka_unit_test_setup_teardown(faults_of_meaning_are_found_at_compile_time, set_up, tear_down),
        cmocka_unit_test_setup_teardown(the_result_has_the_wanted_type, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_name_that_holds_another_type_is_told, set_up, tear_down),
        cmocka_unit_test_setup_teardown(evaluation_always_ends, set_up, tear_down),
        cmocka_unit_test_setup_teardown(hostile_nesting_is_refused, set_up, tear_down),
        cmocka_unit_test_setup_teardown(the_type_is_known_before_a_run, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
