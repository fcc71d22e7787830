/* The simulated disk's folder, its points and its power. */
#include "env/sim_disk_parts.h"
#include "env/sim_parts.h"

#include "base/mem.h"
#include "base/text.h"

#include <assert.h>
#include <stdio.h>

static struct sim_disk *disk_make(struct env *env)
{
    static unsigned made; /* names must differ while several disks exist */
    struct sim_disk *disk = mem_alloc(sizeof *disk);
    disk->env = env;
    snprintf(disk->vfs_name, sizeof disk->vfs_name, "sendd-sim-%u", ++made);
    sim_vfs_fill(disk);
    return disk;
}

struct sim_disk *sim_disk_new(struct env *env)
{
    struct sim_disk *disk = disk_make(env);
    sqlite3_vfs_register(&disk->vfs, 1);
    sqlite3_randomness(0, NULL); /* SQLite seeds itself again, now from this default VFS */
    env_sim_set_vfs(env, disk->vfs_name);
    return disk;
}

static void name_free(struct sim_name *name)
{
    for (size_t i = 0; i < name->files.count; i++)
        sim_file_drop(name->files.items[i]);
    list_free(&name->files);
    mem_free(name->path);
    mem_free(name);
}

static void folder_free(struct list *names)
{
    for (size_t i = 0; i < names->count; i++)
        name_free(names->items[i]);
    list_free(names);
}

void sim_disk_free(struct sim_disk *disk)
{
    if (!disk)
        return;
    sqlite3_vfs_unregister(&disk->vfs);
    if (!disk->survivor) {
        sqlite3_randomness(0, NULL);
        env_sim_set_vfs(disk->env, NULL);
    }
    folder_free(&disk->names);
    mem_free(disk);
}

const char *sim_disk_vfs(const struct sim_disk *disk)
{
    return disk->vfs_name;
}

uint64_t sim_disk_points(const struct sim_disk *disk)
{
    return disk->points;
}

uint64_t sim_disk_syncs(const struct sim_disk *disk)
{
    return disk->syncs;
}

void sim_disk_cut_at(struct sim_disk *disk, uint64_t n)
{
    disk->cut_at = n;
}

bool sim_disk_is_cut(const struct sim_disk *disk)
{
    return disk->cut;
}

bool sim_disk_point(struct sim_disk *disk)
{
    if (disk->cut)
        return false;
    disk->points++;
    if (disk->watch)
        disk->watch(disk->watch_context, disk->points);
    disk->cut = disk->points == disk->cut_at;
    return !disk->cut;
}

static struct sim_name *name_find(struct sim_disk *disk, const char *path)
{
    for (size_t i = 0; i < disk->names.count; i++) {
        struct sim_name *name = disk->names.items[i];
        if (string_equal(name->path, path))
            return name;
    }
    return NULL;
}

static struct sim_file *name_now(const struct sim_name *name)
{
    return name->files.items[name->files.count - 1];
}

struct sim_file *sim_disk_find(struct sim_disk *disk, const char *path)
{
    struct sim_name *name = name_find(disk, path);
    return name ? name_now(name) : NULL;
}

static struct sim_name *name_add(struct list *names, const char *path, struct sim_file *platter)
{
    struct sim_name *name = mem_alloc(sizeof *name);
    name->path = mem_copy(path);
    list_add(&name->files, platter);
    list_add(names, name);
    return name;
}

void sim_disk_name(struct sim_disk *disk, const char *path, struct sim_file *file)
{
    struct sim_name *name = name_find(disk, path);
    if (!name)
        name = name_add(&disk->names, path, NULL);
    list_add(&name->files, sim_file_hold(file));
}

void sim_disk_sync_folder(struct sim_disk *disk)
{
    for (size_t i = 0; i < disk->names.count; i++) {
        struct sim_name *name = disk->names.items[i];
        while (name->files.count > 1) {
            sim_file_drop(name->files.items[0]);
            list_remove(&name->files, 0);
        }
    }
}

/* What NAMES and their files would be after a power cut now. */
static struct list folder_survivor(const struct list *names, uint64_t *random)
{
    struct list survivors = LIST_EMPTY;
    for (size_t i = 0; i < names->count; i++) {
        const struct sim_name *name = names->items[i];
        struct sim_file *file = name->files.items[sim_random(random) % name->files.count];
        if (file)
            name_add(&survivors, name->path, sim_file_survivor(file, random));
    }
    return survivors;
}

void sim_disk_restart(struct sim_disk *disk, uint64_t seed)
{
    struct list survivors = folder_survivor(&disk->names, &seed);
    folder_free(&disk->names);
    disk->names = survivors;
    disk->life++;
    disk->points = disk->syncs = disk->cut_at = 0;
    disk->cut = false;
}

void sim_disk_watch(struct sim_disk *disk, void (*fn)(void *context, uint64_t point), void *context)
{
    disk->watch = fn;
    disk->watch_context = context;
}

struct sim_disk *sim_disk_survivor(struct sim_disk *disk, uint64_t seed)
{
    struct sim_disk *survivor = disk_make(disk->env);
    survivor->survivor = true;
    survivor->names = folder_survivor(&disk->names, &seed);
    sqlite3_vfs_register(&survivor->vfs, 0);
    return survivor;
}

void sim_disk_sync_does_nothing(struct sim_disk *disk, bool nothing)
{
    disk->sync_does_nothing = nothing;
}

void sim_disk_fail_sync(struct sim_disk *disk)
{
    disk->fail_sync = true;
}

void sim_disk_fill_at(struct sim_disk *disk, uint64_t bytes)
{
    disk->fill_at = bytes;
}

uint64_t sim_disk_used(const struct sim_disk *disk)
{
    uint64_t used = 0;
    for (size_t i = 0; i < disk->names.count; i++) {
        const struct sim_file *file = name_now(disk->names.items[i]);
        used += file ? file->seen.size : 0;
    }
    return used;
}
