#include "base/json.h"

#include "base/mem.h"

#include <stdarg.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <cmocka.h>

/* Hashes of definitions and of the history rest on these bytes: they must stay those of jansson. */
static void same_as_jansson(const json_t *value)
{
    char *ours = json_canonical(value);
    char *theirs = json_dumps(value, JSON_COMPACT | JSON_SORT_KEYS | JSON_ENCODE_ANY);
    assert_non_null(theirs);
    assert_string_equal(ours, theirs);
    mem_free(ours);
    free(theirs);
}

static void canonical_bytes_are_those_of_jansson(void **state)
{
    static const char *const texts[] = {
        "null",
        "true",
        "false",
        "0",
        "-9223372036854775808",
        "9223372036854775807",
        "1.0",
        "-0.1",
        "1e300",
        "5e-324",
        "\"\"",
        "\"Zo\xc3\xab \xe2\x82\xac \xf0\x9f\x98\x80 \x7f\"",
        "\"/\\/\"",
        "[]",
        "{}",
        "[[],{},[{}]]",
        "{\"b\":1,\"a\":{\"z\":[1,2.5,\"x\"],\"y\":null},\"aa\":\"\",\"B\":true,\"\":0,\"\xc3\xa9\":1}",
    };
    (void)state;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        json_t *value = json_loads(texts[i], JSON_DECODE_ANY, NULL);
        assert_non_null(value);
        same_as_jansson(value);
        json_decref(value);
    }
}

static void every_byte_that_needs_it_is_escaped(void **state)
{
    (void)state;
    for (int byte = 1; byte < 128; byte++) {
        char text[] = {'a', (char)byte, (char)byte, 'b', '\0'};
        json_t *value = json_pack("{s:s}", text, text);
        same_as_jansson(value);
        json_decref(value);
    }
}

static void many_keys_are_sorted(void **state)
{
    (void)state;
    json_t *value = json_object();
    for (int i = 0; i < 300; i++) {
        char key[16];
        snprintf(key, sizeof key, "k%d", i * 7919 % 300);
        json_object_set_new(value, key, json_integer(i));
        same_as_jansson(value);
    }
    json_decref(value);
}

static void nothing_is_the_empty_text(void **state)
{
    (void)state;
    char *text = json_canonical(NULL);
    assert_string_equal(text, "");
    mem_free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(canonical_bytes_are_those_of_jansson),
        cmocka_unit_test(every_byte_that_needs_it_is_escaped),
        cmocka_unit_test(many_keys_are_sorted),
        cmocka_unit_test(nothing_is_the_empty_text),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
