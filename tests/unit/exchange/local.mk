# Tests of daemon/exchange.
