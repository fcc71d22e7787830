#include "calendar/date.h"

#include "calendar/floor.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

enum { YEAR_FIRST = 1583, YEAR_LAST = 9999 }; /* 1583 is the Gregorian calendar's first whole year */
enum { DAYS_400_YEARS = 146097, DAYS_TO_EPOCH = 719468 }; /* from 0000-03-01 to 1970-01-01 */

static const char *const WEEKDAYS[] = {"",         "Monday", "Tuesday",  "Wednesday",
                                       "Thursday", "Friday", "Saturday", "Sunday"};
static const char *const MONTHS[] = {"",     "January", "February",  "March",   "April",    "May",     "June",
                                     "July", "August",  "September", "October", "November", "December"};

static bool year_is_leap(int year)
{
    return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

static int month_length(int year, int month)
{
    static const int LENGTHS[] = {0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    return month == 2 && year_is_leap(year) ? 29 : LENGTHS[month];
}

/* Years are counted from 1 March, so that the leap day is a year's last and months have a linear pattern:
 * the days before month m (March = 0) are (153 m + 2) / 5. */
static int32_t days_count(int year, int month, int day)
{
    int64_t from_march = year - (month <= 2);
    int64_t m = (month + 9) % 12;
    int64_t leaps =
        floor_divide(from_march, 4) - floor_divide(from_march, 100) + floor_divide(from_march, 400);
    return (int32_t)(from_march * 365 + leaps + (153 * m + 2) / 5 + day - 1 - DAYS_TO_EPOCH);
}

bool date_is(struct date date)
{
    return date.day != DATE_NONE.day;
}

struct date date_from(int year, int month, int day)
{
    if (year < YEAR_FIRST || year > YEAR_LAST || month < 1 || month > 12)
        return DATE_NONE;
    if (day < 1 || day > month_length(year, month))
        return DATE_NONE;
    return (struct date){days_count(year, month, day)};
}

void date_split(struct date date, int *year, int *month, int *day)
{
    assert(date_is(date));
    int64_t days = (int64_t)date.day + DAYS_TO_EPOCH;
    int64_t era = floor_divide(days, DAYS_400_YEARS);
    int64_t in_era = days - era * DAYS_400_YEARS;
    int64_t y = (in_era - in_era / 1460 + in_era / 36524 - in_era / 146096) / 365;
    int64_t in_year = in_era - (365 * y + y / 4 - y / 100);
    int64_t m = (5 * in_year + 2) / 153;
    *day = (int)(in_year - (153 * m + 2) / 5 + 1);
    *month = (int)(m < 10 ? m + 3 : m - 9);
    *year = (int)(y + era * 400 + (*month <= 2));
}

enum weekday date_weekday(struct date date)
{
    assert(date_is(date));
    int64_t from_monday = (int64_t)date.day + 3; /* 1970-01-01 was a Thursday */
    return (enum weekday)(from_monday - floor_divide(from_monday, 7) * 7 + 1);
}

/* Keeps results within the years that can be written and read back. */
static struct date date_within(int64_t day)
{
    bool inside = day >= days_count(YEAR_FIRST, 1, 1) && day <= days_count(YEAR_LAST, 12, 31);
    return inside ? (struct date){(int32_t)day} : DATE_NONE;
}

struct date date_add_days(struct date date, int days)
{
    assert(date_is(date));
    return date_within((int64_t)date.day + days);
}

struct date date_add_months(struct date date, int months)
{
    int year, month, day;
    date_split(date, &year, &month, &day);
    int64_t index = (int64_t)year * 12 + month - 1 + months;
    int64_t to_year = floor_divide(index, 12);
    int to_month = (int)(index - to_year * 12) + 1;
    if (to_year < YEAR_FIRST || to_year > YEAR_LAST)
        return DATE_NONE;
    int last = month_length((int)to_year, to_month);
    return date_from((int)to_year, to_month, day < last ? day : last);
}

int date_compare(struct date a, struct date b)
{
    return (a.day > b.day) - (a.day < b.day);
}

/* Reads exactly COUNT digits, and returns what follows, or NULL. */
static const char *digits_read(const char *at, int count, int *out)
{
    int value = 0;
    for (int i = 0; i < count; i++) {
        if (at[i] < '0' || at[i] > '9')
            return NULL;
        value = value * 10 + (at[i] - '0');
    }
    *out = value;
    return at + count;
}

static const char *byte_read(const char *at, char byte)
{
    return at && *at == byte ? at + 1 : NULL;
}

/* What follows YYYY-MM-DD in STRING, or NULL; the day may not exist. */
static const char *iso_read(const char *string, int *year, int *month, int *day)
{
    const char *at = byte_read(digits_read(string, 4, year), '-');
    at = at ? byte_read(digits_read(at, 2, month), '-') : NULL;
    return at ? digits_read(at, 2, day) : NULL;
}

static const char *british_read(const char *string, int *year, int *month, int *day)
{
    const char *at = byte_read(digits_read(string, 2, day), '/');
    at = at ? byte_read(digits_read(at, 2, month), '/') : NULL;
    return at ? digits_read(at, 4, year) : NULL;
}

/* A column of an import may hold anything, a name too, so only what has the form of a date is quoted. */
static int date_check(const char *string, const char *end, int year, int month, int day, struct date *out,
                      struct error *error)
{
    *out = DATE_NONE;
    if (!end || *end)
        return error_set(error, SENDD_EINVALID, "not a date");
    *out = date_from(year, month, day);
    if (date_is(*out))
        return 0;
    struct date first = date_from(year, month, 1);
    char last[DATE_SIZE];
    if (!date_is(first) || day == 0)
        return error_set(error, SENDD_EINVALID, "there is no day %s in the calendar", string);
    return error_set(error, SENDD_EINVALID, "there is no day %s in the calendar; that month ends on %s", string,
                     date_write(date_add_days(date_add_months(first, 1), -1), last));
}

int date_read(const char *string, struct date *out, struct error *error)
{
    int year = 0, month = 0, day = 0;
    const char *end = iso_read(string, &year, &month, &day);
    if (date_check(string, end, year, month, day, out, error) == 0)
        return 0;
    error_hint(error, "write the date as YYYY-MM-DD, for example 2026-09-18");
    return SENDD_EINVALID;
}

int date_read_loose(const char *string, struct date *out, struct error *error)
{
    int year = 0, month = 0, day = 0;
    const char *end = iso_read(string, &year, &month, &day);
    if (!end)
        end = british_read(string, &year, &month, &day);
    if (date_check(string, end, year, month, day, out, error) == 0)
        return 0;
    error_hint(error, "write the date as YYYY-MM-DD or DD/MM/YYYY, for example 2026-09-18 or 18/09/2026");
    return SENDD_EINVALID;
}

char *date_write(struct date date, char buffer[DATE_SIZE])
{
    buffer[0] = '\0';
    if (!date_is(date))
        return buffer;
    int year, month, day;
    date_split(date, &year, &month, &day);
    assert(year >= 0 && year <= YEAR_LAST);
    const int digits[] = {year / 1000, year / 100 % 10, year / 10 % 10, year % 10, -1, month / 10, month % 10,
                          -1,          day / 10,        day % 10};
    for (int i = 0; i < DATE_SIZE - 1; i++)
        buffer[i] = digits[i] < 0 ? '-' : (char)('0' + digits[i]);
    buffer[DATE_SIZE - 1] = '\0';
    return buffer;
}

json_t *date_json(struct date date)
{
    char text[DATE_SIZE];
    return json_string(date_write(date, text));
}

const char *weekday_name(enum weekday weekday)
{
    return WEEKDAYS[weekday];
}

void date_write_long(struct date date, struct text *out)
{
    if (!date_is(date))
        return;
    int year, month, day;
    date_split(date, &year, &month, &day);
    text_addf(out, "%s %d %s %d", weekday_name(date_weekday(date)), day, MONTHS[month], year);
}
