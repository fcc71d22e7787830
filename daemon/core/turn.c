/* The worker's side of a batch.
 *
 * Everything is one transaction. A command that must be refused is refused before it writes, so there are no
 * savepoints. Should the store not take something that the checks let pass, the whole batch is rolled back
 * and done again without that item: a command is answered with the error, an event is set aside for a person.
 */
#include "core/turn.h"

#include "base/mem.h"
#include "core/commands.h"
#include "core/events.h"
#include "core/outcomes.h"
#include "core/remarks.h"

#include <sodium.h>
#include <string.h>

bool code_is_fatal(int code)
{
    return code == SENDD_EIO || code == SENDD_ECORRUPT || code == SENDD_EFULL;
}

struct turn *turn_new(void)
{
    struct turn *turn = mem_alloc(sizeof *turn);
    turn->arena = arena_new();
    turn->item = arena_new();
    turn->next = (struct next_due){INSTANT_NEVER, INSTANT_NEVER, false};
    return turn;
}

void turn_free(struct turn *turn)
{
    list_free(&turn->jobs);
    list_free(&turn->reports);
    list_free(&turn->bad);
    list_free(&turn->due);
    list_free(&turn->remarks);
    list_free(&turn->tries);
    mem_free(turn->skip);
    mem_free(turn->rooms);
    arena_free(turn->item);
    arena_free(turn->arena);
    mem_free(turn);
}

/* What one item gave: go on, start again without it, or give up. */
enum verdict { GO_ON, AGAIN, GIVE_UP };

static void item_begin(struct turn *turn)
{
    arena_reset(turn->item);
    turn->writing = false;
}

static enum verdict item_verdict(struct turn *turn, int code, const struct error *error)
{
    if (!code)
        turn->size++;
    if (!code || (!turn->writing && !code_is_fatal(code)))
        return GO_ON;
    if (!code_is_fatal(code))
        return AGAIN;
    turn->code = code;
    turn->error = *error;
    return GIVE_UP;
}

/* --- commands --- */

static void job_answer(struct job *job, int code, json_t *body)
{
    json_decref(job->body);
    job->code = code;
    job->body = body;
}

/* What a key stands for: the same key with another command is a caller's mistake, not a repeat. */
static const char *fingerprint(struct turn *turn, const struct command *command)
{
    unsigned char hash[16];
    char *arguments = json_canonical(command->arguments);
    const char *text = arena_printf(turn->item, "%s %s", command->kind, arguments ? arguments : "");
    mem_free(arguments);
    crypto_generichash(hash, sizeof hash, (const unsigned char *)text, strlen(text), NULL, 0);
    char *hex = arena_alloc(turn->item, 2 * sizeof hash + 1);
    return sodium_bin2hex(hex, 2 * sizeof hash + 1, hash, sizeof hash);
}

/* ENOTFOUND: the key is new. 0: *ANSWER is what it was answered then. */
static int answer_find(struct turn *turn, const struct command *command, json_t **answer, struct error *error)
{
    int status;
    const char *bytes;
    json_t *kept = NULL;
    int code = store_request_get(turn->store, command->key, turn->item, &status, &bytes, error);
    if (!code)
        code = json_read(bytes, strlen(bytes), "a stored answer", &kept, error);
    if (!code && !string_equal(json_text(kept, "of"), fingerprint(turn, command)))
        code = error_hint(
            (error_set(error, SENDD_ECONFLICT, "this idempotency key was used for another command"), error),
            "use a new key for each new command");
    if (!code)
        *answer = json_incref(json_object_get(kept, "answer"));
    json_decref(kept);
    return code;
}

static int answer_keep(struct turn *turn, const struct command *command, json_t *answer, struct error *error)
{
    json_t *kept = json_pack("{s:s, s:O}", "of", fingerprint(turn, command), "answer", answer);
    char *bytes = json_canonical(kept);
    int code = store_request_put(turn->store, command->key, 0, bytes, turn->now, error);
    mem_free(bytes);
    json_decref(kept);
    return code;
}

