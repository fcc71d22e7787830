#include "ctl/verbs.h"

#include "rules/rules.h"

#include <stdio.h>

static void faults_show(const struct faults *faults)
{
    struct text out = TEXT_EMPTY;
    faults_print(faults, &out);
    fputs(text_string(&out), stderr);
    text_free(&out);
}

static int run(struct ctl *ctl, int argc, char **argv)
{
    const char *school = NULL;
    const struct ctl_option options[] = {{"school", &school, NULL}, {0}};
    argc = ctl_parse(argc, argv, options);
    if (argc < 0)
        return CTL_USAGE;
    if (!argc)
        return ctl_usage(&verb_date, "ask such as: ehcna.decision from 2026-09-01, or 2026-09-01 + 6 weeks");
    struct text question = TEXT_EMPTY;
    for (int i = 0; i < argc; i++)
        text_addf(&question, "%s%s", i ? " " : "", argv[i]);
    struct faults *faults = faults_new(ctl->arena);
    struct calendars *calendars =
        calendars_read(ctl->arena, arena_printf(ctl->arena, "%s/calendars", ctl->conf), faults);
    struct rulebook *rules =
        rulebook_read(ctl->arena, arena_printf(ctl->arena, "%s/rules", ctl->conf), calendars, faults);
    struct ruling ruling;
    struct error error = ERROR_NONE;
    int code = CTL_FAILED;
    if (faults->errors)
        faults_show(faults);
    else if (rule_ask(rules, calendars, text_string(&question), school, ctl->arena, &ruling, &error))
        code = ctl_fail(&error);
    else if (ctl->json)
        code = ctl_print_json(ruling_json(&ruling));
    else {
        struct text out = TEXT_EMPTY;
        ruling_print(&ruling, &out);
        fputs(text_string(&out), stdout);
        text_free(&out);
        code = CTL_OK;
    }
    text_free(&question);
    return code;
}

const struct verb verb_date = {"date", "\"RULE from DATE\" [--school ID]",
                               "a date by a legal rule, with its arithmetic; needs no daemon", run};
