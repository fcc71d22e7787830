daemon_libsendd_a_SOURCES += daemon/core/core.h daemon/core/site.h 
