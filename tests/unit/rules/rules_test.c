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
    const struct rule_query query = {.rule = rule, .anchor = day(from), .school = "oakfield", .lenient = true};
    if (rule_apply(book, calendars, &query, arena, &ruling, &error))
        fail_msg("%s from %s: %s", rule, from, error.text);
    return ruling;
}

static struct ruling ask(const char *question)
{
    struct ruling ruling;
    struct error error = ERROR_NONE;
    if (rule_ask(book, calendars, question, "oakfield", NULL, arena, &ruling, &error))
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
    {"ehcna.no-plan", {"2026-03-20", "2026-09-20"}},
    {"ehcna.draft-target", {"2026-03-06", "2026-09-06"}},
    {"ehcna.draft-comments", {"2025-12-12", "2026-06-14"}},
    {"ehcna.consultation", {"2025-12-13", "2026-06-15"}},
    {"ehcna.plan", {"2026-04-17", "2026-10-18"}},
    {"ehcna.reversed-no-plan", {"2026-02-06", "2026-08-09"}},
    {"ehcna.reversed-plan", {"2026-03-06", "2026-09-06"}},
    {"order.assess", {"2025-12-12", "2026-06-14"}},
    {"order.contents", {"2026-01-02", "2026-07-05"}},
    {"order.school", {"2025-12-12", "2026-06-14"}},
    {"order.make-draft", {"2026-01-02", "2026-07-05"}},
    {"order.make-plan", {"2026-02-13", "2026-08-16"}},
    {"reassess.decision", {"2025-12-13", "2026-06-15"}},
    {"reassess.plan", {"2026-03-06", "2026-09-06"}},
    {"mediation.contact", {"2026-01-28", "2026-07-31"}},
    {"mediation.certificate", {"2025-12-03", "2026-06-03"}},
    {"mediation.meeting", {"2025-12-28", "2026-06-30"}},
    {"appeal.lodge", {"2026-01-28", "2026-07-31"}},
    {"appeal.response", {"2026-01-19", "2026-07-10"}},
    {"review.first", {"2026-11-27", "2027-05-30"}},
    {"review.next", {"2026-11-27", "2027-05-30"}},
    {"review.meeting-latest", {"2026-10-30", "2027-05-02"}},
    {"review.notice", {"2025-11-14", "2026-05-17"}},
    {"review.circulate", {"2025-11-14", "2026-05-17"}},
    {"review.report", {"2025-12-12", "2026-06-14"}},
    {"review.decision", {"2025-12-26", "2026-06-28"}},
    {"review.amendments", {"2025-12-26", "2026-06-28"}},
    {"review.comments", {"2025-12-12", "2026-06-14"}},
    {"review.final", {"2026-02-20", "2026-08-23"}},
    {"transfer.phase", {"2025-02-14", "2026-02-14"}},
    {"transfer.post16", {"2025-03-30", "2026-03-30"}},
    {"transfer.other", {"2025-06-28", "2025-12-31"}},
    {"move.transfer", {"2025-12-18", "2026-06-19"}},
    {"move.notice", {"2026-01-09", "2026-07-12"}},
    {"move.review", {"2026-02-27", "2026-08-30"}},
    {"cease.effective", {"2026-01-29", "2026-08-01"}},
    {"support.parent-meeting", {"2025-12-19", "2026-07-21"}},
    {"support.parent-meeting.autumn", {"2025-12-19", "2025-12-19"}},
    {"support.parent-meeting.spring", {"2026-03-27", "2026-03-27"}},
    {"support.parent-meeting.summer", {"2026-07-21", "2026-07-21"}},
    {"sen.review", {"2025-11-28", "2026-05-31"}},
    {"sen.parents-told", {"2025-11-28", "2026-05-31"}},
    {"sen.report", {"2026-07-21", "2026-07-21"}},
    {"sen.information-report", {"2026-11-28", "2027-05-31"}},
    {"records.transfer", {"2025-12-19", "2026-06-19"}},
    {"records.access", {"2025-12-19", "2026-06-19"}},
    {"sar.reply", {"2025-12-29", "2026-06-30"}},
    {"breach.report", {"2025-12-01", "2026-06-03"}},
    {"senco.qualified", {"2028-11-28", "2029-05-31"}},
    {"accessibility.plan", {"2028-11-28", "2029-05-31"}},
    {"equality.objectives", {"2029-11-27", "2030-05-30"}},
    {"equality.information", {"2026-11-27", "2027-05-30"}},
    {"force.record", {"2025-11-28", "2026-05-31"}},
    {"force.parent", {"2025-11-28", "2026-05-31"}},
    {"retention.sen-file", {"2056-11-28", "2057-05-31"}},
    {"census.autumn", {"2026-10-01", "2026-10-01"}},
    {"census.spring", {"2026-01-15", "2027-01-21"}},
    {"census.summer", {"2026-05-21", "2027-05-20"}},
    {"access.approval", {"2028-01-28", "2028-07-31"}},
    {"access.deadline", {"2026-03-21", "2027-03-21"}},
    {"access.modified-papers", {"2026-01-31", "2027-01-31"}},
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
    struct ruling ruling = apply("ehcna.plan", "2026-09-01");
    assert_int_equal(ruling.count, 2);
    assert_true(ruling.candidates[0].legal);
    assert_false(ruling.candidates[1].legal);
    check_date(ruling.due, "2027-01-19");
    check_date(ruling.candidates[1].due, "2027-01-18");
    check_date(ruling.earliest, "2027-01-18");
    assert_non_null(strstr(ruling.candidates[1].authority, "LGSCO"));
    ruling = apply("ehcna.draft-target", "2026-09-01");
    check_date(ruling.earliest, "2026-12-08"); /* a later candidate never moves the warning */
    ruling = apply("review.report", "2026-12-15");
    check_date(ruling.due, "2026-12-29");
    check_date(ruling.candidates[1].due, "2026-12-31");
}

