/* Several versions of one workflow side by side: which of them a new case begins with, and what the files
 * must say. */
#include "core/versions.h"

#include "base/mem.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

static struct arena *arena;
static struct faults *faults;
static struct list definitions, roots;

static void version_add(int number, const char *valid)
{
    char text[600];
    snprintf(text, sizeof text,
             "workflow = { id = \"visit\"; version = %d; title = \"Visit\"; prefix = \"VIS\"; subject = "
             "\"pupil\"; %s\n"
             "states = ( { id = \"a\"; } ); };",
             number, valid);
    char *file = arena_printf(arena, "visit-%d.conf", number);
    static const struct definition_context nothing;
    struct conf_node *root =
        conf_read_text(arena, file, arena_copy(arena, text), strlen(text), &workflow_schema, faults);
    assert_non_null(root);
    struct definition *definition = definition_compile(arena, root, &nothing, faults);
    assert_non_null(definition);
    list_add(&definitions, definition);
    list_add(&roots, root);
}

static int begin(void **state)
{
    (void)state;
    arena = arena_new();
    faults = faults_new(arena);
    definitions = roots = LIST_EMPTY;
    return 0;
}

static int end(void **state)
{
    (void)state;
    list_free(&definitions);
    list_free(&roots);
    arena_free(arena);
    return 0;
}

static struct date day(const char *text)
{
    struct date date;
    assert_int_equal(0, date_read(text, &date, NULL));
    return date;
}

static void finds(const char *wanted)
{
    struct text text = TEXT_EMPTY;
    versions_check(&definitions, &roots, faults);
    faults_print(faults, &text);
    if (!wanted) {
        if (faults->items.count)
            fail_msg("%s", text_string(&text));
    } else if (!strstr(text_string(&text), wanted)) {
        fail_msg("no \"%s\" in:\n%s", wanted, text_string(&text));
    }
    text_free(&text);
}

static void one_version_needs_no_dates(void **state)
{
    (void)state;
    version_add(1, "");
    finds(NULL);
    assert_true(version_in_force(definitions.items[0], day("1999-01-01")));
}

static void versions_follow_each_other_day_by_day(void **state)
{
    (void)state;
    version_add(2, "valid_from = \"2026-09-01\";");
    version_add(1, "valid_to = \"2026-08-31\";");
    finds(NULL);
    assert_false(version_in_force(definitions.items[0], day("2026-08-31")));
    assert_true(version_in_force(definitions.items[1], day("2026-08-31")));
    assert_true(version_in_force(definitions.items[0], day("2026-09-01")));
    assert_false(version_in_force(definitions.items[1], day("2026-09-01")));
}

static void two_without_dates_are_refused(void **state)
{
    (void)state;
    version_add(2, "");
    version_add(1, "");
    finds("visit-2.conf:1: error: workflow \"visit\" has versions 1 and 2, and neither says from when it is "
          "in force");
    assert_int_equal(1, faults->errors);
}

static void an_open_end_is_refused_with_the_date_to_write(void **state)
{
    (void)state;
    version_add(2, "valid_from = \"2026-09-01\";");
    version_add(1, "");
    finds(
        "visit-1.conf:1: error: workflow \"visit\" version 1 has no end, and version 2 begins on 2026-09-01\n"
        "    write valid_to = \"2026-08-31\"; in version 1");
}

static void an_overlap_is_refused(void **state)
{
    (void)state;
    version_add(2, "valid_from = \"2026-09-01\";");
    version_add(1, "valid_to = \"2026-09-01\";");
    finds("versions 1 and 2 overlap from 2026-09-01 to 2026-09-01");
    assert_int_equal(1, faults->errors);
}

static void a_gap_is_a_warning(void **state)
{
    (void)state;
    version_add(2, "valid_from = \"2026-09-01\";");
    version_add(1, "valid_to = \"2026-08-29\";");
    finds("warning: workflow \"visit\": after version 1 ends on 2026-08-29");
    assert_int_equal(0, faults->errors);
}

static void an_end_before_its_beginning_is_refused(void **state)
{
    (void)state;
    version_add(1, "valid_from = \"2026-09-01\"; valid_to = \"2026-08-31\";");
    finds("version 1 ends on 2026-08-31, before it begins on 2026-09-01");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(one_version_needs_no_dates),
        TEST(versions_follow_each_other_day_by_day),
        TEST(two_without_dates_are_refused),
        TEST(an_open_end_is_refused_with_the_date_to_write),
        TEST(an_overlap_is_refused),
        TEST(a_gap_is_a_warning),
        TEST(an_end_before_its_beginning_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
