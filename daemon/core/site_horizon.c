/* How far the configuration reaches: rules in force, calendars long enough, workflows that cases can begin with. */
#include "core/site_advice.h"
#include "core/versions.h"

/* A date past the end of one calendar, the latest that a case begun now could have. */
struct beyond {
    struct date due;
    const char *what; /* "rule ehcna.appeal" */
};

struct horizon {
    struct site *site;
    struct advice *advice;
    const struct definition *definition;
    struct date today, from; /* FROM: today, or the later day on which new cases begin with the definition */
    struct list told;        /* of const char *: rules told of in this definition */
    struct beyond national, *schools; /* one a school of the site */
    size_t school;                    /* the one that spans are counted for */
};

static bool told(struct horizon *horizon, const char *rule)
{
    for (size_t i = 0; i < horizon->told.count; i++)
        if (string_equal(horizon->told.items[i], rule))
            return true;
    list_add(&horizon->told, (void *)(uintptr_t)rule);
    return false;
}

/* --- rules --- */

static void advise_gone(struct horizon *horizon, const struct conf_node *node, const char *rule, struct date end,
                        struct date next)
{
    char day[DATE_SIZE], other[DATE_SIZE];
    date_write(horizon->from, day);
    if (date_is(next))
        error_hint(advise(horizon->advice, node, "rule-not-in-force",
                          "rule \"%s\" is not in force on %s: its next version begins on %s", rule, day,
                          date_write(next, other)),
                   "write the version of that time into its file, or valid_from = \"%s\"; into the workflow", other);
    else
        error_hint(advise(horizon->advice, node, "rule-not-in-force",
                          "rule \"%s\" is not in force on %s: its last version ended on %s", rule, day,
                          date_write(end, other)),
                   "write the version that followed into its file, or use the rule that took its place");
}

static bool reads_authority(const struct definition *definition)
{
    const char *const *name = definition_reads(definition);
    while (name && *name && !string_equal(*name, "authority"))
        name++;
    return name && *name;
}

static void look_at_target(struct horizon *horizon, const struct conf_node *node, const char *rule)
{
    if (rule_has_target(horizon->site->rules, rule) && !reads_authority(horizon->definition))
        error_hint(advise(horizon->advice, node, "target-unread",
                          "what authorities ask for beyond rule \"%s\" does not count here: the workflow does not read the "
                          "pupil's authority", rule),
                   "add \"authority\" to reads = [...];");
}

static void look_at_rule(void *context, const struct conf_node *node, const char *rule)
{
    struct horizon *horizon = context;
    struct date end, next;
    char text[DATE_SIZE];
    if (!rulebook_has(horizon->site->rules, rule) || told(horizon, rule))
        return;
    look_at_target(horizon, node, rule);
    if (!rule_in_force(horizon->site->rules, rule, horizon->from, &end, &next))
        advise_gone(horizon, node, rule, end, next);
    else if (date_is(end) && !date_is(next) && end.day < horizon->from.day + 366)
        error_hint(advise(horizon->advice, node, "rule-not-in-force",
                          "rule \"%s\" ends on %s, and no version of it follows", rule, date_write(end, text)),
                   "write the version that follows into its file");
}

/* --- calendars --- */

static void past(struct beyond *beyond, struct date due, const char *what)
{
    if (!date_is(beyond->due) || date_compare(due, beyond->due) > 0)
        *beyond = (struct beyond){due, what};
}

/* DUE counts days of the nation's calendar, and with OF_SCHOOL of that one, too: each may end before it. */
static void look_at_end(struct horizon *horizon, size_t school, bool of_school, struct date due, const char *what)
{
    const struct calendars *calendars = horizon->site->calendars;
    const struct site_school *at = horizon->site->schools.items[school];
    if (date_compare(due, calendar_end(calendars, NULL)) > 0)
        past(&horizon->national, due, what);
    if (of_school && date_compare(due, calendar_end(calendars, at->id)) > 0)
        past(&horizon->schools[school], due, what);
}

/* A rule of a version in force is refused without a school only when it counts that school's days. */
static bool counts_school(const struct horizon *horizon, const char *rule)
{
    struct ruling ruling = {0};
    struct error error;
    const struct rule_query query = {.rule = rule, .anchor = horizon->from};
    return rule_apply(horizon->site->rules, horizon->site->calendars, &query, horizon->advice->arena, &ruling,
                      &error) == SENDD_EINVALID;
}

