/* A notice becomes outbox rows. The text is rendered here, in the transaction that intends it: what was sent
 * is what the row says. What can't be sent as it is waits for a person, with the reason; it never fails the
 * step. */
#include "core/effects.h"
#include "core/remarks.h"

#include <sodium.h>

/* The message's identity at every attempt, for Message-ID and webhook-id. */
static const char *key_new(struct turn *turn)
{
    unsigned char bytes[16];
    env_random(turn->env, bytes, sizeof bytes);
    char *key = arena_alloc(turn->item, 2 * sizeof bytes + 1);
    return sodium_bin2hex(key, 2 * sizeof bytes + 1, bytes, sizeof bytes);
}

static void value_default(json_t *values, const char *name, const char *value)
{
    if (value && !json_object_get(values, name))
        json_object_set_new(values, name, json_string(value));
}

/* The notice's own values, and what every message may name. */
static json_t *values_of(struct turn *turn, const struct kase *kase, const struct notice *notice)
{
    json_t *values = json_keep(turn->item, notice->values ? json_copy(notice->values) : json_object());
    const struct site_school *school = site_school_find(turn->site, kase->school);
    value_default(values, "case", kase->reference);
    value_default(values, "link", arena_printf(turn->item, "%s%s", turn->site->link, kase->reference));
    if (school) /* the step knows only its id */
        json_object_set_new(values, "school", json_string(school->name));
    return values;
}

/* CAUSE: one word for the log. */
static const char *render(struct turn *turn, const struct kase *kase, const struct notice *notice,
                          struct message *message, const char **cause)
{
    struct error error = ERROR_NONE;
    if (message_render(turn->site->templates, notice->template, values_of(turn, kase, notice), turn->item,
                       message, &error)) {
        *message = (struct message){.subject = "", .body = ""};
        *cause = "template";
        return arena_printf(turn->item, "the template %s can't be rendered: %s", notice->template,
                            error.text);
    }
    *cause = "values";
    if (message->missing)
        return arena_printf(turn->item, "the template's values are missing: %s", message->missing);
    return NULL;
}

/* A role's channel is the site's to say. */
static const char *channel_of(const struct turn *turn, const struct recipient *recipient)
{
    if (string_starts(recipient->record, "role/")) {
        const struct site_role *role = site_role_find(turn->site, recipient->record + 5);
        if (role && role->channel)
            return role->channel;
    }
    return recipient->channel;
}

/* Why it can't be handed to a plugin, or NULL with the row's instance and address filled. */
static const char *route(struct turn *turn, const struct recipient *recipient, struct outbox *row, const char **cause)
{
    const char *channel = channel_of(turn, recipient);
    const char *instance = channel ? site_instance(turn->site, channel) : NULL;
    row->instance = instance ? instance : "";
    row->address = recipient->address ? recipient->address : "";
    *cause = instance ? "address" : "channel";
    if (!instance)
        return arena_printf(turn->item, "no plugin carries the channel %s", channel ? channel : "(none)");
    if (!*row->address)
        return arena_printf(turn->item, "%s has no address for %s", recipient->record, channel);
    return NULL;
}

int notice_write(struct turn *turn, struct applied *applied, const struct notice *notice, struct error *error)
{
    const struct kase *kase = applied->out.kase;
    struct message message;
    const char *text_cause, *way_cause;
    const char *unrendered = render(turn, kase, notice, &message, &text_cause);
    for (size_t i = 0; i < notice->count; i++) {
        struct outbox row = {
            .kase = kase->id,
            .school = kase->school,
            .reference = kase->reference,
            .key = key_new(turn),
            .notice = arena_printf(turn->item, "notice.%s", notice->template),
            .recipient = notice->recipients[i].record,
            .subject = message.subject,
            .body = message.body,
            .intended = turn->now,
            .next_try = notice->not_before > turn->now ? notice->not_before : turn->now,
        };
        const char *unrouted = route(turn, &notice->recipients[i], &row, &way_cause);
        row.detail = unrendered ? unrendered : unrouted;
        row.state = row.detail ? OUTBOX_HELD : OUTBOX_READY;
        int code = store_outbox_put(turn->store, &row, error);
        if (code)
            return code;
        if (row.state == OUTBOX_HELD)
            remark_message(turn, LOG_LEVEL_WARNING, "outbox-held", "a message waits for a person; sendctl outbox show says why",
                           &row, kase, unrendered ? text_cause : way_cause);
        json_array_append_new(applied->messages, json_integer(row.id));
        applied->notices++;
    }
    return 0;
}
