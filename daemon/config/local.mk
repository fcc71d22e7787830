daemon_libsendd_a_SOURCES += daemon/config/blame.c daemon/config/blame.h daemon/config/check.c \
	daemon/config/clean.c daemon/config/clean.h daemon/config/conf.c daemon/config/conf.h daemon/config/digest.c \
	daemon/config/fallback.c daemon/config/file.c daemon/config/json.c daemon/config/lex.c daemon/config/lex.h \
	daemon/config/parse.c daemon/config/reference.c daemon/config/scan.c daemon/config/scan.h \
	daemon/config/suggest.c daemon/config/tree.h
