daemon_libsendd_a_SOURCES += daemon/simulate/compare.c daemon/simulate/compare.h daemon/simulate/copy.c \
	daemon/simulate/copy.h daemon/simulate/facts.c daemon/simulate/facts.h daemon/simulate/people.c \
	daemon/simulate/people.h daemon/simulate/report.c daemon/simulate/simulate.c daemon/simulate/simulate.h
