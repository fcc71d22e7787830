/* main: global options, the table of verbs, help. */
#define _GNU_SOURCE
#include "ctl/verbs.h"

#include "config/conf.h"
#include "config.h"

#include <curl/curl.h>
#include <libgen.h>
#include <limits.h>
#include <locale.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

const struct verb *const ctl_verbs[] = {
    &verb_status,
    &verb_check,
    &verb_workflow_list,
    &verb_workflow_import,
    &verb_workflow_migrate,
    &verb_graph,
    &verb_diff,
    &verb_try,
    &verb_test,
    &verb_eval,
    &verb_simulate,
    &verb_upgrade_check,
    &verb_case_start,
    &verb_case_show,
    &verb_case_list,
    &verb_case_history,
    &verb_case_correct,
    &verb_case_undo,
    &verb_case_redo,
    &verb_case_hold,
    &verb_case_release,
    &verb_event,
    &verb_task_list,
    &verb_task_complete,
    &verb_deadlines,
    &verb_outbox_list,
    &verb_outbox_show,
    &verb_outbox_retry,
    &verb_plugin_list,
    &verb_import,
    &verb_date,
    &verb_calendar_import,
    &verb_calendar_show,
    &verb_rules,
    &verb_explain,
    &verb_audit_verify,
    &verb_reload,
    &verb_release,
    &verb_clock_to,
    &verb_reference,
    NULL,
};

static void help(FILE *out)
{
    fputs("sendctl: the control tool of sendd\n\n"
          "usage: sendctl [--json] [--socket PATH] [-c CONF] [--key KEY] VERB ...\n\n",
          out);
    for (const struct verb *const *verb = ctl_verbs; *verb; verb++)
        fprintf(out, "  %-16s %s\n", (*verb)->name, (*verb)->summary);
    fputs("\n"
          "options\n"
          "  --json         print the answer as JSON\n"
          "  --socket PATH  the daemon's socket ($SENDD_SOCKET, else " SENDD_SOCKET ")\n"
          "  -c CONF        the configuration folder (else the build tree's, else " SENDD_CONF_FOLDER ")\n"
          "  --key KEY      idempotency key: the same key never applies a command twice\n"
          "  --help, --version\n\n"
          "exit codes: 0 done; 1 failed, faults found; 2 wrong command line; 3 warnings only; 4 no daemon answers;\n"
          "            5 refused: not now, or not allowed\n\n"
          "`sendctl VERB --help` tells a verb's usage.\n",
          out);
}

/* How many words of ARGV are VERB's name; 0: it is not this verb. */
static int verb_words(const struct verb *verb, int argc, char **argv)
{
    const char *rest = verb->name;
    for (int words = 1; words <= argc; words++) {
        size_t length = strcspn(rest, " ");
        if (strlen(argv[words - 1]) != length || strncmp(rest, argv[words - 1], length) != 0)
            return 0;
        rest += length;
        if (!*rest)
            return words;
        rest++;
    }
    return 0;
}

static int verb_unknown(int argc, char **argv)
{
    char typed[128];
    snprintf(typed, sizeof typed, "%s%s%s", argv[0], argc > 1 ? " " : "", argc > 1 ? argv[1] : "");
    const char *names[64];
    size_t count = 0;
    for (; ctl_verbs[count]; count++)
        names[count] = ctl_verbs[count]->name;
    names[count] = NULL;
    const char *near = conf_suggest(typed, names);
    if (!near)
        near = conf_suggest(argv[0], names);
    struct text hint = TEXT_EMPTY;
    for (size_t i = 0; i < count; i++) {
        if (string_starts(names[i], argv[0]) && names[i][strlen(argv[0])] == ' ')
            text_addf(&hint, "%s%s", hint.length ? ", " : "there are: ", names[i]);
    }
    if (hint.length)
        near = NULL;
    text_addf(&hint, "%s`sendctl --help` lists every verb", hint.length ? "; " : "");
    if (near)
        ctl_say(text_string(&hint), "there is no verb `%s`; did you mean `%s`?", argv[0], near);
    else
        ctl_say(text_string(&hint), "there is no verb `%s`", argv[0]);
    text_free(&hint);
    return CTL_USAGE;
}

