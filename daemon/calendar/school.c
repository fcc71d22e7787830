/* One school's terms become a table of school days: Education Act 1996 s.579 makes a school day one with a
 * session, so INSET days, closures and bank holidays within a term do not count. */
#include "calendar/calendars.h"

static const char INSET[] = "INSET day";

/* No term of an English school is longer, nor a holiday; more is a slip of the year, or a term was left out. */
enum { TERM_DAYS_MOST = 140, HOLIDAY_DAYS_MOST = 100 };

static int season_order(const char *season)
{
    return string_equal(season, "autumn") ? 0 : string_equal(season, "spring") ? 1 : 2;
}

static const char *holiday_after(const char *season)
{
    static const char *const HOLIDAYS[] = {"Christmas holiday", "Easter holiday", "summer holiday"};
    return HOLIDAYS[season_order(season)];
}

static const char *gap_name(const struct term *before, const struct term *after)
{
    return string_equal(before->season, after->season) ? "half term" : holiday_after(before->season);
}

/* --- terms --- */

static void edge_check(const struct calendars *calendars, const struct conf_node *item, const char *what,
                       struct date date, struct faults *faults)
{
    char text[DATE_SIZE];
    const char *reason = table_reason(&calendars->national, date);
    if (reason)
        error_hint(conf_fault(faults, item, "the term's %s day, %s, is no working day (%s)", what,
                              date_write(date, text), reason),
                   "give the %s day on which the school is open", what);
}

static bool term_read(const struct calendars *calendars, const struct conf_node *item, struct term *term,
                      struct faults *faults)
{
    *term = (struct term){conf_string(item, "name"), conf_string(item, "season"),
                          node_date(item, "from", faults), node_date(item, "to", faults)};
    if (!date_is(term->from) || !date_is(term->to))
        return false;
    if (date_compare(term->from, term->to) > 0 || term->to.day - term->from.day > TERM_DAYS_MOST) {
        error_hint(conf_fault(faults, item,
                              "the term \"%s\" ends before it begins, or lasts more than %d days", term->name,
                              TERM_DAYS_MOST),
                   "check the year of from and to");
        return false;
    }
    edge_check(calendars, item, "first", term->from, faults);
    edge_check(calendars, item, "last", term->to, faults);
    return true;
}

static bool seasons_follow(const struct term *before, const struct term *after)
{
    int from = season_order(before->season), to = season_order(after->season);
    return from == to || (from + 1) % 3 == to;
}

static bool term_follows(const struct conf_node *item, const struct term *before, const struct term *term,
                         struct faults *faults)
{
    char text[DATE_SIZE];
    date_write(term->from, text);
    if (date_compare(term->from, before->to) <= 0) {
        error_hint(conf_fault(faults, item,
                              "the term \"%s\" begins on %s, which is not after the end of \"%s\"",
                              term->name, text, before->name),
                   "list the terms in the order of their days, without overlap");
        return false;
    }
    if (term->from.day - before->to.day > HOLIDAY_DAYS_MOST)
        error_hint(conf_fault(faults, item, "the term \"%s\" begins on %s, more than %d days after the end of \"%s\"",
                              term->name, text, HOLIDAY_DAYS_MOST, before->name),
                   "list the terms between them, or check the year of from and to");
    else if (!seasons_follow(before, term))
        error_hint(conf_fault(faults, item, "a term of the %s cannot follow one of the %s", term->season,
                              before->season),
                   "the seasons of a school year are autumn, spring, summer");
    return true;
}

/* Reads the terms in order; true when all are sound enough to make a table of. */
static bool terms_read(const struct calendars *calendars, struct school *school, struct arena *arena,
                       const struct conf_node *root, struct faults *faults)
{
    size_t count;
    struct conf_node *const *items = conf_items(root, "terms", &count);
    if (count == 0) {
        error_hint(conf_fault(faults, root, "a school's calendar needs terms"),
                   "list them as terms = ( { name = \"autumn 1\"; season = \"autumn\"; from = \"...\"; to = "
                   "\"...\"; }, ... );");
        return false;
    }
    school->terms = arena_alloc(arena, count * sizeof *school->terms);
    school->count = count;
    bool sound = true;
    for (size_t i = 0; i < count; i++) {
        sound = term_read(calendars, items[i], &school->terms[i], faults) && sound;
        if (sound && i > 0)
            sound = term_follows(items[i], &school->terms[i - 1], &school->terms[i], faults);
    }
    return sound;
}

