#include "simulate/facts.h"

struct gathering {
    struct copy *copy;
    struct date first, last;
    struct arena *arena;
    struct list *out;
};

static const char *copied(struct gathering *gathering, const char *text)
{
    return text ? arena_copy(gathering->arena, text) : "";
}

static const char *day_words(struct gathering *gathering, struct date date)
{
    return date_write(date, arena_alloc(gathering->arena, DATE_SIZE));
}

static struct fact *fact_add(struct gathering *gathering, const char *kind, const char *kase, const char *what,
                             const char *to)
{
    struct fact *fact = arena_alloc(gathering->arena, sizeof *fact);
    *fact =
        (struct fact){kind, copied(gathering, kase), copied(gathering, what), copied(gathering, to), "", "", "", ""};
    list_add(gathering->out, fact);
    return fact;
}

/* --- messages --- */

static const char *template_of(const char *notice)
{
    return string_starts(notice, "notice.") ? notice + sizeof "notice." - 1 : notice;
}

static int sent_gather(struct gathering *gathering, struct error *error)
{
    struct copy *copy = gathering->copy;
    int code = 0;
    for (size_t i = 0; !code && i < copy->sent.count; i++) {
        const struct sent *sent = copy->sent.items[i];
        struct outbox row;
        code = store_outbox_get(copy->store, sent->outbox, gathering->arena, &row, error);
        if (code)
            break;
        struct fact *fact = fact_add(gathering, "message", row.reference, template_of(row.notice), row.recipient);
        fact->value = fact->day = day_words(gathering, london_date(sent->at));
        fact->text = arena_printf(gathering->arena, "%s\n%s", row.subject, row.body);
    }
    return code;
}

static int held_gather(struct gathering *gathering, struct error *error)
{
    struct outbox_filter filter = {.state = OUTBOX_HELD, .after = gathering->copy->outbox, .limit = 1000};
    for (;;) {
        json_t *rows = NULL, *row;
        size_t i;
        int code = store_outbox_list(gathering->copy->store, &filter, &rows, error);
        if (code)
            return code;
        json_array_foreach(rows, i, row) {
            struct fact *fact = fact_add(gathering, "held", json_text(row, "case"),
                                         template_of(json_text(row, "notice")), json_text(row, "recipient"));
            fact->value = fact->day = arena_copy_n(gathering->arena, json_text(row, "intended"), DATE_SIZE - 1);
            fact->detail = copied(gathering, json_text(row, "detail"));
            filter.after = json_number(row, "id", 0);
        }
        json_decref(rows);
        if (!i)
            return 0;
    }
}

/* --- deadlines --- */

/* The day it is overdue from, within the span; DATE_NONE: it never is. */
static struct date overdue_from(const struct gathering *gathering, const json_t *row, struct date due)
{
    struct date from = date_add_days(due, 1), closed = DATE_NONE;
    bool open = string_equal(json_text(row, "status"), "open");
    if (json_text(row, "closed_on"))
        (void)date_read(json_text(row, "closed_on"), &closed, NULL);
    bool overdue = open || (date_is(closed) && date_compare(closed, due) > 0);
    bool inside = date_compare(from, gathering->first) >= 0 && date_compare(from, gathering->last) <= 0;
    return overdue && inside ? from : DATE_NONE;
}

static void deadline_gather(struct gathering *gathering, const json_t *row)
{
    struct date due;
    const char *text = json_text(row, "due");
    if (string_equal(json_text(row, "status"), "superseded") || !text || date_read(text, &due, NULL))
        return;
    struct fact *fact =
        fact_add(gathering, "date", json_text(row, "case"), json_text(row, "name"), json_text(row, "owner"));
    fact->value = fact->day = copied(gathering, text);
    fact->detail = copied(gathering, json_text(row, "title"));
    struct date from = overdue_from(gathering, row, due);
    if (!date_is(from))
        return;
    struct fact *late = fact_add(gathering, "overdue", fact->kase, fact->what, fact->to);
    late->value = late->day = day_words(gathering, from);
    late->detail = fact->detail;
}

static int deadlines_gather(struct gathering *gathering, struct error *error)
{
    struct deadline_filter filter = {.until = DATE_NONE, .closed = true, .limit = INT64_MAX};
    json_t *rows = NULL, *row;
    size_t i;
    int code = store_deadline_list(gathering->copy->store, &filter, &rows, error);
    json_array_foreach(rows, i, row)
        deadline_gather(gathering, row);
    json_decref(rows);
    return code;
}

