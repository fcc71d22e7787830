daemon_libsendd_a_SOURCES += daemon/message/message.h 
