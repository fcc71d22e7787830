/* GOV.UK's bank-holidays.json: {"DIVISION": {"division": "...", "events": [{"title", "date", "notes", "bunting"}]}}. It
 * lists the last years and about two to come, so it is laid over what we have, a year at a time. */
#include "calendar/import.h"

#include "base/json.h"

#include <ctype.h>

static const char FETCH[] = "fetch https://www.gov.uk/bank-holidays.json again, whole and unchanged";

enum { FAULTS_MOST = 20 };

static int year_of(struct date date)
{
    int year, month, day;
    date_split(date, &year, &month, &day);
    return year;
}

/* The year that goes on after DATE: the next after 31 December. */
static int year_after(struct date date)
{
    int year, month, day;
    date_split(date, &year, &month, &day);
    return month == 12 && day == 31 ? year + 1 : year;
}

static size_t year_count(const struct listing *listing, int year)
{
    size_t count = 0;
    for (size_t i = 0; i < listing->days.count; i++)
        count += year_of(((const struct listed *)listing->days.items[i])->from) == year;
    return count;
}

static bool year_is_complete(const struct listing *listing, int year)
{
    return year_count(listing, year) >= HOLIDAYS_YEAR_LEAST;
}

/* --- reading --- */

/* "Boxing Day (substitute day)": GOV.UK's title and notes. */
static const char *event_name(struct arena *arena, const json_t *event)
{
    const char *title = json_text(event, "title"), *notes = json_text(event, "notes");
    title = listed_name(arena, title ? title : "");
    notes = listed_name(arena, notes ? notes : "");
    if (!*title || !*notes)
        return title;
    return listed_name(arena, arena_printf(arena, "%s (%c%s)", title, tolower((unsigned char)*notes), notes + 1));
}

static void event_fault(struct import *import, size_t index, const char *name, const char *what, const char *hint)
{
    error_hint(fault_add(import->faults, import->source, 0, "event %zu (%s): %s", index + 1,
                         *name ? name : "no title", what),
               "%s", hint);
}

static void event_read(struct import *import, size_t index, const json_t *event, struct listing *out)
{
    struct date date = DATE_NONE;
    struct error error = ERROR_NONE;
    const char *name = event_name(import->arena, event), *written = json_text(event, "date");
    if (!*name || !written)
        event_fault(import, index, name, "it has no title, or no date", FETCH);
    else if (date_read(written, &date, &error))
        event_fault(import, index, name, listed_name(import->arena, error.text), FETCH);
    else if (date_weekday(date) >= SATURDAY)
        event_fault(import, index, name, arena_printf(import->arena, "%s is a Saturday or Sunday", written),
                    "the day it is kept on is wanted, as GOV.UK lists it");
    else if (listing_find(out, LISTED_HOLIDAY, date))
        event_fault(import, index, name, arena_printf(import->arena, "%s is listed twice", written), FETCH);
    else
        listing_add(out, import->arena, (struct listed){LISTED_HOLIDAY, date, date, name, NULL});
}

static void division_unknown(struct import *import, const json_t *root, const char *division)
{
    struct text known = TEXT_EMPTY;
    const char *key;
    json_t *value;
    json_object_foreach((json_t *)(uintptr_t)root, key, value) {
        if (json_is_array(json_object_get(value, "events")) && known.length < 3 * LISTED_NAME_MAX)
            text_addf(&known, "%s%s", known.length ? ", " : "", listed_name(import->arena, key));
    }
    struct error *error = fault_add(import->faults, import->source, 0, "it has no division \"%s\" with events",
                                    listed_name(import->arena, division));
    if (known.length)
        error_hint(error, "it has %s", text_string(&known));
    else
        error_hint(error, "%s", FETCH);
    text_free(&known);
}

static const json_t *events_find(struct import *import, const json_t *root, const char *division)
{
    const json_t *group = json_object_get(root, division), *events = json_object_get(group, "events");
    const char *own = json_text(group, "division");
    if (!json_is_array(events) || (own && !string_equal(own, division))) {
        division_unknown(import, root, division);
        return NULL;
    }
    if (json_array_size(events) <= HOLIDAYS_EVENTS_MAX)
        return events;
    error_hint(fault_add(import->faults, import->source, 0, "it has more than %d events", HOLIDAYS_EVENTS_MAX), "%s",
               FETCH);
    return NULL;
}

/* What the file lists, in order; NULL after a fault. */
static struct listing *events_read(struct import *import, const json_t *root, const char *division)
{
    struct listing *given = listing_new(import->arena);
    const json_t *events = events_find(import, root, division);
    size_t before = import->faults->errors;
    for (size_t i = 0; i < json_array_size(events) && import->faults->errors < before + FAULTS_MOST; i++)
        event_read(import, i, json_array_get(events, i), given);
    if (events && !json_array_size(events))
        error_hint(fault_add(import->faults, import->source, 0, "it lists no events"), "%s", FETCH);
    listing_sort(given);
    return events && import->faults->errors == before && given->days.count ? given : NULL;
}

