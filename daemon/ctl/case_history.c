#include "ctl/verbs.h"

#include <stdio.h>

static void path_print(const json_t *path)
{
    size_t i;
    json_t *move;
    json_array_foreach(path, i, move) {
        printf("           %s\n", json_string_value(move));
    }
}

static void row_print(const json_t *row)
{
    const json_t *body = json_object_get(row, "body");
    const char *at = json_text(row, "at"), *event = json_text(body, "event"), *happened = json_text(body, "happened");
    const char *by = json_text(body, "by");
    printf("%.10s  %s", at ? at : "", event ? event : json_text(row, "kind"));
    if (happened && at && !string_starts(at, happened))
        printf(", happened %s", happened);
    if (by)
        printf("  (%s)", by);
    if (json_is_true(json_object_get(body, "late")))
        printf("  [late]");
    putchar('\n');
    path_print(json_object_get(body, "path"));
}

static int run(struct ctl *ctl, int argc, char **argv)
{
    if (argc != 1)
        return ctl_usage(&verb_case_history, "one case is needed");
    json_t *answer;
    const char *path = arena_printf(ctl->arena, "/v1/cases/%s/history", ctl_quote(ctl, argv[0]));
    int code = ctl_call(ctl, "GET", path, NULL, &answer);
    if (code || ctl->json)
        return code ? code : ctl_print_json(answer);
    size_t i;
    json_t *row;
    json_array_foreach(json_object_get(answer, "history"), i, row) {
        row_print(row);
    }
    json_decref(answer);
    return CTL_OK;
}

const struct verb verb_case_history = {"case history", "CASE", "what happened in a case, in order", run};
