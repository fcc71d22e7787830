# The daemon's own main: above all rooms.
sbin_PROGRAMS += sendd
sendd_SOURCES = \
	daemon/sendd.c \
	daemon/sendd_daemon.h \
	daemon/sendd_notify.c \
	daemon/sendd_notify.h \
	daemon/sendd_options.c \
	daemon/sendd_options.h \
	daemon/sendd_plugins.c \
	daemon/sendd_reload.c \
	daemon/sendd_reload.h \
	daemon/sendd_simulate.c \
	daemon/sendd_simulate.h \
	daemon/sendd_site.c \
	daemon/sendd_swap.c \
	daemon/sendd_upgrade.c \
	daemon/sendd_upgrade.h
sendd_CFLAGS = $(PROGRAM_CFLAGS)
sendd_LDFLAGS = $(AM_LDFLAGS) -pie
sendd_LDADD = $(SENDD_LIBS) $(MHD_LIBS)
