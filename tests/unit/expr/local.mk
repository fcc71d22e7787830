# Tests of daemon/expr.
