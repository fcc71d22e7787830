daemon_libsendd_a_SOURCES += daemon/expr/expr.h daemon/expr/type.h daemon/expr/type.c daemon/expr/value.h \
	daemon/expr/value.c daemon/expr/compare.c daemon/expr/moment.h daemon/expr/moment.c daemon/expr/wording.h \
	daemon/expr/wording.c daemon/expr/output.c daemon/expr/zone.h daemon/expr/zone.c daemon/expr/zone_rule.c \
	daemon/expr/pattern.h daemon/expr/pattern.c daemon/expr/pattern_re2.c daemon/expr/source.h \
	daemon/expr/source.c daemon/expr/lex.h daemon/expr/lex.c daemon/expr/literal.c daemon/expr/syntax.h \
	daemon/expr/parse.h daemon/expr/parse.c daemon/expr/parse_primary.c daemon/expr/parse_macro.c \
	daemon/expr/scope.h daemon/expr/scope.c daemon/expr/check.h daemon/expr/check.c daemon/expr/check_name.c \
	daemon/expr/check_call.c daemon/expr/run.h daemon/expr/eval.c daemon/expr/eval_name.c \
	daemon/expr/eval_compare.c daemon/expr/eval_call.c daemon/expr/fold.c daemon/expr/functions.h \
	daemon/expr/functions.c daemon/expr/arithmetic.c daemon/expr/numbers.c daemon/expr/strings.c daemon/expr/match.c \
	daemon/expr/convert.c daemon/expr/convert_text.c daemon/expr/dates.c daemon/expr/lengths.c \
	daemon/expr/moments.c daemon/expr/expr.c daemon/expr/look.c
