/* What a step causes outside its own case, realised as the daemon would. */
#include "workflow/stage_parts.h"

/* --- sends --- */

/* SCXML 5.10.2: error.communication, for the sender's own queue. */
static void send_failed(struct stage *stage, struct stage_case *from, const struct event *event,
                        const char *trouble)
{
    struct arena *arena = from->arena;
    stage_trouble(stage, from, trouble);
    stage_post(stage, from,
               &(struct event){.name = "error.communication",
                               .data = json_keep(arena, json_pack("{s:s}", "message", trouble)),
                               .happened = london_date(stage->now),
                               .recorded = stage->now,
                               .by = "stage",
                               .type = EVENT_PLATFORM,
                               .sendid = event->sendid},
               false);
}

static void send_to_subject(struct stage *stage, struct stage_case *from, const struct event *event,
                            const char *workflow)
{
    for (size_t i = 0; i < stage->cases.count; i++) {
        struct stage_case *to = stage->cases.items[i];
        if (to == from || to->gone || to->kase->ended ||
            !string_equal(to->kase->subject, from->kase->subject) ||
            (*workflow && !string_equal(definition_id(to->definition), workflow)))
            continue;
        stage_post(stage, to, event, false);
    }
}

static struct stage_case *target_find(struct stage *stage, struct stage_case *from, const char *target)
{
    static const char child[] = "child:";
    if (string_equal(target, "self"))
        return from;
    if (string_starts(target, child))
        target = case_child(from->kase, target + sizeof child - 1);
    return target ? stage_find(stage, target) : NULL;
}

static void send(struct stage *stage, struct stage_case *from, const struct effect *effect)
{
    static const char subject[] = "subject:";
    struct event event = *effect->event;
    event.by = arena_printf(from->arena, "case:%s", from->name);
    event.recorded = stage->now;
    if (string_starts(effect->target, subject)) {
        send_to_subject(stage, from, &event, effect->target + sizeof subject - 1);
        return;
    }
    struct stage_case *to = target_find(stage, from, effect->target);
    if (to && !to->kase->ended)
        stage_post(stage, to, &event, false);
    else if (to != from)
        send_failed(
            stage, from, &event,
            arena_printf(from->arena, "there is no case %s to send %s to", effect->target, event.name));
}

/* --- children --- */

/* One of the parent's own children, else the version that is in force. */
static const struct definition *find_definition(const struct stage *stage, const struct child *child)
{
    const struct list *definitions = stage->site.definitions;
    for (size_t i = 0; !child->definition && definitions && i < definitions->count; i++)
        if (string_equal(definition_id(definitions->items[i]), child->workflow) &&
            version_in_force(definitions->items[i], london_date(stage->now)))
            return definitions->items[i];
    return child->definition;
}

/* "A.review"; a second one of that name while the first is still being cancelled becomes "A.review+2". */
static const char *child_name(struct stage *stage, struct stage_case *parent, const char *id)
{
    const char *name = arena_printf(parent->arena, "%s.%s", parent->name, id);
    for (int n = 2; stage_find(stage, name); n++)
        name = arena_printf(parent->arena, "%s.%s+%d", parent->name, id, n);
    return name;
}

static void invoke_failed(struct stage *stage, struct stage_case *parent, const char *id, const char *trouble)
{
    struct arena *arena = parent->arena;
    stage_trouble(stage, parent, trouble);
    stage_post(stage, parent,
               &(struct event){.name = "error.communication",
                               .data = json_keep(arena, json_pack("{s:s}", "message", trouble)),
                               .happened = london_date(stage->now),
                               .recorded = stage->now,
                               .by = "stage",
                               .type = EVENT_PLATFORM,
                               .invokeid = id},
               false);
}

static void invoke(struct stage *stage, struct stage_case *parent, const struct child *child)
{
    const struct definition *definition = find_definition(stage, child);
    if (!definition) {
        invoke_failed(stage, parent, child->id,
                      arena_printf(parent->arena, "there is no workflow %s to invoke", child->workflow));
        return;
    }
    const char *name = child_name(stage, parent, child->id);
    struct stage_case *actor =
        stage_case_add(stage, name, parent->kase->school, parent->kase->subject, definition);
    actor->parent = parent;
    actor->invoke = arena_copy(actor->lasting, child->id);
    case_adopt(actor->kase, actor->arena, parent->name, child->id);
    case_child_place(parent->kase, parent->arena, child->id, name);
    stage_post(stage, actor,
               &(struct event){.name = "case.start",
                               .data = child->with,
                               .happened = london_date(stage->now),
                               .recorded = stage->now,
                               .by = arena_printf(parent->arena, "case:%s", parent->name)},
               true);
}

/* The running child that PARENT calls ID: one that the very step that leaves it has started. */
static struct stage_case *child_of(const struct stage *stage, const struct stage_case *parent, const char *id)
{
    for (size_t i = stage->cases.count; i-- > 0;) {
        struct stage_case *actor = stage->cases.items[i];
        if (actor->parent == parent && !actor->gone && string_equal(actor->invoke, id))
            return actor;
    }
    return NULL;
}

static void uninvoke(struct stage *stage, const struct stage_case *parent, const struct child *child)
{
    struct stage_case *actor =
        child->reference ? stage_find(stage, child->reference) : child_of(stage, parent, child->id);
    struct error error = ERROR_NONE;
    if (!actor)
        return;
    /* One that waits for its start has nothing to leave. */
    if (actor->kase->states.count && !actor->kase->ended)
        stage_step(stage, actor,
                   &(struct event){.name = "case.cancel",
                                   .happened = london_date(stage->now),
                                   .recorded = stage->now,
                                   .by = "stage",
                                   .type = EVENT_PLATFORM},
                   STEP_DISCARD, &error);
    actor->gone = true;
}

void stage_child_failed(struct stage *stage, struct stage_case *child, const char *why)
{
    child->gone = true;
    if (child->parent)
        invoke_failed(stage, child->parent, child->invoke,
                      arena_printf(child->parent->arena, "%s could not be started: %s", child->name, why));
}

/* The parent hears of it behind all that the child has sent it. */
static void done(struct stage *stage, struct stage_case *child, const struct effect *effect)
{
    struct stage_case *parent = stage_find(stage, effect->target);
    if (parent)
        stage_post(stage, parent, effect->event, false);
    child->gone = true;
}

/* --- all of them --- */

static bool for_new_child(const struct stage_case *actor, const struct effect *effect)
{
    static const char child[] = "child:";
    return effect->kind == EFFECT_SEND && string_starts(effect->target, child) &&
           !case_child(actor->kase, effect->target + sizeof child - 1);
}

void stage_realise(struct stage *stage, struct stage_case *actor, const struct step_output *out)
{
    struct list late = LIST_EMPTY; /* sends to children that this step invokes */
    for (size_t i = 0; i < out->effects.count; i++) {
        const struct effect *effect = out->effects.items[i];
        if (for_new_child(actor, effect))
            list_add(&late, (void *)effect);
        else if (effect->kind == EFFECT_SEND)
            send(stage, actor, effect);
        else if (effect->kind == EFFECT_INVOKE)
            invoke(stage, actor, effect->child);
        else if (effect->kind == EFFECT_UNINVOKE)
            uninvoke(stage, actor, effect->child);
        else if (effect->kind == EFFECT_DONE)
            done(stage, actor, effect);
    }
    for (size_t i = 0; i < late.count; i++)
        send(stage, actor, late.items[i]);
    list_free(&late);
}
