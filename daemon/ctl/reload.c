#include "ctl/verbs.h"

#include <stdio.h>

static int run(struct ctl *ctl, int argc, char **argv)
{
    (void)argv;
    if (argc)
        return ctl_usage(&verb_reload, "it takes no arguments");
    json_t *answer;
    int code = ctl_call(ctl, "POST", "/v1/reload", NULL, &answer);
    if (code || ctl->json)
        return code ? code : ctl_print_json(answer);
    const char *report = json_text(answer, "report");
    if (report)
        fputs(report, stdout);
    json_t *restart = json_object_get(answer, "restart"), *name;
    size_t i;
    fputs("reloaded: the new configuration is in force", stdout);
    json_array_foreach(restart, i, name)
        printf("%s `%s`", i ? "," : ", except what waits for a restart of sendd:", json_string_value(name));
    putchar('\n');
    json_decref(answer);
    return CTL_OK;
}

const struct verb verb_reload = {"reload", "", "check the configuration as a whole, then swap it, or keep the old one",
                                 run};
