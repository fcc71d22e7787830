/* The text of an expression, and faults that quote the place in it. */
#ifndef SENDD_EXPR_SOURCE_H
#define SENDD_EXPR_SOURCE_H

#include "base/error.h"

#include <stdint.h>

struct source {
    const char *text; /* NUL-terminated UTF-8 */
    size_t length;
    struct arena *arena; /* what is compiled lives here */
    struct error *error; /* may be NULL */
};

/* Fills ERROR with: at column N, near "...": MESSAGE. OFFSET is in bytes. Returns SENDD_EINVALID. */
int place_fault(const char *text, size_t offset, struct error *error, const char *format, ...)
    __attribute__((format(printf, 4, 5)));
/* The same for a source being compiled; returns false, as the parser's functions do. */
bool source_fault(const struct source *source, size_t offset, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
/* Says what to write; returns false. */
bool source_hint(const struct source *source, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* False and a fault when the bytes are not UTF-8. */
bool source_is_utf8(const struct source *source);

/* The length of the UTF-8 sequence at BYTES (REST bytes are there), 0 when it is none. */
size_t utf8_length(const char *bytes, size_t rest);
/* Writes CODE as UTF-8 into OUT (room for 4), returns its length; 0 for surrogates and beyond U+10FFFF. */
size_t utf8_write(uint32_t code, char *out);
/* How many code points LENGTH bytes of UTF-8 are. */
size_t utf8_count(const char *bytes, size_t length);

#endif
