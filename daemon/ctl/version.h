/* One version of a workflow as a verb is told of it: of a file, of the configuration, or of the daemon's store. */
#ifndef SENDD_CTL_VERSION_H
#define SENDD_CTL_VERSION_H

#include "calendar/date.h"
#include "ctl/ctl.h"

struct version {
    const char *id;
    json_int_t number;
    const char *hash;
    json_t *tree; /* canonical; owned: version_drop */
};

/* What NAME is, as it is written. */
bool version_is_file(const char *name);   /* has a slash, ends in .conf, or is a regular file */
bool version_is_stored(const char *name); /* WORKFLOW@VERSION, or at least 7 hex digits of a hash */

/* All give CTL_OK, or an exit code after a message. */
int version_from_file(struct ctl *ctl, const char *path, struct version *out);
/* The version of workflow ID that the configuration has under NUMBER; 0: the one that new cases of DAY begin with,
 * else (and with DATE_NONE) the newest. */
int version_from_pack(struct ctl *ctl, const char *id, json_int_t number, struct date day, struct version *out);
/* Whether the configuration has a file of that id and version. */
bool version_in_pack(struct ctl *ctl, const char *id, json_int_t number);
/* By WORKFLOW@VERSION or a hash; asks the daemon, which knows those of its configuration too. */
int version_from_store(struct ctl *ctl, const char *name, struct version *out);
void version_drop(struct version *version);

#endif
