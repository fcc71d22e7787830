daemon_libsendd_a_SOURCES += daemon/plugin/frame.c daemon/plugin/frame.h daemon/plugin/supervisor.h
