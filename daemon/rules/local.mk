daemon_libsendd_a_SOURCES += daemon/rules/rules.h 
