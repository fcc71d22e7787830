/* Locks between connections of one process on the simulated disk: SQLite's five-state file lock, and the
 * slots of the WAL index. */
#include "env/sim_disk_parts.h"

#include "base/mem.h"

static struct sim_open *open_of(sqlite3_file *handle)
{
    return (struct sim_open *)handle;
}

static int lock_shared(struct sim_open *open)
{
    struct sim_file *file = open->file;
    if (file->writer && file->writer->lock >= SQLITE_LOCK_PENDING)
        return SQLITE_BUSY;
    file->shared++;
    open->lock = SQLITE_LOCK_SHARED;
    return SQLITE_OK;
}

int sim_lock(sqlite3_file *handle, int level)
{
    struct sim_open *open = open_of(handle);
    struct sim_file *file = open->file;
    if (sim_open_is_dead(open))
        return SQLITE_IOERR_LOCK;
    if (level <= open->lock)
        return SQLITE_OK;
    if (level == SQLITE_LOCK_SHARED)
        return lock_shared(open);
    if (file->writer && file->writer != open)
        return SQLITE_BUSY;
    file->writer = open;
    if (level == SQLITE_LOCK_EXCLUSIVE && file->shared > 1) {
        open->lock = SQLITE_LOCK_PENDING; /* no new readers; those there may finish */
        return SQLITE_BUSY;
    }
    open->lock = level;
    return SQLITE_OK;
}

int sim_unlock(sqlite3_file *handle, int level)
{
    struct sim_open *open = open_of(handle);
    struct sim_file *file = open->file;
    if (level >= open->lock)
        return SQLITE_OK;
    if (file->writer == open)
        file->writer = NULL;
    if (level == SQLITE_LOCK_NONE)
        file->shared--;
    open->lock = level;
    return SQLITE_OK;
}

int sim_check_reserved(sqlite3_file *handle, int *out)
{
    *out = open_of(handle)->file->writer != NULL;
    return SQLITE_OK;
}

int sim_shm_map(sqlite3_file *handle, int region, int size, int extend, void volatile **out)
{
    struct sim_open *open = open_of(handle);
    struct sim_file *file = open->file;
    *out = NULL;
    if (sim_open_is_dead(open))
        return SQLITE_IOERR_SHMMAP;
    if (!open->maps)
        file->mapped++;
    open->maps = true;
    while (extend && file->region_count <= region) {
        file->regions = mem_resize(file->regions, (size_t)file->region_count + 1, sizeof *file->regions);
        file->regions[file->region_count++] = mem_alloc((size_t)size);
    }
    if (region < file->region_count)
        *out = file->regions[region];
    return SQLITE_OK;
}

static void slot_unlock(struct sim_open *open, int slot)
{
    unsigned bit = 1u << slot;
    if (open->slots_exclusive & bit)
        open->file->slot_exclusive[slot] = NULL;
    if (open->slots_shared & bit)
        open->file->slot_shared[slot]--;
    open->slots_exclusive &= ~bit;
    open->slots_shared &= ~bit;
}

static bool slot_is_free(const struct sim_open *open, int slot, bool exclusive)
{
    const struct sim_file *file = open->file;
    if (file->slot_exclusive[slot] && file->slot_exclusive[slot] != open)
        return false;
    int mine = open->slots_shared >> slot & 1;
    return !exclusive || file->slot_shared[slot] == mine;
}

static void slot_lock(struct sim_open *open, int slot, bool exclusive)
{
    unsigned bit = 1u << slot;
    if (exclusive) {
        open->file->slot_exclusive[slot] = open;
        open->slots_exclusive |= bit;
    } else if (!(open->slots_shared & bit)) {
        open->file->slot_shared[slot]++;
        open->slots_shared |= bit;
    }
}

int sim_shm_lock(sqlite3_file *handle, int offset, int count, int flags)
{
    struct sim_open *open = open_of(handle);
    bool exclusive = flags & SQLITE_SHM_EXCLUSIVE;
    if (flags & SQLITE_SHM_UNLOCK) {
        for (int slot = offset; slot < offset + count; slot++)
            slot_unlock(open, slot);
        return SQLITE_OK;
    }
    if (sim_open_is_dead(open))
        return SQLITE_IOERR_SHMLOCK;
    for (int slot = offset; slot < offset + count; slot++)
        if (!slot_is_free(open, slot, exclusive))
            return SQLITE_BUSY;
    for (int slot = offset; slot < offset + count; slot++)
        slot_lock(open, slot, exclusive);
    return SQLITE_OK;
}

void sim_shm_barrier(sqlite3_file *handle)
{
    (void)handle; /* one thread */
}

int sim_shm_unmap(sqlite3_file *handle, int delete)
{
    (void)delete; /* memory goes with its last user: a next one builds the index from the WAL */
    struct sim_open *open = open_of(handle);
    struct sim_file *file = open->file;
    if (!open->maps)
        return SQLITE_OK;
    for (int slot = 0; slot < SIM_SHM_SLOTS; slot++)
        slot_unlock(open, slot);
    open->maps = false;
    if (--file->mapped > 0)
        return SQLITE_OK;
    while (file->region_count)
        mem_free(file->regions[--file->region_count]);
    mem_free(file->regions);
    file->regions = NULL;
    return SQLITE_OK;
}
