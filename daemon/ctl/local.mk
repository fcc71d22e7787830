daemon_libsendd_a_SOURCES += 
