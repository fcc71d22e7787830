# Files of tests/scenario.
check_SCRIPTS += tests/scenario/shipped_test.sh
tests/scenario/shipped_test.log: sendctl$(EXEEXT)
EXTRA_DIST += tests/scenario/shipped_test.sh tests/scenario/wrong.conf
