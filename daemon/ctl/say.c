/* What sendctl itself has to say when something is wrong: to people on stderr, with --json to programs on stdout. */
#include "ctl/ctl.h"

#include <stdarg.h>
#include <stdio.h>

static bool as_json;

void ctl_say_as_json(bool json)
{
    as_json = json;
}

int ctl_fail(const struct error *error)
{
    struct text out = TEXT_EMPTY;
    if (as_json) {
        ctl_print_json(json_error(error));
        return CTL_FAILED;
    }
    error_print(error, &out);
    fprintf(stderr, "sendctl: %s\n", text_string(&out));
    text_free(&out);
    return CTL_FAILED;
}

int ctl_say(const char *hint, const char *format, ...)
{
    struct error error = ERROR_NONE;
    va_list list;
    error.code = SENDD_EINVALID;
    va_start(list, format);
    vsnprintf(error.text, sizeof error.text, format, list);
    va_end(list);
    snprintf(error.hint, sizeof error.hint, "%s", hint ? hint : "");
    return ctl_fail(&error);
}

int ctl_usage(const struct verb *verb, const char *format, ...)
{
    char text[400];
    va_list list;
    va_start(list, format);
    vsnprintf(text, sizeof text, format, list);
    va_end(list);
    if (as_json) {
        ctl_print_json(json_pack("{s:{s:s, s:s, s:o}}", "error", "code", "usage", "text", text, "hint",
                                 json_sprintf("usage: sendctl %s %s", verb->name, verb->usage)));
        return CTL_USAGE;
    }
    fprintf(stderr, "sendctl %s: %s\nusage: sendctl %s %s\n", verb->name, text, verb->name, verb->usage);
    return CTL_USAGE;
}
