#include "school_parts.h"

#include "base/mem.h"

#include <stdio.h>
#include <string.h>

/* --- wishes --- */

void wish_free(struct wish *wish)
{
    json_decref(wish->arguments);
    json_decref(wish->asked.body);
    mem_free(wish);
}

static struct wish *wish_new(struct school *school, const char *kind, json_t *arguments)
{
    struct wish *wish = mem_alloc(sizeof *wish);
    wish->kind = kind;
    wish->arguments = arguments;
    snprintf(wish->key, sizeof wish->key, "wish-%llu", (unsigned long long)++school->number);
    list_add(&school->wishes, wish);
    return wish;
}

/* An answer that says "nothing was done, ask again". */
static bool is_no_answer(const struct asked *asked)
{
    return !asked->done || asked->code == SENDD_EBUSY || asked->code == SENDD_EIO || asked->code == SENDD_EFULL ||
           asked->code == SENDD_ECORRUPT;
}

static void wish_give(struct school *school, struct wish *wish)
{
    json_decref(wish->asked.body);
    wish->asked = (struct asked){0};
    wish->given = true;
    world_ask(school->world, &wish->asked, wish->kind, wish->arguments, wish->key);
}

static bool wish_sort(struct school *school, struct wish *wish)
{
    if (wish->asked.code) {
        school->refused++;
        wish_free(wish);
        return true;
    }
    const char *reference = json_text(wish->asked.body, "case");
    wish->answered = env_now(school->world->env);
    snprintf(wish->reference, sizeof wish->reference, "%s", reference ? reference : "");
    list_add(&school->acked, wish);
    return true;
}

/* Takes the answers that came. */
void wishes_collect(struct school *school)
{
    for (size_t i = 0; i < school->wishes.count;) {
        struct wish *wish = school->wishes.items[i];
        if (!wish->given || is_no_answer(&wish->asked)) {
            i++;
            continue;
        }
        list_remove(&school->wishes, i);
        wish_sort(school, wish);
    }
}

void wishes_give(struct school *school)
{
    for (size_t i = 0; i < school->wishes.count; i++)
        wish_give(school, school->wishes.items[i]);
}

/* --- what people and the authority do --- */

static const char *day_text(struct school *school, int days)
{
    static char text[4][DATE_SIZE];
    static size_t next;
    char *slot = text[next++ % 4];
    return date_write(date_add_days(london_date(env_now(school->world->env)), days), slot);
}

static const char *pupil(struct school *school)
{
    static char text[16];
    snprintf(text, sizeof text, "P%04d", 1 + (int)pick(school, (uint64_t)school->options.pupils));
    return text;
}

static void wish_start(struct school *school)
{
    static const char *const workflows[] = {"sen-support", "ehc-needs-assessment", "circle"};
    static const char *const begun[] = {"started_on", "request_received", NULL};
    uint64_t which = pick(school, 3);
    json_t *fields = json_object();
    if (begun[which])
        json_object_set_new(fields, begun[which], json_string(day_text(school, -(int)pick(school, 10))));
    wish_new(school, "case.start", json_pack("{s:s, s:s, s:o}", "workflow", workflows[which], "subject", pupil(school),
                                             "fields", fields));
}

/* Data that fits whichever event or form wants it. */
static json_t *data_for(struct school *school, const char *name)
{
    static const char *const outcomes[] = {"continue", "reassess", "escalate", "ended"};
    json_t *data = json_object();
    if (string_starts(name, "plan"))
        json_object_set_new(data, "review_on", json_string(day_text(school, 30 + (int)pick(school, 90))));
    if (string_starts(name, "review"))
        json_object_set_new(data, "outcome", json_string(outcomes[pick(school, 4)]));
    if (string_starts(name, "la.lateness")) {
        json_object_set_new(data, "ground", json_string("exceptional"));
        json_object_set_new(data, "from", json_string(day_text(school, 0)));
    }
    return data;
}

/* A row of the open cases or tasks; borrowed from *ROWS. */
static json_t *random_row(struct school *school, json_t *rows)
{
    size_t count = json_array_size(rows);
    return count ? json_array_get(rows, pick(school, count)) : NULL;
}

static json_t *open_cases(struct school *school)
{
    struct case_filter filter = {.limit = 1000};
    json_t *rows = NULL;
    if (store_case_list(school->world->store, &filter, &rows, NULL))
        broken(school, "the cases can't be listed");
    return rows;
}

/* The final events come seldom: a year of a case should have some middle. */
static bool ends_all(const char *event)
{
    return string_equal(event, "pupil.left") || string_equal(event, "pupil.moved") ||
           string_equal(event, "request.withdrawn") || string_equal(event, "circle.left");
}

