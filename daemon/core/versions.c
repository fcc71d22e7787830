#include "core/versions.h"

#include <stdlib.h>

/* A version and its file. */
struct version {
    const struct definition *definition;
    const struct conf_node *root;
    struct date from, to;
};

static int from_order(const void *a, const void *b)
{
    const struct version *left = a, *right = b;
    int order = date_is(left->from) - date_is(right->from);
    if (!order && date_is(left->from))
        order = date_compare(left->from, right->from);
    if (order)
        return order;
    int64_t l = definition_version(left->definition), r = definition_version(right->definition);
    return l < r ? -1 : l > r;
}

static long long number(const struct version *version)
{
    return definition_version(version->definition);
}

static void backwards_check(const struct version *version, struct faults *faults)
{
    char from[DATE_SIZE], to[DATE_SIZE];
    if (!date_is(version->from) || !date_is(version->to) || date_compare(version->from, version->to) <= 0)
        return;
    error_hint(conf_fault(faults, version->root,
                          "workflow \"%s\" version %lld ends on %s, before it begins on %s",
                          definition_id(version->definition), number(version), date_write(version->to, to),
                          date_write(version->from, from)),
               "put valid_from and valid_to right");
}

/* FIRST begins before NEXT, or both begin at no date. */
static void pair_check(const struct version *first, const struct version *next, struct faults *faults)
{
    char last[DATE_SIZE], from[DATE_SIZE], to[DATE_SIZE];
    const char *id = definition_id(next->definition);
    if (!date_is(next->from)) {
        error_hint(
            conf_fault(
                faults, next->root,
                "workflow \"%s\" has versions %lld and %lld, and neither says from when it is in force", id,
                number(first), number(next)),
            "write valid_from = \"YYYY-MM-DD\"; in the newer one, and valid_to of the day before in the "
            "other");
        return;
    }
    struct date before = date_add_days(next->from, -1);
    date_write(next->from, from);
    date_write(before, last);
    if (!date_is(first->to)) {
        error_hint(conf_fault(faults, first->root,
                              "workflow \"%s\" version %lld has no end, and version %lld begins on %s", id,
                              number(first), number(next), from),
                   "write valid_to = \"%s\"; in version %lld", last, number(first));
        return;
    }
    date_write(first->to, to);
    if (date_compare(first->to, next->from) >= 0)
        error_hint(conf_fault(faults, first->root,
                              "workflow \"%s\": versions %lld and %lld overlap from %s to %s", id,
                              number(first), number(next), from, to),
                   "write valid_to = \"%s\"; in version %lld", last, number(first));
    else if (date_compare(first->to, before) < 0)
        error_hint(conf_warn(faults, first->root, "version-gap",
                             "workflow \"%s\": after version %lld ends on %s and before version %lld begins "
                             "on %s no new case "
                             "can begin",
                             id, number(first), to, number(next), from),
                   "write valid_to = \"%s\"; in version %lld if that is not meant", last, number(first));
}

void versions_check(const struct list *definitions, const struct list *roots, struct faults *faults)
{
    struct arena *arena = arena_new();
    struct version *versions = arena_alloc(arena, (definitions->count + 1) * sizeof *versions);
    bool *seen = arena_alloc(arena, definitions->count + 1);
    for (size_t i = 0; i < definitions->count; i++) {
        size_t count = 0;
        const char *id = definition_id(definitions->items[i]);
        for (size_t j = i; j < definitions->count; j++) {
            const struct definition *one = definitions->items[j];
            if (seen[j] || !string_equal(definition_id(one), id))
                continue;
            seen[j] = true;
            versions[count++] =
                (struct version){one, roots->items[j], definition_valid_from(one), definition_valid_to(one)};
        }
        qsort(versions, count, sizeof *versions, from_order);
        for (size_t j = 0; j < count; j++)
            backwards_check(&versions[j], faults);
        for (size_t j = 1; j < count; j++)
            pair_check(&versions[j - 1], &versions[j], faults);
    }
    arena_free(arena);
}
