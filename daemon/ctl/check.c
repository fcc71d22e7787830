#include "ctl/check.h"
#include "ctl/verbs.h"

#include "core/site.h"
#include "ctl/law.h"

#include <stdio.h>

static json_t *faults_json(const struct faults *faults)
{
    json_t *list = json_array();
    for (size_t i = 0; i < faults->items.count; i++) {
        const struct fault *fault = faults->items.items[i];
        json_array_append_new(list, json_pack("{s:s, s:i, s:s, s:s, s:s, s:s}", "file", fault->error.file, "line",
                                              fault->error.line, "severity", fault->warning ? "warning" : "error",
                                              "code", fault->warning ? fault->name : "fault", "text",
                                              fault->error.text, "hint", fault->error.hint));
    }
    return list;
}

static void summary_print(const char *folder, size_t errors, size_t warnings)
{
    printf("%s: %zu error%s, %zu warning%s\n", folder, errors, errors == 1 ? "" : "s", warnings,
           warnings == 1 ? "" : "s");
}

static int run(struct ctl *ctl, int argc, char **argv)
{
    const char *day = NULL;
    const struct ctl_option options[] = {{"today", &day, NULL}, {0}};
    argc = ctl_parse(argc, argv, options);
    if (argc < 0)
        return CTL_USAGE;
    if (argc > 1)
        return ctl_usage(&verb_check, "it takes one configuration folder at most");
    const char *folder = argc ? argv[0] : ctl->conf;
    struct date today = law_day(day);
    if (!date_is(today))
        return CTL_USAGE;
    struct faults *faults = faults_new(ctl->arena);
    struct site *site = site_read_advised(folder, today, faults);
    size_t warnings = faults->items.count - faults->errors;
    faults_sort(faults);
    if (ctl->json) {
        ctl_print_json(json_pack("{s:s, s:I, s:I, s:o}", "folder", folder, "errors", (json_int_t)faults->errors,
                                 "warnings", (json_int_t)warnings, "faults", faults_json(faults)));
    } else {
        struct text out = TEXT_EMPTY;
        if (!check_screen(faults))
            faults_print(faults, &out);
        fputs(text_string(&out), stdout);
        text_free(&out);
        summary_print(folder, faults->errors, warnings);
    }
    site_drop(site);
    return faults->errors ? CTL_FAILED : warnings ? CTL_WARNINGS : CTL_OK;
}

const struct verb verb_check = {"check", "[--today DATE] [FOLDER]",
                                "check a whole configuration; needs no daemon", run};
