check_PROGRAMS += tests/unit/env/real_test
tests_unit_env_real_test_SOURCES = tests/unit/env/real_test.c
tests_unit_env_real_test_LDADD = $(TEST_LIBS)
