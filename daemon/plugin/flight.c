/* Deliveries on their way through one instance, and what its host says about them. */
#include "plugin/instance.h"

#include "base/log.h"

#include <assert.h>
#include <string.h>

enum { RETRY_AFTER_MOST = 7 * 24 * 3600 }; /* seconds; a receiver that asks for more is asked again after a week */

int instance_room(const struct instance *instance)
{
    return instance->state == INSTANCE_READY && !instance->leaving ? (int)(instance->config.parallel - instance->flying)
                                                                   : 0;
}

/* The host works on one after the other, so the clock runs for the oldest only. */
static void deadline_arm(struct instance *instance)
{
    if (instance->flying > 0)
        env_timer_after(instance->timer, SECONDS(instance->config.timeout));
    else
        env_timer_at(instance->timer, INSTANT_NEVER);
}

int instance_deliver(struct instance *instance, const struct delivery *delivery, struct error *error)
{
    assert(instance_room(instance) > 0);
    json_t *message = json_pack(
        "{s:s, s:I, s:s, s:I, s:s, s:s, s:s, s:s, s:s, s:I, s:I, s:I}", "type", "deliver", "outbox",
        (json_int_t)delivery->outbox, "key", delivery->key, "attempt", (json_int_t)delivery->attempt, "address",
        delivery->address, "subject", delivery->subject ? delivery->subject : "", "body",
        delivery->body ? delivery->body : "", "reference", delivery->reference ? delivery->reference : "", "event",
        delivery->event ? delivery->event : "", "intended", (json_int_t)(delivery->intended / SECONDS(1)), "now",
        (json_int_t)(delivery->now / SECONDS(1)), "timeout", (json_int_t)instance->config.timeout);
    if (!message)
        return error_set(error, SENDD_EINVALID, "the message is not UTF-8 text");
    int status = link_send(instance, message, error);
    if (status < 0)
        return status;
    instance->flight[instance->flying++] = delivery->outbox;
    instance->babble = 0;
    if (instance->flying == 1)
        deadline_arm(instance);
    return 0;
}

static bool kind_read(const char *name, enum outcome_kind *kind)
{
    static const char *const names[] = {"delivered", "accepted", "retry", "rejected", "unknown"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (string_equal(name, names[i])) {
            *kind = (enum outcome_kind)i;
            return true;
        }
    return false;
}

static bool flight_remove(struct instance *instance, int64_t outbox)
{
    for (int64_t i = 0; i < instance->flying; i++)
        if (instance->flight[i] == outbox) {
            instance->flying--;
            memmove(instance->flight + i, instance->flight + i + 1,
                    (size_t)(instance->flying - i) * sizeof *instance->flight);
            return true;
        }
    return false;
}

static bool outcome_hear(struct instance *instance, const json_t *message)
{
    struct outcome outcome = {.outbox = json_number(message, "outbox", -1),
                              .detail = json_text(message, "detail"),
                              .reference = json_text(message, "reference"),
                              .retry_after = json_number(message, "retry_after", 0)};
    if (!kind_read(json_text(message, "kind"), &outcome.kind) || !flight_remove(instance, outcome.outbox)) {
        instance_reason(instance, "the plugin's process answered for a delivery that it does not have, or in an unknown way");
        return false;
    }
    bool good = outcome.kind == OUTCOME_DELIVERED || outcome.kind == OUTCOME_ACCEPTED;
    outcome.detail = outcome.detail ? outcome.detail : "";
    if (outcome.kind != OUTCOME_ACCEPTED || string_equal(outcome.reference, ""))
        outcome.reference = NULL;
    if (outcome.retry_after < 0 || outcome.retry_after > RETRY_AFTER_MOST)
        outcome.retry_after = outcome.retry_after < 0 ? 0 : RETRY_AFTER_MOST;
    instance->babble = 0;
    instance->tries = 0;
    instance->delivered += good;
    instance->failed += !good;
    instance_reason(instance, good ? "" : outcome.detail);
    deadline_arm(instance);
    bool was_full = instance->flying + 1 == instance->config.parallel;
    instance->owner->outcome(instance->owner->context, &outcome);
    if (instance->leaving && instance->state == INSTANCE_READY)
        instance_advance(instance, EVENT_LEAVE);
    else if (was_full && instance_room(instance) > 0)
        instance->owner->room(instance->owner->context);
    return true;
}

static bool log_hear(const struct instance *instance, const json_t *message)
{
    const char *line = json_text(message, "line");
    json_int_t level = json_number(message, "level", LOG_LEVEL_INFO);
    if (level < LOG_LEVEL_ERROR || level > LOG_LEVEL_DEBUG)
        level = LOG_LEVEL_INFO;
    log_line((enum log_level)level, "plugin-said", "a plugin says", "PLUGIN", instance->config.name, "TEXT", line, NULL);
    return true;
}

bool instance_hear(struct instance *instance, const json_t *message)
{
    const char *type = json_text(message, "type");
    if (string_equal(type, "log"))
        return log_hear(instance, message);
    if (string_equal(type, "outcome") && instance->state == INSTANCE_READY)
        return outcome_hear(instance, message);
    if (string_equal(type, "ready") && instance->state == INSTANCE_STARTING) {
        instance_advance(instance, EVENT_OPENED);
        return true;
    }
    bool fault = string_equal(type, "fault") && json_text(message, "text");
    instance_reason(instance, fault ? json_text(message, "text") : "the plugin's process said something out of turn");
    return false;
}
