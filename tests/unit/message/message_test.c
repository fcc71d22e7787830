#include "message/message.h"

#include "base/text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>

static struct arena *arena;
static struct faults *faults;
static char folder[64];

static int set_up(void **state)
{
    (void)state;
    arena = arena_new();
    faults = faults_new(arena);
    snprintf(folder, sizeof folder, "/tmp/sendd-message-XXXXXX");
    return mkdtemp(folder) ? 0 : -1;
}

static const char *file_path(const char *name)
{
    return arena_printf(arena, "%s/%s", folder, name);
}

static int tear_down(void **state)
{
    (void)state;
    unlink(file_path("a.conf"));
    unlink(file_path("b.conf"));
    rmdir(folder);
    arena_free(arena);
    return 0;
}

static void write_file(const char *name, const char *text)
{
    FILE *file = fopen(file_path(name), "w");
    assert_non_null(file);
    fputs(text, file);
    fclose(file);
}

static struct templates *read_one(const char *subject, const char *body)
{
    write_file("a.conf",
               arena_printf(
                   arena, "templates = (\n  { id = \"t\";\n    subject = \"%s\";\n    body = \"%s\"; } );\n",
                   subject, body));
    return templates_read(arena, folder, faults);
}

/* What the faults say, with FILE for the folder's name. */
static const char *said(void)
{
    struct text text = TEXT_EMPTY;
    faults_print(faults, &text);
    char *copy = arena_copy(arena, text_string(&text));
    text_free(&text);
    size_t length = strlen(folder) + 1;
    for (char *at; (at = strstr(copy, folder));)
        memmove(at, at + length, strlen(at + length) + 1);
    return copy;
}

static struct message render(const struct templates *templates, json_t *values)
{
    struct message message;
    assert_string_equal(said(), "");
    assert_int_equal(message_render(templates, "t", values, arena, &message, NULL), 0);
    json_decref(values);
    return message;
}

static void values_are_written_for_people(void **state)
{
    (void)state;
    struct templates *templates = read_one(
        "((reference)): ((due))",
        "Due ((due)), ((days)) days, ((hours)) hours, ((ok)), ((no)).((list))(((reference))) \u00e9");
    struct message message =
        render(templates,
               json_pack("{s:s, s:s, s:i, s:f, s:b, s:b, s:[s,s]}", "reference", "EHC-1", "due", "2026-09-18",
                         "days", -3, "hours", 2.5, "ok", 1, "no", 0, "list", "one", "2026-09-01"));
    assert_string_equal(message.subject, "EHC-1: Friday 18 September 2026");
    assert_string_equal(message.body, "Due Friday 18 September 2026, -3 days, 2.5 hours, yes, no.\n\n* one\n"
                                      "* Tuesday 1 September 2026\n(EHC-1) \u00e9");
    assert_null(message.missing);
}

static void a_list_in_a_subject_has_commas(void **state)
{
    (void)state;
    struct templates *templates = read_one("((list))", "((list))");
    struct message message = render(templates, json_pack("{s:[s,s,s]}", "list", "a", "b", "c"));
    assert_string_equal(message.subject, "a, b and c");
}

static void flags_show_their_text_when_true(void **state)
{
    (void)state;
    struct templates *templates =
        read_one("s", "((a??A,))((b??B,))((c??C,))((d??D,))((e??E, \\\"x\\\" é))((f??F))");
    struct message message = render(templates, json_pack("{s:b, s:b, s:s, s:s, s:i, s:n}", "a", 1, "b", 0,
                                                         "c", "Yes", "d", "2026-09-18", "e", 1, "f"));
    assert_string_equal(message.body, "A,C,E, \"x\" \u00e9");
    assert_null(message.missing);
}

static void what_is_missing_stays_and_is_listed_once(void **state)
{
    (void)state;
    struct templates *templates =
        read_one("((due)) ((reference))", "((due)) ((nil)) ((empty)) ((none)) ((flag??text)) ((ref))");
    struct message message = render(templates, json_pack("{s:s, s:n, s:s, s:[], s:s}", "reference", "EHC-1",
                                                         "nil", "empty", "", "none", "ref", "x"));
    assert_string_equal(message.subject, "((due)) EHC-1");
    assert_string_equal(message.body, "((due)) ((nil)) ((empty)) ((none)) ((flag??text)) x");
    assert_string_equal(message.missing, "due, nil, empty, none, flag");
}

static void values_bring_no_markup_and_no_headers(void **state)
{
    (void)state;
    struct templates *templates = read_one("About ((x))", "((x)) and ((y))");
    struct message message =
        render(templates,
               json_pack("{s:s, s:s}", "x", "((y))\r\nBcc: all@x.test\x1b[31m\x7f\xc2\x85\u202e!", "y", "Y"));
    assert_string_equal(message.subject, "About ((y)) Bcc: all@x.test[31m!");
    assert_string_equal(message.body, "((y))\nBcc: all@x.test[31m! and Y");
    assert_null(message.missing);
}

