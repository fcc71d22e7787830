/* Which of a workflow's versions a case begins with. */
#include "workflow/definition.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

bool version_in_force(const struct definition *definition, struct date day)
{
    struct date from = definition_valid_from(definition), to = definition_valid_to(definition);
    return (!date_is(from) || date_compare(from, day) <= 0) && (!date_is(to) || date_compare(day, to) <= 0);
}

/* NAME in its parts: "ID" or "ID@VERSION". */
struct wanted {
    const char *id;
    int64_t version; /* 0: none is named */
    struct date day;
};

static bool fits(const struct definition *one, const struct wanted *wanted)
{
    return string_equal(definition_id(one), wanted->id) &&
           (wanted->version ? definition_version(one) == wanted->version
                            : !date_is(wanted->day) || version_in_force(one, wanted->day));
}

static void refuse(struct arena *arena, const struct list *definitions, const struct wanted *wanted,
                   struct error *error)
{
    const char **ids = arena_alloc(arena, (definitions->count + 1) * sizeof *ids);
    const char *versions = "", *near;
    char day[DATE_SIZE];
    for (size_t i = 0; i < definitions->count; i++) {
        ids[i] = definition_id(definitions->items[i]);
        if (string_equal(ids[i], wanted->id))
            versions = arena_printf(arena, "%s%s%lld", versions, *versions ? ", " : "",
                                    (long long)definition_version(definitions->items[i]));
    }
    if (*versions && wanted->version)
        error_set(error, SENDD_ENOTFOUND, "workflow %s has no version %lld", wanted->id, (long long)wanted->version);
    else if (*versions)
        error_set(error, SENDD_ENOTFOUND, "no version of workflow %s is in force on %s", wanted->id,
                  date_write(wanted->day, day));
    else
        error_set(error, SENDD_ENOTFOUND, "there is no workflow %s", wanted->id);
    if (*versions)
        error_hint(error, "there is: %s; %s@VERSION names one", versions, wanted->id);
    else if ((near = conf_suggest(wanted->id, ids)))
        error_hint(error, "did you mean %s?", near);
    else
        error_hint(error, "give the id of a workflow of the configuration%s%s", ids[0] ? ", such as " : "",
                   ids[0] ? ids[0] : "");
}

const struct definition *definition_choose(const struct list *definitions, const char *name, struct date day,
                                           struct error *error)
{
    struct arena *arena = arena_new();
    const char *at = strrchr(name, '@');
    char *end = NULL;
    struct wanted wanted = {.id = name, .day = day};
    if (at && (wanted.version = strtoll(at + 1, &end, 10)) > 0 && !*end)
        wanted.id = arena_copy_n(arena, name, (size_t)(at - name));
    else
        wanted.version = 0;
    const struct definition *best = NULL;
    for (size_t i = 0; i < definitions->count; i++) {
        const struct definition *one = definitions->items[i];
        if (fits(one, &wanted) && (!best || definition_version(one) > definition_version(best)))
            best = one;
    }
    if (!best)
        refuse(arena, definitions, &wanted, error);
    arena_free(arena);
    return best;
}
