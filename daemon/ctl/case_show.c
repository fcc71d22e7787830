#include "ctl/verbs.h"

#include "base/mem.h"

#include <stdio.h>

static void fields_print(const json_t *fields)
{
    const char *name;
    json_t *value;
    json_object_foreach((json_t *)fields, name, value) {
        char *text = json_is_string(value) ? mem_copy(json_string_value(value)) : json_canonical(value);
        printf("  %-22s %s\n", name, text);
        mem_free(text);
    }
}

static void states_print(const json_t *states)
{
    size_t i;
    json_t *state;
    json_array_foreach(states, i, state) {
        printf("  %*s%s (%s)\n", (int)(2 * i), "", json_text(state, "title"), json_text(state, "id"));
    }
}

static void parent_print(const json_t *parent)
{
    if (json_is_object(parent))
        printf("  child of %s, which calls it %s\n", json_text(parent, "case"), json_text(parent, "invokeid"));
}

static void section(const char *title, const json_t *rows, const struct ctl_column *columns)
{
    if (!json_array_size(rows))
        return;
    printf("\n%s\n", title);
    ctl_table(rows, columns, "");
}

static void wanted_print(const json_t *wanted)
{
    if (json_array_size(wanted))
        printf("\nIt would take now:");
    size_t i;
    json_t *name;
    json_array_foreach(wanted, i, name) {
        printf(" %s", json_string_value(name));
    }
    if (json_array_size(wanted))
        putchar('\n');
}

static int run(struct ctl *ctl, int argc, char **argv)
{
    if (argc != 1)
        return ctl_usage(&verb_case_show, "one case is needed");
    json_t *kase;
    const char *path = arena_printf(ctl->arena, "/v1/cases/%s", ctl_quote(ctl, argv[0]));
    int code = ctl_call(ctl, "GET", path, NULL, &kase);
    if (code || ctl->json)
        return code ? code : ctl_print_json(kase);
    static const struct ctl_column deadlines[] = {{"DUE", "due"},     {"OVERDUE", "overdue"},         {"RULE", "rule"},
                                                  {"OWNER", "owner"}, {"PROVISIONAL", "provisional"}, {"DUTY", "title"},
                                                  {0}};
    static const struct ctl_column tasks[] = {{"TASK", "id"}, {"DUE", "due"}, {"ROLE", "role"}, {"WHAT", "title"}, {0}};
    static const struct ctl_column timers[] = {{"AT", "due"}, {"EVENT", "event"}, {0}};
    static const struct ctl_column children[] = {
        {"CASE", "case"}, {"CALLED", "invokeid"}, {"WORKFLOW", "workflow"}, {"STATES", "states"}, {"ENDED", "ended"}, {0}};
    printf("%s  %s, about %s%s%s\n", json_text(kase, "case"), json_text(kase, "title"), json_text(kase, "subject"),
           json_is_true(json_object_get(kase, "ended")) ? ", ended" : "",
           json_is_true(json_object_get(kase, "held")) ? ", HELD" : "");
    parent_print(json_object_get(kase, "parent"));
    states_print(json_object_get(kase, "states"));
    fields_print(json_object_get(kase, "fields"));
    section("Deadlines", json_object_get(kase, "deadlines"), deadlines);
    section("Tasks", json_object_get(kase, "tasks"), tasks);
    section("Timers", json_object_get(kase, "timers"), timers);
    section("Children", json_object_get(kase, "children"), children);
    wanted_print(json_object_get(kase, "wanted"));
    json_decref(kase);
    return CTL_OK;
}

const struct verb verb_case_show = {"case show", "CASE", "where a case stands, what is due, what it would take", run};
