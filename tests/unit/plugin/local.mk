# Tests of daemon/plugin and of plugins/.
check_PROGRAMS += tests/unit/plugin/frame_test
tests_unit_plugin_frame_test_SOURCES = tests/unit/plugin/frame_test.c
tests_unit_plugin_frame_test_LDADD = $(TEST_LIBS)
