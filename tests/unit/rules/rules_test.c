/* The shipped rules, each against a date worked out by a second program; and rulebooks that must be refused.
 */
#include "rules/rules.h"
#include "../calendar/folder.h"

#include <stdarg.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

static struct arena *arena;
static struct calendars *calendars;
static struct rulebook *book;

static struct date day(const char *text)
{
    struct date date;
    assert_int_equal(date_read(text, &date, NULL), 0);
    return date;
}

static struct ruling apply(const char *rule, const char *from)
{
    struct ruling ruling;
    struct error error = ERROR_NONE;
    if (rule_apply(book, calendars, rule, day(from), "oakfield", arena, &ruling, &error))
        fail_msg("%s from %s: %s", rule, from, error.text);
    return ruling;
}

static struct ruling ask(const char *question)
{
    struct ruling ruling;
    struct error error = ERROR_NONE;
    if (rule_ask(book, calendars, question, "oakfield", arena, &ruling, &error))
        fail_msg("%s: %s", question, error.text);
    return ruling;
}

static void check_date(struct date given, const char *expected)
{
    char text[DATE_SIZE];
    assert_string_equal(date_write(given, text), expected);
}

/* Every shipped rule from Friday 28 November 2025 and from Sunday 31 May 2026, by a separate program in
 * another language. */
static const struct {
    const char *rule, *due[2];
} RULINGS[] = {
    {"ehcna.decision", {"2026-01-09", "2026-07-12"}},
    {"ehcna.advice", {"2026-01-09", "2026-07-12"}},
    {"ehcna.advice.bodies", {"2026-01-09", "2026-07-12"}},
    {"ehcna.refuse-plan", {"2026-03-20", "2026-09-20"}},
    {"ehcna.draft-target", {"2026-03-06", "2026-09-06"}},
    {"ehcna.parent-comments", {"2025-12-12", "2026-06-14"}},
    {"ehcna.consultation-reply", {"2025-12-13", "2026-06-15"}},
    {"ehcna.final", {"2026-04-17", "2026-10-18"}},
    {"ehcna.appeal", {"2026-01-28", "2026-07-31"}},
    {"ehcna.appeal.certificate", {"2026-01-02", "2026-06-30"}},
    {"ehcna.mediation-contact", {"2026-01-28", "2026-07-31"}},
    {"ehcna.mediation-certificate", {"2025-12-03", "2026-06-03"}},
    {"ehcna.mediation-meeting", {"2025-12-28", "2026-06-30"}},
    {"ehcna.order.assess", {"2025-12-12", "2026-06-14"}},
    {"ehcna.order.refuse-plan", {"2026-02-06", "2026-08-09"}},
    {"ehcna.order.final", {"2026-03-06", "2026-09-06"}},
    {"ehcna.order.plan-draft", {"2026-01-02", "2026-07-05"}},
    {"ehcna.order.plan-final", {"2026-02-13", "2026-08-16"}},
    {"ehcna.conceded.final", {"2026-04-17", "2026-10-18"}},
    {"sen.meeting.autumn", {"2025-12-19", "2025-12-19"}},
    {"sen.meeting.spring", {"2026-03-27", "2026-03-27"}},
    {"sen.meeting.summer", {"2026-07-21", "2026-07-21"}},
    {"sen.review", {"2025-11-28", "2026-05-31"}},
    {"sen.parents-told", {"2025-11-28", "2026-05-31"}},
    {"sen.report", {"2026-07-21", "2026-07-21"}},
    {"sen.information-report", {"2026-11-28", "2027-05-31"}},
    {"ar.next", {"2026-11-27", "2027-05-30"}},
    {"ar.notice", {"2025-11-14", "2026-05-17"}},
    {"ar.circulate", {"2025-11-14", "2026-05-17"}},
    {"ar.report", {"2025-12-12", "2026-06-14"}},
    {"ar.decision", {"2025-12-26", "2026-06-28"}},
    {"ar.amendments", {"2025-12-26", "2026-06-28"}},
    {"ar.comments", {"2025-12-12", "2026-06-14"}},
    {"ar.final", {"2026-01-23", "2026-07-26"}},
    {"ar.final.outer", {"2026-02-20", "2026-08-23"}},
    {"ar.transfer", {"2025-02-14", "2026-02-14"}},
    {"ar.transfer.post16", {"2025-03-30", "2026-03-30"}},
    {"ar.transfer.between-post16", {"2025-06-28", "2025-12-31"}},
    {"records.transfer", {"2025-12-19", "2026-06-19"}},
    {"senco.qualification", {"2028-11-28", "2029-05-31"}},
    {"sar.reply", {"2025-12-29", "2026-06-30"}},
};

