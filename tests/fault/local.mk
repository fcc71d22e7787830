# Files of tests/fault.
