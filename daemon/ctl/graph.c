#include "ctl/verbs.h"

#include "ctl/law.h"
#include "ctl/version.h"
#include "exchange/graph.h"
#include "exchange/scxml.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

static const char *const formats[] = {"svg", "dot", "mermaid", "scxml", NULL};

/* --- which workflow --- */

/* What is drawn, and where a case of it stands. */
struct drawing {
    struct version version;
    const char *const *active; /* ids of states, NULL-terminated; NULL: no case */
};

/* "ID@12" in its parts; false: it is a hash, or a number that no version has. */
static bool numbered(struct ctl *ctl, const char *name, const char **id, json_int_t *number)
{
    const char *at = strchr(name, '@');
    char *end = NULL;
    if (!at)
        return false;
    *id = arena_copy_n(ctl->arena, name, (size_t)(at - name));
    *number = strtoll(at + 1, &end, 10);
    return *number > 0 && !*end;
}

/* Without a case. What the configuration has needs no daemon. */
static int version_open(struct ctl *ctl, const char *name, struct version *out)
{
    const char *id;
    json_int_t number;
    if (version_is_file(name))
        return version_from_file(ctl, name, out);
    if (numbered(ctl, name, &id, &number) && version_in_pack(ctl, id, number))
        return version_from_pack(ctl, id, number, DATE_NONE, out);
    if (version_is_stored(name))
        return version_from_store(ctl, name, out);
    return version_from_pack(ctl, name, 0, law_day(NULL), out);
}

/* --- where a case stands --- */

static const char *const *state_ids(struct ctl *ctl, const json_t *states)
{
    json_t *state;
    size_t i;
    const char **ids = arena_alloc(ctl->arena, (json_array_size(states) + 1) * sizeof *ids);
    json_array_foreach(states, i, state)
        ids[i] = arena_copy(ctl->arena, json_text(state, "id"));
    return ids;
}

static int other_workflow(const char *kase, const struct version *pinned, const char *id)
{
    fprintf(stderr,
            "sendctl graph: %s is a case of %s, not of %s\n"
            "    leave the workflow out: --case alone says which it is\n",
            kase, pinned->id, id);
    return CTL_FAILED;
}

static int other_version(const char *kase, const struct version *pinned, const char *name)
{
    fprintf(stderr,
            "sendctl graph: %s is pinned to version %lld of %s (%.12s), which %s is not\n"
            "    leave it out: --case alone draws the version that the case has\n",
            kase, (long long)pinned->number, pinned->id, pinned->hash, name);
    return CTL_FAILED;
}

/* NAME, where it is given beside a case, must be what the case is pinned to: its states are no other's. */
static int name_check(struct ctl *ctl, const char *name, const char *kase, const struct version *pinned)
{
    struct version named = {0};
    if (version_is_file(name)) {
        int code = version_from_file(ctl, name, &named);
        version_drop(&named);
        if (code)
            return code;
        if (!string_equal(named.id, pinned->id))
            return other_workflow(kase, pinned, named.id);
        return string_equal(named.hash, pinned->hash) ? CTL_OK : other_version(kase, pinned, name);
    }
    if (string_equal(name, pinned->id))
        return CTL_OK;
    if (!version_is_stored(name))
        return other_workflow(kase, pinned, name);
    if (!numbered(ctl, name, &named.id, &named.number))
        return string_starts(pinned->hash, name) ? CTL_OK : other_version(kase, pinned, name);
    if (!string_equal(named.id, pinned->id))
        return other_workflow(kase, pinned, named.id);
    return named.number == pinned->number ? CTL_OK : other_version(kase, pinned, name);
}

/* The definition that the case is pinned to, whatever the files say by now. NAME may be NULL. */
static int case_open(struct ctl *ctl, const char *reference, const char *name, struct drawing *out)
{
    json_t *kase;
    int code = ctl_call(ctl, "GET", arena_printf(ctl->arena, "/v1/cases/%s", ctl_quote(ctl, reference)), NULL, &kase);
    if (code)
        return code;
    code = version_from_store(ctl, json_text(kase, "definition"), &out->version);
    if (!code && name)
        code = name_check(ctl, name, reference, &out->version);
    out->active = state_ids(ctl, json_object_get(kase, "states"));
    json_decref(kase);
    return code;
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

static void render(const char *format, const struct drawing *drawing, struct text *out)
{
    if (string_equal(format, "scxml"))
        scxml_export(drawing->version.tree, out);
    else if (string_equal(format, "mermaid"))
        graph_mermaid(drawing->version.tree, drawing->active, out);
    else
        graph_dot(drawing->version.tree, drawing->active, out);
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
    const char *format = "svg", *kase = NULL, *path = NULL;
    const struct ctl_option known[] = {{"format", &format, NULL}, {"case", &kase, NULL}, {"output", &path, NULL}, {0}};
    for (int i = 0; i < argc; i++) /* the one short option */
        if (string_equal(argv[i], "-o"))
            argv[i] = "--output";
    argc = ctl_parse(argc, argv, known);
    if (argc < 0)
        return CTL_USAGE;
    if (argc != 1 && !(kase && argc == 0))
        return ctl_usage(&verb_graph, "it draws one workflow");
    if (!is_format(format))
        return ctl_usage(&verb_graph, "there is no format `%s`", format);
    struct drawing drawing = {0};
    int code = kase ? case_open(ctl, kase, argc ? argv[0] : NULL, &drawing)
                    : version_open(ctl, argv[0], &drawing.version);
    struct text out = TEXT_EMPTY;
    if (!code) {
        render(format, &drawing, &out);
        code = show(format, &out, path);
    }
    version_drop(&drawing.version);
    text_free(&out);
    return code;
}

const struct verb verb_graph = {
    "graph", "[WORKFLOW|WORKFLOW@VERSION|FILE] [--case CASE] [--format svg|dot|mermaid|scxml] [-o FILE]",
    "draw a workflow, or where a case of it stands, or write it as SCXML; needs no daemon but for --case", run};
