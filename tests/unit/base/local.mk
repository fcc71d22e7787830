check_PROGRAMS += tests/unit/base/text_test
tests_unit_base_text_test_SOURCES = tests/unit/base/text_test.c
tests_unit_base_text_test_LDADD = $(TEST_LIBS)

check_PROGRAMS += tests/unit/base/log_test
tests_unit_base_log_test_SOURCES = tests/unit/base/log_test.c
tests_unit_base_log_test_LDADD = $(TEST_LIBS)

check_PROGRAMS += tests/unit/base/json_test
tests_unit_base_json_test_SOURCES = tests/unit/base/json_test.c
tests_unit_base_json_test_LDADD = $(TEST_LIBS)
