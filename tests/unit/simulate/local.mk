check_PROGRAMS += tests/unit/simulate/compare_test
tests_unit_simulate_compare_test_SOURCES = tests/unit/simulate/compare_test.c
tests_unit_simulate_compare_test_LDADD = $(TEST_LIBS)
