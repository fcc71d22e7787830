#include "base/arena.h"

#include "base/mem.h"

#include <stdalign.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

/* Most arenas hold little: their first block is of a size that malloc keeps at hand. A block of 8 kB is not, and
 * freeing one makes malloc gather up its small pieces. */
enum { FIRST_SIZE = 960, BLOCK_SIZE = 8192, LINE_SIZE = 256 /* a formatted text that needs no second go */ };

struct block {
    struct block *next;
    size_t used, size;
    alignas(max_align_t) unsigned char bytes[];
};

struct deferred {
    struct deferred *next;
    void (*release)(void *);
    void *object;
};

struct arena {
    struct block *blocks;
    struct deferred *deferred;
};

static struct block *block_new(size_t size, struct block *next)
{
    struct block *block = mem_resize(NULL, 1, sizeof *block + size);
    block->next = next;
    block->used = 0;
    block->size = size;
    return block;
}

struct arena *arena_new(void)
{
    return mem_alloc(sizeof(struct arena));
}

static void deferred_run(struct arena *arena)
{
    for (struct deferred *item = arena->deferred; item; item = item->next)
        item->release(item->object);
    arena->deferred = NULL;
}

static void blocks_free(struct block *block)
{
    while (block) {
        struct block *next = block->next;
        mem_free(block);
        block = next;
    }
}

void arena_free(struct arena *arena)
{
    if (!arena)
        return;
    deferred_run(arena);
    blocks_free(arena->blocks);
    mem_free(arena);
}

void arena_reset(struct arena *arena)
{
    deferred_run(arena);
    if (!arena->blocks)
        return;
    struct block *rest = arena->blocks->next;
    if (arena->blocks->size > BLOCK_SIZE) { /* an outsized block is not worth keeping */
        rest = arena->blocks;
        arena->blocks = NULL;
    } else {
        arena->blocks->next = NULL;
        arena->blocks->used = 0;
    }
    blocks_free(rest);
}

void *arena_alloc(struct arena *arena, size_t size)
{
    const size_t unit = alignof(max_align_t);
    if (size > SIZE_MAX - unit)
        return mem_alloc(size); /* ends the process: no such size exists */
    size = (size + unit - 1) / unit * unit;
    struct block *block = arena->blocks;
    if (!block || block->size - block->used < size) {
        size_t usual = block ? BLOCK_SIZE : FIRST_SIZE;
        block = block_new(size > usual ? size : usual, arena->blocks);
        arena->blocks = block;
    }
    void *memory = block->bytes + block->used;
    block->used += size;
    return memset(memory, 0, size);
}

char *arena_copy_n(struct arena *arena, const char *bytes, size_t count)
{
    char *copy = arena_alloc(arena, count + 1);
    if (count)
        memcpy(copy, bytes, count);
    return copy;
}

char *arena_copy(struct arena *arena, const char *text)
{
    return text ? arena_copy_n(arena, text, strlen(text)) : NULL;
}

char *arena_printf(struct arena *arena, const char *format, ...)
{
    char line[LINE_SIZE];
    va_list list, again;
    va_start(list, format);
    va_copy(again, list);
    int length = vsnprintf(line, sizeof line, format, list);
    va_end(list);
    char *text = arena_alloc(arena, length > 0 ? (size_t)length + 1 : 1);
    if (length >= LINE_SIZE)
        vsnprintf(text, (size_t)length + 1, format, again);
    else if (length > 0)
        memcpy(text, line, (size_t)length);
    va_end(again);
    return text;
}

void arena_defer(struct arena *arena, void (*release)(void *), void *object)
{
    struct deferred *item = arena_alloc(arena, sizeof *item);
    item->next = arena->deferred;
    item->release = release;
    item->object = object;
    arena->deferred = item;
}
