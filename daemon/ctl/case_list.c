#include "ctl/verbs.h"

static int run(struct ctl *ctl, int argc, char **argv)
{
    const char *workflow = NULL, *state = NULL, *subject = NULL, *school = NULL, *limit = NULL, *parent = NULL;
    bool all = false;
    const struct ctl_option options[] = {{"workflow", &workflow, NULL}, {"state", &state, NULL},
                                         {"subject", &subject, NULL},   {"school", &school, NULL},
                                         {"limit", &limit, NULL},       {"all", NULL, &all},
                                         {"parent", &parent, NULL},     {0}};
    argc = ctl_parse(argc, argv, options);
    if (argc)
        return argc < 0 ? CTL_USAGE : ctl_usage(&verb_case_list, "it takes options only");
    json_t *answer;
    const char *path = ctl_path(ctl, "/v1/cases", "workflow", workflow, "state", state, "subject", subject, "school",
                                school, "limit", limit ? limit : CTL_LIST_ALL, "parent", parent, "ended", all ? "true" : NULL, NULL);
    int code = ctl_call(ctl, "GET", path, NULL, &answer);
    if (code || ctl->json)
        return code ? code : ctl_print_json(answer);
    static const struct ctl_column columns[] = {
        {"CASE", "case"},   {"ABOUT", "subject"}, {"STATES", "states"}, {"ENDED", "ended"},
        {"HELD", "held"}, {"CHILD OF", "parent"}, {0}};
    return ctl_list(answer, "cases", columns, "no such case");
}

const struct verb verb_case_list = {"case list",
                                    "[--workflow ID] [--state ID] [--subject REF] [--school ID] [--parent CASE] [--all] [--limit N]",
                                    "the cases (open ones, or --all)", run};