static void a_ruling_tells_all_about_itself(void **state)
{
    (void)state;
    struct ruling ruling = apply("ehcna.decision", "2026-07-20");
    assert_string_equal(ruling.rule, "ehcna.decision");
    assert_string_equal(ruling.version, "2020-09-26");
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
    ruling = apply("ehcna.draft-comments", "2026-12-08");
    assert_true(ruling.minimum);
    assert_non_null(strstr(ruling.arithmetic, "may be done from 2026-12-23"));
}

/* HESC Rules 2008 r.12 on the appeal. */
static void the_appeal_rolls_out_of_august_and_christmas(void **state)
{
    (void)state;
    check_date(apply("appeal.lodge", "2026-06-30").due, "2026-09-01");
    check_date(apply("appeal.lodge", "2024-06-30").due, "2024-09-02");
    check_date(apply("appeal.lodge", "2026-05-31").due, "2026-07-31");
    check_date(apply("appeal.lodge", "2026-10-25").due, "2027-01-04");
    check_date(apply("appeal.lodge", "2026-10-24").due, "2026-12-24");
    check_date(apply("appeal.lodge", "2026-11-01").due, "2027-01-04");
    check_date(apply("appeal.lodge", "2026-11-02").due, "2027-01-04"); /* 2 January 2027 is a Saturday */
    check_date(apply("mediation.contact", "2026-06-30").due, "2026-08-30");
    assert_non_null(strstr(apply("appeal.lodge", "2026-06-30").arithmetic, "2026-08-30; it ends in August"));
}

