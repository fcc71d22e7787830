/* The bytes of a file made fit for the library: size, encoding, NULs, line ends. */
#include "config/clean.h"

#include "base/text.h"
#include "config/scan.h"

#include <string.h>

/* The length of the UTF-8 sequence at AT, or 0 when it is none (overlong forms and surrogates included). */
static size_t utf8_length(const unsigned char *at, size_t left)
{
    if (at[0] < 0x80)
        return 1;
    size_t length = at[0] >= 0xF0 ? 4 : at[0] >= 0xE0 ? 3 : 2;
    if (at[0] < 0xC2 || at[0] > 0xF4 || left < length)
        return 0;
    for (size_t i = 1; i < length; i++)
        if ((at[i] & 0xC0) != 0x80)
            return 0;
    if ((at[0] == 0xE0 && at[1] < 0xA0) || (at[0] == 0xED && at[1] > 0x9F) ||
        (at[0] == 0xF0 && at[1] < 0x90) || (at[0] == 0xF4 && at[1] > 0x8F))
        return 0;
    return length;
}

size_t utf8_check(const char *bytes, size_t size, int *line)
{
    size_t at = 0;
    *line = 1;
    while (at < size) {
        size_t length = utf8_length((const unsigned char *)bytes + at, size - at);
        if (!length || !bytes[at])
            return at;
        *line += bytes[at] == '\n';
        at += length;
    }
    return at;
}

size_t utf8_cut(const char *text, size_t max)
{
    size_t length = strnlen(text, max + 1);
    if (length <= max)
        return length;
    for (length = max; length && ((unsigned char)text[length] & 0xC0) == 0x80; length--)
        continue;
    return length;
}

static bool bytes_check(const char *name, const char *bytes, size_t size, struct faults *faults)
{
    if (size > CONF_SIZE_MAX) {
        error_hint(fault_add(faults, name, 0, "the file has %zu bytes; the limit is %d", size, CONF_SIZE_MAX),
                   "Split it into several files of the same folder.");
        return false;
    }
    if (size >= 2 && (!memcmp(bytes, "\xFF\xFE", 2) || !memcmp(bytes, "\xFE\xFF", 2))) {
        error_hint(fault_add(faults, name, 1, "the file is in UTF-16"), "Save it as UTF-8.");
        return false;
    }
    int line;
    size_t at = utf8_check(bytes, size, &line);
    if (at == size)
        return true;
    if (!bytes[at])
        error_hint(fault_add(faults, name, line, "the file holds a NUL byte"),
                   "This is no text file: check that it was copied whole, and is the right one.");
    else
        error_hint(fault_add(faults, name, line, "byte 0x%02x is not UTF-8", (unsigned char)bytes[at]),
                   "Save the file as UTF-8 (it may be in CP1252 or Latin-1 now).");
    return false;
}

char *conf_clean(struct arena *arena, const char *name, const char *bytes, size_t size, struct faults *faults)
{
    if (!bytes_check(name, bytes, size, faults))
        return NULL;
    text_mark_skip(&bytes, &size);
    char *out = arena_alloc(arena, size + 2), *to = out;
    for (size_t i = 0; i < size; i++) {
        if (bytes[i] != '\r')
            *to++ = bytes[i];
        else if (i + 1 == size || bytes[i + 1] != '\n')
            *to++ = '\n';
    }
    /* The library calls a comment that ends with the file a syntax error. */
    *to = '\n';
    return out;
}
