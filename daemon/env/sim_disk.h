/* A disk in memory for SQLite, whose power can be cut at any write, sync, create or delete.
 *
 * It is a SQLite VFS with a name of its own: env_vfs gives it once a disk was made for a simulated env, and
 * while it exists it is SQLite's default, so that SQLite's own randomness and time come from the env too. One
 * process, one thread, any number of connections; WAL works (its shared memory is plain memory).
 *
 * What a power cut does. Programs see every write at once; the platter holds what was synced. At the cut, for
 * every file by itself, the seed chooses how the unsynced changes fare: all are lost; all are kept; they are
 * kept up to one that is torn, and lost after it; or each by itself is kept, lost or torn, in no order. A
 * torn write keeps each of its 512-byte sectors or not, one by one. A truncation is kept or lost. Where a
 * lost write had made the file longer and a later one is kept, zeros fill the hole. Names are on the platter
 * once the folder was synced: SQLite does that with the first sync of a journal or WAL it opened, and when it
 * deletes with a synced folder. Else a created or deleted name is, each by itself, as before or after any of
 * its changes, even if the file's bytes were synced. The change under way when the power goes fails, and may
 * have happened, in part or whole.
 *
 * What is not modelled: bytes changing that nobody wrote (bit rot, sectors beside the one written: SQLite is
 * told SQLITE_IOCAP_POWERSAFE_OVERWRITE, its default), old garbage in holes, sectors torn inside, a disk that
 * comes back after an error, several folders (one sync makes all names durable), memory-mapped files, other
 * processes. */
#ifndef SENDD_ENV_SIM_DISK_H
#define SENDD_ENV_SIM_DISK_H

#include "env/env.h"

struct sim_disk;

/* An empty disk for ENV, which must be a simulated one and outlive it. */
struct sim_disk *sim_disk_new(struct env *env);
/* All connections must be closed. */
void sim_disk_free(struct sim_disk *disk);
/* The name to open SQLite with: env_vfs for disks from sim_disk_new, needed for survivors. */
const char *sim_disk_vfs(const struct sim_disk *disk);

/* Points are writes, truncations, syncs, creations and deletions, but for temporary files. Counted from 1
 * since the disk was made or last restarted. */
uint64_t sim_disk_points(const struct sim_disk *disk);
uint64_t sim_disk_syncs(const struct sim_disk *disk); /* the syncs among them */
/* The power goes during the Nth point (0: never): it and all that follows fails with SQLITE_IOERR. */
void sim_disk_cut_at(struct sim_disk *disk, uint64_t n);
bool sim_disk_is_cut(const struct sim_disk *disk);
/* Power back: the disk holds what survived, as SEED decides; connections from before stay dead. Cuts the
 * power first when that has not happened yet. */
void sim_disk_restart(struct sim_disk *disk, uint64_t seed);

/* Calls FN at every point before it takes effect (it counts as under way). FN may take a survivor. NULL:
 * none. */
void sim_disk_watch(struct sim_disk *disk, void (*fn)(void *context, uint64_t point), void *context);
/* A disk of its own with what would survive if the power went now; DISK goes on undisturbed. Free with
 * sim_disk_free before DISK's env. */
struct sim_disk *sim_disk_survivor(struct sim_disk *disk, uint64_t seed);

/* Syncs answer OK but do nothing: the negative control of a power-cut test. */
void sim_disk_sync_does_nothing(struct sim_disk *disk, bool nothing);
/* The next sync fails, once, with SQLITE_IOERR_FSYNC; what it should have synced stays unsynced. */
void sim_disk_fail_sync(struct sim_disk *disk);
/* A write that would make all files together longer than BYTES fails with SQLITE_FULL. 0: no limit. */
void sim_disk_fill_at(struct sim_disk *disk, uint64_t bytes);
/* All files together, as programs see them. */
uint64_t sim_disk_used(const struct sim_disk *disk);

#endif
