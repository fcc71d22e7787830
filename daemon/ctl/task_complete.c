#include "ctl/case_result.h"
#include "ctl/verbs.h"

static int run(struct ctl *ctl, int argc, char **argv)
{
    const char *happened = NULL;
    const struct ctl_option options[] = {{"happened", &happened, NULL}, {0}};
    argc = ctl_parse(argc, argv, options);
    if (argc < 0)
        return CTL_USAGE;
    if (argc < 1)
        return ctl_usage(&verb_task_complete, "a task's number is needed; `sendctl task list` shows them");
    json_t *data = ctl_fields(argc - 1, argv + 1), *answer;
    if (!data)
        return CTL_USAGE;
    json_t *body = json_pack("{s:o, s:s*}", "data", data, "happened", happened);
    const char *path = arena_printf(ctl->arena, "/v1/tasks/%s/complete", ctl_quote(ctl, argv[0]));
    int code = ctl_call(ctl, "POST", path, body, &answer);
    return code ? code : case_result_print(ctl, answer);
}

const struct verb verb_task_complete = {"task complete", "TASK [FIELD=VALUE ...] [--happened DATE]",
                                        "say that a task is done", run};
