/* The one growing string: always NUL-terminated, knows its length, may hold NUL bytes. */
#ifndef SENDD_BASE_TEXT_H
#define SENDD_BASE_TEXT_H

#include <stdbool.h>
#include <stddef.h>

struct text {
    char *bytes;   /* NULL while empty; else ends with a NUL that length does not count */
    size_t length; /* bytes in use */
    size_t room;   /* bytes allocated */
};

#define TEXT_EMPTY ((struct text){NULL, 0, 0})

void text_add(struct text *text, const char *string);
void text_add_n(struct text *text, const void *bytes, size_t count);
void text_add_char(struct text *text, char byte);
void text_addf(struct text *text, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* The bytes as a C string, "" when empty; valid until the next change. */
const char *text_string(const struct text *text);
/* Gives the bytes to the caller (free with mem_free) and empties TEXT. */
char *text_take(struct text *text);
void text_clear(struct text *text); /* length 0, memory kept */
void text_free(struct text *text);

/* Passes over a UTF-8 byte order mark at the start of *BYTES, which editors for Windows write. */
void text_mark_skip(const char **bytes, size_t *size);

bool string_equal(const char *a, const char *b); /* NULL equals only NULL */
bool string_starts(const char *string, const char *prefix);
bool string_ends(const char *string, const char *suffix);

#endif
