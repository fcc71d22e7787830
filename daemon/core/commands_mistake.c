/* Commands that mend a mistake: correct, undo, redo. All of them add to the history, none takes from it. */
#include "core/commands.h"

#include "core/event_row.h"
#include "core/law.h"
#include "core/undo.h"

#include <string.h>

static int reason_wanted(const struct command *command, const char **out, struct error *error)
{
    *out = json_text(command->arguments, "reason");
    if (*out && **out)
        return 0;
    return error_hint((error_set(error, SENDD_EINVALID, "%s needs a `reason`", command->kind), error),
                      "say in a sentence why; it goes into the history");
}

static bool argument_flag(const struct command *command, const char *key)
{
    return json_is_true(json_object_get(command->arguments, key));
}

/* --- correct --- */

struct correcting {
    struct turn *turn;
    struct applied *applied;
    struct list stale;    /* of const char *: dates that are wrong now, as messages show them */
    struct list messages; /* of struct outbox *: the case's before the correction */
    bool cancel_all;
    json_t *cancelled, *sent, *left; /* lines */
    struct list cancel;              /* of struct outbox * */
};

static void stale_add(struct correcting *correcting, struct date date)
{
    struct text text = TEXT_EMPTY;
    date_write_long(date, &text);
    list_add(&correcting->stale, arena_copy(correcting->turn->item, text_string(&text)));
    text_free(&text);
}

/* The dates of the fields that changed, and of the deadlines that follow them. */
static void stale_find(struct correcting *correcting)
{
    const struct kase *before = correcting->applied->kase, *after = correcting->applied->out.kase;
    const char *name;
    json_t *old;
    struct date date;
    json_object_foreach(before->fields, name, old)
    {
        const char *text = json_string_value(old);
        if (text && !json_equal(old, json_object_get(after->fields, name)) && strlen(text) == DATE_SIZE - 1 &&
            !date_read(text, &date, NULL))
            stale_add(correcting, date);
    }
    for (size_t i = 0; i < correcting->applied->out.effects.count; i++) {
        const struct effect *effect = correcting->applied->out.effects.items[i];
        if (effect->kind == EFFECT_DEADLINE_REDATE && date_compare(effect->old->due, effect->deadline->due))
            stale_add(correcting, effect->old->due);
        else if (effect->kind == EFFECT_DEADLINE_CLOSE)
            stale_add(correcting, effect->deadline->due);
    }
}

/* A date written out begins with its weekday, so it is never part of another. */
static bool shows(const char *text, const char *date)
{
    return text && strstr(text, date);
}

static bool shows_stale(const struct correcting *correcting, const struct outbox *row)
{
    for (size_t i = 0; i < correcting->stale.count; i++)
        if (shows(row->body, correcting->stale.items[i]) || shows(row->subject, correcting->stale.items[i]))
            return true;
    return false;
}

static int message_sort(struct correcting *correcting, struct outbox *row, struct error *error)
{
    bool ours, wrong = shows_stale(correcting, row);
    const char *line = message_line(correcting->turn, row);
    int code = message_recallable(correcting->turn, row, &ours, error);
    if (code || row->state == OUTBOX_CANCELLED)
        return code;
    if (ours && (wrong || correcting->cancel_all)) {
        list_add(&correcting->cancel, row);
        json_array_append_new(correcting->cancelled, json_string(line));
    } else if (ours) {
        json_array_append_new(correcting->left, json_string(line));
    } else if (wrong) {
        json_array_append_new(correcting->sent, json_string(line));
    }
    return 0;
}

static int messages_sort(struct correcting *correcting, struct error *error)
{
    int code = store_outbox_of(correcting->turn->store, correcting->applied->kase->id, correcting->turn->item,
                               &correcting->messages, error);
    stale_find(correcting);
    for (size_t i = 0; !code && i < correcting->messages.count; i++)
        code = message_sort(correcting, correcting->messages.items[i], error);
    return code;
}

static int correct_write(struct correcting *correcting, const char *reason, struct error *error)
{
    struct turn *turn = correcting->turn;
    struct applied *applied = correcting->applied;
    applied->note = json_keep(turn->item, json_object());
    if (json_array_size(correcting->cancelled))
        json_object_set(applied->note, "cancelled", correcting->cancelled);
    if (json_array_size(correcting->sent))
        json_object_set(applied->note, "sent", correcting->sent);
    if (!json_object_get(applied->event->data, "reason"))
        json_object_set_new(applied->note, "reason", json_string(reason));
    int code = apply_write(turn, applied, error);
    for (size_t i = 0; !code && i < correcting->cancel.count; i++)
        code = store_outbox_cancel(turn->store, ((const struct outbox *)correcting->cancel.items[i])->id,
                                   arena_printf(turn->item, "the case was corrected: %s", reason), turn->now,
                                   error);
    return code;
}

/* The reason goes with the fields, unless the workflow has a field of that name. */
static int correct_data(struct turn *turn, const struct kase *kase, const struct command *command,
                        const char *reason, json_t **out, struct error *error)
{
    json_t *fields;
    const struct definition *definition;
    int code = argument_object(command, "fields", &fields, error);
    if (!code && !json_object_size(fields))
        code = error_set(error, SENDD_EINVALID,
                         "case.correct needs `fields`: the fields and their right values");
    if (!code)
        code = definitions_find(turn->definitions, turn->site, turn->store, kase->definition, &definition,
                                error);
    if (code)
        return code;
    *out = json_keep(turn->item, json_copy(fields));
    if (!json_object_get(definition_fields(definition), "reason"))
        json_object_set_new(*out, "reason", json_string(reason));
    return 0;
}

