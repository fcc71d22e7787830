/* What people and machines can ask of the store: one function a command kind, in one table. */
#ifndef SENDD_CORE_COMMANDS_H
#define SENDD_CORE_COMMANDS_H

#include "core/apply.h"

/* Checks first, and refuses before anything is written; then writes. On success *ANSWER is a new reference.
 */
typedef int command_runner(struct turn *turn, const struct command *command, json_t **answer,
                           struct error *error);

command_runner case_start, case_event, case_hold, case_release, case_correct, case_undo, case_redo, case_migrate,
    task_complete, outbox_retry, import_run, release_run;

/* NULL: there is no such command. */
command_runner *command_find(const char *kind);
/* Every kind, NULL-terminated, for did-you-mean. */
extern const char *const command_kinds[];

/* --- reading arguments --- */

/* The case under "case", loaded. */
int case_wanted(struct turn *turn, const struct command *command, struct kase **out, struct error *error);

/* The string under KEY; EINVALID when it is missing. */
int argument_text(const struct command *command, const char *key, const char **out, struct error *error);
/* A number, or a string of digits, as an URL gives it. */
int argument_id(const struct command *command, const char *key, int64_t *out, struct error *error);
/* The object under KEY, or NULL when absent. */
int argument_object(const struct command *command, const char *key, json_t **out, struct error *error);
/* "happened": a day, today by default; never a day to come. */
int argument_happened(const struct turn *turn, const struct command *command, struct date *out,
                      struct error *error);

#endif
