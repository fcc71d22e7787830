# Checks of the house rules, each with a planted violation that it must catch.
HOUSE_CHECKS = tests/check/install_test.py tests/check/log_test.py tests/check/manual_test.py tests/check/rooms_test.py \
	tests/check/seam_test.py tests/check/systemd_test.py tests/check/tutorial_test.py
check_SCRIPTS += $(HOUSE_CHECKS)
check_SCRIPTS += tests/check/pictures_test.sh
tests/check/pictures_test.log: sendctl$(EXEEXT)
tests/check/manual_test.log tests/check/tutorial_test.log: sendctl$(EXEEXT) sendd$(EXEEXT)
tests/check/manual_test.log: $(MANUALS)
EXTRA_DIST += tests/check/pictures_test.sh
EXTRA_DIST += $(HOUSE_CHECKS) tests/check/seam_exceptions.txt
check_PROGRAMS += tests/check/reference_test
tests_check_reference_test_SOURCES = tests/check/reference_test.c
tests_check_reference_test_LDADD = $(TEST_LIBS)
