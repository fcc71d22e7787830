daemon_libsendd_a_SOURCES += daemon/core/core.h daemon/core/site.c daemon/core/site.h daemon/core/site_load.c \
	daemon/core/site_load.h daemon/core/site_schema.c
