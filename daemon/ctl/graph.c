#include "ctl/verbs.h"

#include "exchange/graph.h"
#include "exchange/scxml.h"
#include "workflow/definition.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

static const char *const formats[] = {"svg", "dot", "mermaid", "scxml", NULL};

/* --- which workflow --- */

static struct definition *compile(struct ctl *ctl, const struct list *roots, const char *id, struct faults *faults)
{
    for (size_t i = 0; i < roots->count; i++) {
        const struct conf_node *body = conf_get(roots->items[i], "workflow");
        if (body && (!id || string_equal(conf_string(body, "id"), id)))
            return definition_compile(ctl->arena, roots->items[i], NULL, faults);
    }
    return NULL;
}

/* A name with a slash or a .conf is a file; else it is the id of a workflow of the configuration. */
static struct definition *definition_open(struct ctl *ctl, const char *name)
{
    struct faults *faults = faults_new(ctl->arena);
    struct list roots = LIST_EMPTY;
    struct text said = TEXT_EMPTY;
    bool file = strchr(name, '/') || string_ends(name, ".conf");
    if (file)
        list_add(&roots, conf_read(ctl->arena, name, &workflow_schema, faults));
    else
        conf_read_folder(ctl->arena, arena_printf(ctl->arena, "%s/workflows", ctl->conf), false, &workflow_schema, faults,
                         &roots);
    struct definition *definition = file && faults->errors ? NULL : compile(ctl, &roots, file ? NULL : name, faults);
    if (!definition && faults->errors) {
        faults_print(faults, &said);
        fputs(text_string(&said), stderr);
    } else if (!definition) {
        fprintf(stderr, "sendctl: %s/workflows has no workflow `%s`; `sendctl workflow list` shows them all\n", ctl->conf,
                name);
    }
    text_free(&said);
    list_free(&roots);
    return definition;
}

/* --- where a case stands --- */

static int case_states(struct ctl *ctl, const char *reference, const char *const **out)
{
    json_t *kase, *state;
    size_t i;
    int code = ctl_call(ctl, "GET", arena_printf(ctl->arena, "/v1/cases/%s", ctl_quote(ctl, reference)), NULL, &kase);
    if (code)
        return code;
    const json_t *states = json_object_get(kase, "states");
    const char **ids = arena_alloc(ctl->arena, (json_array_size(states) + 1) * sizeof *ids);
    json_array_foreach(states, i, state)
        ids[i] = arena_copy(ctl->arena, json_text(state, "id"));
    json_decref(kase);
    *out = ids;
    return CTL_OK;
}

/* --- how it is shown --- */

static int failed(const char *what, int number)
{
    fprintf(stderr, "sendctl graph: %s: %s\n", what, strerror(number));
    return CTL_FAILED;
}

/* Writes all of TEXT; a reader that has gone is an error, not a signal. */
static int write_all(int descriptor, const struct text *text)
{
    for (size_t done = 0; done < text->length;) {
        ssize_t count = write(descriptor, text->bytes + done, text->length - done);
        if (count < 0 && errno != EINTR)
            return errno;
        done += count > 0 ? (size_t)count : 0;
    }
    return 0;
}

static int dot_missing(int number)
{
    if (number != ENOENT)
        return failed("dot", number);
    fputs("sendctl graph: Graphviz's `dot` draws SVG, and it is not installed\n"
          "    install the package graphviz, or write --format dot or --format mermaid\n",
          stderr);
    return CTL_FAILED;
}

/* Gives DOT to Graphviz, whose picture goes to OUTPUT. */
static int draw(const struct text *dot, int output)
{
    char *const arguments[] = {"dot", "-Tsvg", NULL};
    int ends[2], status = 0;
    pid_t child;
    posix_spawn_file_actions_t actions;
    if (pipe2(ends, O_CLOEXEC))
        return failed("pipe", errno);
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, ends[0], STDIN_FILENO);
    posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO);
    int number = posix_spawnp(&child, arguments[0], &actions, NULL, arguments, environ);
    posix_spawn_file_actions_destroy(&actions);
    close(ends[0]);
    if (number) {
        close(ends[1]);
        return dot_missing(number);
    }
    signal(SIGPIPE, SIG_IGN);
    write_all(ends[1], dot);
    close(ends[1]);
    while (waitpid(child, &status, 0) < 0 && errno == EINTR)
        continue;
    if (status) {
        fputs("sendctl graph: dot failed\n", stderr);
        return CTL_FAILED;
    }
    return CTL_OK;
}

static int show(const char *format, const struct text *text, const char *path)
{
    int output = path ? open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644) : STDOUT_FILENO;
    if (output < 0)
        return failed(path, errno);
    int code = CTL_OK;
    if (string_equal(format, "svg")) {
        code = draw(text, output);
    } else {
        int number = write_all(output, text);
        code = number ? failed(path ? path : "standard output", number) : CTL_OK;
    }
    if (path && (close(output) || code)) {
        unlink(path);
        code = CTL_FAILED;
    }
    return code;
}

static void render(const char *format, const struct definition *definition, const char *const *active, struct text *out)
{
    json_t *canonical = json_loads(definition_canonical(definition), 0, NULL);
    if (string_equal(format, "scxml"))
        scxml_export(canonical, out);
    else if (string_equal(format, "mermaid"))
        graph_mermaid(canonical, active, out);
    else
        graph_dot(canonical, active, out);
    json_decref(canonical);
}

static bool is_format(const char *format)
{
    for (const char *const *known = formats; *known; known++)
        if (string_equal(*known, format))
            return true;
    return false;
}

static int run(struct ctl *ctl, int argc, char **argv)
{
    const char *format = "svg", *kase = NULL, *path = NULL, *const *active = NULL;
    const struct ctl_option known[] = {{"format", &format, NULL}, {"case", &kase, NULL}, {"output", &path, NULL}, {0}};
    for (int i = 0; i < argc; i++) /* the one short option */
        if (string_equal(argv[i], "-o"))
            argv[i] = "--output";
    argc = ctl_parse(argc, argv, known);
    if (argc < 0)
        return CTL_USAGE;
    if (argc != 1)
        return ctl_usage(&verb_graph, "it draws one workflow");
    if (!is_format(format))
        return ctl_usage(&verb_graph, "there is no format `%s`", format);
    struct definition *definition = definition_open(ctl, argv[0]);
    int code = !definition ? CTL_FAILED : kase ? case_states(ctl, kase, &active) : CTL_OK;
    if (code)
        return code;
    struct text out = TEXT_EMPTY;
    render(format, definition, active, &out);
    code = show(format, &out, path);
    text_free(&out);
    return code;
}

const struct verb verb_graph = {"graph", "WORKFLOW|FILE [--format svg|dot|mermaid|scxml] [--case CASE] [-o FILE]",
                                "draw a workflow, or write it as SCXML; needs no daemon but for --case", run};
