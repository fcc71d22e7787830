# Tests of daemon/core.
