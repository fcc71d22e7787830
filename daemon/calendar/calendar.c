#include "calendar/calendars.h"

#include <string.h>

static const char NATIONAL_FILE[] = "bank-holidays.conf";

struct date node_date(const struct conf_node *group, const char *key, struct faults *faults)
{
    struct date date = DATE_NONE;
    const struct conf_node *node = conf_get(group, key);
    if (!node || !node->string)
        return DATE_NONE;
    struct error error = ERROR_NONE;
    if (date_read(node->string, &date, &error))
        error_hint(conf_fault(faults, node, "%s: %s", key, error.text), "%s", error.hint);
    return date;
}

/* --- bank holidays --- */

/* The one order in a list of days: strictly after the one before. Returns false after a fault. */
static bool holiday_follows(const struct conf_node *item, struct date date, struct date before,
                            struct faults *faults)
{
    if (!date_is(before) || date_compare(date, before) > 0)
        return true;
    char text[DATE_SIZE];
    error_hint(conf_fault(faults, item, "%s is not after the holiday before it", date_write(date, text)),
               "list the holidays in the order of their dates, each once");
    return false;
}

static void holiday_read(struct table *table, const struct conf_node *item, struct date *before,
                         struct faults *faults)
{
    struct date date = node_date(item, "date", faults);
    if (!date_is(date) || !holiday_follows(item, date, *before, faults))
        return;
    *before = date;
    char text[DATE_SIZE];
    date_write(date, text);
    if (!table_has(table, date)) {
        error_hint(conf_fault(faults, item, "%s is outside known_from..known_until", text),
                   "move known_from or known_until, when the list is complete up to it");
        return;
    }
    if (table_reason(table, date))
        error_hint(
            conf_fault(faults, item, "the holiday on %s falls on a %s", text, table_reason(table, date)),
            "give the substitute day, as GOV.UK lists it");
    table_set(table, date, conf_string(item, "name"));
}

static void national_read(struct calendars *calendars, struct arena *arena, const struct conf_node *root,
                          struct faults *faults)
{
    struct date from = node_date(root, "known_from", faults), to = node_date(root, "known_until", faults);
    calendars->root = root;
    if (!date_is(from) || !date_is(to) || date_compare(from, to) > 0) {
        conf_fault(faults, root, "bank-holidays.conf needs known_from and known_until, in this order");
        return;
    }
    table_make(&calendars->national, arena, from, to);
    size_t count;
    struct conf_node *const *items = conf_items(root, "holidays", &count);
    struct date before = DATE_NONE;
    for (size_t i = 0; i < count; i++)
        holiday_read(&calendars->national, items[i], &before, faults);
    if (count == 0)
        error_hint(conf_fault(faults, root, "bank-holidays.conf lists no holidays"),
                   "copy them from https://www.gov.uk/bank-holidays");
    if (conf_get(root, "terms") || conf_get(root, "inset") || conf_get(root, "closures"))
        error_hint(conf_fault(faults, root, "bank-holidays.conf has no terms, inset or closures"),
                   "put them in a file of the school's own, for example oakfield.conf");
}

/* --- the folder --- */

static const char *file_base(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}

static bool root_is_national(const struct conf_node *root)
{
    return string_equal(file_base(root->file), NATIONAL_FILE);
}

static bool root_is_faulty(const struct conf_node *root, const struct faults *faults)
{
    return faults_blame(faults, root->file);
}

/* The nation's first: a school's days need its holidays, whatever the files' order. */
static void roots_read(struct calendars *calendars, struct arena *arena, const struct list *roots,
                       struct faults *faults)
{
    for (size_t i = 0; i < roots->count; i++)
        if (root_is_national(roots->items[i]) && !root_is_faulty(roots->items[i], faults))
            national_read(calendars, arena, roots->items[i], faults);
    for (size_t i = 0; i < roots->count; i++) {
        const struct conf_node *root = roots->items[i];
        if (root_is_national(root) || root_is_faulty(root, faults))
            continue;
        const char *base = file_base(root->file);
        size_t length = strlen(base) - (string_ends(base, ".conf") ? strlen(".conf") : 0);
        school_read(calendars, arena, root, arena_copy_n(arena, base, length), faults);
    }
}

/* DRAFT, a file that is not written yet, takes the place of the one that has its name. */
static void draft_place(struct list *roots, struct conf_node *draft)
{
    for (size_t i = 0; i < roots->count; i++) {
        const struct conf_node *root = roots->items[i];
        if (string_equal(file_base(root->file), file_base(draft->file))) {
            roots->items[i] = draft;
            return;
        }
    }
    list_add(roots, draft);
}

