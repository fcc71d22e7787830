/* Inside the plugin host program: one process, one plugin, one delivery at a time, on fd 3. */
#ifndef SENDD_PLUGIN_HOST_H
#define SENDD_PLUGIN_HOST_H

#include "base/json.h"

#include <sendd/plugin.h>

/* Before anything is read: dies with the daemon, no core file, no debugger, no new privileges, few descriptors. */
void host_limits_first(void);
/* Once the settings are known: MEMORY MiB of address space, and few more tasks than there are. */
void host_limits_memory(json_int_t memory);

/* Loads MODULE from one of the folders in the colon-separated FOLDER and checks its contract. NULL: ERROR says what
 * is wrong and what to do. The module stays loaded until the process ends. */
const struct sendd_plugin *host_module(const char *module, const char *folder, struct error *error);

/* Checks OPTIONS and SECRETS (objects, as the admin wrote them; either may be NULL) against the plugin's TABLE, reads the
 * secrets' files and fills in defaults. *SETTINGS: new reference, flat, name -> text. */
int host_settings(const struct sendd_option *table, const json_t *options, const json_t *secrets, json_t **settings,
                  struct error *error);

#endif
