/* Memory that is never NULL: when it runs out the process says so and ends.
 *
 * The store makes that safe: nothing acknowledged is lost by an exit, and a supervisor starts us again. Sizes
 * that come from outside (bodies, files, frames) are checked against a limit before they reach these calls. */
#ifndef SENDD_BASE_MEM_H
#define SENDD_BASE_MEM_H

#include <stddef.h>

/* SIZE zeroed bytes; free with mem_free. */
void *mem_alloc(size_t size);
/* Resizes POINTER (may be NULL) to COUNT items of SIZE bytes; new bytes are not cleared. */
void *mem_resize(void *pointer, size_t count, size_t size);
/* A copy of TEXT (NULL gives NULL). */
char *mem_copy(const char *text);
void mem_free(void *pointer);

#endif