static void a_date_past_a_calendar_is_provisional(void **state)
{
    (void)state;
    assert_true(apply("mediation.certificate", "2028-12-28").provisional);
    assert_true(apply("support.parent-meeting.autumn", "2028-09-10").provisional);
    assert_true(apply("appeal.lodge", "2029-03-01").provisional);
    assert_false(apply("ehcna.plan", "2028-12-01").provisional); /* weeks need no calendar */
    assert_false(apply("senco.qualified", "2028-09-01").provisional);
    assert_non_null(strstr(apply("support.parent-meeting.autumn", "2028-09-10").arithmetic, "provisional"));
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
                 {"6 weeks of 2026-09-01", "2026-10-13"},
                 {"12 months starting with, then 4 weeks before from 2025-03-05", "2026-02-04"},
                 {"earlier of 2 weeks and 10 working days from 2026-12-15", "2026-12-29"},
                 {"30 working days not counting August and 25 December to 1 January from 2026-07-02", "2026-09-11"},
                 {"the last Friday of June from 2026-06-27", "2027-06-25"},
                 {"start of term from 2026-12-01", "2027-01-05"},
                 {"end of term from 2026-12-19", "2027-03-25"},
                 {"72 hours from 2026-11-26T14:30", "2026-11-29"},
                 {"review.final from 2026-11-20 and notice=2026-11-30", "2027-01-25"},
                 {"review.final from 2026-11-20, notice=2026-11-30", "2027-01-25"},
                 {"review.final from 2026-11-20 notice=2026-11-30", "2027-01-25"},
                 {"appeal.lodge from 2026-05-15 and certificate=2026-07-10", "2026-09-01"}};
    for (size_t i = 0; i < sizeof ASKED / sizeof *ASKED; i++)
        check_date(ask(ASKED[i].question).due, ASKED[i].due);
    struct ruling ruling = ask("2026-09-01 + 6 weeks");
    assert_string_equal(ruling.rule, "");
    assert_string_equal(ruling.owner, "");
    assert_string_equal(ruling.title, "6 weeks");
    assert_int_equal(ruling.count, 1);
}

/* An alternative whose day is not known drops out; a reading, too. */
static void anchors_that_are_not_given_drop_out(void **state)
{
    (void)state;
    check_date(ask("move.review from 2026-09-01").due, "2026-11-30");
    check_date(ask("move.review from 2026-09-01 and reviewed=2026-05-11").due, "2027-05-10");
    assert_int_equal(ask("ehcna.reversed-plan from 2026-09-01").count, 1);
    struct ruling ruling = ask("ehcna.reversed-plan from 2026-09-01 and request=2026-05-04");
    assert_int_equal(ruling.count, 2);
    check_date(ruling.due, "2026-12-08");
    check_date(ruling.earliest, "2026-09-21");
}

/* Asked for a day on which no version holds, the nearest answers and says so; a workflow is refused. */
static void outside_its_validity_a_rule_answers_with_a_warning(void **state)
{
    (void)state;
    struct ruling ruling = ask("ehcna.decision from 2010-01-01");
    struct error error = ERROR_NONE;
    check_date(ruling.due, "2010-02-12");
    assert_non_null(strstr(ruling.warning, "2010-01-01 lies outside what ehcna.decision is for (2014-09-01 to"));
    assert_null(ask("ehcna.decision from 2014-09-01").warning);
    const struct rule_query strict = {.rule = "ehcna.decision", .anchor = day("2010-01-01")};
    assert_int_equal(rule_apply(book, calendars, &strict, arena, &ruling, &error), SENDD_ENOTFOUND);
    assert_non_null(strstr(error.text, "in force on 2010-01-01"));
}

static void a_rule_in_hours_ends_at_a_time(void **state)
{
    (void)state;
    static const char *const ASKED[][2] = {
        {"breach.report from 2026-11-26T14:30", "2026-11-29T14:30:00+00:00"},
        {"breach.report from 2026-11-26", "2026-11-29T00:00:00+00:00"},
        {"breach.report from 2026-03-27T23:30", "2026-03-31T00:30:00+01:00"}, /* the clocks go forward */
        {"breach.report from 2026-10-24T23:30", "2026-10-27T22:30:00+00:00"},
        {"breach.report from 2026-11-26T14:30:00Z", "2026-11-29T14:30:00+00:00"}};
    for (size_t i = 0; i < sizeof ASKED / sizeof *ASKED; i++) {
        struct ruling ruling = ask(ASKED[i][0]);
        json_t *json = ruling_json(&ruling);
        assert_string_equal(json_text(json, "time"), ASKED[i][1]);
        json_decref(json);
    }
    assert_int_equal(ask("ehcna.plan from 2026-09-01").time, INSTANT_NEVER);
}

