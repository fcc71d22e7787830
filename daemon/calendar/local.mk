daemon_libsendd_a_SOURCES += daemon/calendar/calendar.h daemon/calendar/date.h 
