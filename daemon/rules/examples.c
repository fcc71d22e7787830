/* A rule proves itself when it is loaded: each of its worked examples must come out. */
#include "rules/rulebook.h"

/* Whether EXPECTED, the text under KEY of the example, is GIVEN. */
static bool example_agrees(const struct rule *rule, const struct conf_node *example, const char *key,
                           struct date given, const struct ruling *ruling, struct faults *faults)
{
    const char *expected = conf_string(example, key);
    char text[DATE_SIZE];
    if (!expected || string_equal(expected, date_write(given, text)))
        return true;
    error_hint(conf_fault(faults, conf_get(example, key),
                          "the example of %s says %s %s, but the rule gives %s", rule->id, key, expected,
                          text),
               "one of the two is wrong; the rule's sum is: %.250s", ruling->arithmetic);
    return false;
}

static int others_read(const struct conf_node *example, struct arena *arena, struct rule_query *query,
                       struct error *error)
{
    struct conf_node *const *items = conf_items(example, "anchors", &query->other_count);
    struct rule_anchor *others = arena_alloc(arena, (query->other_count + 1) * sizeof *others);
    query->others = others;
    for (size_t i = 0; i < query->other_count; i++) {
        others[i].name = items[i]->name;
        if (items[i]->kind != CONF_NODE_STRING)
            return error_set(error, SENDD_EINVALID, "%s is no date", items[i]->name);
        if (date_read(items[i]->string, &others[i].date, error))
            return SENDD_EINVALID;
    }
    return 0;
}

int example_query(const struct rule *rule, const struct conf_node *node, struct arena *arena, struct rule_query *out,
                  struct error *error)
{
    *out = (struct rule_query){.rule = rule->id, .school = conf_string(node, "school")};
    int code = date_read(conf_string(node, "from"), &out->anchor, error);
    return code ? code : others_read(node, arena, out, error);
}

bool example_lacks_calendar(const struct rule *rule, const struct rule_query *query, const struct calendars *calendars)
{
    const struct rule_version *version = rule_version_on(rule, query->anchor);
    return version && version_needs_school(version) && query->school && !calendar_has_school(calendars, query->school);
}

static bool example_run(const struct rulebook *book, const struct rule *rule, const struct conf_node *example,
                        const struct calendars *calendars, struct faults *faults)
{
    struct ruling ruling;
    struct error error = ERROR_NONE;
    struct rule_query query;
    int code = example_query(rule, example, book->arena, &query, &error);
    if (!code && example_lacks_calendar(rule, &query, calendars))
        return true;
    if (!code)
        code = rule_apply(book, calendars, &query, book->arena, &ruling, &error);
    if (code) {
        error_hint(conf_fault(faults, example, "the example of %s cannot be run: %s", rule->id, error.text),
                   "%s", error.hint);
        return false;
    }
    if (ruling.provisional)
        return true;
    bool agrees = example_agrees(rule, example, "due", ruling.due, &ruling, faults);
    return example_agrees(rule, example, "earliest", ruling.earliest, &ruling, faults) && agrees;
}

bool examples_run(const struct rulebook *book, const struct rule *rule, const struct calendars *calendars,
                  struct faults *faults)
{
    size_t count;
    struct conf_node *const *items = conf_items(rule->node, "examples", &count);
    bool agree = count > 0;
    if (count == 0)
        error_hint(conf_fault(faults, rule->node, "the rule %s has no worked example", rule->id),
                   "add examples = ( { from = \"...\"; due = \"...\"; } ), worked out by hand from the law");
    for (size_t i = 0; i < count; i++)
        agree = example_run(book, rule, items[i], calendars, faults) && agree;
    return agree;
}
