/* A ruling as JSON, and as a person reads it. */
#include "rules/rules.h"

#include <assert.h>
#include <string.h>

/* --- JSON --- */

static json_t *candidates_json(const struct ruling *ruling)
{
    json_t *list = json_array();
    for (size_t i = 0; i < ruling->count; i++) {
        const struct ruling_candidate *candidate = &ruling->candidates[i];
        json_t *json = json_pack("{s:o, s:s, s:s, s:b}", "due", date_json(candidate->due), "basis", candidate->basis,
                                 "authority", candidate->authority, "legal", candidate->legal);
        if (candidate->reading[0])
            json_object_set_new(json, "reading", json_string(candidate->reading));
        if (candidate->target)
            json_object_set_new(json, "target", json_true());
        json_array_append_new(list, json);
    }
    return list;
}

static json_t *grounds_json(const struct ruling *ruling)
{
    json_t *list = json_array();
    for (size_t i = 0; i < ruling->ground_count; i++)
        json_array_append_new(
            list, json_pack("{s:s, s:s}", "id", ruling->grounds[i]->id, "text", ruling->grounds[i]->text));
    return list;
}

static json_t *anchors_json(const struct ruling *ruling)
{
    json_t *map = json_object();
    for (size_t i = 0; i < ruling->anchor_count; i++)
        if (date_is(ruling->anchors[i].date))
            json_object_set_new(map, ruling->anchors[i].name, date_json(ruling->anchors[i].date));
    return map;
}

/* What most rulings lack. */
static void rest_add(const struct ruling *ruling, json_t *json)
{
    struct text time = TEXT_EMPTY;
    if (ruling->anchor_count > 0)
        json_object_set_new(json, "anchors", anchors_json(ruling));
    if (ruling->time != INSTANT_NEVER) {
        london_write(ruling->time, &time);
        json_object_set_new(json, "time", json_string(text_string(&time)));
    }
    if (ruling->stands)
        json_object_set_new(json, "stands", json_true());
    if (ruling->first_day)
        json_object_set_new(json, "first_day", json_true());
    if (ruling->unconfirmed)
        json_object_set_new(json, "unconfirmed", json_string(ruling->unconfirmed));
    if (ruling->warning)
        json_object_set_new(json, "warning", json_string(ruling->warning));
    text_free(&time);
}

json_t *ruling_json(const struct ruling *ruling)
{
    json_t *json =
        json_pack("{s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:o, s:o, s:o, s:o, s:b, s:b, s:s, s:o, s:o}", "rule",
                  ruling->rule, "version", ruling->version, "title", ruling->title, "owner", ruling->owner,
                  "kind", ruling->kind, "source", ruling->source, "basis", ruling->basis, "anchor",
                  date_json(ruling->anchor), "due", date_json(ruling->due), "earliest",
                  date_json(ruling->earliest), "workday", date_json(ruling->workday), "minimum",
                  ruling->minimum, "provisional", ruling->provisional, "arithmetic", ruling->arithmetic,
                  "candidates", candidates_json(ruling), "grounds", grounds_json(ruling));
    assert(json);
    rest_add(ruling, json);
    return json;
}

/* --- for people --- */

static bool is_set(const json_t *ruling, const char *key)
{
    return json_is_true(json_object_get(ruling, key));
}

/* LABEL and the date under KEY in words. */
static void date_line(struct text *out, const char *label, const json_t *object, const char *key, const char *after)
{
    struct date date;
    text_add(out, label);
    if (date_read(json_words(object, key), &date, NULL) == 0)
        date_write_long(date, out);
    text_add(out, after);
}

static void line(struct text *out, const char *label, const char *value)
{
    if (value[0])
        text_addf(out, "  %s%s\n", label, value);
}

/* Each step of the sum on a line of its own. */
static void sum_print(const char *sum, struct text *out)
{
    for (const char *end; *sum; sum = end) {
        end = strstr(sum, "; ");
        end = end ? end : sum + strlen(sum);
        text_add(out, "  ");
        text_add_n(out, sum, (size_t)(end - sum));
        text_add(out, "\n");
        end += *end ? 2 : 0;
    }
}

static void candidates_print(const json_t *ruling, struct text *out)
{
    size_t i;
    json_t *candidate;
    const char *asks = is_set(ruling, "first_day") ? "  the authority asks to wait until "
                                                  : "  the authority asks for it by ";
    json_array_foreach(json_object_get(ruling, "candidates"), i, candidate)
    {
        if (is_set(candidate, "legal"))
            continue;
        bool target = is_set(candidate, "target");
        date_line(out, target ? asks : "  also read as ", candidate, "due", "");
        text_addf(out, " (%s): %s; %s\n", json_words(candidate, "due"), json_words(candidate, "basis"),
                  json_words(candidate, "authority"));
    }
    if (strcmp(json_words(ruling, "earliest"), json_words(ruling, "due")) < 0)
        date_line(out, "  warnings count back from ", ruling, "earliest", "\n");
}

/* "local_authority" as people write it. */
static void owner_print(const char *owner, struct text *out)
{
    for (; *owner; owner++)
        text_add_char(out, *owner == '_' ? ' ' : *owner);
}

static void rule_print(const json_t *ruling, struct text *out)
{
    size_t i;
    json_t *ground;
    if (!json_words(ruling, "rule")[0])
        return;
    text_addf(out, "  rule: %s, version of %s; ", json_words(ruling, "rule"), json_words(ruling, "version"));
    owner_print(json_words(ruling, "owner"), out);
    bool local = string_equal(json_words(ruling, "basis"), "local");
    text_addf(out, "; %s, by %s\n  source: %s\n", json_words(ruling, "kind"),
              local ? "local practice" : json_words(ruling, "basis"), json_words(ruling, "source"));
    line(out, "unconfirmed: ", json_words(ruling, "unconfirmed"));
    json_array_foreach(json_object_get(ruling, "grounds"), i, ground)
        text_addf(out, "  lateness is excused if (%s) %s\n", json_words(ground, "id"), json_words(ground, "text"));
}

static void workday_print(const json_t *ruling, struct text *out)
{
    if (is_set(ruling, "first_day"))
        line(out, "", "this is the first day on which it may be done, not the last");
    if (!json_words(ruling, "workday")[0])
        line(out, "practical target: ", "not known; the list of holidays ends before");
    if (!json_words(ruling, "workday")[0] || string_equal(json_words(ruling, "workday"), json_words(ruling, "due")))
        return;
    bool after = strcmp(json_words(ruling, "workday"), json_words(ruling, "due")) > 0;
    date_line(out, after ? "  first working day from then: " : "  practical target, the last working day on or before it: ",
              ruling, "workday", "\n");
}

void ruling_print(const json_t *ruling, struct text *out)
{
    const char *time = json_words(ruling, "time");
    if (time[0])
        text_add_n(out, time, sizeof "2026-09-18T08:00" - 1);
    else
        text_add(out, json_words(ruling, "due"));
    text_add(out, "\n");
    date_line(out, "  ", ruling, "due", "");
    text_addf(out, "%s%s\n", json_words(ruling, "rule")[0] ? ": " : "",
              json_words(ruling, "rule")[0] ? json_words(ruling, "title") : "");
    sum_print(json_words(ruling, "arithmetic"), out);
    workday_print(ruling, out);
    candidates_print(ruling, out);
    rule_print(ruling, out);
    line(out, "warning: ", json_words(ruling, "warning"));
}
