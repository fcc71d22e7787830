#include "ctl/verbs.h"

#include <stdio.h>

static int list_run(struct ctl *ctl, int argc, char **argv)
{
    const char *state = NULL, *kase = NULL, *school = NULL, *limit = NULL;
    const struct ctl_option options[] = {
        {"state", &state, NULL}, {"case", &kase, NULL}, {"school", &school, NULL}, {"limit", &limit, NULL}, {0}};
    argc = ctl_parse(argc, argv, options);
    if (argc)
        return argc < 0 ? CTL_USAGE : ctl_usage(&verb_outbox_list, "it takes options only");
    json_t *answer;
    const char *path =
        ctl_path(ctl, "/v1/outbox", "state", state, "case", kase, "school", school, "limit", limit, "newest", "true",
                 NULL);
    int code = ctl_call(ctl, "GET", path, NULL, &answer);
    if (code || ctl->json)
        return code ? code : ctl_print_json(answer);
    static const struct ctl_column columns[] = {{"MESSAGE", "id"},        {"STATE", "state"},   {"TRIES", "attempts"},
                                                {"CASE", "case"},         {"NOTICE", "notice"}, {"TO", "recipient"},
                                                {"PLUGIN", "instance"},   {"DETAIL", "detail"}, {0}};
    return ctl_list(answer, "outbox", columns, "no such message");
}

static void message_print(const json_t *row)
{
    static const struct ctl_column columns[] = {
        {"TRY", "attempt"}, {"AT", "at"}, {"OUTCOME", "kind"}, {"DETAIL", "detail"}, {0}};
    const char *detail = json_text(row, "detail"), *next = json_text(row, "next_try");
    printf("message %" JSON_INTEGER_FORMAT " of %s: %s%s%s\n", json_number(row, "id", 0), json_text(row, "case"),
           json_text(row, "state"), detail && *detail ? ": " : "", detail ? detail : "");
    printf("  to       %s <%s> by %s\n", json_text(row, "recipient"), json_text(row, "address"),
           json_text(row, "instance"));
    printf("  intended %s\n", json_text(row, "intended"));
    if (next)
        printf("  next try %s\n", next);
    printf("  key      %s\n  subject  %s\n\n%s\n\n", json_text(row, "key"), json_text(row, "subject"),
           json_text(row, "body"));
    ctl_table(json_object_get(row, "attempts"), columns, "not tried yet");
}

static int show_run(struct ctl *ctl, int argc, char **argv)
{
    if (argc != 1)
        return ctl_usage(&verb_outbox_show, "one message's number is needed; `sendctl outbox list` shows them");
    json_t *row;
    const char *path = arena_printf(ctl->arena, "/v1/outbox/%s", ctl_quote(ctl, argv[0]));
    int code = ctl_call(ctl, "GET", path, NULL, &row);
    if (code || ctl->json)
        return code ? code : ctl_print_json(row);
    message_print(row);
    json_decref(row);
    return CTL_OK;
}

static int retry_run(struct ctl *ctl, int argc, char **argv)
{
    if (argc != 1)
        return ctl_usage(&verb_outbox_retry, "one message's number is needed");
    json_t *answer;
    const char *path = arena_printf(ctl->arena, "/v1/outbox/%s/retry", ctl_quote(ctl, argv[0]));
    int code = ctl_call(ctl, "POST", path, NULL, &answer);
    if (code || ctl->json)
        return code ? code : ctl_print_json(answer);
    printf("message %s will be tried again\n", argv[0]);
    json_decref(answer);
    return CTL_OK;
}

const struct verb verb_outbox_list = {"outbox list", "[--state STATE] [--case CASE] [--school ID] [--limit N]",
                                      "messages: waiting, ready, delivered, accepted, dead, held, unknown", list_run};
const struct verb verb_outbox_show = {"outbox show", "MESSAGE", "one message, as it was rendered, and its tries",
                                      show_run};
const struct verb verb_outbox_retry = {"outbox retry", "MESSAGE", "send a dead, held or unknown message again",
                                       retry_run};
