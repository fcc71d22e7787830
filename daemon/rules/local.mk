daemon_libsendd_a_SOURCES += daemon/rules/apply.c daemon/rules/ask.c daemon/rules/examples.c daemon/rules/make.c \
	daemon/rules/outcome.c daemon/rules/overlay.c daemon/rules/page.c daemon/rules/passed.c daemon/rules/read.c \
	daemon/rules/read_count.c daemon/rules/rulebook.c daemon/rules/rulebook.h daemon/rules/rulebook_json.c daemon/rules/rules.h \
	daemon/rules/ruling.c daemon/rules/schema.c
