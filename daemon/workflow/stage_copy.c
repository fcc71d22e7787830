/* Copies of events, and of a whole stage. */
#include "workflow/stage_parts.h"

void event_copy(struct arena *arena, struct event *to, const struct event *from)
{
    *to = *from;
    const char **texts[] = {&to->name,   &to->by,     &to->timer,   &to->task,
                            &to->sendid, &to->origin, &to->invokeid};
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
        *texts[i] = arena_copy(arena, *texts[i]);
    to->data = to->data ? json_keep(arena, json_incref(to->data)) : NULL;
}

static struct stage_case *twin_of(const struct stage *from, const struct stage *to,
                                  const struct stage_case *actor)
{
    for (size_t i = 0; actor && i < from->cases.count; i++)
        if (from->cases.items[i] == actor)
            return to->cases.items[i];
    return NULL;
}

struct stage *stage_copy(const struct stage *stage,
                         void (*seen)(void *context, const struct stage_seen *seen), void *context)
{
    struct stage *twin = stage_new(&stage->site, stage->facts.records, stage->now, seen, context);
    twin->sent = stage->sent;
    for (size_t i = 0; i < stage->cases.count; i++) {
        const struct stage_case *from = stage->cases.items[i];
        struct stage_case *to =
            stage_case_add(twin, from->name, from->kase->school, from->kase->subject, from->definition);
        to->kase = case_copy(from->kase, to->arena);
        to->order = from->order;
        to->parent = twin_of(stage, twin, from->parent);
        to->invoke = arena_copy(to->lasting, from->invoke);
        to->gone = from->gone;
    }
    twin->started = stage->started;
    return twin;
}
