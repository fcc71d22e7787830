/* One rule of a file becomes a struct rule; all that is wrong with it is said, with its line. */
#include "rules/rulebook.h"

#include <string.h>

static bool id_is_well_formed(const char *id)
{
    size_t length = strlen(id);
    return length > 0 && strspn(id, "abcdefghijklmnopqrstuvwxyz0123456789.-") == length;
}

/* --- grounds --- */

static const struct ruling_ground *ground_find(const struct list *grounds, const char *id)
{
    for (size_t i = 0; i < grounds->count; i++) {
        const struct ruling_ground *ground = grounds->items[i];
        if (string_equal(ground->id, id))
            return ground;
    }
    return NULL;
}

static bool grounds_read(struct arena *arena, const struct conf_node *node, const struct list *grounds,
                         struct rule_version *version, struct faults *faults)
{
    struct conf_node *const *items = conf_items(node, "grounds", &version->ground_count);
    version->grounds = arena_alloc(arena, (version->ground_count + 1) * sizeof *version->grounds);
    bool sound = true;
    for (size_t i = 0; i < version->ground_count; i++) {
        version->grounds[i] = ground_find(grounds, items[i]->string);
        if (version->grounds[i])
            continue;
        error_hint(conf_fault(faults, items[i], "this file has no ground \"%s\"", items[i]->string),
                   "add it to grounds = ( { id = \"%s\"; text = \"...\"; } ) at the top of the file",
                   items[i]->string);
        sound = false;
    }
    return sound;
}

/* --- versions --- */

static enum roll roll_of(const char *word)
{
    if (string_equal(word, "tribunal"))
        return ROLL_TRIBUNAL;
    return string_equal(word, "working") ? ROLL_WORKING : ROLL_NONE;
}

static bool version_dates_read(const struct conf_node *node, struct rule_version *version,
                               struct faults *faults)
{
    bool read = rule_date_read(node, "valid_from", &version->from, faults);
    read = rule_date_read(node, "valid_to", &version->to, faults) && read;
    if (!read || !date_is(version->from))
        return false;
    if (!date_is(version->to) || date_compare(version->from, version->to) <= 0)
        return true;
    conf_fault(faults, node, "valid_to lies before valid_from");
    return false;
}

static bool version_follows(const struct conf_node *node, const struct rule_version *before,
                            const struct rule_version *version, struct faults *faults)
{
    if (date_is(before->to) && date_compare(before->to, version->from) < 0)
        return true;
    error_hint(conf_fault(faults, node, "this version begins before the one above it ends"),
               "give the older version a valid_to, the day before %s", version->from_text);
    return false;
}

static bool version_read(struct arena *arena, const struct conf_node *node, const struct list *grounds,
                         const struct rule *rule, struct rule_version *version, struct faults *faults)
{
    version->from_text = conf_string(node, "valid_from");
    version->afresh = string_equal(conf_string(node, "applies"), "afresh");
    version->running = version->afresh || string_equal(conf_string(node, "applies"), "running");
    version->minimum = conf_bool(node, "minimum");
    version->day_after = string_equal(conf_string(node, "gives"), "day-after");
    version->first_day = !string_equal(conf_string(node, "gives"), "last-day");
    version->unconfirmed = conf_string(node, "unconfirmed");
    version->roll = roll_of(conf_string(node, "roll"));
    version->source = conf_string(node, "source");
    version->basis = conf_string(node, "basis");
    bool sound = version_dates_read(node, version, faults);
    sound = version_count_read(arena, node, rule, version, faults) && sound;
    return grounds_read(arena, node, grounds, version, faults) && sound;
}

static bool versions_read(struct arena *arena, const struct conf_node *node, const struct list *grounds,
                          struct rule *rule, struct faults *faults)
{
    struct conf_node *const *items = conf_items(node, "versions", &rule->version_count);
    rule->versions = arena_alloc(arena, (rule->version_count + 1) * sizeof *rule->versions);
    bool sound = rule->version_count > 0;
    if (!sound)
        conf_fault(faults, node, "the rule \"%s\" has no versions", rule->id);
    for (size_t i = 0; i < rule->version_count; i++) {
        sound = version_read(arena, items[i], grounds, rule, &rule->versions[i], faults) && sound;
        if (sound && i > 0)
            sound = version_follows(items[i], &rule->versions[i - 1], &rule->versions[i], faults);
    }
    return sound;
}

/* Names as period_read takes them. */
static bool anchors_read(struct arena *arena, const struct conf_node *node, struct rule *rule, struct faults *faults)
{
    size_t count;
    struct conf_node *const *items = conf_items(node, "anchors", &count);
    rule->anchors = arena_alloc(arena, (count + 1) * sizeof *rule->anchors);
    for (size_t i = 0; i < count; i++) {
        const char *name = items[i]->string;
        rule->anchors[i] = name;
        if (name[0] >= 'a' && name[0] <= 'z' && name[strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789-")] == '\0')
            continue;
        error_hint(conf_fault(faults, items[i], "\"%.60s\" is no name of a day to count from", name),
                   "use small letters, digits and hyphens, for example decision-sent");
        return false;
    }
    rule->anchors[count] = NULL;
    if (count == 0)
        conf_fault(faults, node, "the rule \"%s\" has no anchors", rule->id);
    return count > 0;
}

struct rule *rule_read(struct arena *arena, const struct conf_node *node, const struct list *grounds,
                       struct faults *faults)
{
    struct rule *rule = arena_alloc(arena, sizeof *rule);
    *rule = (struct rule){.id = conf_string(node, "id"),
                          .title = conf_string(node, "title"),
                          .owner = conf_string(node, "owner"),
                          .kind = conf_string(node, "kind"),
                          .node = node};
    if (!id_is_well_formed(rule->id)) {
        error_hint(conf_fault(faults, conf_get(node, "id"), "\"%.60s\" is no id of a rule", rule->id),
                   "use small letters, digits, hyphens and dots, for example ehcna.decision");
        return NULL;
    }
    bool sound = anchors_read(arena, node, rule, faults);
    return sound && versions_read(arena, node, grounds, rule, faults) ? rule : NULL;
}
