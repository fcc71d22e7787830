#include "expr/moment.h"
#include "expr/zone.h"

#include <stdlib.h>
#include <string.h>

enum { MINUTE = 60, HOUR = 3600, DAY = 86400, USUAL_CHANGE = 2 * HOUR };

/* A name of a zone's time: letters, or anything in angle brackets. */
static bool take_name(const char **at)
{
    const char *start = *at;
    if (*start == '<') {
        size_t length = strcspn(start, ">");
        *at = start + length + (start[length] == '>');
        return start[length] == '>';
    }
    *at += strspn(start, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ");
    return *at - start >= 3;
}

static bool take_number(const char **at, int most, int *out)
{
    const char *start = *at;
    *out = 0;
    for (; **at >= '0' && **at <= '9' && *out <= most; (*at)++)
        *out = *out * 10 + (**at - '0');
    return *at > start && *out <= most;
}

/* "[+-]h[h][:mm[:ss]]" in seconds. */
static bool take_time(const char **at, int *seconds)
{
    int sign = **at == '-' ? -1 : 1, hours, minutes = 0, rest = 0;
    if (**at == '-' || **at == '+')
        (*at)++;
    if (!take_number(at, 167, &hours))
        return false;
    if (**at == ':' && (++*at, !take_number(at, 59, &minutes)))
        return false;
    if (**at == ':' && (++*at, !take_number(at, 59, &rest)))
        return false;
    *seconds = sign * (hours * HOUR + minutes * MINUTE + rest);
    return true;
}

static bool take_sign(const char **at, char sign)
{
    if (**at != sign)
        return false;
    (*at)++;
    return true;
}

/* ",M3.5.0/1", ",J60", ",59". */
static bool take_change(const char **at, struct rule_change *out)
{
    *out = (struct rule_change){.time = USUAL_CHANGE};
    if (!take_sign(at, ','))
        return false;
    if (take_sign(at, 'M')) {
        if (!take_number(at, 12, &out->month) || !take_sign(at, '.') || !take_number(at, 5, &out->week) ||
            !take_sign(at, '.') || !take_number(at, 6, &out->day) || out->month < 1 || out->week < 1)
            return false;
    } else {
        out->leap_counts = !take_sign(at, 'J');
        if (!take_number(at, 365, &out->day))
            return false;
    }
    return !take_sign(at, '/') || take_time(at, &out->time);
}

bool zone_rule_read(const char *text, struct zone_rule *out)
{
    int west;
    *out = (struct zone_rule){0};
    if (!take_name(&text) || !take_time(&text, &west))
        return false;
    out->standard = -west; /* POSIX counts westwards */
    out->summer = out->standard + HOUR;
    if (!*text)
        return true;
    out->changes = true;
    if (!take_name(&text))
        return false;
    if (*text != ',' && take_time(&text, &west))
        out->summer = -west;
    return take_change(&text, &out->begins) && take_change(&text, &out->ends) && !*text;
}

/* The day of YEAR on which CHANGE is, counted from 1970-01-01. */
static int64_t change_day(const struct rule_change *change, int64_t year)
{
    if (!change->month) {
        int64_t first = civil_days(year, 1, 1);
        bool leap = civil_days(year, 3, 1) - first == 60;
        if (change->leap_counts)
            return first + change->day;
        return first + change->day - 1 + (leap && change->day >= 60);
    }
    int64_t first = civil_days(year, change->month, 1);
    int64_t next = change->month == 12 ? civil_days(year + 1, 1, 1) : civil_days(year, change->month + 1, 1);
    int64_t weekday = ((first + 4) % 7 + 7) % 7;
    int64_t day = first + ((change->day - weekday) % 7 + 7) % 7 + 7 * (change->week - 1);
    return day < next ? day : day - 7;
}

int zone_rule_offset(const struct zone_rule *rule, int64_t at)
{
    if (!rule->changes)
        return rule->standard;
    int64_t year = moment_wall((struct moment){.seconds = at}, rule->standard).year;
    int64_t begins = change_day(&rule->begins, year) * DAY + rule->begins.time - rule->standard;
    int64_t ends = change_day(&rule->ends, year) * DAY + rule->ends.time - rule->summer;
    bool summer = begins < ends ? at >= begins && at < ends : at >= begins || at < ends;
    return summer ? rule->summer : rule->standard;
}
