/* Compiled workflows by hash: the site's own, and older ones that running cases are pinned to, loaded once
 * from the store. Used by one worker at a time. */
#ifndef SENDD_CORE_DEFINITIONS_H
#define SENDD_CORE_DEFINITIONS_H

#include "core/site.h"
#include "store/store.h"

struct definitions;

struct definitions *definitions_new(void);
void definitions_free(struct definitions *definitions);
/* The definition with HASH; ECORRUPT when the store's copy can't be compiled. */
int definitions_find(struct definitions *definitions, const struct site *site, struct store *store,
                     const char *hash, const struct definition **out, struct error *error);

#endif
