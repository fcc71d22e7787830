workflow_test_parts = tests/unit/workflow/desk.c tests/unit/workflow/desk.h tests/unit/workflow/rules_double.c
check_PROGRAMS += tests/unit/workflow/scxml_test
tests_unit_workflow_scxml_test_SOURCES = tests/unit/workflow/scxml_test.c $(workflow_test_parts)
tests_unit_workflow_scxml_test_LDADD = $(TEST_LIBS)