/* The one clock that stops, and since 5 February 2026 by Art. 12A: the days of question and answer do not count. */
static void the_clock_of_subject_access_stops(void **state)
{
    (void)state;
    check_date(ask("sar.reply from 2026-03-02").due, "2026-04-02");
    check_date(ask("sar.reply from 2026-03-02 and clarify-asked=2026-03-10 and clarify-got=2026-03-16").due, "2026-04-09");
    check_date(ask("sar.reply from 2026-05-29 and clarify-asked=2026-06-03 and clarify-got=2026-06-03").due, "2026-06-30");
    check_date(ask("sar.reply from 2026-03-02 and identity=2026-03-12").due, "2026-04-13");
    check_date(ask("sar.reply from 2025-11-10 and clarify-asked=2025-11-16 and clarify-got=2025-12-16").due, "2026-01-09");
    check_date(ask("sar.reply from 2019-03-04 and clarify-asked=2019-03-10 and clarify-got=2019-03-16").due, "2019-04-04");
    struct ruling ruling = ask("sar.reply from 2026-03-02 and clarify-asked=2026-03-10");
    check_date(ruling.due, "2026-04-02");
    assert_true(ruling.provisional);
    assert_non_null(strstr(ruling.arithmetic, "the clock stands still from 2026-03-10 (clarify-asked): 24 days are left"));
    /* a request of the day before keeps the old count */
    check_date(ask("sar.reply from 2026-02-04 and clarify-asked=2026-02-10 and clarify-got=2026-02-16").due, "2026-03-10");
    check_date(ask("sar.reply from 2026-02-05 and clarify-asked=2026-02-10 and clarify-got=2026-02-16").due, "2026-03-12");
}

/* SI 2020/471 changed no length; it gave one more ground, also for what had begun before and was due while it held. */
static void the_law_of_2020_is_also_for_what_had_begun(void **state)
{
    (void)state;
    static const struct {
        const char *from, *version;
        size_t grounds;
    } CASES[] = {{"2019-12-12", "2014-09-01", 4},
                 {"2019-12-13", "2020-05-01", 5},
                 {"2020-05-07", "2020-05-01", 5},
                 {"2020-05-10", "2020-09-26", 4}};
    for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
        struct ruling ruling = apply("ehcna.plan", CASES[i].from);
        assert_string_equal(ruling.version, CASES[i].version);
        assert_int_equal(ruling.ground_count, CASES[i].grounds);
        assert_int_equal(ruling.due.day - ruling.anchor.day, 140);
    }
}

static void check_refused(const char *question, const char *school, int code, const char *text,
                          const char *hint)
{
    struct ruling ruling;
    struct error error = ERROR_NONE;
    assert_int_equal(rule_ask(book, calendars, question, school, NULL, arena, &ruling, &error), code);
    if (!strstr(error.text, text) || !strstr(error.hint, hint))
        fail_msg("%s: %s\n%s", question, error.text, error.hint);
}

static void questions_that_make_no_sense_are_refused_with_help(void **state)
{
    (void)state;
    check_refused("ehcna.decison from 2026-09-01", NULL, SENDD_ENOTFOUND, "no rule \"ehcna.decison\"",
                  "did you mean ehcna.decision");
    check_refused("ehcna.decision", NULL, SENDD_EINVALID, "no question", "ehcna.decision from 2026-09-01");
    check_refused("", NULL, SENDD_EINVALID, "no question", "");
    check_refused("6 wekes from 2026-09-01", NULL, SENDD_EINVALID, "no length of time", "6 weeks");
    check_refused("2026-09-01 + ", NULL, SENDD_EINVALID, "no question", "");
    check_refused("2026-02-30 + 6 weeks", NULL, SENDD_EINVALID, "no day 2026-02-30", "");
    check_refused("ehcna.plan from 2026-02-30", NULL, SENDD_EINVALID, "no day 2026-02-30", "");
    check_refused("review.final from 2026-09-01 and notise=2026-09-10", NULL, SENDD_EINVALID, "counts from no \"notise\"",
                  "did you mean notice=?");
    check_refused("ehcna.plan from 2026-09-01 and notice=2026-09-10", NULL, SENDD_EINVALID, "counts from no \"notice\"",
                  "it counts from received alone");
    check_refused("review.final from 2026-09-01 and notice=soon", NULL, SENDD_EINVALID, "", "YYYY-MM-DD");
    check_refused("6 weeks of receipt from 2026-09-01", NULL, SENDD_EINVALID, "more than a length", "");
    check_refused("the next listed day from 2026-09-01", NULL, SENDD_EINVALID, "more than a length", "");
    check_refused("9999-12-31 + 6 weeks", NULL, SENDD_EINVALID, "years 1583 to 9999", "");
    check_refused("15 school days from 2026-09-01", NULL, SENDD_EINVALID, "counts school days",
                  "name the school");
    check_refused("records.transfer from 2026-09-01", NULL, SENDD_EINVALID, "counts school days",
                  "name the school");
    check_refused("records.transfer from 2026-09-01", "nowhere", SENDD_ENOTFOUND, "\"nowhere\"",
                  "nowhere.conf");
    char lengthy[800];
    memset(lengthy, 'x', sizeof lengthy - 1);
    lengthy[sizeof lengthy - 1] = '\0';
    check_refused(lengthy, NULL, SENDD_EINVALID, "no question", "");
}

