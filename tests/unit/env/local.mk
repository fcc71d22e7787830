check_PROGRAMS += tests/unit/env/real_test
tests_unit_env_real_test_SOURCES = tests/unit/env/real_test.c
tests_unit_env_real_test_LDADD = $(TEST_LIBS)

check_PROGRAMS += tests/unit/env/sim_test
tests_unit_env_sim_test_SOURCES = tests/unit/env/sim_test.c
tests_unit_env_sim_test_LDADD = $(TEST_LIBS)

check_PROGRAMS += tests/unit/env/sim_disk_test
tests_unit_env_sim_disk_test_SOURCES = tests/unit/env/sim_disk_test.c
tests_unit_env_sim_disk_test_LDADD = $(TEST_LIBS)
