/* The door: compile once, run often. */
#include "expr/functions.h"

#include <string.h>

struct expr {
    const char *source;
    const struct node *root;
    enum value_type want, type;
};

/* Whether a result of type GIVEN can become what the caller wants. Strings are how JSON carries dates, so a
 * value whose type is only known at run time may still become one; a string that is known to be a string may
 * not. */
static bool want_fits(enum value_type given, enum value_type want)
{
    bool null = given == VALUE_NULL && want != VALUE_BOOL;
    return want == VALUE_ANY || given == want || given == VALUE_ANY || null ||
           (want == VALUE_DOUBLE && given == VALUE_INT);
}

static bool check_want(const struct source *source, const struct node *root, enum value_type want)
{
    if (want_fits(root->type, want))
        return true;
    source_fault(source, root->offset, "this gives %s where %s is needed", type_title(root->type),
                 type_title(want));
    const char *hint = types_hint(root->type, want);
    if (want == VALUE_BOOL && !hint)
        hint = "compare it: x == 'y', x > 3, x != null";
    return hint ? source_hint(source, "%s", hint) : false;
}

int expr_compile(struct arena *arena, const char *text, const struct expr_scope *scope, enum value_type want,
                 const struct expr **out, struct error *error)
{
    struct error ignored;
    struct source source = {.length = strlen(text), .arena = arena, .error = error ? error : &ignored};
    if (source.length > SOURCE_LIMIT) {
        error_set(source.error, SENDD_ELIMIT, "an expression has at most %d bytes", SOURCE_LIMIT);
        return SENDD_ELIMIT;
    }
    source.text = arena_copy(arena, text);
    struct node *root = source_is_utf8(&source) ? syntax_parse(&source) : NULL;
    if (!root || !syntax_check(&source, scope, root) || !check_want(&source, root, want))
        return SENDD_EINVALID;
    struct expr *expr = arena_alloc(arena, sizeof *expr);
    *expr = (struct expr){.source = source.text, .root = root, .want = want};
    expr->type = root->type == VALUE_ANY || root->type == VALUE_NULL ? want : root->type;
    *out = expr;
    return 0;
}

/* Makes what came out what the caller wanted, where that loses nothing. */
static bool convert(struct run *run, const struct expr *expr, struct value *value)
{
    struct value result = *value;
    bool date = expr->want == VALUE_DATE && value->kind == VALUE_STRING;
    if (expr->want == VALUE_DOUBLE && value->kind == VALUE_INT)
        return int_to_double(run, value, &result) && (*value = result, true);
    if (date && !string_to_date(run, value, &result))
        return false;
    *value = result;
    if (expr->want == VALUE_ANY || result.kind == expr->want ||
        (result.kind == VALUE_NULL && expr->want != VALUE_BOOL))
        return true;
    return run_fail(run,
                    arena_printf(run_arena(run), "this gave %s where %s is needed", type_title(result.kind),
                                 type_title(expr->want)),
                    types_hint(result.kind, expr->want));
}

static int run_error(const struct expr *expr, const struct run *run, struct error *error)
{
    const struct node *node = run->failure.node ? run->failure.node : expr->root;
    int code = place_fault(expr->source, node->offset, error, "%s", run->failure.text);
    if (run->failure.hint && error)
        error_hint(error, "%s", run->failure.hint);
    return code;
}

int expr_run(const struct expr *expr, const struct expr_input *input, json_t **out, struct error *error)
{
    struct run run = {.input = input};
    struct value value;
    int code = 0;
    *out = NULL;
    if (!run_eval(&run, expr->root, &value) || !convert(&run, expr, &value)) {
        code = run_error(expr, &run, error);
    } else {
        *out = value_to_json(&value, run_arena(&run));
        if (!*out)
            code = place_fault(expr->source, expr->root->offset, error, "the result is not a finite number");
    }
    arena_free(run.arena);
    return code;
}

enum value_type expr_type(const struct expr *expr)
{
    return expr->type;
}
