daemon_libsendd_a_SOURCES += daemon/message/message.h daemon/message/markup.h daemon/message/markup.c \
	daemon/message/template.h daemon/message/templates.c daemon/message/render.c
