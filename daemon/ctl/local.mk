bin_PROGRAMS += sendctl
sendctl_SOURCES = \
	daemon/ctl/arguments.c \
	daemon/ctl/audit_verify.c \
	daemon/ctl/become.c \
	daemon/ctl/calendar_import.c \
	daemon/ctl/calendar_report.c \
	daemon/ctl/calendar_report.h \
	daemon/ctl/calendar_show.c \
	daemon/ctl/case_correct.c \
	daemon/ctl/case_history.c \
	daemon/ctl/case_hold.c \
	daemon/ctl/case_list.c \
	daemon/ctl/case_result.c \
	daemon/ctl/case_result.h \
	daemon/ctl/case_show.c \
	daemon/ctl/case_start.c \
	daemon/ctl/check.c \
	daemon/ctl/check.h \
	daemon/ctl/check_screen.c \
	daemon/ctl/client.c \
	daemon/ctl/clock_to.c \
	daemon/ctl/ctl.h \
	daemon/ctl/date.c \
	daemon/ctl/date_table.c \
	daemon/ctl/deadlines.c \
	daemon/ctl/diff.c \
	daemon/ctl/eval.c \
	daemon/ctl/file.c \
	daemon/ctl/file_replace.c \
	daemon/ctl/event.c \
	daemon/ctl/explain.c \
	daemon/ctl/graph.c \
	daemon/ctl/import.c \
	daemon/ctl/law.c \
	daemon/ctl/law.h \
	daemon/ctl/outbox.c \
	daemon/ctl/plugin_list.c \
	daemon/ctl/print.c \
	daemon/ctl/reference.c \
	daemon/ctl/release.c \
	daemon/ctl/reload.c \
	daemon/ctl/rules.c daemon/ctl/say.c \
	daemon/ctl/sendctl.c \
	daemon/ctl/simulate.c \
	daemon/ctl/status.c \
	daemon/ctl/task_complete.c \
	daemon/ctl/task_list.c \
	daemon/ctl/test.c \
	daemon/ctl/try.c \
	daemon/ctl/try.h \
	daemon/ctl/try_case.c \
	daemon/ctl/try_json.c \
	daemon/ctl/try_read.c \
	daemon/ctl/try_screen.c \
	daemon/ctl/upgrade_check.c \
	daemon/ctl/verbs.h \
	daemon/ctl/version.c \
	daemon/ctl/version.h \
	daemon/ctl/workflow_import.c \
	daemon/ctl/workflow_list.c \
	daemon/ctl/workflow_migrate.c
sendctl_CFLAGS = $(PROGRAM_CFLAGS) $(CURL_CFLAGS)
sendctl_CPPFLAGS = $(AM_CPPFLAGS) -DSENDD_SOCKET='"/run/sendd/sendd.sock"'
sendctl_LDFLAGS = $(AM_LDFLAGS) -pie
sendctl_LDADD = $(SENDD_LIBS) $(CURL_LIBS)
