/* A ruling as a person reads it, and as JSON. */
#include "rules/rules.h"

#include <assert.h>

/* --- for people --- */

static void line_date(struct text *out, const char *before, struct date date, const char *after)
{
    text_add(out, before);
    date_write_long(date, out);
    text_add(out, after);
}

static void candidates_print(const struct ruling *ruling, struct text *out)
{
    for (size_t i = 0; i < ruling->count; i++) {
        const struct ruling_candidate *candidate = &ruling->candidates[i];
        if (candidate->legal)
            continue;
        line_date(out, "  also read as ", candidate->due, "");
        text_addf(out, ": %s (%s)\n", candidate->basis, candidate->authority);
    }
    if (date_compare(ruling->earliest, ruling->due) < 0)
        line_date(out, "  warnings count back from ", ruling->earliest, "\n");
}

/* "local_authority" as people write it. */
static void owner_print(const char *owner, struct text *out)
{
    for (; *owner; owner++)
        text_add_char(out, *owner == '_' ? ' ' : *owner);
}

static void rule_print(const struct ruling *ruling, struct text *out)
{
    if (!ruling->rule[0])
        return;
    text_addf(out, "  rule: %s, version of %s; ", ruling->rule, ruling->version);
    owner_print(ruling->owner, out);
    text_addf(out, "; %s, by %s\n  source: %s\n", ruling->kind, ruling->basis, ruling->source);
    for (size_t i = 0; i < ruling->ground_count; i++)
        text_addf(out, "  lateness is excused if (%s) %s\n", ruling->grounds[i]->id,
                  ruling->grounds[i]->text);
}

void ruling_print(const struct ruling *ruling, struct text *out)
{
    line_date(out, "", ruling->due, "");
    text_addf(out, "%s%s\n", ruling->rule[0] ? ": " : "", ruling->rule[0] ? ruling->title : "");
    text_addf(out, "  %s\n", ruling->arithmetic);
    if (date_compare(ruling->workday, ruling->due) != 0)
        line_date(out, "  last working day on or before it: ", ruling->workday, "\n");
    candidates_print(ruling, out);
    rule_print(ruling, out);
}

/* --- JSON --- */

static json_t *date_json(struct date date)
{
    char text[DATE_SIZE];
    return json_string(date_write(date, text));
}

static json_t *candidates_json(const struct ruling *ruling)
{
    json_t *list = json_array();
    for (size_t i = 0; i < ruling->count; i++) {
        const struct ruling_candidate *candidate = &ruling->candidates[i];
        json_array_append_new(list, json_pack("{s:o, s:s, s:s, s:b}", "due", date_json(candidate->due),
                                              "basis", candidate->basis, "authority", candidate->authority,
                                              "legal", candidate->legal));
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
    return json;
}
