/* Which days count, by the files that ship and by faulty ones. */
#include "calendar/calendar.h"
#include "folder.h"

#include <stdarg.h>
#include <setjmp.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

static struct date day(const char *text)
{
    struct date date;
    assert_int_equal(date_read(text, &date, NULL), 0);
    return date;
}

static struct calendars *shipped(struct arena *arena)
{
    struct faults *faults = faults_new(arena);
    struct calendars *calendars = calendars_read(arena, source_path("conf/calendars"), faults);
    struct text text = TEXT_EMPTY;
    faults_print(faults, &text);
    assert_string_equal(text_string(&text), "");
    text_free(&text);
    return calendars;
}

static void check_day(const struct calendars *calendars, enum day_kind kind, const char *date,
                      const char *reason)
{
    bool beyond = false;
    const char *why = "unset";
    bool counts = calendar_counts(calendars, kind, "oakfield", day(date), &beyond, &why);
    assert_false(beyond);
    assert_int_equal(counts, !reason);
    if (reason)
        assert_string_equal(why, reason);
    else
        assert_null(why);
}

static void shipped_days_count_or_say_why_not(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    struct calendars *calendars = shipped(arena);
    check_day(calendars, DAY_CALENDAR, "2026-12-25", NULL);
    check_day(calendars, DAY_WORKING, "2026-12-24", NULL);
    check_day(calendars, DAY_WORKING, "2026-12-25", "Christmas Day");
    check_day(calendars, DAY_WORKING, "2026-12-26", "Saturday");
    check_day(calendars, DAY_WORKING, "2026-12-28", "Boxing Day (substitute day)");
    check_day(calendars, DAY_WORKING, "2026-10-27", NULL);
    check_day(calendars, DAY_SCHOOL, "2026-10-27", "half term");
    check_day(calendars, DAY_SCHOOL, "2026-05-04", "Early May bank holiday");
    check_day(calendars, DAY_SCHOOL, "2026-09-02", "INSET day");
    check_day(calendars, DAY_SCHOOL, "2026-09-04", NULL);
    check_day(calendars, DAY_SCHOOL, "2026-09-05", "Saturday");
    check_day(calendars, DAY_SCHOOL, "2026-12-25", "Christmas holiday");
    check_day(calendars, DAY_SCHOOL, "2027-04-01", "Easter holiday");
    check_day(calendars, DAY_SCHOOL, "2026-08-15", "summer holiday");
    check_day(calendars, DAY_SCHOOL, "2028-08-31", "summer holiday");
    arena_free(arena);
}

/* 195 days for teachers, five of them INSET: Education (School Day and School Year) Regulations 1999 ask for
 * 380 sessions. */
static void every_shipped_year_has_190_school_days(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    struct calendars *calendars = shipped(arena);
    for (int year = 2025; year <= 2027; year++) {
        int count = 0;
        bool beyond = false;
        for (struct date date = date_from(year, 9, 3); date.day <= date_from(year + 1, 8, 31).day; date.day++)
            count += calendar_counts(calendars, DAY_SCHOOL, "oakfield", date, &beyond, NULL);
        assert_false(beyond);
        assert_int_equal(count, 190);
    }
    arena_free(arena);
}

static void a_calendar_ends_and_says_so(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    struct calendars *calendars = shipped(arena);
    struct date end = calendar_end(calendars, NULL);
    assert_int_equal(end.day, day("2028-12-31").day);
    assert_int_equal(calendar_end(calendars, "oakfield").day, day("2028-08-31").day);
    assert_false(date_is(calendar_end(calendars, "nowhere")));
    bool beyond = false;
    calendar_counts(calendars, DAY_WORKING, NULL, end, &beyond, NULL);
    assert_false(beyond);
    assert_true(calendar_counts(calendars, DAY_WORKING, NULL, day("2029-01-02"), &beyond, NULL));
    assert_true(beyond);
    calendar_counts(calendars, DAY_WORKING, NULL, day("2026-01-02"), &beyond, NULL);
    assert_true(beyond); /* never cleared */
    beyond = false;
    assert_false(calendar_counts(calendars, DAY_SCHOOL, "oakfield", day("2028-09-02"), &beyond,
                                 NULL)); /* a Saturday */
    assert_true(beyond);
    beyond = false;
    calendar_counts(calendars, DAY_CALENDAR, NULL, day("2050-01-01"), &beyond, NULL);
    assert_false(beyond);
    arena_free(arena);
}

