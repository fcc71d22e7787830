#include "sendd_upgrade.h"

#include "core/replay.h"
#include "sendd_options.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* The clock that the store belongs to is its own matter here. */
static int store_take(struct env *env, const char *path, bool reader, struct store **out, struct error *error)
{
    struct store_options options = {.path = path, .reader = reader};
    int code = store_open(env, &options, out, error);
    if (code != SENDD_EREFUSED)
        return code;
    options.jumping = true;
    return store_open(env, &options, out, error);
}

static int json_print(const struct replay *replay)
{
    json_t *answer = json_pack("{s:I, s:I, s:O}", "cases", (json_int_t)replay->cases, "rows", (json_int_t)replay->rows,
                               "differing", replay->differing);
    json_dumpf(answer, stdout, JSON_INDENT(2));
    putchar('\n');
    json_decref(answer);
    return json_array_size(replay->differing) ? EXIT_FAULT : EXIT_OK;
}

static int differing_print(const struct replay *replay)
{
    size_t i;
    json_t *row;
    json_array_foreach(replay->differing, i, row)
        printf("%s: row %lld of the history (%s): %s\n", json_text(row, "case"),
               (long long)json_number(row, "row", 0), json_text(row, "kind"), json_text(row, "what"));
    size_t differing = json_array_size(replay->differing);
    printf("%zu open cases, %zu rows of their history: %zu cases differ\n", replay->cases, replay->rows,
           differing);
    return differing ? EXIT_FAULT : EXIT_OK;
}

static int error_print_status(const struct error *error)
{
    struct text text = TEXT_EMPTY;
    error_print(error, &text);
    fprintf(stderr, "sendd: %s\n", text_string(&text));
    text_free(&text);
    return EXIT_STORE;
}

static int store_check(struct store *store, const struct site *site, bool json)
{
    struct replay replay;
    struct error error = ERROR_NONE;
    int status = replay_all(store, site, &replay, &error) ? error_print_status(&error)
                 : json                                   ? json_print(&replay)
                                                          : differing_print(&replay);
    json_decref(replay.differing);
    store_close(store);
    return status;
}

/* --- a store of an older schema --- */

static void copy_remove(struct arena *arena, const char *folder, const char *path)
{
    static const char *const ends[] = {"", "-wal", "-shm", "-journal", ".lock"};
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++)
        unlink(arena_printf(arena, "%s%s", path, ends[i]));
    rmdir(folder);
}

/* A folder that nobody else can read, for pupils' data. */
static const char *folder_make(struct env *env, struct arena *arena, struct error *error)
{
    const char *place = getenv("TMPDIR");
    uint64_t dice;
    env_random(env, &dice, sizeof dice);
    place = place ? place : "/var/tmp";
    const char *folder = arena_printf(arena, "%s/sendd-upgrade-%016llx", place, (unsigned long long)dice);
    if (!mkdir(folder, 0700))
        return folder;
    error_set(error, SENDD_EIO, "no folder for a copy of the store in %s: %s", place, strerror(errno));
    error_hint(error, "name one with room for it in TMPDIR");
    return NULL;
}

static int copy_check(struct env *env, const struct site *site, bool json, struct arena *arena)
{
    struct error error = ERROR_NONE;
    struct store *store;
    const char *folder = folder_make(env, arena, &error);
    if (!folder)
        return error_print_status(&error);
    const char *path = arena_printf(arena, "%s/copy.db", folder);
    int code = store_copy(env, site->store_path, path, &error);
    if (!code)
        code = store_take(env, path, false, &store, &error);
    int status = code ? error_print_status(&error) : store_check(store, site, json);
    copy_remove(arena, folder, path);
    return status;
}

int upgrade_check(struct env *env, const struct site *site, bool json)
{
    struct error error = ERROR_NONE;
    struct store *store;
    int code = store_take(env, site->store_path, true, &store, &error);
    if (code != SENDD_EINVALID)
        return code ? error_print_status(&error) : store_check(store, site, json);
    struct arena *arena = arena_new();
    int status = copy_check(env, site, json, arena);
    arena_free(arena);
    return status;
}
