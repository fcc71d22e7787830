daemon_libsendd_a_SOURCES += daemon/records/register.h 