/* WORKFLOW's, also when it is written among another's children: "circle.view". */
static const struct definition *definition_of(struct school *school, const char *workflow)
{
    char outer[64];
    const char *dot = strchr(workflow, '.');
    snprintf(outer, sizeof outer, "%.*s", dot ? (int)(dot - workflow) : (int)strlen(workflow), workflow);
    const struct definition *definition = site_definition(core_site(school->world->core), outer, DATE_NONE);
    for (; definition && dot; dot = strchr(dot + 1, '.')) {
        snprintf(outer, sizeof outer, "%.*s", (int)strcspn(dot + 1, "."), dot + 1);
        definition = definition_child(definition, outer);
    }
    return definition;
}

static void wish_event(struct school *school)
{
    json_t *rows = open_cases(school), *row = random_row(school, rows);
    const struct definition *definition = row ? definition_of(school, json_text(row, "workflow")) : NULL;
    const char *const *events = definition ? definition_events(definition) : NULL;
    size_t count = 0;
    while (events && events[count])
        count++;
    const char *event = count ? events[pick(school, count)] : NULL;
    if (event && !string_starts(event, "deadline.") && !string_starts(event, "task.") &&
        (!ends_all(event) || !pick(school, 8)))
        wish_new(school, "case.event",
                 json_pack("{s:s, s:s, s:s, s:o}", "case", json_text(row, "case"), "event", event, "happened",
                           day_text(school, -(int)pick(school, 4)), "data", data_for(school, event)));
    json_decref(rows);
}

static void wish_task(struct school *school)
{
    struct task_filter filter = {.limit = 1000};
    json_t *rows = NULL, *row;
    if (store_task_list(school->world->store, &filter, &rows, NULL))
        broken(school, "the tasks can't be listed");
    row = random_row(school, rows);
    if (row)
        wish_new(school, "task.complete",
                 json_pack("{s:O, s:o}", "task", json_object_get(row, "id"), "data",
                           data_for(school, json_text(row, "name"))));
    json_decref(rows);
}

static void wish_hold(struct school *school)
{
    json_t *rows = open_cases(school), *row = random_row(school, rows);
    if (row)
        wish_new(school, json_is_true(json_object_get(row, "held")) ? "case.release" : "case.hold",
                 json_pack("{s:s, s:s}", "case", json_text(row, "case"), "reason", "the test"));
    json_decref(rows);
}

static void wish_retry(struct school *school, enum outbox_state state)
{
    json_t *rows = world_outbox(school->world, (int)state), *row = random_row(school, rows);
    if (row) {
        int64_t *id = mem_alloc(sizeof *id);
        *id = json_number(row, "id", 0);
        list_add(&school->retried, id);
        wish_new(school, "outbox.retry", json_pack("{s:I}", "outbox", (json_int_t)*id));
    }
    json_decref(rows);
}

/* A date in the wrong year, a click on the wrong child's case, and the second thoughts about it. */
static void wish_mend(struct school *school, const char *kind)
{
    json_t *rows = open_cases(school), *row = random_row(school, rows);
    json_t *arguments = row ? json_pack("{s:s, s:s}", "case", json_text(row, "case"), "reason", "the test") : NULL;
    if (row && string_equal(kind, "case.correct")) {
        bool support = string_equal(json_text(row, "workflow"), "sen-support");
        json_object_set_new(arguments, "fields",
                            json_pack("{s:s}", support ? "started_on" : "request_received",
                                      day_text(school, -(int)pick(school, 20))));
        json_object_set_new(arguments, "cancel_unsent", json_boolean(!pick(school, 4)));
    }
    if (row && string_equal(kind, "case.undo"))
        json_object_set_new(arguments, "even_though_sent", json_boolean(pick(school, 2)));
    if (row)
        wish_new(school, kind, arguments);
    json_decref(rows);
}

void people_act(struct school *school)
{
    uint64_t dice = pick(school, 24);
    if (dice < 5)
        wish_start(school);
    else if (dice < 12)
        wish_event(school);
    else if (dice < 17)
        wish_task(school);
    else if (dice < 18)
        wish_hold(school);
    else if (dice < 20)
        wish_retry(school, dice == 18 ? OUTBOX_DEAD : OUTBOX_UNKNOWN);
    else
        wish_mend(school, dice < 21 ? "case.correct" : dice < 23 ? "case.undo" : "case.redo");
}

static void wish_import(void *context, json_t *arguments)
{
    wish_new(context, "import", arguments);
}

void people_wish_import(struct school *school, int pupils)
{
    world_people_each(pupils, wish_import, school);
}
