/* Events and time in a scenario: the same step as in the daemon, its effects written down instead of stored.
 */
#include "workflow/play.h"

#include <string.h>

enum { FIRED_MOST = 10000 }; /* in one advance; more is a workflow that never rests */

static const char *dated(struct play *play, instant at, const char *first, const char *second)
{
    char date[DATE_SIZE];
    return arena_printf(play->arena, "%s %s%s%s", date_write(london_date(at), date), first, second ? " " : "",
                        second ? second : "");
}

/* "parents", "la" or the role, as the workflow's author wrote it. */
static const char *audience(const struct notice *notice)
{
    const char *record = notice->recipients[0].record;
    if (string_starts(record, "contact/"))
        return "parents";
    if (string_starts(record, "authority"))
        return "la";
    return string_starts(record, "role/") ? record + strlen("role/") : record;
}

static void see_notice(struct play *play, struct actor *actor, const struct notice *notice)
{
    instant at = notice->not_before > play->now ? notice->not_before : play->now;
    const char *wrong = NULL;
    list_add(&actor->notices, (void *)dated(play, at, audience(notice), notice->template));
    if (play->site->render) {
        /* What the daemon adds to every message. */
        json_t *values = json_copy(notice->values);
        json_object_set_new(values, "link", json_string("https://sendd.oakfield.example/case/"));
        json_object_set_new(values, "school", json_string("Oakfield School"));
        wrong = play->site->render(play->site->context, notice->template, values);
        json_decref(values);
    }
    if (wrong)
        play_wrong(play, play->node, "case %s: the text of %s: %s", actor->name, notice->template, wrong);
}

static void see_deadline(struct play *play, struct actor *actor, const struct effect *effect)
{
    static const char *const statuses[] = {"open", "met", "late", "lapsed", "superseded"};
    char old[DATE_SIZE], new[DATE_SIZE];
    const char *name = effect->deadline->name;
    if (effect->kind == EFFECT_DEADLINE_TOLD)
        list_add(&actor->missed, (void *)dated(play, play->now, name, NULL));
    if (effect->kind == EFFECT_DEADLINE_CLOSE)
        list_add(&actor->closed,
                 arena_printf(play->arena, "%s %s", name, statuses[effect->deadline->status]));
    if (effect->kind == EFFECT_DEADLINE_REDATE)
        list_add(&actor->redated,
                 arena_printf(play->arena, "%s %s %s", name, date_write(effect->old->due, old),
                              date_write(effect->deadline->due, new)));
}

static void deliver(struct play *play, const struct actor *from, const struct effect *effect)
{
    const char *workflow =
        string_starts(effect->target, "subject:") ? effect->target + strlen("subject:") : NULL;
    struct error error = ERROR_NONE;
    for (size_t i = 0; i < play->actors.count; i++) {
        struct actor *to = play->actors.items[i];
        bool same = workflow ? string_equal(definition_id(to->definition), workflow) &&
                                   string_equal(to->kase->subject, from->kase->subject)
                             : string_equal(to->kase->reference, effect->target);
        if (same && to != from && !to->kase->ended)
            play_apply(play, to, effect->event, true, &error);
    }
}

static void see(struct play *play, struct actor *actor, const struct step_output *out)
{
    for (size_t i = 0; i < out->path.count; i++)
        list_add(&actor->path, out->path.items[i]);
    for (size_t i = 0; i < json_array_size(out->errors); i++)
        list_add(&actor->errors, arena_copy(play->arena, json_string_value(json_array_get(out->errors, i))));
    for (size_t i = 0; i < out->effects.count; i++) {
        const struct effect *effect = out->effects.items[i];
        if (effect->kind == EFFECT_NOTICE)
            see_notice(play, actor, effect->notice);
        if (effect->kind == EFFECT_SEND)
            list_add(&actor->sent, arena_printf(play->arena, "%s %s", effect->event->name, effect->target));
        if (effect->deadline)
            see_deadline(play, actor, effect);
    }
    for (size_t i = 0; i < out->effects.count; i++) {
        const struct effect *effect = out->effects.items[i];
        if (effect->kind == EFFECT_SEND)
            deliver(play, actor, effect);
    }
}

int play_apply(struct play *play, struct actor *actor, const struct event *event, bool keep,
               struct error *error)
{
    const struct step_input input = {.definition = actor->definition,
                                     .kase = actor->kase,
                                     .event = event,
                                     .keep = keep,
                                     .facts = &play->facts,
                                     .now = play->now,
                                     .wake_hour = play->site->wake_hour,
                                     .wake_minute = play->site->wake_minute,
                                     .rules = play->site->rules,
                                     .calendars = play->site->calendars};
    struct step_output out;
    int code = step(&input, play->arena, &out, error);
    if (code)
        return code;
    if (out.verdict == STEP_UNWANTED)
        return 1;
    actor->kase = out.kase;
    see(play, actor, &out);
    return 0;
}

static struct timer *first_due(const struct play *play, instant until, struct actor **whose)
{
    struct timer *first = NULL;
    for (size_t i = 0; i < play->actors.count; i++) {
        struct actor *actor = play->actors.items[i];
        for (size_t j = 0; j < actor->kase->timers.count; j++) {
            struct timer *timer = actor->kase->timers.items[j];
            if (timer->due <= until && (!first || timer->due < first->due)) {
                first = timer;
                *whose = actor;
            }
        }
    }
    return first;
}

void play_advance(struct play *play, const struct conf_node *node, instant until)
{
    struct actor *actor = NULL;
    const struct timer *timer;
    size_t fired = 0;
    if (until < play->now) {
        play_wrong(play, node, "the clock does not go back");
        return;
    }
    while ((timer = first_due(play, until, &actor))) {
        struct error error = ERROR_NONE;
        if (timer->due > play->now)
            play->now = timer->due;
        list_add(&actor->fired, (void *)dated(play, play->now, timer->name, NULL));
        const struct event event = {.name = timer->event,
                                    .data = timer->data,
                                    .happened = london_date(timer->due),
                                    .recorded = play->now,
                                    .by = "timer",
                                    .timer = timer->name};
        int code = ++fired > FIRED_MOST
                       ? error_set(&error, SENDD_ELIMIT, "more than %d timers fire", FIRED_MOST)
                       : play_apply(play, actor, &event, true, &error);
        if (code < 0) {
            play_wrong(play, node, "case %s: %s", actor->name, error.text);
            return;
        }
    }
    play->now = until;
}
