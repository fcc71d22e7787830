/* A ruling from the outcomes of a version's readings. */
#include "rules/rulebook.h"

static void head_fill(const struct ask *ask, struct ruling *out)
{
    const struct rule *rule = ask->rule;
    const struct rule_version *version = ask->version;
    *out = (struct ruling){.rule = rule ? rule->id : "",
                           .version = rule ? version->from_text : "",
                           .title = rule ? rule->title : version->readings[0].period->text,
                           .owner = rule ? rule->owner : "",
                           .kind = rule ? rule->kind : "",
                           .anchor = ask->query->anchor,
                           .time = INSTANT_NEVER,
                           .minimum = version->minimum,
                           .first_day = version->first_day,
                           .unconfirmed = version->unconfirmed,
                           .anchors = ask->query->others,
                           .anchor_count = ask->query->other_count,
                           .grounds = version->grounds,
                           .ground_count = version->ground_count};
}

/* The first reading that can be counted is the legal one. */
static void candidate_add(struct ruling *out, const struct reading *reading, const struct outcome *outcome, bool target)
{
    bool legal = out->count == 0;
    out->candidates[out->count++] =
        (struct ruling_candidate){outcome->due, outcome->basis, reading->authority, reading->name, legal, target};
    out->provisional = out->provisional || outcome->provisional;
    if (legal) {
        out->source = reading->authority;
        out->basis = reading->basis;
        out->due = out->earliest = outcome->due;
        out->time = outcome->time;
        out->stands = outcome->stands;
        out->arithmetic = outcome->sum;
    }
    if (date_compare(outcome->due, out->earliest) < 0)
        out->earliest = outcome->due;
}

static int nothing_given(const struct ask *ask, struct error *error)
{
    error_set(error, SENDD_EINVALID, "%s can't be counted from what is given", ask->rule ? ask->rule->id : "the length");
    for (const char **name = ask->rule ? ask->rule->anchors + 1 : NULL; name && *name; name++)
        return error_hint(error, "it counts from %s too: add %s=DATE", *name, *name);
    return error_hint(error, "the wording names a day that nobody gives");
}

static int readings_apply(const struct ask *ask, struct arena *arena, struct ruling *out, struct error *error)
{
    for (size_t i = 0; i < ask->version->reading_count; i++) {
        const struct reading *reading = &ask->version->readings[i];
        struct outcome outcome = outcome_of(ask, reading, out->count == 0, arena);
        if (!outcome.given)
            continue;
        if (!date_is(outcome.due))
            return error_set(error, SENDD_EINVALID, "the date lies outside the years 1583 to 9999");
        bool same = out->count > 0 && !outcome.whole && date_compare(outcome.due, out->due) == 0;
        if (!same) /* it differs only by a day that is not known */
            candidate_add(out, reading, &outcome, false);
    }
    return out->count > 0 ? 0 : nothing_given(ask, error);
}

bool version_tightens(const struct rule_version *version, struct date target, struct date due)
{
    int order = date_compare(target, due);
    return version->first_day ? order > 0 : order < 0;
}

/* An authority can ask for more than the law, never for less. */
static void targets_apply(const struct ask *ask, struct arena *arena, struct ruling *out)
{
    for (size_t i = 0; ask->book && i < ask->book->overlays.count; i++) {
        const struct overlay *overlay = ask->book->overlays.items[i];
        if (!string_equal(overlay->rule, out->rule) || !string_equal(overlay->authority, ask->query->authority))
            continue;
        struct outcome outcome = outcome_of(ask, &overlay->target, false, arena);
        if (outcome.given && date_is(outcome.due) && version_tightens(ask->version, outcome.due, out->due))
            candidate_add(out, &overlay->target, &outcome, true);
    }
}

/* An advice for the day's work, not the date itself: past the last known holiday there is none, and that makes nothing
 * provisional. Where no working day lies between the anchor and the date, the date itself remains. */
static struct date workday_of(const struct calendars *calendars, struct date anchor, struct date due, bool first_day)
{
    bool beyond = false;
    struct date workday =
        first_day ? working_day_after(calendars, due, &beyond) : working_day_before(calendars, due, &beyond);
    if (beyond)
        return DATE_NONE;
    bool too_early = date_compare(workday, anchor) < 0 && date_compare(anchor, due) <= 0;
    return too_early ? due : workday;
}

void ruling_aim(json_t *ruling, const struct calendars *calendars)
{
    struct date anchor, due;
    if (date_read(json_words(ruling, "anchor"), &anchor, NULL) || date_read(json_words(ruling, "due"), &due, NULL))
        return;
    bool first_day = json_is_true(json_object_get(ruling, "first_day"));
    json_object_set_new(ruling, "workday", date_json(workday_of(calendars, anchor, due, first_day)));
}

int ruling_make(const struct ask *ask, struct arena *arena, struct ruling *out, struct error *error)
{
    head_fill(ask, out);
    size_t most = ask->version->reading_count + (ask->book ? ask->book->overlays.count : 0);
    out->candidates = arena_alloc(arena, (most + 1) * sizeof *out->candidates);
    int code = readings_apply(ask, arena, out, error);
    if (code)
        return code;
    targets_apply(ask, arena, out);
    out->workday = workday_of(ask->calendars, out->anchor, out->due, out->first_day);
    return 0;
}
