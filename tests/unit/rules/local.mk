# Tests of daemon/rules.
