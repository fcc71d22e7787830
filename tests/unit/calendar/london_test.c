/* Local time in London, against the host's zone file read through the C library (the test may; the daemon may
 * not). */
#include "calendar/date.h"

#include <stdarg.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>
#include <cmocka.h>

static const char ZONE_FILE[] = "/usr/share/zoneinfo/Europe/London";

static void check_second(int64_t second)
{
    time_t at = (time_t)second;
    struct tm local;
    localtime_r(&at, &local);
    char expected[64];
    snprintf(expected, sizeof expected, "%04d-%02d-%02dT%02d:%02d:%02d+%02d:00", local.tm_year + 1900,
             local.tm_mon + 1, local.tm_mday, local.tm_hour, local.tm_min, local.tm_sec,
             (int)(local.tm_gmtoff / 3600));
    struct text ours = TEXT_EMPTY;
    london_write(SECONDS(second), &ours);
    assert_string_equal(text_string(&ours), expected);
    text_free(&ours);
    struct date date = date_from(local.tm_year + 1900, local.tm_mon + 1, local.tm_mday);
    assert_int_equal(london_date(SECONDS(second)).day, date.day);
}

static bool zone_is_there(void)
{
    if (access(ZONE_FILE, R_OK) != 0) {
        print_message("SKIP: %s is not installed\n", ZONE_FILE);
        return false;
    }
    setenv("TZ", ":Europe/London", 1);
    tzset();
    return true;
}

/* Four times a day, and every hour with the second before it around the changes; 1996 to 2050. */
static void every_day_agrees_with_the_zone_file(void **state)
{
    (void)state;
    if (!zone_is_there())
        skip();
    int64_t end = (int64_t)date_from(2051, 1, 1).day * 86400;
    int64_t step = 3600 * 6;
    for (int64_t at = (int64_t)date_from(1996, 1, 1).day * 86400; at < end; at += step)
        check_second(at);
    /* All hours and their edges in the months with a change. */
    for (int year = 1996; year <= 2050; year++)
        for (int month = 3; month <= 10; month += 7) {
            int64_t from = (int64_t)date_from(year, month, 24).day * 86400;
            for (int64_t at = from; at < from + 9 * 86400; at += 3600) {
                check_second(at - 1);
                check_second(at);
            }
        }
}

/* 00:00 and 08:00 exist once on every day: turning them into an instant and back gives the same wall time. */
static void midnight_and_morning_exist_every_day(void **state)
{
    (void)state;
    char expected[DATE_SIZE];
    for (struct date date = date_from(1996, 1, 1); date.day <= date_from(2050, 12, 31).day; date.day++) {
        struct text text = TEXT_EMPTY;
        date_write(date, expected);
        london_write(london_instant(date, 0, 0), &text);
        assert_memory_equal(text.bytes, expected, 10);
        assert_memory_equal(text.bytes + 10, "T00:00:00", 9);
        assert_int_equal(london_date(london_instant(date, 0, 0)).day, date.day);
        assert_int_equal(london_date(london_instant(date, 0, 0) - 1).day, date.day - 1);
        text_clear(&text);
        london_write(london_instant(date, 8, 0), &text);
        assert_memory_equal(text.bytes + 10, "T08:00:00", 9);
        text_free(&text);
    }
}

static void check_wall(struct date date, int hour, int minute, const char *expected)
{
    struct text text = TEXT_EMPTY;
    london_write(london_instant(date, hour, minute), &text);
    assert_string_equal(text_string(&text), expected);
    text_free(&text);
}

static void the_gap_moves_on_and_the_overlap_takes_the_first(void **state)
{
    (void)state;
    struct date spring = date_from(2026, 3, 29), autumn = date_from(2026, 10, 25);
    check_wall(spring, 0, 59, "2026-03-29T00:59:00+00:00");
    check_wall(spring, 1, 30, "2026-03-29T02:30:00+01:00");
    check_wall(spring, 2, 0, "2026-03-29T02:00:00+01:00");
    check_wall(autumn, 0, 59, "2026-10-25T00:59:00+01:00");
    check_wall(autumn, 1, 30, "2026-10-25T01:30:00+01:00");
    check_wall(autumn, 2, 0, "2026-10-25T02:00:00+00:00");
    check_wall(spring, 24, 0, "2026-03-30T00:00:00+01:00");
}

/* Nights named by law.md and GOV.UK's page of clock changes. */
static void published_nights_change(void **state)
{
    (void)state;
    static const int NIGHTS[][6] = {
        {2026, 3, 29, 2026, 10, 25}, {2027, 3, 28, 2027, 10, 31}, {2028, 3, 26, 2028, 10, 29}};
    for (size_t i = 0; i < sizeof NIGHTS / sizeof *NIGHTS; i++) {
        struct date on = date_from(NIGHTS[i][0], NIGHTS[i][1], NIGHTS[i][2]);
        struct date off = date_from(NIGHTS[i][3], NIGHTS[i][4], NIGHTS[i][5]);
        assert_int_equal(london_instant(date_add_days(on, 1), 0, 0) - london_instant(on, 0, 0),
                         SECONDS(23 * 3600));
        assert_int_equal(london_instant(date_add_days(off, 1), 0, 0) - london_instant(off, 0, 0),
                         SECONDS(25 * 3600));
    }
}

static void times_with_an_offset_are_read(void **state)
{
    (void)state;
    instant at = 0, expected = london_instant(date_from(2026, 9, 18), 8, 0);
    static const char *const SAME[] = {"2026-09-18T08:00:00+01:00", "2026-09-18T07:00:00Z",
                                       "2026-09-18t07:00:00z",      "2026-09-18 07:00:00Z",
                                       "2026-09-18T02:00:00-05:00", "2026-09-18T07:00:00.000Z"};
    for (size_t i = 0; i < sizeof SAME / sizeof *SAME; i++) {
        assert_int_equal(london_read(SAME[i], &at, NULL), 0);
        assert_int_equal(at, expected);
    }
    assert_int_equal(london_read("2026-09-18T07:00:00.1234567Z", &at, NULL), 0);
    assert_int_equal(at, expected + 123456);
    assert_int_equal(london_read("2026-09-18", &at, NULL), 0);
    assert_int_equal(at, london_instant(date_from(2026, 9, 18), 0, 0));
}

static void times_without_an_offset_are_refused(void **state)
{
    (void)state;
    static const char *const WRONG[] = {"",
                                        "2026-09-18T08:00:00",
                                        "2026-09-18T08:00Z",
                                        "2026-09-18T24:00:00Z",
                                        "2026-09-18T08:60:00Z",
                                        "2026-09-18T08:00:00.Z",
                                        "2026-09-18T08:00:00+1:00",
                                        "2026-09-18T08:00:00Zx",
                                        "2026-02-30T08:00:00Z",
                                        "2026-09-18T",
                                        "18/09/2026"};
    for (size_t i = 0; i < sizeof WRONG / sizeof *WRONG; i++) {
        instant at;
        struct error error = ERROR_NONE;
        assert_int_equal(london_read(WRONG[i], &at, &error), SENDD_EINVALID);
        assert_true(error.text[0] && error.hint[0]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_day_agrees_with_the_zone_file),
        cmocka_unit_test(midnight_and_morning_exist_every_day),
        cmocka_unit_test(the_gap_moves_on_and_the_overlap_takes_the_first),
        cmocka_unit_test(published_nights_change),
        cmocka_unit_test(times_with_an_offset_are_read),
        cmocka_unit_test(times_without_an_offset_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
