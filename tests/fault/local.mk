# Tests that break things. Each runs a short tier in make check; the long ones: make simulate SEEDS=n, make powercut POINTS=n,
# make kill KILLS=n SEED=s.
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
EXTRA_DIST += tests/fault/site/sendd.conf tests/fault/site/workflows/circle.conf \
	tests/fault/site/workflows/sen-support.conf tests/fault/site/workflows/ehc-needs-assessment.conf

SEEDS = 200
simulate: tests/fault/simulate$(EXEEXT)
	SENDD_SRC='$(abs_top_srcdir)' tests/fault/simulate$(EXEEXT) $(SEEDS)
POINTS = 5000
powercut: tests/fault/powercut$(EXEEXT)
	SENDD_SRC='$(abs_top_srcdir)' tests/fault/powercut$(EXEEXT) $(POINTS)
.PHONY: simulate powercut

# A real daemon, killed. The two controls are sendd's own objects with one function each put in another's place by the linker.
KILL_TEST = tests/fault/kill_test.py
check_SCRIPTS += $(KILL_TEST)
KILL_CONTROLS = tests/fault/sendd-answers-early tests/fault/sendd-fresh-key
EXTRA_PROGRAMS += $(KILL_CONTROLS)
CLEANFILES += $(KILL_CONTROLS)
tests_fault_sendd_answers_early_SOURCES = tests/fault/answer_early.c
tests_fault_sendd_answers_early_CFLAGS = $(PROGRAM_CFLAGS)
tests_fault_sendd_answers_early_LDFLAGS = $(AM_LDFLAGS) -pie -Wl,--wrap=store_begin -Wl,--wrap=store_commit \
	-Wl,--wrap=store_tidy -Wl,--wrap=store_close
tests_fault_sendd_answers_early_LDADD = $(sendd_OBJECTS) $(sendd_LDADD)
EXTRA_tests_fault_sendd_answers_early_DEPENDENCIES = $(sendd_OBJECTS)
tests_fault_sendd_fresh_key_SOURCES = tests/fault/fresh_key.c
tests_fault_sendd_fresh_key_CFLAGS = $(PROGRAM_CFLAGS)
tests_fault_sendd_fresh_key_LDFLAGS = $(AM_LDFLAGS) -pie -Wl,--wrap=plugin_deliver
tests_fault_sendd_fresh_key_LDADD = $(sendd_OBJECTS) $(sendd_LDADD)
EXTRA_tests_fault_sendd_fresh_key_DEPENDENCIES = $(sendd_OBJECTS)
tests/fault/kill_test.log: $(DAEMON_PARTS) $(KILL_CONTROLS)
EXTRA_DIST += $(KILL_TEST) tests/fault/kill/checks.py tests/fault/kill/clients.py tests/fault/kill/programme.py \
	tests/fault/kill/receivers.py tests/fault/kill/site/templates/errand.conf \
	tests/fault/kill/site/workflows/errand.conf tests/fault/kill/site/workflows/letter.conf

KILLS = 200
kill: all $(KILL_CONTROLS)
	$(AM_TESTS_ENVIRONMENT) KILLS='$(KILLS)' SEED='$(SEED)' $(PYTHON) $(srcdir)/tests/fault/kill_test.py
.PHONY: kill
