/* One rule of a file becomes a struct rule; all that is wrong with it is said, with its line. */
#include "rules/rulebook.h"

#include <string.h>

static bool id_is_well_formed(const char *id)
{
    size_t length = strlen(id);
    return length > 0 && strspn(id, "abcdefghijklmnopqrstuvwxyz0123456789.-") == length;
}

/* The date under KEY, or DATE_NONE when it is absent. Returns false after a fault. */
static bool date_of(const struct conf_node *group, const char *key, struct date *out, struct faults *faults)
{
    *out = DATE_NONE;
    const char *text = conf_string(group, key);
    struct error error = ERROR_NONE;
    if (!text || date_read(text, out, &error) == 0)
        return true;
    error_hint(conf_fault(faults, conf_get(group, key), "%s: %s", key, error.text), "%s", error.hint);
    return false;
}

/* --- readings --- */

static bool reading_read(struct arena *arena, const struct conf_node *group, const char *authority,
                         struct reading *out, struct faults *faults)
{
    struct error error = ERROR_NONE;
    out->authority = authority;
    if (period_read(conf_string(group, "length"), arena, &out->period, &error) == 0)
        return true;
    error_hint(conf_fault(faults, conf_get(group, "length"), "%s", error.text), "%s", error.hint);
    return false;
}

static bool readings_read(struct arena *arena, const struct conf_node *node, struct rule_version *version,
                          struct faults *faults)
{
    size_t count;
    struct conf_node *const *items = conf_items(node, "candidates", &count);
    version->readings = arena_alloc(arena, (count + 1) * sizeof *version->readings);
    version->reading_count = count + 1;
    bool sound = reading_read(arena, node, version->source, &version->readings[0], faults);
    for (size_t i = 0; i < count; i++) {
        const char *authority = conf_string(items[i], "authority");
        sound = reading_read(arena, items[i], authority, &version->readings[i + 1], faults) && sound;
    }
    return sound;
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
    bool read = date_of(node, "valid_from", &version->from, faults);
    read = date_of(node, "valid_to", &version->to, faults) && read;
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
                         struct rule_version *version, struct faults *faults)
{
    version->from_text = conf_string(node, "valid_from");
    version->minimum = conf_bool(node, "minimum");
    version->roll = roll_of(conf_string(node, "roll"));
    version->source = conf_string(node, "source");
    version->basis = conf_string(node, "basis");
    bool sound = version_dates_read(node, version, faults);
    sound = readings_read(arena, node, version, faults) && sound;
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
        sound = version_read(arena, items[i], grounds, &rule->versions[i], faults) && sound;
        if (sound && i > 0)
            sound = version_follows(items[i], &rule->versions[i - 1], &rule->versions[i], faults);
    }
    return sound;
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
    return versions_read(arena, node, grounds, rule, faults) ? rule : NULL;
}
