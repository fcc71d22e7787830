daemon_libsendd_a_SOURCES += daemon/calendar/calendar.c daemon/calendar/calendar.h daemon/calendar/calendars.h \
	daemon/calendar/counting.h daemon/calendar/date.c daemon/calendar/date.h daemon/calendar/floor.h \
	daemon/calendar/london.c daemon/calendar/period.c daemon/calendar/period.h daemon/calendar/period_count.c \
	daemon/calendar/period_describe.c 	daemon/calendar/period_explain.c daemon/calendar/period_named.c daemon/calendar/period_read.c \
	daemon/calendar/period_skipped.c 	daemon/calendar/period_words.c daemon/calendar/school.c daemon/calendar/table.c daemon/calendar/table.h \
	daemon/calendar/words.h daemon/calendar/working_day.c \
	daemon/calendar/holidays_import.c daemon/calendar/ical.c daemon/calendar/ical.h daemon/calendar/import.h \
	daemon/calendar/listing.c daemon/calendar/listing.h daemon/calendar/listing_compare.c \
	daemon/calendar/calendar_schema.c daemon/calendar/school_import.c
