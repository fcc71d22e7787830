/* One version of a workflow as the store keeps it for the cases that are pinned to it. */
#include "http/routes.h"

#include <string.h>

/* The configuration's own are known before any case has them. */
static void configured_add(const struct site *site, const char *name, struct arena *arena, json_t *list)
{
    for (size_t i = 0; i < site->definitions.count; i++) {
        const struct definition *definition = site->definitions.items[i];
        const char *hash = definition_hash(definition);
        const char *full =
            arena_printf(arena, "%s@%lld", definition_id(definition), (long long)definition_version(definition));
        bool there = false;
        size_t j;
        json_t *row;
        json_array_foreach(list, j, row)
            there |= string_equal(json_text(row, "hash"), hash);
        if (!there && (string_equal(name, full) || string_starts(hash, name)))
            json_array_insert_new(list, 0,
                                  json_pack("{s:s, s:s, s:I}", "hash", hash, "workflow", definition_id(definition),
                                            "version", (json_int_t)definition_version(definition)));
    }
}

static int canonical_find(struct store *store, const struct site *site, const char *hash, struct arena *arena,
                          const char **out, struct error *error)
{
    for (size_t i = 0; i < site->definitions.count; i++) {
        const struct definition *definition = site->definitions.items[i];
        if (string_equal(definition_hash(definition), hash)) {
            *out = definition_canonical(definition);
            return 0;
        }
    }
    return store_definition_get(store, hash, arena, out, error);
}

/* Exactly one, or the words for the person who must choose. */
static int one_of(const json_t *list, const char *name, struct arena *arena, struct error *error)
{
    const char *hashes = "";
    size_t i;
    json_t *row;
    if (!json_array_size(list)) {
        error_set(error, SENDD_ENOTFOUND, "neither the store nor the configuration has a workflow `%s`", name);
        return error_hint(error, "sendctl --json workflow list tells those in use");
    }
    if (json_array_size(list) == 1)
        return 0;
    json_array_foreach(list, i, row)
        hashes = arena_printf(arena, "%s%s%.12s", hashes, i ? ", " : "", json_text(row, "hash"));
    error_set(error, SENDD_ECONFLICT, "`%s` stands for %zu texts, for its version was not raised with each change",
              name, json_array_size(list));
    return error_hint(error, "name one by its hash, the newest first: %s", hashes);
}

static int definition_read(struct store *store, const struct site *site, struct request *request, json_t **out,
                           struct error *error)
{
    json_t *list, *model = NULL;
    const char *name = request->parts[0], *canonical;
    int code = store_definitions_named(store, name, request->arena, &list, error);
    if (code)
        return code;
    json_keep(request->arena, list);
    configured_add(site, name, request->arena, list);
    code = one_of(list, name, request->arena, error);
    json_t *row = json_array_get(list, 0);
    if (!code)
        code = canonical_find(store, site, json_text(row, "hash"), request->arena, &canonical, error);
    if (!code)
        code = json_read(canonical, strlen(canonical), "a stored workflow", &model, error);
    if (!code) {
        *out = json_copy(row);
        json_object_set_new(*out, "definition", model);
    }
    return code;
}

void definition_serve(struct request *request)
{
    request_read(request, definition_read);
}
