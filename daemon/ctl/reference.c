#include "ctl/verbs.h"

#include "core/site.h"
#include "records/register.h"
#include "workflow/scenario.h"

#include <stdio.h>

static const struct conf_schema *const schemas[] = {&site_schema,     &workflow_schema,  &rules_schema,
                                                    &calendar_schema, &templates_schema, &register_schema,
                                                    &scenario_schema};

static int run(struct ctl *ctl, int argc, char **argv)
{
    (void)ctl;
    if (argc != 1)
        return ctl_usage(&verb_reference, "one kind of file is needed");
    const char *names[sizeof schemas / sizeof *schemas + 1];
    size_t count = sizeof schemas / sizeof *schemas;
    for (size_t i = 0; i < count; i++) {
        names[i] = schemas[i]->name;
        if (!string_equal(schemas[i]->name, argv[0]))
            continue;
        struct text out = TEXT_EMPTY;
        conf_reference(schemas[i], &out);
        fputs(text_string(&out), stdout);
        text_free(&out);
        return CTL_OK;
    }
    names[count] = NULL;
    const char *near = conf_suggest(argv[0], names);
    return ctl_usage(&verb_reference, "there is no kind `%s`%s%s; kinds: %s, %s, %s, %s, %s, %s, %s", argv[0],
                     near ? "; did you mean " : "", near ? near : "", names[0], names[1], names[2], names[3], names[4],
                     names[5], names[6]);
}

const struct verb verb_reference = {"reference", "KIND", "the reference page of one kind of configuration file", run};