static int command_run(struct turn *turn, const struct command *command, json_t **answer, struct error *error)
{
    int code = command->key ? answer_find(turn, command, answer, error) : SENDD_ENOTFOUND;
    if (code != SENDD_ENOTFOUND)
        return code;
    *error = ERROR_NONE;
    code = command_find(command->kind)(turn, command, answer, error);
    if (!code && command->key)
        code = answer_keep(turn, command, *answer, error);
    return code;
}

static enum verdict job_run(struct turn *turn, struct job *job)
{
    if (job->settled)
        return GO_ON;
    struct error error = ERROR_NONE;
    json_t *answer = NULL;
    item_begin(turn);
    int code = command_run(turn, &job->command, &answer, &error);
    if (code) {
        json_decref(answer);
        error.code = code;
        answer = json_error(&error);
    }
    job_answer(job, code, answer);
    enum verdict verdict = item_verdict(turn, code, &error);
    job->settled = verdict == AGAIN;
    return verdict;
}

static enum verdict jobs_run(struct turn *turn)
{
    enum verdict verdict = GO_ON;
    for (size_t i = 0; verdict == GO_ON && i < turn->jobs.count; i++)
        verdict = job_run(turn, turn->jobs.items[i]);
    return verdict;
}

/* --- outcomes --- */

static enum verdict reports_run(struct turn *turn)
{
    enum verdict verdict = GO_ON;
    for (size_t i = 0; verdict == GO_ON && i < turn->reports.count; i++) {
        struct report *report = turn->reports.items[i];
        struct error error = ERROR_NONE;
        if (report->settled)
            continue;
        item_begin(turn);
        verdict = item_verdict(turn, outcome_write(turn, &report->outcome, &error), &error);
        report->settled = verdict == AGAIN;
    }
    return verdict;
}

/* --- events that are due --- */

static const struct bad_event *bad_find(const struct turn *turn, bool inbox, int64_t id)
{
    for (size_t i = 0; i < turn->bad.count; i++) {
        const struct bad_event *bad = turn->bad.items[i];
        if (bad->inbox == inbox && bad->id == id)
            return bad;
    }
    return NULL;
}

static enum verdict event_verdict(struct turn *turn, bool inbox, int64_t id, int code,
                                  const struct error *error)
{
    /* An event is taken from its table first of all, so nothing about it can be refused without being in the
     * way. */
    turn->writing = true;
    enum verdict verdict = item_verdict(turn, code, error);
    if (verdict != AGAIN)
        return verdict;
    if (bad_find(turn, inbox, id)) { /* not even putting it away works */
        turn->code = SENDD_ECORRUPT;
        turn->error = *error;
        return GIVE_UP;
    }
    struct bad_event *bad = arena_alloc(turn->arena, sizeof *bad);
    *bad = (struct bad_event){inbox, id, *error};
    list_add(&turn->bad, bad);
    return AGAIN;
}

static enum verdict timers_run(struct turn *turn, size_t *left)
{
    struct due_timer due[TURN_EVENTS];
    size_t count = 0;
    struct error error = ERROR_NONE;
    item_begin(turn);
    int code = store_timers_due(turn->store, turn->now, *left, due, &count, &error);
    if (code)
        return item_verdict(turn, code, &error);
    enum verdict verdict = GO_ON;
    for (size_t i = 0; verdict == GO_ON && i < count; i++) {
        item_begin(turn);
        code = timer_fire(turn, &due[i], bad_find(turn, false, due[i].timer), &error);
        verdict = event_verdict(turn, false, due[i].timer, code, &error);
    }
    *left -= count;
    return verdict;
}

