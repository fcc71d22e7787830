#include "simulate/people.h"

#include "workflow/step.h"

#include <sodium.h>
#include <string.h>

/* Of a hundred pupils' days with an open case: on how many some work is done, and on how many something happens. Of a
 * hundred pupils: how many begin a case of each workflow, at some time in the first weeks. */
enum { WORK = 25, EVENT = 8, BEGIN = 40, BEGIN_DAYS = 42, LAST_RESORT = 8 };

/* A number below BOUND from the words. */
static uint64_t choice(uint64_t seed, const char *words, uint64_t bound)
{
    unsigned char hash[16];
    uint64_t number;
    crypto_generichash(hash, sizeof hash, (const unsigned char *)words, strlen(words), (const unsigned char *)&seed,
                       sizeof seed);
    memcpy(&number, hash, sizeof number);
    return number % bound;
}

/* --- on record --- */

static const char *school_of(const struct copy *copy)
{
    return ((const struct site_school *)core_site(copy->core)->schools.items[0])->id;
}

static const char *authority_of(const struct copy *copy)
{
    const char *authority = ((const struct site_school *)core_site(copy->core)->schools.items[0])->authority;
    return authority ? authority : "901";
}

static void import(struct copy *copy, const char *name, json_t *rows)
{
    copy_ask(copy, "import", json_pack("{s:s, s:s, s:o}", "register", name, "school", school_of(copy), "rows", rows),
             "");
}

static json_t *pupil_row(const char *id)
{
    return json_pack("{s:s, s:{s:s, s:s, s:s, s:s, s:s}}", "id", id, "fields", "admission_number", id, "forename",
                     "Made-up", "surname", "Example", "dob", "2016-02-29", "sen_status", "K");
}

static json_t *parent_row(struct arena *arena, int number, const char *pupil)
{
    const char *contact = arena_printf(arena, "C%04d", number);
    return json_pack("{s:s, s:s, s:{s:s, s:s, s:s, s:b, s:i, s:s, s:s}}", "id", contact, "link", pupil, "fields",
                     "person", contact, "pupil", pupil, "surname", "Example", "parental_responsibility", 1,
                     "priority", 1, "email", arena_printf(arena, "parent%d@example.org", number), "channel", "email");
}

int people_enrol(struct copy *copy, int count, struct error *error)
{
    struct arena *arena = arena_new();
    json_t *pupils = json_array(), *contacts = json_array();
    const char *code = authority_of(copy);
    for (int i = 1; i <= count; i++) {
        const char *pupil = arena_printf(arena, "P%04d", i);
        json_array_append_new(pupils, pupil_row(pupil));
        json_array_append_new(contacts, parent_row(arena, i, pupil));
    }
    import(copy, "authority",
           json_pack("[{s:s, s:{s:s, s:s, s:s, s:s}}]", "id", code, "fields", "code", code, "name",
                     "Exampleshire Council", "channel", "email", "email", "sen@exampleshire.example"));
    import(copy, "pupil", pupils);
    import(copy, "contact", contacts);
    copy_settle(copy);
    arena_free(arena);
    const json_t *refused = json_array_get(copy->refused, 0);
    if (!refused)
        return 0;
    error_set(error, SENDD_EINVALID, "the made-up school can't be put on record: %s", json_text(refused, "text"));
    return error_hint(error,
                      "it needs registers pupil, contact and authority that take the fields of the shipped ones; "
                      "else simulate on a store");
}

/* --- what they do --- */

struct acting {
    struct copy *copy;
    struct arena *arena;
    uint64_t seed;
    struct date first, day;
    const char *pupil; /* "pupil/P0001" */
};

static uint64_t dice(struct acting *acting, const char *what, uint64_t bound)
{
    return choice(acting->seed, arena_printf(acting->arena, "%s %d %s", acting->pupil, acting->day.day, what), bound);
}

/* Something of the right type for every value of FORM that matters. */
static json_t *values_for(struct acting *acting, const json_t *form, int direction)
{
    json_t *values = json_object(), *one;
    const char *name;
    char day[DATE_SIZE];
    json_object_foreach((json_t *)(uintptr_t)form, name, one) {
        const char *type = json_text(one, "type");
        const json_t *of = json_object_get(one, "of");
        if (!json_is_true(json_object_get(one, "required")))
            continue;
        int days = direction * (int)dice(acting, name, direction < 0 ? 5 : 60);
        if (string_equal(type, "date"))
            json_object_set_new(values, name, json_string(date_write(date_add_days(acting->day, days), day)));
        else if (string_equal(type, "choice") && json_array_size(of))
            json_object_set(values, name, json_array_get(of, dice(acting, name, json_array_size(of))));
        else if (string_equal(type, "int") || string_equal(type, "number"))
            json_object_set_new(values, name, json_integer(1));
        else if (string_equal(type, "bool"))
            json_object_set_new(values, name, json_true());
        else
            json_object_set_new(values, name, json_string("made up"));
    }
    return values;
}

/* Once at most in a span, so that no run begins more cases than the other. */
static void begin(struct acting *acting, const struct definition *definition)
{
    const char *id = definition_id(definition);
    uint64_t fate = choice(acting->seed, arena_printf(acting->arena, "%s begins %s", acting->pupil, id),
                           BEGIN_DAYS * 100 / BEGIN);
    int when = date_weekday(date_add_days(acting->first, (int)fate)) > FRIDAY ? (int)fate + 2 : (int)fate;
    if (acting->day.day - acting->first.day != when)
        return;
    copy_ask(acting->copy, "case.start",
             json_pack("{s:s, s:s, s:s, s:o}", "workflow", id, "school", school_of(acting->copy), "subject",
                       acting->pupil, "fields", values_for(acting, definition_fields(definition), -1)),
             NULL);
}

