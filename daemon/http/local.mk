daemon_libsendd_a_SOURCES += daemon/http/http.h daemon/http/request.h daemon/http/request.c daemon/http/server.c \
	daemon/http/routes.h daemon/http/routes.c daemon/http/reads.c daemon/http/lists.c \
	daemon/http/case_view.c daemon/http/definition.c daemon/http/import.c
