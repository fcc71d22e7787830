/* Timestamps, durations, time zones, and lengths of time that a calendar counts. */
#include "table.h"

#include <stdio.h>
#include <unistd.h>

static void timestamps_are_points_in_time(void **state)
{
    (void)state;
    static const struct line lines[] = {
        {"timestamp('2026-09-01T08:30:00.250+01:00')",
         "google.protobuf.Timestamp \"2026-09-01T07:30:00.25Z\""},
        {"timestamp(1)", "google.protobuf.Timestamp \"1970-01-01T00:00:01Z\""},
        {"timestamp('0001-01-01T00:00:00Z')", "google.protobuf.Timestamp \"0001-01-01T00:00:00Z\""},
        {"string(timestamp('9999-12-31T23:59:59.999999999Z'))", "string \"9999-12-31T23:59:59.999999999Z\""},
        {"timestamp('0001-01-01T00:00:00+00:01')", "! the years 1 to 9999"},
        {"timestamp('2026-02-29T00:00:00Z')", "! not a time"},
        {"timestamp('2026-01-01T24:00:00Z')", "! not a time"},
        {"timestamp('2026-01-01T00:00:60Z')", "! not a time"},
        {"timestamp('2026-01-01T00:00:00')", "! with its offset"},
        {"timestamp('2026-01-01 00:00:00Z')", "! not a time"},
        {"timestamp('2026-01-01T00:00:00.Z')", "! not a time"},
        {"timestamp(dyn('2026-01-01'))", "! not a time"},
        {"timestamp(253402300799)", "google.protobuf.Timestamp \"9999-12-31T23:59:59Z\""},
        {"timestamp(253402300800)", "! the years 1 to 9999"},
        {"timestamp(-62135596801)", "! the years 1 to 9999"},
        {"timestamp(-9223372036854775808)", "! the years 1 to 9999"},
        {"int(timestamp('1969-12-31T23:59:59.5Z'))", "int -1"},
        {"timestamp(timestamp(5)) == timestamp(5)", "bool true"},
        {"timestamp(0) < timestamp('1970-01-01T00:00:00.000000001Z')", "bool true"},
        {"timestamp('2026-01-01T00:00:00Z') == timestamp('2026-01-01T01:00:00+01:00')", "bool true"},
        {"timestamp(0) == '1970-01-01T00:00:00Z'", "! timestamp('2026-09-01T08:30:00Z') makes a timestamp"},
        {"timestamp(0) == date('1970-01-01')", "! can never equal"},
    };
    LINES_HOLD(lines, 0);
}

static void durations_are_nanoseconds(void **state)
{
    (void)state;
    static const struct line lines[] = {
        {"duration('1h30m')", "google.protobuf.Duration \"5400s\""},
        {"duration('1.5s')", "google.protobuf.Duration \"1.5s\""},
        {"duration('-0.5h1us')", "google.protobuf.Duration \"-1800.000001s\""},
        {"duration('0')", "google.protobuf.Duration \"0s\""},
        {"duration('+3ms7ns')", "google.protobuf.Duration \"0.003000007s\""},
        {"string(duration('-1ns'))", "string \"-0.000000001s\""},
        {"duration('.5m')", "google.protobuf.Duration \"30s\""},
        {"duration('1')", "! with units"},
        {"duration('')", "! with units"},
        {"duration('1d')", "! with units"},
        {"duration('1h -1m')", "! with units"},
        {"duration('9223372036s')", "google.protobuf.Duration \"9223372036s\""},
        {"duration('9223372037s')", "! at most 292 years"},
        {"duration('99999999999999999999h')", "! at most 292 years"},
        {"duration('9223372036s') + duration('1s')", "! longer than 292 years"},
        {"duration('-9223372036s') - duration('1s')", "! longer than 292 years"},
        {"duration(duration('1s')) < duration('1001ms')", "bool true"},
        {"duration('60s') == duration('1m')", "bool true"},
        {"duration('1s') == days(1)", "! can never equal"},
        {"[duration('3661s').getHours(), duration('3661s').getMinutes(), duration('-3661.9s').getSeconds(), "
         "duration('1.2345s').getMilliseconds()]",
         "list<int> [1, 61, -3661, 234]"},
        {"duration('1s').getFullYear()", "! getFullYear() takes a timestamp here"},
    };
    LINES_HOLD(lines, 0);
}