static int work(struct acting *acting, const char *kase, struct error *error)
{
    struct task_filter filter = {.reference = kase, .limit = 100};
    json_t *rows = NULL, *row, *best = NULL;
    size_t i;
    uint64_t least = UINT64_MAX;
    int code = store_task_list(acting->copy->store, &filter, &rows, error);
    json_array_foreach(rows, i, row) {
        uint64_t rank = dice(acting, json_text(row, "name"), UINT64_MAX);
        if (rank < least) {
            least = rank;
            best = row;
        }
    }
    if (best)
        copy_ask(acting->copy, "task.complete",
                 json_pack("{s:O, s:o}", "task", json_object_get(best, "id"), "data",
                           values_for(acting, json_object_get(best, "form"), 1)),
                 NULL);
    json_decref(rows);
    return code;
}

/* --- what happens to a case --- */

static bool is_final(const json_t *body, const char *id)
{
    size_t i;
    json_t *state;
    json_array_foreach(json_object_get(body, "states"), i, state) {
        if (string_equal(json_text(state, "id"), id))
            return json_is_true(json_object_get(state, "final"));
    }
    return false;
}

/* Whether some transition on EVENT under GROUP leads to the case's end: such things come seldom. */
static bool ends_all(const json_t *body, const json_t *group, const char *event)
{
    size_t i, j;
    json_t *state, *transition, *item;
    json_array_foreach(json_object_get(group, "on"), i, transition) {
        bool taken = false, final = false;
        json_array_foreach(json_object_get(transition, "event"), j, item)
            taken |= string_equal(json_string_value(item), event);
        json_array_foreach(json_object_get(transition, "goto"), j, item)
            final |= is_final(body, json_string_value(item));
        if (taken && final)
            return true;
    }
    json_array_foreach(json_object_get(group, "states"), i, state) {
        if (ends_all(body, state, event))
            return true;
    }
    return false;
}

static bool is_wanted(const struct list *names, const char *event)
{
    for (size_t i = 0; i < names->count; i++) {
        if (string_equal(names->items[i], event))
            return true;
    }
    return false;
}

/* One of the events that come from outside and that the case would take now; borrowed from BODY. */
static const json_t *event_choose(struct acting *acting, const json_t *body, const struct list *wanted)
{
    const json_t *best = NULL;
    uint64_t least = UINT64_MAX;
    size_t i;
    json_t *event;
    json_array_foreach(json_object_get(body, "events"), i, event) {
        const char *name = json_text(event, "name");
        uint64_t rank = dice(acting, name, UINT64_MAX);
        if (!is_wanted(wanted, name) || rank >= least ||
            (ends_all(body, body, name) && dice(acting, "last resort", LAST_RESORT)))
            continue;
        least = rank;
        best = event;
    }
    return best;
}

static int event_give(struct acting *acting, const json_t *row, const struct definition *definition,
                      struct error *error)
{
    struct kase *kase;
    struct list wanted = LIST_EMPTY;
    json_t *tree = NULL;
    char day[DATE_SIZE];
    const char *canonical = definition_canonical(definition);
    int code = store_case_load_id(acting->copy->store, json_number(row, "id", 0), acting->arena, &kase, error);
    if (!code)
        code = json_read(canonical, strlen(canonical), "a workflow", &tree, error);
    if (code)
        return code;
    step_wanted(definition, kase, acting->arena, &wanted);
    const json_t *event = event_choose(acting, json_object_get(tree, "workflow"), &wanted);
    if (event)
        copy_ask(acting->copy, "case.event",
                 json_pack("{s:s, s:s, s:s, s:o}", "case", kase->reference, "event", json_text(event, "name"),
                           "happened", date_write(acting->day, day), "data",
                           values_for(acting, json_object_get(event, "data"), 1)),
                 NULL);
    json_decref(tree);
    list_free(&wanted);
    return 0;
}

static void pupil_begin(struct acting *acting)
{
    const struct site *site = core_site(acting->copy->core);
    for (size_t i = 0; i < site->definitions.count; i++) {
        const struct definition *definition = site->definitions.items[i];
        if (string_equal(definition_subject(definition), "pupil") &&
            definition == site_definition(site, definition_id(definition), acting->day))
            begin(acting, definition);
    }
}

static int case_act(struct acting *acting, const json_t *row, struct error *error)
{
    const char *workflow = json_text(row, "workflow");
    const struct definition *definition = site_definition(core_site(acting->copy->core), workflow, acting->day);
    int code = 0;
    if (!definition)
        return 0;
    if (dice(acting, arena_printf(acting->arena, "work %s", workflow), 100) < WORK)
        code = work(acting, json_text(row, "case"), error);
    if (!code && dice(acting, arena_printf(acting->arena, "event %s", workflow), 100) < EVENT)
        code = event_give(acting, row, definition, error);
    return code;
}

int people_act(struct copy *copy, int count, uint64_t seed, struct date first, struct date day, struct error *error)
{
    json_t *cases = NULL, *row;
    size_t i;
    if (date_weekday(day) > FRIDAY)
        return 0;
    int code = copy_cases(copy, false, &cases, error);
    struct acting acting = {copy, arena_new(), seed, first, day, NULL};
    for (int number = 1; !code && number <= count; number++) {
        acting.pupil = arena_printf(acting.arena, "pupil/P%04d", number);
        pupil_begin(&acting);
    }
    json_array_foreach(cases, i, row) {
        acting.pupil = json_text(row, "subject");
        if (!code)
            code = case_act(&acting, row, error);
    }
    arena_free(acting.arena);
    json_decref(cases);
    copy_settle(copy);
    return code;
}
