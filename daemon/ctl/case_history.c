#include "ctl/verbs.h"

#include <stdio.h>
#include <string.h>

/* What came of a row, a line each, under it. */
static void lines_print(const json_t *lines, const char *mark)
{
    size_t i;
    json_t *line;
    json_array_foreach(lines, i, line) {
        printf("            %s%s\n", mark, json_string_value(line));
    }
}

/* "message 12, ehcna-requested-la, to authority/901: delivered" */
static void message_print(const json_t *body)
{
    const char *notice = json_text(body, "notice"), *recipient = json_text(body, "recipient");
    const char *state = json_text(body, "state");
    if (notice && string_starts(notice, "notice."))
        notice += strlen("notice.");
    printf("message %lld", (long long)json_number(body, "outbox", 0));
    if (notice && recipient)
        printf(", %s, to %s", notice, recipient);
    printf(": %s", state ? state : "to be sent again");
    if (json_number(body, "attempts", 1) > 1)
        printf(" at attempt %lld", (long long)json_number(body, "attempts", 1));
}

static void row_print(const json_t *row)
{
    const json_t *body = json_object_get(row, "body");
    const char *at = json_text(row, "at"), *event = json_text(body, "event"), *happened = json_text(body, "happened");
    const char *by = json_text(body, "by");
    const char *kind = json_text(row, "kind");
    printf("%.10s  ", at ? at : "");
    if (string_equal(kind, "outbox"))
        message_print(body);
    else
        fputs(event ? event : kind, stdout);
    if (happened && at && !string_starts(at, happened))
        printf(", happened %s", happened);
    if (by)
        printf("  (%s)", by);
    if (json_object_get(body, "late"))
        printf("  [%lld s late]", (long long)json_number(body, "late", 0));
    putchar('\n');
    lines_print(json_object_get(body, "path"), "");
    lines_print(json_object_get(body, "log"), "");
    lines_print(json_object_get(body, "errors"), "error: ");
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
