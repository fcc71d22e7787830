daemon_libsendd_a_SOURCES += daemon/config/conf.h 
