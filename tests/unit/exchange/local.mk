# Tests of daemon/exchange.
check_PROGRAMS += tests/unit/exchange/js_test tests/unit/exchange/name_test tests/unit/exchange/import_test \
	tests/unit/exchange/round_test tests/unit/exchange/mutation_test tests/unit/exchange/graph_test
exchange_test_parts = tests/unit/exchange/document.c tests/unit/exchange/document.h
tests_unit_exchange_js_test_SOURCES = tests/unit/exchange/js_test.c
tests_unit_exchange_js_test_LDADD = $(TEST_LIBS)
tests_unit_exchange_name_test_SOURCES = tests/unit/exchange/name_test.c
tests_unit_exchange_name_test_LDADD = $(TEST_LIBS)
tests_unit_exchange_import_test_SOURCES = tests/unit/exchange/import_test.c $(exchange_test_parts)
tests_unit_exchange_import_test_LDADD = $(TEST_LIBS)
tests_unit_exchange_round_test_SOURCES = tests/unit/exchange/round_test.c $(exchange_test_parts)
tests_unit_exchange_round_test_LDADD = $(TEST_LIBS)
tests_unit_exchange_mutation_test_SOURCES = tests/unit/exchange/mutation_test.c $(exchange_test_parts)
tests_unit_exchange_mutation_test_LDADD = $(TEST_LIBS)
tests_unit_exchange_graph_test_SOURCES = tests/unit/exchange/graph_test.c $(exchange_test_parts)
tests_unit_exchange_graph_test_LDADD = $(TEST_LIBS)
