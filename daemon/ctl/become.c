/* sendctl never opens a store: it becomes sendd, which does, with the same options. */
#include "ctl/ctl.h"

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

void ctl_become_sendd(struct ctl *ctl, const struct list *options)
{
    const char *sendd = sendd_path(ctl);
    const char **words = arena_alloc(ctl->arena, (options->count + 2) * sizeof *words);
    words[0] = sendd;
    for (size_t i = 0; i < options->count; i++)
        words[i + 1] = options->items[i];
    execv(sendd, (char *const *)(uintptr_t)words);
    ctl_say(NULL, "%s can't be run: %s", sendd, strerror(errno));
}

void ctl_option_add(struct list *options, const char *name, const char *value)
{
    if (!value)
        return;
    list_add(options, (void *)(uintptr_t)name);
    list_add(options, (void *)(uintptr_t)value);
}
