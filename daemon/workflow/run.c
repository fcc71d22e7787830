/* One step's state: made from the old case, handed out as the new one. */
#include "workflow/run.h"

#include "base/mem.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static void copy_list(struct list *to, const struct list *from)
{
    *to = LIST_EMPTY;
    for (size_t i = 0; i < from->count; i++)
        list_add(to, from->items[i]);
}

static json_t *first_fields(const struct definition *definition, json_t *old)
{
    json_t *fields = old ? json_copy(old) : json_object();
    for (size_t i = 0; i < definition->fields.count; i++) {
        const struct model_value *field = &definition->fields.items[i];
        if (!json_object_get(fields, field->name))
            json_object_set(fields, field->name, field->fallback ? field->fallback : json_null());
    }
    return fields;
}

static json_t *first_names(const struct run *run)
{
    json_t *names = json_object();
    json_t *kase = json_object();
    const struct kase *old = run->in->kase;
    json_object_set_new(kase, "reference", json_string(old->reference ? old->reference : ""));
    json_object_set_new(kase, "school", json_string(old->school ? old->school : ""));
    json_object_set_new(kase, "subject", json_string(old->subject ? old->subject : ""));
    json_object_set_new(names, "case", kase);
    for (const char *const *read = run->definition->reads; *read; read++) {
        json_t *records = run->in->facts ? json_object_get(run->in->facts->records, *read) : NULL;
        json_object_set(names, *read, records ? records : json_null());
    }
    json_object_set_new(names, "fields", first_fields(run->definition, old->fields));
    return names;
}

void run_begin(struct run *run, const struct step_input *in, struct arena *arena, struct step_output *out)
{
    *run = (struct run){.in = in, .definition = in->definition, .arena = arena, .out = out, .running = true};
    *out = (struct step_output){.verdict = STEP_APPLIED};
    run->kase = arena_alloc(arena, sizeof *run->kase);
    *run->kase = *in->kase;
    copy_list(&run->kase->deadlines, &in->kase->deadlines);
    copy_list(&run->kase->tasks, &in->kase->tasks);
    copy_list(&run->kase->timers, &in->kase->timers);
    run->kase->kept = in->kase->kept ? json_copy(in->kase->kept) : NULL;
    run->active = arena_alloc(arena, in->definition->state_count + 1);
    for (size_t i = 0; i < in->kase->states.count; i++) {
        const struct model_state *state = model_state_find(in->definition, in->kase->states.items[i]);
        if (state)
            run->active[state->index] = true;
    }
    run->names = json_keep(arena, first_names(run));
    run->fields = json_object_get(run->names, "fields");
    run->today = london_date(in->now);
}

static void freeze(struct arena *arena, struct list *list)
{
    void **items = arena_alloc(arena, (list->count + 1) * sizeof *items);
    for (size_t i = 0; i < list->count; i++)
        items[i] = list->items[i];
    size_t count = list->count;
    list_free(list);
    *list = (struct list){items, count, count};
}

static void list_states(struct run *run)
{
    struct list *states = &run->kase->states;
    *states = LIST_EMPTY;
    for (size_t i = 0; i < run->definition->state_count; i++)
        if (run->active[i])
            list_add(states, (void *)run->definition->states[i]->id);
}

void run_finish(struct run *run)
{
    struct kase *kase = run->kase;
    list_states(run);
    kase->revision++;
    kase->fields = json_keep(run->arena, json_incref(run->fields));
    if (kase->kept && json_array_size(kase->kept) == 0) {
        json_decref(kase->kept);
        kase->kept = NULL;
    }
    if (kase->kept)
        json_keep(run->arena, kase->kept);
    freeze(run->arena, &kase->states);
    freeze(run->arena, &kase->deadlines);
    freeze(run->arena, &kase->tasks);
    freeze(run->arena, &kase->timers);
    freeze(run->arena, &run->out->effects);
    freeze(run->arena, &run->out->path);
    list_free(&run->queue);
    list_free(&run->failed);
    run->out->kase = kase;
}

void run_drop(struct run *run)
{
    list_free(&run->kase->deadlines);
    list_free(&run->kase->tasks);
    list_free(&run->kase->timers);
    list_free(&run->out->effects);
    list_free(&run->out->path);
    list_free(&run->queue);
    list_free(&run->failed);
    json_decref(run->kase->kept);
    run->out->kept = false;
    run->out->kase = NULL;
}

struct effect *run_effect(struct run *run, enum effect_kind kind)
{
    struct effect *effect = arena_alloc(run->arena, sizeof *effect);
    effect->kind = kind;
    list_add(&run->out->effects, effect);
    return effect;
}

void run_event(struct run *run, const struct event *event)
{
    char happened[DATE_SIZE];
    json_t *seen = json_object();
    json_object_set_new(seen, "name", json_string(event->name));
    if (event->data)
        json_object_set(seen, "data", event->data);
    else
        json_object_set_new(seen, "data", json_object());
    json_object_set_new(seen, "happened",
                        date_is(event->happened) ? json_string(date_write(event->happened, happened))
                                                 : json_null());
    json_object_set_new(seen, "by", json_string(event->by ? event->by : ""));
    json_object_set_new(run->names, "event", seen);
    run->event = event;
}

void run_raise(struct run *run, const char *name, json_t *data)
{
    struct event *event = arena_alloc(run->arena, sizeof *event);
    *event = *run->in->event;
    event->name = name;
    event->timer = event->task = NULL;
    event->happened = run->event ? run->event->happened : run->in->event->happened;
    event->data = data ? json_keep(run->arena, data) : NULL;
    list_add(&run->queue, event);
}

void run_error(struct run *run, const char *format, ...)
{
    char line[900];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(line, sizeof line, format, arguments);
    va_end(arguments);
    if (!run->out->errors)
        run->out->errors = json_keep(run->arena, json_array());
    json_array_append_new(run->out->errors, json_string(line));
    run_raise(run, "error.execution", json_pack("{s:s}", "message", line));
}

static bool in_state(void *context, const char *id)
{
    const struct run *run = context;
    const struct model_state *state = model_state_find(run->definition, id);
    return state && run->active[state->index];
}

int run_value(struct run *run, const struct expr *expr, json_t **out, struct error *error)
{
    const struct expr_input input = {
        .names = run->names,
        .today = run->today,
        .calendars = run->in->calendars,
        .school = run->kase->school,
        .in_state = in_state,
        .context = run,
    };
    return expr_run(expr, &input, out, error);
}

static void guard_failed(struct run *run, const struct expr *expr, const char *what,
                         const struct error *error)
{
    for (size_t i = 0; i < run->failed.count; i++)
        if (run->failed.items[i] == expr)
            return;
    list_add(&run->failed, (void *)expr);
    run_error(run, "when of %s: %s", what, error->text);
}

bool run_holds(struct run *run, const struct expr *expr, const char *what)
{
    json_t *value = NULL;
    struct error error = ERROR_NONE;
    if (!expr)
        return true;
    if (run_value(run, expr, &value, &error) == 0 && !json_is_boolean(value))
        error_set(&error, SENDD_EINVALID, "gives neither true nor false");
    if (error.code)
        guard_failed(run, expr, what, &error);
    bool holds = error.code == 0 && json_is_true(value);
    json_decref(value);
    return holds;
}

struct date run_date_field(const struct run *run, const char *field)
{
    struct date date = DATE_NONE;
    const char *text = json_text(run->fields, field);
    return text && date_read(text, &date, NULL) == 0 ? date : DATE_NONE;
}

instant run_wake(const struct run *run, struct date date)
{
    return london_instant(date, run->in->wake_hour, run->in->wake_minute);
}
