# Tests of daemon/env.