static bool is_beyond(const struct calendars *calendars, enum day_kind kind, const char *school, const char *date)
{
    bool beyond = false;
    calendar_counts(calendars, kind, school, day(date), &beyond, NULL);
    return beyond;
}

/* What lies before a list is as unknown as what lies after it. */
static void a_calendar_begins_and_says_so(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    struct calendars *calendars = shipped(arena);
    assert_int_equal(calendar_start(calendars, NULL).day, day("2012-01-01").day);
    assert_int_equal(calendar_start(calendars, "oakfield").day, day("2025-09-03").day);
    assert_false(date_is(calendar_start(calendars, "nowhere")));
    assert_true(is_beyond(calendars, DAY_WORKING, NULL, "2011-12-31"));
    assert_false(is_beyond(calendars, DAY_WORKING, NULL, "2012-01-01"));
    assert_true(is_beyond(calendars, DAY_SCHOOL, "oakfield", "2025-09-02"));
    assert_false(is_beyond(calendars, DAY_SCHOOL, "oakfield", "2025-09-03"));
    assert_true(is_beyond(calendars, DAY_SCHOOL, "nowhere", "2026-09-03"));
    assert_string_equal(calendar_school_id(calendars, 0), "oakfield");
    assert_null(calendar_school_id(calendars, 1));
    arena_free(arena);
}

/* A school day is known only where both calendars are. */
static void a_school_knows_no_more_than_the_nation(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    struct faults *faults = faults_new(arena);
    const char *folder = folder_make();
    folder_put("bank-holidays.conf", "known_from = \"2026-03-01\";\nknown_until = \"2026-05-31\";\n"
                                     "holidays = ( { date = \"2026-05-04\"; name = \"Early May\"; } );\n");
    folder_put("made-up.conf", "known_until = \"2026-08-31\";\nterms = (\n"
                               "{ name = \"one\"; season = \"spring\"; from = \"2026-02-23\"; to = \"2026-03-27\"; },\n"
                               "{ name = \"two\"; season = \"summer\"; from = \"2026-04-13\"; to = \"2026-07-22\"; } );\n");
    struct calendars *calendars = calendars_read(arena, folder, faults);
    folder_remove();
    assert_int_equal(faults->errors, 0);
    assert_true(is_beyond(calendars, DAY_SCHOOL, "made-up", "2026-02-27"));
    assert_false(is_beyond(calendars, DAY_SCHOOL, "made-up", "2026-03-02"));
    assert_false(is_beyond(calendars, DAY_SCHOOL, "made-up", "2026-05-29"));
    assert_true(is_beyond(calendars, DAY_SCHOOL, "made-up", "2026-06-01"));
    assert_int_equal(calendar_end(calendars, "made-up").day, day("2026-08-31").day);
    arena_free(arena);
}

static void a_season_ends_with_its_last_term(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    struct calendars *calendars = shipped(arena);
    const struct term *term = calendar_season_end(calendars, "oakfield", "autumn", day("2026-09-01"));
    assert_non_null(term);
    assert_string_equal(term->name, "autumn 2");
    assert_int_equal(term->to.day, day("2026-12-18").day);
    term = calendar_season_end(calendars, "oakfield", "autumn", day("2027-08-31"));
    assert_int_equal(term->to.day, day("2026-12-18").day);
    term = calendar_season_end(calendars, "oakfield", "summer", day("2026-09-01"));
    assert_int_equal(term->to.day, day("2027-07-22").day);
    assert_null(calendar_season_end(calendars, "oakfield", "autumn", day("2030-01-01")));
    assert_null(calendar_season_end(calendars, "nowhere", "autumn", day("2026-09-01")));
    assert_true(calendar_has_school(calendars, "oakfield"));
    assert_false(calendar_has_school(calendars, "nowhere"));
    assert_false(calendar_has_school(calendars, NULL));
    arena_free(arena);
}

/* --- faults --- */

static const char NATION[] = "known_from = \"2026-01-01\";\nknown_until = \"2026-12-31\";\n"
                             "holidays = ( { date = \"2026-05-04\"; name = \"Early May\"; },\n"
                             "             { date = \"2026-12-25\"; name = \"Christmas Day\"; } );\n";
static const char TERMS[] =
    "terms = (\n"
    "  { name = \"one\"; season = \"spring\"; from = \"2026-02-23\"; to = \"2026-03-27\"; },\n"
    "  { name = \"two\"; season = \"summer\"; from = \"2026-04-13\"; to = \"2026-05-22\"; } );\n";

