/* The configuration that the command line names. */
#include "sendd_daemon.h"

#include <stdio.h>

struct site *site_from(const char *folder, bool warnings)
{
    struct arena *arena = arena_new();
    struct faults *faults = faults_new(arena);
    struct site *site = site_read(folder, faults);
    struct text text = TEXT_EMPTY;
    faults_print(faults, &text);
    if (!site || warnings)
        fputs(text_string(&text), stderr);
    text_free(&text);
    arena_free(arena);
    return site;
}

struct site *daemon_site(const struct options *options)
{
    struct site *site = site_from(options->folder, true);
    if (site && options->store)
        site->store_path = arena_copy(site->arena, options->store);
    if (site && options->socket)
        site->socket_path = arena_copy(site->arena, options->socket);
    return site;
}
