#include "ctl/law.h"
#include "ctl/verbs.h"

#include <stdio.h>

static void rule_show(const json_t *row)
{
    size_t i;
    json_t *other;
    printf("%s: %s\n  %s", json_words(row, "rule"), json_words(row, "title"), json_words(row, "length"));
    json_array_foreach(json_object_get(row, "anchors"), i, other)
        if (i > 0 || !string_equal(json_string_value(other), "from"))
            printf("%s%s", i ? ", " : "; counted from ", json_string_value(other));
    printf("; %s, by %s; in force from %s%s%s\n  %s\n", json_words(row, "kind"), json_words(row, "basis"),
           json_words(row, "valid_from"), json_text(row, "valid_to") ? " to " : "", json_words(row, "valid_to"),
           json_words(row, "source"));
    json_array_foreach(json_object_get(row, "candidates"), i, other)
        printf("  also read as %s: %s\n", json_words(other, "length"), json_words(other, "authority"));
    if (json_text(row, "unconfirmed"))
        printf("  unconfirmed: %s\n", json_words(row, "unconfirmed"));
}

static int page_show(const struct law *law)
{
    struct text out = TEXT_EMPTY;
    rulebook_page(law->rules, law->calendars, &out);
    fputs(text_string(&out), stdout);
    text_free(&out);
    return CTL_OK;
}

static int run(struct ctl *ctl, int argc, char **argv)
{
    const char *at = NULL;
    bool all = false, page = false;
    const struct ctl_option options[] = {{"at", &at, NULL}, {"all", NULL, &all}, {"page", NULL, &page}, {0}};
    argc = ctl_parse(argc, argv, options);
    if (argc)
        return argc < 0 ? CTL_USAGE : ctl_usage(&verb_rules, "it takes options only");
    struct date day = all ? DATE_NONE : law_day(at);
    struct law law;
    if (!all && !date_is(day))
        return CTL_FAILED;
    int code = law_read(ctl, &law);
    if (code)
        return code;
    if (page)
        return page_show(&law);
    json_t *list = rulebook_json(law.rules, day), *row;
    if (ctl->json)
        return ctl_print_json(json_pack("{s:o}", "rules", list));
    size_t i;
    json_array_foreach(list, i, row) rule_show(row);
    json_decref(list);
    return CTL_OK;
}

const struct verb verb_rules = {"rules", "[--at DATE] [--all] [--page]",
                                "the rules in force today or on DATE, with what they are from; needs no daemon", run};
