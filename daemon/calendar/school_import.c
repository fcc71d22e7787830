/* A school's iCalendar events become its terms, INSET days and closures, laid over what its calendar lists.
 *
 * A season of a school year is the smallest part that is replaced: a file may list only the terms to come. */
#include "calendar/calendars.h"
#include "calendar/import.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

enum { SINGLE_DAYS_MOST = 31 /* of one INSET event, closure or holiday in a term */ };
enum { SUMMER_ENDS_MONTH = 8, SUMMER_ENDS_DAY = 31 };

/* --- what an event is --- */

/* Whether WORDS, in small letters with one space between two, stand in NAME as whole words; "-" is as good as a space. */
static bool has_words(const char *name, const char *words)
{
    for (const char *start = name; *start; start++) {
        if (start != name && isalnum((unsigned char)start[-1]))
            continue;
        const char *at = start, *word = words;
        while (*word && (tolower((unsigned char)*at) == *word || (*word == ' ' && *at == '-'))) {
            at++;
            word++;
        }
        if (!*word && !isalnum((unsigned char)*at))
            return true;
    }
    return false;
}

static bool has_any(const char *name, const char *const *phrases)
{
    for (; *phrases; phrases++)
        if (has_words(name, *phrases))
            return true;
    return false;
}

/* The season that NAME names; NULL for none and for several, COUNT tells which. */
static const char *season_named(const char *name, size_t *count)
{
    const char *found = NULL;
    *count = 0;
    for (size_t i = 0; i < SEASONS_COUNT; i++) {
        if (has_words(name, calendar_seasons[i])) {
            found = calendar_seasons[i];
            (*count)++;
        }
    }
    return *count == 1 ? found : NULL;
}

/* "Term 3": authorities with six terms a year, and schools with three, number them. The month in which it begins tells. */
static const char *season_numbered(const char *name, struct date from)
{
    static const char *const NUMBERED[] = {"term 1", "term 2", "term 3", "term 4", "term 5", "term 6", NULL};
    int year, month, day;
    date_split(from, &year, &month, &day);
    if (!has_any(name, NUMBERED))
        return NULL;
    return calendar_seasons[month >= 8 ? 0 : month <= 3 ? 1 : 2];
}

static bool is_holiday(const struct ical_event *event)
{
    static const char *const HOLIDAY[] = {"half term", "holiday", "holidays", "break", "vacation", NULL};
    return has_any(event->summary ? event->summary : "", HOLIDAY);
}

/* Reads what EVENT is into *OUT; a holiday is a closure as far as it lies in a term. Returns NULL, or why it is left out. */
static const char *event_sort(struct arena *arena, const struct ical_event *event, struct listed *out)
{
    static const char *const INSET[] = {"inset", "insets", "staff training", "teacher training", NULL};
    static const char *const CLOSED[] = {"closed", "closure", NULL};
    static const char *const TERM[] = {"term", "terms", NULL};
    size_t seasons;
    const char *name = listed_name(arena, event->summary), *season = season_named(name, &seasons);
    *out = (struct listed){LISTED_TERM, event->from, event->to, name, NULL};
    if (event->cancelled)
        return "it is cancelled";
    if (has_any(name, INSET)) {
        out->kind = LISTED_INSET;
        out->name = NULL;
        return NULL;
    }
    if (is_holiday(event) || has_any(name, CLOSED)) {
        out->kind = LISTED_CLOSURE;
        return NULL;
    }
    if (!has_any(name, TERM))
        return "no term, INSET day or closure";
    if (!seasons)
        season = season_numbered(name, event->from);
    if (!season)
        return seasons ? "it names more than one season" : "it names no season";
    if (!date_compare(event->from, event->to))
        return "one day: a term has its first and its last day";
    out->season = season;
    return NULL;
}

static void leave_out(struct import *import, struct date from, struct date to, const char *name, const char *why)
{
    struct left_out *left = arena_alloc(import->arena, sizeof *left);
    *left = (struct left_out){from, to, name, why};
    list_add(&import->left, left);
}

/* --- laying it over what we have --- */

struct merge {
    struct import *import;
    const struct calendars *calendars;
    struct listing *given; /* the file's */
    struct listing *out;
};

static bool same_season(const struct listed *a, const struct listed *b)
{
    return string_equal(a->season, b->season) && school_year(a->to) == school_year(b->to);
}

