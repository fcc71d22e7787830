/* docs/rules.md: the rulebook as people read it, with the sums of its examples. */
#include "rules/rulebook.h"

#include <string.h>

static void words_add(struct text *out, const char *words)
{
    for (; *words; words++)
        text_add_char(out, *words == '_' ? ' ' : *words);
}

static void head_add(const struct rule *rule, struct text *out)
{
    text_addf(out, "\n## `%s`\n\n%s. Duty of the ", rule->id, rule->title);
    words_add(out, rule->owner);
    text_addf(out, "; %s.", rule->kind);
    if (rule->anchors[1]) {
        text_add(out, " Counted from");
        for (const char **name = rule->anchors; *name; name++)
            text_addf(out, "%s `%s`", name == rule->anchors ? "" : ",", *name);
        text_add(out, "; all but the first may be unknown.");
    } else if (!string_equal(rule->anchors[0], "from")) {
        text_addf(out, " Counted from the day `%s`.", rule->anchors[0]);
    }
    text_add(out, "\n");
}

/* --- a version --- */

static void dates_add(const struct rule_version *version, struct text *out)
{
    char to[DATE_SIZE];
    text_addf(out, "\n- In force from %s", version->from_text);
    if (date_is(version->to))
        text_addf(out, " to %s", date_write(version->to, to));
    text_add(out, version->afresh    ? ", also for what had begun before, whose time begins again then: "
                  : version->running ? ", also for what had begun before: "
                                     : ": ");
}

static void clock_add(const struct rule_version *version, struct text *out)
{
    if (version->roll == ROLL_WORKING)
        text_add(out, "; from a non-working day to the next working day");
    if (version->roll == ROLL_TRIBUNAL)
        text_add(out, "; moved by the tribunal's rule 12 out of August, Christmas and non-working days");
    for (const char **name = version->starts; *name; name++)
        text_addf(out, "; the count starts on the day of `%s` if that is later", *name);
    for (size_t i = 0; i < version->pause_count; i++)
        text_addf(out, "; the clock stands still from `%s` to `%s`%s", version->pauses[i].from, version->pauses[i].to,
                  version->pauses[i].last_day_too ? ", both days included" : "");
    if (version->minimum)
        text_add(out, "; at least so long must be left");
    if (version->day_after)
        text_add(out, "; the date is the first day after it");
    else if (version->first_day)
        text_add(out, "; the date is the first day on which it may be done");
}

static void version_add(const struct rule_version *version, struct text *out)
{
    const struct reading *law = &version->readings[0];
    dates_add(version, out);
    text_addf(out, "**%s**", law->period->text);
    clock_add(version, out);
    text_addf(out, ". %s (%s)", version->source, version->basis);
    if (law->name[0])
        text_addf(out, " Reading `%s`.", law->name);
    for (size_t i = 1; i < version->reading_count; i++) {
        const struct reading *other = &version->readings[i];
        text_addf(out, "\n  - disputed: **%s**, %s", other->period->text, other->authority);
        if (other->name[0])
            text_addf(out, " (`%s`)", other->name);
    }
    for (size_t i = 0; i < version->ground_count; i++)
        text_addf(out, "\n  - excuses lateness, `%s`: %s", version->grounds[i]->id, version->grounds[i]->text);
    if (version->unconfirmed)
        text_addf(out, "\n  - unconfirmed: %s", version->unconfirmed);
}

/* --- its examples --- */

static void example_add(const struct rulebook *book, const struct rule *rule, const struct conf_node *node,
                        const struct calendars *calendars, struct arena *arena, struct text *out)
{
    struct ruling ruling;
    struct rule_query query;
    if (example_query(rule, node, arena, &query, NULL) ||
        example_lacks_calendar(rule, &query, calendars) ||
        rule_apply(book, calendars, &query, arena, &ruling, NULL))
        return;
    text_addf(out, "| %s", conf_string(node, "from"));
    for (size_t i = 0; i < query.other_count; i++) {
        char date[DATE_SIZE];
        text_addf(out, ", %s=%s", query.others[i].name, date_write(query.others[i].date, date));
    }
    text_addf(out, " | %s | %s |\n", conf_string(node, "due"), ruling.arithmetic);
}

static void examples_add(const struct rulebook *book, const struct rule *rule, const struct calendars *calendars,
                         struct arena *arena, struct text *out)
{
    size_t count;
    struct conf_node *const *items = conf_items(rule->node, "examples", &count);
    text_add(out, "\n\n| from | due | sum |\n|---|---|---|\n");
    for (size_t i = 0; i < count; i++)
        example_add(book, rule, items[i], calendars, arena, out);
}

void rulebook_page(const struct rulebook *book, const struct calendars *calendars, struct text *out)
{
    struct arena *arena = arena_new();
    text_add(out, "# Every rule\n\n"
                  "Written by `sendctl rules --page` from `conf/rules`; do not edit it. How time is counted is in\n"
                  "[counting.md](counting.md), where each fact was read in [sources.md](sources.md).\n");
    for (size_t i = 0; i < book->rules.count; i++) {
        const struct rule *rule = book->rules.items[i];
        head_add(rule, out);
        for (size_t j = 0; j < rule->version_count; j++)
            version_add(&rule->versions[j], out);
        examples_add(book, rule, calendars, arena, out);
    }
    arena_free(arena);
}
