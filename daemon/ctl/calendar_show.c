/* Which days the calendars know, and before and after which dates are provisional. */
#include "ctl/verbs.h"

#include "calendar/calendar.h"
#include "calendar/listing.h"
#include "config/conf.h"

#include <stdio.h>

static int year_of(struct date date)
{
    int year, month, day;
    date_split(date, &year, &month, &day);
    return year;
}

/* --- the nation --- */

static json_t *national_year(const struct listing *listing, int year)
{
    json_int_t count = 0;
    for (size_t i = 0; i < listing->days.count; i++)
        count += year_of(((const struct listed *)listing->days.items[i])->from) == year;
    return json_pack("{s:i, s:I}", "year", year, "holidays", count);
}

static json_t *national_json(const struct calendars *calendars, struct arena *arena)
{
    const struct listing *listing = calendars_listing(calendars, NULL, arena);
    json_t *years = json_array();
    for (int year = year_of(listing->known_from); year <= year_of(listing->known_until); year++)
        json_array_append_new(years, national_year(listing, year));
    return json_pack("{s:s?, s:o, s:o, s:o}", "title", listing->title, "known_from",
                     date_json(listing->known_from), "known_until", date_json(listing->known_until), "years", years);
}

/* --- schools --- */

static struct date date_later(struct date a, struct date b)
{
    return date_compare(a, b) > 0 ? a : b;
}

static struct date date_earlier(struct date a, struct date b)
{
    return date_compare(a, b) < 0 ? a : b;
}

static json_int_t kind_count(const struct listing *listing, enum listed_kind kind, int year)
{
    json_int_t count = 0;
    for (size_t i = 0; i < listing->days.count; i++) {
        const struct listed *day = listing->days.items[i];
        count += day->kind == kind && school_year(day->to) == year;
    }
    return count;
}

static json_t *school_year_json(const struct calendars *calendars, const char *school,
                                const struct listing *listing, int year)
{
    json_int_t days = 0;
    bool beyond = false;
    struct date last = date_earlier(date_from(year + 1, 8, 31), calendar_end(calendars, school));
    for (struct date date = date_later(date_from(year, 9, 1), calendar_start(calendars, school));
         date.day <= last.day; date.day++)
        days += calendar_counts(calendars, DAY_SCHOOL, school, date, &beyond, NULL);
    char name[16];
    snprintf(name, sizeof name, "%d/%02d", year, (year + 1) % 100);
    return json_pack("{s:s, s:I, s:I, s:I, s:I}", "year", name, "terms", kind_count(listing, LISTED_TERM, year),
                     "school_days", days, "inset", kind_count(listing, LISTED_INSET, year), "closures",
                     kind_count(listing, LISTED_CLOSURE, year));
}

/* A school day needs both calendars. */
static json_t *school_json(const struct calendars *calendars, const char *school, struct arena *arena)
{
    const struct listing *listing = calendars_listing(calendars, school, arena);
    struct date from = calendar_start(calendars, school), until = calendar_end(calendars, school);
    json_t *years = json_array();
    for (int year = school_year(from); year <= school_year(until); year++)
        json_array_append_new(years, school_year_json(calendars, school, listing, year));
    return json_pack("{s:s, s:s?, s:o, s:o, s:o, s:o, s:o}", "school", school, "title", listing->title, "known_from",
                     date_json(from), "known_until", date_json(until), "sure_from",
                     date_json(date_later(from, calendar_start(calendars, NULL))), "sure_until",
                     date_json(date_earlier(until, calendar_end(calendars, NULL))), "years", years);
}

/* Of SCHOOL, or of all when it is NULL. */
static json_t *schools_json(const struct calendars *calendars, const char *school, struct arena *arena)
{
    json_t *out = json_array();
    const char *id;
    for (size_t i = 0; (id = calendar_school_id(calendars, i)); i++)
        if (!school || string_equal(id, school))
            json_array_append_new(out, school_json(calendars, id, arena));
    return out;
}

/* --- for people --- */

static void national_print(const json_t *national)
{
    static const struct ctl_column columns[] = {{"YEAR", "year"}, {"BANK HOLIDAYS", "holidays"}, {0}};
    const char *title = json_text(national, "title"), *from = json_text(national, "known_from"),
               *until = json_text(national, "known_until");
    printf("bank holidays%s%s: known from %s until %s\n\n", title ? " of " : "", title ? title : "", from, until);
    ctl_table(json_object_get(national, "years"), columns, "");
    printf("\nA date that needs a working day before %s or after %s is provisional.\n", from, until);
}

static void school_print(const json_t *school)
{
    static const struct ctl_column columns[] = {
        {"YEAR", "year"},   {"TERMS", "terms"},       {"SCHOOL DAYS", "school_days"},
        {"INSET", "inset"}, {"CLOSURES", "closures"}, {0}};
    const char *title = json_text(school, "title");
    printf("\n%s%s%s: known from %s until %s\n\n", json_text(school, "school"), title ? ", " : "", title ? title : "",
           json_text(school, "known_from"), json_text(school, "known_until"));
    ctl_table(json_object_get(school, "years"), columns, "");
    printf("\nA date that needs a school day before %s or after %s is provisional.\n", json_text(school, "sure_from"),
           json_text(school, "sure_until"));
}

/* --- the verb --- */

static int school_unknown(struct ctl *ctl, const struct calendars *calendars, const char *school,
                          struct faults *faults)
{
    struct list names = LIST_EMPTY;
    const char *id;
    for (size_t i = 0; (id = calendar_school_id(calendars, i)); i++)
        list_add(&names, (void *)(uintptr_t)id);
    list_add(&names, NULL);
    const char *near = conf_suggest(school, (const char *const *)names.items);
    struct error *error =
        fault_add(faults, arena_printf(ctl->arena, "%s/calendars", ctl->conf), 0, "there is no calendar of \"%s\"", school);
    if (near)
        error_hint(error, "did you mean %s?", near);
    list_free(&names);
    ctl_faults(ctl, faults);
    return CTL_FAILED;
}

static int run(struct ctl *ctl, int argc, char **argv)
{
    const char *school = NULL;
    const struct ctl_option options[] = {{"school", &school, NULL}, {0}};
    argc = ctl_parse(argc, argv, options);
    if (argc < 0)
        return CTL_USAGE;
    if (argc)
        return ctl_usage(&verb_calendar_show, "it takes no arguments");
    struct faults *faults = faults_new(ctl->arena);
    const struct calendars *calendars =
        calendars_read(ctl->arena, arena_printf(ctl->arena, "%s/calendars", ctl->conf), faults);
    if (faults->errors) {
        ctl_faults(ctl, faults);
        return CTL_FAILED;
    }
    if (school && !calendar_has_school(calendars, school))
        return school_unknown(ctl, calendars, school, faults);
    json_t *national = national_json(calendars, ctl->arena), *schools = schools_json(calendars, school, ctl->arena);
    if (ctl->json)
        return ctl_print_json(json_pack("{s:o, s:o}", "national", national, "schools", schools));
    national_print(national);
    for (size_t i = 0; i < json_array_size(schools); i++)
        school_print(json_array_get(schools, i));
    json_decref(national);
    json_decref(schools);
    return CTL_OK;
}

const struct verb verb_calendar_show = {"calendar show", "[--school ID]",
                                        "which days the calendars know, and what is provisional; needs no daemon", run};
