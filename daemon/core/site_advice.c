#include "core/site_advice.h"

/* --- notices --- */

struct looking {
    struct site *site;
    struct advice *advice;
    struct list used; /* of const char *: templates */
    struct list told; /* of const char *: roles without an address, each told once a workflow */
};

static bool listed(const struct list *list, const char *name)
{
    for (size_t i = 0; i < list->count; i++)
        if (string_equal(list->items[i], name))
            return true;
    return false;
}

/* What every notice has, from step and from core/notice.c. */
static bool always_given(const char *name)
{
    static const char *const names[] = {"reference", "case",  "link",     "school", "workflow_title",
                                        "state_title", "event", "happened"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (string_equal(names[i], name))
            return true;
    return false;
}

static bool given_by_deadline(const char *name)
{
    static const char *const names[] = {"deadline_title", "due", "days_left", "source"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (string_equal(names[i], name))
            return true;
    return false;
}

/* What TEMPLATE needs and NOTICE does not have: "((due)), ((source))"; OF_DEADLINE: of the names that only a
 * deadline's event gives, else of the others. FIRST: the first of them. */
static const char *missing_names(const struct looking *looking, const struct definition_notice *notice,
                                 bool of_deadline, const char **first)
{
    const char *const *names = template_names(looking->site->templates, notice->template);
    const char *all = NULL;
    for (; names && *names; names++) {
        bool given = always_given(*names) || definition_gives(notice->definition, *names) ||
                     (notice->of_deadline && given_by_deadline(*names));
        if (given || given_by_deadline(*names) != of_deadline)
            continue;
        *first = all ? *first : *names;
        all = arena_printf(looking->advice->arena, "%s%s((%s))", all ? all : "", all ? ", " : "", *names);
    }
    return all;
}

static struct error *advise_missing(const struct looking *looking, const struct definition_notice *notice,
                                    const char *names, const char *why)
{
    const struct conf_node *place = template_place(looking->site->templates, notice->template);
    return advise(looking->advice, notice->node, "template-missing", "template \"%s\" (%s:%d) needs %s, which %s",
                  notice->template, place->file, place->line, names, why);
}

static void advise_template(const struct looking *looking, const struct definition_notice *notice)
{
    const char *first = NULL, *names = missing_names(looking, notice, true, &first);
    if (names)
        error_hint(advise_missing(looking, notice, names, "only the event of a deadline gives"),
                   "use a template that does without, or write ((due_DEADLINE)) in it");
    names = missing_names(looking, notice, false, &first);
    if (!names)
        return;
    struct error *error = advise_missing(looking, notice, names, "nothing here gives");
    const char *near = conf_suggest(first, definition_field_names(notice->definition, looking->advice->arena));
    if (near)
        error_hint(error, "did you mean ((%s))?", near);
    else
        error_hint(error, "add a field \"%s\" to the workflow, or take it out of the template", first);
}

static void advise_role(struct looking *looking, const struct definition_notice *notice)
{
    const struct site_role *role = site_role_find(looking->site, notice->recipient);
    if (!role || (role->address && role->address[0]) || listed(&looking->told, role->id))
        return;
    list_add(&looking->told, (void *)(uintptr_t)role->id);
    error_hint(advise(looking->advice, notice->node, "role-without-address",
                      "role \"%s\" has no address: notices to it reach nobody and become tasks", role->id),
               "give it address = \"...\"; in sendd.conf, or make it a task");
}

static void look_at_notice(void *context, const struct definition_notice *notice)
{
    struct looking *looking = context;
    if (notice->template) {
        list_add(&looking->used, (void *)(uintptr_t)notice->template);
        advise_template(looking, notice);
    }
    advise_role(looking, notice);
}

static void advise_unused(struct looking *looking)
{
    const struct templates *templates = looking->site->templates;
    for (const char *const *id = templates_ids(templates); *id; id++)
        if (!listed(&looking->used, *id))
            error_hint(advise(looking->advice, template_place(templates, *id), "template-unused",
                              "no workflow uses template \"%s\"", *id),
                       "take it out, or name it in a notify");
}

static void advise_notices(struct site *site, struct advice *advice)
{
    struct looking looking = {.site = site, .advice = advice};
    for (size_t i = 0; i < advice->pack->count; i++) {
        list_clear(&looking.told);
        definition_notices(advice->pack->items[i], look_at_notice, &looking);
    }
    if (advice->whole)
        advise_unused(&looking);
    list_free(&looking.used);
    list_free(&looking.told);
}

void site_advise(struct site *site, struct date today, bool whole, struct faults *faults)
{
    struct list sound = LIST_EMPTY;
    struct advice advice = {arena_new(), faults, &sound, whole, LIST_EMPTY};
    for (size_t i = 0; i < site->definitions.count; i++)
        if (!faults_blame(faults, definition_place(site->definitions.items[i])->file))
            list_add(&sound, site->definitions.items[i]);
    for (size_t i = 0; i < sound.count; i++)
        advice_workflow(&advice, sound.items[i]);
    advise_notices(site, &advice);
    site_advise_horizon(site, &advice, today);
    for (size_t i = 0; i < sound.count; i++)
        advice_quiet(&advice, sound.items[i]);
    list_free(&advice.quieted);
    list_free(&sound);
    arena_free(advice.arena);
}
