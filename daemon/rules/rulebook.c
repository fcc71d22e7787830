#include "rules/rulebook.h"

const struct rule *rulebook_find(const struct rulebook *book, const char *id)
{
    for (size_t i = 0; id && i < book->rules.count; i++) {
        const struct rule *rule = book->rules.items[i];
        if (string_equal(rule->id, id))
            return rule;
    }
    return NULL;
}

const char *rulebook_digest(const struct rulebook *book, struct arena *arena)
{
    return conf_digest(arena, &book->roots);
}

bool rulebook_has(const struct rulebook *book, const char *rule)
{
    return rulebook_find(book, rule) != NULL;
}

const char *const *rulebook_ids(const struct rulebook *book)
{
    return book->ids;
}

const struct rule_version *rule_version_on(const struct rule *rule, struct date anchor)
{
    for (size_t i = 0; i < rule->version_count; i++) {
        const struct rule_version *version = &rule->versions[i];
        if (date_compare(version->from, anchor) <= 0 &&
            (!date_is(version->to) || date_compare(anchor, version->to) <= 0))
            return version;
    }
    return NULL;
}

/* A version that begins the day after END goes on where that ended. */
bool rule_in_force(const struct rulebook *book, const char *rule, struct date day, struct date *end,
                   struct date *next)
{
    const struct rule *found = rulebook_find(book, rule);
    const struct rule_version *now = found ? rule_version_on(found, day) : NULL;
    *end = now ? now->to : DATE_NONE;
    *next = DATE_NONE;
    for (size_t i = 0; found && i < found->version_count; i++) {
        const struct rule_version *version = &found->versions[i];
        if (now && date_is(*end) && version->from.day == end->day + 1)
            *end = version->to;
        else if (!now && date_is(version->to) && date_compare(version->to, day) < 0)
            *end = version->to;
        else if (!date_is(*next) && date_compare(version->from, now && date_is(*end) ? *end : day) > 0)
            *next = version->from;
    }
    return now != NULL;
}

/* --- reading a folder --- */

static void grounds_read(struct rulebook *book, const struct conf_node *root, struct list *grounds)
{
    size_t count;
    struct conf_node *const *items = conf_items(root, "grounds", &count);
    for (size_t i = 0; i < count; i++) {
        struct ruling_ground *ground = arena_alloc(book->arena, sizeof *ground);
        *ground = (struct ruling_ground){conf_string(items[i], "id"), conf_string(items[i], "text")};
        list_add(grounds, ground);
    }
}

static void rule_add(struct rulebook *book, struct rule *rule, struct faults *faults)
{
    const struct rule *same = rulebook_find(book, rule->id);
    if (!same) {
        list_add(&book->rules, rule);
        return;
    }
    error_hint(conf_fault(faults, rule->node, "the rule %s is already at %s:%d", rule->id, same->node->file,
                          same->node->line),
               "give one of the two another id, or make both versions of one rule");
}

static void file_read(struct rulebook *book, const struct conf_node *root, struct faults *faults)
{
    struct list grounds = LIST_EMPTY;
    grounds_read(book, root, &grounds);
    size_t count;
    struct conf_node *const *items = conf_items(root, "rules", &count);
    for (size_t i = 0; i < count; i++) {
        struct rule *rule = rule_read(book->arena, items[i], &grounds, faults);
        if (rule)
            rule_add(book, rule, faults);
    }
    list_free(&grounds);
}

/* A rule that contradicts its own example gives no dates. */
static void rules_prove(struct rulebook *book, const struct calendars *calendars, struct faults *faults)
{
    for (size_t i = 0; i < book->rules.count;) {
        if (examples_run(book, book->rules.items[i], calendars, faults))
            i++;
        else
            list_remove(&book->rules, i);
    }
}

static void ids_fill(struct rulebook *book)
{
    book->ids = arena_alloc(book->arena, (book->rules.count + 1) * sizeof *book->ids);
    for (size_t i = 0; i < book->rules.count; i++)
        book->ids[i] = ((const struct rule *)book->rules.items[i])->id;
}

/* What the site says of the law, once the law has proved itself. */
static void site_add(struct rulebook *book, const struct list *roots, const struct calendars *calendars,
                     struct faults *faults)
{
    for (size_t i = 0; i < roots->count; i++) {
        const struct conf_node *root = roots->items[i];
        if (faults_blame(faults, root->file))
            continue;
        readings_choose(book, root, faults);
        overlays_read(book, root, calendars, faults);
    }
}

struct rulebook *rulebook_read(struct arena *arena, const char *folder, const struct calendars *calendars,
                               struct faults *faults)
{
    struct rulebook *book = arena_alloc(arena, sizeof *book);
    book->arena = arena;
    arena_defer(arena, list_release, &book->rules);
    arena_defer(arena, list_release, &book->overlays);
    arena_defer(arena, list_release, &book->roots);
    conf_read_folder(arena, folder, false, &rules_schema, faults, &book->roots);
    for (size_t i = 0; i < book->roots.count; i++) {
        const struct conf_node *root = book->roots.items[i];
        if (!faults_blame(faults, root->file))
            file_read(book, root, faults);
    }
    /* Without sound calendars every example of working days would fail for a reason that has been told
     * already. */
    if (date_is(calendar_end(calendars, NULL)))
        rules_prove(book, calendars, faults);
    ids_fill(book);
    site_add(book, &book->roots, calendars, faults);
    return book;
}
