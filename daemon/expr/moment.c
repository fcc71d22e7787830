#include "expr/moment.h"

#include "calendar/floor.h"

#include <string.h>

enum { MINUTE = 60, HOUR = 3600, DAY = 86400, SECOND_NANOS = 1000000000 };

/* Years are counted from 1 March, so that the leap day is the last of its year. */
int64_t civil_days(int64_t year, int month, int day)
{
    int64_t shifted = month > 2 ? year : year - 1;
    int64_t era = floor_divide(shifted, 400), in_era = shifted - era * 400;
    int64_t in_year = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1;
    return era * 146097 + in_era * 365 + in_era / 4 - in_era / 100 + in_year - 719468;
}

static void days_civil(int64_t days, struct wall *out)
{
    int64_t from_march = days + 719468, era = floor_divide(from_march, 146097);
    int64_t in_era = from_march - era * 146097;
    int64_t year = (in_era - in_era / 1460 + in_era / 36524 - in_era / 146096) / 365;
    int64_t in_year = in_era - (365 * year + year / 4 - year / 100);
    int64_t month = (5 * in_year + 2) / 153;
    out->day = (int)(in_year - (153 * month + 2) / 5 + 1);
    out->month = (int)(month < 10 ? month + 3 : month - 9);
    out->year = year + era * 400 + (out->month <= 2);
}

struct wall moment_wall(struct moment moment, int offset)
{
    struct wall wall = {.nanos = moment.nanos};
    int64_t local = moment.seconds + offset, days = floor_divide(local, DAY);
    int in_day = (int)(local - days * DAY);
    days_civil(days, &wall);
    wall.day_of_year = (int)(days - civil_days(wall.year, 1, 1));
    wall.weekday = (int)(days + 4 - floor_divide(days + 4, 7) * 7); /* 1970-01-01 was a Thursday */
    wall.hour = in_day / HOUR;
    wall.minute = in_day / MINUTE % 60;
    wall.second = in_day % MINUTE;
    return wall;
}

/* --- reading --- */

/* What is left to read. */
struct rest {
    const char *at, *end;
};

/* Exactly COUNT digits. */
static bool take_digits(struct rest *rest, int count, int *out)
{
    *out = 0;
    for (int i = 0; i < count; i++) {
        if (rest->at == rest->end || *rest->at < '0' || *rest->at > '9')
            return false;
        *out = *out * 10 + (*rest->at++ - '0');
    }
    return true;
}

static bool take_sign(struct rest *rest, char sign)
{
    if (rest->at == rest->end || *rest->at != sign)
        return false;
    rest->at++;
    return true;
}

static bool take_fraction(struct rest *rest, int32_t *nanos)
{
    int digit, unit = SECOND_NANOS / 10;
    *nanos = 0;
    if (!take_sign(rest, '.'))
        return true;
    if (!take_digits(rest, 1, &digit))
        return false;
    do {
        *nanos += digit * unit;
        unit /= 10;
    } while (take_digits(rest, 1, &digit));
    return true;
}

static bool take_offset(struct rest *rest, int *offset)
{
    *offset = 0;
    if (take_sign(rest, 'Z'))
        return true;
    bool back = take_sign(rest, '-');
    int hours, minutes;
    if ((!back && !take_sign(rest, '+')) || !take_digits(rest, 2, &hours) || !take_sign(rest, ':') ||
        !take_digits(rest, 2, &minutes) || hours > 23 || minutes > 59)
        return false;
    *offset = (hours * HOUR + minutes * MINUTE) * (back ? -1 : 1);
    return true;
}

static bool day_exists(int year, int month, int day)
{
    if (month < 1 || month > 12 || day < 1)
        return false;
    int64_t next = month == 12 ? civil_days(year + 1, 1, 1) : civil_days(year, month + 1, 1);
    return day <= next - civil_days(year, month, 1);
}

