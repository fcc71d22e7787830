#include "ctl/verbs.h"

static int run(struct ctl *ctl, int argc, char **argv)
{
    (void)argv;
    if (argc)
        return ctl_usage(&verb_workflow_list, "it takes no arguments");
    json_t *answer;
    int code = ctl_call(ctl, "GET", "/v1/workflows", NULL, &answer);
    if (code || ctl->json)
        return code ? code : ctl_print_json(answer);
    static const struct ctl_column columns[] = {
        {"WORKFLOW", "id"}, {"VERSION", "version"}, {"FROM", "valid_from"}, {"TO", "valid_to"},
        {"ABOUT A", "subject"}, {"OPEN", "open"}, {"TITLE", "title"}, {0}};
    ctl_table(json_object_get(answer, "workflows"), columns, "no workflow is configured");
    json_decref(answer);
    return CTL_OK;
}

const struct verb verb_workflow_list = {"workflow list", "", "the workflows that new cases can have", run};
