/* The door: compile once, run often. */
#include "expr/functions.h"
#include "expr/scope.h"

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
    if (want_fits(root->type->kind, want))
        return true;
    source_fault(source, root->offset, "this gives %s where %s is needed", kind_title(root->type->kind),
                 kind_title(want));
    const char *hint = types_hint(root->type->kind, want);
    if (want == VALUE_BOOL && !hint)
        hint = "compare it: x == 'y', x > 3, x != null";
    return hint ? source_hint(source, "%s", hint) : false;
}

/* A check changes the tree, so that a second, loose one needs a tree of its own. */
static struct node *parse_and_check(const struct source *source, const struct expr_scope *scope)
{
    struct node *root = syntax_parse(source);
    if (!root || syntax_check(source, scope, false, root))
        return root;
    if (!scope_is_loose(scope))
        return NULL;
    root = syntax_parse(source);
    *source->error = ERROR_NONE;
    return root && syntax_check(source, scope, true, root) ? root : NULL;
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
    struct node *root = source_is_utf8(&source) ? parse_and_check(&source, scope) : NULL;
    if (!root || !check_want(&source, root, want))
        return SENDD_EINVALID;
    struct expr *expr = arena_alloc(arena, sizeof *expr);
    *expr = (struct expr){.source = source.text, .root = root, .want = want};
    enum value_type type = root->type->kind;
    expr->type = type == VALUE_ANY || type == VALUE_NULL ? want : type;
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
                    arena_printf(run_arena(run), "this gave %s where %s is needed", kind_title(result.kind),
                                 kind_title(expr->want)),
                    types_hint(result.kind, expr->want));
}

static int run_error(const struct expr *expr, const struct run *run, struct error *error)
{
    const struct node *node = run->failure.node ? run->failure.node : expr->root;
    if (run->failure.fault) {
        if (error)
            *error = *run->failure.fault;
        return run->failure.fault->code;
    }
    int code = place_fault(expr->source, node->offset, error, "%s", run->failure.text);
    if (run->failure.hint && error)
        error_hint(error, "%s", run->failure.hint);
    return code;
}

/* What one evaluation may still cost: its result is made of the same steps. */
static size_t cost_left(const struct run *run)
{
    return run->cost < COST_LIMIT ? COST_LIMIT - run->cost : 0;
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
        const char *why = "the result cannot be written as JSON";
        size_t cost = 0;
        *out = value_to_json(&value, run_arena(&run), &cost, cost_left(&run), &why);
        if (!*out)
            code = place_fault(expr->source, expr->root->offset, error, "%s", why);
    }
    arena_free(run.arena);
    return code;
}

/* The answer for VALUE; false when it is too large. */
static bool answer_write(struct run *run, const struct value *value, struct arena *arena,
                         struct expr_answer *out)
{
    struct text json = TEXT_EMPTY;
    size_t cost = 0, limit = cost_left(run);
    out->type = type_name(value_type_of(value, run_arena(run), &cost, limit), arena);
    bool fits = cost <= limit && (cost = 0, value_write(value, run_arena(run), &cost, limit, &json));
    out->json = arena_copy_n(arena, text_string(&json), json.length);
    out->text = value->kind == VALUE_STRING ? arena_copy_n(arena, value->string.bytes, value->string.length)
                : *out->json == '"'         ? arena_copy_n(arena, out->json + 1, json.length - 2)
                                            : out->json;
    text_free(&json);
    return fits || run_fail(run, "the result is too large", "work on a shorter list");
}

int expr_answer(const struct expr *expr, const struct expr_input *input, struct arena *arena,
                struct expr_answer *out, struct error *error)
{
    struct run run = {.input = input};
    struct value value;
    int code = 0;
    if (!run_eval(&run, expr->root, &value) || !convert(&run, expr, &value) ||
        !answer_write(&run, &value, arena, out))
        code = run_error(expr, &run, error);
    arena_free(run.arena);
    return code;
}

enum value_type expr_type(const struct expr *expr)
{
    return expr->type;
}

const struct node *expr_root(const struct expr *expr)
{
    return expr->root;
}
