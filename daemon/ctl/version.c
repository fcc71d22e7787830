#include "ctl/version.h"

#include "workflow/definition.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

bool version_is_file(const char *name)
{
    struct stat about;
    return strchr(name, '/') || string_ends(name, ".conf") || (!stat(name, &about) && S_ISREG(about.st_mode));
}

bool version_is_stored(const char *name)
{
    return strchr(name, '@') || (strlen(name) >= 7 && strspn(name, "0123456789abcdef") == strlen(name));
}

void version_drop(struct version *version)
{
    json_decref(version->tree);
    version->tree = NULL;
}

static int trouble(const struct faults *faults)
{
    struct text out = TEXT_EMPTY;
    faults_print(faults, &out);
    fputs(text_string(&out), stderr);
    text_free(&out);
    return CTL_FAILED;
}

static int fill(struct ctl *ctl, const struct definition *definition, struct version *out)
{
    struct error error = ERROR_NONE;
    const char *canonical = definition_canonical(definition);
    out->id = arena_copy(ctl->arena, definition_id(definition));
    out->number = definition_version(definition);
    out->hash = arena_copy(ctl->arena, definition_hash(definition));
    return json_read(canonical, strlen(canonical), "the workflow", &out->tree, &error) ? ctl_fail(&error) : CTL_OK;
}

int version_from_file(struct ctl *ctl, const char *path, struct version *out)
{
    struct faults *faults = faults_new(ctl->arena);
    const struct conf_node *root = conf_read(ctl->arena, path, &workflow_schema, faults);
    const struct definition *definition =
        root && !faults->errors ? definition_compile(ctl->arena, root, NULL, faults) : NULL;
    return definition ? fill(ctl, definition, out) : trouble(faults);
}

/* --- the configuration --- */

static const char *root_id(const struct conf_node *root)
{
    const struct conf_node *body = conf_get(root, "workflow");
    return body ? conf_string(body, "id") : NULL;
}

/* Every file's tree; a faulty file of another workflow is no matter here. */
static void roots_read(struct ctl *ctl, struct faults *faults, struct list *roots)
{
    conf_read_folder(ctl->arena, arena_printf(ctl->arena, "%s/workflows", ctl->conf), false, &workflow_schema, faults,
                     roots);
}

/* Whether ONE is to be taken rather than BEST. */
static bool is_better(const struct definition *one, const struct definition *best, json_int_t number, struct date day)
{
    if (number)
        return definition_version(one) == number;
    bool in_force = date_is(day) && version_in_force(one, day),
         best_in_force = best && date_is(day) && version_in_force(best, day);
    if (!best || in_force != best_in_force)
        return !best || in_force;
    return definition_version(one) > definition_version(best);
}

static int unknown(struct ctl *ctl, const struct list *roots, const char *id, json_int_t number)
{
    const char **ids = arena_alloc(ctl->arena, (roots->count + 1) * sizeof *ids), *near;
    const char *versions = "";
    size_t count = 0;
    for (size_t i = 0; i < roots->count; i++) {
        const char *other = root_id(roots->items[i]);
        if (string_equal(other, id))
            versions = arena_printf(ctl->arena, "%s%s%lld", versions, *versions ? ", " : "",
                                    (long long)conf_int(conf_get(roots->items[i], "workflow"), "version"));
        if (other)
            ids[count++] = other;
    }
    if (*versions)
        fprintf(stderr, "sendctl: %s/workflows has no version %lld of workflow `%s`\n    there is: %s\n", ctl->conf,
                (long long)number, id, versions);
    else
        fprintf(stderr, "sendctl: %s/workflows has no workflow `%s`\n", ctl->conf, id);
    if (!*versions && (near = conf_suggest(id, ids)))
        fprintf(stderr, "    did you mean `%s`?\n", near);
    else if (!*versions)
        fputs("    name a file, a workflow of the configuration, or WORKFLOW@VERSION or a hash of the store\n", stderr);
    return CTL_FAILED;
}

int version_from_pack(struct ctl *ctl, const char *id, json_int_t number, struct date day, struct version *out)
{
    struct faults *faults = faults_new(ctl->arena), *own = faults_new(ctl->arena);
    struct list roots = LIST_EMPTY;
    const struct definition *best = NULL;
    roots_read(ctl, faults, &roots);
    for (size_t i = 0; i < roots.count; i++) {
        const struct definition *one = string_equal(root_id(roots.items[i]), id)
                                           ? definition_compile(ctl->arena, roots.items[i], NULL, own)
                                           : NULL;
        if (one && is_better(one, best, number, day))
            best = one;
    }
    int code = best           ? fill(ctl, best, out)
               : own->errors    ? trouble(own)
               : faults->errors ? trouble(faults)
                                : unknown(ctl, &roots, id, number);
    list_free(&roots);
    return code;
}

bool version_in_pack(struct ctl *ctl, const char *id, json_int_t number)
{
    struct list roots = LIST_EMPTY;
    bool found = false;
    roots_read(ctl, faults_new(ctl->arena), &roots);
    for (size_t i = 0; i < roots.count; i++)
        found = found || (string_equal(root_id(roots.items[i]), id) &&
                          conf_int(conf_get(roots.items[i], "workflow"), "version") == number);
    list_free(&roots);
    return found;
}

/* --- the store --- */

int version_from_store(struct ctl *ctl, const char *name, struct version *out)
{
    json_t *answer;
    const char *path = arena_printf(ctl->arena, "/v1/definitions/%s", ctl_quote(ctl, name));
    int code = ctl_call(ctl, "GET", path, NULL, &answer);
    if (code)
        return code;
    out->id = arena_copy(ctl->arena, json_text(answer, "workflow"));
    out->number = json_number(answer, "version", 0);
    out->hash = arena_copy(ctl->arena, json_text(answer, "hash"));
    out->tree = json_incref(json_object_get(answer, "definition"));
    json_decref(answer);
    return CTL_OK;
}