/* --- tasks --- */

static int tasks_gather(struct gathering *gathering, struct error *error)
{
    struct task_filter filter = {.closed = true, .limit = INT64_MAX};
    json_t *rows = NULL, *row;
    size_t i;
    int code = store_task_list(gathering->copy->store, &filter, &rows, error);
    json_array_foreach(rows, i, row) {
        struct fact *fact =
            fact_add(gathering, "task", json_text(row, "case"), json_text(row, "name"), json_text(row, "role"));
        const char *due = json_text(row, "due"), *opened = json_text(row, "opened");
        fact->value = due ? copied(gathering, due) : "no day";
        fact->day = due ? fact->value : opened ? arena_copy_n(gathering->arena, opened, DATE_SIZE - 1) : "";
        fact->detail = copied(gathering, json_text(row, "title"));
    }
    json_decref(rows);
    return code;
}

/* --- where cases stand, and what stopped them --- */

static void stop_add(struct gathering *gathering, const char *kase, const char *what, const char *day,
                     const char *why)
{
    struct fact *fact = fact_add(gathering, "stop", kase, what, "");
    fact->value = fact->day = copied(gathering, day);
    fact->detail = copied(gathering, why);
}

static void history_row_gather(struct gathering *gathering, const char *kase, const json_t *row)
{
    const json_t *body = json_object_get(row, "body"), *errors = json_object_get(body, "errors");
    const char *event = json_text(body, "event"), *at = json_text(row, "at");
    const char *day = at ? arena_copy_n(gathering->arena, at, DATE_SIZE - 1) : "";
    size_t i;
    json_t *text;
    if (string_equal(json_text(row, "kind"), "set-aside"))
        stop_add(gathering, kase, event, day, json_text(body, "reason"));
    json_array_foreach(errors, i, text)
        stop_add(gathering, kase, event, day, json_string_value(text));
}

static int history_gather(struct gathering *gathering, const json_t *kase, struct error *error)
{
    json_t *rows = NULL, *row;
    size_t i;
    int code = store_history_list(gathering->copy->store, json_number(kase, "id", 0), gathering->copy->history,
                                  INT64_MAX, &rows, error);
    json_array_foreach(rows, i, row)
        history_row_gather(gathering, json_text(kase, "case"), row);
    json_decref(rows);
    return code;
}

static const char *states_words(struct gathering *gathering, const json_t *states)
{
    struct text out = TEXT_EMPTY;
    size_t i;
    json_t *state;
    json_array_foreach(states, i, state)
        text_addf(&out, "%s%s", i ? "/" : "", json_string_value(state));
    const char *words = copied(gathering, text_string(&out));
    text_free(&out);
    return words;
}

static int cases_gather(struct gathering *gathering, struct error *error)
{
    json_t *rows = NULL, *row;
    size_t i;
    int code = copy_cases(gathering->copy, true, &rows, error);
    if (code)
        return code;
    json_array_foreach(rows, i, row) {
        struct fact *fact = fact_add(gathering, "state", json_text(row, "case"), "", "");
        fact->value = states_words(gathering, json_object_get(row, "states"));
        fact->day = day_words(gathering, gathering->last);
        if (!code)
            code = history_gather(gathering, row, error);
    }
    json_decref(rows);
    return code;
}

static void refused_gather(struct gathering *gathering)
{
    size_t i;
    json_t *row;
    json_array_foreach(gathering->copy->refused, i, row)
        stop_add(gathering, json_text(row, "case"), json_text(row, "what"), json_text(row, "day"),
                 json_text(row, "text"));
}

int facts_gather(struct copy *copy, struct date first, struct date last, struct arena *arena, struct list *out,
                 struct error *error)
{
    struct gathering gathering = {copy, first, last, arena, out};
    refused_gather(&gathering);
    int code = sent_gather(&gathering, error);
    if (!code)
        code = held_gather(&gathering, error);
    if (!code)
        code = deadlines_gather(&gathering, error);
    if (!code)
        code = tasks_gather(&gathering, error);
    return code ? code : cases_gather(&gathering, error);
}
