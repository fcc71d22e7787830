/* The bytes of a text file made fit to read. */
#ifndef SENDD_CONFIG_CLEAN_H
#define SENDD_CONFIG_CLEAN_H

#include "base/error.h"

/* A NUL-terminated copy in ARENA with "\n" for every line end and no byte order mark, or NULL: too big, not
 * UTF-8, or a NUL byte within. */
char *conf_clean(struct arena *arena, const char *name, const char *bytes, size_t size,
                 struct faults *faults);
/* Where BYTES stop being UTF-8 without NULs (SIZE: nowhere), and on which line that is. */
size_t utf8_check(const char *bytes, size_t size, int *line);
/* How many bytes of TEXT, at most MAX, end with a whole character: faults are shown as JSON, which must be UTF-8. */
size_t utf8_cut(const char *text, size_t max);

#endif
