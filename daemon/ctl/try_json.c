/* A trial as JSON: one object a line. */
#include "ctl/try.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

json_t *trial_states(const struct stage_case *actor, bool atomic)
{
    const struct list *states = &actor->kase->states;
    json_t *out = json_array();
    for (size_t i = 0; i < states->count; i++)
        if (!atomic || definition_is_atomic(actor->definition, states->items[i]))
            json_array_append_new(out, json_string(states->items[i]));
    return out;
}

/* "2026-09-01T09:00:00.000Z" */
static json_t *time_json(instant at)
{
    struct date day = {
        (int32_t)((at - (at % SECONDS(86400) + SECONDS(86400)) % SECONDS(86400)) / SECONDS(86400))};
    long long ms = (at - SECONDS(86400) * day.day) / MILLIS(1);
    char date[DATE_SIZE], text[40];
    snprintf(text, sizeof text, "%sT%02lld:%02lld:%02lld.%03lldZ", date_write(day, date), ms / 3600000,
             ms / 60000 % 60, ms / 1000 % 60, ms % 1000);
    return json_string(text);
}

static json_t *children_json(const struct trial *trial)
{
    const struct list *cases = stage_cases(trial->stage);
    json_t *out = json_array();
    for (size_t i = 0; i < cases->count; i++) {
        const struct stage_case *actor = cases->items[i];
        if (actor == trial->root)
            continue;
        json_t *one = json_pack("{s:s, s:s*, s:s}", "case", actor->name, "id", actor->invoke, "workflow",
                                definition_id(actor->definition));
        json_object_set_new(one, "states", trial_states(actor, true));
        json_object_set_new(one, "configuration", trial_states(actor, false));
        json_object_set(one, "fields", actor->kase->fields ? actor->kase->fields : json_null());
        json_array_append_new(out, one);
    }
    return out;
}

/* --- what is due --- */

/* DAY: due by the end of that day, rather than at an instant. */
static json_t *due_item(const struct trial *trial, const struct stage_case *actor, instant due,
                        struct date day, const char *kind, const char *what)
{
    char date[DATE_SIZE];
    json_t *item = json_object();
    if (date_is(day))
        due = london_instant(day, 24, 0) - 1;
    json_object_set_new(item, "due", date_is(day) ? json_string(date_write(day, date)) : time_json(due));
    json_object_set_new(item, "kind", json_string(kind));
    json_object_set_new(item, "what", json_string(what));
    json_object_set_new(item, "at", json_integer(due));
    if (actor != trial->root)
        json_object_set_new(item, "case", json_string(actor->name));
    return item;
}

static const char *timer_text(struct arena *arena, const struct timer *timer)
{
    const char *event = json_text(timer->data, "event"), *to = json_text(timer->data, "to");
    if (string_starts(timer->name, "send:") && event)
        return arena_printf(arena, "%s to %s", event, to ? to : "self");
    return arena_printf(arena, "%s (%s)", timer->event, timer->name);
}

static void due_of(const struct trial *trial, const struct stage_case *actor, json_t *out)
{
    const struct kase *kase = actor->kase;
    for (size_t i = 0; i < kase->timers.count; i++) {
        const struct timer *timer = kase->timers.items[i];
        json_array_append_new(out, due_item(trial, actor, timer->due, DATE_NONE,
                                            string_starts(timer->name, "send:") ? "send" : "timer",
                                            timer_text(trial->arena, timer)));
    }
    for (size_t i = 0; i < kase->deadlines.count; i++) {
        const struct deadline *deadline = kase->deadlines.items[i];
        json_array_append_new(out, due_item(trial, actor, 0, deadline->due, "deadline",
                                            arena_printf(trial->arena, "%s: %s", deadline->name,
                                                         deadline->title ? deadline->title : "")));
    }
    for (size_t i = 0; i < kase->tasks.count; i++) {
        const struct task *task = kase->tasks.items[i];
        if (date_is(task->due))
            json_array_append_new(out,
                                  due_item(trial, actor, 0, task->due, "task",
                                           arena_printf(trial->arena, "%s: %s", task->name, task->title)));
    }
}

static int by_due(const void *a, const void *b)
{
    json_int_t left = json_number(*(json_t *const *)a, "at", 0),
               right = json_number(*(json_t *const *)b, "at", 0);
    return left < right ? -1 : left > right;
}

json_t *trial_due(const struct trial *trial)
{
    const struct list *cases = stage_cases(trial->stage);
    json_t *all = json_array(), *sorted = json_array();
    for (size_t i = 0; i < cases->count; i++)
        due_of(trial, cases->items[i], all);
    size_t count = json_array_size(all);
    json_t **items = arena_alloc(trial->arena, (count + 1) * sizeof *items);
    for (size_t i = 0; i < count; i++)
        items[i] = json_array_get(all, i);
    if (count)
        qsort(items, count, sizeof *items, by_due);
    for (size_t i = 0; i < count; i++) {
        json_object_del(items[i], "at");
        json_array_append(sorted, items[i]);
    }
    json_decref(all);
    return sorted;
}

/* --- which events --- */

static json_t *declared_find(const json_t *model, const char *name)
{
    size_t i;
    json_t *event;
    json_array_foreach(json_object_get(json_object_get(model, "workflow"), "events"), i, event)
    {
        if (string_equal(json_text(event, "name"), name))
            return event;
    }
    return NULL;
}

json_t *trial_takes(const struct trial *trial)
{
    const char *text = definition_canonical(trial->definition);
    struct list names = LIST_EMPTY;
    json_t *out = json_array(), *model = NULL;
    json_read(text, strlen(text), "the workflow", &model, NULL);
    step_wanted(trial->definition, trial->root->kase, trial->arena, &names);
    for (size_t i = 0; i < names.count; i++) {
        json_t *declared = declared_find(model, names.items[i]), *item = json_object();
        json_object_set_new(item, "event", json_string(names.items[i]));
        if (json_text(declared, "title"))
            json_object_set(item, "title", json_object_get(declared, "title"));
        if (json_object_size(json_object_get(declared, "data")))
            json_object_set(item, "values", json_object_get(declared, "data"));
        json_array_append_new(out, item);
    }
    list_free(&names);
    json_decref(model);
    return out;
}

static json_t *tasks_json(const struct trial *trial)
{
    const struct list *tasks = &trial->root->kase->tasks;
    json_t *out = json_array();
    for (size_t i = 0; i < tasks->count; i++)
        json_array_append_new(out, json_string(((const struct task *)tasks->items[i])->name));
    return out;
}

void trial_json(const struct trial *trial)
{
    json_t *out = json_object();
    json_object_set_new(out, "now", time_json(stage_now(trial->stage)));
    json_object_set_new(out, "states", trial_states(trial->root, true));
    json_object_set_new(out, "configuration", trial_states(trial->root, false));
    json_object_set_new(out, "done", json_boolean(trial->root->kase->ended));
    json_object_set(out, "fields", trial->root->kase->fields);
    json_object_set(out, "log", trial->log);
    json_object_set(out, "sent", trial->sent);
    json_object_set(out, "errors", trial->errors);
    json_object_set(out, "notices", trial->notices);
    json_object_set(out, "moved", trial->moved);
    json_object_set_new(out, "tasks", tasks_json(trial));
    json_object_set_new(out, "due", trial_due(trial));
    json_object_set_new(out, "takes", trial_takes(trial));
    json_object_set_new(out, "children", children_json(trial));
    if (trial->help)
        json_object_set(out, "help", trial->help);
    ctl_print_line(out);
}
