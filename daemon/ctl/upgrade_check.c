#include "ctl/verbs.h"

#include <stdint.h>

static int run(struct ctl *ctl, int argc, char **argv)
{
    const char *store = NULL;
    const struct ctl_option options[] = {{"store", &store, NULL}, {0}};
    argc = ctl_parse(argc, argv, options);
    if (argc)
        return argc < 0 ? CTL_USAGE : ctl_usage(&verb_upgrade_check, "it takes only --store FILE");
    struct list words = LIST_EMPTY;
    list_add(&words, (void *)(uintptr_t) "--upgrade-check");
    ctl_option_add(&words, "-c", ctl->conf);
    ctl_option_add(&words, "--store", store);
    if (ctl->json)
        list_add(&words, (void *)(uintptr_t) "--json");
    ctl_become_sendd(ctl, &words);
    list_free(&words);
    return CTL_FAILED;
}

const struct verb verb_upgrade_check = {"upgrade-check", "[--store FILE]",
                                        "does every open case's history again with this version; needs no daemon", run};
