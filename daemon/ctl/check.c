#include "ctl/verbs.h"

#include "core/site.h"

#include <stdio.h>

static json_t *faults_json(const struct faults *faults)
{
    json_t *list = json_array();
    for (size_t i = 0; i < faults->items.count; i++) {
        const struct fault *fault = faults->items.items[i];
        json_array_append_new(list, json_pack("{s:s, s:s, s:i, s:s, s:s}", "level", fault->warning ? "warning" : "error",
                                              "file", fault->error.file, "line", fault->error.line, "text",
                                              fault->error.text, "hint", fault->error.hint));
    }
    return list;
}

static int run(struct ctl *ctl, int argc, char **argv)
{
    if (argc > 1)
        return ctl_usage(&verb_check, "it takes one configuration folder at most");
    const char *folder = argc ? argv[0] : ctl->conf;
    struct faults *faults = faults_new(ctl->arena);
    struct site *site = site_read(folder, faults);
    size_t warnings = faults->items.count - faults->errors;
    if (ctl->json) {
        ctl_print_json(json_pack("{s:s, s:I, s:I, s:o}", "folder", folder, "errors", (json_int_t)faults->errors,
                                 "warnings", (json_int_t)warnings, "faults", faults_json(faults)));
    } else {
        struct text out = TEXT_EMPTY;
        faults_print(faults, &out);
        fputs(text_string(&out), stdout);
        text_free(&out);
        printf("%s: %zu errors, %zu warnings\n", folder, faults->errors, warnings);
    }
    if (site)
        site_drop(site);
    return faults->errors ? CTL_FAILED : warnings ? CTL_WARNINGS : CTL_OK;
}

const struct verb verb_check = {"check", "[FOLDER]", "check a whole configuration; needs no daemon", run};
