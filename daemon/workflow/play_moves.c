#include "workflow/play_moves.h"

#include "workflow/model.h"

#include <string.h>

enum { COMBINATIONS = 24 }; /* of values for one event or start */

/* --- values to try --- */

static void candidates(const struct model_value *value, struct date today, json_t *out)
{
    char date[DATE_SIZE];
    if (string_equal(value->type, "choice"))
        for (const char *const *choice = value->of; choice && *choice; choice++)
            json_array_append_new(out, json_string(*choice));
    else if (string_equal(value->type, "bool")) {
        json_array_append_new(out, json_true());
        json_array_append_new(out, json_false());
    } else if (string_equal(value->type, "date"))
        json_array_append_new(out, json_string(date_write(today, date)));
    else if (string_equal(value->type, "int") || string_equal(value->type, "number")) {
        json_array_append_new(out, json_integer(1));
        json_array_append_new(out, json_integer(0));
    } else
        json_array_append_new(out, json_string("text"));
}

static bool decides(const struct model_value *value)
{
    return string_equal(value->type, "choice") || string_equal(value->type, "bool");
}

/* Each of SETS (an array of objects) with each candidate of VALUE; an optional one may also be left out. */
static json_t *combine(json_t *sets, const struct model_value *value, struct date today)
{
    json_t *out = json_array(), *tried = json_array(), *set, *one;
    size_t i, j;
    candidates(value, today, tried);
    json_array_foreach(sets, i, set)
    {
        if (!value->required)
            json_array_append_new(out, json_copy(set));
        json_array_foreach(tried, j, one)
        {
            json_t *with = json_copy(set);
            json_object_set(with, value->name, one);
            json_array_append_new(out, with);
        }
    }
    json_decref(tried);
    json_decref(sets);
    while (json_array_size(out) > COMBINATIONS)
        json_array_remove(out, json_array_size(out) - 1);
    return out;
}

/* --- starts --- */

static void move_add(struct arena *arena, struct list *out, enum move_kind kind, const char *actor,
                     const char *name, json_t *data)
{
    struct move *move = arena_alloc(arena, sizeof *move);
    *move = (struct move){.kind = kind, .actor = arena_copy(arena, actor), .name = arena_copy(arena, name)};
    move->data = json_object_size(data) ? json_keep(arena, json_incref(data)) : NULL;
    list_add(out, move);
}

void moves_start(struct arena *arena, const struct definition *definition, struct date today, bool all,
                 struct list *out)
{
    json_t *sets = json_pack("[{}]"), *set;
    size_t i;
    for (size_t f = 0; f < definition->fields.count; f++) {
        const struct model_value *field = &definition->fields.items[f];
        if (field->required || (all && decides(field)))
            sets = combine(sets, field, today);
    }
    json_array_foreach(sets, i, set) move_add(arena, out, MOVE_START, "A", "case.start", set);
    json_decref(sets);
}

/* --- events --- */

static bool own_name(const char *name)
{
    return string_starts(name, "deadline.") || string_starts(name, "done.") ||
           string_starts(name, "error.") || string_equal(name, "correct") ||
           string_equal(name, "kept.expired");
}

static void add_values(json_t **sets, const struct model_values *values, struct date today)
{
    for (size_t i = 0; values && i < values->count; i++)
        *sets = combine(*sets, &values->items[i], today);
}

/* Every choice of the values that come with event NAME, and of what the open task TASK asks for. */
static void add_event(struct arena *arena, const struct stage_case *actor, enum move_kind kind,
                      const char *name, const char *event, const struct task *task, struct list *out)
{
    const struct model_event *declared = model_event_find(actor->definition, event);
    const struct model_task *model = task ? model_task_find(actor->definition, task->name) : NULL;
    struct date today = london_date(stage_now(actor->stage));
    json_t *sets = json_pack("[{}]"), *set;
    size_t i;
    add_values(&sets, declared && declared->typed ? &declared->data : NULL, today);
    if (model && model->form.count && !(declared && declared->typed))
        add_values(&sets, &model->form, today);
    json_array_foreach(sets, i, set) move_add(arena, out, kind, actor->name, name, set);
    json_decref(sets);
}

