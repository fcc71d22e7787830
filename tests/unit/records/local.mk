check_PROGRAMS += tests/unit/records/register_test tests/unit/records/csv_test
tests_unit_records_register_test_SOURCES = tests/unit/records/register_test.c
tests_unit_records_register_test_LDADD = $(TEST_LIBS)
tests_unit_records_csv_test_SOURCES = tests/unit/records/csv_test.c
tests_unit_records_csv_test_LDADD = $(TEST_LIBS)
