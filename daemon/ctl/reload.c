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
    puts("reloaded: the new configuration is in force");
    json_decref(answer);
    return CTL_OK;
}

const struct verb verb_reload = {"reload", "", "check the configuration as a whole, then swap it, or keep the old one",
                                 run};
