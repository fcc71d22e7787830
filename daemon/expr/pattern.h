/* Regular expressions with RE2's syntax, run by PCRE2 within limits. */
#ifndef SENDD_EXPR_PATTERN_H
#define SENDD_EXPR_PATTERN_H

#include "base/arena.h"
#include "base/text.h"

struct pattern;

enum pattern_result { PATTERN_NO, PATTERN_YES, PATTERN_LIMIT };

/* Compiles LENGTH bytes of UTF-8. NULL, and in *WHY what is wrong (in ARENA or static), when they are no
 * pattern or use what RE2 has not. */
const struct pattern *pattern_compile(const char *text, size_t length, struct arena *arena, const char **why);
/* Whether a part of SUBJECT (UTF-8) matches. LIMIT: it would take too many steps. */
enum pattern_result pattern_match(const struct pattern *pattern, const char *subject, size_t length);

/* --- pattern_re2.c --- */
/* Appends to OUT what means in PCRE2 what the pattern means in RE2; NULL, or what RE2 does not know in it. */
const char *pattern_translate(const char *text, size_t length, struct text *out);

#endif
