#include "core/commands.h"

#include <stdlib.h>

static const struct {
    const char *kind;
    command_runner *run;
} commands[] = {
    {"case.start", case_start},     {"case.event", case_event},       {"case.hold", case_hold},
    {"case.release", case_release}, {"case.correct", case_correct},   {"case.undo", case_undo},
    {"case.redo", case_redo},       {"case.migrate", case_migrate},   {"task.complete", task_complete},
    {"outbox.retry", outbox_retry},
    {"import", import_run},         {"release", release_run},
};

/* clock.to is the loop's own: it touches no store. */
const char *const command_kinds[] = {
    "case.start",   "case.event", "case.hold", "case.release", "case.correct",
    "case.undo", "case.redo", "case.migrate", "task.complete",
    "outbox.retry", "import",     "release",   "clock.to",     NULL};

command_runner *command_find(const char *kind)
{
    for (size_t i = 0; i < sizeof commands / sizeof *commands; i++) {
        if (string_equal(commands[i].kind, kind))
            return commands[i].run;
    }
    return NULL;
}

int argument_text(const struct command *command, const char *key, const char **out, struct error *error)
{
    *out = json_text(command->arguments, key);
    if (*out && **out)
        return 0;
    return error_set(error, SENDD_EINVALID, "%s needs `%s`, a string", command->kind, key);
}

int argument_id(const struct command *command, const char *key, int64_t *out, struct error *error)
{
    const json_t *value = json_object_get(command->arguments, key);
    const char *digits = json_string_value(value);
    char *end = NULL;
    *out = json_is_integer(value) ? json_integer_value(value) : digits ? strtoll(digits, &end, 10) : 0;
    if (*out > 0 && (!end || !*end))
        return 0;
    return error_set(error, SENDD_EINVALID, "%s needs `%s`, a number from 1", command->kind, key);
}

int argument_object(const struct command *command, const char *key, json_t **out, struct error *error)
{
    *out = json_object_get(command->arguments, key);
    if (json_is_null(*out))
        *out = NULL;
    if (!*out || json_is_object(*out))
        return 0;
    return error_set(error, SENDD_EINVALID, "`%s` of %s must be an object", key, command->kind);
}

int argument_happened(const struct turn *turn, const struct command *command, struct date *out,
                      struct error *error)
{
    struct date today = london_date(turn->now);
    const json_t *value = json_object_get(command->arguments, "happened");
    *out = today;
    if (!value || json_is_null(value))
        return 0;
    if (!json_is_string(value))
        return error_set(error, SENDD_EINVALID, "`happened` must be a date, YYYY-MM-DD");
    int code = date_read(json_string_value(value), out, error);
    if (!code && date_compare(*out, today) > 0)
        return error_set(error, SENDD_EINVALID, "`happened` is a day to come: %s", json_string_value(value));
    return code;
}
