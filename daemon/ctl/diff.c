/* Two versions of a workflow, and what differs between them in words. */
#include "ctl/verbs.h"

#include "workflow/definition.h"
#include "workflow/diff.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

/* As diff(1) does: 1 is "they differ", so what can't be compared at all is 2. */
enum { TROUBLE = CTL_USAGE };

struct version {
    const char *id;
    json_int_t number;
    const char *hash;
    json_t *tree; /* canonical; owned */
};

static bool is_file(const char *name)
{
    struct stat about;
    return strchr(name, '/') || (!stat(name, &about) && S_ISREG(about.st_mode));
}

static bool is_stored(const char *name)
{
    return strchr(name, '@') || (strlen(name) >= 7 && strspn(name, "0123456789abcdef") == strlen(name));
}

static int trouble(const struct faults *faults)
{
    struct text out = TEXT_EMPTY;
    faults_print(faults, &out);
    fputs(text_string(&out), stderr);
    text_free(&out);
    return TROUBLE;
}

static int version_fill(struct ctl *ctl, const struct definition *definition, struct version *out)
{
    struct error error = ERROR_NONE;
    const char *canonical = definition_canonical(definition);
    out->id = arena_copy(ctl->arena, definition_id(definition));
    out->number = definition_version(definition);
    out->hash = arena_copy(ctl->arena, definition_hash(definition));
    return json_read(canonical, strlen(canonical), "the workflow", &out->tree, &error) ? TROUBLE : CTL_OK;
}

static int version_from_file(struct ctl *ctl, const char *path, struct version *out)
{
    struct faults *faults = faults_new(ctl->arena);
    const struct conf_node *root = conf_read(ctl->arena, path, &workflow_schema, faults);
    const struct definition *definition =
        root && !faults->errors ? definition_compile(ctl->arena, root, NULL, faults) : NULL;
    return definition ? version_fill(ctl, definition, out) : trouble(faults);
}

/* The file of the configuration whose workflow is called ID: the newest, as new cases would get it. */
static int version_from_pack(struct ctl *ctl, const char *id, struct version *out)
{
    struct faults *faults = faults_new(ctl->arena);
    struct list roots = LIST_EMPTY;
    const struct conf_node *found = NULL;
    const char *folder = arena_printf(ctl->arena, "%s/workflows", ctl->conf);
    conf_read_folder(ctl->arena, folder, false, &workflow_schema, faults, &roots);
    for (size_t i = 0; i < roots.count; i++) {
        const struct conf_node *body = conf_get(roots.items[i], "workflow");
        if (body && string_equal(conf_string(body, "id"), id) &&
            (!found || conf_int(body, "version") > conf_int(conf_get(found, "workflow"), "version")))
            found = roots.items[i];
    }
    list_free(&roots);
    if (!found && !faults->errors)
        error_hint(fault_add(faults, folder, 0, "there is no workflow \"%s\" and no file of that name", id),
                   "name a file, a workflow of the configuration, or WORKFLOW@VERSION or a hash of the store");
    const struct definition *definition =
        found && !faults->errors ? definition_compile(ctl->arena, found, NULL, faults) : NULL;
    return definition ? version_fill(ctl, definition, out) : trouble(faults);
}

static int version_from_store(struct ctl *ctl, const char *name, struct version *out)
{
    json_t *answer;
    const char *path = arena_printf(ctl->arena, "/v1/definitions/%s", ctl_quote(ctl, name));
    int code = ctl_call(ctl, "GET", path, NULL, &answer);
    if (code)
        return code == CTL_UNREACHABLE ? code : TROUBLE;
    out->id = arena_copy(ctl->arena, json_text(answer, "workflow"));
    out->number = json_number(answer, "version", 0);
    out->hash = arena_copy(ctl->arena, json_text(answer, "hash"));
    out->tree = json_incref(json_object_get(answer, "definition"));
    json_decref(answer);
    return CTL_OK;
}

static int version_take(struct ctl *ctl, const char *name, struct version *out)
{
    if (is_file(name))
        return version_from_file(ctl, name, out);
    return is_stored(name) ? version_from_store(ctl, name, out) : version_from_pack(ctl, name, out);
}

/* --- print --- */

static void differences_print(const json_t *differences)
{
    const char *where = NULL;
    size_t i;
    json_t *row;
    json_array_foreach(differences, i, row) {
        const char *part = json_text(row, "where");
        if (!string_equal(where, part))
            printf("%s%s\n", i ? "\n" : "", part);
        where = part;
        printf("  %s\n", json_text(row, "text"));
    }
}

static json_t *version_json(const struct version *version)
{
    return json_pack("{s:s, s:I, s:s}", "workflow", version->id, "version", version->number, "hash", version->hash);
}

static int versions_compare(struct ctl *ctl, const struct version *old, const struct version *new)
{
    json_t *differences = definition_diff(old->tree, new->tree);
    size_t count = json_array_size(differences);
    if (ctl->json)
        ctl_print_json(json_pack("{s:o, s:o, s:b, s:O}", "old", version_json(old), "new", version_json(new), "same",
                                 count == 0, "differences", differences));
    else if (count)
        differences_print(differences);
    else
        puts("no difference");
    if (count && !ctl->json && string_equal(old->id, new->id) && old->number == new->number)
        fprintf(stderr, "sendctl diff: both say version %lld: raise it, so that people can tell them apart\n",
                (long long)new->number);
    json_decref(differences);
    return count ? CTL_FAILED : CTL_OK;
}

static int run(struct ctl *ctl, int argc, char **argv)
{
    if (argc != 2)
        return ctl_usage(&verb_diff, "it takes an old and a new version");
    struct version old = {0}, new = {0};
    int code = version_take(ctl, argv[0], &old);
    if (!code)
        code = version_take(ctl, argv[1], &new);
    if (!code)
        code = versions_compare(ctl, &old, &new);
    json_decref(old.tree);
    json_decref(new.tree);
    return code;
}

const struct verb verb_diff = {
    "diff", "OLD NEW", "what changed between two versions of a workflow: files, WORKFLOW@VERSION, or ids", run};
