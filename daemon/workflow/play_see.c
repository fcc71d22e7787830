/* What a scenario sees of its cases: the effects of each step, written down instead of stored. */
#include "workflow/play.h"

#include "workflow/play_cover.h"

static const char *dated(struct play *play, instant at, const char *first, const char *second)
{
    char date[DATE_SIZE];
    return arena_printf(play->arena, "%s %s%s%s", date_write(london_date(at), date), first, second ? " " : "",
                        second ? second : "");
}

static void note(struct list *list, const char *line)
{
    list_add(list, (void *)line);
}

/* What has to be expected on its own account says enough of the timer that caused it. */
static void note_shown(struct play *play, struct list *list, const char *line)
{
    note(list, line);
    if (play->firing)
        play->firing->shown = true;
}

/* "parents", "la" or the role, as the workflow's author wrote it. */
static const char *audience(const struct notice *notice)
{
    const char *record = notice->recipients[0].record;
    if (string_starts(record, "contact/"))
        return "parents";
    if (string_starts(record, "authority"))
        return "la";
    return string_starts(record, "role/") ? record + sizeof "role/" - 1 : record;
}

const char *scenario_render(const struct scenario_site *site, const struct notice *notice)
{
    if (!site->render)
        return NULL;
    /* What the daemon adds to every message. */
    json_t *values = json_copy(notice->values);
    json_object_set_new(values, "link", json_string("https://sendd.oakfield.example/case/"));
    json_object_set_new(values, "school", json_string("Oakfield School"));
    const char *wrong = site->render(site->context, notice->template, values);
    json_decref(values);
    return wrong;
}

static void see_notice(struct play *play, struct actor *actor, const struct notice *notice)
{
    instant now = stage_now(play->stage), at = notice->not_before > now ? notice->not_before : now;
    const char *wrong = scenario_render(play->site, notice);
    note_shown(play, &actor->notices, dated(play, at, audience(notice), notice->template));
    if (wrong)
        play_wrong(play, play->node, "case %s: the text of %s: %s", actor->name, notice->template, wrong);
}

static void see_deadline(struct play *play, struct actor *actor, const struct effect *effect)
{
    static const char *const statuses[] = {"open", "met", "late", "lapsed", "superseded"};
    char old[DATE_SIZE], new[DATE_SIZE];
    const char *name = effect->deadline->name;
    if (effect->kind == EFFECT_DEADLINE_TOLD)
        note_shown(play, &actor->missed, dated(play, stage_now(play->stage), name, NULL));
    if (effect->kind == EFFECT_DEADLINE_CLOSE)
        note(&actor->closed, arena_printf(play->arena, "%s %s", name, statuses[effect->deadline->status]));
    if (effect->kind == EFFECT_DEADLINE_REDATE)
        note(&actor->redated, arena_printf(play->arena, "%s %s %s", name, date_write(effect->old->due, old),
                                           date_write(effect->deadline->due, new)));
}

static void see_effect(struct play *play, struct actor *actor, const struct effect *effect)
{
    if (cover_is_mark(effect))
        return;
    if (effect->kind == EFFECT_NOTICE)
        see_notice(play, actor, effect->notice);
    else if (effect->kind == EFFECT_SEND)
        note(&actor->sent, arena_printf(play->arena, "%s %s", effect->event->name, effect->target));
    else if (effect->kind == EFFECT_LOG)
        note(&actor->log, arena_printf(play->arena, "%s%s%s", effect->label ? effect->label : "",
                                       effect->label ? ": " : "", effect->text));
    else if (effect->deadline)
        see_deadline(play, actor, effect);
}

struct actor *play_actor_add(struct play *play, const char *name, const struct definition *definition)
{
    struct actor *actor = arena_alloc(play->arena, sizeof *actor);
    actor->name = arena_copy(play->arena, name);
    actor->definition = definition;
    actor->present = true;
    list_add(&play->actors, actor);
    return actor;
}

static void see_timer(struct play *play, struct actor *actor, const struct event *event)
{
    struct fired *fired = arena_alloc(play->arena, sizeof *fired);
    fired->line = dated(play, stage_now(play->stage), event->timer, NULL);
    list_add(&actor->fired, fired);
    play->firing = fired;
}

void play_see(void *context, const struct stage_seen *seen)
{
    struct play *play = context;
    struct actor *actor = play_actor(play, seen->actor->name);
    if (!actor && seen->code)
        return; /* refused at its start: the step says so */
    if (!actor)
        actor = play_actor_add(play, seen->actor->name, seen->actor->definition);
    if (seen->event && seen->event->timer)
        see_timer(play, actor, seen->event);
    if (seen->trouble)
        note_shown(play, &actor->errors, arena_copy(play->arena, seen->trouble));
    if (seen->code && seen->event && !string_starts(seen->event->by, "user:") &&
        seen->code != SENDD_ECONFLICT)
        note_shown(play, &actor->errors, arena_copy(play->arena, seen->error->text));
    if (!seen->out)
        return;
    coverage_note(play->site->coverage, seen->actor->definition, seen->out, NULL);
    for (size_t i = 0; i < seen->out->path.count; i++)
        note(&actor->path, arena_copy(play->arena, seen->out->path.items[i]));
    for (size_t i = 0; i < json_array_size(seen->out->errors); i++)
        note_shown(play, &actor->errors,
                   arena_copy(play->arena, json_string_value(json_array_get(seen->out->errors, i))));
    for (size_t i = 0; i < seen->out->effects.count; i++)
        see_effect(play, actor, seen->out->effects.items[i]);
    if (seen->out->kase->ended && seen->actor->parent)
        actor->kase = case_copy(seen->out->kase, play->arena);
}

void play_look(struct play *play)
{
    for (size_t i = 0; i < play->actors.count; i++) {
        struct actor *actor = play->actors.items[i];
        const struct stage_case *on_stage = play_case(play, actor);
        actor->present = on_stage != NULL;
        if (on_stage)
            actor->kase = on_stage->kase;
        else if (!actor->kase)
            actor->kase = arena_alloc(play->arena, sizeof *actor->kase);
    }
}
