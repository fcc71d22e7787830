#include "calendar/table.h"

#include <assert.h>

static const char *weekend_reason(struct date date)
{
    switch (date_weekday(date)) {
    case SATURDAY:
        return "Saturday";
    case SUNDAY:
        return "Sunday";
    default:
        return NULL;
    }
}

void table_make(struct table *table, struct arena *arena, struct date from, struct date to)
{
    assert(date_compare(from, to) <= 0);
    size_t days = (size_t)(to.day - from.day) + 1;
    *table = (struct table){from, to, arena_alloc(arena, days * sizeof *table->reasons)};
    for (struct date date = from; date.day <= to.day; date.day++)
        table_set(table, date, weekend_reason(date));
}

bool table_has(const struct table *table, struct date date)
{
    return date_is(table->from) && date.day >= table->from.day && date.day <= table->to.day;
}

void table_set(struct table *table, struct date date, const char *reason)
{
    if (table_has(table, date))
        table->reasons[date.day - table->from.day] = reason;
}

const char *table_reason(const struct table *table, struct date date)
{
    return table_has(table, date) ? table->reasons[date.day - table->from.day] : weekend_reason(date);
}
