/* sendctl: one table of verbs, one file a verb. A program of its own: it talks to the daemon over its socket, or
 * reads the configuration itself; it never opens the store. */
#ifndef SENDD_CTL_CTL_H
#define SENDD_CTL_CTL_H

#include "base/arena.h"
#include "base/error.h"
#include "base/json.h"
#include "base/list.h"
#include "base/text.h"

#include <stdbool.h>

/* What a call ends with; documented in `sendctl --help` and docs/sendctl.md. */
enum ctl_exit {
    CTL_OK = 0,
    CTL_FAILED = 1,      /* it was understood, and could not be done; faults were found */
    CTL_USAGE = 2,       /* the command line is wrong */
    CTL_WARNINGS = 3,    /* done, with warnings only */
    CTL_UNREACHABLE = 4, /* no daemon answers on the socket */
    CTL_REFUSED = 5      /* right in itself, but not now or not allowed */
};

struct ctl {
    struct arena *arena; /* for the whole call */
    bool json;           /* --json: print the answer as it is */
    const char *socket;  /* --socket, $SENDD_SOCKET, or the default */
    const char *conf;    /* -c, or the build tree's, or the installed one */
    const char *key;     /* --key: the idempotency key; NULL: a new one */
    const char *about;   /* the case that a call of many is about, for the daemon's errors; NULL: there is one */
};

struct verb {
    const char *name;    /* "case start" */
    const char *usage;   /* what follows the name */
    const char *summary; /* one line */
    int (*run)(struct ctl *ctl, int argc, char **argv); /* ARGV without the verb; gives an enum ctl_exit */
};

/* Every verb, ended by a NULL name. */
extern const struct verb *const ctl_verbs[];

/* --- the command line --- */
struct ctl_option {
    const char *name;   /* without the dashes; NULL ends the table */
    const char **value; /* set when the option takes a value */
    bool *flag;         /* set when it takes none */
};
/* Sorts OPTIONS out of ARGV; the others are packed to its front. Returns their count, or -1 after a message. */
int ctl_parse(int argc, char **argv, const struct ctl_option *options);
/* Prints "sendctl VERB: MESSAGE" and the usage to stderr, or both as JSON; gives CTL_USAGE. */
int ctl_usage(const struct verb *verb, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* FIELD=VALUE words become members of a new object: true, false, null and numbers as such, all else as a string.
 * NULL after a message. */
json_t *ctl_fields(int argc, char **argv);
/* Prints FAULTS to stderr; with --json as {"errors": [...]} to stdout. */
void ctl_faults(const struct ctl *ctl, const struct faults *faults);
/* From then on errors go to stdout as {"error": {...}}. */
void ctl_say_as_json(bool json);
/* Prints an error as people read it, or as JSON; gives CTL_FAILED. */
int ctl_fail(const struct error *error);
/* The same of a text made by FORMAT, with HINT (may be NULL): what to do. */
int ctl_say(const char *hint, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* --- sendd as a program --- */
/* Becomes the sendd of this version with OPTIONS (of const char *). Returns only after a message that it can't be run. */
void ctl_become_sendd(struct ctl *ctl, const struct list *options);
/* One option and its value for it; left out when VALUE is NULL. */
void ctl_option_add(struct list *options, const char *name, const char *value);

/* --- files --- */
/* Appends what is in PATH to OUT, at most a block more than LIMIT bytes: more than LIMIT is for the caller to refuse. 0, or
 * an errno: EIO when it could be opened and not be read. */
int ctl_file_read(const char *path, size_t limit, struct text *out);
/* Puts BYTES into PATH, synced: it holds all of them, or after a crash what it held before. That is kept as PATH.old; owner
 * and mode stay. A file that is not there is made. */
int ctl_file_replace(struct ctl *ctl, const char *path, const struct text *bytes, struct error *error);

/* --- the daemon --- */
/* Sends METHOD PATH with BODY (stolen; may be NULL). CTL_OK: *ANSWER is a new reference. Else the daemon's error has been
 * printed and the exit code is given. */
int ctl_call(struct ctl *ctl, const char *method, const char *path, json_t *body, json_t **answer);
/* PATH with a query: pairs of name and value (NULL values are left out), ended by NULL. Lives in CTL's arena. */
const char *ctl_path(struct ctl *ctl, const char *path, ...) __attribute__((sentinel));
/* PART with everything unsafe percent-encoded, for a path. */
const char *ctl_quote(struct ctl *ctl, const char *part);
/* Prints ANSWER as JSON and drops it; gives CTL_OK. */
int ctl_print_json(json_t *answer);

/* Prints OBJECT as one line of JSON, at once, and drops it. */
void ctl_print_line(json_t *object);

/* --- tables --- */
struct ctl_column {
    const char *title;
    const char *key; /* of the row's object; numbers and booleans are written as such */
};
#define CTL_LIST_ALL "50000" /* what the daemon gives at the most in one answer */
/* Prints the rows under KEY of ANSWER, and on stderr when there are more; drops ANSWER and gives CTL_OK. */
int ctl_list(json_t *answer, const char *key, const struct ctl_column *columns, const char *empty);
/* Says on stderr when ANSWER, a list under KEY, is not all there is. */
void ctl_more(const json_t *answer, const char *key);
/* Prints ROWS (array of objects) as a table, or EMPTY when there are none. COLUMNS end with a NULL title. */
void ctl_table(const json_t *rows, const struct ctl_column *columns, const char *empty);

#endif
