/* Two ids never become one field, and every field is a name that libconfig and our expressions take. */
#include "exchange/name.h"

#include "base/json.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

static void ids_become_fields(void **unused)
{
    (void)unused;
    static const struct {
        const char *id, *field;
    } rows[] = {{"Var1", "Var1"},       {"a.b", "a_x2e_b"},         {"a-b", "a_x2d_b"},   {"_a", "x_x__a"},
                {"a_x2e_b", "a_x5f_x2e_b"}, {"a_xyz", "a_xyz"}, {"x_x_a", "x_x5f_x_a"}, {"\xC3\xA9", "x_x__xe9_"},
                {"a_x2.", "a_x5f_x2_x2e_"}, {"1", "x_x_1"},
                {"true", "x_x_true"},   {"False", "x_x_False"},      {"truer", "truer"},   {"x_x_true", "x_x5f_x_true"}};
    struct arena *arena = arena_new();
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        assert_string_equal(name_field(arena, rows[i].id), rows[i].field);
    assert_null(name_field(arena, ""));
    assert_null(name_field(arena, "a\xC3"));
    arena_free(arena);
}

static void keys_are_what_libconfig_holds(void **unused)
{
    (void)unused;
    static const char *const good[] = {"a", "a-b_1", "truer"}, *const bad[] = {"", "a.b", "1a", "_a", "true", "FALSE", "\xC3\xA9"};
    for (size_t i = 0; i < sizeof good / sizeof *good; i++)
        assert_true(name_is_key(good[i]));
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_false(name_is_key(bad[i]));
}

static bool is_field(const char *field)
{
    static const char letters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
    return strchr(letters, field[0]) && strspn(field, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_") == strlen(field);
}

/* All ids of up to six of these signs, the ones that escapes are made of. */
static void no_two_ids_become_one_field(void **unused)
{
    (void)unused;
    static const char signs[] = "_x2e.-";
    struct arena *arena = arena_new();
    json_t *seen = json_object();
    size_t count = 0;
    for (size_t length = 1; length <= 6; length++) {
        size_t total = 1;
        for (size_t i = 0; i < length; i++)
            total *= sizeof signs - 1;
        for (size_t number = 0; number < total; number++, count++) {
            char id[8] = {0};
            for (size_t i = 0, rest = number; i < length; i++, rest /= sizeof signs - 1)
                id[i] = signs[rest % (sizeof signs - 1)];
            const char *field = name_field(arena, id);
            assert_true(is_field(field));
            if (json_object_get(seen, field))
                fail_msg("%s and %s both become %s", id, json_text(seen, field), field);
            json_object_set_new(seen, field, json_string(id));
        }
    }
    assert_int_equal(json_object_size(seen), count);
    json_decref(seen);
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ids_become_fields),
        cmocka_unit_test(keys_are_what_libconfig_holds),
        cmocka_unit_test(no_two_ids_become_one_field),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
