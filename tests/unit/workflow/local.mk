workflow_test_parts = tests/unit/workflow/desk.c tests/unit/workflow/desk.h tests/unit/workflow/rules_double.c
check_PROGRAMS += tests/unit/workflow/scxml_test
tests_unit_workflow_scxml_test_SOURCES = tests/unit/workflow/scxml_test.c $(workflow_test_parts)
tests_unit_workflow_scxml_test_LDADD = $(TEST_LIBS)
check_PROGRAMS += tests/unit/workflow/definition_test
tests_unit_workflow_definition_test_SOURCES = tests/unit/workflow/definition_test.c $(workflow_test_parts)
tests_unit_workflow_definition_test_LDADD = $(TEST_LIBS)
check_PROGRAMS += tests/unit/workflow/step_test
tests_unit_workflow_step_test_SOURCES = tests/unit/workflow/step_test.c $(workflow_test_parts)
tests_unit_workflow_step_test_LDADD = $(TEST_LIBS)
check_PROGRAMS += tests/unit/workflow/redate_test
tests_unit_workflow_redate_test_SOURCES = tests/unit/workflow/redate_test.c $(workflow_test_parts)
tests_unit_workflow_redate_test_LDADD = $(TEST_LIBS)
check_PROGRAMS += tests/unit/workflow/property_test
tests_unit_workflow_property_test_SOURCES = tests/unit/workflow/property_test.c
tests_unit_workflow_property_test_LDADD = $(TEST_LIBS)
check_PROGRAMS += tests/unit/workflow/stage_test
tests_unit_workflow_stage_test_SOURCES = tests/unit/workflow/stage_test.c tests/unit/workflow/rules_double.c
tests_unit_workflow_stage_test_LDADD = $(TEST_LIBS)
check_PROGRAMS += tests/unit/workflow/scenario_test
tests_unit_workflow_scenario_test_SOURCES = tests/unit/workflow/scenario_test.c tests/unit/workflow/rules_double.c
tests_unit_workflow_scenario_test_LDADD = $(TEST_LIBS)
check_PROGRAMS += tests/unit/workflow/migrate_test
tests_unit_workflow_migrate_test_SOURCES = tests/unit/workflow/migrate_test.c $(workflow_test_parts)
tests_unit_workflow_migrate_test_LDADD = $(TEST_LIBS)
check_PROGRAMS += tests/unit/workflow/scxml_states_test
tests_unit_workflow_scxml_states_test_SOURCES = tests/unit/workflow/scxml_states_test.c tests/unit/workflow/rows.c \
	tests/unit/workflow/rows.h $(workflow_test_parts)
tests_unit_workflow_scxml_states_test_LDADD = $(TEST_LIBS)
check_PROGRAMS += tests/unit/workflow/scxml_content_test
tests_unit_workflow_scxml_content_test_SOURCES = tests/unit/workflow/scxml_content_test.c tests/unit/workflow/rows.c \
	tests/unit/workflow/rows.h $(workflow_test_parts)
tests_unit_workflow_scxml_content_test_LDADD = $(TEST_LIBS)
check_PROGRAMS += tests/unit/workflow/scxml_send_test
tests_unit_workflow_scxml_send_test_SOURCES = tests/unit/workflow/scxml_send_test.c tests/unit/workflow/rows.c \
	tests/unit/workflow/rows.h $(workflow_test_parts)
tests_unit_workflow_scxml_send_test_LDADD = $(TEST_LIBS)
check_PROGRAMS += tests/unit/workflow/scxml_invoke_test
tests_unit_workflow_scxml_invoke_test_SOURCES = tests/unit/workflow/scxml_invoke_test.c tests/unit/workflow/rows.c \
	tests/unit/workflow/rows.h $(workflow_test_parts)
tests_unit_workflow_scxml_invoke_test_LDADD = $(TEST_LIBS)
check_PROGRAMS += tests/unit/workflow/diff_test
tests_unit_workflow_diff_test_SOURCES = tests/unit/workflow/diff_test.c
tests_unit_workflow_diff_test_LDADD = $(TEST_LIBS)
check_PROGRAMS += tests/unit/workflow/lint_test
tests_unit_workflow_lint_test_SOURCES = tests/unit/workflow/lint_test.c
tests_unit_workflow_lint_test_LDADD = $(TEST_LIBS)
check_PROGRAMS += tests/unit/workflow/expression_lint_test
tests_unit_workflow_expression_lint_test_SOURCES = tests/unit/workflow/expression_lint_test.c
tests_unit_workflow_expression_lint_test_LDADD = $(TEST_LIBS)
check_PROGRAMS += tests/unit/workflow/wrong_test
tests_unit_workflow_wrong_test_SOURCES = tests/unit/workflow/wrong_test.c tests/unit/workflow/rows.c \
	tests/unit/workflow/rows.h $(workflow_test_parts)
tests_unit_workflow_wrong_test_LDADD = $(TEST_LIBS)
check_PROGRAMS += tests/unit/workflow/odd_test
tests_unit_workflow_odd_test_SOURCES = tests/unit/workflow/odd_test.c $(workflow_test_parts)
tests_unit_workflow_odd_test_LDADD = $(TEST_LIBS)
# One million steps take no more memory than a thousand.
check_PROGRAMS += tests/unit/workflow/memory_test
tests_unit_workflow_memory_test_SOURCES = tests/unit/workflow/memory_test.c tests/bench/ring.c tests/bench/ring.h
tests_unit_workflow_memory_test_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)/tests/bench
tests_unit_workflow_memory_test_LDADD = $(TEST_LIBS)