static void every_rule_gives_the_date_that_a_second_program_gives(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof RULINGS / sizeof *RULINGS; i++) {
        char text[DATE_SIZE];
        struct ruling ruling = apply(RULINGS[i].rule, "2025-11-28");
        if (!string_equal(date_write(ruling.due, text), RULINGS[i].due[0]))
            fail_msg("%s: %s, not %s", RULINGS[i].rule, text, RULINGS[i].due[0]);
        ruling = apply(RULINGS[i].rule, "2026-05-31");
        if (!string_equal(date_write(ruling.due, text), RULINGS[i].due[1]))
            fail_msg("%s: %s, not %s", RULINGS[i].rule, text, RULINGS[i].due[1]);
        assert_false(ruling.provisional);
    }
}

static void no_shipped_rule_is_without_a_ruling_here(void **state)
{
    (void)state;
    size_t count = 0;
    for (const char *const *id = rulebook_ids(book); *id; id++, count++) {
        bool found = false;
        for (size_t i = 0; i < sizeof RULINGS / sizeof *RULINGS; i++)
            found = found || string_equal(RULINGS[i].rule, *id);
        if (!found)
            fail_msg("%s has no ruling in this test", *id);
    }
    assert_int_equal(count, sizeof RULINGS / sizeof *RULINGS);
}

static void disputed_rules_keep_every_reading_and_warn_on_the_earliest(void **state)
{
    (void)state;
    struct ruling ruling = apply("ehcna.final", "2026-09-01");
    assert_int_equal(ruling.count, 2);
    assert_true(ruling.candidates[0].legal);
    assert_false(ruling.candidates[1].legal);
    check_date(ruling.due, "2027-01-19");
    check_date(ruling.candidates[1].due, "2027-01-18");
    check_date(ruling.earliest, "2027-01-18");
    assert_non_null(strstr(ruling.candidates[1].authority, "LGSCO"));
    ruling = apply("ehcna.draft-target", "2026-09-01");
    check_date(ruling.earliest, "2026-12-08"); /* a later candidate never moves the warning */
    ruling = apply("ar.report", "2026-12-15");
    check_date(ruling.due, "2026-12-29");
    check_date(ruling.candidates[1].due, "2026-12-31");
}

static void a_ruling_tells_all_about_itself(void **state)
{
    (void)state;
    struct ruling ruling = apply("ehcna.decision", "2026-07-20");
    assert_string_equal(ruling.rule, "ehcna.decision");
    assert_string_equal(ruling.version, "2014-09-01");
    assert_string_equal(ruling.owner, "local_authority");
    assert_string_equal(ruling.kind, "statutory");
    assert_string_equal(ruling.basis, "statute");
    assert_string_equal(ruling.source, "SI 2014/1530 reg 5(1)");
    check_date(ruling.anchor, "2026-07-20");
    check_date(ruling.due, "2026-08-31"); /* the summer bank holiday: nothing rolls */
    check_date(ruling.workday, "2026-08-28");
    assert_string_equal(ruling.arithmetic, "2026-07-20 + 6 weeks (42 days) = 2026-08-31");
    assert_int_equal(ruling.ground_count, 4);
    assert_string_equal(ruling.grounds[0]->id, "school-closed");
    assert_false(ruling.minimum);
    ruling = apply("ehcna.parent-comments", "2026-12-08");
    assert_true(ruling.minimum);
    assert_non_null(strstr(ruling.arithmetic, "may be done from 2026-12-23"));
}

/* HESC Rules 2008 r.12 on the appeal. */
static void the_appeal_rolls_out_of_august_and_christmas(void **state)
{
    (void)state;
    check_date(apply("ehcna.appeal", "2026-06-30").due, "2026-09-01");
    check_date(apply("ehcna.appeal", "2024-06-30").due, "2024-09-02");
    check_date(apply("ehcna.appeal", "2026-05-31").due, "2026-07-31");
    check_date(apply("ehcna.appeal", "2026-10-25").due, "2027-01-04");
    check_date(apply("ehcna.appeal", "2026-10-24").due, "2026-12-24");
    check_date(apply("ehcna.appeal", "2026-11-01").due, "2027-01-04");
    check_date(apply("ehcna.appeal", "2026-11-02").due, "2027-01-04"); /* 2 January 2027 is a Saturday */
    check_date(apply("ehcna.mediation-contact", "2026-06-30").due, "2026-08-30");
    assert_non_null(strstr(apply("ehcna.appeal", "2026-06-30").arithmetic, "2026-08-30; it ends in August"));
}

