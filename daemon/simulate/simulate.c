#include "simulate/simulate.h"

#include "simulate/compare.h"
#include "simulate/facts.h"
#include "simulate/people.h"

enum { DAYS_LIMIT = 3 * 366 }; /* past that the calendars end, and the report is longer than anyone reads */

struct run {
    const struct simulation *simulation;
    struct site *site;
    const struct snapshot *snapshot;
    instant start;
    struct date first, last;
    struct arena *arena;
    struct list facts; /* of struct fact * */
    size_t open;       /* cases at the end */
};

/* --- the span --- */

static int last_find(const struct simulation *simulation, struct date first, struct date *last, struct error *error)
{
    char day[DATE_SIZE];
    struct ruling ruling;
    struct arena *arena = arena_new();
    const struct site_school *school = simulation->before->schools.items[0];
    const char *question = arena_printf(arena, "%s + %s", date_write(first, day), simulation->span);
    int code = rule_ask(simulation->before->rules, simulation->before->calendars, question, school->id, NULL, arena,
                        &ruling, error);
    *last = code ? DATE_NONE : ruling.due;
    arena_free(arena);
    if (code)
        return error_hint(error, "write the span as N days, weeks or months, such as \"12 weeks\"");
    if (last->day <= first.day || last->day - first.day > DAYS_LIMIT)
        return error_set(error, SENDD_EINVALID, "a span is at least a day and at most three years long");
    return 0;
}

/* A real store goes on from now; what stands under a clock of its own, from where that clock was last seen. */
static instant start_find(const struct simulation *simulation, const struct snapshot *snapshot)
{
    if (simulation->from != INSTANT_NEVER)
        return simulation->from;
    if (!snapshot)
        return simulation->now;
    instant last = snapshot_last(snapshot);
    return snapshot_is_jumping(snapshot) && last ? last : last > simulation->now ? last : simulation->now;
}

/* Nothing can happen before what has happened. */
static int start_check(const struct simulation *simulation, const struct snapshot *snapshot, struct error *error)
{
    struct text last = TEXT_EMPTY;
    if (simulation->from == INSTANT_NEVER || !snapshot || simulation->from >= snapshot_last(snapshot))
        return 0;
    london_write(snapshot_last(snapshot), &last);
    error_set(error, SENDD_EINVALID, "the store's last entry is of %s, which is after --from", text_string(&last));
    text_free(&last);
    return error_hint(error, "leave --from out, or give a later day");
}

/* --- one run --- */

static int day_live(struct run *run, struct copy *copy, struct date day, struct error *error)
{
    int code = 0;
    if (!run->snapshot) {
        copy_live(copy, london_instant(day, 9, 0));
        code = people_act(copy, run->simulation->pupils, run->simulation->seed, run->first, day, error);
    }
    copy_live(copy, london_instant(day, 24, 0));
    if (!code && copy->failed)
        code = error_set(error, copy->failed, "the copy of the store failed during the simulation");
    return code;
}

static int span_live(struct run *run, struct copy *copy, struct error *error)
{
    int code = run->snapshot ? 0 : people_enrol(copy, run->simulation->pupils, error);
    for (struct date day = run->first; !code && date_compare(day, run->last) <= 0; day = date_add_days(day, 1))
        code = day_live(run, copy, day, error);
    if (!code)
        copy_settle(copy);
    return code;
}

static int run_do(struct run *run, struct error *error)
{
    struct copy copy;
    json_t *open = NULL;
    int code = copy_open(&copy, run->site, run->snapshot, run->simulation->seed, run->start, error);
    if (!code)
        code = span_live(run, &copy, error);
    if (!code)
        code = facts_gather(&copy, run->first, run->last, run->arena, &run->facts, error);
    if (!code)
        code = copy_cases(&copy, false, &open, error);
    run->open = json_array_size(open);
    json_decref(open);
    copy_free(&copy);
    return code;
}

/* --- the result --- */

static size_t facts_of(const struct run *run, const char *kind)
{
    size_t count = 0;
    for (size_t i = 0; i < run->facts.count; i++)
        count += string_equal(((const struct fact *)run->facts.items[i])->kind, kind);
    return count;
}

