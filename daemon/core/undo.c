#include "core/undo.h"

#include "base/mem.h"
#include "core/children.h"

#include <string.h>

/* --- what the step sent out --- */

static bool in_flight(const struct turn *turn, int64_t id)
{
    for (size_t i = 0; i < turn->skipped; i++)
        if (turn->skip[i] == id)
            return true;
    for (size_t i = 0; i < turn->reports.count; i++)
        if (((const struct report *)turn->reports.items[i])->outcome.outbox == id)
            return true;
    return false;
}

int message_recallable(struct turn *turn, const struct outbox *row, bool *out, struct error *error)
{
    bool still_ours = row->state == OUTBOX_WAITING || row->state == OUTBOX_READY ||
                      row->state == OUTBOX_HELD || row->state == OUTBOX_DEAD;
    bool doubtful = false;
    int code = still_ours ? store_outbox_doubtful(turn->store, row->id, &doubtful, error) : 0;
    *out = still_ours && !doubtful && !in_flight(turn, row->id);
    return code;
}

const char *message_line(struct turn *turn, const struct outbox *row)
{
    static const char prefix[] = "notice.";
    const char *notice = string_starts(row->notice, prefix) ? row->notice + sizeof prefix - 1 : row->notice;
    return arena_printf(turn->item, "message %lld, %s, to %s: %s", (long long)row->id, notice, row->recipient,
                        in_flight(turn, row->id) ? "being handed over" : outbox_state_name(row->state));
}

static int messages_sort(struct turn *turn, struct undoing *undoing, struct error *error)
{
    size_t i;
    json_t *id;
    json_array_foreach(json_object_get(undoing->plan, "messages"), i, id)
    {
        struct outbox row;
        bool ours = false;
        int code = store_outbox_get(turn->store, json_integer_value(id), turn->item, &row, error);
        if (!code)
            code = message_recallable(turn, &row, &ours, error);
        if (code)
            return code;
        if (ours) {
            json_array_append(undoing->cancel, id);
            json_array_append_new(undoing->cancelled, json_string(message_line(turn, &row)));
        } else if (row.state != OUTBOX_CANCELLED) {
            json_array_append_new(undoing->sent, json_string(message_line(turn, &row)));
        }
    }
    return 0;
}

static int event_sort(struct turn *turn, struct undoing *undoing, const json_t *event, struct error *error)
{
    bool waits;
    struct kase *other;
    int64_t id = json_integer_value(json_array_get(event, 0));
    int code = store_inbox_has(turn->store, id, &waits, error);
    if (code)
        return code;
    if (waits)
        return json_array_append_new(undoing->take, json_integer(id));
    code = store_case_load_id(turn->store, json_integer_value(json_array_get(event, 1)), turn->item, &other,
                              error);
    if (!code)
        json_array_append_new(
            undoing->sent,
            json_string(arena_printf(turn->item, "event %s, to case %s: taken",
                                     json_string_value(json_array_get(event, 2)), other->reference)));
    return code;
}

static int events_sort(struct turn *turn, struct undoing *undoing, struct error *error)
{
    size_t i;
    json_t *event;
    int code = 0;
    json_array_foreach(json_object_get(undoing->plan, "events"), i, event)
    {
        if ((code = event_sort(turn, undoing, event, error)))
            return code;
    }
    return 0;
}

/* --- child cases --- */

/* A child that has done something can't be made not to have been, nor one that was left be begun again. */
static int children_refuse(struct turn *turn, const struct undoing *undoing, struct error *error)
{
    json_t *left = json_array_get(json_object_get(undoing->plan, "uninvoked"), 0), *child;
    size_t i;
    struct kase *kase;
    if (left)
        return error_set(error, SENDD_ECONFLICT,
                         "the step cancelled the child case %s, which can't be begun again",
                         json_string_value(left));
    json_array_foreach(json_object_get(undoing->plan, "children"), i, child)
    {
        int code = store_case_load_id(turn->store, json_integer_value(json_array_get(child, 2)), turn->item,
                                      &kase, error);
        if (code)
            return code;
        if (!child_waits(kase))
            return error_hint((error_set(error, SENDD_ECONFLICT,
                                         "the step started the child case %s, which has begun",
                                         kase->reference),
                               error),
                              "leave the state with one of the case's events: that cancels the child");
    }
    return 0;
}

/* A cancelled child is its parent's no more. */
static int cancel_refuse(const struct undoing *undoing, struct error *error)
{
    if (!string_equal(json_text(undoing->step.body, "event"), "case.cancel") ||
        !string_equal(json_text(undoing->step.body, "type"), "platform"))
        return 0;
    return error_set(error, SENDD_ECONFLICT, "case %s was cancelled by %s, which has left it",
                     undoing->kase->reference, case_parent(undoing->kase));
}

