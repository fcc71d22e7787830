# Tests of daemon/expr.
check_PROGRAMS += tests/unit/expr/expr_test tests/unit/expr/mutation_test tests/unit/expr/types_test \
	tests/unit/expr/moments_test tests/unit/expr/matches_test
tests_unit_expr_expr_test_SOURCES = tests/unit/expr/expr_test.c tests/unit/expr/sample.h
tests_unit_expr_expr_test_LDADD = $(TEST_LIBS)
tests_unit_expr_mutation_test_SOURCES = tests/unit/expr/mutation_test.c tests/unit/expr/sample.h
tests_unit_expr_mutation_test_LDADD = $(TEST_LIBS)
tests_unit_expr_types_test_SOURCES = tests/unit/expr/types_test.c tests/unit/expr/table.h
tests_unit_expr_types_test_LDADD = $(TEST_LIBS)
tests_unit_expr_moments_test_SOURCES = tests/unit/expr/moments_test.c tests/unit/expr/table.h
tests_unit_expr_moments_test_LDADD = $(TEST_LIBS)
tests_unit_expr_matches_test_SOURCES = tests/unit/expr/matches_test.c tests/unit/expr/table.h
tests_unit_expr_matches_test_LDADD = $(TEST_LIBS)
