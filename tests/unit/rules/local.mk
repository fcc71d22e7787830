check_PROGRAMS += tests/unit/rules/rules_test
tests_unit_rules_rules_test_SOURCES = tests/unit/rules/rules_test.c tests/unit/calendar/folder.c tests/unit/calendar/folder.h
tests_unit_rules_rules_test_LDADD = $(TEST_LIBS)
