# Tests of daemon/message.
check_PROGRAMS += tests/unit/message/message_test tests/unit/message/shipped_test
tests_unit_message_message_test_SOURCES = tests/unit/message/message_test.c
tests_unit_message_message_test_LDADD = $(TEST_LIBS)
tests_unit_message_shipped_test_SOURCES = tests/unit/message/shipped_test.c
tests_unit_message_shipped_test_LDADD = $(TEST_LIBS)
