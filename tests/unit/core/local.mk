core_test_parts = tests/unit/core/world.c tests/unit/core/world.h
check_PROGRAMS += tests/unit/core/core_test
tests_unit_core_core_test_SOURCES = tests/unit/core/core_test.c $(core_test_parts)
tests_unit_core_core_test_LDADD = $(TEST_LIBS)
check_PROGRAMS += tests/unit/core/delivery_test
tests_unit_core_delivery_test_SOURCES = tests/unit/core/delivery_test.c $(core_test_parts)
tests_unit_core_delivery_test_LDADD = $(TEST_LIBS)
check_PROGRAMS += tests/unit/core/journal_test
tests_unit_core_journal_test_SOURCES = tests/unit/core/journal_test.c $(core_test_parts)
tests_unit_core_journal_test_LDADD = $(TEST_LIBS)
EXTRA_DIST += tests/unit/core/site/sendd.conf tests/unit/core/site/templates/all.conf \
	tests/unit/core/site/workflows/letter.conf tests/unit/core/site/workflows/parcel.conf
check_PROGRAMS += tests/unit/core/mistake_test
tests_unit_core_mistake_test_SOURCES = tests/unit/core/mistake_test.c $(core_test_parts)
tests_unit_core_mistake_test_LDADD = $(TEST_LIBS)
EXTRA_DIST += tests/unit/core/versions/one/letter.conf tests/unit/core/versions/one/visit.conf \
	tests/unit/core/versions/two/letter.conf tests/unit/core/versions/two/visit.conf \
	tests/unit/core/versions/templates/all.conf
check_PROGRAMS += tests/unit/core/versions_test
tests_unit_core_versions_test_SOURCES = tests/unit/core/versions_test.c
tests_unit_core_versions_test_LDADD = $(TEST_LIBS)
EXTRA_DIST += tests/unit/core/children/panel.conf tests/unit/core/children/link.conf \
	tests/unit/core/children/future.conf
check_PROGRAMS += tests/unit/core/children_test
tests_unit_core_children_test_SOURCES = tests/unit/core/children_test.c $(core_test_parts)
tests_unit_core_children_test_LDADD = $(TEST_LIBS)
check_PROGRAMS += tests/unit/core/check_mutation_test
tests_unit_core_check_mutation_test_SOURCES = tests/unit/core/check_mutation_test.c
tests_unit_core_check_mutation_test_LDADD = $(TEST_LIBS)
