#include "ctl/verbs.h"

#include <stdio.h>

static int run(struct ctl *ctl, int argc, char **argv)
{
    (void)argv;
    if (argc)
        return ctl_usage(&verb_release, "it takes no arguments");
    json_t *answer;
    int code = ctl_call(ctl, "POST", "/v1/release", NULL, &answer);
    if (code || ctl->json)
        return code ? code : ctl_print_json(answer);
    puts("released: timers fire and messages go");
    json_decref(answer);
    return CTL_OK;
}

const struct verb verb_release = {"release", "", "end the hold of a daemon started with --hold", run};