static int verb_run(struct ctl *ctl, int argc, char **argv)
{
    for (const struct verb *const *verb = ctl_verbs; *verb; verb++) {
        int words = verb_words(*verb, argc, argv);
        if (!words)
            continue;
        if (words < argc && string_equal(argv[words], "--help")) {
            printf("%s\nusage: sendctl %s %s\n", (*verb)->summary, (*verb)->name, (*verb)->usage);
            return CTL_OK;
        }
        return (*verb)->run(ctl, argc - words, argv + words);
    }
    return verb_unknown(argc, argv);
}

/* A build tree has the configuration beside the program; then that one is meant, not the installed one. */
static const char *conf_default(struct arena *arena)
{
    char path[PATH_MAX];
    ssize_t length = readlink("/proc/self/exe", path, sizeof path - 1);
    if (length <= 0)
        return SENDD_CONF_FOLDER;
    path[length] = '\0';
    const char *beside = arena_printf(arena, "%s/conf", dirname(path));
    return access(arena_printf(arena, "%s/sendd.conf", beside), R_OK) ? SENDD_CONF_FOLDER : beside;
}

/* Options that stand in a verb's place. */
static bool is_question(const char *word)
{
    return string_equal(word, "--help") || string_equal(word, "--version");
}

/* Takes the options before the verb, and --json anywhere. */
static int globals_take(struct ctl *ctl, int argc, char **argv, int *first)
{
    int i = 1;
    for (; i < argc && argv[i][0] == '-' && !is_question(argv[i]); i++) {
        const char **value = string_equal(argv[i], "--socket") ? &ctl->socket
                             : string_equal(argv[i], "-c")     ? &ctl->conf
                             : string_equal(argv[i], "--key")  ? &ctl->key
                                                               : NULL;
        if (string_equal(argv[i], "--json")) {
            ctl->json = true;
        } else if (value && i + 1 < argc) {
            *value = argv[++i];
        } else {
            ctl_say(NULL, value ? "%s needs a value" : "there is no option %s", argv[i]);
            return CTL_USAGE;
        }
    }
    *first = i;
    return CTL_OK;
}

static int json_flag_take(struct ctl *ctl, int argc, char **argv)
{
    int kept = 0;
    for (int i = 0; i < argc; i++) {
        if (string_equal(argv[i], "--json"))
            ctl->json = true;
        else
            argv[kept++] = argv[i];
    }
    return kept;
}

/* Before the words are sorted, for what is wrong with them is said so, too. */
static bool wants_json(int argc, char **argv)
{
    for (int i = 1; i < argc; i++)
        if (string_equal(argv[i], "--json"))
            return true;
    return false;
}

/* The verb and its arguments, or what stands in its place. */
static int words_run(struct ctl *ctl, int argc, char **argv)
{
    if (!argc) {
        help(stderr);
        return CTL_USAGE;
    }
    if (string_equal(argv[0], "--help"))
        help(stdout);
    else if (string_equal(argv[0], "--version"))
        puts("sendctl " PACKAGE_VERSION);
    else
        return verb_run(ctl, json_flag_take(ctl, argc, argv), argv);
    return CTL_OK;
}

int main(int argc, char **argv)
{
    setlocale(LC_CTYPE, "");
    if (sodium_init() < 0 || curl_global_init(CURL_GLOBAL_DEFAULT))
        return CTL_FAILED;
    struct ctl ctl = {.arena = arena_new(), .socket = getenv("SENDD_SOCKET")};
    ctl_say_as_json(wants_json(argc, argv));
    int first = 0, code = globals_take(&ctl, argc, argv, &first);
    if (!ctl.socket)
        ctl.socket = SENDD_SOCKET;
    if (!ctl.conf)
        ctl.conf = conf_default(ctl.arena);
    if (!code)
        code = words_run(&ctl, argc - first, argv + first);
    arena_free(ctl.arena);
    curl_global_cleanup();
    return code;
}