int case_correct(struct turn *turn, const struct command *command, json_t **answer, struct error *error)
{
    struct kase *kase;
    const char *reason;
    struct event event = {.name = "correct", .recorded = turn->now, .by = command->by};
    int code = case_wanted(turn, command, &kase, error);
    if (!code)
        code = reason_wanted(command, &reason, error);
    if (!code)
        code = correct_data(turn, kase, command, reason, &event.data, error);
    if (!code)
        code = argument_happened(turn, command, &event.happened, error);
    if (code)
        return code;
    struct applied applied = {.kase = kase, .event = &event, .kind = "correct"};
    struct correcting correcting = {.turn = turn,
                                    .applied = &applied,
                                    .cancel_all = argument_flag(command, "cancel_unsent"),
                                    .cancelled = json_keep(turn->item, json_array()),
                                    .sent = json_keep(turn->item, json_array()),
                                    .left = json_keep(turn->item, json_array())};
    code = apply_step(turn, &applied, error);
    if (!code)
        code = messages_sort(&correcting, error);
    if (!code)
        code = correct_write(&correcting, reason, error);
    if (!code) {
        *answer = apply_answer(&applied);
        json_object_set(*answer, "cancelled", correcting.cancelled);
        json_object_set(*answer, "sent", correcting.sent);
        json_object_set(*answer, "unsent", correcting.left);
    }
    list_free(&correcting.stale);
    list_free(&correcting.messages);
    list_free(&correcting.cancel);
    return code;
}

/* --- undo --- */

static int handed_over_refuse(const struct undoing *undoing, struct error *error)
{
    size_t i;
    json_t *line;
    struct text text = TEXT_EMPTY;
    json_array_foreach(undoing->sent, i, line)
        text_addf(&text, "%s%s", i ? "; " : "", json_string_value(line));
    error_set(error, SENDD_ECONFLICT, "something of that step has been handed over: %s", text_string(&text));
    text_free(&text);
    return error_hint(error,
                      "--even-though-sent takes the step back all the same; tell the receivers yourself");
}

static int law_refuse(const struct kase *kase, struct error *error)
{
    error_set(error, SENDD_ECONFLICT, "since the last step of case %s its dates followed a change of the law",
              kase->reference);
    return error_hint(error, "put right what is wrong with: sendctl case correct %s", kase->reference);
}

int case_undo(struct turn *turn, const struct command *command, json_t **answer, struct error *error)
{
    struct kase *kase;
    struct undoing undoing;
    const char *reason;
    int code = case_wanted(turn, command, &kase, error);
    if (!code)
        code = reason_wanted(command, &reason, error);
    if (!code)
        code = undo_load(turn, kase, &undoing, error);
    if (code)
        return code;
    if (string_equal(undoing.step.kind, "migrate"))
        return error_hint(
            (error_set(error, SENDD_ECONFLICT, "the last step of case %s is its migration", kase->reference),
             error),
            "take that back with: sendctl workflow migrate --undo %s", kase->reference);
    if (law_was(undoing.step.body))
        return law_refuse(kase, error);
    if (json_array_size(undoing.sent) && !argument_flag(command, "even_though_sent"))
        return handed_over_refuse(&undoing, error);
    code = undo_write(turn, &undoing, command->by, reason, answer, error);
    return code ? code : law_ask(turn, kase->id, error); /* what comes back was dated by the law of its day */
}

/* --- redo --- */

/* The row of the step that was taken back last. */
static int undone_find(struct turn *turn, const struct kase *kase, struct history_row *out,
                       struct error *error)
{
    const char *text;
    json_t *plan = NULL;
    int code = store_case_undo(turn->store, kase->id, turn->item, &text, error);
    if (!code && text && !json_read(text, strlen(text), "the store", &plan, NULL))
        json_keep(turn->item, plan);
    int64_t seq = json_number(plan, "redo", 0);
    if (!code && !seq)
        code = error_set(error, SENDD_ECONFLICT, "nothing was taken back in case %s since its last step",
                         kase->reference);
    return code ? code : store_history_row(turn->store, seq, turn->item, out, error);
}

int case_redo(struct turn *turn, const struct command *command, json_t **answer, struct error *error)
{
    struct kase *kase;
    struct history_row row;
    struct event event;
    int code = case_wanted(turn, command, &kase, error);
    if (!code)
        code = undone_find(turn, kase, &row, error);
    if (code)
        return code;
    if (string_equal(row.kind, "migrate") || !event_row_read(row.body, turn->now, turn->item, &event))
        return error_hint((error_set(error, SENDD_ECONFLICT, "what was taken back is a migration"), error),
                          "do it again with: sendctl workflow migrate %s", kase->reference);
    event.by = command->by;
    enum step_unmatched keep = event.timer || string_equal(row.kind, "inbox") ? STEP_KEEP : STEP_REFUSE;
    struct applied applied = {.kase = kase, .event = &event, .keep = keep, .kind = "redo"};
    applied.note = json_keep(turn->item, json_pack("{s:I}", "redoes", (json_int_t)row.seq));
    code = apply_step(turn, &applied, error);
    if (!code)
        code = apply_write(turn, &applied, error);
    if (!code)
        *answer = apply_answer(&applied);
    return code;
}
