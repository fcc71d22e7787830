/* Commands about cases: start, event, task, hold, release. */
#include "core/children.h"
#include "core/commands.h"

#include "base/log.h"

#include <string.h>

/* --- start --- */

static int definition_wanted(const struct turn *turn, const char *workflow, struct date day,
                             struct definition **out, struct error *error)
{
    char text[DATE_SIZE];
    *out = site_definition(turn->site, workflow, day);
    if (*out)
        return 0;
    if (site_definition(turn->site, workflow, DATE_NONE))
        return error_hint(
            (error_set(error, SENDD_ENOTFOUND, "no version of workflow \"%s\" is in force on %s", workflow,
                       date_write(day, text)),
             error),
            "see valid_from and valid_to in its files");
    const struct list *definitions = &turn->site->definitions;
    const char **ids = arena_alloc(turn->item, (definitions->count + 1) * sizeof *ids);
    for (size_t i = 0; i < definitions->count; i++)
        ids[i] = definition_id(definitions->items[i]);
    error_set(error, SENDD_ENOTFOUND, "there is no workflow \"%s\"", workflow);
    const char *near = conf_suggest(workflow, ids);
    if (near)
        error_hint(error, "did you mean \"%s\"?", near);
    return SENDD_ENOTFOUND;
}

static int school_wanted(const struct turn *turn, const char *id, const struct site_school **out,
                         struct error *error)
{
    *out = site_school_find(turn->site, id);
    if (*out)
        return 0;
    if (!id)
        return error_set(error, SENDD_EINVALID, "there is more than one school: say which in `school`");
    return error_set(error, SENDD_ENOTFOUND, "there is no school \"%s\"", id);
}

/* The subject must be on record. "P0012" stands for "pupil/P0012" where the workflow is about pupils. */
static int subject_wanted(struct turn *turn, const struct command *command,
                          const struct definition *definition, const char *school, const char **out,
                          struct error *error)
{
    const char *given;
    int code = argument_text(command, "subject", &given, error);
    if (code)
        return code;
    const char *kind = definition_subject(definition);
    const char *prefix = arena_printf(turn->item, "%s/", kind);
    const char *slash = strchr(given, '/');
    *out = slash ? given : arena_printf(turn->item, "%s%s", prefix, given);
    if (!string_starts(*out, prefix))
        return error_set(error, SENDD_EINVALID, "workflow %s is about a %s, not about %s",
                         definition_id(definition), kind, given);
    json_t *record = NULL;
    code = store_record_get(turn->store, school, *out, &record, error);
    json_decref(record);
    if (code == SENDD_ENOTFOUND)
        return error_hint((error_set(error, code, "%s is not on record", *out), error),
                          "import the register first: sendctl import %s FILE.csv", kind);
    return code;
}

/* Two open cases of one workflow about one child are a mistake. */
static int twin_refuse(struct turn *turn, const struct kase *kase, struct error *error)
{
    struct list cases = LIST_EMPTY;
    int code = store_cases_of(turn->store, kase->subject, kase->workflow, turn->item, &cases, error);
    for (size_t i = 0; !code && i < cases.count; i++) {
        struct kase *other;
        code = store_case_load_id(turn->store, *(const int64_t *)cases.items[i], turn->item, &other, error);
        if (!code && string_equal(other->school, kase->school))
            code = error_set(error, SENDD_ECONFLICT, "case %s of %s about %s is open already",
                             other->reference, kase->workflow, kase->subject);
    }
    list_free(&cases);
    return code;
}

/* The step is tried without a reference first: a start that is refused must not use one up. */
static int start_write(struct turn *turn, struct kase *kase, struct applied *applied, const char *prefix,
                       struct error *error)
{
    int code = apply_step(turn, applied, error);
    if (code)
        return code;
    turn->writing = true;
    int year, month, day;
    date_split(london_date(turn->now), &year, &month, &day);
    code = store_reference_next(turn->store, kase->school, prefix, year, turn->item, &kase->reference, error);
    if (!code)
        code = apply_step(turn, applied, error);
    return code ? code : apply_write(turn, applied, error);
}

int case_start(struct turn *turn, const struct command *command, json_t **answer, struct error *error)
{
    const char *workflow;
    struct definition *definition;
    const struct site_school *school;
    struct kase kase = {.reference = "(new)", .fields = json_keep(turn->item, json_object())};
    struct event event = {.name = "case.start", .recorded = turn->now, .by = command->by};
    int code = argument_text(command, "workflow", &workflow, error);
    if (!code)
        code = argument_happened(turn, command, &event.happened, error);
    if (!code)
        code = definition_wanted(turn, workflow, event.happened, &definition, error);
    if (!code)
        code = school_wanted(turn, json_text(command->arguments, "school"), &school, error);
    if (!code)
        code = subject_wanted(turn, command, definition, school->id, &kase.subject, error);
    if (!code)
        code = argument_object(command, "fields", &event.data, error);
    if (code)
        return code;
    kase.school = school->id;
    kase.workflow = definition_id(definition);
    kase.definition = definition_hash(definition);
    struct applied applied = {.kase = &kase, .event = &event, .kind = "start"};
    code = twin_refuse(turn, &kase, error);
    if (!code)
        code = start_write(turn, &kase, &applied, definition_prefix(definition), error);
    if (!code)
        *answer = apply_answer(&applied);
    return code;
}

/* --- events and tasks --- */

int case_wanted(struct turn *turn, const struct command *command, struct kase **out, struct error *error)
{
    const char *reference;
    int code = argument_text(command, "case", &reference, error);
    if (!code)
        code = store_case_load(turn->store, reference, turn->item, out, error);
    if (code == SENDD_ENOTFOUND)
        return error_hint((error_set(error, code, "there is no case %s", reference), error),
                          "list the cases: sendctl case list");
    return code;
}