static json_t *totals_json(const struct run *run)
{
    return json_pack("{s:I, s:I, s:I, s:I, s:I}", "cases", (json_int_t)run->open, "messages",
                     (json_int_t)facts_of(run, "message"), "held", (json_int_t)facts_of(run, "held"), "overdue",
                     (json_int_t)facts_of(run, "overdue"), "stops", (json_int_t)facts_of(run, "stop"));
}

/* All that stop with the changed configuration, whether they did before or not: they are worth a look in any case. */
static json_t *stops_json(const struct run *run)
{
    json_t *list = json_array();
    for (size_t i = 0; i < run->facts.count; i++) {
        const struct fact *fact = run->facts.items[i];
        if (string_equal(fact->kind, "stop"))
            json_array_append_new(list, json_pack("{s:s, s:s, s:s, s:s}", "day", fact->day, "case", fact->kase, "what",
                                                  fact->what, "detail", fact->detail));
    }
    return list;
}

static const char *monday_of(const char *day, char out[DATE_SIZE])
{
    struct date date;
    if (date_read(day, &date, NULL))
        return "";
    return date_write(date_add_days(date, MONDAY - (int)date_weekday(date)), out);
}

static json_t *week_of(json_t *weeks, const char *monday)
{
    json_t *last = json_array_get(weeks, json_array_size(weeks) - 1);
    if (string_equal(json_text(last, "week"), monday))
        return last;
    json_array_append_new(weeks, json_pack("{s:s, s:i, s:i, s:i, s:i, s:i, s:i, s:i}", "week", monday, "date", 0,
                                           "overdue", 0, "message", 0, "held", 0, "task", 0, "stop", 0, "state", 0));
    return json_array_get(weeks, json_array_size(weeks) - 1);
}

/* The differences are in the order of their days, so the weeks are too. */
static json_t *weeks_json(const json_t *differences)
{
    json_t *weeks = json_array(), *row;
    size_t i;
    char monday[DATE_SIZE];
    json_array_foreach(differences, i, row) {
        const char *kind = json_text(row, "kind");
        json_t *week = week_of(weeks, monday_of(json_text(row, "day"), monday));
        json_object_set_new(week, kind, json_integer(json_number(week, kind, 0) + 1));
    }
    return weeks;
}

static json_t *result_json(const struct simulation *simulation, struct run *before, struct run *after)
{
    char from[DATE_SIZE], to[DATE_SIZE];
    json_t *result =
        json_pack("{s:s, s:s}", "from", date_write(before->first, from), "to", date_write(before->last, to));
    if (simulation->store)
        json_object_set_new(result, "store", json_string(simulation->store));
    else
        json_object_update_new(
            result, json_pack("{s:i, s:I}", "pupils", simulation->pupils, "seed", (json_int_t)simulation->seed));
    json_object_set_new(result, "before", totals_json(before));
    json_object_set_new(result, "after", totals_json(after));
    json_t *differences = facts_compare(&before->facts, &after->facts);
    json_object_set_new(result, "stops", stops_json(after)); /* sorted by the comparison */
    json_object_set_new(result, "weeks", weeks_json(differences));
    json_object_set_new(result, "differences", differences);
    return result;
}

static int both_do(const struct simulation *simulation, const struct snapshot *snapshot, struct arena *arena,
                   json_t **out, struct error *error)
{
    struct run before = {.simulation = simulation, .site = simulation->before, .snapshot = snapshot, .arena = arena};
    before.start = start_find(simulation, snapshot);
    before.first = london_date(before.start);
    int code = last_find(simulation, before.first, &before.last, error);
    struct run after = before;
    after.site = simulation->after;
    if (!code)
        code = run_do(&before, error);
    if (!code)
        code = run_do(&after, error);
    if (!code)
        *out = result_json(simulation, &before, &after);
    list_free(&before.facts);
    list_free(&after.facts);
    return code;
}

int simulate(const struct simulation *simulation, json_t **out, struct error *error)
{
    struct snapshot *snapshot = NULL;
    int code = simulation->store ? snapshot_take(simulation->store, &snapshot, error) : 0;
    struct arena *arena = arena_new();
    *out = NULL;
    if (!code)
        code = start_check(simulation, snapshot, error);
    if (!code)
        code = both_do(simulation, snapshot, arena, out, error);
    arena_free(arena);
    snapshot_free(snapshot);
    return code;
}
