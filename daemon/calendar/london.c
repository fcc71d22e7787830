/* Local time in Europe/London, from the law and not from the host's zone files: the answer is the same on
 * every machine.
 *
 * Summer time, one hour ahead, runs from 01:00 UTC on the last Sunday of March to 01:00 UTC on the last
 * Sunday of October (Summer Time Act 1972 s.1 as amended by SI 2002/262; the same dates applied from 1996).
 * For earlier years the present rule is applied, so a wall time of those years may be an hour out; a civil
 * date is not affected but for the hour around midnight. Both changes are at 01:00 UTC, so 00:00 local exists
 * once on every day. */
#include "calendar/date.h"

#include "calendar/floor.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

enum { MINUTE = 60, HOUR = 3600, DAY = 86400 };

/* 01:00 UTC on the last Sunday of MONTH, which has 31 days; seconds since 1970. */
static int64_t change_at(int year, int month)
{
    struct date last = date_from(year, month, 31);
    int past_sunday = (int)date_weekday(last) % 7;
    return ((int64_t)last.day - past_sunday) * DAY + HOUR;
}

/* Seconds that London is ahead of UTC at the UTC second AT. */
static int offset_at(int64_t at)
{
    int year, month, day;
    date_split((struct date){(int32_t)floor_divide(at, DAY)}, &year, &month, &day);
    if (month < 3 || month > 10)
        return 0;
    if (month > 3 && month < 10)
        return HOUR;
    return (at >= change_at(year, month)) == (month == 3) ? HOUR : 0;
}

static int64_t seconds_of(instant at)
{
    return floor_divide(at, SECONDS(1));
}

instant london_instant(struct date date, int hour, int minute)
{
    assert(date_is(date));
    assert(hour >= 0 && hour <= 24 && minute >= 0 && minute < 60);
    int64_t wall = (int64_t)date.day * DAY + (int64_t)hour * HOUR + (int64_t)minute * MINUTE;
    /* Trying summer first takes the first of the two in the overlap; in the gap summer does not hold yet. */
    int64_t summer = wall - HOUR;
    return SECONDS(offset_at(summer) ? summer : wall);
}

struct date london_date(instant at)
{
    int64_t second = seconds_of(at);
    return (struct date){(int32_t)floor_divide(second + offset_at(second), DAY)};
}

void london_write(instant at, struct text *out)
{
    int64_t second = seconds_of(at);
    int offset = offset_at(second);
    int64_t wall = second + offset;
    int64_t in_day = wall - floor_divide(wall, DAY) * DAY;
    char date[DATE_SIZE];
    date_write((struct date){(int32_t)floor_divide(wall, DAY)}, date);
    text_addf(out, "%sT%02d:%02d:%02d+%02d:00", date, (int)(in_day / HOUR), (int)(in_day / MINUTE % 60),
              (int)(in_day % 60), offset / HOUR);
}

/* --- reading RFC 3339 --- */

static bool number_read(const char **at, int low, int high, int *out)
{
    const char *digits = *at;
    if (digits[0] < '0' || digits[0] > '9' || digits[1] < '0' || digits[1] > '9')
        return false;
    *out = (digits[0] - '0') * 10 + (digits[1] - '0');
    *at += 2;
    return *out >= low && *out <= high;
}

static bool byte_skip(const char **at, char byte)
{
    if (**at != byte)
        return false;
    (*at)++;
    return true;
}

/* Microseconds of ".123456"; digits after the sixth are dropped. */
static bool fraction_read(const char **at, int64_t *micros)
{
    *micros = 0;
    if (!byte_skip(at, '.'))
        return true;
    if (**at < '0' || **at > '9')
        return false;
    int64_t unit = 100000;
    for (; **at >= '0' && **at <= '9'; (*at)++, unit /= 10)
        *micros += (**at - '0') * unit;
    return true;
}

static bool offset_read(const char **at, int64_t *offset)
{
    *offset = 0;
    if (byte_skip(at, 'Z') || byte_skip(at, 'z'))
        return true;
    int sign = **at == '-' ? -1 : 1;
    int hours, minutes;
    if (!byte_skip(at, '+') && !byte_skip(at, '-'))
        return false;
    if (!number_read(at, 0, 23, &hours) || !byte_skip(at, ':') || !number_read(at, 0, 59, &minutes))
        return false;
    *offset = sign * ((int64_t)hours * HOUR + (int64_t)minutes * MINUTE);
    return true;
}

/* The time after the date, from its T to its offset. */
static bool time_read(const char *at, struct date date, instant *out)
{
    int hour, minute, second;
    int64_t micros, offset;
    if (!byte_skip(&at, 'T') && !byte_skip(&at, 't') && !byte_skip(&at, ' '))
        return false;
    if (!number_read(&at, 0, 23, &hour) || !byte_skip(&at, ':') || !number_read(&at, 0, 59, &minute))
        return false;
    if (!byte_skip(&at, ':') || !number_read(&at, 0, 60, &second)) /* 60: a leap second */
        return false;
    if (!fraction_read(&at, &micros) || !offset_read(&at, &offset) || *at)
        return false;
    int64_t wall = (int64_t)date.day * DAY + (int64_t)hour * HOUR + (int64_t)minute * MINUTE + second;
    *out = SECONDS(wall - offset) + micros;
    return true;
}

int london_read(const char *string, instant *out, struct error *error)
{
    struct date date;
    char day[DATE_SIZE];
    snprintf(day, sizeof day, "%s", string);
    if (date_read(day, &date, error))
        return SENDD_EINVALID;
    const char *rest = string + strlen(day);
    if (!*rest) {
        *out = london_instant(date, 0, 0);
        return 0;
    }
    if (time_read(rest, date, out))
        return 0;
    error_set(error, SENDD_EINVALID, "not a time after the date %s", day);
    error_hint(
        error,
        "write it with its offset from UTC, for example 2026-09-18T08:00:00+01:00 or 2026-09-18T07:00:00Z");
    return SENDD_EINVALID;
}
