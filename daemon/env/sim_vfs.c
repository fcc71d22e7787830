/* SQLite's view of the simulated disk: sqlite3_vfs and sqlite3_io_methods. */
#include "env/sim_disk_parts.h"
#include "env/sim_parts.h"

#include "base/mem.h"

#include <string.h>

/* 1970-01-01T00:00Z as a Julian day, in milliseconds. */
#define EPOCH_JULIAN_MS 210866760000000

static struct sim_open *open_of(sqlite3_file *handle)
{
    return (struct sim_open *)handle;
}

bool sim_open_is_dead(const struct sim_open *open)
{
    return open->life != open->disk->life || open->disk->cut;
}

/* Whether a change through OPEN takes effect; temporary files are no points. */
static bool may_change(struct sim_open *open)
{
    if (open->life != open->disk->life)
        return false;
    return open->temporary ? !open->disk->cut : sim_disk_point(open->disk);
}

static int file_close(sqlite3_file *handle)
{
    struct sim_open *open = open_of(handle);
    if (open->maps)
        sim_shm_unmap(handle, 0);
    sim_unlock(handle, SQLITE_LOCK_NONE);
    sim_file_drop(open->file);
    return SQLITE_OK;
}

static int file_read(sqlite3_file *handle, void *buffer, int amount, sqlite3_int64 at)
{
    struct sim_open *open = open_of(handle);
    if (sim_open_is_dead(open))
        return SQLITE_IOERR_READ;
    const struct sim_bytes *seen = &open->file->seen;
    size_t want = (size_t)amount, offset = (size_t)at;
    size_t there = offset < seen->size ? seen->size - offset : 0;
    size_t got = there < want ? there : want;
    if (got)
        memcpy(buffer, seen->bytes + offset, got);
    if (got == want)
        return SQLITE_OK;
    memset((char *)buffer + got, 0, want - got);
    return SQLITE_IOERR_SHORT_READ;
}

static bool is_full(const struct sim_open *open, size_t end)
{
    size_t size = open->file->seen.size;
    return open->disk->fill_at && end > size && sim_disk_used(open->disk) + end - size > open->disk->fill_at;
}

static int file_write(sqlite3_file *handle, const void *bytes, int amount, sqlite3_int64 at)
{
    struct sim_open *open = open_of(handle);
    size_t size = (size_t)amount, offset = (size_t)at;
    bool alive = !sim_open_is_dead(open);
    if (!may_change(open)) {
        if (alive) /* the power went during this very write */
            sim_file_attempt(open->file, bytes, size, offset);
        return SQLITE_IOERR_WRITE;
    }
    if (is_full(open, offset + size))
        return SQLITE_FULL;
    sim_file_write(open->file, bytes, size, offset);
    return SQLITE_OK;
}

static int file_truncate(sqlite3_file *handle, sqlite3_int64 size)
{
    struct sim_open *open = open_of(handle);
    bool alive = !sim_open_is_dead(open);
    if (!may_change(open)) {
        if (alive)
            sim_file_attempt(open->file, NULL, 0, (size_t)size);
        return SQLITE_IOERR_TRUNCATE;
    }
    sim_file_truncate(open->file, (size_t)size);
    return SQLITE_OK;
}

static int file_sync(sqlite3_file *handle, int flags)
{
    (void)flags;
    struct sim_open *open = open_of(handle);
    struct sim_disk *disk = open->disk;
    if (!may_change(open))
        return SQLITE_IOERR_FSYNC;
    disk->syncs++;
    if (disk->fail_sync) {
        disk->fail_sync = false;
        return SQLITE_IOERR_FSYNC;
    }
    if (disk->sync_does_nothing)
        return SQLITE_OK;
    sim_file_sync(open->file);
    if (open->sync_folder)
        sim_disk_sync_folder(disk);
    open->sync_folder = false;
    return SQLITE_OK;
}

static int file_size(sqlite3_file *handle, sqlite3_int64 *out)
{
    struct sim_open *open = open_of(handle);
    if (sim_open_is_dead(open))
        return SQLITE_IOERR_FSTAT;
    *out = (sqlite3_int64)open->file->seen.size;
    return SQLITE_OK;
}

static int file_control(sqlite3_file *handle, int operation, void *argument)
{
    (void)handle;
    (void)operation;
    (void)argument;
    return SQLITE_NOTFOUND;
}

static int sector_size(sqlite3_file *handle)
{
    (void)handle;
    return 4096; /* as SQLite's own Unix VFS says */
}

static int characteristics(sqlite3_file *handle)
{
    (void)handle;
    return SQLITE_IOCAP_POWERSAFE_OVERWRITE;
}

static const sqlite3_io_methods methods = {
    .iVersion = 2,
    .xClose = file_close,
    .xRead = file_read,
    .xWrite = file_write,
    .xTruncate = file_truncate,
    .xSync = file_sync,
    .xFileSize = file_size,
    .xLock = sim_lock,
    .xUnlock = sim_unlock,
    .xCheckReservedLock = sim_check_reserved,
    .xFileControl = file_control,
    .xSectorSize = sector_size,
    .xDeviceCharacteristics = characteristics,
    .xShmMap = sim_shm_map,
    .xShmLock = sim_shm_lock,
    .xShmBarrier = sim_shm_barrier,
    .xShmUnmap = sim_shm_unmap,
};

