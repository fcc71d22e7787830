#include "core/site.h"

#include "core/site_advice.h"
#include "core/site_load.h"
#include "core/versions.h"
#include "records/register.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

static struct site *site_new(const char *folder)
{
    struct arena *arena = arena_new();
    struct site *site = arena_alloc(arena, sizeof *site);
    site->arena = arena;
    site->users = 1;
    site->folder = arena_copy(arena, folder);
    return site;
}

struct site *site_hold(struct site *site)
{
    assert(site->users > 0);
    site->users++;
    return site;
}

static void site_free(struct site *site)
{
    struct list *lists[] = {&site->definitions, &site->schools, &site->roles,    &site->channels,
                            &site->plugins,     &site->resend,  &site->registers};
    for (size_t i = 0; i < sizeof lists / sizeof *lists; i++)
        list_free(lists[i]);
    arena_free(site->arena);
}

void site_drop(struct site *site)
{
    if (!site)
        return;
    assert(site->users > 0);
    if (--site->users == 0)
        site_free(site);
}

/* --- workflows --- */

static const char *const *role_ids(const struct site *site, struct arena *arena)
{
    const char **ids = arena_alloc(arena, (site->roles.count + 1) * sizeof *ids);
    for (size_t i = 0; i < site->roles.count; i++)
        ids[i] = ((const struct site_role *)site->roles.items[i])->id;
    return ids;
}

static const char *const *register_ids(const struct site *site, struct arena *arena)
{
    const char **ids = arena_alloc(arena, (site->registers.count + 1) * sizeof *ids);
    for (size_t i = 0; i < site->registers.count; i++)
        ids[i] = register_id(site->registers.items[i]);
    return ids;
}

struct definition_context site_context(const struct site *site, struct arena *arena)
{
    return (struct definition_context){.rules = site->rules,
                                       .calendars = site->calendars,
                                       .templates = site->templates ? templates_ids(site->templates) : NULL,
                                       .roles = role_ids(site, arena),
                                       .registers = register_ids(site, arena),
                                       .records = site_records(site, arena)};
}

/* By id, the newest version first. */
static int definition_order(const void *a, const void *b)
{
    const struct definition *left = *(struct definition *const *)a, *right = *(struct definition *const *)b;
    int order = strcmp(definition_id(left), definition_id(right));
    if (order)
        return order;
    int64_t l = definition_version(left), r = definition_version(right);
    return l < r ? 1 : l > r ? -1 : 0;
}

static void definition_add(struct site *site, const struct conf_node *root, struct definition *definition,
                           struct faults *faults)
{
    for (size_t i = 0; i < site->definitions.count; i++) {
        const struct definition *other = site->definitions.items[i];
        if (string_equal(definition_id(other), definition_id(definition)) &&
            definition_version(other) == definition_version(definition))
            error_hint(conf_fault(faults, root, "workflow \"%s\" version %lld is there twice",
                                  definition_id(definition), (long long)definition_version(definition)),
                       "raise the version of one of the two files, or remove it");
    }
    list_add(&site->definitions, definition);
}

static const char *const *workflow_ids(struct site *site, const struct list *roots)
{
    const char **ids = arena_alloc(site->arena, (roots->count + 1) * sizeof *ids);
    size_t count = 0;
    for (size_t i = 0; i < roots->count; i++) {
        const struct conf_node *body = conf_get(roots->items[i], "workflow");
        const char *id = body ? conf_string(body, "id") : NULL;
        if (id)
            ids[count++] = id;
    }
    return ids;
}

struct definition *site_compile(const struct site *site, struct arena *arena, const char *path,
                                struct faults *faults)
{
    const char **ids = arena_alloc(arena, (site->definitions.count + 1) * sizeof *ids);
    for (size_t i = 0; i < site->definitions.count; i++)
        ids[i] = definition_id(site->definitions.items[i]);
    struct definition_context context = site_context(site, arena);
    context.workflows = ids;
    struct conf_node *root = conf_read(arena, path, &workflow_schema, faults);
    struct definition *definition = root ? definition_compile(arena, root, &context, faults) : NULL;
    return faults->errors ? NULL : definition;
}

/* Which parts were read without a fault. What a faulty one declares is not known, so names of it are not looked
 * for: one slip is one fault, not one at every place that names what is in that file. */
struct sound {
    bool roles, calendars, rules, templates, registers;
};

