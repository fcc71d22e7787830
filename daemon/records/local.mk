daemon_libsendd_a_SOURCES += daemon/records/csv.c daemon/records/csv.h daemon/records/diff.c \
	daemon/records/field.c daemon/records/field.h daemon/records/import.c daemon/records/reg.h \
	daemon/records/register.c daemon/records/register.h daemon/records/upn.c daemon/records/upn.h
