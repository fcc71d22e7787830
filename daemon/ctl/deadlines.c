#include "ctl/verbs.h"

/* Where the legal date stayed, it is the day that warnings count back from which moved. */
static void move_tell(json_t *row)
{
    const char *due = json_words(row, "due"), *was = json_words(row, "earliest"), *now = json_words(row, "now_earliest");
    if (!string_equal(due, json_words(row, "now")) || string_equal(was, now))
        return;
    json_t *before = json_sprintf("%s, earliest %s", due, was);
    json_object_set_new(row, "now", json_sprintf("%s, earliest %s", due, now));
    json_object_set_new(row, "due", before);
}

static int run(struct ctl *ctl, int argc, char **argv)
{
    const char *within = NULL, *kase = NULL, *school = NULL, *limit = NULL;
    bool all = false, moved = false;
    const struct ctl_option options[] = {{"within", &within, NULL}, {"case", &kase, NULL}, {"school", &school, NULL},
                                         {"limit", &limit, NULL},   {"all", NULL, &all},
                                         {"moved", NULL, &moved},   {0}};
    argc = ctl_parse(argc, argv, options);
    if (argc)
        return argc < 0 ? CTL_USAGE : ctl_usage(&verb_deadlines, "it takes options only");
    json_t *answer;
    const char *path = ctl_path(ctl, "/v1/deadlines", "within", within, "case", kase, "school", school, "limit",
                                limit ? limit : CTL_LIST_ALL,
                                "closed", all ? "true" : NULL, "moved", moved ? "true" : NULL, NULL);
    int code = ctl_call(ctl, "GET", path, NULL, &answer);
    if (code || ctl->json)
        return code ? code : ctl_print_json(answer);
    static const struct ctl_column columns[] = {{"DUE", "due"},     {"DAYS LEFT", "days_left"}, {"OVERDUE", "overdue"},
                                                {"CASE", "case"},   {"STATUS", "status"},       {"OWNER", "owner"},
                                                {"RULE", "rule"},   {"DUTY", "title"},          {0}};
    static const struct ctl_column moves[] = {{"CASE", "case"}, {"DUTY", "title"}, {"OWNER", "owner"}, {"WAS", "due"},
                                              {"NOW", "now"},   {"ON", "closed_on"}, {"WHY", "reason"}, {0}};
    size_t i;
    json_t *row;
    json_array_foreach(json_object_get(answer, "deadlines"), i, row)
        if (moved)
            move_tell(row);
    return moved ? ctl_list(answer, "deadlines", moves, "no deadline was dated again")
                 : ctl_list(answer, "deadlines", columns, "no deadline is due in that time");
}

const struct verb verb_deadlines = {"deadlines", "[--within \"4 weeks\"] [--case CASE] [--school ID] [--all] [--moved] [--limit N]",
                                    "what is due and what is overdue", run};