/* --- the table --- */

static void range_set(struct table *table, struct date from, struct date to, const char *reason)
{
    for (struct date date = from; date.day <= to.day; date.day++)
        table_set(table, date, reason);
}

static void table_fill(const struct calendars *calendars, struct school *school)
{
    struct table *table = &school->table;
    for (struct date date = table->from; date.day <= table->to.day; date.day++)
        table_set(table, date, table_reason(&calendars->national, date));
    for (size_t i = 1; i < school->count; i++) {
        const struct term *before = &school->terms[i - 1], *after = &school->terms[i];
        range_set(table, date_add_days(before->to, 1), date_add_days(after->from, -1),
                  gap_name(before, after));
    }
    const struct term *last = &school->terms[school->count - 1];
    range_set(table, date_add_days(last->to, 1), table->to, holiday_after(last->season));
}

/* --- single days without a session --- */

static void closure_set(struct school *school, const struct conf_node *item, struct date date,
                        const char *reason, struct faults *faults)
{
    char text[DATE_SIZE];
    date_write(date, text);
    const char *already =
        table_has(&school->table, date) ? table_reason(&school->table, date) : "outside the terms";
    if (already)
        error_hint(conf_fault(faults, item, "%s is no school day anyway (%s)", text, already),
                   "list only weekdays within a term, each once");
    else
        table_set(&school->table, date, reason);
}

static void inset_read(struct school *school, const struct conf_node *root, struct faults *faults)
{
    size_t count;
    struct conf_node *const *items = conf_items(root, "inset", &count);
    for (size_t i = 0; i < count; i++) {
        struct date date;
        struct error error = ERROR_NONE;
        if (date_read(items[i]->string, &date, &error))
            error_hint(conf_fault(faults, items[i], "inset: %s", error.text), "%s", error.hint);
        else
            closure_set(school, items[i], date, INSET, faults);
    }
}

static void closures_read(struct school *school, const struct conf_node *root, struct faults *faults)
{
    size_t count;
    struct conf_node *const *items = conf_items(root, "closures", &count);
    for (size_t i = 0; i < count; i++) {
        struct date date = node_date(items[i], "date", faults);
        if (date_is(date))
            closure_set(school, items[i], date, conf_string(items[i], "name"), faults);
    }
}

static struct date school_end(const struct school *school, const struct conf_node *root,
                              struct faults *faults)
{
    struct date last = school->terms[school->count - 1].to;
    if (!conf_get(root, "known_until"))
        return last;
    struct date until = node_date(root, "known_until", faults);
    if (date_is(until) && date_compare(until, last) >= 0)
        return until;
    conf_fault(faults, conf_get(root, "known_until"), "known_until lies before the last term's end");
    return last;
}

void school_read(struct calendars *calendars, struct arena *arena, const struct conf_node *root,
                 const char *id, struct faults *faults)
{
    struct school *school = arena_alloc(arena, sizeof *school);
    school->id = id;
    school->root = root;
    school->table.from = school->table.to = DATE_NONE;
    list_add(&calendars->schools, school);
    if (conf_get(root, "holidays") || conf_get(root, "known_from"))
        error_hint(conf_fault(faults, root, "a school's calendar has no holidays or known_from"),
                   "bank holidays are in bank-holidays.conf; single closed days go under closures");
    if (!terms_read(calendars, school, arena, root, faults))
        return;
    table_make(&school->table, arena, school->terms[0].from, school_end(school, root, faults));
    table_fill(calendars, school);
    inset_read(school, root, faults);
    closures_read(school, root, faults);
}
