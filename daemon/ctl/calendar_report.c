#include "ctl/calendar_report.h"

#include <stdio.h>

static const char *const KINDS[] = {"holiday", "term", "inset", "closure"}; /* by enum listed_kind */
static const char *const CHANGES[] = {"added", "removed", "renamed", "moved"}; /* by enum change */

bool calendar_report_differs(const struct calendar_report *report)
{
    return report->differences.count || date_compare(report->old->known_until, report->new->known_until);
}

/* --- for people --- */

static void span_print(struct date from, struct date to)
{
    char first[DATE_SIZE], last[DATE_SIZE];
    printf("%s", date_write(from, first));
    if (date_compare(from, to))
        printf(" to %s", date_write(to, last));
}

static void day_print(const struct listed *day)
{
    span_print(day->from, day->to);
    printf(" %s", day->kind == LISTED_INSET ? "INSET day" : day->name);
    if (day->season)
        printf(" (%s)", day->season);
}

static void difference_print(const struct difference *difference)
{
    const struct listed *old = difference->old, *new = difference->new;
    printf("  %-8s ", CHANGES[difference->change]);
    day_print(old ? old : new);
    if (difference->change == CHANGE_RENAMED)
        printf(" -> %s", new->name);
    if (difference->change == CHANGE_MOVED) {
        printf(" -> ");
        day_print(new);
    }
    putchar('\n');
}

static void until_print(struct date old, struct date new)
{
    char was[DATE_SIZE], now[DATE_SIZE];
    if (!date_compare(old, new))
        printf("  known until %s, as before\n", date_write(new, now));
    else if (date_is(old))
        printf("  known until %s -> %s\n", date_write(old, was), date_write(new, now));
    else
        printf("  known until %s\n", date_write(new, now));
}

static void left_print(const struct import *import)
{
    if (import->left.count)
        puts("left out:");
    for (size_t i = 0; i < import->left.count; i++) {
        const struct left_out *left = import->left.items[i];
        printf("  ");
        span_print(left->from, left->to);
        printf(" %s: %s\n", *left->name ? left->name : "(no summary)", left->why);
    }
    for (size_t i = 0; i < import->notes.count; i++)
        printf("note: %s\n", (const char *)import->notes.items[i]);
}

static void end_print(const struct calendar_report *report)
{
    static const char FORCE[] =
        "`sendctl check`, then `sendctl reload` puts it in force and dates open deadlines again";
    if (!calendar_report_differs(report))
        puts("nothing differs");
    else if (!report->written)
        puts("nothing was written: --write does it");
    else if (report->kept)
        printf("written; what it held before is in %s.old\n%s\n", report->path, FORCE);
    else
        printf("written\n%s\n", FORCE);
}

static void report_print(const struct calendar_report *report)
{
    size_t count = report->differences.count;
    printf("%s: %zu difference%s\n", report->path, count, count == 1 ? "" : "s");
    for (size_t i = 0; i < count; i++)
        difference_print(report->differences.items[i]);
    until_print(report->old->known_until, report->new->known_until);
    left_print(report->import);
    end_print(report);
}

/* --- for programs --- */

static json_t *date_or_null(struct date date)
{
    return date_is(date) ? date_json(date) : json_null();
}

static json_t *day_json(const struct listed *day)
{
    return day ? json_pack("{s:s, s:o, s:o, s:s?, s:s*}", "kind", KINDS[day->kind], "from", date_or_null(day->from), "to",
                           date_or_null(day->to), "name", day->name, "season", day->season)
               : json_null();
}

static json_t *differences_json(const struct list *differences)
{
    json_t *out = json_array();
    for (size_t i = 0; i < differences->count; i++) {
        const struct difference *difference = differences->items[i];
        json_array_append_new(out, json_pack("{s:s, s:o, s:o}", "change", CHANGES[difference->change], "was",
                                             day_json(difference->old), "now", day_json(difference->new)));
    }
    return out;
}

static json_t *left_json(const struct list *all)
{
    json_t *out = json_array();
    for (size_t i = 0; i < all->count; i++) {
        const struct left_out *left = all->items[i];
        json_array_append_new(out, json_pack("{s:o, s:o, s:s, s:s}", "from", date_or_null(left->from), "to",
                                             date_or_null(left->to), "name", left->name, "why", left->why));
    }
    return out;
}

static json_t *notes_json(const struct list *notes)
{
    json_t *out = json_array();
    for (size_t i = 0; i < notes->count; i++)
        json_array_append_new(out, json_string(notes->items[i]));
    return out;
}

void calendar_report_print(const struct ctl *ctl, const struct calendar_report *report)
{
    if (!ctl->json) {
        report_print(report);
        return;
    }
    ctl_print_json(json_pack("{s:s, s:o, s:{s:o, s:o}, s:o, s:o, s:b, s:b}", "file", report->path, "differences",
                             differences_json(&report->differences), "known_until", "was",
                             date_or_null(report->old->known_until), "now", date_or_null(report->new->known_until),
                             "left_out", left_json(&report->import->left), "notes", notes_json(&report->import->notes),
                             "differs", calendar_report_differs(report), "written", report->written));
}
