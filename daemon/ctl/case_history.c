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

/* "undo of la.agreed: it was another child's" */
static void event_print(const char *kind, const json_t *body)
{
    const char *event = json_text(body, "event"), *reason = json_text(body, "reason");
    if (string_equal(kind, "undo") || string_equal(kind, "redo"))
        printf("%s of ", kind);
    if (string_equal(kind, "migrate"))
        printf("migrated from version %lld to %lld", (long long)json_number(json_object_get(body, "report"), "from", 0),
               (long long)json_number(json_object_get(body, "report"), "to", 0));
    else
        fputs(event ? event : kind, stdout);
    if (!reason)
        reason = json_text(json_object_get(body, "data"), "reason");
    if (reason && *reason)
        printf(": %s", reason);
}

static void row_print(const json_t *row)
{
    const json_t *body = json_object_get(row, "body");
    const char *at = json_text(row, "at"), *happened = json_text(body, "happened");
    const char *by = json_text(body, "by");
    const char *kind = json_text(row, "kind");
    printf("%.10s  ", at ? at : "");
    if (string_equal(kind, "outbox"))
        message_print(body);
    else
        event_print(kind, body);
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
    lines_print(json_object_get(body, "cancelled"), "cancelled: ");
    lines_print(json_object_get(body, "sent"), "was handed over: ");
    lines_print(json_object_get(json_object_get(body, "report"), "changes"), "");
}

static int run(struct ctl *ctl, int argc, char **argv)
{
    if (argc != 1)
        return ctl_usage(&verb_case_history, "one case is needed");
    json_t *answer;
    const char *path = arena_printf(ctl->arena, "/v1/cases/%s/history?limit=" CTL_LIST_ALL, ctl_quote(ctl, argv[0]));
    int code = ctl_call(ctl, "GET", path, NULL, &answer);
    if (code || ctl->json)
        return code ? code : ctl_print_json(answer);
    size_t i;
    json_t *row;
    json_array_foreach(json_object_get(answer, "history"), i, row) {
        row_print(row);
    }
    ctl_more(answer, "history");
    json_decref(answer);
    return CTL_OK;
}

const struct verb verb_case_history = {"case history", "CASE", "what happened in a case, in order", run};
