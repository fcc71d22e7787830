# Tests of daemon/store.
