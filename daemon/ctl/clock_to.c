#include "ctl/verbs.h"

#include <stdio.h>

static int run(struct ctl *ctl, int argc, char **argv)
{
    if (argc != 1)
        return ctl_usage(&verb_clock_to, "one date or instant is needed");
    json_t *answer;
    int code = ctl_call(ctl, "POST", "/v1/clock", json_pack("{s:s}", "to", argv[0]), &answer);
    if (code || ctl->json)
        return code ? code : ctl_print_json(answer);
    printf("the clock stands at %s\n", json_text(answer, "now"));
    json_decref(answer);
    return CTL_OK;
}

const struct verb verb_clock_to = {"clock to", "DATE",
                                   "move a jumping clock, firing all that falls due on the way", run};
