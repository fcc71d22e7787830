#include "core/effects.h"

#include "core/children.h"

#include <assert.h>

static int timer_arm(struct turn *turn, struct applied *applied, struct effect *effect, struct error *error)
{
    return store_timer_put(turn->store, applied->out.kase, effect->timer, error);
}

static int timer_cancel(struct turn *turn, struct applied *applied, struct effect *effect,
                        struct error *error)
{
    return store_timer_drop(turn->store, applied->out.kase, effect->timer->name, error);
}

static int deadline_open(struct turn *turn, struct applied *applied, struct effect *effect,
                         struct error *error)
{
    return store_deadline_put(turn->store, applied->out.kase, effect->deadline, turn->now, error);
}

static int deadline_close(struct turn *turn, struct applied *applied, struct effect *effect,
                          struct error *error)
{
    return store_deadline_close(turn->store, applied->out.kase, effect->deadline, effect->deadline->status,
                                applied->event->happened, effect->reason, applied->event->by, turn->now,
                                error);
}

static int deadline_redate(struct turn *turn, struct applied *applied, struct effect *effect,
                           struct error *error)
{
    int code =
        store_deadline_close(turn->store, applied->out.kase, effect->old, DEADLINE_SUPERSEDED,
                             applied->event->happened, effect->reason, applied->event->by, turn->now, error);
    return code ? code : deadline_open(turn, applied, effect, error);
}

static int deadline_told(struct turn *turn, struct applied *applied, struct effect *effect,
                         struct error *error)
{
    (void)applied;
    return store_deadline_told(turn->store, effect->deadline, error);
}

static int task_open(struct turn *turn, struct applied *applied, struct effect *effect, struct error *error)
{
    return store_task_put(turn->store, applied->out.kase, effect->task, turn->now, error);
}

static int task_close(struct turn *turn, struct applied *applied, struct effect *effect, struct error *error)
{
    return store_task_close(turn->store, effect->task, effect->done, applied->event->by, turn->now, error);
}

static int notice(struct turn *turn, struct applied *applied, struct effect *effect, struct error *error)
{
    return notice_write(turn, applied, effect->notice, error);
}

/* --- events for other cases --- */

void effect_trouble(struct applied *applied, const char *text)
{
    json_array_append_new(applied->errors, json_string(text));
}

int event_post(struct turn *turn, struct applied *applied, int64_t id, const struct event *event,
               const char *school, struct error *error)
{
    struct event next = *event;
    next.hops = applied->event->hops + 1;
    int code = store_inbox_put(turn->store, id, &next, school, error);
    if (!code)
        json_array_append_new(applied->sent, json_pack("[I, I, s]", (json_int_t)store_inbox_last(turn->store),
                                                       (json_int_t)id, event->name));
    return code;
}

static int send_to_subject(struct turn *turn, struct applied *applied, const struct event *event,
                           const char *workflow, struct error *error)
{
    const struct kase *kase = applied->out.kase;
    struct list cases = LIST_EMPTY;
    int code =
        store_cases_of(turn->store, kase->subject, *workflow ? workflow : NULL, turn->item, &cases, error);
    size_t sent = 0;
    for (size_t i = 0; !code && i < cases.count; i++) {
        int64_t id = *(const int64_t *)cases.items[i];
        if (id == kase->id)
            continue;
        code = event_post(turn, applied, id, event, kase->school, error);
        sent++;
    }
    list_free(&cases);
    if (!code && !sent)
        effect_trouble(applied, arena_printf(turn->item, "no open case of %s takes %s", workflow, event->name));
    return code;
}

/* The sender is told in its turn: SCXML's error.communication. */
static int send_failed(struct turn *turn, struct applied *applied, const struct event *event,
                       const char *target, struct error *error)
{
    const struct kase *kase = applied->out.kase;
    const char *text = arena_printf(turn->item, "there is no case %s to send %s to", target, event->name);
    const struct event failure = {.name = "error.communication",
                                  .data = json_keep(turn->item, json_pack("{s:s}", "message", text)),
                                  .happened = event->happened,
                                  .recorded = turn->now,
                                  .by = event->by,
                                  .type = EVENT_PLATFORM,
                                  .sendid = event->sendid};
    effect_trouble(applied, text);
    return kase->ended ? 0 : event_post(turn, applied, kase->id, &failure, kase->school, error);
}

static int send_to_case(struct turn *turn, struct applied *applied, const struct event *event,
                        const char *reference, struct error *error)
{
    struct kase *other;
    bool gone = true;
    int code = store_case_load(turn->store, reference, turn->item, &other, error);
    if (!code && !other->ended)
        code = child_is_leaving(turn, other, &gone, error);
    if (code == SENDD_ENOTFOUND || (!code && gone))
        return send_failed(turn, applied, event, reference, error);
    return code ? code : event_post(turn, applied, other->id, event, other->school, error);
}

static int send_to_child(struct turn *turn, struct applied *applied, const struct event *event,
                         const char *id, struct error *error)
{
    const char *reference = child_reference(applied, id);
    return reference ? send_to_case(turn, applied, event, reference, error)
                     : send_failed(turn, applied, event, arena_printf(turn->item, "child:%s", id), error);
}

static int send(struct turn *turn, struct applied *applied, struct effect *effect, struct error *error)
{
    static const char subject[] = "subject:", child[] = "child:";
    const struct kase *kase = applied->out.kase;
    struct event event = *effect->event;
    event.by = arena_printf(turn->item, "case:%s", kase->reference);
    if (string_equal(effect->target, "self"))
        return kase->ended ? 0 : event_post(turn, applied, kase->id, &event, kase->school, error);
    if (string_starts(effect->target, subject))
        return send_to_subject(turn, applied, &event, effect->target + sizeof subject - 1, error);
    if (string_starts(effect->target, child))
        return send_to_child(turn, applied, &event, effect->target + sizeof child - 1, error);
    return send_to_case(turn, applied, &event, effect->target, error);
}

static int log_text(struct turn *turn, struct applied *applied, struct effect *effect, struct error *error)
{
    (void)turn;
    (void)error;
    json_array_append_new(applied->log, json_string(effect->text));
    return 0;
}

typedef int effect_writer(struct turn *turn, struct applied *applied, struct effect *effect,
                          struct error *error);

static effect_writer *const writers[] = {
    [EFFECT_TIMER_ARM] = timer_arm,
    [EFFECT_TIMER_CANCEL] = timer_cancel,
    [EFFECT_DEADLINE_OPEN] = deadline_open,
    [EFFECT_DEADLINE_CLOSE] = deadline_close,
    [EFFECT_DEADLINE_REDATE] = deadline_redate,
    [EFFECT_DEADLINE_TOLD] = deadline_told,
    [EFFECT_TASK_OPEN] = task_open,
    [EFFECT_TASK_CLOSE] = task_close,
    [EFFECT_NOTICE] = notice,
    [EFFECT_SEND] = send,
    [EFFECT_LOG] = log_text,
    [EFFECT_INVOKE] = child_invoke,
    [EFFECT_UNINVOKE] = child_uninvoke,
    [EFFECT_DONE] = child_done,
};

int effect_write(struct turn *turn, struct applied *applied, struct effect *effect, struct error *error)
{
    assert((size_t)effect->kind < sizeof writers / sizeof *writers && writers[effect->kind]);
    return writers[effect->kind](turn, applied, effect, error);
}
