# Tests of daemon/store.
STORE_FIXTURE = tests/unit/store/fixture.c tests/unit/store/fixture.h
check_PROGRAMS += tests/unit/store/open_test
tests_unit_store_open_test_SOURCES = tests/unit/store/open_test.c $(STORE_FIXTURE)
tests_unit_store_open_test_LDADD = $(TEST_LIBS)