/* The task that event NAME would complete. */
static const struct task *task_of(const struct stage_case *actor, const char *name)
{
    for (size_t i = 0; i < actor->kase->tasks.count; i++) {
        const struct task *task = actor->kase->tasks.items[i];
        if (string_equal(task->event, name))
            return task;
    }
    return NULL;
}

/* NAME may be a pattern such as "la.*": then the declared events that it takes, else its fixed part. */
static void add_wanted(struct arena *arena, const struct stage_case *actor, const char *name,
                       struct list *out)
{
    size_t length = strlen(name), before = out->count;
    bool pattern = name[length - 1] == '*' || name[length - 1] == '.';
    if (own_name(name) || task_of(actor, name))
        return;
    if (!pattern) {
        add_event(arena, actor, MOVE_EVENT, name, name, NULL, out);
        return;
    }
    for (size_t i = 0; i < actor->definition->event_count; i++)
        if (model_events_match((const char *const[]){name, NULL}, actor->definition->events[i].name))
            add_event(arena, actor, MOVE_EVENT, actor->definition->events[i].name,
                      actor->definition->events[i].name, NULL, out);
    while (length && strchr("*.", name[length - 1]))
        length--;
    if (out->count == before) {
        const char *plain = length ? arena_copy_n(arena, name, length) : "any";
        add_event(arena, actor, MOVE_EVENT, plain, plain, NULL, out);
    }
}

static void moves_of(struct arena *arena, const struct stage_case *actor, struct list *out)
{
    struct list wanted = LIST_EMPTY;
    for (size_t i = 0; i < actor->kase->tasks.count; i++) {
        const struct task *task = actor->kase->tasks.items[i];
        add_event(arena, actor, MOVE_COMPLETE, task->name, task->event, task, out);
    }
    step_wanted(actor->definition, actor->kase, arena, &wanted);
    for (size_t i = 0; i < wanted.count; i++)
        add_wanted(arena, actor, wanted.items[i], out);
    list_free(&wanted);
}

void moves_next(struct arena *arena, const struct stage *stage, struct list *out)
{
    const struct list *cases = stage_cases(stage);
    struct stage_case *whose;
    for (size_t i = 0; i < cases->count; i++) {
        const struct stage_case *actor = cases->items[i];
        if (!actor->kase->ended)
            moves_of(arena, actor, out);
    }
    const struct timer *timer = stage_next(stage, &whose);
    if (!timer)
        return;
    struct move *move = arena_alloc(arena, sizeof *move);
    *move = (struct move){.kind = MOVE_UNTIL, .actor = arena_copy(arena, whose->name), .until = timer->due};
    move->until += (MILLIS(1) - move->until % MILLIS(1)) % MILLIS(1);
    list_add(out, move);
}

/* --- doing them --- */

static int start_do(struct stage *stage, const struct definition *definition, const struct move *move)
{
    struct stage_case *actor;
    struct error error = ERROR_NONE;
    const struct stage_start start = {.name = move->actor,
                                      .school = "oakfield",
                                      .subject = "pupil/P0001",
                                      .definition = definition,
                                      .fields = move->data,
                                      .happened = DATE_NONE,
                                      .by = "user:test"};
    return stage_start(stage, &start, &actor, &error);
}

int move_do(struct stage *stage, const struct definition *definition, const struct move *move)
{
    struct error error = ERROR_NONE;
    if (move->kind == MOVE_START)
        return start_do(stage, definition, move);
    if (move->kind == MOVE_UNTIL)
        return stage_advance(stage, move->until, &error);
    struct stage_case *actor = stage_find(stage, move->actor);
    if (!actor)
        return SENDD_ENOTFOUND;
    struct event event = {.name = move->name,
                          .data = move->data,
                          .happened = london_date(stage_now(stage)),
                          .recorded = stage_now(stage),
                          .by = "user:test"};
    if (move->kind == MOVE_COMPLETE) {
        for (size_t i = 0; i < actor->kase->tasks.count; i++) {
            const struct task *task = actor->kase->tasks.items[i];
            if (string_equal(task->name, move->name))
                event.name = task->event;
        }
        event.task = move->name;
    }
    return stage_event(stage, actor, &event, STEP_REFUSE, &error);
}
