/* Tables of expressions and what they must give, with their types: for the tests of values outside JSON's
 * reach. */
#ifndef SENDD_TESTS_EXPR_TABLE_H
#define SENDD_TESTS_EXPR_TABLE_H

#include "expr/expr.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

/* WANTED is "TYPE JSON"; after "! " a piece of the error's text or hint. */
struct line {
    const char *source, *wanted;
};

/* How the lines are compiled and run. */
struct setting {
    bool loose;        /* what the check refuses is left to the run */
    const char *bound; /* JSON of an object: names of any type; NULL: none */
    struct expr_input input;
};

static inline const char *line_gives(struct arena *arena, const char *source, const struct setting *setting)
{
    struct expr_scope *scope = expr_scope_new(arena);
    struct expr_input input = setting->input;
    const struct expr *expr;
    struct expr_answer answer;
    struct error error = ERROR_NONE;
    const char *name;
    json_t *value;
    if (setting->bound)
        input.names = json_keep(arena, json_loads(setting->bound, JSON_REJECT_DUPLICATES, NULL));
    json_object_foreach(input.names, name, value) expr_scope_add(scope, name, VALUE_ANY);
    input.flat = true;
    if (setting->loose)
        expr_scope_loosen(scope);
    int code = expr_compile(arena, source, scope, VALUE_ANY, &expr, &error);
    if (!code)
        code = expr_answer(expr, &input, arena, &answer, &error);
    assert_int_equal(code, error.code);
    return code ? arena_printf(arena, "! %s | %s", error.text, error.hint)
                : arena_printf(arena, "%s %s", answer.type, answer.json);
}

static inline bool line_holds(const char *wanted, const char *given)
{
    return *wanted == '!' ? *given == '!' && strstr(given, wanted + 2) : strcmp(wanted, given) == 0;
}

static inline void lines_hold(const struct line *lines, size_t count, const struct setting *setting)
{
    struct arena *arena = arena_new();
    size_t wrong = 0;
    for (size_t i = 0; i < count; i++) {
        const char *given = line_gives(arena, lines[i].source, setting);
        if (line_holds(lines[i].wanted, given))
            continue;
        print_error("%s\n  wanted: %s\n  given:  %s\n", lines[i].source, lines[i].wanted, given);
        wrong++;
    }
    arena_free(arena);
    assert_int_equal(wrong, 0);
}
#define LINES_HOLD(lines, ...)                                                                               \
    lines_hold(lines, sizeof lines / sizeof lines[0], &(const struct setting){__VA_ARGS__})

#endif
