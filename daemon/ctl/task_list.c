#include "ctl/verbs.h"

static int run(struct ctl *ctl, int argc, char **argv)
{
    const char *role = NULL, *kase = NULL, *school = NULL, *limit = NULL;
    bool all = false;
    const struct ctl_option options[] = {{"role", &role, NULL},   {"case", &kase, NULL}, {"school", &school, NULL},
                                         {"limit", &limit, NULL}, {"all", NULL, &all},   {0}};
    argc = ctl_parse(argc, argv, options);
    if (argc)
        return argc < 0 ? CTL_USAGE : ctl_usage(&verb_task_list, "it takes options only");
    json_t *answer;
    const char *path = ctl_path(ctl, "/v1/tasks", "role", role, "case", kase, "school", school, "limit",
                                limit ? limit : CTL_LIST_ALL,
                                "closed", all ? "true" : NULL, NULL);
    int code = ctl_call(ctl, "GET", path, NULL, &answer);
    if (code || ctl->json)
        return code ? code : ctl_print_json(answer);
    static const struct ctl_column columns[] = {{"TASK", "id"},    {"DUE", "due"},    {"ROLE", "role"},
                                                {"CASE", "case"},  {"NAME", "name"}, {"WHAT", "title"},
                                                {"STATE", "status"}, {0}};
    return ctl_list(answer, "tasks", columns, "no task is open");
}

const struct verb verb_task_list = {"task list", "[--role ROLE] [--case CASE] [--school ID] [--all] [--limit N]",
                                    "the tasks (open ones, or --all)", run};
