/* Calendar files as lists: read from the checked tree, put in order, written again. */
#include "calendar/listing.h"
#include "calendar/calendars.h"

#include "config/clean.h"

#include <stdlib.h>
#include <string.h>

struct listing *listing_new(struct arena *arena)
{
    struct listing *listing = arena_alloc(arena, sizeof *listing);
    listing->known_from = listing->known_until = DATE_NONE;
    arena_defer(arena, list_release, &listing->days);
    return listing;
}

struct listed *listing_add(struct listing *listing, struct arena *arena, struct listed day)
{
    struct listed *copy = arena_alloc(arena, sizeof *copy);
    *copy = day;
    list_add(&listing->days, copy);
    return copy;
}

static int day_order(const void *a, const void *b)
{
    const struct listed *one = *(struct listed *const *)a, *other = *(struct listed *const *)b;
    if (one->kind != other->kind)
        return one->kind < other->kind ? -1 : 1;
    return date_compare(one->from, other->from);
}

void listing_sort(struct listing *listing)
{
    if (listing->days.count)
        qsort(listing->days.items, listing->days.count, sizeof *listing->days.items, day_order);
}

const struct listed *listing_find(const struct listing *listing, enum listed_kind kind, struct date from)
{
    for (size_t i = 0; i < listing->days.count; i++) {
        const struct listed *day = listing->days.items[i];
        if (day->kind == kind && !date_compare(day->from, from))
            return day;
    }
    return NULL;
}

/* --- names --- */

/* The bytes of the control character at AT, ASCII's or U+0080 to U+009F; 0: it is none. Spaces are taken with them. */
static size_t blank_length(const char *at)
{
    unsigned char byte = (unsigned char)*at;
    if (byte == 0xC2 && (unsigned char)at[1] >= 0x80 && (unsigned char)at[1] <= 0xA0) /* U+00A0 is a space, too */
        return 2;
    return byte && (byte <= ' ' || byte == 0x7F);
}

const char *listed_name(struct arena *arena, const char *name)
{
    static const char quote[] = "\xE2\x80\x99"; /* U+2019, which GOV.UK writes in "New Year's Day" */
    struct text out = TEXT_EMPTY;
    while (*name) {
        size_t blank = blank_length(name);
        if (blank && out.length && text_string(&out)[out.length - 1] != ' ')
            text_add_char(&out, ' ');
        else if (!blank && string_starts(name, quote))
            text_add_char(&out, '\'');
        else if (!blank)
            text_add_char(&out, *name);
        name += blank ? blank : string_starts(name, quote) ? strlen(quote) : 1;
    }
    size_t length = utf8_cut(text_string(&out), LISTED_NAME_MAX);
    while (length && text_string(&out)[length - 1] == ' ')
        length--;
    const char *copy = arena_copy_n(arena, text_string(&out), length);
    text_free(&out);
    return copy;
}

/* --- from the tree --- */

static void groups_list(struct listing *listing, struct arena *arena, const struct conf_node *root,
                        const char *key, enum listed_kind kind)
{
    size_t count;
    struct conf_node *const *items = conf_items(root, key, &count);
    for (size_t i = 0; i < count; i++) {
        struct date date = node_date(items[i], "date", NULL);
        listing_add(listing, arena, (struct listed){kind, date, date, conf_string(items[i], "name"), NULL});
    }
}

static void inset_list(struct listing *listing, struct arena *arena, const struct conf_node *root)
{
    size_t count;
    struct conf_node *const *items = conf_items(root, "inset", &count);
    for (size_t i = 0; i < count; i++) {
        struct date date = DATE_NONE;
        date_read(items[i]->string, &date, NULL);
        listing_add(listing, arena, (struct listed){LISTED_INSET, date, date, NULL, NULL});
    }
}

static void terms_list(struct listing *listing, struct arena *arena, const struct school *school)
{
    for (size_t i = 0; i < school->count; i++) {
        const struct term *term = &school->terms[i];
        listing_add(listing, arena,
                    (struct listed){LISTED_TERM, term->from, term->to, term->name, term->season});
    }
}

