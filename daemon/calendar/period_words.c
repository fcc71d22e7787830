#include "base/text.h"
#include "calendar/words.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

enum { COUNT_MOST = 5000 };

size_t words_split(struct arena *arena, const char *text, char *words[WORDS_MOST])
{
    size_t count = 0;
    while (*text && count < WORDS_MOST) {
        size_t length = *text == ',' ? 1 : strcspn(text, " ,");
        if (length > 0)
            words[count++] = arena_copy_n(arena, text, length);
        text += length > 0 ? length : 1;
    }
    return *text ? 0 : count;
}

const char *words_join(struct arena *arena, char **first, size_t count)
{
    struct text joined = TEXT_EMPTY;
    for (size_t i = 0; i < count; i++)
        text_addf(&joined, "%s%s", i > 0 && !string_equal(first[i], ",") ? " " : "", first[i]);
    const char *copy = arena_copy(arena, text_string(&joined));
    text_free(&joined);
    return copy;
}

bool words_next(const struct words *words, size_t ahead, const char *word)
{
    return words->left > ahead && string_equal(words->at[ahead], word);
}

bool words_take(struct words *words, const char *word)
{
    if (words->left == 0 || !string_equal(*words->at, word))
        return false;
    words->at++;
    words->left--;
    return true;
}

bool words_take_two(struct words *words, const char *first, const char *second)
{
    if (words->left < 2 || !string_equal(words->at[1], second))
        return false;
    return words_take(words, first) && words_take(words, second);
}

bool words_take_number(struct words *words, int *out)
{
    if (words->left == 0)
        return false;
    char *end;
    long value = isdigit((unsigned char)**words->at) ? strtol(*words->at, &end, 10) : 0;
    if (value < 1 || value > COUNT_MOST || *end)
        return false;
    *out = (int)value;
    words->at++;
    words->left--;
    return true;
}

bool words_take_noun(struct words *words, const char *word)
{
    char plural[16] = "";
    strcat(strcpy(plural, word), "s");
    return words_take(words, word) || words_take(words, plural);
}
