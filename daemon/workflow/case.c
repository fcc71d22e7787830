/* A case by itself: what its memory holds, and copies of it. */
#include "workflow/case.h"

#include "base/text.h"

const char *case_parent(const struct kase *kase)
{
    return json_text(kase->memory, "parent");
}

const char *case_invokeid(const struct kase *kase)
{
    return json_text(kase->memory, "invokeid");
}

json_t *case_children(const struct kase *kase)
{
    return json_object_get(kase->memory, "children");
}

static json_t *child_find(const struct kase *kase, const char *id)
{
    size_t i;
    json_t *child, *children = case_children(kase);
    json_array_foreach(children, i, child) if (string_equal(json_text(child, "id"), id) &&
                                               !json_is_true(json_object_get(child, "done"))) return child;
    return NULL;
}

const char *case_child(const struct kase *kase, const char *id)
{
    return json_text(child_find(kase, id), "reference");
}

void case_adopt(struct kase *kase, struct arena *arena, const char *parent, const char *invokeid)
{
    json_t *memory = json_object();
    json_object_set_new(memory, "parent", json_string(parent));
    json_object_set_new(memory, "invokeid", json_string(invokeid));
    kase->memory = json_keep(arena, memory);
}

void case_child_place(struct kase *kase, struct arena *arena, const char *id, const char *reference)
{
    if (!child_find(kase, id))
        return;
    kase->memory = json_keep(arena, json_deep_copy(kase->memory));
    json_object_set_new(child_find(kase, id), "reference", json_string(reference));
}

/* --- copies --- */

static json_t *share(struct arena *arena, json_t *value)
{
    return value ? json_keep(arena, json_incref(value)) : NULL;
}

static struct list list_make(struct arena *arena, size_t count)
{
    return (struct list){count ? arena_alloc(arena, count * sizeof(void *)) : NULL, count, count};
}

static struct list deadlines_copy(const struct list *from, struct arena *arena)
{
    struct list to = list_make(arena, from->count);
    for (size_t i = 0; i < from->count; i++) {
        struct deadline *deadline = to.items[i] = arena_alloc(arena, sizeof *deadline);
        *deadline = *(const struct deadline *)from->items[i];
        deadline->name = arena_copy(arena, deadline->name);
        deadline->rule = arena_copy(arena, deadline->rule);
        deadline->version = arena_copy(arena, deadline->version);
        deadline->owner = arena_copy(arena, deadline->owner);
        deadline->kind = arena_copy(arena, deadline->kind);
        deadline->title = arena_copy(arena, deadline->title);
        deadline->ruling = share(arena, deadline->ruling);
    }
    return to;
}

static struct list tasks_copy(const struct list *from, struct arena *arena)
{
    struct list to = list_make(arena, from->count);
    for (size_t i = 0; i < from->count; i++) {
        struct task *task = to.items[i] = arena_alloc(arena, sizeof *task);
        *task = *(const struct task *)from->items[i];
        task->name = arena_copy(arena, task->name);
        task->role = arena_copy(arena, task->role);
        task->title = arena_copy(arena, task->title);
        task->event = arena_copy(arena, task->event);
        task->form = share(arena, task->form);
    }
    return to;
}

static struct list timers_copy(const struct list *from, struct arena *arena)
{
    struct list to = list_make(arena, from->count);
    for (size_t i = 0; i < from->count; i++) {
        struct timer *timer = to.items[i] = arena_alloc(arena, sizeof *timer);
        *timer = *(const struct timer *)from->items[i];
        timer->name = arena_copy(arena, timer->name);
        timer->event = arena_copy(arena, timer->event);
        timer->data = share(arena, timer->data);
    }
    return to;
}

struct kase *case_keep(const struct kase *kase, struct arena *arena)
{
    struct kase *copy = arena_alloc(arena, sizeof *copy);
    *copy = *kase;
    copy->states = list_make(arena, kase->states.count);
    for (size_t i = 0; i < kase->states.count; i++)
        copy->states.items[i] = kase->states.items[i]; /* the definition's */
    copy->fields = share(arena, kase->fields);
    copy->deadlines = deadlines_copy(&kase->deadlines, arena);
    copy->tasks = tasks_copy(&kase->tasks, arena);
    copy->timers = timers_copy(&kase->timers, arena);
    copy->kept = share(arena, kase->kept);
    copy->memory = share(arena, kase->memory);
    return copy;
}

struct kase *case_copy(const struct kase *kase, struct arena *arena)
{
    struct kase *copy = case_keep(kase, arena);
    copy->reference = arena_copy(arena, kase->reference);
    copy->school = arena_copy(arena, kase->school);
    copy->workflow = arena_copy(arena, kase->workflow);
    copy->definition = arena_copy(arena, kase->definition);
    copy->subject = arena_copy(arena, kase->subject);
    for (size_t i = 0; i < kase->states.count; i++)
        copy->states.items[i] = arena_copy(arena, kase->states.items[i]);
    return copy;
}