static void moments_and_durations_add(void **state)
{
    (void)state;
    static const struct line lines[] = {
        {"timestamp(0) + duration('1.5s')", "google.protobuf.Timestamp \"1970-01-01T00:00:01.5Z\""},
        {"duration('-1ns') + timestamp(0)", "google.protobuf.Timestamp \"1969-12-31T23:59:59.999999999Z\""},
        {"timestamp('1970-01-01T00:00:00.7Z') - duration('-0.8s')",
         "google.protobuf.Timestamp \"1970-01-01T00:00:01.5Z\""},
        {"timestamp(10) - timestamp('1970-01-01T00:00:11.5Z')", "google.protobuf.Duration \"-1.5s\""},
        {"timestamp('9999-12-31T23:59:59.999999999Z') + duration('1ns')", "! the years 1 to 9999"},
        {"timestamp('0001-01-01T00:00:00Z') - duration('1ns')", "! the years 1 to 9999"},
        {"timestamp('9999-01-01T00:00:00Z') - timestamp('0001-01-01T00:00:00Z')", "! longer than 292 years"},
        {"timestamp(0) + days(1)", "! dates take days(3)"},
        {"date('2026-09-01') + duration('24h')", "! dates take days(3)"},
        {"timestamp(0) + timestamp(0)", "! cannot take"},
    };
    LINES_HOLD(lines, 0);
}

static void selectors_read_the_clock_on_the_wall(void **state)
{
    (void)state;
    static const char bound[] = "{\"zone\": \"Asia/Kathmandu\", \"offset\": \"+05:45\"}";
    static const struct line lines[] = {
        {"[timestamp('2026-09-01T08:30:15.25Z')].map(t, [t.getFullYear(), t.getMonth(), t.getDate(), "
         "t.getDayOfMonth(), t.getDayOfWeek(), t.getDayOfYear(), t.getHours(), t.getMinutes(), "
         "t.getSeconds(), "
         "t.getMilliseconds()])[0]",
         "list<int> [2026, 8, 1, 0, 2, 243, 8, 30, 15, 250]"},
        {"timestamp('2024-12-31T00:00:00Z').getDayOfYear()", "int 365"},
        {"timestamp('0001-01-01T00:00:00Z').getDayOfWeek()", "int 1"},
        {"timestamp('0001-01-01T00:00:00Z').getFullYear('-00:01')", "int 0"},
        {"timestamp('9999-12-31T23:59:59Z').getFullYear('+00:01')", "int 10000"},
        {"timestamp('2026-09-01T23:30:00Z').getDate('01:00')", "int 2"},
        {"timestamp('2026-09-01T00:30:00Z').getMinutes('-00:45')", "int 45"},
        {"timestamp('2026-07-01T12:00:00Z').getHours('Europe/London')", "int 13"},
        {"timestamp('2026-12-01T12:00:00Z').getHours('Europe/London')", "int 12"},
        {"timestamp('2026-03-29T00:59:59Z').getHours('Europe/London')", "int 0"},
        {"timestamp('2026-03-29T01:00:00Z').getHours('Europe/London')", "int 2"},
        {"timestamp('2026-10-25T00:59:59Z').getHours('Europe/London')", "int 1"},
        {"timestamp('2026-10-25T01:00:00Z').getHours('Europe/London')", "int 1"},
        {"timestamp('1970-01-01T12:00:00Z').getHours('Europe/London')", "int 13"},
        {"timestamp('2126-07-01T12:00:00Z').getHours('Europe/London')", "int 13"},
        {"timestamp('2126-01-01T12:00:00Z').getHours('Europe/Dublin')", "int 12"},
        {"timestamp('2100-03-27T12:00:00Z').getHours('Europe/London')", "int 12"},
        {"timestamp('2100-03-29T12:00:00Z').getHours('Europe/London')", "int 13"},
        {"timestamp('2126-01-01T12:00:00Z').getHours('Australia/Sydney')", "int 23"},
        {"timestamp('2126-07-01T12:00:00Z').getHours('US/Central')", "int 7"},
        {"timestamp('2126-07-01T12:00:00Z').getHours('UTC')", "int 12"},
        {"timestamp(0).getMinutes(zone)", "int 30"},
        {"timestamp(0).getHours(offset)", "int 5"},
        {"timestamp(0).getHours('Europe/Atlantis')", "! there is no such time zone"},
        {"timestamp(0).getHours('')", "! there is no such time zone"},
        {"timestamp(0).getHours('/etc/passwd')", "! there is no such time zone"},
        {"timestamp(0).getHours('Europe/../UTC')", "! there is no such time zone"},
        {"timestamp(0).getHours('Europe')", "! there is no such time zone"},
        {"timestamp(0).getHours('zone.tab')", "! there is no such time zone"},
        {"timestamp(0).getHours('+24:00')", "! there is no such time zone"},
        {"timestamp(0).getHours(zone + '2')", "! there is no such time zone"},
        {"timestamp(0).getHours(1)", "! getHours() takes a string here"},
    };
    LINES_HOLD(lines, .bound = bound, .input.zone_files = true);
    static const struct line pure[] = {
        {"timestamp(0).getHours(zone)", "! must be written here, not computed"},
        {"timestamp(0).getHours('Asia/Tokyo') + timestamp(0).getHours(offset)", "int 14"},
    };
    LINES_HOLD(pure, .bound = bound);
}

