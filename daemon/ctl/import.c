#include "ctl/verbs.h"

#include "base/mem.h"

#include <errno.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>

enum { FILE_LIMIT = 11 * 1024 * 1024 };

static int csv_read(const char *path, struct text *out)
{
    int fault = ctl_file_read(path, FILE_LIMIT, out);
    if (fault && fault != EIO)
        return ctl_say(NULL, "%s can't be opened: %s", path, strerror(fault));
    if (fault || out->length > FILE_LIMIT)
        return ctl_say(NULL, "%s %s", path, fault ? "can't be read" : "is larger than 11 MiB: split it");
    return CTL_OK;
}

static char *base64(const struct text *bytes)
{
    size_t size = sodium_base64_encoded_len(bytes->length, sodium_base64_VARIANT_ORIGINAL);
    char *out = mem_alloc(size);
    sodium_bin2base64(out, size, (const unsigned char *)text_string(bytes), bytes->length,
                      sodium_base64_VARIANT_ORIGINAL);
    return out;
}

static void change_print(const json_t *change)
{
    printf("  ~ %s:", json_text(change, "id"));
    const char *field;
    json_t *pair;
    json_object_foreach(json_object_get(change, "fields"), field, pair) {
        const char *old = json_string_value(json_array_get(pair, 0)), *now = json_string_value(json_array_get(pair, 1));
        printf(" %s", field);
        if (old || now)
            printf(" (%s -> %s)", old ? old : "none", now ? now : "none");
    }
    putchar('\n');
}

/* NEW and MISSING hold ids, or objects that have one. */
static void ids_print(const char *sign, const json_t *list)
{
    size_t i;
    json_t *item;
    json_array_foreach(list, i, item) {
        const char *id = json_is_string(item) ? json_string_value(item) : json_text(item, "id");
        printf("  %s %s\n", sign, id ? id : "?");
    }
}

static void diff_print(const json_t *diff)
{
    const json_t *new = json_object_get(diff, "new"), *changed = json_object_get(diff, "changed");
    const json_t *missing = json_object_get(diff, "missing");
    ids_print("+", new);
    size_t i;
    json_t *change;
    json_array_foreach(changed, i, change) {
        change_print(change);
    }
    ids_print("?", missing);
    printf("%zu new, %zu changed, %" JSON_INTEGER_FORMAT " the same, %zu here but not in the file (kept)\n",
           json_array_size(new), json_array_size(changed), json_number(diff, "same", 0), json_array_size(missing));
}

static void result_print(const char *reg, const json_t *answer, bool dry)
{
    if (dry) {
        puts("dry run: nothing was changed");
        diff_print(json_object_get(answer, "diff"));
        return;
    }
    printf("%s: %" JSON_INTEGER_FORMAT " imported, %" JSON_INTEGER_FORMAT " the same as before\n", reg,
           json_number(answer, "changed", 0), json_number(answer, "same", 0));
}

static void warnings_print(const json_t *warnings)
{
    size_t i;
    json_t *warning;
    json_array_foreach(warnings, i, warning)
        fprintf(stderr, "warning: %s\n", json_string_value(warning));
}

static int run(struct ctl *ctl, int argc, char **argv)
{
    const char *school = NULL;
    bool dry = false;
    const struct ctl_option options[] = {{"school", &school, NULL}, {"dry-run", NULL, &dry}, {0}};
    argc = ctl_parse(argc, argv, options);
    if (argc < 0)
        return CTL_USAGE;
    if (argc != 2)
        return ctl_usage(&verb_import, "a register and a CSV file are needed, such as pupil pupils.csv");
    struct text bytes = TEXT_EMPTY;
    int code = csv_read(argv[1], &bytes);
    if (!code) {
        char *csv = base64(&bytes);
        json_t *answer, *body = json_pack("{s:s, s:s, s:s, s:b, s:s*}", "register", argv[0], "file", argv[1], "csv",
                                          csv, "dry_run", dry, "school", school);
        mem_free(csv);
        code = ctl_call(ctl, "POST", "/v1/import", body, &answer);
        if (!code && ctl->json) {
            code = ctl_print_json(answer);
        } else if (!code) {
            result_print(argv[0], answer, dry);
            warnings_print(json_object_get(answer, "warnings"));
            json_decref(answer);
        }
    }
    text_free(&bytes);
    return code;
}

const struct verb verb_import = {"import", "REGISTER FILE.csv [--dry-run] [--school ID]",
                                 "records from a MIS export; --dry-run shows the difference", run};
