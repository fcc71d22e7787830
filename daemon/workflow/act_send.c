/* The action send: to whom, when, and what becomes of it (SCXML 6.2, appendix C.1). */
#include "workflow/run.h"

#include <string.h>

enum target_kind { TARGET_SELF, TARGET_INTERNAL, TARGET_PARENT, TARGET_CHILD, TARGET_OTHER, TARGET_NONE };

static bool is_reference(const char *text)
{
    static const char *const letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-./";
    return text[0] && strspn(text, letters) == strlen(text);
}

static enum target_kind target_kind(const struct run *run, const char *target)
{
    if (string_equal(target, "self") || string_equal(target, run->kase->reference))
        return TARGET_SELF;
    if (string_equal(target, "internal"))
        return TARGET_INTERNAL;
    if (string_equal(target, "parent") || string_equal(target, case_parent(run->kase)))
        return TARGET_PARENT;
    if (string_starts(target, "child:"))
        return TARGET_CHILD;
    return string_starts(target, "subject:") || is_reference(target) ? TARGET_OTHER : TARGET_NONE;
}

/* SCXML's spelling of a target in ours; any other text as it is. */
static const char *target_name(struct run *run, const char *target)
{
    static const char session[] = "#_scxml_", special[] = "#_";
    if (string_starts(target, session))
        return target + sizeof session - 1;
    if (!string_starts(target, special))
        return target;
    const char *name = target + sizeof special - 1;
    if (string_equal(name, "internal") || string_equal(name, "parent"))
        return name;
    return arena_printf(run->arena, "child:%s", name);
}

/* Where the child is that this case calls so; "child:ID" while it is not placed; NULL: there is none. */
static const char *child_place(const struct run *run, const char *target)
{
    const char *id = target + strlen("child:");
    json_t *child, *children = case_children(run->kase);
    size_t i;
    json_array_foreach(children, i, child)
    {
        const char *reference = json_text(child, "reference");
        if (string_equal(json_text(child, "id"), id) && !json_object_get(child, "done"))
            return reference ? reference : target;
    }
    return NULL;
}

static void put(struct run *run, const char *target, struct event *event)
{
    struct effect *effect = run_effect(run, EFFECT_SEND);
    effect->target = target;
    effect->event = event;
}

static void not_there(struct run *run, const char *target, const struct event *event)
{
    struct event *error =
        run_raise(run, "error.communication", json_pack("{s:s, s:s}", "event", event->name, "to", target),
                  EVENT_PLATFORM);
    error->sendid = event->sendid;
}

static bool is_there(const struct run *run, const char *target)
{
    const char *const *known = run->in->cases;
    if (!known || string_starts(target, "subject:"))
        return true;
    while (*known && !string_equal(*known, target))
        known++;
    return *known != NULL;
}

/* TARGET makes sense. */
static void dispatch(struct run *run, const char *target, struct event *event)
{
    const char *place = target;
    switch (target_kind(run, target)) {
    case TARGET_INTERNAL:
        event->type = EVENT_INTERNAL;
        event->origin = NULL;
        run_add(run, &run->queue, event);
        return;
    case TARGET_SELF:
        place = "self";
        break;
    case TARGET_PARENT:
        if (run->cancelled)
            return;
        place = case_parent(run->kase);
        event->invokeid = case_invokeid(run->kase);
        break;
    case TARGET_CHILD:
        place = child_place(run, target);
        break;
    default:
        place = is_there(run, target) ? target : NULL;
        break;
    }
    if (place)
        put(run, place, event);
    else
        not_there(run, target, event);
}

/* --- what a send says --- */

struct send {
    const char *name, *target, *id;
    bool waits;
    instant due;
    json_t *data; /* new reference; may be NULL */
};

static int send_id(struct run *run, const struct model_action *action, struct send *send, struct error *error)
{
    send->id = action->id;
    if (!action->id_field)
        return 0;
    send->id = arena_printf(run->arena, "send.%lld", (long long)memory_number(run));
    return field_set(run, action->id_field, json_string(send->id), NULL, error);
}

