bin_PROGRAMS += sendctl
sendctl_SOURCES = daemon/ctl/ctl.h daemon/ctl/verbs.h daemon/ctl/sendctl.c daemon/ctl/arguments.c daemon/ctl/client.c \
	daemon/ctl/print.c daemon/ctl/case_result.h daemon/ctl/case_result.c daemon/ctl/status.c daemon/ctl/check.c \
	daemon/ctl/workflow_list.c daemon/ctl/case_start.c daemon/ctl/case_show.c daemon/ctl/case_list.c \
	daemon/ctl/case_history.c daemon/ctl/case_hold.c daemon/ctl/event.c daemon/ctl/task_list.c \
	daemon/ctl/task_complete.c daemon/ctl/deadlines.c daemon/ctl/outbox.c daemon/ctl/plugin_list.c \
	daemon/ctl/import.c daemon/ctl/date.c daemon/ctl/test.c daemon/ctl/audit_verify.c daemon/ctl/reload.c \
	daemon/ctl/release.c daemon/ctl/clock_to.c daemon/ctl/reference.c
sendctl_CFLAGS = $(PROGRAM_CFLAGS) $(CURL_CFLAGS)
sendctl_CPPFLAGS = $(AM_CPPFLAGS) -DSENDD_SOCKET='"/run/sendd/sendd.sock"'
sendctl_LDFLAGS = $(AM_LDFLAGS) -pie
sendctl_LDADD = $(SENDD_LIBS) $(CURL_LIBS)
sendctl_SOURCES += daemon/ctl/graph.c daemon/ctl/workflow_import.c
