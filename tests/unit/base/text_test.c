#include "base/text.h"

#include <stdarg.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

static void text_grows_and_keeps_its_end(void **state)
{
    (void)state;
    struct text text = TEXT_EMPTY;
    assert_string_equal(text_string(&text), "");
    for (int i = 0; i < 1000; i++)
        text_addf(&text, "%d,", i);
    assert_int_equal(text.length, 10 * 2 + 90 * 3 + 900 * 4);
    assert_int_equal(text.bytes[text.length], '\0');
    text_clear(&text);
    text_add_n(&text, "a\0b", 3);
    assert_int_equal(text.length, 3);
    assert_memory_equal(text.bytes, "a\0b", 4);
    text_free(&text);
}

static void string_tests_compare_whole_strings(void **state)
{
    (void)state;
    assert_true(string_equal(NULL, NULL));
    assert_false(string_equal(NULL, ""));
    assert_true(string_ends("deciding.conf", ".conf"));
    assert_false(string_ends("conf", ".conf"));
    assert_true(string_starts("la.agreed", "la."));
    assert_false(string_starts("la", "la."));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(text_grows_and_keeps_its_end),
        cmocka_unit_test(string_tests_compare_whole_strings),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
