daemon_libsendd_a_SOURCES += daemon/calendar/calendar.h daemon/calendar/date.c daemon/calendar/date.h \
	daemon/calendar/floor.h daemon/calendar/london.c
