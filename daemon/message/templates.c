#include "message/template.h"

#include <string.h>
#include <strings.h>

struct templates {
    struct list items; /* of struct template *, in the order of files and places */
    const char **ids;  /* the same, NULL-terminated */
};

static const char *const privacies[] = {"reference", "named", NULL};

static const struct conf_key template_keys[] = {
    {.name = "id",
     .type = CONF_STRING,
     .required = true,
     .help = "What a workflow calls it.",
     .example = "\"ehcna-agreed-parents\""},
    {.name = "subject",
     .type = CONF_STRING,
     .required = true,
     .help = "One line; may hold ((names)).",
     .example = "\"About your child: ((reference))\""},
    {.name = "body",
     .type = CONF_STRING,
     .required = true,
     .help = "The text in GOV.UK Notify's Markdown with ((names)) and ((flag??text)). Strings that stand one "
             "after the "
             "other are joined.",
     .example = "\"Dear parent or carer\\n\\n\" \"Please read this: ((link))\\n\""},
    {.name = "privacy",
     .type = CONF_STRING,
     .fallback = "\"reference\"",
     .choices = privacies,
     .help =
         "With \"reference\" the text may not use names that say who the child is or what the need is; with "
         "\"named\" it may: only for a channel that nobody else reads.",
     .example = "\"reference\""},
    {0},
};

static const struct conf_schema template_schema = {
    .name = "template",
    .purpose = "One message: its subject and body.",
    .keys = template_keys,
};

static const struct conf_key file_keys[] = {
    {.name = "templates",
     .type = CONF_GROUPS,
     .required = true,
     .of = &template_schema,
     .help = "The templates of this file."},
    {0},
};

const struct conf_schema templates_schema = {
    .name = "templates",
    .purpose = "What messages say, in GOV.UK Notify's markup. Every file of the folder templates/ is read; a "
               "file holds as "
               "many templates as you like.",
    .keys = file_keys,
};

/* A plain message is read by whoever opens the mail. */
static bool is_personal(const char *name)
{
    static const char *const personal[] = {
        "name",       "child",      "child_name", "pupil",         "pupil_name",
        "first_name", "forename",   "known_as",   "surname",       "last_name",
        "full_name",  "need",       "needs",      "primary_need",  "secondary_need",
        "diagnosis",  "diagnoses",  "dob",        "date_of_birth", "upn",
        "uln",        "nhs_number", "medical",    "address",       NULL};
    for (size_t i = 0; personal[i]; i++) {
        if (strcasecmp(name, personal[i]) == 0)
            return true;
    }
    return false;
}

static void add_names(struct list *names, const struct part *part)
{
    for (; part; part = part->next) {
        bool known = !part->name;
        for (size_t i = 0; i < names->count && !known; i++)
            known = strcmp(names->items[i], part->name) == 0;
        if (!known)
            list_add(names, (void *)(uintptr_t)part->name);
    }
}

static void names_collect(struct arena *arena, struct template *template)
{
    struct list names = LIST_EMPTY;
    add_names(&names, template->subject);
    add_names(&names, template->body);
    template->names = arena_alloc(arena, (names.count + 1) * sizeof *template->names);
    if (names.count)
        memcpy(template->names, names.items, names.count * sizeof *template->names);
    list_free(&names);
}

/* The parts of the text under KEY, its faults reported. */
static struct part *text_read(struct arena *arena, const struct conf_node *node, const char *key,
                              size_t limit, struct faults *faults)
{
    const struct conf_node *text = conf_get(node, key);
    if (!text || text->kind != CONF_NODE_STRING)
        return NULL;
    struct markup markup = markup_read(arena, text->string);
    if (markup.fault)
        error_hint(conf_fault(faults, text, "%s: %s", key, markup.fault), "%s", markup.hint);
    else if (markup.stray)
        error_hint(conf_warn(faults, text, "stray-brackets", "%s: )) stands without a (( before it", key), "write ((name))");
    if (strlen(text->string) > limit)
        error_hint(conf_fault(faults, text, "%s has %zu bytes, and at most %zu are allowed", key,
                              strlen(text->string), limit),
                   "say it more briefly, or link to a page");
    return markup.first;
}

static void check_subject(const struct conf_node *node, struct faults *faults)
{
    const struct conf_node *subject = conf_get(node, "subject");
    if (subject && subject->kind == CONF_NODE_STRING && strpbrk(subject->string, "\r\n"))
        error_hint(conf_fault(faults, subject, "subject holds a line end"),
                   "a subject is one line: take the \\n out");
}

static void check_privacy(const struct template *template, struct faults *faults)
{
    if (string_equal(conf_string(template->node, "privacy"), "named"))
        return;
    for (size_t i = 0; template->names[i]; i++) {
        if (is_personal(template->names[i]))
            error_hint(conf_fault(faults, template->node,
                                  "template %s uses ((%s)), which may say who the child is or why",
                                  template->id, template->names[i]),
                       "write ((reference)) and ((link)); or set privacy = \"named\" if nobody else can read "
                       "the channel");
    }
}

static void template_read(struct arena *arena, struct templates *templates, const struct conf_node *node,
                          struct faults *faults)
{
    struct template *template = arena_alloc(arena, sizeof *template);
    template->id = conf_string(node, "id");
    template->node = node;
    template->subject = text_read(arena, node, "subject", SUBJECT_LIMIT, faults);
    template->body = text_read(arena, node, "body", BODY_LIMIT, faults);
    check_subject(node, faults);
    if (!template->id)
        return;
    names_collect(arena, template);
    check_privacy(template, faults);
    const struct template *other = template_find(templates, template->id);
    if (other)
        error_hint(conf_fault(faults, node, "there are two templates \"%s\"; the other is at %s:%d",
                              template->id, other->node->file, other->node->line),
                   "give one of them another id");
    list_add(&templates->items, template);
}

struct templates *templates_read(struct arena *arena, const char *folder, struct faults *faults)
{
    struct templates *templates = arena_alloc(arena, sizeof *templates);
    arena_defer(arena, list_release, &templates->items);
    struct list roots = LIST_EMPTY;
    conf_read_folder(arena, folder, true, &templates_schema, faults, &roots);
    for (size_t i = 0; i < roots.count; i++) {
        size_t count;
        struct conf_node *const *nodes = conf_items(roots.items[i], "templates", &count);
        for (size_t k = 0; k < count; k++)
            template_read(arena, templates, nodes[k], faults);
    }
    list_free(&roots);
    templates->ids = arena_alloc(arena, (templates->items.count + 1) * sizeof *templates->ids);
    for (size_t i = 0; i < templates->items.count; i++)
        templates->ids[i] = ((const struct template *)templates->items.items[i])->id;
    return templates;
}

const char *const *templates_ids(const struct templates *templates)
{
    return templates->ids;
}

const struct template *template_find(const struct templates *templates, const char *id)
{
    for (size_t i = 0; i < templates->items.count; i++) {
        const struct template *template = templates->items.items[i];
        if (strcmp(template->id, id) == 0)
            return template;
    }
    return NULL;
}

bool templates_has(const struct templates *templates, const char *id)
{
    return template_find(templates, id) != NULL;
}

const char *const *template_names(const struct templates *templates, const char *id)
{
    const struct template *template = template_find(templates, id);
    return template ? template->names : NULL;
}

const struct conf_node *template_place(const struct templates *templates, const char *id)
{
    const struct template *template = template_find(templates, id);
    return template ? template->node : NULL;
}
