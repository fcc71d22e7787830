/* Memory with one lifetime: many allocations, one free. A compiled definition, one step, one request each own one. */
#ifndef SENDD_BASE_ARENA_H
#define SENDD_BASE_ARENA_H

#include <stdarg.h>
#include <stddef.h>

struct arena;

struct arena *arena_new(void);
/* Frees everything allocated from ARENA, running deferred calls last-registered first. NULL is allowed. */
void arena_free(struct arena *arena);
/* Empties ARENA but keeps one block for reuse; deferred calls run. */
void arena_reset(struct arena *arena);
/* SIZE zeroed bytes, aligned for any type. */
void *arena_alloc(struct arena *arena, size_t size);
char *arena_copy(struct arena *arena, const char *text);                  /* NULL gives NULL */
char *arena_copy_n(struct arena *arena, const char *bytes, size_t count); /* adds a final NUL */
char *arena_printf(struct arena *arena, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* Calls RELEASE(OBJECT) when ARENA is freed or reset; for objects with their own memory, such as json_t. */
void arena_defer(struct arena *arena, void (*release)(void *), void *object);

#endif