static int send_delay(struct run *run, const struct model_action *action, struct send *send,
                      struct error *error)
{
    struct span span = action->after;
    const char *text = NULL;
    int code = 0;
    if (!action->has_span && !action->after_expr)
        return 0;
    if (action->after_expr)
        code = run_text(run, action->after_expr, "after_expr", &text, error);
    if (code == 0 && text)
        code = span_read_exact(text, &span, error);
    if (code)
        return code;
    send->waits = span.unit != SPAN_EXACT || span.exact > 0;
    send->due =
        span.unit == SPAN_EXACT
            ? run->in->now + span.exact
            : run_wake(run, span_apply(span, 1, run_today(run), run->in->calendars, run->kase->school));
    return 0;
}

static int send_target(struct run *run, const struct model_action *action, struct send *send,
                       struct error *error)
{
    send->target = action->target ? action->target : "self";
    int code = action->target_expr ? run_text(run, action->target_expr, "to_expr", &send->target, error) : 0;
    if (code)
        return code;
    send->target = target_name(run, send->target);
    enum target_kind kind = target_kind(run, send->target);
    if (kind == TARGET_NONE)
        return error_set(error, SENDD_EINVALID, "send \"%s\": there can be no target \"%.60s\"", send->name,
                         send->target);
    if (kind == TARGET_INTERNAL && send->waits)
        return error_set(error, SENDD_EINVALID, "send \"%s\": an internal event cannot wait", send->name);
    return 0;
}

static int send_read(struct run *run, const struct model_action *action, struct send *send,
                     struct error *error)
{
    int code = send_id(run, action, send, error);
    send->name = action->subject;
    if (code == 0 && action->expr)
        code = run_text(run, action->expr, "send_expr", &send->name, error);
    if (code == 0)
        code = send_delay(run, action, send, error);
    if (code == 0)
        code = send_target(run, action, send, error);
    if (code == 0)
        code = action->value ? run_value(run, action->value, &send->data, error)
                             : run_arguments(run, &action->arguments, &send->data, error);
    return code;
}

/* --- now or later --- */

static struct event *send_event(struct run *run, const struct send *send)
{
    struct event *event = arena_alloc(run->arena, sizeof *event);
    *event = (struct event){.name = send->name,
                            .data = send->data ? json_keep(run->arena, send->data) : NULL,
                            .happened = run->event->happened,
                            .recorded = run->in->now,
                            .by = arena_printf(run->arena, "case:%s", run->kase->reference),
                            .sendid = send->id,
                            .origin = run->kase->reference};
    return event;
}

static void send_wait(struct run *run, const struct send *send)
{
    json_t *data = json_pack("{s:s, s:s, s:s*, s:o*}", "to", send->target, "event", send->name, "sendid",
                             send->id, "data", send->data);
    timer_arm(
        run,
        arena_printf(run->arena, "send:%s:%lld", send->id ? send->id : "", (long long)memory_number(run)),
        send->due, send->name, data);
}

int act_send(struct run *run, const struct model_action *action, struct error *error)
{
    struct send send = {0};
    int code = send_read(run, action, &send, error);
    if (code)
        return code;
    if (send.waits)
        send_wait(run, &send);
    else
        dispatch(run, send.target, send_event(run, &send));
    return 0;
}

bool send_due(struct run *run, const struct event *fired, struct event *out)
{
    json_t *data = json_object_get(fired->data, "data");
    const char *target = json_text(fired->data, "to");
    const struct send send = {.name = arena_copy(run->arena, json_text(fired->data, "event")),
                              .id = arena_copy(run->arena, json_text(fired->data, "sendid")),
                              .data = json_incref(data)};
    struct event *event = send_event(run, &send);
    if (target_kind(run, target) == TARGET_SELF) {
        *out = *event;
        out->timer = fired->timer;
        return true;
    }
    dispatch(run, arena_copy(run->arena, target), event);
    return false;
}

/* --- cancel --- */

/* "send:ID:N": an id has no colon. */
static bool is_send(const char *timer, const char *id)
{
    size_t length = strlen(id);
    const char *rest = timer + strlen("send:");
    return string_starts(timer, "send:") && strncmp(rest, id, length) == 0 && rest[length] == ':';
}

int act_cancel(struct run *run, const struct model_action *action, struct error *error)
{
    const char *id = action->subject;
    int code = action->expr ? run_text(run, action->expr, "cancel_expr", &id, error) : 0;
    if (code)
        return code;
    timer_cancel(run, arena_printf(run->arena, "timer:%s", id));
    for (size_t i = run->kase->timers.count; i-- > 0;) {
        const struct timer *timer = run->kase->timers.items[i];
        if (is_send(timer->name, id))
            timer_cancel(run, timer->name);
    }
    return 0;
}
