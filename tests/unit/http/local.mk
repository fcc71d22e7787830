# Tests of daemon/http.
