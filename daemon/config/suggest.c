#include "config/conf.h"

#include "base/mem.h"

#include <ctype.h>
#include <string.h>

#define WORD_MAX 64 /* longer words are no typing slips of ours */

static size_t least(size_t a, size_t b)
{
    return a < b ? a : b;
}

/* Letters added, dropped, changed, or swapped with their neighbour; upper and lower case are the same, '-',
 * '_' and
 * '.' too. */
static char folded(char byte)
{
    return byte == '-' || byte == '.' ? '_' : (char)tolower((unsigned char)byte);
}

static size_t distance(const char *a, size_t m, const char *b, size_t n)
{
    size_t rows[3][WORD_MAX + 1];
    size_t *before = rows[0], *above = rows[1], *row = rows[2];
    for (size_t j = 0; j <= n; j++)
        above[j] = j;
    memset(before, 0, sizeof rows[0]);
    for (size_t i = 1; i <= m; i++) {
        row[0] = i;
        for (size_t j = 1; j <= n; j++) {
            bool same = folded(a[i - 1]) == folded(b[j - 1]);
            row[j] = least(least(above[j], row[j - 1]) + 1, above[j - 1] + !same);
            if (i > 1 && j > 1 && folded(a[i - 1]) == folded(b[j - 2]) &&
                folded(a[i - 2]) == folded(b[j - 1]))
                row[j] = least(row[j], before[j - 2] + 1);
        }
        size_t *spare = before;
        before = above;
        above = row;
        row = spare;
    }
    return above[n];
}

const char *conf_suggest(const char *word, const char *const *candidates)
{
    const char *best = NULL;
    size_t length = strlen(word), near = length / 3 + 1;
    if (length > WORD_MAX)
        return NULL;
    for (; candidates && *candidates; candidates++) {
        size_t other = strlen(*candidates);
        if (other > WORD_MAX || other > length + near || length > other + near)
            continue;
        size_t far = distance(word, length, *candidates, other);
        /* Nothing of the word left is no likeness. */
        if (far <= near && far < least(length, other) + (length == other && far == 0)) {
            if (far < near || !best) {
                best = *candidates;
                near = far;
            }
        }
    }
    return best;
}
