daemon_libsendd_a_SOURCES += \
	daemon/workflow/act.c \
	daemon/workflow/case.h \
	daemon/workflow/deadline.c \
	daemon/workflow/definition.c \
	daemon/workflow/definition.h \
	daemon/workflow/due.c \
	daemon/workflow/kept.c \
	daemon/workflow/lint.c \
	daemon/workflow/model.c \
	daemon/workflow/model.h \
	daemon/workflow/move.c \
	daemon/workflow/notice.c \
	daemon/workflow/read.c \
	daemon/workflow/read_action.c \
	daemon/workflow/read_state.c \
	daemon/workflow/run.c \
	daemon/workflow/run.h \
	daemon/workflow/schema.c \
	daemon/workflow/select.c \
	daemon/workflow/span.c \
	daemon/workflow/step.c \
	daemon/workflow/step.h \
	daemon/workflow/value.c
