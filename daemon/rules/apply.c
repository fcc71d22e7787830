/* From a question to a rule's version and its ruling. */
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

/* --- which rule, which version --- */

static int rule_missing(const struct rulebook *book, const char *rule, struct error *error)
{
    const char *near = conf_suggest(rule, rulebook_ids(book));
    error_set(error, SENDD_ENOTFOUND, "there is no rule \"%.80s\"", rule);
    if (near)
        error_hint(error, "did you mean %s?", near);
    else
        error_hint(error, "sendctl rules lists them; they are in the rules folder of the configuration");
    return SENDD_ENOTFOUND;
}

static int version_missing(const struct rule *rule, struct date anchor, struct error *error)
{
    char text[DATE_SIZE];
    error_set(error, SENDD_ENOTFOUND, "no version of %s is in force on %s", rule->id, date_write(anchor, text));
    error_hint(error, "its first version begins on %s", rule->versions[0].from_text);
    return SENDD_ENOTFOUND;
}

static const struct rule_version *version_nearest(const struct rule *rule, struct date anchor)
{
    const struct rule_version *nearest = &rule->versions[0];
    for (size_t i = 1; i < rule->version_count; i++)
        if (date_compare(rule->versions[i].from, anchor) <= 0)
            nearest = &rule->versions[i];
    return nearest;
}

/* A law may say that it is also for what had begun before it: for what would end on its first day or later. */
static const struct rule_version *version_running(const struct ask *ask, struct arena *arena)
{
    const struct rule_version *chosen = ask->version;
    for (size_t i = (size_t)(chosen - ask->rule->versions) + 1; i < ask->rule->version_count; i++) {
        const struct rule_version *later = &ask->rule->versions[i];
        if (!later->running)
            continue;
        struct ask before = *ask;
        before.version = chosen;
        struct outcome outcome = outcome_of(&before, &chosen->readings[0], false, arena);
        if (date_is(outcome.due) && date_compare(outcome.due, later->from) >= 0)
            chosen = later;
    }
    return chosen;
}

/* --- which days --- */

const char *const *rule_anchors(const struct rulebook *book, const char *rule)
{
    const struct rule *found = rulebook_find(book, rule);
    return found ? found->anchors : NULL;
}

static int anchor_once(const struct rule_query *query, size_t index, struct error *error)
{
    for (size_t i = 0; i < index; i++)
        if (string_equal(query->others[i].name, query->others[index].name))
            return error_set(error, SENDD_EINVALID, "%s is given twice", query->others[index].name);
    return 0;
}

static int anchors_check(const struct rule *rule, const struct rule_query *query, struct error *error)
{
    if (!date_is(query->anchor))
        return error_set(error, SENDD_EINVALID, "%s needs a date to count from", rule->id);
    for (size_t i = 0; i < query->other_count; i++) {
        if (anchor_once(query, i, error))
            return SENDD_EINVALID;
        const char *const *name = (const char *const *)rule->anchors + 1;
        while (*name && !string_equal(*name, query->others[i].name))
            name++;
        if (*name)
            continue;
        const char *near = conf_suggest(query->others[i].name, (const char *const *)rule->anchors + 1);
        error_set(error, SENDD_EINVALID, "%s counts from no \"%.60s\"", rule->id, query->others[i].name);
        if (near)
            error_hint(error, "did you mean %s=?", near);
        else
            error_hint(error, "it counts from %s%s%s", rule->anchors[0], rule->anchors[1] ? " and " : " alone",
                       rule->anchors[1] ? rule->anchors[1] : "");
        return SENDD_EINVALID;
    }
    return 0;
}

/* --- a clock that stops and goes on --- */

static int pauses_check(const struct rule_version *version, const struct rule_query *query, struct error *error)
{
    for (size_t i = 0; i < version->pause_count; i++) {
        const struct pause *pause = &version->pauses[i];
        struct date stopped = query_anchor(query, pause->from), resumed = query_anchor(query, pause->to);
        char from[DATE_SIZE], to[DATE_SIZE];
        if (!date_is(resumed) || (date_is(stopped) && date_compare(stopped, resumed) <= 0))
            continue;
        if (!date_is(stopped))
            error_set(error, SENDD_EINVALID, "%s is given (%s) and %s is not", pause->to, date_write(resumed, to),
                      pause->from);
        else
            error_set(error, SENDD_EINVALID, "%s (%s) lies before %s (%s)", pause->to, date_write(resumed, to),
                      pause->from, date_write(stopped, from));
        return error_hint(error, "the clock stops on the day of %s and goes on with that of %s", pause->from, pause->to);
    }
    return 0;
}

static const char *outside_text(const struct ask *ask, struct arena *arena)
{
    char anchor[DATE_SIZE], to[DATE_SIZE];
    const struct rule_version *version = ask->version;
    return arena_printf(arena, "%s lies outside what %s is for (%s to %s): this is what it would give",
                        date_write(ask->query->anchor, anchor), ask->rule->id, version->from_text,
                        date_is(version->to) ? date_write(version->to, to) : "further notice");
}

int rule_apply(const struct rulebook *book, const struct calendars *calendars, const struct rule_query *query,
               struct arena *arena, struct ruling *out, struct error *error)
{
    struct ask ask = {book, calendars, rulebook_find(book, query->rule), NULL, query};
    if (!ask.rule)
        return rule_missing(book, query->rule, error);
    int code = anchors_check(ask.rule, query, error);
    if (code)
        return code;
    ask.version = rule_version_on(ask.rule, query->anchor);
    bool outside = !ask.version;
    if (outside && !query->lenient)
        return version_missing(ask.rule, query->anchor, error);
    if (outside)
        ask.version = version_nearest(ask.rule, query->anchor);
    code = school_check(ask.version, query->rule, calendars, query->school, error);
    if (code)
        return code;
    if (!outside)
        ask.version = version_running(&ask, arena);
    code = pauses_check(ask.version, query, error);
    if (!code)
        code = ruling_make(&ask, arena, out, error);
    if (!code && outside)
        out->warning = outside_text(&ask, arena);
    return code;
}