/* Events that the daemon makes itself can't be made up by a command. */
static int name_check(const char *name, struct error *error)
{
    static const char *const own[] = {"case.start", "deadline.", "task.",    "timer.",
                                      "done.",      "error.",    "message.", "kept.expired"};
    for (size_t i = 0; i < sizeof own / sizeof *own; i++) {
        if (string_starts(name, own[i]))
            return error_set(error, SENDD_EINVALID, "the event %s comes from the daemon itself", name);
    }
    return 0;
}

/* Its parent has moved on: nothing that a person says to it can matter any more. */
static int leaving_refuse(struct turn *turn, const struct kase *kase, struct error *error)
{
    bool leaving;
    int code = child_is_leaving(turn, kase, &leaving, error);
    if (code || !leaving)
        return code;
    error_set(error, SENDD_ECONFLICT, "case %s is cancelled by the case that it is a child of", kase->reference);
    return error_hint(error, "see where that one stands: sendctl case show %s", kase->reference);
}

static int event_apply(struct turn *turn, struct applied *applied, json_t **answer, struct error *error)
{
    int code = leaving_refuse(turn, applied->kase, error);
    if (!code)
        code = apply_step(turn, applied, error);
    if (code == SENDD_ELIMIT) /* whoever sent it has it back; whoever looks after the workflow should know */
        log_warning("event-endless", "an event that would make its case go round without end is refused", "CASE",
                    applied->kase->reference, "EVENT", applied->event->name, "WORKFLOW", applied->kase->workflow);
    if (!code)
        code = apply_write(turn, applied, error);
    if (!code)
        *answer = apply_answer(applied);
    return code;
}

int case_event(struct turn *turn, const struct command *command, json_t **answer, struct error *error)
{
    struct kase *kase;
    struct event event = {.recorded = turn->now, .by = command->by};
    int code = case_wanted(turn, command, &kase, error);
    if (!code)
        code = argument_text(command, "event", &event.name, error);
    if (!code)
        code = name_check(event.name, error);
    if (!code)
        code = argument_object(command, "data", &event.data, error);
    if (!code)
        code = argument_happened(turn, command, &event.happened, error);
    if (code)
        return code;
    struct applied applied = {.kase = kase, .event = &event, .kind = "event"};
    return event_apply(turn, &applied, answer, error);
}

/* A task of our own, about an undelivered message or an event set aside: no workflow waits for it. */
static int own_task_close(struct turn *turn, const struct command *command, const struct kase *kase,
                          const struct task *task, json_t **answer, struct error *error)
{
    turn->writing = true;
    int code = store_task_close(turn->store, task, true, command->by, turn->now, error);
    if (code)
        return code;
    json_t *body = json_pack("{s:s, s:s}", "task", task->name, "by", command->by ? command->by : "");
    struct history row = {kase->id, kase->school, turn->now, "task", json_keep(turn->item, body)};
    *answer = json_pack("{s:s, s:I}", "case", kase->reference, "task", (json_int_t)task->id);
    return store_history_append(turn->store, &row, error);
}

static bool closes(const struct step_output *out, int64_t task)
{
    for (size_t i = 0; i < out->effects.count; i++) {
        const struct effect *effect = out->effects.items[i];
        if (effect->kind == EFFECT_TASK_CLOSE && effect->task->id == task)
            return true;
    }
    return false;
}

int task_complete(struct turn *turn, const struct command *command, json_t **answer, struct error *error)
{
    int64_t id;
    const char *reference;
    struct task task;
    struct kase *kase;
    struct event event = {.recorded = turn->now, .by = command->by};
    int code = argument_id(command, "task", &id, error);
    if (!code)
        code = store_task_get(turn->store, id, turn->item, &reference, &task, error);
    if (!code)
        code = store_case_load(turn->store, reference, turn->item, &kase, error);
    if (!code && apply_task_is_ours(task.name))
        return own_task_close(turn, command, kase, &task, answer, error);
    if (!code)
        code = argument_object(command, "data", &event.data, error);
    if (!code)
        code = argument_happened(turn, command, &event.happened, error);
    if (code)
        return code;
    event.name = task.event;
    event.task = task.name;
    struct applied applied = {.kase = kase, .event = &event, .kind = "task"};
    code = event_apply(turn, &applied, answer, error);
    if (!code && !closes(&applied.out, id))
        code = store_task_close(turn->store, &task, true, command->by, turn->now, error);
    return code;
}

/* --- hold and release --- */

static int held_set(struct turn *turn, const struct command *command, bool held, json_t **answer,
                    struct error *error)
{
    struct kase *kase;
    int code = case_wanted(turn, command, &kase, error);
    if (code)
        return code;
    if (kase->held == held)
        return error_set(error, SENDD_ECONFLICT, "case %s is %s", kase->reference,
                         held ? "held already" : "not held");
    turn->writing = true;
    kase->held = held;
    const char *reason = json_text(command->arguments, "reason");
    json_t *body =
        json_pack("{s:s, s:s}", "by", command->by ? command->by : "", "reason", reason ? reason : "");
    struct history row = {kase->id, kase->school, turn->now, held ? "hold" : "release",
                          json_keep(turn->item, body)};
    code = store_case_save(turn->store, kase, turn->now, error);
    if (!code)
        code = store_history_append(turn->store, &row, error);
    *answer = json_pack("{s:s, s:b}", "case", kase->reference, "held", held);
    return code;
}

int case_hold(struct turn *turn, const struct command *command, json_t **answer, struct error *error)
{
    return held_set(turn, command, true, answer, error);
}

int case_release(struct turn *turn, const struct command *command, json_t **answer, struct error *error)
{
    return held_set(turn, command, false, answer, error);
}
