/* One step's state: made from the old case, handed out as the new one. */
#include "workflow/run.h"

#include <string.h>

void run_add(struct run *run, struct list *list, void *item)
{
    if (list->count == list->room) {
        size_t room = list->room ? list->room * 2 : 8;
        void **items = arena_alloc(run->arena, room * sizeof *items);
        for (size_t i = 0; i < list->count; i++)
            items[i] = list->items[i];
        list->items = items;
        list->room = room;
    }
    list->items[list->count++] = item;
}

static void copy_list(struct run *run, struct list *list)
{
    const struct list from = *list;
    *list = LIST_EMPTY;
    if (from.count == 0)
        return;
    list->room = from.count + 8;
    list->items = arena_alloc(run->arena, list->room * sizeof *list->items);
    memcpy(list->items, from.items, from.count * sizeof *list->items);
    list->count = from.count;
}

/* --- fields --- */

json_t *fields_own(struct run *run)
{
    if (!run->own_fields) {
        run->fields = json_keep(run->arena, run->fields ? json_copy(run->fields) : json_object());
        run->own_fields = true;
        if (run->names)
            json_object_set(run->names, "fields", run->fields);
    }
    return run->fields;
}

/* A case that began with another text of its workflow lacks the fields that are new. */
static void fields_complete(struct run *run)
{
    const struct model_values *fields = &run->definition->fields;
    bool same = run->kase->definition == run->definition->hash ||
                string_equal(run->kase->definition, run->definition->hash);
    if (same && json_object_size(run->fields) >= fields->count)
        return;
    for (size_t i = 0; i < fields->count; i++)
        if (!json_object_get(run->fields, fields->items[i].name))
            json_object_set(fields_own(run), fields->items[i].name,
                            fields->items[i].fallback ? fields->items[i].fallback : json_null());
}

static void field_bind(struct run *run, const struct model_value *field)
{
    json_t *value = NULL;
    struct error error = ERROR_NONE;
    int code = field->expr ? run_value(run, field->expr, &value, &error) : 0;
    if (code == 0 && value)
        code = field_set(run, field->name, value, "it got its first value", &error);
    if (code)
        run_error(run, "field %s: %s", field->name, error.text);
}

void fields_bind(struct run *run, const struct model_state *state)
{
    const struct model_values *fields = &run->definition->fields;
    size_t from = state ? state->first_field : 0;
    size_t until = state ? from + state->field_count : fields->count;
    for (size_t i = from; i < until; i++) {
        const struct model_value *field = &fields->items[i];
        bool given = !state && json_object_get(run->fields, field->name);
        bool later = !state && field->state && run->definition->late;
        if (given)
            continue;
        bool now = !later && field->fallback;
        json_object_set(fields_own(run), field->name, now ? field->fallback : json_null());
        if (now && state && model_value_type(field) == VALUE_DATE)
            deadlines_anchor(run, field->name, true, "it got its first value");
        if (!later)
            field_bind(run, field);
    }
}

/* --- beginning and end --- */

static void sets_make(struct run *run)
{
    struct set *const sets[] = {&run->active, &run->leaving, &run->entering, &run->by_default,
                                &run->to_invoke};
    enum { SETS = sizeof sets / sizeof sets[0] };
    size_t words = set_words(run->definition->state_count);
    uint64_t *memory = arena_alloc(run->arena, SETS * words * sizeof *memory);
    for (size_t i = 0; i < SETS; i++)
        *sets[i] = (struct set){memory + i * words, words};
    run->enabled.room = run->definition->state_count + 1;
    run->enabled.items = arena_alloc(run->arena, run->enabled.room * sizeof *run->enabled.items);
    if (run->definition->has_history)
        run->recalled = arena_alloc(run->arena, run->definition->state_count * sizeof *run->recalled);
}

void run_begin(struct run *run, const struct step_input *in, struct arena *arena, struct step_output *out)
{
    *run = (struct run){.in = in, .definition = in->definition, .arena = arena, .out = out, .running = true};
    *out = (struct step_output){.verdict = STEP_APPLIED};
    run->today = DATE_NONE;
    run->kase = arena_alloc(arena, sizeof *run->kase);
    *run->kase = *in->kase;
    copy_list(run, &run->kase->deadlines);
    copy_list(run, &run->kase->tasks);
    copy_list(run, &run->kase->timers);
    sets_make(run);
    for (size_t i = 0; i < in->kase->states.count; i++) {
        const struct model_state *state = model_state_find(in->definition, in->kase->states.items[i]);
        if (state)
            set_add(&run->active, state->index);
    }
    run->fields = in->kase->fields;
    if (in->kase->states.count)
        fields_complete(run);
}

void run_finish(struct run *run)
{
    struct kase *kase = run->kase;
    kase->states =
        (struct list){arena_alloc(run->arena, run->enabled.room * sizeof(void *)), 0, run->enabled.room};
    SET_EACH(&run->active, i)
    kase->states.items[kase->states.count++] = (void *)(uintptr_t)run->definition->states[i]->id;
    kase->revision++;
    kase->fields = run->fields ? run->fields : fields_own(run);
    if (json_array_size(kase->kept) == 0)
        kase->kept = NULL;
    if (run->own_memory && json_array_size(case_children(kase)) == 0)
        json_object_del(kase->memory, "children");
    if (json_object_size(kase->memory) == 0)
        kase->memory = NULL;
    run->out->kase = kase;
}

/* --- what all parts need --- */

struct effect *run_effect(struct run *run, enum effect_kind kind)
{
    struct effect *effect = arena_alloc(run->arena, sizeof *effect);
    effect->kind = kind;
    run_add(run, &run->out->effects, effect);
    return effect;
}

struct date run_today(struct run *run)
{
    if (!date_is(run->today))
        run->today = london_date(run->in->now);
    return run->today;
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
