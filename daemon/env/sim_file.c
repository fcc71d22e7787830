#include "env/sim_file.h"
#include "env/sim_parts.h"

#include "base/mem.h"

#include <string.h>

#define SECTOR 512

static void bytes_resize(struct sim_bytes *bytes, size_t size)
{
    if (size > bytes->room) {
        bytes->room = size + size / 2;
        bytes->bytes = mem_resize(bytes->bytes, bytes->room, 1);
    }
    if (size > bytes->size)
        memset(bytes->bytes + bytes->size, 0, size - bytes->size);
    bytes->size = size;
}

static void bytes_put(struct sim_bytes *bytes, const char *source, size_t size, size_t offset)
{
    if (offset + size > bytes->size)
        bytes_resize(bytes, offset + size);
    memcpy(bytes->bytes + offset, source, size);
}

struct sim_file *sim_file_new(void)
{
    struct sim_file *file = mem_alloc(sizeof *file);
    file->references = 1;
    file->last = &file->first;
    return file;
}

struct sim_file *sim_file_hold(struct sim_file *file)
{
    if (file)
        file->references++;
    return file;
}

static void forget_changes(struct sim_file *file)
{
    while (file->first) {
        struct sim_change *next = file->first->next;
        mem_free(file->first->bytes);
        mem_free(file->first);
        file->first = next;
    }
    file->last = &file->first;
}

void sim_file_drop(struct sim_file *file)
{
    if (!file || --file->references > 0)
        return;
    forget_changes(file);
    mem_free(file->seen.bytes);
    mem_free(file->platter.bytes);
    mem_free(file);
}

static void change_add(struct sim_file *file, const void *bytes, size_t size, size_t offset)
{
    struct sim_change *change = mem_alloc(sizeof *change);
    change->offset = offset;
    change->size = size;
    if (bytes)
        change->bytes = memcpy(mem_alloc(size), bytes, size);
    *file->last = change;
    file->last = &change->next;
}

void sim_file_attempt(struct sim_file *file, const void *bytes, size_t size, size_t offset)
{
    change_add(file, bytes, size, offset);
}

void sim_file_write(struct sim_file *file, const void *bytes, size_t size, size_t offset)
{
    change_add(file, bytes, size, offset);
    bytes_put(&file->seen, bytes, size, offset);
}

void sim_file_truncate(struct sim_file *file, size_t size)
{
    change_add(file, NULL, 0, size);
    bytes_resize(&file->seen, size);
}

static void keep_all(struct sim_bytes *platter, const struct sim_change *change)
{
    if (change->bytes)
        bytes_put(platter, change->bytes, change->size, change->offset);
    else
        bytes_resize(platter, change->offset);
}

/* Keeps each sector that CHANGE touches, or not. */
static void keep_torn(struct sim_bytes *platter, const struct sim_change *change, uint64_t *random)
{
    if (!change->bytes) {
        if (sim_random(random) & 1)
            keep_all(platter, change);
        return;
    }
    for (size_t at = 0; at < change->size;) {
        size_t part = SECTOR - (change->offset + at) % SECTOR;
        if (part > change->size - at)
            part = change->size - at;
        if (sim_random(random) & 1)
            bytes_put(platter, change->bytes + at, part, change->offset + at);
        at += part;
    }
}

void sim_file_sync(struct sim_file *file)
{
    for (const struct sim_change *change = file->first; change; change = change->next)
        keep_all(&file->platter, change);
    forget_changes(file);
}

static void survive_each(struct sim_bytes *platter, const struct sim_change *change, uint64_t *random)
{
    for (; change; change = change->next) {
        uint64_t fate = sim_random(random) % 3;
        if (fate == 0)
            keep_all(platter, change);
        else if (fate == 1)
            keep_torn(platter, change, random);
    }
}

static void survive_in_order(struct sim_bytes *platter, const struct sim_change *change, uint64_t *random)
{
    size_t count = 0;
    for (const struct sim_change *one = change; one; one = one->next)
        count++;
    for (uint64_t kept = count ? sim_random(random) % count : 0; kept; kept--, change = change->next)
        keep_all(platter, change);
    if (change)
        keep_torn(platter, change, random);
}

struct sim_file *sim_file_survivor(const struct sim_file *file, uint64_t *random)
{
    struct sim_file *survivor = sim_file_new();
    struct sim_bytes *platter = &survivor->platter;
    if (file->platter.size)
        bytes_put(platter, file->platter.bytes, file->platter.size, 0);
    switch (sim_random(random) % 4) {
    case 0:
        break; /* all unsynced changes are lost */
    case 1:
        for (const struct sim_change *change = file->first; change; change = change->next)
            keep_all(platter, change);
        break;
    case 2:
        survive_in_order(platter, file->first, random);
        break;
    default:
        survive_each(platter, file->first, random);
    }
    if (platter->size)
        bytes_put(&survivor->seen, platter->bytes, platter->size, 0);
    return survivor;
}