static struct calendars *folder_read(struct arena *arena, const char *folder, struct conf_node *draft,
                                     struct faults *faults)
{
    struct calendars *calendars = arena_alloc(arena, sizeof *calendars);
    calendars->national.from = calendars->national.to = DATE_NONE;
    arena_defer(arena, list_release, &calendars->schools);
    arena_defer(arena, list_release, &calendars->roots);
    size_t errors = faults->errors;
    conf_read_folder(arena, folder, false, &calendar_schema, faults, &calendars->roots);
    if (draft)
        draft_place(&calendars->roots, draft);
    roots_read(calendars, arena, &calendars->roots, faults);
    if (faults->errors == errors && !date_is(calendars->national.from))
        error_hint(
            fault_add(faults, folder, 0, "there is no %s", NATIONAL_FILE),
            "copy the one that comes with sendd, or list the holidays of https://www.gov.uk/bank-holidays");
    return calendars;
}

struct calendars *calendars_read(struct arena *arena, const char *folder, struct faults *faults)
{
    return folder_read(arena, folder, NULL, faults);
}

struct calendars *calendars_read_draft(struct arena *arena, const char *folder, const char *name,
                                       const char *bytes, size_t size, struct faults *faults)
{
    const char *path = arena_printf(arena, "%s/%s", folder, name);
    struct conf_node *draft = conf_read_text(arena, path, bytes, size, &calendar_schema, faults);
    return draft ? folder_read(arena, folder, draft, faults) : NULL;
}

/* --- questions --- */

const struct school *calendars_school(const struct calendars *calendars, const char *id)
{
    for (size_t i = 0; id && i < calendars->schools.count; i++) {
        const struct school *school = calendars->schools.items[i];
        if (string_equal(school->id, id))
            return school;
    }
    return NULL;
}

const char *calendar_school_id(const struct calendars *calendars, size_t index)
{
    return index < calendars->schools.count ? ((const struct school *)calendars->schools.items[index])->id : NULL;
}

const char *calendars_digest(const struct calendars *calendars, struct arena *arena)
{
    return conf_digest(arena, &calendars->roots);
}

const char *calendars_only_school(const struct calendars *calendars)
{
    return calendars->schools.count == 1 ? ((const struct school *)calendars->schools.items[0])->id : NULL;
}

bool calendar_has_school(const struct calendars *calendars, const char *school)
{
    return calendars_school(calendars, school) != NULL;
}

/* A school day needs both calendars: a bank holiday in term is no school day either. */
static const struct table *kind_table(const struct calendars *calendars, enum day_kind kind,
                                      const char *school, struct date date, bool *beyond)
{
    if (!table_has(&calendars->national, date))
        *beyond = true;
    if (kind == DAY_WORKING)
        return &calendars->national;
    const struct school *found = calendars_school(calendars, school);
    if (!found || !table_has(&found->table, date)) {
        *beyond = true;
        return &calendars->national;
    }
    return &found->table;
}

bool calendar_counts(const struct calendars *calendars, enum day_kind kind, const char *school,
                     struct date date, bool *beyond, const char **why)
{
    const char *reason = NULL;
    if (kind != DAY_CALENDAR)
        reason = table_reason(kind_table(calendars, kind, school, date, beyond), date);
    if (why)
        *why = reason;
    return !reason;
}

int school_year(struct date date)
{
    int year, month, day;
    date_split(date, &year, &month, &day);
    return month >= 9 ? year : year - 1;
}

/* Terms are in the order of their days. */
static const struct term *season_term(const struct calendars *calendars, const char *school, const char *season,
                                      struct date date, bool first)
{
    const struct school *found = calendars_school(calendars, school);
    const struct term *chosen = NULL;
    for (size_t i = 0; found && i < found->count; i++) {
        const struct term *term = &found->terms[i];
        if (string_equal(term->season, season) && school_year(term->to) == school_year(date) && (!first || !chosen))
            chosen = term;
    }
    return chosen;
}

const struct term *calendar_season_end(const struct calendars *calendars, const char *school,
                                       const char *season, struct date date)
{
    return season_term(calendars, school, season, date, false);
}

const struct term *calendar_season_start(const struct calendars *calendars, const char *school, const char *season,
                                         struct date date)
{
    return season_term(calendars, school, season, date, true);
}

struct date calendar_end(const struct calendars *calendars, const char *school)
{
    if (!school)
        return calendars->national.to;
    const struct school *found = calendars_school(calendars, school);
    return found ? found->table.to : DATE_NONE;
}

struct date calendar_start(const struct calendars *calendars, const char *school)
{
    if (!school)
        return calendars->national.from;
    const struct school *found = calendars_school(calendars, school);
    return found ? found->table.from : DATE_NONE;
}

const struct conf_node *calendar_end_place(const struct calendars *calendars, const char *school)
{
    const struct school *found = calendars_school(calendars, school);
    const struct conf_node *root = !school ? calendars->root : found ? found->root : NULL;
    const struct conf_node *end = root ? conf_get(root, "known_until") : NULL;
    return end ? end : root;
}
