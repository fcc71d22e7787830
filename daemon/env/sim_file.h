/* One file of the simulated disk: what programs see, what the platter holds, and what lies between. */
#ifndef SENDD_ENV_SIM_FILE_H
#define SENDD_ENV_SIM_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct sim_open;

struct sim_bytes {
    char *bytes;
    size_t size;
    size_t room;
};

/* A write of SIZE bytes at OFFSET, or (BYTES NULL) a truncation to OFFSET. */
struct sim_change {
    size_t offset;
    size_t size;
    char *bytes;
    struct sim_change *next;
};

#define SIM_SHM_SLOTS 8 /* SQLITE_SHM_NLOCK */

struct sim_file {
    struct sim_bytes seen;            /* with all changes */
    struct sim_bytes platter;         /* as of the last sync */
    struct sim_change *first, **last; /* unsynced changes, in order */
    int references;                   /* names and open handles */
    /* Locks of SQLite's five-state protocol. */
    int shared;              /* handles that hold SHARED or more */
    struct sim_open *writer; /* the one that holds RESERVED or more, or NULL */
    /* The WAL index: memory that connections share. */
    char **regions;
    int region_count;
    int mapped; /* handles that use it */
    int slot_shared[SIM_SHM_SLOTS];
    struct sim_open *slot_exclusive[SIM_SHM_SLOTS];
};

struct sim_file *sim_file_new(void); /* one reference */
struct sim_file *sim_file_hold(struct sim_file *file);
void sim_file_drop(struct sim_file *file); /* NULL is allowed */

void sim_file_write(struct sim_file *file, const void *bytes, size_t size, size_t offset);
void sim_file_truncate(struct sim_file *file, size_t size);
/* Notes a change without letting programs see it: one under way when the power goes. */
void sim_file_attempt(struct sim_file *file, const void *bytes, size_t size, size_t offset);
void sim_file_sync(struct sim_file *file);
/* A new file with what survives a power cut now, as *RANDOM decides. */
struct sim_file *sim_file_survivor(const struct sim_file *file, uint64_t *random);

#endif
