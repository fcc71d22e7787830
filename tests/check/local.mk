# Files of tests/check.
