#include "ctl/verbs.h"

#include "ctl/law.h"
#include "expr/expr.h"

#include <stdio.h>
#include <string.h>

/* What the command line says. */
struct request {
    const char *source, *today, *school;
    bool check;    /* refuse what the check of a workflow's file would refuse */
    json_t *names; /* of --bind: a value a path */
    struct expr_scope *scope;
};

/* NAME=JSON becomes a name of any type. */
static int bind_one(struct ctl *ctl, struct request *request, const char *word, struct error *error)
{
    const char *equals = word ? strchr(word, '=') : NULL;
    json_error_t fault;
    json_t *value =
        equals && equals != word
            ? json_loads(equals + 1, JSON_DECODE_ANY | JSON_REJECT_DUPLICATES | JSON_ALLOW_NUL, &fault)
            : NULL;
    if (!value) {
        error_set(error, SENDD_EINVALID, "--bind `%s` is not NAME=JSON", word ? word : "");
        return error_hint(error, "write x=1, 'x=\"text\"' or 'pupil={\"year\": 9}'");
    }
    const char *name = arena_copy_n(ctl->arena, word, (size_t)(equals - word));
    json_object_set_new(request->names, name, value);
    expr_scope_add(request->scope, name, VALUE_ANY);
    return 0;
}

/* --bind may stand many times, which the table of options cannot say: takes them and packs the others to the
 * front. Returns their count, or -1 and an error. */
static int take_bindings(struct ctl *ctl, struct request *request, int argc, char **argv, struct error *error)
{
    int kept = 0, i = 0;
    for (; i < argc && !string_equal(argv[i], "--"); i++) {
        bool joined = string_starts(argv[i], "--bind=");
        if (!joined && !string_equal(argv[i], "--bind")) {
            argv[kept++] = argv[i];
            continue;
        }
        const char *word = joined ? argv[i] + strlen("--bind=") : i + 1 < argc ? argv[++i] : NULL;
        if (bind_one(ctl, request, word, error))
            return -1;
    }
    for (; i < argc; i++)
        argv[kept++] = argv[i];
    return kept;
}

/* The day and the school that are named; else today, and the only school that has a calendar. Calendars are read
 * only where something may count with them. */
static int fill_input(struct ctl *ctl, const struct request *request, struct expr_input *out,
                      struct error *error)
{
    *out = (struct expr_input){.names = request->names, .flat = true, .zone_files = true};
    if (!request->today)
        out->today = law_day(NULL);
    else if (date_read(request->today, &out->today, error))
        return error->code;
    if (!strstr(request->source, "_days"))
        return 0;
    struct faults *faults = faults_new(ctl->arena);
    const char *folder = arena_printf(ctl->arena, "%s/calendars", ctl->conf);
    struct law law = {.calendars = calendars_read(ctl->arena, folder, faults)};
    out->calendars = law.calendars;
    if (!faults->errors) {
        out->school = law_school(&law, request->school);
        return 0;
    }
    *error = ((const struct fault *)faults->items.items[0])->error;
    return error->code;
}

static int evaluate(struct ctl *ctl, const struct request *request, struct expr_answer *out,
                    struct error *error)
{
    struct expr_input input;
    const struct expr *expr;
    if (!request->check)
        expr_scope_loosen(request->scope);
    int code = fill_input(ctl, request, &input, error);
    if (!code)
        code = expr_compile(ctl->arena, request->source, request->scope, VALUE_ANY, &expr, error);
    return code ? code : expr_answer(expr, &input, ctl->arena, out, error);
}

static int answer(const struct ctl *ctl, struct expr_answer *answer, int code, const struct error *error)
{
    if (!ctl->json && code)
        return ctl_fail(error);
    if (!ctl->json) {
        puts(answer->text);
        return CTL_OK;
    }
    if (code) {
        struct text text = TEXT_EMPTY;
        text_add(&text, error->text);
        if (error->hint[0])
            text_addf(&text, "; %s", error->hint);
        ctl_print_json(json_pack("{s:s}", "error", text_string(&text)));
        text_free(&text);
        return CTL_FAILED;
    }
    printf("{\"value\": %s, \"type\": \"%s\"}\n", answer->json, answer->type);
    return CTL_OK;
}

static int run(struct ctl *ctl, int argc, char **argv)
{
    struct request request = {.names = json_keep(ctl->arena, json_object()),
                              .scope = expr_scope_new(ctl->arena)};
    const struct ctl_option options[] = {{"check", NULL, &request.check},
                                         {"today", &request.today, NULL},
                                         {"school", &request.school, NULL},
                                         {0}};
    struct expr_answer out = {0};
    struct error error = ERROR_NONE;
    argc = take_bindings(ctl, &request, argc, argv, &error);
    if (argc < 0) {
        int code = answer(ctl, &out, error.code, &error);
        return ctl->json ? code : CTL_USAGE;
    }
    argc = ctl_parse(argc, argv, options);
    if (argc < 0)
        return CTL_USAGE;
    if (argc != 1)
        return ctl_usage(&verb_eval, "one expression is needed, in quotes");
    request.source = argv[0];
    int code = evaluate(ctl, &request, &out, &error);
    return answer(ctl, &out, code, &error);
}

const struct verb verb_eval = {"eval",
                               "[--bind NAME=JSON]... [--check] [--today DATE] [--school ID] [--] EXPR",
                               "the value of an expression and its type; needs no daemon", run};
