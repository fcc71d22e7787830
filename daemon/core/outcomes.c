#include "core/outcomes.h"

#include "core/apply.h"
#include "core/remarks.h"

enum { DAY = 86400 };

static const char *const kind_names[] = {
    [OUTCOME_DELIVERED] = "delivered", [OUTCOME_ACCEPTED] = "accepted", [OUTCOME_RETRY] = "retry",
    [OUTCOME_REJECTED] = "rejected",   [OUTCOME_UNKNOWN] = "unknown",
};

int64_t backoff_seconds(const struct site *site, int64_t attempt, int64_t retry_after)
{
    size_t index = attempt > 0 ? (size_t)attempt - 1 : 0;
    int64_t seconds = site->backoff[index < site->backoffs ? index : site->backoffs - 1];
    if (retry_after > seconds)
        seconds = retry_after;
    return seconds > DAY ? DAY : seconds;
}

/* Up to a tenth later, so that what failed together does not come back together; never earlier than was asked
 * for. */
static instant next_try(struct turn *turn, int64_t attempt, int64_t retry_after)
{
    duration wait = SECONDS(backoff_seconds(turn->site, attempt, retry_after));
    uint32_t dice;
    env_random(turn->env, &dice, sizeof dice);
    return turn->now + wait + wait / 10 * (dice % 1024) / 1024;
}

static bool is_resent(const struct turn *turn, const char *instance)
{
    for (size_t i = 0; i < turn->site->resend.count; i++) {
        if (string_equal(turn->site->resend.items[i], instance))
            return true;
    }
    return false;
}

static enum outbox_state state_after(const struct turn *turn, const struct outbox *row,
                                     const struct outcome *outcome)
{
    switch (outcome->kind) {
    case OUTCOME_DELIVERED:
        return OUTBOX_DELIVERED;
    case OUTCOME_ACCEPTED:
        return OUTBOX_ACCEPTED;
    case OUTCOME_REJECTED:
        return OUTBOX_DEAD;
    case OUTCOME_UNKNOWN:
        if (!is_resent(turn, row->instance))
            return OUTBOX_UNKNOWN;
        break;
    case OUTCOME_RETRY:
        break;
    }
    return row->attempts + 1 >= turn->site->attempts ? OUTBOX_DEAD : OUTBOX_READY;
}

/* --- who must know --- */

static int history_write(struct turn *turn, const struct outbox *row, enum outbox_state state,
                         const char *detail, struct error *error)
{
    json_t *body = json_pack("{s:I, s:s, s:s, s:s, s:I, s:s}", "outbox", (json_int_t)row->id, "notice",
                             row->notice, "recipient", row->recipient, "state", outbox_state_name(state),
                             "attempts", (json_int_t)(row->attempts + 1), "detail", detail ? detail : "");
    struct history history = {row->kase, row->school, turn->now, "outbox", json_keep(turn->item, body)};
    return store_history_append(turn->store, &history, error);
}

static bool takes(const struct definition *definition, const char *event)
{
    const char *const *events = definition_events(definition);
    for (size_t i = 0; events && events[i]; i++) {
        if (string_equal(events[i], event))
            return true;
    }
    return false;
}

static int event_put(struct turn *turn, const struct kase *kase, const struct outbox *row, const char *name,
                     const char *detail, struct error *error)
{
    const struct definition *definition;
    int code =
        definitions_find(turn->definitions, turn->site, turn->store, kase->definition, &definition, error);
    if (code || !takes(definition, name))
        return code;
    json_t *data = json_pack("{s:s, s:s, s:s}", "notice", row->notice, "recipient", row->recipient, "detail",
                             detail ? detail : "");
    struct event event = {
        .name = name,
        .data = json_keep(turn->item, data),
        .happened = london_date(turn->now),
        .recorded = turn->now,
        .by = arena_printf(turn->item, "plugin:%s", row->instance),
    };
    return store_inbox_put(turn->store, kase->id, &event, kase->school, error);
}

static void trouble_tell(struct turn *turn, const struct outbox *row, const struct kase *kase, bool unknown)
{
    if (unknown)
        remark_message(turn, LOG_LEVEL_WARNING, "outbox-unknown",
                       "a message may or may not have arrived; ask its receiver, or send it again", row, kase, NULL);
    else
        remark_message(turn, LOG_LEVEL_ERROR, "outbox-dead",
                       "a message could not be delivered and is not tried again; sendctl outbox show says why", row, kase,
                       NULL);
}