static void check_printed(const struct ruling *ruling, const char *expected)
{
    struct text text = TEXT_EMPTY;
    json_t *json = ruling_json(ruling);
    ruling_print(json, &text);
    assert_string_equal(text_string(&text), expected);
    json_decref(json);
    text_free(&text);
}

/* --- rulebooks of our own --- */

#define RULE(id, versions, examples)                                                                         \
    "{ id = \"" id "\"; title = \"t\"; owner = \"school\"; kind = \"target\"; versions = (" versions         \
    "); examples = (" examples "); }"
#define VERSION(from, length, rest)                                                                          \
    "{ valid_from = \"" from "\"; length = \"" length "\"; source = \"s\"; basis = \"local\"; " rest "}"
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

/* For a first day it is the later date that asks more. */
static void a_first_day_is_tightened_by_a_later_one(void **state)
{
    (void)state;
    check_faulty("rules = (" RULE("a.b", VERSION("2020-01-01", "3 years", "gives = \"first-day\";"),
                                  EXAMPLE("2026-09-01", "2029-09-01")) ");\n"
                 "overlays = ({ authority = \"901\"; targets = ({ rule = \"a.b\"; length = \"2 years\"; source = \"s\"; }); });",
                 "this is no tighter than a.b itself");
    struct arena *own = arena_new();
    struct text said = TEXT_EMPTY;
    struct rulebook *read = own_book(
        own, "rules = (" RULE("a.b", VERSION("2020-01-01", "3 years", "gives = \"first-day\";"),
                              EXAMPLE("2026-09-01", "2029-09-01")) ");\n"
             "overlays = ({ authority = \"901\"; targets = ({ rule = \"a.b\"; length = \"4 years\"; source = \"s\"; }); });", &said);
    assert_string_equal(text_string(&said), "");
    const struct rule_query query = {.rule = "a.b", .anchor = date_from(2026, 9, 1), .authority = "901"};
    struct ruling ruling;
    assert_int_equal(rule_apply(read, calendars, &query, own, &ruling, NULL), 0);
    assert_true(ruling.first_day);
    check_date(ruling.due, "2029-09-01");
    check_date(ruling.candidates[1].due, "2030-09-01");
    text_free(&said);
    arena_free(own);
}

static void what_a_rule_must_say_is_not_empty(void **state)
{
    (void)state;
    check_faulty("rules = ({ id = \"a.b\"; title = \"t\"; owner = \"school\"; kind = \"target\";"
                 "versions = ({ valid_from = \"2020-01-01\"; length = \"3 days\"; source = \" \"; basis = \"local\"; });"
                 "examples = (" EXAMPLE("2026-09-01", "2026-09-04") "); });", "source is empty");
    check_faulty("rules = (" RULE("a.b", VERSION("2020-01-01", "3 days", ""),
                                  "{ from = \"2026-09-01\"; due = \"2026-12-25\"; school = \"elsewhere\"; }") ");",
                 "the example of a.b says due 2026-12-25");
}

