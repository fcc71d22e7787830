/* Lengths of time: their wording, worked examples of courts, regulators and statutes, and the sums they show.
 */
#include "calendar/period.h"
#include "folder.h"

#include <stdarg.h>
#include <setjmp.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

static struct arena *arena;
static struct calendars *calendars;

static struct date day(const char *text)
{
    struct date date;
    assert_int_equal(date_read(text, &date, NULL), 0);
    return date;
}

static struct period *length(const char *text)
{
    struct period *period;
    struct error error = ERROR_NONE;
    if (period_read(text, arena, &period, &error))
        fail_msg("%s", error.text);
    return period;
}

struct vector {
    const char *from, *length, *due;
};

static void check_vectors(const struct calendars *known, const struct vector *vectors, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        bool beyond = false;
        char due[DATE_SIZE];
        struct date end =
            period_end(length(vectors[i].length), known, "oakfield", day(vectors[i].from), &beyond);
        if (!string_equal(date_write(end, due), vectors[i].due))
            fail_msg("\"%s\" from %s: %s, not %s", vectors[i].length, vectors[i].from, due, vectors[i].due);
    }
}

#define CHECK(...)                                                                                           \
    check_vectors(calendars, (const struct vector[]){__VA_ARGS__},                                           \
                  sizeof((const struct vector[]){__VA_ARGS__}) / sizeof(struct vector))

/* Worked examples that others publish; each says whose it is. */
static void published_examples_come_out(void **state)
{
    (void)state;
    /* Civil Procedure Rules 2.8 and its own examples: clear days, of which short ones skip non-business days.
     */
    CHECK({"2023-10-20", "3 clear working days before", "2023-10-16"},
          {"2025-10-20", "3 clear working days before", "2025-10-14"},
          {"2023-10-01", "28 clear days after", "2023-10-30"}, {"2023-10-02", "14 days", "2023-10-16"});
    /* Law firms' notes on the same rule. */
    CHECK({"2023-03-30", "7 clear days before", "2023-03-22"},
          {"2023-03-14", "5 clear working days before", "2023-03-06"});
    /* Dodds v Walker [1981] 1 WLR 1027 (HL): notice on 30 September, four months. */
    CHECK({"1978-09-30", "4 months", "1979-01-30"});
    /* ICO guidance on subject access: the corresponding date, or the month's last day. */
    CHECK({"2025-09-03", "1 month", "2025-10-03"}, {"2027-01-31", "1 month", "2027-02-28"},
          {"2028-01-31", "1 month", "2028-02-29"}, {"2026-03-31", "1 month", "2026-04-30"});
    /* Insolvency Rules 2016 Sch 5 para 3: 31 July and two months. */
    CHECK({"2026-07-31", "2 months", "2026-09-30"});
    /* Periods of months that begin with a day: the same schedule, by analogy. */
    CHECK({"2025-03-05", "12 months starting with", "2026-03-04"},
          {"2024-02-29", "12 months starting with", "2025-02-28"},
          {"2027-03-01", "12 months starting with", "2028-02-29"},
          {"2027-01-31", "1 month beginning with", "2027-02-28"},
          {"2027-01-28", "1 month beginning with", "2027-02-27"},
          {"2023-08-31", "6 months beginning with", "2024-02-29"});
}

/* Freedom of information: 20 working days, of which a holiday in any part of the kingdom takes one out; the
 * vectors of the public specifications of WhatDoTheyKnow. 17 March 2009 is St Patrick's Day, a holiday in
 * Northern Ireland. */
