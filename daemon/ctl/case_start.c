#include "ctl/case_result.h"
#include "ctl/verbs.h"

static int run(struct ctl *ctl, int argc, char **argv)
{
    const char *happened = NULL, *school = NULL;
    const struct ctl_option options[] = {{"happened", &happened, NULL}, {"school", &school, NULL}, {0}};
    argc = ctl_parse(argc, argv, options);
    if (argc < 0)
        return CTL_USAGE;
    if (argc < 2)
        return ctl_usage(&verb_case_start, "a workflow and a subject are needed, such as sen-support pupil/P0012");
    json_t *fields = ctl_fields(argc - 2, argv + 2), *answer;
    if (!fields)
        return CTL_USAGE;
    json_t *body = json_pack("{s:s, s:s, s:o, s:s*, s:s*}", "workflow", argv[0], "subject", argv[1], "fields", fields,
                             "happened", happened, "school", school);
    int code = ctl_call(ctl, "POST", "/v1/cases", body, &answer);
    return code ? code : case_result_print(ctl, answer);
}

const struct verb verb_case_start = {"case start", "WORKFLOW SUBJECT [FIELD=VALUE ...] [--happened DATE] [--school ID]",
                                     "start a case", run};
