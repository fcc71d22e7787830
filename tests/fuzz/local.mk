# Random inputs against second opinions. The short tier is part of make check; the long one: make fuzz-charts RUNS=n.
check_PROGRAMS += tests/fuzz/charts
tests_fuzz_charts_SOURCES = tests/fuzz/chart.c tests/fuzz/chart.h tests/fuzz/chart_write.c tests/fuzz/charts.c \
	tests/fuzz/oracle.c tests/fuzz/oracle.h
tests_fuzz_charts_LDADD = $(TEST_LIBS)

RUNS = 1000000
SEED = 1
fuzz-charts: tests/fuzz/charts$(EXEEXT)
	tests/fuzz/charts$(EXEEXT) $(RUNS) $(SEED)
.PHONY: fuzz-charts
