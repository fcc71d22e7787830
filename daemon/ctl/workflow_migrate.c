#include "ctl/verbs.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>

enum { PAGE = 1000 };

struct migrating {
    struct ctl *ctl;
    json_t *body; /* what every case is asked */
    const char *key;
    int code; /* of the last case that could not be moved */
    size_t moved, same, refused;
};

static void report_print(const char *reference, const json_t *answer)
{
    const json_t *report = json_object_get(answer, "report"), *dropped = json_object_get(report, "dropped");
    size_t i;
    json_t *line;
    const char *name;
    if (json_object_get(answer, "undone")) {
        printf("%s: the migration is taken back\n", reference);
        return;
    }
    if (!report) {
        printf("%s: has that version already\n", reference);
        return;
    }
    printf("%s: version %lld -> %lld%s\n", reference, (long long)json_number(report, "from", 0),
           (long long)json_number(report, "to", 0), json_is_true(json_object_get(answer, "moved")) ? "" : " (dry run)");
    json_array_foreach(json_object_get(report, "changes"), i, line) printf("  %s\n", json_string_value(line));
    json_array_foreach(json_object_get(report, "added"), i, line) printf("  field %s: new\n", json_string_value(line));
    json_object_foreach((json_t *)(uintptr_t)dropped, name, line)
        printf("  field %s: dropped, its value stays in the history\n", name);
}

static void case_migrate(struct migrating *migrating, const char *reference)
{
    struct ctl *ctl = migrating->ctl;
    json_t *answer;
    const char *path = arena_printf(ctl->arena, "/v1/cases/%s/migrate", ctl_quote(ctl, reference));
    /* One key may stand for many cases here, and for one command only at the daemon's. */
    ctl->key = migrating->key ? arena_printf(ctl->arena, "%s/%s", migrating->key, reference) : NULL;
    ctl->about = reference;
    int code = ctl_call(ctl, "POST", path, json_incref(migrating->body), &answer);
    ctl->about = NULL;
    if (code) {
        migrating->code = code;
        migrating->refused++;
        return;
    }
    if (json_object_get(answer, "report") || json_object_get(answer, "undone"))
        migrating->moved++;
    else
        migrating->same++;
    if (ctl->json) {
        ctl_print_json(answer);
        return;
    }
    report_print(reference, answer);
    json_decref(answer);
}

static bool list_has(const json_t *list, const char *key, const char *word)
{
    size_t i;
    json_t *row;
    json_array_foreach(list, i, row)
    {
        if (string_equal(json_text(row, key), word))
            return true;
    }
    return false;
}

static int workflow_migrate(struct migrating *migrating, const char *workflow)
{
    size_t count;
    json_int_t after = 0;
    do {
        json_t *answer, *row;
        size_t i;
        const char *number = arena_printf(migrating->ctl->arena, "%lld", (long long)after);
        int code = ctl_call(migrating->ctl, "GET",
                            ctl_path(migrating->ctl, "/v1/cases", "workflow", workflow, "after", number, "limit", "1000",
                                     NULL),
                            NULL, &answer);
        if (code)
            return code;
        json_array_foreach(json_object_get(answer, "cases"), i, row)
        {
            after = json_number(row, "id", 0);
            case_migrate(migrating, json_text(row, "case"));
        }
        count = json_array_size(json_object_get(answer, "cases"));
        json_decref(answer);
    } while (count == PAGE);
    return CTL_OK;
}

/* A word is a workflow that there is or that cases have; else it is a case. */
static int words_migrate(struct migrating *migrating, int argc, char **argv)
{
    json_t *workflows;
    int code = ctl_call(migrating->ctl, "GET", "/v1/workflows", NULL, &workflows);
    for (int i = 0; !code && i < argc; i++) {
        if (list_has(json_object_get(workflows, "workflows"), "id", argv[i]) ||
            list_has(json_object_get(workflows, "in_use"), "workflow", argv[i]))
            code = workflow_migrate(migrating, argv[i]);
        else
            case_migrate(migrating, argv[i]);
    }
    if (code)
        return code;
    json_decref(workflows);
    if (!migrating->ctl->json && migrating->moved + migrating->same + migrating->refused != 1)
        printf("%zu %s, %zu as they are, %zu refused\n", migrating->moved,
               json_is_true(json_object_get(migrating->body, "dry_run")) ? "would move" : "moved", migrating->same,
               migrating->refused);
    return migrating->code;
}

/* Takes every --map OLD=NEW out of ARGV. NULL after a message. */
static json_t *maps_take(int *argc, char **argv)
{
    json_t *map = json_object();
    int kept = 0;
    for (int i = 0; i < *argc; i++) {
        if (!string_equal(argv[i], "--map")) {
            argv[kept++] = argv[i];
            continue;
        }
        char *equals = i + 1 < *argc ? strchr(argv[i + 1], '=') : NULL;
        if (!equals || equals == argv[i + 1] || !equals[1]) {
            ctl_usage(&verb_workflow_migrate, "--map needs OLD=NEW, the names of two states");
            json_decref(map);
            return NULL;
        }
        *equals = '\0';
        json_object_set_new(map, argv[++i], json_string(equals + 1));
    }
    *argc = kept;
    return map;
}

static int run(struct ctl *ctl, int argc, char **argv)
{
    const char *to = NULL, *reason = NULL;
    bool dry = false, undo = false;
    const struct ctl_option options[] = {
        {"to", &to, NULL}, {"reason", &reason, NULL}, {"dry-run", NULL, &dry}, {"undo", NULL, &undo}, {0}};
    json_t *map = maps_take(&argc, argv);
    argc = map ? ctl_parse(argc, argv, options) : -1;
    if (argc < 1) {
        json_decref(map);
        return argc < 0 ? CTL_USAGE : ctl_usage(&verb_workflow_migrate, "a workflow or cases are needed");
    }
    struct migrating migrating = {.ctl = ctl, .key = ctl->key};
    migrating.body = undo ? json_pack("{s:b, s:s*}", "undo", 1, "reason", reason)
                          : json_pack("{s:O, s:b, s:s*}", "map", map, "dry_run", dry, "to", to);
    int code = words_migrate(&migrating, argc, argv);
    json_decref(migrating.body);
    json_decref(map);
    return code;
}

const struct verb verb_workflow_migrate = {
    "workflow migrate",
    "WORKFLOW|CASE ... [--to VERSION] [--map OLD=NEW] ... [--dry-run]; or --undo CASE ... [--reason TEXT]",
    "move cases to another version of their workflow, or show what that would do", run};