static void a_date_past_a_calendar_is_provisional(void **state)
{
    (void)state;
    assert_true(apply("ehcna.mediation-certificate", "2028-12-28").provisional);
    assert_true(apply("sen.meeting.autumn", "2028-09-10").provisional);
    assert_true(apply("ehcna.appeal", "2029-03-01").provisional);
    assert_false(apply("ehcna.final", "2028-12-01").provisional); /* weeks need no calendar */
    assert_false(apply("senco.qualification", "2028-09-01").provisional);
    assert_non_null(strstr(apply("sen.meeting.autumn", "2028-09-10").arithmetic, "provisional"));
}

static void questions_are_answered(void **state)
{
    (void)state;
    static const struct {
        const char *question, *due;
    } ASKED[] = {{"ehcna.decision from 2026-09-01", "2026-10-13"},
                 {"  ehcna.decision   from  2026-09-01 ", "2026-10-13"},
                 {"2026-09-01 + 6 weeks", "2026-10-13"},
                 {"2026-09-01 - 2 weeks", "2026-08-18"},
                 {"2026-09-01 + 2 months", "2026-11-01"},
                 {"15 days beginning with 2026-09-01", "2026-09-15"},
                 {"10 working days from 2026-12-20", "2027-01-06"},
                 {"1 month from 2027-01-31", "2027-02-28"},
                 {"2 weeks before 2026-09-15", "2026-09-01"},
                 {"3 school days after 2026-10-22", "2026-11-04"},
                 {"end of autumn term from 2026-09-01", "2026-12-18"},
                 {"before 15 February from 2026-09-01", "2027-02-14"},
                 {"6 weeks of 2026-09-01", "2026-10-13"}};
    for (size_t i = 0; i < sizeof ASKED / sizeof *ASKED; i++)
        check_date(ask(ASKED[i].question).due, ASKED[i].due);
    struct ruling ruling = ask("2026-09-01 + 6 weeks");
    assert_string_equal(ruling.rule, "");
    assert_string_equal(ruling.owner, "");
    assert_string_equal(ruling.title, "6 weeks");
    assert_int_equal(ruling.count, 1);
}

static void check_refused(const char *question, const char *school, int code, const char *text,
                          const char *hint)
{
    struct ruling ruling;
    struct error error = ERROR_NONE;
    assert_int_equal(rule_ask(book, calendars, question, school, arena, &ruling, &error), code);
    if (!strstr(error.text, text) || !strstr(error.hint, hint))
        fail_msg("%s: %s\n%s", question, error.text, error.hint);
}

static void questions_that_make_no_sense_are_refused_with_help(void **state)
{
    (void)state;
    check_refused("ehcna.decison from 2026-09-01", NULL, SENDD_ENOTFOUND, "no rule \"ehcna.decison\"",
                  "did you mean ehcna.decision");
    check_refused("ehcna.decision from 2010-01-01", NULL, SENDD_ENOTFOUND, "in force on 2010-01-01",
                  "2014-09-01");
    check_refused("ehcna.decision", NULL, SENDD_EINVALID, "no question", "ehcna.decision from 2026-09-01");
    check_refused("", NULL, SENDD_EINVALID, "no question", "");
    check_refused("6 wekes from 2026-09-01", NULL, SENDD_EINVALID, "no length of time", "6 weeks");
    check_refused("2026-09-01 + ", NULL, SENDD_EINVALID, "no question", "");
    check_refused("2026-02-30 + 6 weeks", NULL, SENDD_EINVALID, "no question", "");
    check_refused("9999-12-31 + 6 weeks", NULL, SENDD_EINVALID, "years 1583 to 9999", "");
    check_refused("15 school days from 2026-09-01", NULL, SENDD_EINVALID, "counts school days",
                  "name the school");
    check_refused("records.transfer from 2026-09-01", NULL, SENDD_EINVALID, "counts school days",
                  "name the school");
    check_refused("records.transfer from 2026-09-01", "nowhere", SENDD_ENOTFOUND, "\"nowhere\"",
                  "nowhere.conf");
    char lengthy[400];
    memset(lengthy, 'x', sizeof lengthy - 1);
    lengthy[sizeof lengthy - 1] = '\0';
    check_refused(lengthy, NULL, SENDD_EINVALID, "no question", "");
}