/* --- laying it over what we have --- */

/* The last day up to which OLD and then GIVEN have every year. */
static struct date until_grow(const struct listing *old, const struct listing *given)
{
    struct date until = old->known_until;
    for (int year = year_after(until); year_is_complete(given, year); year++)
        until = date_from(year, 12, 31);
    return until;
}

/* A day before known_from, or in a year that does not follow on what is known. */
static bool range_check(struct import *import, const struct listed *first, const struct listed *last,
                        const struct listing *old, int next)
{
    char day[DATE_SIZE], from[DATE_SIZE];
    if (date_compare(first->from, old->known_from) < 0) {
        error_hint(fault_add(import->faults, import->source, 0, "it lists %s, which lies before known_from (%s)",
                             date_write(first->from, day), date_write(old->known_from, from)),
                   "write known_from = \"%d-01-01\"; into bank-holidays.conf and import again: the years from then "
                   "on come from the file",
                   year_of(first->from));
        return false;
    }
    if (year_of(last->from) > next) {
        error_hint(fault_add(import->faults, import->source, 0,
                             "it lists %s, and of %d less than the %d days that every year has",
                             date_write(last->from, day), next, HOLIDAYS_YEAR_LEAST),
                   "%s", FETCH);
        return false;
    }
    return true;
}

static void days_keep(struct import *import, const struct listing *old, const struct listing *given,
                      struct listing *out)
{
    for (size_t i = 0; i < old->days.count; i++) {
        const struct listed *day = old->days.items[i];
        if (!year_is_complete(given, year_of(day->from)) && !listing_find(given, LISTED_HOLIDAY, day->from))
            listing_add(out, import->arena, *day);
    }
}

static void day_take(struct import *import, const struct listed *day, struct listing *out)
{
    if (date_compare(day->from, out->known_until) <= 0) {
        listing_add(out, import->arena, *day);
        return;
    }
    struct left_out *left = arena_alloc(import->arena, sizeof *left);
    *left = (struct left_out){day->from, day->to, day->name,
                              arena_printf(import->arena, "of %d fewer than %d days are listed yet",
                                           year_of(day->from), HOLIDAYS_YEAR_LEAST)};
    list_add(&import->left, left);
}

/* Years of which nothing may be removed: those that the file has begun to list, or lists no more in full. */
static void years_note(struct import *import, const struct listing *given, struct date until)
{
    const struct list *days = &given->days;
    int first = year_of(((const struct listed *)days->items[0])->from), last = year_of(until);
    for (int year = first; year <= last; year++) {
        size_t count = year_count(given, year);
        if (count < HOLIDAYS_YEAR_LEAST)
            list_add(&import->notes,
                     arena_printf(import->arena,
                                  "of %d the file lists %zu day%s, and every year has %d or more: nothing of it is "
                                  "removed",
                                  year, count, count == 1 ? "" : "s", HOLIDAYS_YEAR_LEAST));
    }
}

static struct listing *lay_over(struct import *import, const struct listing *given, const struct listing *old)
{
    const struct list *days = &given->days;
    struct date until = until_grow(old, given);
    if (!range_check(import, days->items[0], days->items[days->count - 1], old, year_after(until)))
        return NULL;
    struct listing *out = listing_new(import->arena);
    out->title = old->title;
    out->known_from = old->known_from;
    out->known_until = until;
    days_keep(import, old, given, out);
    for (size_t i = 0; i < days->count; i++)
        day_take(import, days->items[i], out);
    listing_sort(out);
    const struct listed *last = days->items[days->count - 1];
    years_note(import, given, date_compare(last->from, until) < 0 ? last->from : until);
    return out;
}

struct listing *holidays_import(struct import *import, const char *bytes, size_t size, const char *division,
                                const struct listing *old)
{
    json_t *root = NULL;
    struct error error = ERROR_NONE;
    if (size > HOLIDAYS_SIZE_MAX) {
        error_hint(fault_add(import->faults, import->source, 0, "it is larger than 1 MiB"), "%s", FETCH);
        return NULL;
    }
    if (json_read(bytes, size, "it", &root, &error)) {
        error_hint(fault_add(import->faults, import->source, error.line, "%s",
                             listed_name(import->arena, error.text)),
                   "%s", FETCH);
        return NULL;
    }
    json_keep(import->arena, root);
    const struct listing *given = events_read(import, root, division);
    return given ? lay_over(import, given, old) : NULL;
}
