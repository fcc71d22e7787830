#include "exchange/name.h"

#include "base/text.h"

#include <ctype.h>
#include <stdint.h>
#include <string.h>

#define KEY  "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-"
#define WORD KEY "."

static bool letter(char byte)
{
    return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z');
}

/* What follows the _ at AT would read as one of our escapes, as it is or once the character after it is escaped. */
static bool looks_escaped(const char *at)
{
    if (at[1] != 'x')
        return false;
    const char after = at[2 + strspn(at + 2, "0123456789abcdef")];
    return after && !letter(after) && !isdigit((unsigned char)after);
}

/* The code point at *AT, which moves behind it; 0 when it is not UTF-8. */
static uint32_t take_point(const char **at)
{
    const unsigned char *bytes = (const unsigned char *)*at;
    int more = bytes[0] < 0x80 ? 0 : bytes[0] >= 0xF0 ? 3 : bytes[0] >= 0xE0 ? 2 : 1;
    uint32_t code = more == 0 ? bytes[0] : more == 1 ? bytes[0] & 0x1FU : more == 2 ? bytes[0] & 0xFU : bytes[0] & 0x7U;
    for (int i = 1; i <= more; i++) {
        if ((bytes[i] & 0xC0) != 0x80)
            return 0;
        code = code << 6 | (bytes[i] & 0x3FU);
    }
    *at += more + 1;
    return code;
}

/* libconfig takes these for values. */
static bool is_literal(const char *name)
{
    return strcasecmp(name, "true") == 0 || strcasecmp(name, "false") == 0;
}

bool name_is_key(const char *name)
{
    return letter(name[0]) && strspn(name, KEY) == strlen(name) && !is_literal(name);
}

const char *name_field(struct arena *arena, const char *id)
{
    struct text text = TEXT_EMPTY;
    const char *out = NULL, *at = id;
    if (!letter(*at) || is_literal(id))
        text_add(&text, "x_x_");
    while (*at) {
        if (letter(*at) || isdigit((unsigned char)*at) || (*at == '_' && !looks_escaped(at))) {
            text_add_char(&text, *at++);
            continue;
        }
        uint32_t code = take_point(&at);
        if (!code)
            break;
        text_addf(&text, "_x%x_", code);
    }
    if (!*at && id[0])
        out = arena_copy(arena, text_string(&text));
    text_free(&text);
    return out;
}

bool name_is_word(const char *word)
{
    return word && word[0] && strspn(word, WORD) == strlen(word);
}

const char *name_word(struct arena *arena, const char *word)
{
    char *out = arena_copy(arena, word);
    for (char *at = out; *at; at++)
        if (!strchr(WORD, *at))
            *at = '-';
    return *out ? out : "workflow";
}
