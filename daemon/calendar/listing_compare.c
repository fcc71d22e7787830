/* What differs between two listings of one calendar. */
#include "calendar/calendars.h"
#include "calendar/listing.h"

#include <stdlib.h>

/* The place of the term at INDEX within its season of its school year. */
static size_t term_place(const struct listing *listing, size_t index)
{
    const struct listed *term = listing->days.items[index];
    size_t place = 0;
    for (size_t i = 0; i < index; i++) {
        const struct listed *day = listing->days.items[i];
        place += day->kind == LISTED_TERM && string_equal(day->season, term->season) &&
                 school_year(day->to) == school_year(term->to);
    }
    return place;
}

/* The day of IN that takes the part of DAY, which is FROM's at INDEX; NULL: there is none. */
static const struct listed *partner(const struct listing *from, size_t index, const struct listing *in)
{
    const struct listed *day = from->days.items[index];
    if (day->kind != LISTED_TERM)
        return listing_find(in, day->kind, day->from);
    size_t place = term_place(from, index);
    for (size_t i = 0; i < in->days.count; i++) {
        const struct listed *other = in->days.items[i];
        if (other->kind == LISTED_TERM && string_equal(other->season, day->season) &&
            school_year(other->to) == school_year(day->to) && term_place(in, i) == place)
            return other;
    }
    return NULL;
}

static void difference_add(struct arena *arena, struct list *out, enum change change, const struct listed *old,
                           const struct listed *new)
{
    struct difference *difference = arena_alloc(arena, sizeof *difference);
    *difference = (struct difference){change, old, new};
    list_add(out, difference);
}

static const struct listed *difference_day(const struct difference *difference)
{
    return difference->new ? difference->new : difference->old;
}

static int difference_order(const void *a, const void *b)
{
    const struct listed *one = difference_day(*(struct difference *const *)a),
                        *other = difference_day(*(struct difference *const *)b);
    if (one->kind != other->kind)
        return one->kind < other->kind ? -1 : 1;
    return date_compare(one->from, other->from);
}

void listing_compare(const struct listing *old, const struct listing *new, struct arena *arena, struct list *out)
{
    for (size_t i = 0; i < old->days.count; i++) {
        const struct listed *before = old->days.items[i], *after = partner(old, i, new);
        if (!after)
            difference_add(arena, out, CHANGE_REMOVED, before, NULL);
        else if (date_compare(before->from, after->from) || date_compare(before->to, after->to))
            difference_add(arena, out, CHANGE_MOVED, before, after);
        else if (!string_equal(before->name, after->name))
            difference_add(arena, out, CHANGE_RENAMED, before, after);
    }
    for (size_t i = 0; i < new->days.count; i++)
        if (!partner(new, i, old))
            difference_add(arena, out, CHANGE_ADDED, NULL, new->days.items[i]);
    if (out->count)
        qsort(out->items, out->count, sizeof *out->items, difference_order);
}