/* A message that will not arrive by itself: a task for a person, and an event when the workflow waits for
 * one. */
static int trouble_write(struct turn *turn, const struct outbox *row, enum outbox_state state,
                         const char *detail, struct error *error)
{
    bool unknown = state == OUTBOX_UNKNOWN;
    struct kase *kase = NULL;
    int code = row->kase ? store_case_load_id(turn->store, row->kase, turn->item, &kase, error) : 0;
    if (!code)
        trouble_tell(turn, row, kase, unknown);
    if (code || !kase || kase->ended)
        return code;
    code =
        apply_task(turn, kase, arena_printf(turn->item, "undelivered:%lld", (long long)row->id),
                   arena_printf(turn->item, "Message %lld (%s) to %s %s", (long long)row->id, row->notice,
                                row->recipient, unknown ? "may not have arrived" : "could not be delivered"),
                   error);
    if (code)
        return code;
    return event_put(turn, kase, row, unknown ? "message.unknown" : "message.rejected", detail, error);
}

static void try_note(struct turn *turn, const char *instance, enum outbox_state state)
{
    if (state != OUTBOX_READY && state != OUTBOX_DELIVERED && state != OUTBOX_ACCEPTED)
        return; /* these are told one by one */
    struct delivery_try *try = arena_alloc(turn->arena, sizeof *try);
    *try = (struct delivery_try){arena_copy(turn->arena, instance), state != OUTBOX_READY};
    list_add(&turn->tries, try);
}

int outcome_write(struct turn *turn, const struct outcome *outcome, struct error *error)
{
    struct outbox row;
    int code = store_outbox_get(turn->store, outcome->outbox, turn->item, &row, error);
    if (code == SENDD_ENOTFOUND || (!code && row.state != OUTBOX_READY))
        return 0;
    if (code)
        return code;
    enum outbox_state state = state_after(turn, &row, outcome);
    instant next =
        state == OUTBOX_READY ? next_try(turn, row.attempts + 1, outcome->retry_after) : INSTANT_NEVER;
    turn->writing = true;
    try_note(turn, row.instance, state);
    code = store_outbox_outcome(turn->store, row.id, kind_names[outcome->kind], outcome->detail,
                                outcome->reference, state, next, turn->now, error);
    if (!code && state != OUTBOX_READY)
        code = history_write(turn, &row, state, outcome->detail, error);
    if (!code && (state == OUTBOX_DEAD || state == OUTBOX_UNKNOWN))
        code = trouble_write(turn, &row, state, outcome->detail, error);
    return code;
}

/* --- messages whose plugin is gone --- */

static int orphan_hold(struct turn *turn, const struct outbox *row, const char *why, struct error *error)
{
    struct kase *kase = NULL;
    int code = row->kase ? store_case_load_id(turn->store, row->kase, turn->item, &kase, error) : 0;
    if (!code)
        code = store_outbox_outcome(turn->store, row->id, "held", why, NULL, OUTBOX_HELD, INSTANT_NEVER, turn->now, error);
    if (!code)
        remark_message(turn, LOG_LEVEL_WARNING, "outbox-held", "a message waits for a person; sendctl outbox show says why",
                       row, kase, "plugin");
    return code;
}

/* Those in flight are left to their outcome. */
static int orphans_of(struct turn *turn, const char *instance, size_t *held, struct error *error)
{
    struct list rows = LIST_EMPTY;
    int code = store_outbox_due(turn->store, instance, INSTANT_NEVER, turn->skip, turn->skipped, TURN_EVENTS,
                                turn->item, &rows, error);
    const char *why = arena_printf(turn->item, "there is no plugin instance %s any more", instance);
    turn->writing = true;
    for (size_t i = 0; !code && i < rows.count; i++) {
        code = orphan_hold(turn, rows.items[i], why, error);
        *held += 1;
    }
    list_free(&rows);
    return code;
}

int orphans_hold(struct turn *turn, struct error *error)
{
    size_t held = 0;
    struct list instances = LIST_EMPTY;
    int code = store_outbox_instances(turn->store, turn->item, &instances, error);
    for (size_t i = 0; !code && i < instances.count; i++) {
        if (!site_has_instance(turn->site, instances.items[i]))
            code = orphans_of(turn, instances.items[i], &held, error);
    }
    list_free(&instances);
    turn->more |= held > 0; /* the next ones of their lanes are ready now */
    turn->orphans_left = held > 0 || turn->skipped > 0;
    return code;
}
