/* matches(): a literal pattern was compiled with the expression, others are compiled when they are met. */
#include "expr/functions.h"
#include "expr/pattern.h"

enum { MATCH_COST = 500, COMPILE_COST = 1000 };

bool string_matches(struct run *run, const struct value *arguments, struct value *out)
{
    const struct value *subject = &arguments[0], *text = &arguments[1];
    const struct pattern *pattern = run->call->pattern;
    const char *why = NULL;
    if (!run_pay(run, MATCH_COST + subject->string.length / 8) ||
        (!pattern && !run_pay(run, COMPILE_COST + text->string.length)))
        return false;
    if (!pattern)
        pattern = pattern_compile(text->string.bytes, text->string.length, run_arena(run), &why);
    if (!pattern)
        return run_fail(run, why, NULL);
    enum pattern_result result = pattern_match(pattern, subject->string.bytes, subject->string.length);
    if (result == PATTERN_LIMIT)
        return run_fail(run, "this match takes too many steps and was stopped",
                        "let the pattern repeat less inside of repetitions");
    *out = value_bool(result == PATTERN_YES);
    return true;
}
