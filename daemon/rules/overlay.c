/* What a site adds to the law: the readings that it takes, and what authorities ask of its schools. */
#include "rules/rulebook.h"

#include <stddef.h>

/* --- readings --- */

/* The chosen one becomes the first; the others keep their order. */
static bool version_choose(struct rule_version *version, const char *name)
{
    for (size_t i = 0; i < version->reading_count; i++) {
        if (!string_equal(version->readings[i].name, name))
            continue;
        struct reading chosen = version->readings[i];
        for (size_t j = i; j > 0; j--)
            version->readings[j] = version->readings[j - 1];
        version->readings[0] = chosen;
        return true;
    }
    return false;
}

static bool reading_choose(struct rulebook *book, const char *name)
{
    bool found = false;
    for (size_t i = 0; i < book->rules.count; i++) {
        struct rule *rule = book->rules.items[i];
        for (size_t j = 0; j < rule->version_count; j++)
            found = version_choose(&rule->versions[j], name) || found;
    }
    return found;
}

/* Every name that a reading has, NULL-terminated, in the book's arena. */
static const char *const *reading_names(const struct rulebook *book)
{
    struct list names = LIST_EMPTY;
    for (size_t i = 0; i < book->rules.count; i++) {
        const struct rule *rule = book->rules.items[i];
        for (size_t j = 0; j < rule->version_count; j++)
            for (size_t k = 0; k < rule->versions[j].reading_count; k++)
                list_add(&names, &rule->versions[j].readings[k]);
    }
    const char **list = arena_alloc(book->arena, (names.count + 1) * sizeof *list);
    for (size_t i = 0; i < names.count; i++)
        list[i] = ((const struct reading *)names.items[i])->name;
    list_free(&names);
    return list;
}

void readings_choose(struct rulebook *book, const struct conf_node *root, struct faults *faults)
{
    size_t count;
    struct conf_node *const *items = conf_items(root, "readings", &count);
    for (size_t i = 0; i < count; i++) {
        if (reading_choose(book, items[i]->string))
            continue;
        const char *near = conf_suggest(items[i]->string, reading_names(book));
        struct error *error = conf_fault(faults, items[i], "no rule has a reading \"%.60s\"", items[i]->string);
        if (near)
            error_hint(error, "did you mean %s?", near);
        else
            error_hint(error, "docs/rules.md lists the disputed readings with their names");
    }
}

/* --- overlays --- */

static bool rule_fits(const struct rule *rule, const struct conf_node *node, struct faults *faults)
{
    if (!rule) {
        conf_fault(faults, conf_get(node, "rule"), "there is no rule \"%.60s\"", conf_string(node, "rule"));
        return false;
    }
    if (string_equal(rule->owner, "school"))
        return true;
    error_hint(conf_fault(faults, conf_get(node, "rule"), "%s is not the school's duty", rule->id),
               "an authority's target can only be set for what the school does");
    return false;
}

/* Tried on the rule's first worked example. */
static bool target_tightens(const struct rulebook *book, const struct rule *rule, const struct overlay *overlay,
                            const struct calendars *calendars)
{
    struct date from;
    size_t count;
    struct conf_node *const *items = conf_items(rule->node, "examples", &count);
    if (count == 0 || date_read(conf_string(items[0], "from"), &from, NULL))
        return true;
    const char *school = conf_string(items[0], "school");
    const struct rule_query query = {.rule = rule->id, .anchor = from, .school = school};
    const struct ask ask = {NULL, calendars, rule, rule_version_on(rule, from), &query};
    if (!ask.version || (version_needs_school(ask.version) && !calendar_has_school(calendars, school)))
        return true;
    struct outcome law = outcome_of(&ask, &ask.version->readings[0], false, book->arena);
    struct outcome target = outcome_of(&ask, &overlay->target, false, book->arena);
    return !date_is(law.due) || !date_is(target.due) || version_tightens(ask.version, target.due, law.due);
}

static void target_read(struct rulebook *book, const struct conf_node *node, const char *authority,
                        const struct calendars *calendars, struct faults *faults)
{
    struct overlay *overlay = arena_alloc(book->arena, sizeof *overlay);
    *overlay = (struct overlay){authority, conf_string(node, "rule"), {0}};
    const struct rule *rule = rulebook_find(book, overlay->rule);
    if (!rule_fits(rule, node, faults) ||
        !reading_read(book->arena, node, conf_string(node, "source"), &overlay->target, faults))
        return;
    if (period_anchor_unknown(overlay->target.period, (const char *const *)rule->anchors))
        conf_fault(faults, conf_get(node, "length"), "it counts from a day that %s does not know", rule->id);
    else if (target_tightens(book, rule, overlay, calendars))
        list_add(&book->overlays, overlay);
    else
        error_hint(conf_fault(faults, conf_get(node, "length"), "this is no tighter than %s itself", rule->id),
                   "an authority's target can only be tighter than the law (earlier; later, where the rule gives a first "
                   "day): leave it out");
}

void overlays_read(struct rulebook *book, const struct conf_node *root, const struct calendars *calendars,
                   struct faults *faults)
{
    size_t count, targets;
    struct conf_node *const *items = conf_items(root, "overlays", &count);
    for (size_t i = 0; i < count; i++) {
        struct conf_node *const *wishes = conf_items(items[i], "targets", &targets);
        for (size_t j = 0; j < targets; j++)
            target_read(book, wishes[j], conf_string(items[i], "authority"), calendars, faults);
    }
}

bool rule_has_target(const struct rulebook *book, const char *rule)
{
    for (size_t i = 0; i < book->overlays.count; i++) {
        const struct overlay *overlay = book->overlays.items[i];
        if (string_equal(overlay->rule, rule))
            return true;
    }
    return false;
}
