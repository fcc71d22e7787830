# make bench: the daemon's core and store beside raw SQLite. Takes minutes; no part of make check.
EXTRA_PROGRAMS += tests/bench/bench
tests_bench_bench_SOURCES = tests/bench/bench.h tests/bench/client.c tests/bench/figures.c tests/bench/house.c \
	tests/bench/load.c tests/bench/main.c tests/bench/place.c tests/bench/process.c tests/bench/raw.c \
	tests/bench/script.c tests/bench/sleep.c tests/bench/storm.c tests/bench/turns.c
tests_bench_bench_LDADD = $(SENDD_LIBS)
EXTRA_DIST += tests/bench/site.conf tests/bench/turn.conf
CLEANFILES += tests/bench/bench

# make bench-step: the interpreter alone, beside xstate where node and it are (npm ci in tests/bench/xstate).
EXTRA_PROGRAMS += tests/bench/step
tests_bench_step_SOURCES = tests/bench/ring.c tests/bench/ring.h tests/bench/step.c
tests_bench_step_LDADD = $(SENDD_LIBS)
EXTRA_DIST += tests/bench/step.conf tests/bench/against.py tests/bench/xstate/package.json \
	tests/bench/xstate/package-lock.json tests/bench/xstate/step.mjs
CLEANFILES += tests/bench/step
ROUNDS = 5
bench-step: tests/bench/step
	./tests/bench/step '$(srcdir)/tests/bench/step.conf' 1000000 next count
	./tests/bench/step '$(srcdir)/tests/bench/step.conf' 10000000 next count
	$(PYTHON) '$(srcdir)/tests/bench/against.py' ./tests/bench/step '$(srcdir)' $(ROUNDS)
.PHONY: bench-step

bench: all sendd tests/bench/bench
	SENDD_SRC='$(abs_top_srcdir)' SENDD_BUILD='$(abs_top_builddir)' ./tests/bench/bench $(BENCH)
.PHONY: bench
