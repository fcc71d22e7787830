/* Two versions of a workflow, and what differs between them in words. */
#include "ctl/verbs.h"

#include "ctl/version.h"
#include "workflow/diff.h"

#include <stdio.h>

/* As diff(1) does: 1 is "they differ", so what can't be compared at all is 2. */
enum { TROUBLE = CTL_USAGE };

/* One with a version is the store's, also when the configuration has a file that says so: that may have changed since. A
 * workflow of the configuration alone is its newest file. */
static int version_take(struct ctl *ctl, const char *name, struct version *out)
{
    int code = version_is_file(name)     ? version_from_file(ctl, name, out)
               : version_is_stored(name) ? version_from_store(ctl, name, out)
                                         : version_from_pack(ctl, name, 0, DATE_NONE, out);
    return code && code != CTL_UNREACHABLE ? TROUBLE : code;
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
    version_drop(&old);
    version_drop(&new);
    return code;
}

const struct verb verb_diff = {
    "diff", "OLD NEW", "what changed between two versions of a workflow: files, WORKFLOW@VERSION, or ids", run};
