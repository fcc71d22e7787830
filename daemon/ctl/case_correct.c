#include "ctl/case_result.h"
#include "ctl/verbs.h"

#include <stdio.h>

static void lines_print(const char *title, const json_t *lines)
{
    size_t i;
    json_t *line;
    json_array_foreach(lines, i, line) printf("  %s %s\n", title, json_string_value(line));
}

/* What became of the messages that a mistake caused. */
static int mended_print(struct ctl *ctl, json_t *answer)
{
    if (ctl->json)
        return ctl_print_json(answer);
    const char *undone = json_text(answer, "undone");
    if (undone)
        printf("taken back: %s\n", undone);
    json_incref(answer);
    case_result_print(ctl, answer);
    lines_print("cancelled:", json_object_get(answer, "cancelled"));
    lines_print("not sent yet:", json_object_get(answer, "unsent"));
    lines_print("was handed over:", json_object_get(answer, "sent"));
    json_decref(answer);
    return CTL_OK;
}

static int post(struct ctl *ctl, const char *reference, const char *action, json_t *body)
{
    json_t *answer;
    const char *path = arena_printf(ctl->arena, "/v1/cases/%s/%s", ctl_quote(ctl, reference), action);
    int code = ctl_call(ctl, "POST", path, body, &answer);
    return code ? code : mended_print(ctl, answer);
}

static int correct_run(struct ctl *ctl, int argc, char **argv)
{
    const char *reason = NULL, *happened = NULL;
    bool cancel = false;
    const struct ctl_option options[] = {
        {"reason", &reason, NULL}, {"happened", &happened, NULL}, {"cancel-unsent", NULL, &cancel}, {0}};
    argc = ctl_parse(argc, argv, options);
    if (argc < 0)
        return CTL_USAGE;
    if (argc < 2 || !reason)
        return ctl_usage(&verb_case_correct, "a case, a field with its right value and --reason are needed");
    json_t *fields = ctl_fields(argc - 1, argv + 1);
    if (!fields)
        return CTL_USAGE;
    return post(ctl, argv[0], "correct",
                json_pack("{s:o, s:s, s:s*, s:b}", "fields", fields, "reason", reason, "happened", happened,
                          "cancel_unsent", cancel));
}

static int undo_run(struct ctl *ctl, int argc, char **argv)
{
    const char *reason = NULL;
    bool anyhow = false;
    const struct ctl_option options[] = {{"reason", &reason, NULL}, {"even-though-sent", NULL, &anyhow}, {0}};
    argc = ctl_parse(argc, argv, options);
    if (argc < 0)
        return CTL_USAGE;
    if (argc != 1 || !reason)
        return ctl_usage(&verb_case_undo, "one case and --reason are needed");
    return post(ctl, argv[0], "undo", json_pack("{s:s, s:b}", "reason", reason, "even_though_sent", anyhow));
}

static int redo_run(struct ctl *ctl, int argc, char **argv)
{
    if (argc != 1)
        return ctl_usage(&verb_case_redo, "one case is needed");
    return post(ctl, argv[0], "redo", json_object());
}

const struct verb verb_case_correct = {
    "case correct", "CASE FIELD=VALUE ... --reason TEXT [--happened DATE] [--cancel-unsent]",
    "put a wrong field right; dates follow, and messages that show the wrong one are cancelled", correct_run};
const struct verb verb_case_undo = {"case undo", "CASE --reason TEXT [--even-though-sent]",
                                    "take a case's last step back", undo_run};
const struct verb verb_case_redo = {"case redo", "CASE", "do again what was taken back last", redo_run};
