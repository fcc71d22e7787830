# Tests of daemon/records.
