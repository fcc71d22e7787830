/* A picture of a store in memory, taken once beside a running writer, to be laid onto other disks. */
#ifndef SENDD_STORE_SNAPSHOT_H
#define SENDD_STORE_SNAPSHOT_H

#include "store/store.h"

struct snapshot;

/* Takes the store PATH as its last commit left it, whatever its schema. The writer is not held up: the file is read
 * in one short transaction. ENOTFOUND: it can't be opened; EINVALID: it is no store. */
int snapshot_take(const char *path, struct snapshot **out, struct error *error);
void snapshot_free(struct snapshot *snapshot); /* NULL is allowed */
/* Whether it belongs to a jumping clock. */
bool snapshot_is_jumping(const struct snapshot *snapshot);
/* When its last history row was written; 0: it has none. */
instant snapshot_last(const struct snapshot *snapshot);
/* Writes it as the new file TO of ENV's disk. */
int snapshot_lay(const struct snapshot *snapshot, struct env *env, const char *to, struct error *error);

#endif
