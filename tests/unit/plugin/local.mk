# Tests of daemon/plugin.
