#include "ctl/case_result.h"
#include "ctl/verbs.h"

static int run(struct ctl *ctl, int argc, char **argv)
{
    const char *happened = NULL;
    const struct ctl_option options[] = {{"happened", &happened, NULL}, {0}};
    argc = ctl_parse(argc, argv, options);
    if (argc < 0)
        return CTL_USAGE;
    if (argc < 2)
        return ctl_usage(&verb_event, "a case and an event are needed, such as EHC-2026-0041 la.agreed");
    json_t *data = ctl_fields(argc - 2, argv + 2), *answer;
    if (!data)
        return CTL_USAGE;
    json_t *body = json_pack("{s:s, s:o, s:s*}", "event", argv[1], "data", data, "happened", happened);
    const char *path = arena_printf(ctl->arena, "/v1/cases/%s/events", ctl_quote(ctl, argv[0]));
    int code = ctl_call(ctl, "POST", path, body, &answer);
    return code ? code : case_result_print(ctl, answer);
}

const struct verb verb_event = {"event", "CASE EVENT [FIELD=VALUE ...] [--happened DATE]",
                                "tell a case that something happened", run};
