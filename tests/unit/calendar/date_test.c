/* Civil dates, against a clock-face count of days made here by hand. */
#include "calendar/date.h"

#include <stdarg.h>
#include <setjmp.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

/* The naive calendar: a day, month and year that step one day at a time. */
struct stepper {
    int year, month, day;
};

static int stepper_length(int year, int month)
{
    if (month == 2)
        return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0 ? 29 : 28;
    return month == 4 || month == 6 || month == 9 || month == 11 ? 30 : 31;
}

static void stepper_next(struct stepper *at)
{
    if (++at->day <= stepper_length(at->year, at->month))
        return;
    at->day = 1;
    if (++at->month <= 12)
        return;
    at->month = 1;
    at->year++;
}

static void every_day_from_1583_to_9999_is_counted_once(void **state)
{
    (void)state;
    struct stepper at = {1583, 1, 1};
    struct date date = date_from(1583, 1, 1);
    assert_int_equal(date_weekday(date), SATURDAY);
    int weekday = SATURDAY, year, month, day;
    for (; at.year <= 9999; stepper_next(&at), date.day++, weekday = weekday % 7 + 1) {
        if (date_from(at.year, at.month, at.day).day != date.day || (int)date_weekday(date) != weekday)
            fail_msg("day %d-%d-%d", at.year, at.month, at.day);
        date_split(date, &year, &month, &day);
        if (year != at.year || month != at.month || day != at.day)
            fail_msg("split of %d-%d-%d", at.year, at.month, at.day);
    }
}

static void known_days_have_their_numbers(void **state)
{
    (void)state;
    assert_int_equal(date_from(1970, 1, 1).day, 0);
    assert_int_equal(date_from(2000, 3, 1).day, 11017);
    assert_int_equal(date_from(1969, 12, 31).day, -1);
    assert_int_equal(date_weekday(date_from(2026, 9, 1)), TUESDAY);
    assert_int_equal(date_weekday(date_from(2024, 9, 2)), MONDAY);
}

static void days_that_do_not_exist_are_none(void **state)
{
    (void)state;
    assert_false(date_is(date_from(2026, 2, 29)));
    assert_false(date_is(date_from(1900, 2, 29)));
    assert_true(date_is(date_from(2000, 2, 29)));
    assert_false(date_is(date_from(2026, 4, 31)));
    assert_false(date_is(date_from(2026, 13, 1)));
    assert_false(date_is(date_from(2026, 0, 1)));
    assert_false(date_is(date_from(2026, 1, 0)));
    assert_false(date_is(date_from(1582, 12, 31)));
    assert_false(date_is(date_from(10000, 1, 1)));
}

static void sums_outside_the_calendar_are_none(void **state)
{
    (void)state;
    struct date last = date_from(9999, 12, 31), first = date_from(1583, 1, 1);
    assert_false(date_is(date_add_days(last, 1)));
    assert_false(date_is(date_add_days(first, -1)));
    assert_false(date_is(date_add_days(last, INT32_MAX)));
    assert_false(date_is(date_add_months(last, 1)));
    assert_false(date_is(date_add_months(first, -1)));
    assert_false(date_is(date_add_months(first, INT32_MIN)));
}

static void check_months(const char *from, int months, const char *expected)
{
    struct date date;
    char buffer[DATE_SIZE];
    assert_int_equal(date_read(from, &date, NULL), 0);
    assert_string_equal(date_write(date_add_months(date, months), buffer), expected);
}

static void months_keep_the_day_or_take_the_last(void **state)
{
    (void)state;
    check_months("2027-01-31", 1, "2027-02-28");
    check_months("2028-01-31", 1, "2028-02-29");
    check_months("2027-01-31", 2, "2027-03-31");
    check_months("2027-01-30", 2, "2027-03-30");
    check_months("2026-12-31", 2, "2027-02-28");
    check_months("2024-02-29", 12, "2025-02-28");
    check_months("2024-02-29", 48, "2028-02-29");
    check_months("2026-03-31", -1, "2026-02-28");
    check_months("2026-01-15", -13, "2024-12-15");
}

static void reading_is_exact(void **state)
{
    (void)state;
    static const char *const WRONG[] = {
        "",           "2026-9-01", "2026-09-1",  "2026-09-01 ", " 2026-09-01", "2026/09/01",  "2026-02-29",
        "01/09/2026", "20260901",  "2026-09-0a", "2026-09",     "+026-09-01",  "2026-09-01T", "0000-00-00"};
    struct date date;
    for (size_t i = 0; i < sizeof WRONG / sizeof *WRONG; i++) {
        struct error error = ERROR_NONE;
        assert_int_equal(date_read(WRONG[i], &date, &error), SENDD_EINVALID);
        assert_false(date_is(date));
        assert_non_null(strstr(error.hint, "YYYY-MM-DD"));
    }
    char buffer[DATE_SIZE];
    assert_int_equal(date_read("2026-09-01", &date, NULL), 0);
    assert_string_equal(date_write(date, buffer), "2026-09-01");
}

static void loose_reading_takes_british_dates_and_never_quotes_other_text(void **state)
{
    (void)state;
    struct date date;
    struct error error = ERROR_NONE;
    assert_int_equal(date_read_loose("18/09/2026", &date, &error), 0);
    assert_int_equal(date.day, date_from(2026, 9, 18).day);
    assert_int_equal(date_read_loose("2026-09-18", &date, &error), 0);
    assert_int_equal(date_read_loose("30/02/2026", &date, &error), SENDD_EINVALID);
    assert_non_null(strstr(error.text, "30/02/2026"));
    assert_int_equal(date_read_loose("9/18/2026", &date, &error), SENDD_EINVALID);
    assert_int_equal(date_read_loose("Somebody's Name", &date, &error), SENDD_EINVALID);
    assert_null(strstr(error.text, "Somebody"));
}

static void dates_are_written_short_and_long(void **state)
{
    (void)state;
    char buffer[DATE_SIZE];
    assert_string_equal(date_write(DATE_NONE, buffer), "");
    assert_string_equal(date_write(date_from(1583, 1, 1), buffer), "1583-01-01");
    struct text text = TEXT_EMPTY;
    date_write_long(date_from(2026, 9, 18), &text);
    assert_string_equal(text_string(&text), "Friday 18 September 2026");
    text_free(&text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_day_from_1583_to_9999_is_counted_once),
        cmocka_unit_test(known_days_have_their_numbers),
        cmocka_unit_test(days_that_do_not_exist_are_none),
        cmocka_unit_test(sums_outside_the_calendar_are_none),
        cmocka_unit_test(months_keep_the_day_or_take_the_last),
        cmocka_unit_test(reading_is_exact),
        cmocka_unit_test(loose_reading_takes_british_dates_and_never_quotes_other_text),
        cmocka_unit_test(dates_are_written_short_and_long),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