static void a_ruling_is_printed_for_people(void **state)
{
    (void)state;
    struct ruling ruling = apply("ehcna.appeal.certificate", "2026-10-20");
    struct text text = TEXT_EMPTY;
    ruling_print(&ruling, &text);
    assert_string_equal(
        text_string(&text),
        "Friday 20 November 2026: Parents appeal after a mediation certificate\n"
        "  2026-10-20 + 1 month = 2026-11-20\n"
        "  also read as Thursday 19 November 2026: 30 days, the first day not counted (Warwickshire SENDIAS; "
        "edyourself.org)\n"
        "  warnings count back from Thursday 19 November 2026\n"
        "  rule: ehcna.appeal.certificate, version of 2014-09-01; parent; statutory, by statute\n"
        "  source: SI 2008/2699 r.20(1)(c) and r.12; from the date of the certificate, if later than two "
        "months from the decision\n");
    text_clear(&text);
    ruling = ask("2026-09-01 + 18 days");
    ruling_print(&ruling, &text);
    assert_string_equal(text_string(&text),
                        "Saturday 19 September 2026\n  2026-09-01 + 18 days = 2026-09-19\n"
                        "  last working day on or before it: Friday 18 September 2026\n");
    text_free(&text);
}

static void a_ruling_is_json(void **state)
{
    (void)state;
    struct ruling ruling = apply("ehcna.decision", "2026-09-01");
    json_t *json = ruling_json(&ruling);
    assert_string_equal(json_text(json, "rule"), "ehcna.decision");
    assert_string_equal(json_text(json, "anchor"), "2026-09-01");
    assert_string_equal(json_text(json, "due"), "2026-10-13");
    assert_string_equal(json_text(json, "earliest"), "2026-10-12");
    assert_string_equal(json_text(json, "workday"), "2026-10-13");
    assert_true(json_is_false(json_object_get(json, "provisional")));
    json_t *candidates = json_object_get(json, "candidates");
    assert_int_equal(json_array_size(candidates), 2);
    assert_string_equal(json_text(json_array_get(candidates, 1), "due"), "2026-10-12");
    assert_true(json_is_true(json_object_get(json_array_get(candidates, 0), "legal")));
    assert_int_equal(json_array_size(json_object_get(json, "grounds")), 4);
    json_decref(json);
}

/* --- rulebooks of our own --- */

#define RULE(id, versions, examples)                                                                         \
    "{ id = \"" id "\"; title = \"t\"; owner = \"school\"; kind = \"target\"; versions = (" versions         \
    "); examples = (" examples "); }"
#define VERSION(from, length, rest)                                                                          \
    "{ valid_from = \"" from "\"; length = \"" length "\"; source = \"s\"; basis = \"practice\"; " rest "}"
#define EXAMPLE(from, due) "{ from = \"" from "\"; due = \"" due "\"; }"

/* Reads a folder with one file; the caller frees OWN. */
static struct rulebook *own_book(struct arena *own, const char *file, struct text *said)
{
    const char *folder = folder_make();
    folder_put("own.conf", file);
    struct faults *faults = faults_new(own);
    struct rulebook *read = rulebook_read(own, folder, calendars, faults);
    faults_print(faults, said);
    folder_remove();
    return read;
}

static void check_faulty(const char *file, const char *expected)
{
    struct arena *own = arena_new();
    struct text said = TEXT_EMPTY;
    own_book(own, file, &said);
    if (!strstr(text_string(&said), expected))
        fail_msg("wanted \"%s\", was told:\n%s", expected, text_string(&said));
    text_free(&said);
    arena_free(own);
}

