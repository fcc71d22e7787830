#include "ctl/case_result.h"

#include <stdio.h>

static void words_print(const char *title, const json_t *list)
{
    size_t i;
    json_t *word;
    json_array_foreach(list, i, word) {
        if (json_is_string(word))
            printf("  %s %s\n", title, json_string_value(word));
    }
}

int case_result_print(struct ctl *ctl, json_t *answer)
{
    if (ctl->json)
        return ctl_print_json(answer);
    printf("%s:", json_text(answer, "case"));
    size_t i;
    json_t *state;
    json_array_foreach(json_object_get(answer, "states"), i, state) {
        printf("%s %s", i ? " /" : "", json_is_string(state) ? json_string_value(state) : json_text(state, "id"));
    }
    puts(json_is_true(json_object_get(answer, "ended")) ? " (ended)" : "");
    words_print("moved", json_object_get(answer, "path"));
    words_print("error", json_object_get(answer, "errors"));
    json_int_t notices = json_number(answer, "notices", 0);
    if (notices)
        printf("  messages intended: %" JSON_INTEGER_FORMAT "\n", notices);
    if (json_is_true(json_object_get(answer, "kept")))
        puts("  the event is kept until the case wants it");
    json_decref(answer);
    return CTL_OK;
}
