/* Inside the simulated disk: the folder, and what the VFS methods need of it. */
#ifndef SENDD_ENV_SIM_DISK_PARTS_H
#define SENDD_ENV_SIM_DISK_PARTS_H

#include "env/sim_disk.h"
#include "env/sim_file.h"

#include <sqlite3.h>

/* A name and the files it stood for since the folder was last synced: the first is on the platter, the last
 * is what programs see. NULL: no such file. */
struct sim_name {
    char *path;
    struct list files; /* of struct sim_file *, at least one; each not NULL holds a reference */
};

struct sim_disk {
    struct env *env;
    sqlite3_vfs vfs;
    char vfs_name[32];
    struct list names; /* of struct sim_name, owned */
    bool survivor;     /* not its env's own disk */
    uint64_t points, syncs, cut_at;
    bool cut;
    uint64_t life; /* counts restarts; handles of an earlier life are dead */
    bool sync_does_nothing, fail_sync;
    uint64_t fill_at;
    void (*watch)(void *context, uint64_t point);
    void *watch_context;
};

/* An open file. SQLite allocates it. */
struct sim_open {
    sqlite3_file base; /* first: SQLite's handle */
    struct sim_disk *disk;
    struct sim_file *file;
    uint64_t life;                          /* disk's when it was opened */
    bool temporary;                         /* gone when closed; no points, never on the platter */
    bool sync_folder;                       /* its first sync syncs the folder too */
    int lock;                               /* SQLITE_LOCK_... held */
    bool maps;                              /* uses the WAL index */
    unsigned slots_shared, slots_exclusive; /* bits of the WAL index locks held */
};

/* Counts a point. False when the power is gone, or goes right now. */
bool sim_disk_point(struct sim_disk *disk);
/* The file that PATH names now, or NULL. */
struct sim_file *sim_disk_find(struct sim_disk *disk, const char *path);
/* Lets PATH stand for FILE (NULL: deleted) until the folder is synced or the power goes. Takes a reference.
 */
void sim_disk_name(struct sim_disk *disk, const char *path, struct sim_file *file);
void sim_disk_sync_folder(struct sim_disk *disk);

/* sim_vfs.c: fills DISK->vfs. */
void sim_vfs_fill(struct sim_disk *disk);

/* sim_lock.c: sqlite3_io_methods. */
int sim_lock(sqlite3_file *handle, int level);
int sim_unlock(sqlite3_file *handle, int level);
int sim_check_reserved(sqlite3_file *handle, int *out);
int sim_shm_map(sqlite3_file *handle, int region, int size, int extend, void volatile **out);
int sim_shm_lock(sqlite3_file *handle, int offset, int count, int flags);
void sim_shm_barrier(sqlite3_file *handle);
int sim_shm_unmap(sqlite3_file *handle, int delete);
/* Whether HANDLE is of before the last restart, or the power is gone. */
bool sim_open_is_dead(const struct sim_open *open);

#endif
