/* The one way to fail: a function returns 0 or a negative SENDD_E..., and fills a struct error that says where,
 * what, and what to do about it. */
#ifndef SENDD_BASE_ERROR_H
#define SENDD_BASE_ERROR_H

#include "base/arena.h"
#include "base/list.h"
#include "base/text.h"

enum sendd_error {
    SENDD_EINVALID = -1,  /* what was given is wrong: the caller must change it */
    SENDD_ENOTFOUND = -2, /* the thing named does not exist */
    SENDD_ECONFLICT = -3, /* right in itself, but not now: the state does not want it */
    SENDD_EREFUSED = -4,  /* not allowed to this caller, or held */
    SENDD_ELIMIT = -5,    /* over a documented limit */
    SENDD_EBUSY = -6,     /* stopping, or a queue is full: try again */
    SENDD_EFULL = -7,     /* no disk space; reads go on */
    SENDD_EIO = -8,       /* the store or the system failed: the daemon must stop taking work */
    SENDD_ECORRUPT = -9   /* stored data fails its check: the daemon must stop taking work */
};

/* One failure. Fixed size, so that reporting a failure needs no memory. */
struct error {
    int code;       /* 0 or one of SENDD_E... */
    int line;       /* 1-based line in file; 0 when there is none */
    char file[256]; /* the file the user must look at; "" when there is none */
    char text[640]; /* what is wrong, one sentence; never a pupil's name, need or diagnosis */
    char hint[384]; /* what to do; "" when the text says it */
};

#define ERROR_NONE ((struct error){0})

/* Fills ERROR (may be NULL) and returns CODE. */
int error_set(struct error *error, int code, const char *format, ...) __attribute__((format(printf, 3, 4)));
int error_at(struct error *error, int code, const char *file, int line, const char *format, ...)
    __attribute__((format(printf, 5, 6)));
/* Adds what to do to a filled ERROR and returns its code. */
int error_hint(struct error *error, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* Appends "FILE:LINE: TEXT" and, on a line of its own and indented, the hint. */
void error_print(const struct error *error, struct text *out);
/* The short stable name of CODE used in JSON answers: "invalid", "not-found", "conflict", ... */
const char *error_name(int code);

/* All that is wrong with a set of files, in the order it was found. */
struct faults {
    struct list items; /* of struct fault, allocated from arena */
    size_t errors;     /* how many are errors rather than warnings */
    struct arena *arena;
};

struct fault {
    bool warning;     /* else an error */
    const char *name; /* of a warning, as docs/check.md lists it: "unreachable"; static. NULL: an error */
    struct error error;
};

struct faults *faults_new(struct arena *arena);
/* Adds an error; returns the struct error so that a hint can be put on it with error_hint. */
struct error *fault_add(struct faults *faults, const char *file, int line, const char *format, ...)
    __attribute__((format(printf, 4, 5)));
/* Adds a warning of the kind NAME (static, never NULL). */
struct error *fault_warn(struct faults *faults, const char *name, const char *file, int line,
                         const char *format, ...) __attribute__((format(printf, 5, 6)));
/* Whether an error has been found in FILE: then what it says can't be relied upon. */
bool faults_blame(const struct faults *faults, const char *file);
/* By file, line and text; those of no file come first. What was returned before stays valid. */
void faults_sort(struct faults *faults);
/* Appends every fault as FILE:LINE: error|warning: TEXT, a warning's name in brackets, then the hint. */
void faults_print(const struct faults *faults, struct text *out);

#endif