bool moment_read(const char *text, size_t length, struct moment *out)
{
    struct rest rest = {text, text + length};
    int year, month, day, hour, minute, second, offset;
    if (!take_digits(&rest, 4, &year) || !take_sign(&rest, '-') || !take_digits(&rest, 2, &month) ||
        !take_sign(&rest, '-') || !take_digits(&rest, 2, &day) || !take_sign(&rest, 'T'))
        return false;
    if (!take_digits(&rest, 2, &hour) || !take_sign(&rest, ':') || !take_digits(&rest, 2, &minute) ||
        !take_sign(&rest, ':') || !take_digits(&rest, 2, &second))
        return false;
    if (!take_fraction(&rest, &out->nanos) || !take_offset(&rest, &offset) || rest.at != rest.end)
        return false;
    if (!day_exists(year, month, day) || hour > 23 || minute > 59 || second > 59)
        return false;
    out->seconds = civil_days(year, month, day) * DAY + hour * HOUR + minute * MINUTE + second - offset;
    return out->seconds >= MOMENT_FIRST && out->seconds <= MOMENT_LAST;
}

static bool take_unit(struct rest *rest, int64_t *nanos)
{
    static const struct {
        const char *name;
        int64_t nanos;
    } units[] = {{"ns", 1},
                 {"us", 1000},
                 {"\u00b5s", 1000},
                 {"\u03bcs", 1000},
                 {"ms", 1000000},
                 {"s", SECOND_NANOS},
                 {"m", (int64_t)SECOND_NANOS * MINUTE},
                 {"h", (int64_t)SECOND_NANOS * HOUR}};
    for (size_t i = 0; i < sizeof units / sizeof units[0]; i++) {
        size_t length = strlen(units[i].name);
        if ((size_t)(rest->end - rest->at) < length || memcmp(rest->at, units[i].name, length) != 0)
            continue;
        rest->at += length;
        *nanos = units[i].nanos;
        return true;
    }
    return false;
}

/* "1.5h": adds to *TOTAL. What is smaller than a nanosecond is dropped. */
static bool take_part(struct rest *rest, __int128 *total)
{
    __int128 whole = 0, fraction = 0, scale = 1;
    size_t digits = 0;
    int digit;
    int64_t unit;
    for (; take_digits(rest, 1, &digit); digits++) {
        whole = whole * 10 + digit;
        if (whole > INT64_MAX)
            return false;
    }
    if (take_sign(rest, '.')) {
        for (; take_digits(rest, 1, &digit); digits++) {
            if (scale >= (__int128)1000000000000000000)
                continue;
            fraction = fraction * 10 + digit;
            scale *= 10;
        }
    }
    if (!digits || !take_unit(rest, &unit))
        return false;
    *total += whole * unit + fraction * unit / scale;
    return *total <= (__int128)INT64_MAX + 1;
}

bool duration_read(const char *text, size_t length, int64_t *nanos)
{
    struct rest rest = {text, text + length};
    bool back = take_sign(&rest, '-');
    __int128 total = 0;
    if (!back)
        take_sign(&rest, '+');
    bool zero = rest.end - rest.at == 1 && *rest.at == '0'; /* the one that needs no unit */
    if (rest.at == rest.end)
        return false;
    while (!zero && rest.at < rest.end) {
        if (!take_part(&rest, &total))
            return false;
    }
    if (back)
        total = -total;
    if (total > INT64_MAX)
        return false;
    *nanos = (int64_t)total;
    return true;
}

/* --- writing --- */

/* ".5" for 500,000,000; nothing for 0. */
static void fraction_write(int64_t nanos, struct text *out)
{
    if (!nanos)
        return;
    int width = 9;
    for (; nanos % 10 == 0; width--)
        nanos /= 10;
    text_addf(out, ".%0*lld", width, (long long)nanos);
}

void moment_write(struct moment moment, struct text *out)
{
    struct wall wall = moment_wall(moment, 0);
    text_addf(out, "%04d-%02d-%02dT%02d:%02d:%02d", (int)wall.year, wall.month, wall.day, wall.hour,
              wall.minute, wall.second);
    fraction_write(moment.nanos, out);
    text_add_char(out, 'Z');
}

void duration_write(int64_t nanos, struct text *out)
{
    uint64_t size = nanos < 0 ? 0 - (uint64_t)nanos : (uint64_t)nanos;
    text_addf(out, "%s%llu", nanos < 0 ? "-" : "", (unsigned long long)(size / SECOND_NANOS));
    fraction_write((int64_t)(size % SECOND_NANOS), out);
    text_add_char(out, 's');
}
