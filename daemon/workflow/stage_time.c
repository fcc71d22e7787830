/* Times and lengths of time as people write them for a stage, and which events its cases wait for. */
#include "workflow/stage_parts.h"

#include "workflow/model.h"

#include <stdio.h>
#include <string.h>

/* ":30" and ".250" after hours and minutes. */
static bool seconds_read(const char *text, duration *out)
{
    int seconds, used = 0;
    *out = 0;
    if (!*text)
        return true;
    if (sscanf(text, ":%2d%n", &seconds, &used) != 1 || seconds < 0 || seconds > 59)
        return false;
    *out = SECONDS(seconds);
    text += used;
    duration unit = SECONDS(1);
    if (*text == '.')
        while (*++text >= '0' && *text <= '9')
            *out += (*text - '0') * (unit /= 10);
    return *text == '\0';
}

static bool wall_read(const char *text, int hour, instant *out)
{
    struct date date;
    char day[DATE_SIZE];
    int hours = hour, minutes = 0, used = 0;
    duration rest;
    snprintf(day, sizeof day, "%s", text);
    if (date_read(day, &date, NULL))
        return false;
    if (text[10] && (sscanf(text + 10, " %2d:%2d%n", &hours, &minutes, &used) != 2 || hours > 23 ||
                     minutes > 59 || hours < 0 || minutes < 0))
        return false;
    if (!seconds_read(text + 10 + used, &rest))
        return false;
    *out = london_instant(date, hours, minutes) + rest;
    return true;
}

int stage_time_read(const char *text, int hour, instant *out, struct error *error)
{
    if (wall_read(text, hour, out) || london_read(text, out, NULL) == 0)
        return 0;
    error_set(error, SENDD_EINVALID, "\"%.60s\" is not a time", text);
    return error_hint(error, "write a day, or a day and a time: 2026-09-01, 2026-09-01 08:30");
}

/* Whole days and weeks are 24 hours each; longer and counted ones lead to the same time of another day. */
int stage_after(const struct stage *stage, const char *text, const char *school, instant *out,
                struct error *error)
{
    struct span span;
    int code = span_read_exact(text, &span, error);
    if (code)
        return code;
    struct date today = london_date(stage->now);
    duration hours = stage->now - london_instant(today, 0, 0);
    if (span.unit == SPAN_EXACT)
        *out = stage->now + span.exact;
    else if (span.unit == SPAN_DAYS || span.unit == SPAN_WEEKS)
        *out = stage->now + SECONDS(86400) * span.count * (span.unit == SPAN_WEEKS ? 7 : 1);
    else {
        struct date to = span_apply(span, 1, today, stage->site.calendars, school);
        *out = date_is(to) ? london_instant(to, 0, 0) + hours : INSTANT_NEVER;
    }
    if (*out >= stage->now && *out < london_instant(date_from(9999, 12, 31), 0, 0))
        return 0;
    error_set(error, SENDD_EINVALID, "\"%.60s\" leads past the calendar: the last year is 9999", text);
    return error_hint(error, "advance by less");
}

bool stage_case_takes(const struct stage_case *actor, const char *event)
{
    const struct kase *kase = actor->kase;
    if (string_equal(event, "correct") || string_equal(event, "dates.check"))
        return !kase->ended;
    for (size_t i = 0; !kase->ended && i < kase->states.count; i++) {
        const struct model_state *state = model_state_find(actor->definition, kase->states.items[i]);
        if (state && model_state_takes(state, event))
            return true;
    }
    for (size_t i = 0; i < kase->tasks.count; i++)
        if (string_equal(((const struct task *)kase->tasks.items[i])->event, event))
            return true;
    return false;
}