/* The chosen reading's own authority is the citation. */
static void a_chosen_reading_brings_its_source(void **state)
{
    (void)state;
    struct arena *own = arena_new();
    struct text said = TEXT_EMPTY;
    struct rulebook *read = own_book(
        own, "readings = [\"other\"]; rules = (" RULE("a.b", VERSION("2020-01-01", "3 days", "candidates = { length = \"2 days\"; "
                                                                     "authority = \"a court\"; basis = \"guidance\"; reading = \"other\"; };"),
                              EXAMPLE("2026-09-01", "2026-09-04")) ");", &said);
    assert_string_equal(text_string(&said), "");
    const struct rule_query query = {.rule = "a.b", .anchor = date_from(2026, 9, 1)};
    struct ruling ruling;
    assert_int_equal(rule_apply(read, calendars, &query, own, &ruling, NULL), 0);
    check_date(ruling.due, "2026-09-03");
    assert_string_equal(ruling.source, "a court");
    assert_string_equal(ruling.basis, "guidance");
    assert_string_equal(ruling.candidates[1].authority, "s");
    text_free(&said);
    arena_free(own);
}

static void a_ruling_is_printed_for_people(void **state)
{
    (void)state;
    struct ruling ruling = ask("appeal.lodge from 2026-09-01 and certificate=2026-10-20");
    check_printed(&ruling,
                  "2026-11-20\n"
                  "  Friday 20 November 2026: Parents appeal to the SEND Tribunal\n"
                  "  the later of [2026-09-01 + 2 months = 2026-11-01] and [2026-10-20 (certificate) + 1 month = "
                  "2026-11-20] = 2026-11-20\n"
                  "  also read as Thursday 19 November 2026 (2026-11-19): the later of 2 months, the first day not "
                  "counted and 30 days from certificate, the first day not counted; Warwickshire SENDIAS; "
                  "edyourself.org\n"
                  "  warnings count back from Thursday 19 November 2026\n"
                  "  rule: appeal.lodge, version of 2014-09-01; parent; statutory, by statute\n"
                  "  source: SI 2008/2699 r.20(1)(c) and r.12(2) and (3)(a); received by 5 pm\n"
                  "  unconfirmed: the definition of working day in r.1(3)\n");
    ruling = ask("2026-09-01 + 18 days");
    check_printed(&ruling, "2026-09-19\n  Saturday 19 September 2026\n  2026-09-01 + 18 days = 2026-09-19\n"
                           "  practical target, the last working day on or before it: Friday 18 September 2026\n");
    ruling = ask("cease.effective from 2026-06-30");
    check_printed(&ruling,
                  "2026-09-02\n"
                  "  Wednesday 2 September 2026: The plan may end\n"
                  "  2026-06-30 + 2 months = 2026-08-30\n"
                  "  it ends in August, so the first working day after 31 August: 2026-09-01\n"
                  "  the first day after it: 2026-09-02\n"
                  "  this is the first day on which it may be done, not the last\n"
                  "  rule: cease.effective, version of 2014-09-01; local authority; statutory, by statute\n"
                  "  source: CFA 2014 s.45(4), with SI 2008/2699 r.20(1)(c) and r.12\n");
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

static int own_apply(const struct rulebook *read, const char *from, struct arena *own, struct ruling *ruling)
{
    const struct rule_query query = {.rule = "a.b", .anchor = day(from)};
    return rule_apply(read, calendars, &query, own, ruling, NULL);
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
    assert_int_equal(own_apply(read, "2026-12-31", own, &ruling), 0);
    assert_string_equal(ruling.version, "2014-09-01");
    check_date(ruling.due, "2027-02-11");
    assert_int_equal(own_apply(read, "2027-01-01", own, &ruling), 0);
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

/* --- what a site adds --- */

static void check_own(const char *file, const char *question, const char *authority, const char *due, const char *earliest,
                      size_t readings)
{
    struct arena *own = arena_new();
    struct text said = TEXT_EMPTY;
    struct rulebook *read = own_book(own, file, &said);
    struct ruling ruling;
    assert_string_equal(text_string(&said), "");
    assert_int_equal(rule_ask(read, calendars, question, NULL, authority, own, &ruling, NULL), 0);
    check_date(ruling.due, due);
    check_date(ruling.earliest, earliest);
    assert_int_equal(ruling.count, readings);
    text_free(&said);
    arena_free(own);
}

#define DISPUTED                                                                                                       \
    "rules = (" RULE("a.b",                                                                                            \
                     VERSION("2014-09-01", "6 weeks",                                                                  \
                             "candidates = { length = \"6 weeks beginning with\"; authority = \"x\"; reading = "       \
                             "\"weeks.inclusive\"; }; "),                                                              \
                     EXAMPLE("2026-09-01", "2026-10-13")) ");"

static void a_site_chooses_its_reading_and_keeps_the_others(void **state)
{
    (void)state;
    check_own(DISPUTED, "a.b from 2026-09-01", NULL, "2026-10-13", "2026-10-12", 2);
    check_own(DISPUTED "readings = [\"weeks.inclusive\"];", "a.b from 2026-09-01", NULL, "2026-10-12", "2026-10-12", 2);
    check_faulty(DISPUTED "readings = [\"weeks.inclusiv\"];", "no rule has a reading \"weeks.inclusiv\"\n    did you mean "
                                                              "weeks.inclusive?");
}

#define OVERLAY(length)                                                                                                \
    "overlays = ( { authority = \"901\"; targets = ( { rule = \"a.b\"; length = \"" length                             \
    "\"; source = \"the handbook\"; } ); } );"

static void an_authority_can_only_ask_for_more_haste(void **state)
{
    (void)state;
    check_own(DISPUTED OVERLAY("4 weeks"), "a.b from 2026-09-01", "901", "2026-10-13", "2026-09-29", 3);
    check_own(DISPUTED OVERLAY("4 weeks"), "a.b from 2026-09-01", "902", "2026-10-13", "2026-10-12", 2);
    check_own(DISPUTED OVERLAY("29 working days"), "a.b from 2026-12-01", "901", "2027-01-12", "2027-01-11", 2);
    check_faulty(DISPUTED OVERLAY("7 weeks"), "this is no tighter than a.b itself");
    check_faulty(DISPUTED OVERLAY("2 weeks of notice"), "counts from a day that a.b does not know");
}

/* --- the reference pages --- */

static void check_file(const char *expected, size_t length, const char *path, const char *hint)
{
    FILE *file = fopen(source_path(path), "r");
    assert_non_null(file);
    char *bytes = test_calloc(1, length + 2);
    size_t count = fread(bytes, 1, length + 1, file);
    fclose(file);
    bool same = count == length && memcmp(bytes, expected, count) == 0;
    test_free(bytes);
    if (!same)
        fail_msg("%s is stale: %s", path, hint);
}

static void check_page(const struct conf_schema *schema, const char *path)
{
    struct text page = TEXT_EMPTY;
    conf_reference(schema, &page);
    check_file(text_string(&page), page.length, path, "run `make reference-pages`");
    text_free(&page);
}

static void the_rules_page_is_that_of_the_shipped_rules(void **state)
{
    (void)state;
    struct text page = TEXT_EMPTY;
    rulebook_page(book, calendars, &page);
    check_file(text_string(&page), page.length, "docs/rules.md", "run `make reference-pages`");
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
        cmocka_unit_test(anchors_that_are_not_given_drop_out),
        cmocka_unit_test(outside_its_validity_a_rule_answers_with_a_warning),
        cmocka_unit_test(a_rule_in_hours_ends_at_a_time),
        cmocka_unit_test(the_clock_of_subject_access_stops),
        cmocka_unit_test(the_law_of_2020_is_also_for_what_had_begun),
        cmocka_unit_test(a_site_chooses_its_reading_and_keeps_the_others),
        cmocka_unit_test(an_authority_can_only_ask_for_more_haste),
        cmocka_unit_test(a_first_day_is_tightened_by_a_later_one),
        cmocka_unit_test(what_a_rule_must_say_is_not_empty),
        cmocka_unit_test(a_chosen_reading_brings_its_source),
        cmocka_unit_test(a_ruling_is_printed_for_people),
        cmocka_unit_test(a_ruling_is_json),
        cmocka_unit_test(faulty_rules_are_named_with_their_line),
        cmocka_unit_test(a_rule_with_a_failing_example_does_not_load),
        cmocka_unit_test(the_version_in_force_on_the_anchor_is_applied),
        cmocka_unit_test(examples_of_absent_schools_and_unknown_years_are_not_compared),
        cmocka_unit_test(the_rules_page_is_that_of_the_shipped_rules),
        cmocka_unit_test(the_reference_pages_are_those_of_the_schemas),
    };
    return cmocka_run_group_tests(tests, prepare, finish);
}
