/* From a rule and a day to a ruling. */
#include "rules/rulebook.h"

bool version_needs_school(const struct rule_version *version)
{
    for (size_t i = 0; i < version->reading_count; i++)
        if (period_needs_school(version->readings[i].period))
            return true;
    return false;
}

int school_check(const struct rule_version *version, const char *what, const struct calendars *calendars,
                 const char *school, struct error *error)
{
    if (!version_needs_school(version) || calendar_has_school(calendars, school))
        return 0;
    if (!school) {
        error_set(error, SENDD_EINVALID, "%.120s counts school days, and no school is named", what);
        error_hint(error, "name the school whose calendar counts");
        return SENDD_EINVALID;
    }
    error_set(error, SENDD_ENOTFOUND, "there is no calendar of the school \"%.80s\"", school);
    error_hint(error, "list its terms in the calendars folder, in a file %.80s.conf", school);
    return SENDD_ENOTFOUND;
}

static struct date roll_apply(enum roll roll, const struct calendars *calendars, struct date due,
                              bool *beyond, const char **reason)
{
    *reason = NULL;
    if (roll == ROLL_TRIBUNAL)
        return tribunal_roll(calendars, due, beyond, reason);
    if (roll == ROLL_NONE)
        return due;
    struct date rolled = working_day_after(calendars, due, beyond);
    if (date_compare(rolled, due) != 0)
        *reason = "it ends on a non-working day, so the next working day";
    return rolled;
}

/* What one reading gives. */
struct outcome {
    struct date due;
    bool provisional;
    const char *reason; /* why it was rolled, or NULL */
};

static struct outcome outcome_of(const struct reading *reading, enum roll roll,
                                 const struct calendars *calendars, const char *school, struct date anchor)
{
    struct outcome outcome = {DATE_NONE, false, NULL};
    outcome.due = period_end(reading->period, calendars, school, anchor, &outcome.provisional);
    if (date_is(outcome.due))
        outcome.due = roll_apply(roll, calendars, outcome.due, &outcome.provisional, &outcome.reason);
    return outcome;
}

static const char *arithmetic_of(const struct rule_version *version, const struct calendars *calendars,
                                 const char *school, struct date anchor, const struct outcome *outcome,
                                 struct arena *arena)
{
    struct text text = TEXT_EMPTY;
    char date[DATE_SIZE];
    period_explain(version->readings[0].period, calendars, school, anchor, &text);
    if (outcome->reason)
        text_addf(&text, "; %s: %s", outcome->reason, date_write(outcome->due, date));
    if (version->minimum)
        text_addf(&text, "; at least so long: what waits for it may be done from %s",
                  date_write(date_add_days(outcome->due, 1), date));
    if (outcome->provisional)
        text_add(&text, "; provisional: past the end of a calendar, so computed again when the calendar grows");
    const char *copy = arena_copy(arena, text_string(&text));
    text_free(&text);
    return copy;
}

static const char *basis_of(const struct period *period, const char *reason, struct arena *arena)
{
    struct text text = TEXT_EMPTY;
    period_describe(period, &text);
    if (reason)
        text_addf(&text, "; %s", reason);
    const char *copy = arena_copy(arena, text_string(&text));
    text_free(&text);
    return copy;
}

static void head_fill(const struct rule *rule, const struct rule_version *version, struct date anchor,
                      struct ruling *out)
{
    *out = (struct ruling){.rule = rule ? rule->id : "",
                           .version = rule ? version->from_text : "",
                           .title = rule ? rule->title : version->readings[0].period->text,
                           .owner = rule ? rule->owner : "",
                           .kind = rule ? rule->kind : "",
                           .source = version->source,
                           .basis = version->basis,
                           .anchor = anchor,
                           .minimum = version->minimum,
                           .grounds = version->grounds,
                           .ground_count = version->ground_count};
}

static int candidate_fill(const struct rule_version *version, size_t index, const struct calendars *calendars,
                          const char *school, struct arena *arena, struct ruling *out, struct error *error)
{
    const struct reading *reading = &version->readings[index];
    struct outcome outcome = outcome_of(reading, version->roll, calendars, school, out->anchor);
    if (!date_is(outcome.due))
        return error_set(error, SENDD_EINVALID, "the date lies outside the years 1583 to 9999");
    out->candidates[index] = (struct ruling_candidate){
        outcome.due, basis_of(reading->period, outcome.reason, arena), reading->authority, index == 0};
    out->provisional = out->provisional || outcome.provisional;
    if (index == 0) {
        out->due = out->earliest = outcome.due;
        out->arithmetic = arithmetic_of(version, calendars, school, out->anchor, &outcome, arena);
    }
    if (date_compare(outcome.due, out->earliest) < 0)
        out->earliest = outcome.due;
    return 0;
}

int ruling_make(const struct rule *rule, const struct rule_version *version,
                const struct calendars *calendars, const char *school, struct date anchor,
                struct arena *arena, struct ruling *out, struct error *error)
{
    head_fill(rule, version, anchor, out);
    out->count = version->reading_count;
    out->candidates = arena_alloc(arena, out->count * sizeof *out->candidates);
    for (size_t i = 0; i < out->count; i++)
        if (candidate_fill(version, i, calendars, school, arena, out, error))
            return SENDD_EINVALID;
    bool beyond = false; /* an advice for the day's work, not the date itself: it makes nothing provisional */
    out->workday = working_day_before(calendars, out->due, &beyond);
    return 0;
}

static int rule_missing(const struct rulebook *book, const char *rule, struct error *error)
{
    const char *near = conf_suggest(rule, rulebook_ids(book));
    error_set(error, SENDD_ENOTFOUND, "there is no rule \"%.80s\"", rule);
    if (near)
        error_hint(error, "did you mean %s?", near);
    else
        error_hint(error, "the rules are in the rules folder of the configuration");
    return SENDD_ENOTFOUND;
}

int rule_apply(const struct rulebook *book, const struct calendars *calendars, const char *rule,
               struct date anchor, const char *school, struct arena *arena, struct ruling *out,
               struct error *error)
{
    const struct rule *found = rulebook_find(book, rule);
    if (!found)
        return rule_missing(book, rule, error);
    if (!date_is(anchor))
        return error_set(error, SENDD_EINVALID, "%s needs a date to count from", rule);
    const struct rule_version *version = rule_version_on(found, anchor);
    if (!version) {
        char text[DATE_SIZE];
        error_set(error, SENDD_ENOTFOUND, "no version of %s is in force on %s", rule, date_write(anchor, text));
        error_hint(error, "its first version begins on %s", found->versions[0].from_text);
        return SENDD_ENOTFOUND;
    }
    int code = school_check(version, rule, calendars, school, error);
    return code ? code : ruling_make(found, version, calendars, school, anchor, arena, out, error);
}
