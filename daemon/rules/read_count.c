/* How a version counts: its readings, the days it lists, what starts and stops its clock. */
#include "rules/rulebook.h"

#include <stddef.h>

bool rule_date_read(const struct conf_node *group, const char *key, struct date *out, struct faults *faults)
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

bool reading_read(struct arena *arena, const struct conf_node *group, const char *authority, struct reading *out,
                  struct faults *faults)
{
    struct error error = ERROR_NONE;
    const char *name = conf_string(group, "reading");
    out->authority = authority;
    out->name = name ? name : "";
    if (period_read(conf_string(group, "length"), arena, &out->period, &error) == 0)
        return true;
    error_hint(conf_fault(faults, conf_get(group, "length"), "%s", error.text), "%s", error.hint);
    return false;
}

static bool reading_fits(const struct conf_node *group, const struct rule *rule, const struct rule_version *version,
                         bool missing_is_next, struct reading *reading, struct faults *faults)
{
    const char *unknown = period_anchor_unknown(reading->period, (const char *const *)rule->anchors);
    period_settle(reading->period, version->days, version->day_count, missing_is_next);
    if (unknown) {
        error_hint(conf_fault(faults, conf_get(group, "length"), "\"%s\" is none of this rule's anchors", unknown),
                   "name it in anchors = [\"%s\", \"%s\"]", rule->anchors[0], unknown);
        return false;
    }
    if (period_needs_list(reading->period) && version->day_count == 0) {
        error_hint(conf_fault(faults, conf_get(group, "length"), "there are no listed days"),
                   "add days = [\"YYYY-MM-DD\", ...] to this version");
        return false;
    }
    return true;
}

static bool readings_read(struct arena *arena, const struct conf_node *node, const struct rule *rule,
                          struct rule_version *version, struct faults *faults)
{
    size_t count;
    struct conf_node *const *items = conf_items(node, "candidates", &count);
    bool next = string_equal(conf_string(node, "missing_day"), "next"), sound = true;
    version->readings = arena_alloc(arena, (count + 1) * sizeof *version->readings);
    version->reading_count = count + 1;
    for (size_t i = 0; i <= count; i++) {
        const struct conf_node *group = i == 0 ? node : items[i - 1];
        struct reading *reading = &version->readings[i];
        const char *authority = i == 0 ? version->source : conf_string(group, "authority");
        const char *basis = conf_string(group, "basis");
        reading->basis = basis ? basis : version->basis;
        bool read = reading_read(arena, group, authority, reading, faults);
        sound = read && reading_fits(group, rule, version, next, reading, faults) && sound;
    }
    return sound;
}

/* --- listed days --- */

static bool days_read(struct arena *arena, const struct conf_node *node, struct rule_version *version,
                      struct faults *faults)
{
    struct conf_node *const *items = conf_items(node, "days", &version->day_count);
    version->days = arena_alloc(arena, (version->day_count + 1) * sizeof *version->days);
    for (size_t i = 0; i < version->day_count; i++) {
        struct error error = ERROR_NONE;
        if (date_read(items[i]->string, &version->days[i], &error)) {
            error_hint(conf_fault(faults, items[i], "days: %s", error.text), "%s", error.hint);
            return false;
        }
        if (i > 0 && date_compare(version->days[i - 1], version->days[i]) >= 0) {
            conf_fault(faults, items[i], "days: %s is not after the one before it", items[i]->string);
            return false;
        }
    }
    return true;
}

/* --- the clock --- */

static bool anchor_is(const struct rule *rule, const struct conf_node *node, struct faults *faults)
{
    for (const char **name = rule->anchors + 1; *rule->anchors && *name; name++)
        if (string_equal(*name, node->string))
            return true;
    error_hint(conf_fault(faults, node, "\"%.60s\" is none of this rule's anchors after the first", node->string),
               "add it to anchors");
    return false;
}

static bool starts_read(struct arena *arena, const struct conf_node *node, const struct rule *rule,
                        struct rule_version *version, struct faults *faults)
{
    size_t count;
    struct conf_node *const *items = conf_items(node, "start", &count);
    version->starts = arena_alloc(arena, (count + 1) * sizeof *version->starts);
    for (size_t i = 0; i < count; i++) {
        version->starts[i] = items[i]->string;
        if (!anchor_is(rule, items[i], faults))
            return false;
    }
    version->starts[count] = NULL;
    return true;
}

static bool pauses_read(struct arena *arena, const struct conf_node *node, const struct rule *rule,
                        struct rule_version *version, struct faults *faults)
{
    struct conf_node *const *items = conf_items(node, "pauses", &version->pause_count);
    version->pauses = arena_alloc(arena, (version->pause_count + 1) * sizeof *version->pauses);
    bool sound = true;
    for (size_t i = 0; i < version->pause_count; i++) {
        version->pauses[i] = (struct pause){conf_string(items[i], "from"), conf_string(items[i], "to"),
                                            conf_bool(items[i], "last_day_too")};
        sound = anchor_is(rule, conf_get(items[i], "from"), faults) && sound;
        sound = anchor_is(rule, conf_get(items[i], "to"), faults) && sound;
    }
    return sound;
}

bool version_count_read(struct arena *arena, const struct conf_node *node, const struct rule *rule,
                        struct rule_version *version, struct faults *faults)
{
    bool sound = days_read(arena, node, version, faults);
    sound = starts_read(arena, node, rule, version, faults) && sound;
    sound = pauses_read(arena, node, rule, version, faults) && sound;
    return readings_read(arena, node, rule, version, faults) && sound;
}