static void faulty_rules_are_named_with_their_line(void **state)
{
    (void)state;
    static const char *const CASES[][2] = {
        {"rules = (\n" RULE("a.b", VERSION("2014-09-01", "6 wekes", ""),
                            EXAMPLE("2026-09-01", "2026-10-13")) ");",
         "own.conf:2: error: \"6 wekes\" is no length of time"},
        {"rules = (\n" RULE("A b", VERSION("2014-09-01", "6 weeks", ""),
                            EXAMPLE("2026-09-01", "2026-10-13")) ");",
         "own.conf:2: error: \"A b\" is no id of a rule"},
        {"rules = (\n" RULE("a.b", VERSION("2014-13-01", "6 weeks", ""),
                            EXAMPLE("2026-09-01", "2026-10-13")) ");",
         "own.conf:2: error: valid_from: there is no day 2014-13-01"},
        {"rules = (\n" RULE("a.b", VERSION("2014-09-01", "6 weeks", "valid_to = \"2013-01-01\"; "), "") ");",
         "own.conf:2: error: valid_to lies before valid_from"},
        {"rules = (\n" RULE(
             "a.b", VERSION("2014-09-01", "6 weeks", "") ",\n" VERSION("2020-01-01", "7 weeks", ""), "") ");",
         "own.conf:3: error: this version begins before the one above it ends"},
        {"rules = (\n" RULE("a.b", VERSION("2014-09-01", "6 weeks", "grounds = [\"snow\"]; "), "") ");",
         "own.conf:2: error: this file has no ground \"snow\""},
        {"rules = (\n" RULE("a.b", VERSION("2014-09-01", "6 weeks", "roll = \"always\"; "), "") ");",
         "own.conf:2: error:"},
        {"rules = (\n" RULE(
             "a.b", VERSION("2014-09-01", "6 weeks", "candidates = { length = \"x\"; authority = \"y\"; }; "),
             "") ");",
         "own.conf:2: error: \"x\" is no length of time"},
        {"rules = (\n" RULE("a.b", VERSION("2014-09-01", "6 weeks", ""), "") ");",
         "the rule a.b has no worked example"},
        {"rules = (\n" RULE("a.b", "", EXAMPLE("2026-09-01", "2026-10-13")) ");",
         "the rule \"a.b\" has no versions"},
        {"rules = (\n" RULE("a.b", VERSION("2014-09-01", "6 weeks", ""),
                            EXAMPLE("2010-09-01", "2010-10-13")) ");",
         "own.conf:2: error: the example of a.b cannot be run: no version of a.b is in force on 2010-09-01"},
        {"rules = (\n" RULE("a.b", VERSION("2014-09-01", "6 school days", ""),
                            EXAMPLE("2026-09-01", "2026-10-13")) ");",
         "own.conf:2: error: the example of a.b cannot be run: a.b counts school days"},
        {"rules = (\n" RULE(
             "a.b", VERSION("2014-09-01", "6 weeks", ""),
             EXAMPLE("2026-09-01", "2026-10-13")) ",\n" RULE("a.b", VERSION("2014-09-01", "7 weeks", ""),
                                                             EXAMPLE("2026-09-01", "2026-10-20")) ");",
         "own.conf:3: error: the rule a.b is already at"},
    };
    for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++)
        check_faulty(CASES[i][0], CASES[i][1]);
}

/* The control: a rule that is one day out is caught by its own example, and is not there to be applied. */
static void a_rule_with_a_failing_example_does_not_load(void **state)
{
    (void)state;
    struct arena *own = arena_new();
    struct text said = TEXT_EMPTY;
    struct rulebook *read = own_book(
        own,
        "rules = (\n" RULE(
            "slipped", VERSION("2014-09-01", "6 weeks beginning with", ""),
            EXAMPLE("2026-09-01", "2026-10-13")) ",\n" RULE("sound", VERSION("2014-09-01", "6 weeks", ""),
                                                            EXAMPLE("2026-09-01", "2026-10-13")) ");",
        &said);
    assert_non_null(strstr(
        text_string(&said),
        "own.conf:2: error: the example of slipped says due 2026-10-13, but the rule gives 2026-10-12"));
    assert_non_null(strstr(text_string(&said), "6 weeks (42 days) beginning with 2026-09-01"));
    assert_false(rulebook_has(read, "slipped"));
    assert_true(rulebook_has(read, "sound"));
    text_free(&said);
    arena_free(own);
}

