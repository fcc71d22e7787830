daemon_libsendd_a_SOURCES += daemon/store/store.h 