/* A ruling says itself whether it needed a day past the end of a calendar. */
static void look_at_due(void *context, const struct conf_node *node, const char *rule)
{
    struct horizon *horizon = context;
    const struct site *site = horizon->site;
    bool of_school = counts_school(horizon, rule);
    (void)node;
    for (size_t i = 0; i < site->schools.count; i++) {
        const struct site_school *school = site->schools.items[i];
        struct ruling ruling = {0};
        struct error error;
        const struct rule_query query = {.rule = rule, .anchor = horizon->from, .school = school->id};
        if (calendar_has_school(site->calendars, school->id) &&
            !rule_apply(site->rules, site->calendars, &query, horizon->advice->arena, &ruling, &error) &&
            ruling.provisional)
            look_at_end(horizon, i, of_school, ruling.due,
                        arena_printf(horizon->advice->arena, "rule %s", rule));
    }
}

static void look_at_span(void *context, const struct definition_span *span)
{
    struct horizon *horizon = context;
    look_at_end(horizon, horizon->school, span->school, span->end,
                arena_printf(horizon->advice->arena, "%s:%d", span->node->file, span->node->line));
}

static void advise_end(struct horizon *horizon, const char *school, const struct beyond *beyond)
{
    const struct calendars *calendars = horizon->site->calendars;
    char end[DATE_SIZE], due[DATE_SIZE];
    if (!date_is(beyond->due))
        return;
    error_hint(advise(horizon->advice, calendar_end_place(calendars, school), "calendar-ends",
                      "%s ends on %s, and a case that begins now can have a date on %s (%s)",
                      school ? arena_printf(horizon->advice->arena, "the calendar of \"%s\"", school)
                             : "the list of bank holidays",
                      date_write(calendar_end(calendars, school), end), date_write(beyond->due, due), beyond->what),
               school ? "add the terms and INSET days that follow, and move known_until"
                      : "add the bank holidays that GOV.UK lists by now, and move known_until");
}

/* --- workflows --- */

/* The first of its id, the newest, tells for all its versions. */
static void advise_over(struct horizon *horizon, const struct definition *definition)
{
    const struct list *all = horizon->advice->pack;
    struct date last = definition_valid_to(definition);
    char text[DATE_SIZE];
    for (size_t i = 0; i < all->count; i++) {
        struct date to = definition_valid_to(all->items[i]);
        if (!string_equal(definition_id(all->items[i]), definition_id(definition)))
            continue;
        if (!date_is(to) || date_compare(to, horizon->today) >= 0)
            return;
        last = date_compare(to, last) > 0 ? to : last;
    }
    for (size_t i = 0; all->items[i] != definition; i++)
        if (string_equal(definition_id(all->items[i]), definition_id(definition)))
            return;
    error_hint(advise(horizon->advice, definition_place(definition), "workflow-over",
                      "no new case of \"%s\" can begin: its last version ended on %s", definition_id(definition),
                      date_write(last, text)),
               "write valid_from and valid_to of a version that goes on, or take the file out when all its cases "
               "have ended");
}

/* --- all of it --- */

static void look_at_definition(struct horizon *horizon, const struct definition *definition)
{
    const struct site *site = horizon->site;
    struct date to = definition_valid_to(definition), from = definition_valid_from(definition);
    advise_over(horizon, definition);
    if (date_is(to) && date_compare(to, horizon->today) < 0)
        return; /* no new case begins with it */
    horizon->from = date_is(from) && date_compare(from, horizon->today) > 0 ? from : horizon->today;
    horizon->definition = definition;
    list_clear(&horizon->told);
    definition_rules(definition, look_at_rule, horizon);
    definition_rules(definition, look_at_due, horizon);
    for (horizon->school = 0; horizon->school < site->schools.count; horizon->school++) {
        const struct site_school *school = site->schools.items[horizon->school];
        if (calendar_has_school(site->calendars, school->id))
            definition_spans(definition, horizon->from, site->calendars, school->id, look_at_span, horizon);
    }
}

void site_advise_horizon(struct site *site, struct advice *advice, struct date today)
{
    struct horizon horizon = {.site = site, .advice = advice, .today = today, .national = {DATE_NONE, NULL}};
    if (!site->rules || !date_is(calendar_end(site->calendars, NULL)))
        return;
    horizon.schools = arena_alloc(advice->arena, (site->schools.count + 1) * sizeof *horizon.schools);
    for (size_t i = 0; i < site->schools.count; i++)
        horizon.schools[i].due = DATE_NONE;
    for (size_t i = 0; i < advice->pack->count; i++)
        look_at_definition(&horizon, advice->pack->items[i]);
    advise_end(&horizon, NULL, &horizon.national);
    for (size_t i = 0; i < site->schools.count; i++) {
        const struct site_school *school = site->schools.items[i];
        advise_end(&horizon, school->id, &horizon.schools[i]);
    }
    list_free(&horizon.told);
}
