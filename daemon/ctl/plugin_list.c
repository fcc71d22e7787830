#include "ctl/verbs.h"

static int run(struct ctl *ctl, int argc, char **argv)
{
    (void)argv;
    if (argc)
        return ctl_usage(&verb_plugin_list, "it takes no arguments");
    json_t *answer;
    int code = ctl_call(ctl, "GET", "/v1/plugins", NULL, &answer);
    if (code || ctl->json)
        return code ? code : ctl_print_json(answer);
    static const struct ctl_column columns[] = {
        {"PLUGIN", "name"},         {"MODULE", "module"},       {"STATE", "state"},   {"RESTARTS", "restarts"},
        {"DELIVERED", "delivered"}, {"FAILED", "failed"},       {"LAST ERROR", "last_error"}, {0}};
    ctl_table(json_object_get(answer, "plugins"), columns, "no plugin is configured");
    json_decref(answer);
    return CTL_OK;
}

const struct verb verb_plugin_list = {"plugin list", "", "the plugin instances and how they are", run};
