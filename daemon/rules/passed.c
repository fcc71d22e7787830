/* When the time that a ruling gives has passed, and whether someone is late by it. */
#include "rules/rules.h"

static bool is_set(const json_t *ruling, const char *key)
{
    return json_is_true(json_object_get(ruling, key));
}

bool ruling_is_minimum(const json_t *ruling)
{
    return is_set(ruling, "first_day") || is_set(ruling, "minimum");
}

instant ruling_passed(const json_t *ruling)
{
    instant time;
    struct date due;
    const char *text = json_text(ruling, "time");
    if (is_set(ruling, "stands") || date_read(json_words(ruling, "due"), &due, NULL))
        return INSTANT_NEVER;
    if (text && london_read(text, &time, NULL) == 0)
        return time;
    return london_instant(date_add_days(due, is_set(ruling, "first_day") ? 0 : 1), 0, 0);
}

bool ruling_overdue(const json_t *ruling, instant now)
{
    return !ruling_is_minimum(ruling) && ruling_passed(ruling) <= now;
}
