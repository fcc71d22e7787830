/* The words of a length, taken one by one; for the reader of periods only. */
#ifndef SENDD_CALENDAR_WORDS_H
#define SENDD_CALENDAR_WORDS_H

#include "base/arena.h"

#include <stdbool.h>
#include <stddef.h>

enum { WORDS_MOST = 48 };

/* The words still to be read. */
struct words {
    char **at;
    size_t left;
    struct arena *arena;
};

/* Splits a copy of TEXT at spaces; a comma is a word of its own. 0: none, or more than WORDS_MOST. */
size_t words_split(struct arena *arena, const char *text, char *words[WORDS_MOST]);
/* COUNT words from FIRST, with spaces between. Lives in ARENA. */
const char *words_join(struct arena *arena, char **first, size_t count);
/* Whether the word after AHEAD others is WORD. */
bool words_next(const struct words *words, size_t ahead, const char *word);
/* Takes WORD when it is next. */
bool words_take(struct words *words, const char *word);
/* Takes FIRST and SECOND when both are next. */
bool words_take_two(struct words *words, const char *first, const char *second);
/* Takes a whole number from 1 to 5000. */
bool words_take_number(struct words *words, int *out);
/* Takes WORD or its plural. */
bool words_take_noun(struct words *words, const char *word);

#endif