static void an_unknown_template_is_told(void **state)
{
    (void)state;
    struct error error = ERROR_NONE;
    struct message message;
    struct templates *templates = read_one("s", "b");
    assert_int_equal(message_render(templates, "nope", NULL, arena, &message, &error), SENDD_ENOTFOUND);
    assert_string_equal(error.text, "there is no template \"nope\"");
    assert_true(templates_has(templates, "t"));
    assert_false(templates_has(templates, "nope"));
    assert_null(template_names(templates, "nope"));
}

static void names_and_ids_are_listed_once(void **state)
{
    (void)state;
    struct templates *templates = read_one("((a)) ((b))", "((b)) ((c??x)) ((a))");
    const char *const *names = template_names(templates, "t");
    assert_string_equal(names[0], "a");
    assert_string_equal(names[1], "b");
    assert_string_equal(names[2], "c");
    assert_null(names[3]);
    assert_string_equal(templates_ids(templates)[0], "t");
    assert_null(templates_ids(templates)[1]);
}

/* --- faults --- */

static void fault_is(const char *subject, const char *body, const char *wanted)
{
    faults = faults_new(arena);
    read_one(subject, body);
    assert_string_equal(said(), wanted);
}

static void faults_of_markup_name_their_place(void **state)
{
    (void)state;
    fault_is("s", "Hello ((name",
             "a.conf:4: error: body: \"((name\" has no )) at its end\n    close each ((name with ))\n");
    fault_is("s", "Hello (())",
             "a.conf:4: error: body: no name stands in \"(())\"\n"
             "    a name has letters, digits and _ only: ((reference)), ((due))\n");
    fault_is("s", "((??x))",
             "a.conf:4: error: body: no name stands in \"((??x))\"\n"
             "    a name has letters, digits and _ only: ((reference)), ((due))\n");
    fault_is("s", "((due by ((due))",
             "a.conf:4: error: body: a bracket stands inside \"((due by ((due))\"\n"
             "    Notify knows no brackets and no names inside ((...)): close the first (( with )), or "
             "write two flags one after the other\n");
    fault_is("s", "((fields.due))",
             "a.conf:4: error: body: no name stands in \"((fields.due))\"\n"
             "    a name has letters, digits and _ only: ((reference)), ((due))\n");
    fault_is("s", "reference))",
             "a.conf:4: warning: body: )) stands without a (( before it [stray-brackets]\n    write ((name))\n");
    fault_is("s", "as said (regulation 5(1)) in ((due))", "");
    fault_is("a\\nb", "b",
             "a.conf:3: error: subject holds a line end\n    a subject is one line: take the \\n out\n");
    faults = faults_new(arena);
    read_one("s", " \\n");
    assert_non_null(strstr(said(), "a.conf:4: error: body is empty\n"));
}

static void faults_of_length_are_told(void **state)
{
    (void)state;
    char *long_text = arena_alloc(arena, 20002);
    memset(long_text, 'x', 20001);
    fault_is("s", long_text,
             "a.conf:4: error: body has 20001 bytes, and at most 20000 are allowed\n"
             "    say it more briefly, or link to a page\n");
}

static void one_id_stands_once(void **state)
{
    (void)state;
    write_file("b.conf", "templates = ( { id = \"t\"; subject = \"s\"; body = \"b\"; } );\n");
    read_one("s", "b");
    assert_string_equal(said(), "b.conf:1: error: there are two templates \"t\"; the other is at a.conf:2\n"
                                "    give one of them another id\n");
}

static void names_of_a_child_are_refused_by_default(void **state)
{
    (void)state;
    fault_is("s", "((First_Name))",
             "a.conf:2: error: template t uses ((First_Name)), which may say who the child is or why\n"
             "    write ((reference)) and ((link)); or set privacy = \"named\" if nobody else can read "
             "the channel\n");
    faults = faults_new(arena);
    write_file("a.conf", "templates = ( { id = \"t\"; subject = \"s\"; body = \"((first_name))\"; privacy = "
                         "\"named\"; } );\n");
    templates_read(arena, folder, faults);
    assert_string_equal(said(), "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(values_are_written_for_people, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_list_in_a_subject_has_commas, set_up, tear_down),
        cmocka_unit_test_setup_teardown(flags_show_their_text_when_true, set_up, tear_down),
        cmocka_unit_test_setup_teardown(what_is_missing_stays_and_is_listed_once, set_up, tear_down),
        cmocka_unit_test_setup_teardown(values_bring_no_markup_and_no_headers, set_up, tear_down),
        cmocka_unit_test_setup_teardown(an_unknown_template_is_told, set_up, tear_down),
        cmocka_unit_test_setup_teardown(names_and_ids_are_listed_once, set_up, tear_down),
        cmocka_unit_test_setup_teardown(faults_of_markup_name_their_place, set_up, tear_down),
        cmocka_unit_test_setup_teardown(faults_of_length_are_told, set_up, tear_down),
        cmocka_unit_test_setup_teardown(one_id_stands_once, set_up, tear_down),
        cmocka_unit_test_setup_teardown(names_of_a_child_are_refused_by_default, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
