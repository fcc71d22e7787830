daemon_libsendd_a_SOURCES += daemon/plugin/flight.c daemon/plugin/frame.c daemon/plugin/frame.h daemon/plugin/instance.c \
	daemon/plugin/instance.h daemon/plugin/link.c daemon/plugin/supervisor.c daemon/plugin/supervisor.h

# A program of its own: the only one that loads plugins.
pkglibexec_PROGRAMS += sendd-plugin-host
sendd_plugin_host_SOURCES = daemon/plugin/host.c daemon/plugin/host.h daemon/plugin/host_limits.c \
	daemon/plugin/host_module.c daemon/plugin/host_settings.c
sendd_plugin_host_CFLAGS = $(PROGRAM_CFLAGS)
sendd_plugin_host_LDFLAGS = $(AM_LDFLAGS) -pie
sendd_plugin_host_LDADD = daemon/libsendd.a $(JANSSON_LIBS) $(LTDL_LIBS)