/* Reads NATIONAL and SCHOOL (either may be NULL) and wants each of the NULL-ended places and sentences in
 * what is said. */
static void check_faults(const char *national, const char *school, const char *const *expected)
{
    struct arena *arena = arena_new();
    const char *folder = folder_make();
    if (national)
        folder_put("bank-holidays.conf", national);
    if (school)
        folder_put("made-up.conf", school);
    struct faults *faults = faults_new(arena);
    calendars_read(arena, folder, faults);
    struct text text = TEXT_EMPTY;
    faults_print(faults, &text);
    if (!*expected)
        assert_string_equal(text_string(&text), "");
    for (; *expected; expected++)
        if (!strstr(text_string(&text), *expected))
            fail_msg("wanted \"%s\", was told:\n%s", *expected, text_string(&text));
    text_free(&text);
    folder_remove();
    arena_free(arena);
}

#define FAULTS(national, school, ...) check_faults(national, school, (const char *const[]){__VA_ARGS__, NULL})

static void sound_files_have_no_faults(void **state)
{
    (void)state;
    check_faults(NATION, TERMS, (const char *const[]){NULL});
}

static void faulty_holidays_are_named_with_their_line(void **state)
{
    (void)state;
    FAULTS(NULL, TERMS, "there is no bank-holidays.conf", "gov.uk/bank-holidays");
    FAULTS("holidays = ();\n", NULL, "bank-holidays.conf:", "needs known_from and known_until");
    static const char HEAD[] = "known_from = \"2026-01-01\"; known_until = \"2026-12-31\";\n";
    char file[512];
    static const char *const CASES[][2] = {
        {"holidays = (\n{ date = \"2026-12-25\"; name = \"a\"; },\n{ date = \"2026-05-04\"; name = \"b\"; } "
         ");\n",
         "bank-holidays.conf:4: error: 2026-05-04 is not after the holiday before it"},
        {"holidays = (\n{ date = \"2026-12-25\"; name = \"a\"; },\n{ date = \"2026-12-25\"; name = \"b\"; } "
         ");\n",
         "bank-holidays.conf:4: error: 2026-12-25 is not after the holiday before it"},
        {"holidays = (\n{ date = \"2026-02-30\"; name = \"a\"; } );\n",
         "bank-holidays.conf:3: error: date: there is no day 2026-02-30"},
        {"holidays = (\n{ date = \"2026-12-26\"; name = \"a\"; } );\n",
         "bank-holidays.conf:3: error: the holiday on 2026-12-26 falls on a Saturday"},
        {"holidays = (\n{ date = \"2027-12-27\"; name = \"a\"; } );\n",
         "bank-holidays.conf:3: error: 2027-12-27 is outside"},
    };
    for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
        strcat(strcpy(file, HEAD), CASES[i][0]);
        FAULTS(file, NULL, CASES[i][1]);
    }
}

static void faulty_terms_are_named_with_their_line(void **state)
{
    (void)state;
    static const char *const CASES[][2] = {
        {"terms = (\n{ name = \"a\"; season = \"spring\"; from = \"2026-03-27\"; to = \"2026-02-23\"; } );",
         "made-up.conf:2: error: the term \"a\" ends before it begins"},
        {"terms = (\n{ name = \"a\"; season = \"spring\"; from = \"2026-02-23\"; to = \"2027-03-26\"; } );",
         "made-up.conf:2: error: the term \"a\" ends before it begins, or lasts more than"},
        {"terms = (\n{ name = \"a\"; season = \"spring\"; from = \"2026-02-22\"; to = \"2026-03-27\"; } );",
         "made-up.conf:2: error: the term's first day, 2026-02-22, is no working day (Sunday)"},
        {"terms = (\n{ name = \"a\"; season = \"summer\"; from = \"2026-04-13\"; to = \"2026-05-04\"; } );",
         "made-up.conf:2: error: the term's last day, 2026-05-04, is no working day (Early May)"},
        {"terms = (\n{ name = \"a\"; season = \"spring\"; from = \"2026-02-23\"; to = \"2026-03-27\"; },\n"
         "{ name = \"b\"; season = \"summer\"; from = \"2026-03-27\"; to = \"2026-05-22\"; } );",
         "made-up.conf:3: error: the term \"b\" begins on 2026-03-27, which is not after the end of \"a\""},
        {"terms = (\n{ name = \"a\"; season = \"spring\"; from = \"2026-02-23\"; to = \"2026-03-27\"; },\n"
         "{ name = \"b\"; season = \"autumn\"; from = \"2026-04-13\"; to = \"2026-05-22\"; } );",
         "made-up.conf:3: error: a term of the autumn cannot follow one of the spring"},
        {"terms = (\n{ name = \"a\"; season = \"spring\"; from = \"2026-02-23\"; to = \"2026-03-27\"; },\n"
         "{ name = \"b\"; season = \"summer\"; from = \"2027-04-12\"; to = \"2027-05-21\"; } );",
         "made-up.conf:3: error: the term \"b\" begins on 2027-04-12, more than 100 days after the end of \"a\""},
        {"terms = (\n{ name = \"a\"; season = \"winter\"; from = \"2026-02-23\"; to = \"2026-03-27\"; } );",
         "made-up.conf:2: error:"},
        {"title = \"nothing\";", "a school's calendar needs terms"},
    };
    for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++)
        FAULTS(NATION, CASES[i][0], CASES[i][1]);
}