static bool lists_season(const struct listing *listing, const struct listed *term)
{
    for (size_t i = 0; i < listing->days.count; i++) {
        const struct listed *day = listing->days.items[i];
        if (day->kind == LISTED_TERM && same_season(day, term))
            return true;
    }
    return false;
}

static void terms_lay(struct merge *merge, const struct listing *old)
{
    for (size_t i = 0; i < old->days.count; i++) {
        const struct listed *term = old->days.items[i];
        if (term->kind == LISTED_TERM && !lists_season(merge->given, term))
            listing_add(merge->out, merge->import->arena, *term);
    }
    for (size_t i = 0; i < merge->given->days.count; i++) {
        const struct listed *term = merge->given->days.items[i];
        if (term->kind == LISTED_TERM)
            listing_add(merge->out, merge->import->arena, *term);
    }
}

/* Why DATE is no school day by the terms; NULL: it is one. */
static const char *day_off(const struct merge *merge, struct date date)
{
    const char *reason = table_reason(&merge->calendars->national, date);
    for (size_t i = 0; !reason && i < merge->out->days.count; i++) {
        const struct listed *term = merge->out->days.items[i];
        if (term->kind == LISTED_TERM && date_compare(term->from, date) <= 0 && date_compare(date, term->to) <= 0)
            return NULL;
    }
    return reason ? reason : "outside the terms";
}

static bool is_listed(const struct listing *listing, struct date date)
{
    return listing_find(listing, LISTED_INSET, date) || listing_find(listing, LISTED_CLOSURE, date);
}

static const char TOO_LONG[] = "it lasts more than 31 days";

static bool lasts_long(const struct ical_event *event)
{
    return event->to.day - event->from.day >= SINGLE_DAYS_MOST;
}

/* Whether DATE is the first or the last day of a term: those are school days, whatever else begins or ends on them. */
static bool is_term_edge(const struct merge *merge, struct date date)
{
    for (size_t i = 0; i < merge->out->days.count; i++) {
        const struct listed *term = merge->out->days.items[i];
        if (term->kind == LISTED_TERM && (!date_compare(term->from, date) || !date_compare(term->to, date)))
            return true;
    }
    return false;
}

static bool in_term(const struct merge *merge, struct date date)
{
    return !day_off(merge, date) && !is_term_edge(merge, date) && !is_listed(merge->out, date);
}

static bool touches_term(const struct merge *merge, const struct ical_event *event)
{
    for (size_t i = 0; i < merge->out->days.count; i++) {
        const struct listed *term = merge->out->days.items[i];
        struct date date = date_compare(event->from, term->from) > 0 ? event->from : term->from;
        for (; term->kind == LISTED_TERM && date.day <= event->to.day && date.day <= term->to.day; date.day++)
            if (in_term(merge, date))
                return true;
    }
    return false;
}

/* A holiday between two terms tells nothing new. One inside a term, as a half term is where the file has the whole term as
 * one event, takes its school days away. */
static void holiday_take(struct merge *merge, const struct ical_event *event, const char *name)
{
    struct import *import = merge->import;
    bool touches = touches_term(merge, event);
    if (!touches || lasts_long(event)) {
        leave_out(import, event->from, event->to, name,
                  touches ? TOO_LONG : "a holiday: its days are no school days anyway");
        return;
    }
    for (struct date date = event->from; date.day <= event->to.day; date.day++)
        if (in_term(merge, date))
            listing_add(merge->out, import->arena, (struct listed){LISTED_CLOSURE, date, date, name, NULL});
}

static void single_take(struct merge *merge, const struct listed *event, const char *name)
{
    struct import *import = merge->import;
    for (struct date date = event->from; date.day <= event->to.day; date.day++) {
        const char *off = day_off(merge, date);
        if (off)
            leave_out(import, date, date, name, arena_printf(import->arena, "no school day anyway (%s)", off));
        else if (is_listed(merge->out, date))
            leave_out(import, date, date, name, "the day is listed already");
        else
            listing_add(merge->out, import->arena,
                        (struct listed){event->kind, date, date, event->name, NULL});
    }
}

/* Whether the file, as far as it was taken, has an INSET day in the school year of DATE. */
static bool has_inset(const struct listing *listing, size_t taken, struct date date)
{
    for (size_t i = 0; i < taken; i++) {
        const struct listed *day = listing->days.items[i];
        if (day->kind == LISTED_INSET && school_year(day->from) == school_year(date))
            return true;
    }
    return false;
}

