/* sendctl never opens a store: it becomes sendd, which does, with the same options. */
#include "ctl/verbs.h"

#include <errno.h>
#include <libgen.h>
#include <limits.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* The sendd of the same version: beside this program in a build tree, else where it is installed beside it. */
static const char *sendd_path(struct ctl *ctl)
{
    char path[PATH_MAX];
    ssize_t length = readlink("/proc/self/exe", path, sizeof path - 1);
    if (length <= 0)
        return "/usr/sbin/sendd";
    path[length] = '\0';
    const char *folder = dirname(path);
    const char *beside = arena_printf(ctl->arena, "%s/sendd", folder);
    return access(beside, X_OK) ? arena_printf(ctl->arena, "%s/../sbin/sendd", folder) : beside;
}

/* Takes "-c CONF" out of ARGV; before the verb it would have named the present configuration. */
static int conf_take(int argc, char **argv, const char **conf)
{
    int kept = 0;
    for (int i = 0; i < argc; i++) {
        if (string_equal(argv[i], "-c") && i + 1 < argc)
            *conf = argv[++i];
        else
            argv[kept++] = argv[i];
    }
    return kept;
}

static void pair_add(struct list *words, const char *name, const char *value)
{
    if (!value)
        return;
    list_add(words, (void *)(uintptr_t)name);
    list_add(words, (void *)(uintptr_t)value);
}

static int become(const struct list *words)
{
    execv(words->items[0], (char *const *)words->items);
    fprintf(stderr, "sendctl: %s can't be run: %s\n", (const char *)words->items[0], strerror(errno));
    return CTL_USAGE;
}

static int run(struct ctl *ctl, int argc, char **argv)
{
    const char *changed = NULL, *against = NULL, *store = NULL, *school = NULL, *pupils = NULL, *seed = NULL,
               *span = NULL, *from = NULL;
    const struct ctl_option options[] = {
        {"against", &against, NULL}, {"store", &store, NULL}, {"school", &school, NULL}, {"pupils", &pupils, NULL},
        {"seed", &seed, NULL},       {"span", &span, NULL},   {"from", &from, NULL},     {0}};
    argc = ctl_parse(conf_take(argc, argv, &changed), argv, options);
    if (argc)
        return argc < 0 ? CTL_USAGE : ctl_usage(&verb_simulate, "there is no argument `%s`", argv[0]);
    if (!changed && !against)
        return ctl_usage(&verb_simulate, "name the changed configuration with -c, or the present one with --against");
    struct list words = LIST_EMPTY;
    list_add(&words, (void *)(uintptr_t)sendd_path(ctl));
    list_add(&words, (void *)(uintptr_t) "--simulate");
    pair_add(&words, "-c", changed ? changed : ctl->conf);
    pair_add(&words, "--against", against ? against : ctl->conf);
    pair_add(&words, "--store", store);
    pair_add(&words, "--school", school);
    pair_add(&words, "--pupils", pupils);
    pair_add(&words, "--seed", seed);
    pair_add(&words, "--span", span);
    pair_add(&words, "--from", from);
    list_add(&words, ctl->json ? (void *)(uintptr_t) "--json" : NULL);
    list_add(&words, NULL);
    int code = become(&words);
    list_free(&words);
    return code;
}

const struct verb verb_simulate = {
    "simulate",
    "-c NEWCONF [--against CONF] [--store FILE | --school made-up [--pupils N] [--seed N]] [--span \"12 weeks\"]",
    "what a changed configuration would do that the present one does not; needs no daemon", run};
