daemon_libsendd_a_SOURCES += daemon/http/http.h
