# Files of tests/scenario.