/* --- days that a calendar counts --- */

static void write_file(const char *folder, const char *name, const char *text)
{
    char path[200];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    fputs(text, file);
    fclose(file);
}

static void remove_file(const char *folder, const char *name)
{
    char path[200];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    assert_int_equal(unlink(path), 0);
}

static const char holidays[] = "known_from = \"2026-01-01\"; known_until = \"2026-12-31\";\n"
                               "holidays = ( { date = \"2026-12-25\"; name = \"Christmas Day\"; },\n"
                               "  { date = \"2026-12-28\"; name = \"Boxing Day (substitute)\"; } );\n";
static const char terms[] =
    "title = \"Made-up School\"; known_until = \"2026-12-20\";\n"
    "terms = ( { name = \"autumn 1\"; season = \"autumn\"; from = \"2026-09-02\"; to = \"2026-10-23\"; },\n"
    "  { name = \"autumn 2\"; season = \"autumn\"; from = \"2026-11-02\"; to = \"2026-12-18\"; } );\n"
    "inset = [ \"2026-11-02\" ];\n";

static void school_and_working_days_are_counted_one_by_one(void **state)
{
    (void)state;
    char folder[] = "/tmp/sendd-expr-XXXXXX";
    assert_non_null(mkdtemp(folder));
    write_file(folder, "bank-holidays.conf", holidays);
    write_file(folder, "made-up.conf", terms);
    struct arena *arena = arena_new();
    struct faults *faults = faults_new(arena);
    const struct calendars *calendars = calendars_read(arena, folder, faults);
    struct text text = TEXT_EMPTY;
    faults_print(faults, &text);
    assert_string_equal(text_string(&text), "");
    static const struct line lines[] = {
        {"date('2026-12-24') + working_days(1)", "date \"2026-12-29\""},
        {"date('2026-12-29') - working_days(2)", "date \"2026-12-23\""},
        {"working_days(5) + date('2026-09-01')", "date \"2026-09-08\""},
        {"date('2026-10-22') + school_days(2)", "date \"2026-11-03\""},
        {"date('2026-11-03') - school_days(1)", "date \"2026-10-23\""},
        {"date('2026-10-22') + school_days(0)", "date \"2026-10-22\""},
        {"date('2026-10-16') + (weeks(1) + school_days(1))", "date \"2026-11-03\""},
        {"school_days(2) + school_days(3)", "period \"5 school days\""},
        {"weeks(1) - working_days(1)", "period \"P7D and -1 working day\""},
        {"school_days(2) < school_days(3)", "bool true"},
        {"school_days(2) < days(3)", "! have no order without a date"},
        {"date('2026-12-17') + school_days(2)", "! past the end of the calendar"},
        {"date('2026-12-30') + working_days(3)", "! past the end of the calendar"},
        {"school_days(100001)", "! longer than the calendar"},
    };
    LINES_HOLD(lines, .input.calendars = calendars, .input.school = "made-up");
    static const struct line without_school[] = {
        {"date('2026-12-24') + working_days(1)", "date \"2026-12-29\""},
        {"date('2026-12-24') + school_days(1)", "! the school has no calendar"},
    };
    LINES_HOLD(without_school, .input.calendars = calendars, .input.school = "elsewhere");
    static const struct line without_calendar[] = {
        {"date('2026-12-24') + working_days(1)", "! there is no calendar here"}};
    LINES_HOLD(without_calendar, 0);
    remove_file(folder, "bank-holidays.conf");
    remove_file(folder, "made-up.conf");
    assert_int_equal(rmdir(folder), 0);
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(timestamps_are_points_in_time),
        cmocka_unit_test(durations_are_nanoseconds),
        cmocka_unit_test(moments_and_durations_add),
        cmocka_unit_test(selectors_read_the_clock_on_the_wall),
        cmocka_unit_test(school_and_working_days_are_counted_one_by_one),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