/* What a person listed stays, but for INSET days that others have replaced and days that are off now. */
static void singles_keep(struct merge *merge, const struct listing *old)
{
    size_t taken = merge->out->days.count;
    for (size_t i = 0; i < old->days.count; i++) {
        const struct listed *day = old->days.items[i];
        bool replaced = day->kind == LISTED_INSET && has_inset(merge->out, taken, day->from);
        if (day->kind != LISTED_TERM && !replaced && !is_listed(merge->out, day->from) &&
            !day_off(merge, day->from))
            listing_add(merge->out, merge->import->arena, *day);
    }
}

/* --- how far it reaches --- */

static const struct listed *term_last(const struct listing *listing)
{
    const struct listed *last = NULL;
    for (size_t i = 0; i < listing->days.count; i++) {
        const struct listed *day = listing->days.items[i];
        if (day->kind == LISTED_TERM && (!last || date_compare(day->to, last->to) > 0))
            last = day;
    }
    return last;
}

static struct date until_grow(const struct listing *old, const struct listing *out)
{
    const struct listed *last = term_last(out);
    if (!last)
        return old->known_until;
    struct listed term = *last;
    bool complete = true;
    for (size_t i = 0; i < SEASONS_COUNT; i++) {
        term.season = calendar_seasons[i];
        complete = complete && lists_season(out, &term);
    }
    struct date until =
        complete ? date_from(school_year(last->to) + 1, SUMMER_ENDS_MONTH, SUMMER_ENDS_DAY) : last->to;
    return date_is(old->known_until) && date_compare(old->known_until, until) > 0 ? old->known_until : until;
}

/* --- the whole --- */

static const char *label(struct arena *arena, const struct ical_event *event)
{
    return listed_name(arena, event->summary);
}

static void events_sort(struct merge *merge, const struct list *events, struct list *singles)
{
    struct import *import = merge->import;
    for (size_t i = 0; i < events->count; i++) {
        const struct ical_event *event = events->items[i];
        struct listed day;
        const char *why = event_sort(import->arena, event, &day);
        bool single = !why && day.kind != LISTED_TERM;
        if (single && !is_holiday(event) && lasts_long(event))
            why = TOO_LONG;
        if (why)
            leave_out(import, event->from, event->to, label(import->arena, event), why);
        else if (single)
            list_add(singles, (void *)(uintptr_t)event);
        else
            listing_add(merge->given, import->arena, day);
    }
    listing_sort(merge->given);
}

/* Holidays alone say nothing about a school's days. */
static bool any_single(const struct list *singles)
{
    for (size_t i = 0; i < singles->count; i++)
        if (!is_holiday(singles->items[i]))
            return true;
    return false;
}

static void singles_take(struct merge *merge, const struct list *singles)
{
    for (size_t i = 0; i < singles->count; i++) {
        const struct ical_event *event = singles->items[i];
        const char *name = label(merge->import->arena, event);
        struct listed day;
        event_sort(merge->import->arena, event, &day);
        if (day.kind == LISTED_CLOSURE && is_holiday(event))
            holiday_take(merge, event, name);
        else
            single_take(merge, &day, name);
    }
}

struct listing *school_import(struct import *import, const struct list *events, const struct calendars *calendars,
                              const struct listing *old)
{
    struct merge merge = {import, calendars, listing_new(import->arena), listing_new(import->arena)};
    struct list singles = LIST_EMPTY;
    events_sort(&merge, events, &singles);
    bool empty = !merge.given->days.count && !any_single(&singles);
    merge.out->title = old->title;
    terms_lay(&merge, old);
    singles_take(&merge, &singles);
    singles_keep(&merge, old);
    listing_sort(merge.out);
    merge.out->known_until = until_grow(old, merge.out);
    list_free(&singles);
    if (!empty)
        return merge.out;
    error_hint(fault_add(import->faults, import->source, 0, "it has no term, INSET day or closure among %zu events",
                         events->count),
               "a term's SUMMARY names its season and has the word term (\"Autumn term 1\") and lasts from its first "
               "to its last day; an INSET day's has the word INSET, staff training or teacher training");
    return NULL;
}