static enum verdict inbox_run(struct turn *turn, size_t *left)
{
    struct list items = LIST_EMPTY;
    struct error error = ERROR_NONE;
    int code = store_inbox_due(turn->store, *left, turn->arena, &items, &error);
    item_begin(turn);
    enum verdict verdict = code ? item_verdict(turn, code, &error) : GO_ON;
    for (size_t i = 0; verdict == GO_ON && i < items.count; i++) {
        const struct inbox_item *item = items.items[i];
        item_begin(turn);
        code = inbox_take(turn, item, bad_find(turn, true, item->id), &error);
        verdict = event_verdict(turn, true, item->id, code, &error);
    }
    *left -= items.count;
    list_free(&items);
    return verdict;
}

/* --- the transaction --- */

static enum verdict site_announce(struct turn *turn)
{
    struct error error = ERROR_NONE;
    item_begin(turn);
    turn->writing = true;
    int code = turn->announce ? site_write(turn, &error) : 0;
    if (!code && turn->orphans)
        code = orphans_hold(turn, &error);
    if (code && !code_is_fatal(code))
        code = SENDD_EIO;
    if (!code)
        return GO_ON;
    return item_verdict(turn, code, &error);
}

static enum verdict round_run(struct turn *turn)
{
    size_t left = TURN_EVENTS;
    remarks_forget(turn);
    turn->size = 0;
    turn->more = turn->released = turn->orphans_left = false;
    enum verdict verdict = site_announce(turn);
    if (verdict == GO_ON)
        verdict = jobs_run(turn);
    if (verdict == GO_ON)
        verdict = reports_run(turn);
    if (verdict == GO_ON && !turn->hold && !turn->stopping)
        verdict = timers_run(turn, &left);
    if (verdict == GO_ON && !turn->hold && !turn->stopping && left)
        verdict = inbox_run(turn, &left);
    return verdict;
}

static enum verdict transaction_run(struct turn *turn)
{
    turn->code = store_begin(turn->store, &turn->error);
    if (turn->code)
        return GIVE_UP;
    enum verdict verdict = round_run(turn);
    if (verdict != GO_ON) {
        store_rollback(turn->store);
        return verdict;
    }
    turn->code = store_commit(turn->store, &turn->error);
    turn->wrote = !turn->code;
    return turn->code ? GIVE_UP : GO_ON;
}

static bool has_work(struct turn *turn)
{
    if (turn->jobs.count || turn->reports.count || turn->announce || turn->orphans)
        return true;
    if (turn->hold || turn->stopping)
        return false;
    turn->code = store_next_due(turn->store, turn->now, &turn->next, &turn->error);
    return !turn->code && (turn->next.timer <= turn->now || turn->next.inbox);
}

/* --- what comes next --- */

static int due_find(struct turn *turn)
{
    for (size_t i = 0; i < turn->instances; i++) {
        const struct room *room = &turn->rooms[i];
        if (room->count < 1)
            continue;
        int code = store_outbox_due(turn->store, room->instance, turn->now, turn->skip, turn->skipped,
                                    (size_t)room->count, turn->arena, &turn->due, &turn->error);
        if (code)
            return code;
    }
    return 0;
}

static int look_ahead(struct turn *turn)
{
    if (turn->stopping)
        return 0;
    int code = store_next_due(turn->store, turn->now, &turn->next, &turn->error);
    if (code || (turn->hold && !turn->released))
        return code;
    turn->more |= turn->next.timer <= turn->now || turn->next.inbox;
    return due_find(turn);
}

void turn_run(struct turn *turn)
{
    turn->now = env_now(turn->env);
    if (has_work(turn)) {
        enum verdict verdict;
        do
            verdict = transaction_run(turn);
        while (verdict == AGAIN);
    }
    if (!turn->code)
        turn->late = look_ahead(turn);
    if (!turn->code && !turn->late && turn->tidy && !turn->more)
        turn->late = store_tidy(turn->store, &turn->error);
    if (turn->late == SENDD_EFULL) /* only the tidying writes here, and it can wait */
        turn->late = 0;
}
