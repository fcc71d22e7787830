daemon_libsendd_a_SOURCES += daemon/env/env.h 
