/* The rulebook as a list, for people and for docs/rules.md. */
#include "rules/rulebook.h"

#include <assert.h>

static json_t *readings_json(const struct rule_version *version)
{
    json_t *list = json_array();
    for (size_t i = 1; i < version->reading_count; i++)
        json_array_append_new(list, json_pack("{s:s, s:s, s:s}", "length", version->readings[i].period->text,
                                              "authority", version->readings[i].authority, "reading",
                                              version->readings[i].name));
    return list;
}

static json_t *version_json(const struct rule *rule, const struct rule_version *version)
{
    json_t *anchors = json_array();
    for (const char **name = rule->anchors; *name; name++)
        json_array_append_new(anchors, json_string(*name));
    json_t *json = json_pack("{s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:o, s:s, s:o}", "rule", rule->id, "title",
                             rule->title, "owner", rule->owner, "kind", rule->kind, "basis", version->basis, "source",
                             version->source, "length", version->readings[0].period->text, "anchors", anchors,
                             "valid_from", version->from_text, "candidates", readings_json(version));
    assert(json);
    if (date_is(version->to))
        json_object_set_new(json, "valid_to", date_json(version->to));
    if (version->unconfirmed)
        json_object_set_new(json, "unconfirmed", json_string(version->unconfirmed));
    return json;
}

json_t *rulebook_json(const struct rulebook *book, struct date day)
{
    json_t *list = json_array();
    for (size_t i = 0; i < book->rules.count; i++) {
        const struct rule *rule = book->rules.items[i];
        const struct rule_version *only = date_is(day) ? rule_version_on(rule, day) : NULL;
        for (size_t j = 0; j < rule->version_count; j++)
            if (!date_is(day) || &rule->versions[j] == only)
                json_array_append_new(list, version_json(rule, &rule->versions[j]));
    }
    return list;
}
