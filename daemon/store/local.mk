daemon_libsendd_a_SOURCES += \
	daemon/store/cases.c \
	daemon/store/copy.c \
	daemon/store/counts.c \
	daemon/store/deadlines.c \
	daemon/store/definition_named.c \
	daemon/store/definitions.c \
	daemon/store/history.c \
	daemon/store/inbox.c \
	daemon/store/load.c \
	daemon/store/open.c \
	daemon/store/outbox.c \
	daemon/store/outbox.h \
	daemon/store/outbox_read.c \
	daemon/store/records.c \
	daemon/store/requests.c \
	daemon/store/rulings.c \
	daemon/store/rulings.h \
	daemon/store/schema.c \
	daemon/store/schema.h \
	daemon/store/snapshot.c \
	daemon/store/snapshot.h \
	daemon/store/sql.c \
	daemon/store/sql.h \
	daemon/store/store.h \
	daemon/store/tasks.c \
	daemon/store/tidy.c \
	daemon/store/timers.c
