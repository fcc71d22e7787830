#include "ctl/verbs.h"

#include <stdio.h>

static int hold(struct ctl *ctl, const struct verb *verb, const char *action, int argc, char **argv)
{
    const char *reason = NULL;
    const struct ctl_option options[] = {{"reason", &reason, NULL}, {0}};
    argc = ctl_parse(argc, argv, options);
    if (argc < 0)
        return CTL_USAGE;
    if (argc != 1)
        return ctl_usage(verb, "one case is needed");
    json_t *answer;
    const char *path = arena_printf(ctl->arena, "/v1/cases/%s/%s", ctl_quote(ctl, argv[0]), action);
    int code = ctl_call(ctl, "POST", path, json_pack("{s:s*}", "reason", reason), &answer);
    if (code || ctl->json)
        return code ? code : ctl_print_json(answer);
    printf("%s: %s\n", argv[0], string_equal(action, "hold") ? "held; its clocks run on, nothing fires or is sent"
                                                               : "released");
    json_decref(answer);
    return CTL_OK;
}

static int hold_run(struct ctl *ctl, int argc, char **argv)
{
    return hold(ctl, &verb_case_hold, "hold", argc, argv);
}

static int release_run(struct ctl *ctl, int argc, char **argv)
{
    return hold(ctl, &verb_case_release, "release", argc, argv);
}

const struct verb verb_case_hold = {"case hold", "CASE [--reason TEXT]", "let nothing of a case fire or be sent",
                                    hold_run};
const struct verb verb_case_release = {"case release", "CASE [--reason TEXT]", "end a case's hold", release_run};
