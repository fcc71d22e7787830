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

static int run(struct ctl *ctl, int argc, char **argv)
{
    const char *store = NULL;
    const struct ctl_option options[] = {{"store", &store, NULL}, {0}};
    argc = ctl_parse(argc, argv, options);
    if (argc)
        return argc < 0 ? CTL_USAGE : ctl_usage(&verb_upgrade_check, "it takes only --store FILE");
    const char *sendd = sendd_path(ctl);
    const char *arguments[] = {sendd, "--upgrade-check", "-c", ctl->conf, store ? "--store" : NULL, store, NULL};
    execv(sendd, (char *const *)(uintptr_t)arguments);
    fprintf(stderr, "sendctl: %s can't be run: %s\n", sendd, strerror(errno));
    return CTL_FAILED;
}

const struct verb verb_upgrade_check = {"upgrade-check", "[--store FILE]",
                                        "does every open case's history again with this version; needs no daemon", run};
