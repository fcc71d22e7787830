#include "ctl/verbs.h"

#include <stdio.h>

static int run(struct ctl *ctl, int argc, char **argv)
{
    (void)argv;
    if (argc)
        return ctl_usage(&verb_audit_verify, "it takes no arguments");
    json_t *answer;
    int code = ctl_call(ctl, "POST", "/v1/audit/verify", NULL, &answer);
    if (code)
        return code;
    bool sound = json_is_true(json_object_get(answer, "sound"));
    if (ctl->json) {
        ctl_print_json(answer);
        return sound ? CTL_OK : CTL_FAILED;
    }
    if (sound)
        printf("sound: %" JSON_INTEGER_FORMAT " rows, head %s\n", json_number(answer, "rows", 0),
               json_text(answer, "head"));
    else
        printf("NOT SOUND: row %" JSON_INTEGER_FORMAT ": %s\n    stop sendd, keep the file as evidence, restore a backup\n",
               json_number(answer, "bad", 0), json_text(answer, "reason"));
    json_decref(answer);
    return sound ? CTL_OK : CTL_FAILED;
}

const struct verb verb_audit_verify = {"audit verify", "", "walk the history's hash chain from its first row", run};
