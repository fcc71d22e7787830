/* What a step changed, the other way round. Short: it is part of every case's row. */
#include "core/undo.h"

#include "base/mem.h"

#include <string.h>

/* Adds LIST under KEY unless it is empty; steals it. */
static void list_put(json_t *object, const char *key, json_t *list)
{
    if (json_array_size(list))
        json_object_set_new(object, key, list);
    else
        json_decref(list);
}

static bool same_states(const struct list *a, const struct list *b)
{
    for (size_t i = 0; a->count == b->count && i < a->count; i++)
        if (!string_equal(a->items[i], b->items[i]))
            return false;
    return a->count == b->count;
}

static void states_put(json_t *plan, const struct kase *before, const struct kase *after)
{
    if (same_states(&before->states, &after->states))
        return;
    json_t *list = json_array();
    for (size_t i = 0; i < before->states.count; i++)
        json_array_append_new(list, json_string(before->states.items[i]));
    json_object_set_new(plan, "states", list);
}

static void fields_put(json_t *plan, const struct kase *before, const struct kase *after)
{
    json_t *old = json_object(), *fresh = json_array(), *value;
    const char *name;
    json_object_foreach(before->fields, name, value)
    {
        json_t *now = json_object_get(after->fields, name);
        if (!now || (now != value && !json_equal(value, now))) /* what a step leaves alone it shares */
            json_object_set(old, name, value);
    }
    json_object_foreach(after->fields, name, value)
    {
        if (!json_object_get(before->fields, name))
            json_array_append_new(fresh, json_string(name));
    }
    if (json_object_size(old))
        json_object_set(plan, "fields", old);
    json_decref(old);
    list_put(plan, "unset", fresh);
}

static void json_put(json_t *plan, const char *key, json_t *before, json_t *after)
{
    if (before != after && !(before && after && json_equal(before, after)))
        json_object_set_new(plan, key, before ? json_incref(before) : json_null());
}

/* --- timers --- */

static const struct timer *timer_find(const struct kase *kase, const char *name)
{
    for (size_t i = 0; i < kase->timers.count; i++) {
        const struct timer *timer = kase->timers.items[i];
        if (string_equal(timer->name, name))
            return timer;
    }
    return NULL;
}

static bool same_timer(const struct timer *a, const struct timer *b)
{
    bool same_data = a->data == b->data || (a->data && b->data && json_equal(a->data, b->data));
    return a->due == b->due && same_data && string_equal(a->event, b->event);
}

static void timers_put(json_t *plan, const struct kase *before, const struct kase *after)
{
    json_t *arm = json_array(), *drop = json_array();
    for (size_t i = 0; i < before->timers.count; i++) {
        const struct timer *old = before->timers.items[i], *now = timer_find(after, old->name);
        if (now && (now == old || same_timer(old, now)))
            continue;
        json_t *row = json_pack("[s, I, s]", old->name, (json_int_t)old->due, old->event);
        if (old->data)
            json_array_append(row, old->data);
        json_array_append_new(arm, row);
    }
    for (size_t i = 0; i < after->timers.count; i++) {
        const struct timer *now = after->timers.items[i];
        if (!timer_find(before, now->name))
            json_array_append_new(drop, json_string(now->name));
    }
    list_put(plan, "arm", arm);
    list_put(plan, "drop", drop);
}

/* --- rows by their ids --- */

/* Both structs begin with their id. */
static int64_t id_of(const void *item)
{
    int64_t id;
    memcpy(&id, item, sizeof id);
    return id;
}

static bool has_id(const struct list *list, int64_t id)
{
    for (size_t i = 0; i < list->count; i++)
        if (id_of(list->items[i]) == id)
            return true;
    return false;
}

/* The ids in A that are not in B. */
static json_t *ids_less(const struct list *a, const struct list *b)
{
    json_t *ids = json_array();
    for (size_t i = 0; i < a->count; i++)
        if (!has_id(b, id_of(a->items[i])))
            json_array_append_new(ids, json_integer(id_of(a->items[i])));
    return ids;
}

char *undo_text(const struct applied *applied, int64_t seq)
{
    const struct kase *before = applied->kase, *after = applied->out.kase;
    json_t *plan = json_pack("{s:I}", "seq", (json_int_t)seq);
    states_put(plan, before, after);
    fields_put(plan, before, after);
    json_put(plan, "kept", before->kept, after->kept);
    json_put(plan, "memory", before->memory, after->memory);
    if (before->ended != after->ended)
        json_object_set_new(plan, "ended", json_boolean(before->ended));
    if (!string_equal(before->definition, after->definition))
        json_object_set_new(plan, "definition", json_string(before->definition));
    timers_put(plan, before, after);
    list_put(plan, "reopen", ids_less(&before->deadlines, &after->deadlines));
    list_put(plan, "close", ids_less(&after->deadlines, &before->deadlines));
    list_put(plan, "again", ids_less(&before->tasks, &after->tasks));
    list_put(plan, "away", ids_less(&after->tasks, &before->tasks));
    list_put(plan, "messages", json_incref(applied->messages));
    list_put(plan, "events", json_incref(applied->sent));
    list_put(plan, "children", json_incref(applied->children));
    list_put(plan, "uninvoked", json_incref(applied->uninvoked));
    char *text = json_canonical(plan);
    json_decref(plan);
    return text;
}