static int children_write(struct turn *turn, const struct undoing *undoing, const char *by,
                          const char *reason, struct error *error)
{
    size_t i;
    json_t *child;
    int code = 0;
    json_array_foreach(json_object_get(undoing->plan, "children"), i, child)
    {
        if ((code = child_take_back(turn, json_integer_value(json_array_get(child, 2)), by,
                                    arena_printf(turn->item, "undone: %s", reason), error)))
            return code;
    }
    return 0;
}

int undo_load(struct turn *turn, const struct kase *kase, struct undoing *out, struct error *error)
{
    const char *text;
    *out = (struct undoing){.kase = kase,
                            .cancel = json_keep(turn->item, json_array()),
                            .cancelled = json_keep(turn->item, json_array()),
                            .take = json_keep(turn->item, json_array()),
                            .sent = json_keep(turn->item, json_array())};
    int code = store_case_undo(turn->store, kase->id, turn->item, &text, error);
    if (code)
        return code;
    if (!text)
        return error_hint((error_set(error, SENDD_ECONFLICT, "case %s has no step that could be taken back",
                                     kase->reference),
                           error),
                          "a start is not taken back: end the case with one of its events");
    code = json_read(text, strlen(text), "the store", &out->plan, error);
    if (code)
        return SENDD_ECORRUPT;
    json_keep(turn->item, out->plan);
    if (json_object_get(out->plan, "redo"))
        return error_hint((error_set(error, SENDD_ECONFLICT,
                                     "the last step of case %s was taken back already", kase->reference),
                           error),
                          "sendctl case redo %s does it again", kase->reference);
    code = store_history_row(turn->store, json_number(out->plan, "seq", 0), turn->item, &out->step, error);
    if (!code)
        code = cancel_refuse(out, error);
    if (!code)
        code = children_refuse(turn, out, error);
    if (!code)
        code = messages_sort(turn, out, error);
    return code ? code : events_sort(turn, out, error);
}

/* --- the case as it was --- */

static json_t *fields_before(const struct undoing *undoing)
{
    json_t *fields = undoing->kase->fields ? json_copy(undoing->kase->fields) : json_object(), *name;
    size_t i;
    json_object_update(fields, json_object_get(undoing->plan, "fields"));
    json_array_foreach(json_object_get(undoing->plan, "unset"), i, name)
        json_object_del(fields, json_string_value(name));
    return fields;
}

static void states_before(struct turn *turn, const struct undoing *undoing, struct kase *kase)
{
    json_t *states = json_object_get(undoing->plan, "states"), *state;
    size_t i;
    if (!states)
        return;
    const char **ids = arena_alloc(turn->item, (json_array_size(states) + 1) * sizeof *ids);
    json_array_foreach(states, i, state) ids[i] = json_string_value(state);
    kase->states = (struct list){(void **)ids, json_array_size(states), json_array_size(states)};
}

static struct kase *case_before(struct turn *turn, const struct undoing *undoing)
{
    struct kase *kase = arena_alloc(turn->item, sizeof *kase);
    *kase = *undoing->kase;
    kase->revision++;
    kase->fields = json_keep(turn->item, fields_before(undoing));
    states_before(turn, undoing, kase);
    json_t *kept = json_object_get(undoing->plan, "kept"), *ended = json_object_get(undoing->plan, "ended");
    json_t *memory = json_object_get(undoing->plan, "memory");
    if (kept)
        kase->kept = json_is_null(kept) ? NULL : kept;
    if (memory)
        kase->memory = json_is_null(memory) ? NULL : memory;
    if (ended)
        kase->ended = json_is_true(ended);
    const char *definition = json_text(undoing->plan, "definition");
    if (definition)
        kase->definition = definition;
    return kase;
}

/* --- its rows --- */

static int timers_write(struct turn *turn, const struct undoing *undoing, struct error *error)
{
    size_t i;
    json_t *item;
    int code = 0;
    json_array_foreach(json_object_get(undoing->plan, "drop"), i, item)
    {
        if ((code = store_timer_drop(turn->store, undoing->kase, json_string_value(item), error)))
            return code;
    }
    json_array_foreach(json_object_get(undoing->plan, "arm"), i, item)
    {
        struct timer timer = {.name = json_string_value(json_array_get(item, 0)),
                              .due = json_integer_value(json_array_get(item, 1)),
                              .event = json_string_value(json_array_get(item, 2)),
                              .data = json_array_get(item, 3)};
        if ((code = store_timer_put(turn->store, undoing->kase, &timer, error)))
            return code;
    }
    return 0;
}