static void freedom_of_information_examples_come_out(void **state)
{
    (void)state;
    struct arena *own = arena_new();
    struct faults *faults = faults_new(own);
    const char *folder = folder_make();
    folder_put("bank-holidays.conf",
               "known_from = \"2007-01-01\"; known_until = \"2009-12-31\"; holidays = (\n"
               "{ date = \"2009-03-17\"; name = \"St Patrick's Day\"; }, { date = \"2009-04-10\"; name = "
               "\"Good Friday\"; },\n"
               "{ date = \"2009-04-13\"; name = \"Easter Monday\"; } );\n");
    struct calendars *old = calendars_read(own, folder, faults);
    assert_int_equal(faults->errors, 0);
    static const struct vector VECTORS[] = {
        {"2008-10-01", "20 working days", "2008-10-29"}, {"2007-02-01", "20 working days", "2007-03-01"},
        {"2008-02-01", "20 working days", "2008-02-29"}, {"2009-03-12", "20 working days", "2009-04-14"},
        {"2009-03-13", "20 working days", "2009-04-15"}, {"2009-03-14", "20 working days", "2009-04-15"},
        {"2009-03-15", "20 working days", "2009-04-15"}, {"2009-03-16", "20 working days", "2009-04-16"}};
    check_vectors(old, VECTORS, sizeof VECTORS / sizeof *VECTORS);
    folder_remove();
    arena_free(own);
}

static void named_days_and_seasons_end_where_they_should(void **state)
{
    (void)state;
    CHECK({"2026-09-10", "before 15 February", "2027-02-14"},
          {"2027-02-14", "before 15 February", "2027-02-14"},
          {"2027-02-15", "before 15 February", "2028-02-14"}, {"2027-02-15", "by 15 February", "2027-02-15"},
          {"2027-02-16", "by the next 15 February", "2028-02-15"},
          {"2027-09-01", "before 15 February of that year", "2027-02-14"},
          {"2027-09-01", "before 31 March of that year", "2027-03-30"},
          {"2027-09-01", "by 31 March of that year", "2027-03-31"});
    /* 22 July 2027 ends the term, but it is an INSET day. */
    CHECK({"2026-09-10", "end of autumn term", "2026-12-18"},
          {"2026-09-10", "end of the summer term", "2027-07-21"},
          {"2027-01-05", "end of autumn term", "2026-12-18"}, {"2026-09-10", "on the day", "2026-09-10"});
    CHECK({"2026-09-01", "earlier of 20 school days and 60 working days", "2026-10-01"},
          {"2026-07-20", "earlier of 20 school days and 10 working days", "2026-08-03"},
          {"2026-07-20", "later of 1 month, 5 weeks and 20 days", "2026-08-24"});
}

static void working_and_school_days_skip_what_the_calendars_say(void **state)
{
    (void)state;
    CHECK({"2026-12-20", "10 working days", "2027-01-06"},
          {"2026-12-25", "1 working day beginning with", "2026-12-29"},
          {"2026-09-01", "1 working day beginning with", "2026-09-01"},
          {"2026-10-23", "1 school day", "2026-11-03"},
          {"2026-09-02", "1 school day beginning with", "2026-09-04"},
          {"2027-07-21", "1 school day", "2027-09-03"}, {"2022-09-16", "1 working day", "2022-09-20"},
          {"2023-05-05", "1 working day", "2023-05-09"});
}

static void check_beyond(const char *from, const char *text, bool expected)
{
    bool beyond = false;
    assert_true(date_is(period_end(length(text), calendars, "oakfield", day(from), &beyond)));
    if (beyond != expected)
        fail_msg("\"%s\" from %s: beyond is %d", text, from, beyond);
}

static void sums_past_a_calendar_say_so(void **state)
{
    (void)state;
    check_beyond("2028-12-20", "5 working days", false);
    check_beyond("2028-12-28", "2 working days", true);
    check_beyond("2040-01-01", "20 weeks", false);
    check_beyond("2028-07-10", "5 school days", false);
    check_beyond("2028-07-20", "3 school days", true);
    check_beyond("2028-07-20", "end of summer term", false);
    check_beyond("2028-09-20", "end of autumn term", true);
    CHECK({"2028-09-20", "end of autumn term", "2028-12-15"},
          {"2028-09-20", "end of spring term", "2029-03-20"},
          {"2028-09-20", "end of summer term", "2029-07-13"});
    bool beyond = false;
    assert_false(date_is(period_end(length("5000 years"), calendars, NULL, date_from(9000, 1, 1), &beyond)));
    assert_false(
        date_is(period_end(length("5 working days"), calendars, NULL, date_from(9999, 12, 31), &beyond)));
}

