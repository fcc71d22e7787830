/* A set of states, by their index in document order: one machine word for most workflows. */
#ifndef SENDD_WORKFLOW_SET_H
#define SENDD_WORKFLOW_SET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

enum { SET_NONE = -1 };

struct set {
    uint64_t *words;
    size_t count; /* of words */
};

static inline size_t set_words(size_t members)
{
    return members / 64 + 1;
}

static inline bool set_has(const struct set *set, size_t index)
{
    return set->words[index / 64] >> (index % 64) & 1;
}

static inline void set_add(struct set *set, size_t index)
{
    set->words[index / 64] |= (uint64_t)1 << (index % 64);
}

static inline void set_remove(struct set *set, size_t index)
{
    set->words[index / 64] &= ~((uint64_t)1 << (index % 64));
}

static inline void set_clear(struct set *set)
{
    memset(set->words, 0, set->count * sizeof *set->words);
}

static inline void set_copy(struct set *to, const struct set *from)
{
    memcpy(to->words, from->words, from->count * sizeof *from->words);
}

/* The first member from INDEX on, or SET_NONE. INDEX is at most the number of states. */
static inline int set_next(const struct set *set, size_t index)
{
    size_t word = index / 64;
    uint64_t bits = set->words[word] >> (index % 64) << (index % 64);
    while (!bits && ++word < set->count)
        bits = set->words[word];
    return bits ? (int)(word * 64) + __builtin_ctzll(bits) : SET_NONE;
}

/* The last member before INDEX, or SET_NONE. INDEX is less than 64 times the number of words. */
static inline int set_previous(const struct set *set, size_t index)
{
    size_t word = index / 64;
    uint64_t bits = set->words[word] & (((uint64_t)1 << (index % 64)) - 1);
    while (!bits && word-- > 0)
        bits = set->words[word];
    return bits ? (int)(word * 64) + 63 - __builtin_clzll(bits) : SET_NONE;
}

/* Every member in document order; STEP is declared here and may be removed from the set on the way. */
#define SET_EACH(set, index)                                                                                 \
    for (int index = set_next(set, 0); index != SET_NONE; index = set_next(set, (size_t)index + 1))
/* The same in reverse: exit order. */
#define SET_EACH_BACK(set, index)                                                                            \
    for (int index = set_previous(set, (set)->count * 64 - 1); index != SET_NONE;                            \
         index = set_previous(set, (size_t)index))

static inline bool set_meets(const struct set *a, const struct set *b)
{
    for (size_t i = 0; i < a->count; i++)
        if (a->words[i] & b->words[i])
            return true;
    return false;
}

#endif
