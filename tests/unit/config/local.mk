# Tests of daemon/config.