static void wrong_wording_is_refused(void **state)
{
    (void)state;
    static const char *const WRONG[] = {
        "",
        "weeks",
        "6",
        "0 days",
        "-1 days",
        "6 wekes",
        "6 weeks 2",
        "5001 days",
        "6.5 weeks",
        "6 weeks or",
        "before 30 February",
        "before 29 February",
        "before the next 1 May of that year",
        "before February",
        "end of winter term",
        "end of autumn",
        "earlier of 6 weeks",
        "earlier of 6 weeks and",
        "later of 1 day, and 2 oranges",
        "2 clear months after",
        "3 clear days",
        "15 days beginning",
        "6x weeks",
        "1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1"};
    for (size_t i = 0; i < sizeof WRONG / sizeof *WRONG; i++) {
        struct period *period;
        struct error error = ERROR_NONE;
        if (period_read(WRONG[i], arena, &period, &error) != SENDD_EINVALID)
            fail_msg("\"%s\" was taken for a length", WRONG[i]);
        assert_true(error.text[0] && strstr(error.hint, "15 days beginning with"));
    }
    assert_true(period_needs_school(length("earlier of 20 school days and 60 working days")));
    assert_true(period_needs_school(length("end of autumn term")));
    assert_false(period_needs_school(length("before 15 February")));
    assert_false(period_needs_school(length("6 weeks")));
}

static void check_sum(const char *from, const char *text, const char *expected)
{
    struct text out = TEXT_EMPTY;
    period_explain(length(text), calendars, "oakfield", day(from), &out);
    assert_string_equal(text_string(&out), expected);
    text_free(&out);
}

static void sums_show_their_working(void **state)
{
    (void)state;
    check_sum("2026-09-01", "6 weeks", "2026-09-01 + 6 weeks (42 days) = 2026-10-13");
    check_sum("2026-09-01", "15 days beginning with",
              "15 days beginning with 2026-09-01 = 2026-09-15, the first day counted");
    check_sum("2027-01-31", "1 month",
              "2027-01-31 + 1 month = 2027-02-28, the month's last day, as it has no 31");
    check_sum("2025-03-05", "12 months starting with",
              "12 months beginning with 2025-03-05 = 2026-03-04, the day before the corresponding date");
    check_sum("2024-02-29", "12 months starting with",
              "12 months beginning with 2024-02-29 = 2025-02-28, the month's last day, as it has no 29");
    check_sum("2027-03-01", "12 months starting with",
              "12 months beginning with 2027-03-01 = 2028-02-29, the day before the corresponding date");
    check_sum("2026-12-20", "10 working days",
              "2026-12-20 + 10 working days = 2027-01-06; weekends not counted, skipped 25 Dec (Christmas "
              "Day), 28 Dec "
              "(Boxing Day (substitute day)), 1 Jan (New Year's Day)");
    check_sum("2026-10-20", "5 school days",
              "2026-10-20 + 5 school days = 2026-11-04; weekends not counted, skipped 24 Oct to 1 Nov (half "
              "term), 2 Nov (INSET day)");
    check_sum("2026-10-20", "2 working days before",
              "2026-10-20 - 2 working days = 2026-10-16; weekends not counted");
    check_sum("2026-12-29", "1 clear working day before",
              "2026-12-29 - 1 clear working day = 2026-12-23; weekends not counted, skipped 25 Dec "
              "(Christmas Day), 28 Dec "
              "(Boxing Day (substitute day))");
    check_sum("2026-09-10", "before 15 February", "before Monday 15 February 2027 = 2027-02-14");
    check_sum("2026-09-10", "by 15 February", "by Monday 15 February 2027 = 2027-02-15");
    check_sum("2026-09-10", "end of summer term",
              "the last school day of the summer term = 2027-07-21; after it 22 Jul (INSET day)");
    check_sum("2028-09-10", "end of autumn term",
              "the last school day of the autumn term = 2028-12-15, assumed: the school's calendar does not "
              "have that term yet");
    check_sum("2026-09-10", "on the day", "on 2026-09-10");
    check_sum("2026-09-01", "earlier of 6 weeks and 1 month",
              "the earlier of [2026-09-01 + 6 weeks (42 days) = 2026-10-13] and [2026-09-01 + 1 month = "
              "2026-10-01] = 2026-10-01");
}