static int deadlines_write(struct turn *turn, const struct undoing *undoing, const char *by,
                           const char *reason, struct error *error)
{
    size_t i;
    json_t *id;
    int64_t fresh;
    int code = 0;
    json_array_foreach(json_object_get(undoing->plan, "close"), i, id)
    {
        struct deadline deadline = {.id = json_integer_value(id), .name = "of the step"};
        code = store_deadline_close(turn->store, undoing->kase, &deadline, DEADLINE_SUPERSEDED,
                                    london_date(turn->now), arena_printf(turn->item, "undone: %s", reason),
                                    by, turn->now, error);
        if (code && code != SENDD_ENOTFOUND)
            return code;
    }
    json_array_foreach(json_object_get(undoing->plan, "reopen"), i, id)
    {
        code = store_deadline_reopen(turn->store, undoing->kase->id, json_integer_value(id), turn->now,
                                     &fresh, error);
        if (code)
            return code;
    }
    return 0;
}

static int tasks_write(struct turn *turn, const struct undoing *undoing, const char *by, struct error *error)
{
    size_t i;
    json_t *id;
    int64_t fresh;
    int code = 0;
    json_array_foreach(json_object_get(undoing->plan, "away"), i, id)
    {
        struct task task = {.id = json_integer_value(id)};
        code = store_task_close(turn->store, &task, false, by, turn->now, error);
        if (code && code != SENDD_ECONFLICT) /* someone has done it meanwhile */
            return code;
    }
    json_array_foreach(json_object_get(undoing->plan, "again"), i, id)
    {
        code = store_task_reopen(turn->store, undoing->kase->id, json_integer_value(id), turn->now, &fresh,
                                 error);
        if (code)
            return code;
    }
    return 0;
}

static int sent_write(struct turn *turn, const struct undoing *undoing, const char *reason,
                      struct error *error)
{
    size_t i;
    json_t *id;
    int code = 0;
    json_array_foreach(undoing->cancel, i, id)
    {
        code = store_outbox_cancel(turn->store, json_integer_value(id),
                                   arena_printf(turn->item, "undone: %s", reason), turn->now, error);
        if (code)
            return code;
    }
    json_array_foreach(undoing->take, i, id)
    {
        if ((code = store_inbox_take(turn->store, json_integer_value(id), error)))
            return code;
    }
    return 0;
}

static json_t *states_json(const struct kase *kase)
{
    json_t *states = json_array();
    for (size_t i = 0; i < kase->states.count; i++)
        json_array_append_new(states, json_string(kase->states.items[i]));
    return states;
}

static int history_write(struct turn *turn, const struct undoing *undoing, const struct kase *before,
                         const char *by, const char *reason, struct error *error)
{
    const char *event = json_text(undoing->step.body, "event");
    json_t *body = json_pack("{s:I, s:s, s:s, s:s, s:o}", "undoes", (json_int_t)undoing->step.seq, "event",
                             event ? event : undoing->step.kind, "by", by ? by : "", "reason", reason,
                             "states", states_json(before));
    if (json_array_size(undoing->cancelled))
        json_object_set(body, "cancelled", undoing->cancelled);
    if (json_array_size(undoing->sent))
        json_object_set(body, "sent", undoing->sent);
    struct history row = {before->id, before->school, turn->now, "undo", json_keep(turn->item, body)};
    return store_history_append(turn->store, &row, error);
}

static int case_write(struct turn *turn, const struct undoing *undoing, const struct kase *before,
                      struct error *error)
{
    json_t *redo = json_pack("{s:I}", "redo", (json_int_t)undoing->step.seq);
    char *text = json_canonical(redo);
    int code = store_case_step(turn->store, before, text, turn->now, error);
    mem_free(text);
    json_decref(redo);
    return code;
}

int undo_write(struct turn *turn, const struct undoing *undoing, const char *by, const char *reason,
               json_t **answer, struct error *error)
{
    turn->writing = true;
    const struct kase *before = case_before(turn, undoing);
    int code = timers_write(turn, undoing, error);
    if (!code)
        code = deadlines_write(turn, undoing, by, reason, error);
    if (!code)
        code = tasks_write(turn, undoing, by, error);
    if (!code)
        code = sent_write(turn, undoing, reason, error);
    if (!code)
        code = children_write(turn, undoing, by, reason, error);
    if (!code)
        code = history_write(turn, undoing, before, by, reason, error);
    if (!code)
        code = case_write(turn, undoing, before, error);
    if (!code) {
        const char *event = json_text(undoing->step.body, "event");
        *answer = json_pack("{s:s, s:s, s:o, s:O, s:O, s:b}", "case", before->reference, "undone",
                            event ? event : undoing->step.kind, "states", states_json(before), "cancelled",
                            undoing->cancelled, "sent", undoing->sent, "ended", before->ended);
    }
    return code;
}
