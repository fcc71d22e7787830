/* The tables, as a list of steps forward. A step never changes once it is released. */
#ifndef SENDD_STORE_SCHEMA_H
#define SENDD_STORE_SCHEMA_H

#include "store/sql.h"

/* Brings a store from version N-1 to N; the Nth of its list. */
struct migration {
    const char *sql; /* run with PRAGMA user_version in one transaction */
};

extern const struct migration store_migrations[];
extern const int store_migration_count;

enum { STORE_APPLICATION = 0x53454e44 }; /* "SEND" in the file's header */

int schema_version(struct store *store, int *out, struct error *error);
/* Applies what the file lacks. A file newer than the list, or not ours, is refused and not touched. */
int schema_migrate(struct store *store, const struct migration *list, int count, struct error *error);

#endif
