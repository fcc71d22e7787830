/* The few things jansson does not say itself. JSON is jansson everywhere; there is no second library. */
#ifndef SENDD_BASE_JSON_H
#define SENDD_BASE_JSON_H

#include "base/arena.h"
#include "base/error.h"

#include <jansson.h>

/* Parses SIZE bytes, refusing duplicate keys, trailing bytes and NULs; a byte order mark at the start is passed over. *OUT is
 * a new reference. SOURCE names the bytes in the error, e.g. "the request body". */
int json_read(const char *bytes, size_t size, const char *source, json_t **out, struct error *error);
/* The string under KEY, or NULL when absent or not a string; borrowed. */
const char *json_text(const json_t *object, const char *key);
const char *json_words(const json_t *object, const char *key); /* the same, but "" for NULL */
/* The integer under KEY, or FALLBACK. */
json_int_t json_number(const json_t *object, const char *key, json_int_t fallback);
/* {"error": {"code", "text", "hint", "file", "line"}}, without the last three where there are none; a new reference. */
json_t *json_error(const struct error *error);
/* Canonical form: keys sorted, compact, ASCII-safe no; equal values give equal bytes. Free with mem_free. */
char *json_canonical(const json_t *value);
/* Compact, members in the order that they have: for what says something by its order. Free with mem_free. */
char *json_ordered(const json_t *value);
/* Makes ARENA drop its reference to VALUE at its end; returns VALUE (steals the reference). */
json_t *json_keep(struct arena *arena, json_t *value);

#endif
