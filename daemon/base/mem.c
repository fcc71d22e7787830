#include "base/mem.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static _Noreturn void out_of_memory(void)
{
    fputs("sendd: out of memory; stopping. Nothing acknowledged is lost.\n", stderr);
    exit(70);
}

void *mem_alloc(size_t size)
{
    void *memory = calloc(1, size ? size : 1);
    if (!memory)
        out_of_memory();
    return memory;
}

void *mem_resize(void *pointer, size_t count, size_t size)
{
    if (size && count > SIZE_MAX / size)
        out_of_memory();
    size_t total = count * size;
    void *memory = realloc(pointer, total ? total : 1);
    if (!memory)
        out_of_memory();
    return memory;
}

char *mem_copy(const char *text)
{
    if (!text)
        return NULL;
    size_t size = strlen(text) + 1;
    return memcpy(mem_alloc(size), text, size);
}

void mem_free(void *pointer)
{
    free(pointer);
}
