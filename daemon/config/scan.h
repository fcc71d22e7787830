/* What the library lets pass, caught before it sees the file, and a likely cause for each syntax fault. */
#ifndef SENDD_CONFIG_SCAN_H
#define SENDD_CONFIG_SCAN_H

#include "base/error.h"

#define CONF_SIZE_MAX   (1024 * 1024) /* bytes of one file */
#define CONF_DEPTH_MAX  64            /* brackets inside brackets; also bounds every recursion over a tree */
#define CONF_FAULTS_MAX 100           /* of one file; then one line says that there are more */

/* A file fit for the library. */
struct scan {
    char *text;   /* NUL-terminated: no BOM or CRs, doubled settings blanked out; in the arena */
    int *lines;   /* of every setting and list item, in the order they are written; in the arena */
    size_t count; /* of lines */
};

/* False when the library could not parse the file: the faults say why. */
bool conf_scan(struct arena *arena, const char *name, const char *bytes, size_t size, struct faults *faults,
               struct scan *out);
/* Appends line LINE of TEXT, trimmed and cut to a readable length. */
void conf_quote(const char *text, int line, struct text *out);

#endif
