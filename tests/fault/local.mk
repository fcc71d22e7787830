# Tests that break things. Each runs a short tier in make check; the long ones: make simulate SEEDS=n, make powercut POINTS=n.
fault_parts = tests/fault/people.c tests/fault/promises.c tests/fault/school.c tests/fault/school.h \
	tests/fault/school_parts.h $(core_test_parts)
FAULT_TESTS = tests/fault/simulate tests/fault/powercut tests/fault/tamper
check_PROGRAMS += $(FAULT_TESTS)
tests_fault_simulate_SOURCES = tests/fault/simulate.c $(fault_parts)
tests_fault_simulate_LDADD = $(TEST_LIBS)
tests_fault_powercut_SOURCES = tests/fault/powercut.c $(fault_parts)
tests_fault_powercut_LDADD = $(TEST_LIBS)
tests_fault_tamper_SOURCES = tests/fault/tamper.c $(fault_parts)
tests_fault_tamper_LDADD = $(TEST_LIBS)
EXTRA_DIST += tests/fault/site/sendd.conf

SEEDS = 200
simulate: tests/fault/simulate$(EXEEXT)
	SENDD_SRC='$(abs_top_srcdir)' tests/fault/simulate$(EXEEXT) $(SEEDS)
POINTS = 5000
powercut: tests/fault/powercut$(EXEEXT)
	SENDD_SRC='$(abs_top_srcdir)' tests/fault/powercut$(EXEEXT) $(POINTS)
.PHONY: simulate powercut
