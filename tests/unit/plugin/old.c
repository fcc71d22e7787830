/* A plugin built for a contract that this sendd does not speak. */
#include <sendd/plugin.h>

static const struct sendd_plugin old_plugin = {.version = SENDD_PLUGIN_VERSION + 1, .name = "old"};
SENDD_PLUGIN(old_plugin);