static void the_version_in_force_on_the_anchor_is_applied(void **state)
{
    (void)state;
    struct arena *own = arena_new();
    struct text said = TEXT_EMPTY;
    struct rulebook *read =
        own_book(own,
                 "rules = " RULE("a.b",
                                 VERSION("2014-09-01", "6 weeks", "valid_to = \"2026-12-31\"; ") "," VERSION(
                                     "2027-01-01", "8 weeks", ""),
                                 EXAMPLE("2026-12-31", "2027-02-11")) ";",
                 &said);
    assert_string_equal(text_string(&said), "");
    struct ruling ruling;
    assert_int_equal(rule_apply(read, calendars, "a.b", day("2026-12-31"), NULL, own, &ruling, NULL), 0);
    assert_string_equal(ruling.version, "2014-09-01");
    check_date(ruling.due, "2027-02-11");
    assert_int_equal(rule_apply(read, calendars, "a.b", day("2027-01-01"), NULL, own, &ruling, NULL), 0);
    assert_string_equal(ruling.version, "2027-01-01");
    check_date(ruling.due, "2027-02-26");
    text_free(&said);
    arena_free(own);
}

/* An example that another site's calendars cannot answer says nothing against the rule. */
static void examples_of_absent_schools_and_unknown_years_are_not_compared(void **state)
{
    (void)state;
    struct arena *own = arena_new();
    struct text said = TEXT_EMPTY;
    struct rulebook *read = own_book(
        own,
        "rules = (" RULE("a.b", VERSION("2014-09-01", "6 school days", ""),
                         "{ from = \"2026-09-01\"; due = \"2026-09-02\"; school = "
                         "\"elsewhere\"; }") "," RULE("a.c", VERSION("2014-09-01", "6 working days", ""),
                                                      EXAMPLE("2040-09-01", "2040-09-02")) ");",
        &said);
    assert_string_equal(text_string(&said), "");
    assert_true(rulebook_has(read, "a.b") && rulebook_has(read, "a.c"));
    text_free(&said);
    arena_free(own);
}

/* --- the reference pages --- */

static void check_page(const struct conf_schema *schema, const char *path)
{
    struct text page = TEXT_EMPTY;
    conf_reference(schema, &page);
    FILE *file = fopen(source_path(path), "r");
    assert_non_null(file);
    char *bytes = test_calloc(1, page.length + 2);
    size_t count = fread(bytes, 1, page.length + 1, file);
    fclose(file);
    if (count != page.length || memcmp(bytes, text_string(&page), count) != 0)
        fail_msg("%s is not what `sendctl reference %s` prints", path, schema->name);
    test_free(bytes);
    text_free(&page);
}

static void the_reference_pages_are_those_of_the_schemas(void **state)
{
    (void)state;
    check_page(&rules_schema, "docs/reference/rules.md");
    check_page(&calendar_schema, "docs/reference/calendar.md");
}

static int prepare(void **state)
{
    (void)state;
    arena = arena_new();
    struct faults *faults = faults_new(arena);
    calendars = calendars_read(arena, source_path("conf/calendars"), faults);
    book = rulebook_read(arena, source_path("conf/rules"), calendars, faults);
    struct text said = TEXT_EMPTY;
    faults_print(faults, &said);
    if (said.length > 0)
        print_error("%s\n", text_string(&said));
    text_free(&said);
    return (int)faults->errors;
}

static int finish(void **state)
{
    (void)state;
    arena_free(arena);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_rule_gives_the_date_that_a_second_program_gives),
        cmocka_unit_test(no_shipped_rule_is_without_a_ruling_here),
        cmocka_unit_test(disputed_rules_keep_every_reading_and_warn_on_the_earliest),
        cmocka_unit_test(a_ruling_tells_all_about_itself),
        cmocka_unit_test(the_appeal_rolls_out_of_august_and_christmas),
        cmocka_unit_test(a_date_past_a_calendar_is_provisional),
        cmocka_unit_test(questions_are_answered),
        cmocka_unit_test(questions_that_make_no_sense_are_refused_with_help),
        cmocka_unit_test(a_ruling_is_printed_for_people),
        cmocka_unit_test(a_ruling_is_json),
        cmocka_unit_test(faulty_rules_are_named_with_their_line),
        cmocka_unit_test(a_rule_with_a_failing_example_does_not_load),
        cmocka_unit_test(the_version_in_force_on_the_anchor_is_applied),
        cmocka_unit_test(examples_of_absent_schools_and_unknown_years_are_not_compared),
        cmocka_unit_test(the_reference_pages_are_those_of_the_schemas),
    };
    return cmocka_run_group_tests(tests, prepare, finish);
}
