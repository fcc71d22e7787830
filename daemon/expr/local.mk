daemon_libsendd_a_SOURCES += daemon/expr/expr.h daemon/expr/value.h daemon/expr/value.c daemon/expr/source.h \
	daemon/expr/source.c daemon/expr/lex.h daemon/expr/lex.c daemon/expr/literal.c daemon/expr/syntax.h \
	daemon/expr/parse.c daemon/expr/scope.h daemon/expr/scope.c daemon/expr/check.c daemon/expr/run.h \
	daemon/expr/eval.c daemon/expr/fold.c daemon/expr/functions.h daemon/expr/functions.c daemon/expr/arithmetic.c \
	daemon/expr/strings.c daemon/expr/convert.c daemon/expr/dates.c daemon/expr/expr.c
