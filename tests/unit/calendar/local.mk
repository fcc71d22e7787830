check_PROGRAMS += tests/unit/calendar/date_test
tests_unit_calendar_date_test_SOURCES = tests/unit/calendar/date_test.c
tests_unit_calendar_date_test_LDADD = $(TEST_LIBS)
check_PROGRAMS += tests/unit/calendar/london_test
tests_unit_calendar_london_test_SOURCES = tests/unit/calendar/london_test.c
tests_unit_calendar_london_test_LDADD = $(TEST_LIBS)
check_PROGRAMS += tests/unit/calendar/calendar_test
tests_unit_calendar_calendar_test_SOURCES = tests/unit/calendar/calendar_test.c tests/unit/calendar/folder.c \
	tests/unit/calendar/folder.h
tests_unit_calendar_calendar_test_LDADD = $(TEST_LIBS)
check_PROGRAMS += tests/unit/calendar/period_test
tests_unit_calendar_period_test_SOURCES = tests/unit/calendar/period_test.c tests/unit/calendar/folder.c \
	tests/unit/calendar/folder.h
tests_unit_calendar_period_test_LDADD = $(TEST_LIBS)
check_PROGRAMS += tests/unit/calendar/period_grid_test
tests_unit_calendar_period_grid_test_SOURCES = tests/unit/calendar/period_grid_test.c tests/unit/calendar/folder.c \
	tests/unit/calendar/folder.h tests/unit/calendar/stepper.c tests/unit/calendar/stepper.h
tests_unit_calendar_period_grid_test_LDADD = $(TEST_LIBS)
check_PROGRAMS += tests/unit/calendar/holidays_import_test
tests_unit_calendar_holidays_import_test_SOURCES = tests/unit/calendar/holidays_import_test.c \
	tests/unit/calendar/folder.c tests/unit/calendar/folder.h
tests_unit_calendar_holidays_import_test_LDADD = $(TEST_LIBS)
check_PROGRAMS += tests/unit/calendar/school_import_test
tests_unit_calendar_school_import_test_SOURCES = tests/unit/calendar/school_import_test.c \
	tests/unit/calendar/folder.c tests/unit/calendar/folder.h
tests_unit_calendar_school_import_test_LDADD = $(TEST_LIBS)
