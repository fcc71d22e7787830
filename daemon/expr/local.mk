daemon_libsendd_a_SOURCES += daemon/expr/expr.h 
