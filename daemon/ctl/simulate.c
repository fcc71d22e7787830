#include "ctl/verbs.h"

#include <stdint.h>

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
    list_add(&words, (void *)(uintptr_t) "--simulate");
    ctl_option_add(&words, "-c", changed ? changed : ctl->conf);
    ctl_option_add(&words, "--against", against ? against : ctl->conf);
    ctl_option_add(&words, "--store", store);
    ctl_option_add(&words, "--school", school);
    ctl_option_add(&words, "--pupils", pupils);
    ctl_option_add(&words, "--seed", seed);
    ctl_option_add(&words, "--span", span);
    ctl_option_add(&words, "--from", from);
    if (ctl->json)
        list_add(&words, (void *)(uintptr_t) "--json");
    ctl_become_sendd(ctl, &words);
    list_free(&words);
    return CTL_USAGE;
}

const struct verb verb_simulate = {
    "simulate",
    "-c NEWCONF [--against CONF] [--store FILE | --school made-up [--pupils N] [--seed N]] [--span \"12 weeks\"]",
    "what a changed configuration would do that the present one does not; needs no daemon", run};