static void faulty_single_days_are_named_with_their_line(void **state)
{
    (void)state;
    static const char *const CASES[][2] = {
        {"inset = [\n\"2026-04-01\" ];",
         "made-up.conf:5: error: 2026-04-01 is no school day anyway (Easter holiday)"},
        {"inset = [\n\"2026-06-01\" ];",
         "made-up.conf:5: error: 2026-06-01 is no school day anyway (outside the terms)"},
        {"inset = [\n\"2026-03-01\" ];",
         "made-up.conf:5: error: 2026-03-01 is no school day anyway (Sunday)"},
        {"inset = [\n\"2026-05-04\" ];",
         "made-up.conf:5: error: 2026-05-04 is no school day anyway (Early May)"},
        {"inset = [\n\"2026-03-02\",\n\"2026-03-02\" ];",
         "made-up.conf:6: error: 2026-03-02 is no school day anyway (INSET day)"},
        {"inset = [\n\"2 March\" ];", "made-up.conf:5: error: inset: not a date"},
        {"closures = (\n{ date = \"2026-04-01\"; name = \"snow\"; } );",
         "made-up.conf:5: error: 2026-04-01 is no school day anyway"},
        {"known_until = \"2026-05-01\";",
         "made-up.conf:4: error: known_until lies before the last term's end"},
        {"known_from = \"2026-05-01\";", "a school's calendar has no holidays or known_from"},
    };
    char file[1024];
    for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
        strcat(strcpy(file, TERMS), CASES[i][0]);
        FAULTS(NATION, file, CASES[i][1]);
    }
}

static void a_closure_is_no_school_day_and_says_why(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    const char *folder = folder_make();
    folder_put("bank-holidays.conf", NATION);
    char file[1024];
    strcat(strcpy(file, TERMS), "closures = ( { date = \"2026-03-03\"; name = \"closed: snow\"; } );\n");
    folder_put("made-up.conf", file);
    struct faults *faults = faults_new(arena);
    struct calendars *calendars = calendars_read(arena, folder, faults);
    assert_int_equal(faults->errors, 0);
    bool beyond = false;
    const char *why;
    assert_false(calendar_counts(calendars, DAY_SCHOOL, "made-up", day("2026-03-03"), &beyond, &why));
    assert_string_equal(why, "closed: snow");
    assert_true(calendar_counts(calendars, DAY_SCHOOL, "made-up", day("2026-03-04"), &beyond, &why));
    assert_true(calendar_counts(calendars, DAY_WORKING, "made-up", day("2026-03-03"), &beyond, &why));
    assert_false(beyond);
    folder_remove();
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(shipped_days_count_or_say_why_not),
        cmocka_unit_test(every_shipped_year_has_190_school_days),
        cmocka_unit_test(a_calendar_ends_and_says_so),
        cmocka_unit_test(a_calendar_begins_and_says_so),
        cmocka_unit_test(a_school_knows_no_more_than_the_nation),
        cmocka_unit_test(a_season_ends_with_its_last_term),
        cmocka_unit_test(sound_files_have_no_faults),
        cmocka_unit_test(faulty_holidays_are_named_with_their_line),
        cmocka_unit_test(faulty_terms_are_named_with_their_line),
        cmocka_unit_test(faulty_single_days_are_named_with_their_line),
        cmocka_unit_test(a_closure_is_no_school_day_and_says_why),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
