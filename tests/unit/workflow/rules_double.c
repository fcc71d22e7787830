/* Three made-up rules in the place of the real ones, so that these tests choose their dates:
 *   test.days   10 days, the earliest reading one day before
 *   test.period 15 days beginning with, left to someone else
 *   test.since  10 days, in force from 2026-01-01
 *   test.hours  72 hours, from 09:00
 *   test.first  the first day after 10 days
 *   test.stands 10 days, and its clock stands still
 *   test.none   in force on no date
 * Of the anchor "later", if it is known, the first four count from there. The authority 901 wants it 3 days sooner. */
#include "rules/rules.h"

struct rulebook {
    int unused;
};

bool rulebook_has(const struct rulebook *book, const char *rule)
{
    (void)book;
    return string_starts(rule, "test.");
}

const char *const *rulebook_ids(const struct rulebook *book)
{
    static const char *const ids[] = {"test.days", "test.period", "test.since", "test.hours", "test.first", "test.stands", "test.none", NULL};
    (void)book;
    return ids;
}

const char *const *rule_anchors(const struct rulebook *book, const char *rule)
{
    static const char *const names[] = {"from", "later", NULL};
    (void)book;
    (void)rule;
    return names;
}

int rule_apply(const struct rulebook *book, const struct calendars *calendars, const struct rule_query *query,
               struct arena *arena, struct ruling *out, struct error *error)
{
    (void)book;
    (void)calendars;
    (void)arena;
    const char *rule = query->rule;
    struct date anchor = query->other_count && date_is(query->others[0].date) ? query->others[0].date : query->anchor;
    bool period = string_equal(rule, "test.period");
    if (string_equal(rule, "test.none") ||
        (string_equal(rule, "test.since") && date_compare(anchor, date_from(2026, 1, 1)) < 0))
        return error_set(error, SENDD_ENOTFOUND, "no version of %s is in force", rule);
    *out = (struct ruling){.rule = rule,
                           .version = "2014-09-01",
                           .title = "A made-up duty",
                           .owner = "school",
                           .kind = "statutory",
                           .source = "Made-up Act s.1",
                           .anchor = anchor,
                           .due = date_add_days(anchor, period ? 14 : 10),
                           .minimum = period};
    bool first = string_equal(rule, "test.first");
    out->time = INSTANT_NEVER;
    if (string_equal(rule, "test.hours")) {
        out->time = london_instant(date_add_days(anchor, 3), 9, 0);
        out->due = date_add_days(anchor, 3);
    }
    out->first_day = first;
    out->stands = string_equal(rule, "test.stands");
    out->provisional = date_compare(out->due, date_from(2040, 1, 1)) > 0;
    out->earliest = period ? out->due : date_add_days(out->due, -1);
    if (string_equal(query->authority, "901"))
        out->earliest = date_add_days(out->due, -3);
    return 0;
}

json_t *ruling_json(const struct ruling *ruling)
{
    json_t *json = json_pack("{s:s, s:s, s:o, s:b}", "rule", ruling->rule, "source", ruling->source, "due",
                             date_json(ruling->due), "minimum", ruling->minimum);
    struct text time = TEXT_EMPTY;
    if (ruling->time != INSTANT_NEVER) {
        london_write(ruling->time, &time);
        bool odd = date_compare(ruling->due, date_from(2000, 1, 1)) < 0; /* as no ruling says it */
        json_object_set_new(json, "time", json_string(odd ? "soon" : text_string(&time)));
    }
    if (ruling->stands)
        json_object_set_new(json, "stands", json_true());
    if (ruling->first_day)
        json_object_set_new(json, "first_day", json_true());
    text_free(&time);
    return json;
}