/* Every sum ends with the date that period_end gives, whatever the start: the words and the number cannot
 * part. */
static void sums_name_the_date_that_is_given(void **state)
{
    (void)state;
    static const char *const LENGTHS[] = {"1 month",
                                          "2 months beginning with",
                                          "7 working days",
                                          "9 school days before",
                                          "3 clear working days before",
                                          "before 15 February",
                                          "end of spring term"};
    for (size_t i = 0; i < sizeof LENGTHS / sizeof *LENGTHS; i++)
        for (struct date at = day("2026-01-06"); at.day <= day("2027-08-31").day; at.day++) {
            bool beyond = false;
            struct period *period = length(LENGTHS[i]);
            char due[2 + DATE_SIZE] = "= ";
            date_write(period_end(period, calendars, "oakfield", at, &beyond), due + 2);
            struct text out = TEXT_EMPTY;
            period_explain(period, calendars, "oakfield", at, &out);
            if (!strstr(text_string(&out), due))
                fail_msg("\"%s\" does not say %s", text_string(&out), due);
            text_free(&out);
        }
}

static void check_roll(const char *due, const char *expected, const char *reason)
{
    bool beyond = false;
    const char *why;
    char rolled[DATE_SIZE];
    assert_string_equal(date_write(tribunal_roll(calendars, day(due), &beyond, &why), rolled), expected);
    assert_false(beyond);
    if (reason)
        assert_non_null(strstr(why, reason));
    else
        assert_null(why);
}

/* HESC Rules 2008 r.12(2) and (3)(a). */
static void the_tribunal_takes_the_next_open_day(void **state)
{
    (void)state;
    check_roll("2026-07-31", "2026-07-31", NULL);
    check_roll("2026-08-01", "2026-09-01", "August");
    check_roll("2026-08-31", "2026-09-01", "August");
    check_roll("2024-08-30", "2024-09-02", "August");
    check_roll("2026-12-24", "2026-12-24", NULL);
    check_roll("2026-12-25", "2027-01-04", "25 December");
    check_roll("2027-01-01", "2027-01-04", "25 December");
    check_roll("2027-03-26", "2027-03-30", "non-working");
    check_roll("2026-09-05", "2026-09-07", "non-working");
    check_roll("2027-07-31", "2027-08-02", "non-working"); /* it ended in July, so August does not hold it */
    check_roll("2022-12-24", "2022-12-28", "non-working");
}

static int prepare(void **state)
{
    (void)state;
    arena = arena_new();
    struct faults *faults = faults_new(arena);
    calendars = calendars_read(arena, source_path("conf/calendars"), faults);
    assert_int_equal(faults->errors, 0);
    return 0;
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
        cmocka_unit_test(published_examples_come_out),
        cmocka_unit_test(freedom_of_information_examples_come_out),
        cmocka_unit_test(named_days_and_seasons_end_where_they_should),
        cmocka_unit_test(working_and_school_days_skip_what_the_calendars_say),
        cmocka_unit_test(sums_past_a_calendar_say_so),
        cmocka_unit_test(wrong_wording_is_refused),
        cmocka_unit_test(sums_show_their_working),
        cmocka_unit_test(sums_name_the_date_that_is_given),
        cmocka_unit_test(the_tribunal_takes_the_next_open_day),
    };
    return cmocka_run_group_tests(tests, prepare, finish);
}
