check_PROGRAMS += tests/unit/config/conf_test
tests_unit_config_conf_test_SOURCES = tests/unit/config/conf_test.c
tests_unit_config_conf_test_LDADD = $(TEST_LIBS)
check_PROGRAMS += tests/unit/config/mutation_test
tests_unit_config_mutation_test_SOURCES = tests/unit/config/mutation_test.c
tests_unit_config_mutation_test_LDADD = $(TEST_LIBS)