struct listing *calendars_listing(const struct calendars *calendars, const char *school, struct arena *arena)
{
    struct listing *listing = listing_new(arena);
    const struct school *found = calendars_school(calendars, school);
    const struct conf_node *root = school ? (found ? found->root : NULL) : calendars->root;
    if (!root)
        return listing;
    listing->title = conf_string(root, "title");
    listing->known_from = school ? DATE_NONE : calendars->national.from;
    listing->known_until = calendar_end(calendars, school);
    if (found) {
        terms_list(listing, arena, found);
        inset_list(listing, arena, root);
        groups_list(listing, arena, root, "closures", LISTED_CLOSURE);
    } else {
        groups_list(listing, arena, root, "holidays", LISTED_HOLIDAY);
    }
    listing_sort(listing);
    return listing;
}

/* --- into a file --- */

static void string_write(const char *string, struct text *out)
{
    text_add_char(out, '"');
    for (; *string; string++) {
        if (*string == '"' || *string == '\\')
            text_addf(out, "\\%c", *string);
        else if ((unsigned char)*string < ' ' || *string == 0x7F)
            text_addf(out, "\\x%02x", (unsigned)*string);
        else
            text_add_char(out, *string);
    }
    text_add_char(out, '"');
}

static void member_write(const char *key, const char *value, struct text *out)
{
    text_addf(out, " %s = ", key);
    string_write(value, out);
    text_add_char(out, ';');
}

static void day_write(const struct listed *day, struct text *out)
{
    char from[DATE_SIZE], to[DATE_SIZE];
    date_write(day->from, from);
    if (day->kind == LISTED_INSET) {
        text_addf(out, "\"%s\"", from);
        return;
    }
    text_add_char(out, '{');
    if (day->kind == LISTED_TERM) {
        member_write("name", day->name, out);
        member_write("season", day->season, out);
        member_write("from", from, out);
        member_write("to", date_write(day->to, to), out);
    } else {
        member_write("date", from, out);
        member_write("name", day->name, out);
    }
    text_add(out, " }");
}

static int listed_year(const struct listed *day)
{
    int year, month, date;
    if (day->kind != LISTED_HOLIDAY)
        return school_year(day->to);
    date_split(day->from, &year, &month, &date);
    return year;
}

/* What stands between two days: a year begins after an empty line, the INSET days of one year stand on a line. */
static const char *day_join(const struct listed *before, const struct listed *day)
{
    bool same = listed_year(before) == listed_year(day);
    if (day->kind == LISTED_INSET)
        return same ? ", " : ",\n  ";
    return same || day->kind == LISTED_CLOSURE ? ",\n  " : ",\n\n  ";
}

static void kind_write(const struct listing *listing, enum listed_kind kind, const char *key, struct text *out)
{
    const struct listed *before = NULL;
    const char *brackets = kind == LISTED_INSET ? "[]" : "()";
    for (size_t i = 0; i < listing->days.count; i++) {
        const struct listed *day = listing->days.items[i];
        if (day->kind != kind)
            continue;
        if (before)
            text_add(out, day_join(before, day));
        else
            text_addf(out, "\n%s = %c\n  ", key, brackets[0]);
        day_write(day, out);
        before = day;
    }
    if (before)
        text_addf(out, "\n%c;\n", brackets[1]);
}

static void setting_write(const char *key, const char *value, struct text *out)
{
    text_addf(out, "%s = ", key);
    string_write(value, out);
    text_add(out, ";\n");
}

void listing_write(const struct listing *listing, struct text *out)
{
    char date[DATE_SIZE];
    if (listing->title)
        setting_write("title", listing->title, out);
    if (date_is(listing->known_from))
        setting_write("known_from", date_write(listing->known_from, date), out);
    if (date_is(listing->known_until))
        setting_write("known_until", date_write(listing->known_until, date), out);
    kind_write(listing, LISTED_HOLIDAY, "holidays", out);
    kind_write(listing, LISTED_TERM, "terms", out);
    kind_write(listing, LISTED_INSET, "inset", out);
    kind_write(listing, LISTED_CLOSURE, "closures", out);
}

void listing_preamble(const char *text, struct text *out)
{
    while (*text == '#') {
        size_t length = strcspn(text, "\r\n");
        if (!string_starts(text, LISTING_WRITTEN)) {
            text_add_n(out, text, length);
            text_add_char(out, '\n');
        }
        text += length;
        text += *text == '\r';
        text += *text == '\n';
    }
}
