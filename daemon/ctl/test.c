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

static void print_faults(const struct faults *faults)
{
    struct text out = TEXT_EMPTY;
    faults_print(faults, &out);
    fputs(text_string(&out), stderr);
    text_free(&out);
}

static int play(struct ctl *ctl, const struct site *site, const struct list *files)
{
    struct trial trial = {.site = site, .arena = ctl->arena};
    const struct scenario_site stage = {.definitions = &site->definitions,
                                        .rules = site->rules,
                                        .calendars = site->calendars,
                                        .wake_hour = site->wake_hour,
                                        .wake_minute = site->wake_minute,
                                        .render = render,
                                        .context = &trial};
    struct text tap = TEXT_EMPTY;
    size_t number = 0, failed = 0;
    for (size_t i = 0; i < files->count; i++)
        failed += scenario_run(files->items[i], &stage, &number, &tap);
    printf("TAP version 13\n%s1..%zu\n# %zu passed, %zu failed\n", text_string(&tap), number, number - failed,
           failed);
    text_free(&tap);
    text_free(&trial.wrong);
    return failed ? CTL_FAILED : CTL_OK;
}

static int run(struct ctl *ctl, int argc, char **argv)
{
    struct faults *faults = faults_new(ctl->arena);
    struct list files = LIST_EMPTY;
    struct site *site = site_read(ctl->conf, faults);
    for (int i = 0; i < argc; i++)
        list_add(&files, conf_read(ctl->arena, argv[i], &scenario_schema, faults));
    if (!argc)
        conf_read_folder(ctl->arena, arena_printf(ctl->arena, "%s/workflows/tests", ctl->conf), false,
                         &scenario_schema, faults, &files);
    int code = CTL_FAILED;
    if (faults->items.count)
        print_faults(faults);
    if (!faults->errors)
        code = play(ctl, site, &files);
    if (site)
        site_drop(site);
    list_free(&files);
    return code;
}

const struct verb verb_test = {
    "test", "[FILE...]", "play scenario files, those of the configuration by default; needs no daemon", run};
