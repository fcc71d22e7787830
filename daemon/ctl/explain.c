#include "ctl/verbs.h"
#include "rules/rules.h"

#include <stdio.h>

/* One duty's name, then its date as `sendctl date` shows it. */
static void deadline_show(const json_t *deadline)
{
    struct text out = TEXT_EMPTY;
    json_t *ruling = json_object_get(deadline, "ruling");
    printf("%s%s\n", json_text(deadline, "name"), json_is_true(json_object_get(deadline, "overdue")) ? " (overdue)" : "");
    if (ruling)
        ruling_print(ruling, &out);
    fputs(text_string(&out), stdout);
    text_free(&out);
}

static int run(struct ctl *ctl, int argc, char **argv)
{
    const struct ctl_option options[] = {{0}};
    argc = ctl_parse(argc, argv, options);
    if (argc != 1)
        return argc < 0 ? CTL_USAGE : ctl_usage(&verb_explain, "name one case");
    json_t *answer, *deadline;
    int code = ctl_call(ctl, "GET", arena_printf(ctl->arena, "/v1/cases/%s", ctl_quote(ctl, argv[0])), NULL, &answer);
    if (code)
        return code;
    json_t *deadlines = json_object_get(answer, "deadlines");
    if (ctl->json)
        ctl_print_json(json_pack("{s:O}", "deadlines", deadlines));
    else if (json_array_size(deadlines) == 0)
        puts("the case has no open dates");
    else {
        size_t i;
        json_array_foreach(deadlines, i, deadline) {
            if (i > 0)
                putchar('\n');
            deadline_show(deadline);
        }
    }
    json_decref(answer);
    return CTL_OK;
}

const struct verb verb_explain = {"explain", "CASE", "every open date of a case: its law, its sum, its other readings", run};
