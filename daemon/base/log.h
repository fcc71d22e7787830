/* Structured log lines without personal data: a stable id, a sentence, and named values.
 *
 * Never pass a pupil's name, need or diagnosis; a case is named by its reference. Under systemd the lines go to the
 * journal with their fields, else to stderr as "<level> id: sentence KEY=value ...". Control bytes in values are
 * escaped. A line carries no time: the journal or the terminal's reader adds it. Each id stands in docs/admin.md with
 * what it means and its fields; a test compares. Any thread. */
#ifndef SENDD_BASE_LOG_H
#define SENDD_BASE_LOG_H

#include <stdarg.h>
#include <stddef.h>

enum log_level { LOG_LEVEL_NONE = 0, LOG_LEVEL_ERROR = 3, LOG_LEVEL_WARNING = 4, LOG_LEVEL_NOTICE = 5, LOG_LEVEL_INFO = 6, LOG_LEVEL_DEBUG = 7 };

/* Chooses the least urgent level that is written; LOG_LEVEL_NONE: nothing is. Default: LOG_LEVEL_INFO. */
void log_threshold(enum log_level level);
/* Writes one line. After SENTENCE come pairs of (const char *KEY, const char *value), ended by NULL. A NULL value is
 * written as "-". Keys are upper-case: CASE, WORKFLOW, TIMER, OUTBOX, PLUGIN, FILE, LINE, ... */
void log_line(enum log_level level, const char *id, const char *sentence, ...) __attribute__((sentinel));

struct log_field {
    const char *key, *value; /* as log_line's pairs */
};
enum { LOG_FIELDS = 8 }; /* of one line, at most */
/* The same with FIELDS in place of the pairs. */
void log_fields(enum log_level level, const char *id, const char *sentence, const struct log_field *fields,
                size_t count);
/* Takes log_line's PAIRS, up to the NULL, into FIELDS, of LOG_FIELDS; gives their number. */
size_t log_fields_take(struct log_field *fields, va_list pairs);

#define log_error(...)   log_line(LOG_LEVEL_ERROR, __VA_ARGS__, NULL)
#define log_warning(...) log_line(LOG_LEVEL_WARNING, __VA_ARGS__, NULL)
#define log_notice(...)  log_line(LOG_LEVEL_NOTICE, __VA_ARGS__, NULL)
#define log_info(...)    log_line(LOG_LEVEL_INFO, __VA_ARGS__, NULL)
#define log_debug(...)   log_line(LOG_LEVEL_DEBUG, __VA_ARGS__, NULL)

#endif