/* *OUT holds a reference. */
static int find_or_create(struct sim_disk *disk, const char *path, int flags, struct sim_file **out)
{
    *out = sim_file_hold(sim_disk_find(disk, path));
    if (*out)
        return SQLITE_OK;
    if (!(flags & SQLITE_OPEN_CREATE))
        return SQLITE_CANTOPEN;
    bool alive = !disk->cut, done = sim_disk_point(disk);
    if (!alive)
        return SQLITE_IOERR;
    *out = sim_file_new();
    sim_disk_name(disk, path, *out);
    if (done)
        return SQLITE_OK;
    sim_file_drop(*out);
    return SQLITE_IOERR;
}

static int vfs_open(sqlite3_vfs *vfs, sqlite3_filename path, sqlite3_file *handle, int flags, int *flags_out)
{
    struct sim_disk *disk = vfs->pAppData;
    struct sim_open *open = open_of(handle);
    memset(open, 0, sizeof *open); /* without methods SQLite does not close it */
    if (disk->cut)
        return SQLITE_IOERR;
    open->temporary = !path || (flags & SQLITE_OPEN_DELETEONCLOSE);
    if (open->temporary) {
        open->file = sim_file_new();
    } else {
        int result = find_or_create(disk, path, flags, &open->file);
        if (result != SQLITE_OK)
            return result;
    }
    open->disk = disk;
    open->life = disk->life;
    /* As SQLite's Unix VFS: the first sync of a journal or WAL it may have created makes its name durable. */
    open->sync_folder = (flags & SQLITE_OPEN_CREATE) &&
                        (flags & (SQLITE_OPEN_MAIN_JOURNAL | SQLITE_OPEN_WAL | SQLITE_OPEN_SUPER_JOURNAL));
    open->base.pMethods = &methods;
    if (flags_out)
        *flags_out = flags;
    return SQLITE_OK;
}

static int vfs_delete(sqlite3_vfs *vfs, const char *path, int sync_folder)
{
    struct sim_disk *disk = vfs->pAppData;
    if (!disk->cut && !sim_disk_find(disk, path))
        return SQLITE_IOERR_DELETE_NOENT;
    bool alive = !disk->cut, done = sim_disk_point(disk);
    if (alive)
        sim_disk_name(disk, path, NULL);
    if (!done)
        return SQLITE_IOERR_DELETE;
    if (sync_folder && !disk->sync_does_nothing)
        sim_disk_sync_folder(disk);
    return SQLITE_OK;
}

static int vfs_access(sqlite3_vfs *vfs, const char *path, int flags, int *out)
{
    struct sim_disk *disk = vfs->pAppData;
    if (disk->cut)
        return SQLITE_IOERR_ACCESS;
    const struct sim_file *file = sim_disk_find(disk, path);
    /* As SQLite's Unix VFS: an empty file does not exist for SQLITE_ACCESS_EXISTS. */
    *out = file && (flags != SQLITE_ACCESS_EXISTS || file->seen.size > 0);
    return SQLITE_OK;
}

static int vfs_full_path(sqlite3_vfs *vfs, const char *path, int size, char *out)
{
    (void)vfs;
    sqlite3_snprintf(size, out, "%s", path);
    return SQLITE_OK;
}

static int vfs_random(sqlite3_vfs *vfs, int size, char *out)
{
    struct sim_disk *disk = vfs->pAppData;
    env_random(disk->env, out, (size_t)size);
    return size;
}

static int vfs_sleep(sqlite3_vfs *vfs, int microseconds)
{
    struct sim_disk *disk = vfs->pAppData;
    env_sim_advance(disk->env, microseconds);
    return microseconds;
}

static int vfs_time_ms(sqlite3_vfs *vfs, sqlite3_int64 *out)
{
    struct sim_disk *disk = vfs->pAppData;
    *out = EPOCH_JULIAN_MS + env_now(disk->env) / 1000;
    return SQLITE_OK;
}

static int vfs_time(sqlite3_vfs *vfs, double *out)
{
    sqlite3_int64 milliseconds;
    vfs_time_ms(vfs, &milliseconds);
    *out = (double)milliseconds / 86400000.0;
    return SQLITE_OK;
}

static int vfs_last_error(sqlite3_vfs *vfs, int size, char *out)
{
    (void)vfs;
    (void)size;
    (void)out;
    return 0;
}

void sim_vfs_fill(struct sim_disk *disk)
{
    disk->vfs = (sqlite3_vfs){
        .iVersion = 2,
        .szOsFile = sizeof(struct sim_open),
        .mxPathname = 512,
        .zName = disk->vfs_name,
        .pAppData = disk,
        .xOpen = vfs_open,
        .xDelete = vfs_delete,
        .xAccess = vfs_access,
        .xFullPathname = vfs_full_path,
        .xRandomness = vfs_random,
        .xSleep = vfs_sleep,
        .xCurrentTime = vfs_time,
        .xGetLastError = vfs_last_error,
        .xCurrentTimeInt64 = vfs_time_ms,
    };
}
