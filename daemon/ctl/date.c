#include "ctl/law.h"
#include "ctl/verbs.h"

#include <stdio.h>

static int answer_show(struct ctl *ctl, const struct ruling *ruling)
{
    json_t *json = ruling_json(ruling);
    if (ctl->json) {
        ctl_print_json(json);
    } else {
        struct text out = TEXT_EMPTY;
        ruling_print(json, &out);
        fputs(text_string(&out), stdout);
        text_free(&out);
        json_decref(json);
    }
    return ruling->warning ? CTL_WARNINGS : CTL_OK;
}

static int question_answer(struct ctl *ctl, const struct law *law, int argc, char **argv, const char *school,
                           const char *authority)
{
    struct text question = TEXT_EMPTY;
    for (int i = 0; i < argc; i++)
        text_addf(&question, "%s%s", i ? " " : "", argv[i]);
    struct ruling ruling;
    struct error error = ERROR_NONE;
    int code = rule_ask(law->rules, law->calendars, text_string(&question), law_school(law, school), authority,
                        ctl->arena, &ruling, &error);
    text_free(&question);
    return code ? ctl_fail(&error) : answer_show(ctl, &ruling);
}

static int run(struct ctl *ctl, int argc, char **argv)
{
    const char *school = NULL, *authority = NULL, *table = NULL;
    const struct ctl_option options[] = {
        {"school", &school, NULL}, {"authority", &authority, NULL}, {"from-table", &table, NULL}, {0}};
    argc = ctl_parse(argc, argv, options);
    if (argc < 0)
        return CTL_USAGE;
    if (!argc == !table)
        return ctl_usage(&verb_date, "ask such as: ehcna.decision from 2026-09-01, or 2026-09-01 + 6 weeks; or name a "
                                     "file of such questions with --from-table");
    struct law law;
    int code = law_read(ctl, &law);
    if (code)
        return code;
    return table ? law_table(ctl, &law, table, school, authority)
                 : question_answer(ctl, &law, argc, argv, school, authority);
}

const struct verb verb_date = {
    "date", "\"RULE from DATE [and NAME=DATE ...]\" | --from-table FILE.csv [--school ID] [--authority CODE]",
    "a date by a legal rule, with its arithmetic; needs no daemon", run};
