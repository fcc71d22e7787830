#include "ctl/verbs.h"

#include "core/site.h"
#include "workflow/scenario.h"

#include <stdio.h>

struct trial {
    const struct site *site;
    struct arena *arena;
    struct text wrong;
};

/* A notice's text is rendered as the daemon would: a name without a value would hold the message. */
static const char *render(void *context, const char *template, const json_t *values)
{
    struct trial *trial = context;
    struct message message;
    struct error error = ERROR_NONE;
    text_clear(&trial->wrong);
    if (message_render(trial->site->templates, template, values, trial->arena, &message, &error))
        text_add(&trial->wrong, error.text);
    else if (message.missing)
        text_addf(&trial->wrong, "no value for %s", message.missing);
    return trial->wrong.length ? text_string(&trial->wrong) : NULL;
}

static struct scenario_site site_of(struct trial *trial)
{
    const struct site *site = trial->site;
    return (struct scenario_site){.stage = {.definitions = &site->definitions,
                                            .rules = site->rules,
                                            .calendars = site->calendars,
                                            .wake_hour = site->wake_hour,
                                            .wake_minute = site->wake_minute,
                                            .unmatched = STEP_KEEP},
                                  .render = render,
                                  .context = trial};
}

/* What is wished of the coverage. */
struct wish {
    bool list, require;
};

static int play(struct ctl *ctl, const struct site *site, const struct list *files, struct wish wish)
{
    struct trial trial = {.site = site, .arena = ctl->arena};
    struct scenario_site stage = site_of(&trial);
    struct text tap = TEXT_EMPTY;
    size_t number = 0, failed = 0;
    stage.coverage = coverage_new(ctl->arena, &site->definitions);
    for (size_t i = 0; i < files->count; i++)
        failed += scenario_run(files->items[i], &stage, &number, &tap);
    text_addf(&tap, "1..%zu\n", number);
    size_t gaps = coverage_report(stage.coverage, wish.list, &tap);
    printf("TAP version 13\n%s# %zu passed, %zu failed\n", text_string(&tap), number - failed, failed);
    text_free(&tap);
    text_free(&trial.wrong);
    return failed || (gaps && wish.require) ? CTL_FAILED : CTL_OK;
}

static int files_play(struct ctl *ctl, const struct site *site, struct faults *faults, int argc, char **argv,
                      struct wish wish)
{
    struct list files = LIST_EMPTY;
    for (int i = 0; i < argc; i++)
        list_add(&files, conf_read(ctl->arena, argv[i], &scenario_schema, faults));
    if (!argc)
        conf_read_folder(ctl->arena, arena_printf(ctl->arena, "%s/workflows/tests", ctl->conf), false,
                         &scenario_schema, faults, &files);
    int code = CTL_FAILED;
    if (faults->items.count)
        ctl_faults(ctl, faults);
    if (!faults->errors)
        code = play(ctl, site, &files, wish);
    list_free(&files);
    return code;
}

static int generate(struct ctl *ctl, const struct site *site, const char *workflow, const char *at)
{
    struct trial trial = {.site = site, .arena = ctl->arena};
    const struct scenario_site stage = site_of(&trial);
    struct text out = TEXT_EMPTY;
    struct error error = ERROR_NONE;
    int code = scenario_generate(&stage, workflow, at, &out, &error);
    fputs(text_string(&out), stdout);
    text_free(&out);
    return code ? ctl_fail(&error) : CTL_OK;
}

static int run(struct ctl *ctl, int argc, char **argv)
{
    const char *workflow = NULL, *at = "2026-09-01";
    struct wish wish = {false, false};
    const struct ctl_option options[] = {{"generate", &workflow, NULL},
                                         {"at", &at, NULL},
                                         {"coverage", NULL, &wish.list},
                                         {"require-coverage", NULL, &wish.require},
                                         {0}};
    argc = ctl_parse(argc, argv, options);
    if (argc < 0)
        return CTL_USAGE;
    if (workflow && argc)
        return ctl_usage(&verb_test, "--generate takes one workflow and no files");
    struct faults *faults = faults_new(ctl->arena);
    struct site *site = site_read(ctl->conf, faults);
    int code = CTL_FAILED;
    if (!site)
        ctl_faults(ctl, faults);
    else if (workflow)
        code = generate(ctl, site, workflow, at);
    else
        code = files_play(ctl, site, faults, argc, argv, wish);
    if (site)
        site_drop(site);
    return code;
}

const struct verb verb_test = {
    "test", "[FILE...] [--coverage] [--require-coverage] | --generate WORKFLOW [--at DATE]",
    "play scenario files, those of the configuration by default; needs no daemon", run};
