#include "core/definitions.h"

#include "base/mem.h"

#include <string.h>

struct pinned {
    struct arena *arena; /* owns the definition */
    const struct definition *definition;
};

struct definitions {
    struct list pinned; /* of struct pinned * */
};

struct definitions *definitions_new(void)
{
    return mem_alloc(sizeof(struct definitions));
}

void definitions_free(struct definitions *definitions)
{
    if (!definitions)
        return;
    for (size_t i = 0; i < definitions->pinned.count; i++) {
        struct pinned *pinned = definitions->pinned.items[i];
        arena_free(pinned->arena);
        mem_free(pinned);
    }
    list_free(&definitions->pinned);
    mem_free(definitions);
}

static const struct definition *known(const struct definitions *definitions, const struct site *site,
                                      const char *hash)
{
    for (size_t i = 0; i < site->definitions.count; i++) {
        const struct definition *found = definition_pinned(site->definitions.items[i], hash);
        if (found)
            return found;
    }
    for (size_t i = 0; i < definitions->pinned.count; i++) {
        const struct pinned *pinned = definitions->pinned.items[i];
        if (string_equal(definition_hash(pinned->definition), hash))
            return pinned->definition;
    }
    return NULL;
}

/* No context: what the workflow names was checked when it was first loaded; what is gone since becomes an
 * error of the step that needs it. */
static const struct definition *pinned_compile(struct arena *arena, const char *canonical)
{
    json_t *value = NULL;
    if (json_read(canonical, strlen(canonical), "a stored workflow", &value, NULL))
        return NULL;
    json_keep(arena, value);
    struct faults *faults = faults_new(arena);
    static const struct definition_context nothing;
    const struct definition *definition = definition_from_json(arena, value, &nothing, faults);
    return faults->errors ? NULL : definition;
}

int definitions_find(struct definitions *definitions, const struct site *site, struct store *store,
                     const char *hash, const struct definition **out, struct error *error)
{
    *out = known(definitions, site, hash);
    if (*out)
        return 0;
    struct arena *arena = arena_new();
    const char *canonical;
    int code = store_definition_get(store, hash, arena, &canonical, error);
    if (!code && !(*out = pinned_compile(arena, canonical)))
        code = error_set(error, SENDD_ECORRUPT, "the stored workflow %.12s can't be compiled", hash);
    if (code) {
        arena_free(arena);
        return code;
    }
    struct pinned *pinned = mem_alloc(sizeof *pinned);
    pinned->arena = arena;
    pinned->definition = *out;
    list_add(&definitions->pinned, pinned);
    return 0;
}
