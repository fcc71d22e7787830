/* The cases on a stage, and one step of one of them. */
#include "workflow/stage_parts.h"

#include "base/mem.h"

#include <string.h>

struct stage *stage_new(const struct stage_site *site, json_t *records, instant now,
                        void (*seen)(void *context, const struct stage_seen *seen), void *context)
{
    struct stage *stage = mem_alloc(sizeof *stage);
    *stage = (struct stage){.site = *site, .facts = {records}, .now = now, .seen = seen, .context = context};
    stage->last = &stage->first;
    return stage;
}

void stage_case_free(struct stage_case *actor)
{
    arena_free(actor->arena);
    arena_free(actor->lasting);
    mem_free(actor);
}

void stage_free(struct stage *stage)
{
    if (!stage)
        return;
    stage_post_drop(stage);
    for (size_t i = 0; i < stage->cases.count; i++)
        stage_case_free(stage->cases.items[i]);
    list_free(&stage->cases);
    list_free(&stage->listed);
    mem_free(stage);
}

instant stage_now(const struct stage *stage)
{
    return stage->now;
}

const struct list *stage_cases(const struct stage *stage)
{
    struct list *listed = &((struct stage *)stage)->listed;
    list_clear(listed);
    for (size_t i = 0; i < stage->cases.count; i++)
        if (!((struct stage_case *)stage->cases.items[i])->gone)
            list_add(listed, stage->cases.items[i]);
    return listed;
}

struct stage_case *stage_find(const struct stage *stage, const char *name)
{
    for (size_t i = 0; i < stage->cases.count; i++) {
        struct stage_case *actor = stage->cases.items[i];
        if (!actor->gone && string_equal(actor->name, name))
            return actor;
    }
    return NULL;
}

struct stage_case *stage_case_add(struct stage *stage, const char *name, const char *school,
                                  const char *subject, const struct definition *definition)
{
    struct stage_case *actor = mem_alloc(sizeof *actor);
    actor->stage = stage;
    actor->lasting = arena_new();
    actor->arena = arena_new();
    actor->name = arena_copy(actor->lasting, name);
    actor->definition = definition;
    actor->order = ++stage->started;
    actor->kase = arena_alloc(actor->arena, sizeof *actor->kase);
    *actor->kase = (struct kase){.id = actor->order,
                                 .reference = arena_copy(actor->arena, name),
                                 .school = arena_copy(actor->arena, school),
                                 .workflow = definition_id(definition),
                                 .definition = definition_hash(definition),
                                 .subject = arena_copy(actor->arena, subject)};
    list_add(&stage->cases, actor);
    return actor;
}

/* --- one step --- */

static void tell(struct stage *stage, const struct stage_seen *seen)
{
    if (stage->seen)
        stage->seen(stage->context, seen);
}

void stage_trouble(struct stage *stage, struct stage_case *actor, const char *trouble)
{
    tell(stage, &(struct stage_seen){.actor = actor, .trouble = trouble});
}

/* So that a million steps take no more memory than one. */
static void case_freshen(struct stage_case *actor)
{
    if (++actor->steps < STAGE_FRESH)
        return;
    struct arena *fresh = arena_new();
    actor->kase = case_copy(actor->kase, fresh);
    arena_free(actor->arena);
    actor->arena = fresh;
    actor->steps = 0;
}

static void number_timers(struct stage *stage, const struct step_output *out)
{
    for (size_t i = 0; i < out->effects.count; i++) {
        const struct effect *effect = out->effects.items[i];
        if (effect->kind == EFFECT_TIMER_ARM)
            effect->timer->id = ++stage->sent;
    }
}

static int unwanted(const struct stage_case *actor, const struct event *event, struct error *error)
{
    if (actor->kase->ended)
        return error_set(error, SENDD_ECONFLICT, "case %s has ended", actor->name);
    if (!event->origin && step_reserved(event->name)) {
        error_set(error, SENDD_ECONFLICT, "the name %s is reserved: only the case itself raises it", event->name);
        return error_hint(error, "send an event by another name");
    }
    return error_set(error, SENDD_ECONFLICT, "case %s: no state takes the event %s now", actor->name,
                     event->name);
}

static bool is_reachable(const struct stage_case *actor)
{
    return !actor->gone && !actor->kase->ended;
}

/* The names of the cases that can be sent to, NULL-terminated; in ARENA. */
static const char *const *reachable(const struct stage *stage, struct arena *arena)
{
    size_t count = 0;
    for (size_t i = 0; i < stage->cases.count; i++)
        count += is_reachable(stage->cases.items[i]);
    const char **names = arena_alloc(arena, (count + 1) * sizeof *names);
    for (size_t i = stage->cases.count; i-- > 0;) {
        const struct stage_case *actor = stage->cases.items[i];
        if (is_reachable(actor))
            names[--count] = actor->name;
    }
    return names;
}

int stage_step(struct stage *stage, struct stage_case *actor, const struct event *event,
               enum step_unmatched keep, struct error *error)
{
    const struct step_input input = {.definition = actor->definition,
                                     .kase = actor->kase,
                                     .event = event,
                                     .keep = keep,
                                     .facts = &stage->facts,
                                     .cases = reachable(stage, actor->arena),
                                     .now = stage->now,
                                     .wake_hour = stage->site.wake_hour,
                                     .wake_minute = stage->site.wake_minute,
                                     .rules = stage->site.rules,
                                     .calendars = stage->site.calendars};
    struct step_output out;
    int code = step(&input, actor->arena, &out, error);
    if (!code && out.verdict == STEP_UNWANTED)
        code = unwanted(actor, event, error);
    if (!code) {
        actor->kase = out.kase;
        number_timers(stage, &out);
    }
    tell(stage, &(struct stage_seen){actor, event, code ? NULL : &out, code, error, NULL});
    if (!code)
        stage_realise(stage, actor, &out);
    case_freshen(actor);
    return code;
}
