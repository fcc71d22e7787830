/* The verb try: options, the start, and commands from standard input. */
#include "ctl/try.h"
#include "ctl/verbs.h"

#include "env/env.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void show(struct trial *trial)
{
    if (trial->ctl->json)
        trial_json(trial);
    else
        trial_screen(trial);
    trial_forget(trial);
}

static void commands_run(struct trial *trial)
{
    bool terminal = !trial->ctl->json && isatty(STDIN_FILENO);
    char *line = NULL;
    size_t room = 0;
    while (!trial->over) {
        if (terminal)
            fputs("> ", stdout), fflush(stdout);
        if (getline(&line, &room, stdin) < 0)
            break;
        if (trial_read(trial, line) && !trial->over)
            show(trial);
    }
    free(line);
}

/* --- how it begins --- */

static int failed(const struct ctl *ctl, const struct error *error)
{
    if (!ctl->json)
        return ctl_fail(error);
    ctl_print_line(json_pack("{s:[s]}", "errors",
                             error->hint[0] ? arena_printf(ctl->arena, "%s; %s", error->text, error->hint)
                                            : error->text));
    return CTL_FAILED;
}

/* All that is missing at once. */
static int fields_check(const struct definition *definition, const json_t *fields, struct error *error)
{
    const json_t *known = definition_fields(definition);
    const char *name;
    json_t *field;
    struct text missing = TEXT_EMPTY, example = TEXT_EMPTY;
    json_object_foreach((json_t *)known, name, field)
    {
        if (!json_is_true(json_object_get(field, "required")) || json_object_get(fields, name))
            continue;
        text_addf(&missing, "%s%s (%s)", missing.length ? ", " : "", name, json_text(field, "type"));
        text_addf(&example, " --field %s=%s", name,
                  string_equal(json_text(field, "type"), "date") ? "2026-09-01" : "...");
    }
    if (missing.length) {
        error_set(error, SENDD_EINVALID, "workflow %s needs these fields: %s", definition_id(definition),
                  text_string(&missing));
        error_hint(error, "give them:%s", text_string(&example));
    }
    text_free(&missing);
    text_free(&example);
    return error->code;
}

/* The version that a case begun on DAY has. */
static const struct definition *find_workflow(struct ctl *ctl, struct site *site, const char *name,
                                              struct date day, struct faults *faults, struct error *error)
{
    return string_ends(name, ".conf") ? site_compile(site, ctl->arena, name, faults)
                                      : definition_choose(&site->definitions, name, day, error);
}

static instant machine_now(void)
{
    struct env *env = env_real_new(INSTANT_NEVER);
    instant now = env_now(env);
    env_real_free(env);
    return now - now % MILLIS(1);
}

/* A file being written is tried before it is put into the pack; then it comes before an older one of its id.
 */
static void definition_put(struct site *site, const struct definition *definition)
{
    list_add(&site->definitions, NULL);
    for (size_t i = site->definitions.count - 1; i > 0; i--)
        site->definitions.items[i] = site->definitions.items[i - 1];
    site->definitions.items[0] = (void *)definition;
}

static int trial_run(struct ctl *ctl, const struct site *site, const struct definition *definition,
                     instant at, json_t *fields)
{
    struct error error = ERROR_NONE;
    const struct site_school *school = site->schools.count ? site->schools.items[0] : NULL;
    struct trial trial = {.ctl = ctl,
                          .site = site,
                          .definition = definition,
                          .arena = arena_new(),
                          .name = arena_printf(ctl->arena, "%s-0000-0001", definition_prefix(definition)),
                          .school = school ? school->id : "",
                          .subject = arena_printf(ctl->arena, "%s/P0001", definition_subject(definition))};
    int code = fields_check(definition, fields, &error) ? CTL_FAILED : CTL_OK;
    if (!code && trial_begin(&trial, at, fields, &error))
        code = CTL_FAILED;
    if (code) {
        failed(ctl, &error);
    } else {
        show(&trial);
        commands_run(&trial);
    }
    trial_end(&trial);
    arena_free(trial.arena);
    return code;
}

/* Takes every --field NAME=VALUE out of ARGV; NULL after a message. */
static json_t *fields_take(int *argc, char **argv)
{
    int kept = 0;
    json_t *fields = json_object();
    for (int i = 0; fields && i < *argc; i++) {
        bool joined = string_starts(argv[i], "--field=");
        if (!joined && !string_equal(argv[i], "--field")) {
            argv[kept++] = argv[i];
            continue;
        }
        char *word = joined ? argv[i] + sizeof "--field=" - 1 : i + 1 < *argc ? argv[++i] : argv[i];
        json_t *one = ctl_fields(1, &word);
        if (one)
            json_object_update(fields, one);
        else
            json_decref(fields), fields = NULL;
        json_decref(one);
    }
    *argc = kept;
    return fields;
}

static int site_run(struct ctl *ctl, const char *workflow, const char *at, json_t *fields)
{
    struct error error = ERROR_NONE;
    struct faults *faults = faults_new(ctl->arena);
    struct site *site = site_read(ctl->conf, faults);
    const struct definition *definition = NULL;
    instant start = at ? 0 : machine_now();
    int code = CTL_FAILED;
    if (site && !(at && stage_time_read(at, 10, &start, &error)))
        definition = find_workflow(ctl, site, workflow, london_date(start), faults, &error);
    if (faults->errors)
        ctl_faults(ctl, faults);
    else if (error.code)
        code = failed(ctl, &error);
    else {
        if (string_ends(workflow, ".conf"))
            definition_put(site, definition);
        code = trial_run(ctl, site, definition, start, fields);
    }
    if (site)
        site_drop(site);
    return code;
}

static int run(struct ctl *ctl, int argc, char **argv)
{
    const char *at = NULL;
    const struct ctl_option options[] = {{"at", &at, NULL}, {0}};
    json_t *fields = fields_take(&argc, argv);
    if (!fields)
        return CTL_USAGE;
    argc = ctl_parse(argc, argv, options);
    int code = argc < 0    ? CTL_USAGE
               : argc == 1 ? site_run(ctl, argv[0], at, fields)
                           : ctl_usage(&verb_try, "one workflow is needed: an id of the pack or a FILE.conf");
    json_decref(fields);
    return code;
}

const struct verb verb_try = {"try", "WORKFLOW|WORKFLOW@VERSION|FILE.conf [--at DATE] [--field NAME=VALUE ...]",
                              "step a case in memory on a virtual clock; needs no daemon", run};