static struct definition_context sound_context(struct site *site, const struct sound *sound,
                                               const struct list *roots, bool all_roots)
{
    struct definition_context context = site_context(site, site->arena);
    context.workflows = all_roots ? workflow_ids(site, roots) : NULL;
    context.roles = sound->roles ? context.roles : NULL;
    context.rules = sound->rules ? context.rules : NULL;
    context.templates = sound->templates ? context.templates : NULL;
    context.registers = sound->registers ? context.registers : NULL;
    context.records = sound->registers ? context.records : NULL;
    return context;
}

/* False when some have faults. */
static bool workflows_read(struct site *site, const struct sound *sound, struct faults *faults)
{
    size_t before = faults->errors;
    struct list roots = LIST_EMPTY, compiled = LIST_EMPTY; /* of the same length as the definitions */
    conf_read_folder(site->arena, arena_printf(site->arena, "%s/workflows", site->folder), false,
                     &workflow_schema, faults, &roots);
    struct definition_context context = sound_context(site, sound, &roots, faults->errors == before);
    for (size_t i = 0; i < roots.count; i++) {
        struct definition *definition = definition_compile(site->arena, roots.items[i], &context, faults);
        if (!definition)
            continue;
        definition_add(site, roots.items[i], definition, faults);
        list_add(&compiled, roots.items[i]);
    }
    versions_check(&site->definitions, &compiled, faults);
    list_free(&compiled);
    list_free(&roots);
    if (site->definitions.count > 1)
        qsort(site->definitions.items, site->definitions.count, sizeof(void *), definition_order);
    return faults->errors == before;
}

/* --- the folder --- */

static void rooms_read(struct site *site, struct sound *sound, struct faults *faults)
{
    struct arena *arena = site->arena;
    size_t before = faults->errors;
    site->calendars = calendars_read(arena, arena_printf(arena, "%s/calendars", site->folder), faults);
    sound->calendars = faults->errors == before;
    before = faults->errors;
    if (site->calendars)
        site->rules =
            rulebook_read(arena, arena_printf(arena, "%s/rules", site->folder), site->calendars, faults);
    sound->rules = faults->errors == before;
    before = faults->errors;
    site->templates = templates_read(arena, arena_printf(arena, "%s/templates", site->folder), faults);
    sound->templates = faults->errors == before;
    before = faults->errors;
    registers_read(arena, arena_printf(arena, "%s/registers", site->folder), faults, &site->registers);
    sound->registers = faults->errors == before;
}

struct site *site_read(const char *folder, struct faults *faults)
{
    return site_read_advised(folder, DATE_NONE, faults);
}

struct site *site_read_advised(const char *folder, struct date today, struct faults *faults)
{
    struct site *site = site_new(folder);
    const char *path = arena_printf(site->arena, "%s/sendd.conf", folder);
    size_t before = faults->errors;
    struct conf_node *root = conf_read(site->arena, path, &site_schema, faults);
    if (root)
        site_load(site, root, faults);
    struct sound sound = {.roles = site->roles.count > 0};
    rooms_read(site, &sound, faults);
    bool whole = workflows_read(site, &sound, faults);
    if (root)
        site_check(site, root, sound.calendars, faults);
    if (date_is(today))
        site_advise(site, today, whole, faults);
    if (root && faults->errors == before)
        return site;
    site_free(site);
    return NULL;
}

/* --- looking things up --- */

struct definition *site_definition(const struct site *site, const char *workflow, struct date day)
{
    for (size_t i = 0; i < site->definitions.count; i++) {
        struct definition *definition = site->definitions.items[i];
        if (string_equal(definition_id(definition), workflow) &&
            (!date_is(day) || version_in_force(definition, day)))
            return definition;
    }
    return NULL;
}

const struct site_school *site_school_find(const struct site *site, const char *id)
{
    if (!id)
        return site->schools.count == 1 ? site->schools.items[0] : NULL;
    for (size_t i = 0; i < site->schools.count; i++) {
        const struct site_school *school = site->schools.items[i];
        if (string_equal(school->id, id))
            return school;
    }
    return NULL;
}

const struct site_role *site_role_find(const struct site *site, const char *id)
{
    for (size_t i = 0; i < site->roles.count; i++) {
        const struct site_role *role = site->roles.items[i];
        if (string_equal(role->id, id))
            return role;
    }
    return NULL;
}

bool site_has_instance(const struct site *site, const char *name)
{
    for (size_t i = 0; i < site->plugins.count; i++) {
        const struct plugin_config *plugin = site->plugins.items[i];
        if (string_equal(plugin->name, name))
            return true;
    }
    return false;
}

const char *site_instance(const struct site *site, const char *channel)
{
    for (size_t i = 0; i < site->channels.count; i++) {
        const struct site_channel *one = site->channels.items[i];
        if (string_equal(one->name, channel))
            return one->instance;
    }
    return NULL;
}
