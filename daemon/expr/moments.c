/* Timestamps and durations: arithmetic and selectors. */
#include "expr/functions.h"
#include "expr/moment.h"
#include "expr/zone.h"

#include <string.h>

enum { SECOND_NANOS = 1000000000, ZONE_COST = 8192 };

/* --- arithmetic --- */

static bool moment_give(struct run *run, int64_t seconds, int64_t nanos, struct value *out)
{
    if (nanos < 0) {
        seconds--;
        nanos += SECOND_NANOS;
    }
    seconds += nanos / SECOND_NANOS;
    if (seconds < MOMENT_FIRST || seconds > MOMENT_LAST)
        return run_fail(run, "this time is outside the years 1 to 9999", NULL);
    *out = value_moment((struct moment){seconds, (int32_t)(nanos % SECOND_NANOS)});
    return true;
}

static bool too_long(struct run *run)
{
    return run_fail(run, "this duration is longer than 292 years",
                    "take dates: a date minus a date is in days");
}

bool int_to_timestamp(struct run *run, const struct value *arguments, struct value *out)
{
    if (arguments[0].integer > MOMENT_LAST)
        return run_fail(run, "this time is outside the years 1 to 9999", NULL);
    return moment_give(run, arguments[0].integer < MOMENT_FIRST ? MOMENT_FIRST - 1 : arguments[0].integer, 0,
                       out);
}

bool timestamp_plus(struct run *run, const struct value *arguments, struct value *out)
{
    struct moment moment = arguments[0].moment;
    int64_t nanos = arguments[1].nanos;
    return moment_give(run, moment.seconds + nanos / SECOND_NANOS, moment.nanos + nanos % SECOND_NANOS, out);
}

bool duration_plus_timestamp(struct run *run, const struct value *arguments, struct value *out)
{
    const struct value turned[] = {arguments[1], arguments[0]};
    return timestamp_plus(run, turned, out);
}

bool timestamp_minus(struct run *run, const struct value *arguments, struct value *out)
{
    struct moment moment = arguments[0].moment;
    int64_t nanos = arguments[1].nanos;
    return moment_give(run, moment.seconds - nanos / SECOND_NANOS, moment.nanos - nanos % SECOND_NANOS, out);
}

bool timestamp_between(struct run *run, const struct value *arguments, struct value *out)
{
    const struct moment *a = &arguments[0].moment, *b = &arguments[1].moment;
    int64_t nanos;
    if (__builtin_mul_overflow(a->seconds - b->seconds, (int64_t)SECOND_NANOS, &nanos) ||
        __builtin_add_overflow(nanos, (int64_t)(a->nanos - b->nanos), &nanos))
        return too_long(run);
    *out = value_duration(nanos);
    return true;
}

bool duration_add(struct run *run, const struct value *arguments, struct value *out)
{
    *out = value_duration(0);
    return !__builtin_add_overflow(arguments[0].nanos, arguments[1].nanos, &out->nanos) || too_long(run);
}

bool duration_subtract(struct run *run, const struct value *arguments, struct value *out)
{
    *out = value_duration(0);
    return !__builtin_sub_overflow(arguments[0].nanos, arguments[1].nanos, &out->nanos) || too_long(run);
}

/* --- selectors --- */

static bool zone_fail(struct run *run)
{
    return run_fail(run, "there is no such time zone",
                    "write a name such as 'Europe/London', or an offset such as '+01:00'");
}

/* How far the zone NAME is ahead of UTC at AT. */
static bool find_offset(struct run *run, const struct value *name, int64_t at, int *out)
{
    const char *text = name->string.bytes;
    if (strlen(text) != name->string.length)
        return zone_fail(run);
    if (offset_read(text, out))
        return true;
    const struct zone *zone = run->call->zone;
    if (!zone && (!run->input || !run->input->zone_files))
        return run_fail(run, "the name of a time zone must be written here, not computed",
                        "write it in quotes, or compute an offset such as '+01:00'");
    if (!zone && !run_pay(run, ZONE_COST))
        return false;
    if (!zone)
        zone = zone_read(text, run_arena(run));
    if (!zone)
        return zone_fail(run);
    *out = zone_offset(zone, at);
    return true;
}

/* The wall clock for a selector of a timestamp: UTC, or the zone that is the second argument. */
static bool find_wall(struct run *run, const struct value *arguments, struct wall *out)
{
    int offset = 0;
    if (run->call->count == 2 && !find_offset(run, &arguments[1], arguments[0].moment.seconds, &offset))
        return false;
    *out = moment_wall(arguments[0].moment, offset);
    return true;
}

#define SELECTOR(name, expression)                                                                           \
    bool timestamp_##name(struct run *run, const struct value *arguments, struct value *out)                 \
    {                                                                                                        \
        struct wall wall;                                                                                    \
        if (!find_wall(run, arguments, &wall))                                                               \
            return false;                                                                                    \
        *out = value_int(expression);                                                                        \
        return true;                                                                                         \
    }
SELECTOR(year, wall.year)
SELECTOR(month, wall.month - 1)
SELECTOR(day, wall.day)
SELECTOR(day_of_month, wall.day - 1)
SELECTOR(weekday, wall.weekday)
SELECTOR(day_of_year, wall.day_of_year)
SELECTOR(hours, wall.hour)
SELECTOR(minutes, wall.minute)
SELECTOR(seconds, wall.second)
SELECTOR(millis, wall.nanos / 1000000)

static bool give_int(struct value *out, int64_t number)
{
    *out = value_int(number);
    return true;
}

bool duration_hours(struct run *run, const struct value *arguments, struct value *out)
{
    (void)run;
    return give_int(out, arguments[0].nanos / SECOND_NANOS / 3600);
}

bool duration_minutes(struct run *run, const struct value *arguments, struct value *out)
{
    (void)run;
    return give_int(out, arguments[0].nanos / SECOND_NANOS / 60);
}

bool duration_seconds(struct run *run, const struct value *arguments, struct value *out)
{
    (void)run;
    return give_int(out, arguments[0].nanos / SECOND_NANOS);
}

/* What is left beside the whole seconds, as CEL has it. */
bool duration_millis(struct run *run, const struct value *arguments, struct value *out)
{
    (void)run;
    return give_int(out, arguments[0].nanos % SECOND_NANOS / 1000000);
}
