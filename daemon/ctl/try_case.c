/* The case of a trial: what is done to it, and what is seen of it and its children. */
#include "ctl/try.h"

static const char *line(struct arena *arena, const char *label, const char *text)
{
    return label ? arena_printf(arena, "%s: %s", label, text) : text;
}

static void add(json_t *list, const char *text)
{
    json_array_append_new(list, json_string(text ? text : ""));
}

void trial_error(struct trial *trial, const struct error *error)
{
    add(trial->errors,
        error->hint[0] ? arena_printf(trial->arena, "%s; %s", error->text, error->hint) : error->text);
}

/* --- what is seen --- */

static json_t *from_child(const struct trial *trial, const struct stage_case *actor, json_t *item)
{
    if (!string_equal(actor->name, trial->name))
        json_object_set_new(item, "case", json_string(actor->name));
    return item;
}

static void see_sent(struct trial *trial, const struct stage_case *actor, const struct effect *effect)
{
    const struct event *event = effect->event;
    json_t *item =
        json_pack("{s:s, s:s, s:s}", "event", event->name, "target", effect->target, "type", "scxml");
    if (event->data)
        json_object_set(item, "data", event->data);
    if (event->sendid)
        json_object_set_new(item, "sendid", json_string(event->sendid));
    json_array_append_new(trial->sent, from_child(trial, actor, item));
}

static void see_notice(struct trial *trial, const struct stage_case *actor, const struct notice *notice)
{
    json_t *to = json_array(), *item = json_object();
    struct text at = TEXT_EMPTY;
    for (size_t i = 0; i < notice->count; i++)
        json_array_append_new(to, json_pack("{s:s, s:s, s:s}", "record", notice->recipients[i].record,
                                            "channel", notice->recipients[i].channel, "address",
                                            notice->recipients[i].address));
    json_object_set_new(item, "template", json_string(notice->template));
    json_object_set_new(item, "to", to);
    london_write(notice->not_before ? notice->not_before : stage_now(actor->stage), &at);
    json_object_set_new(item, "at", json_string(text_string(&at)));
    text_free(&at);
    json_array_append_new(trial->notices, from_child(trial, actor, item));
}

static void see_out(struct trial *trial, const struct stage_case *actor, const struct step_output *out)
{
    if (out->errors)
        json_array_extend(trial->errors, out->errors);
    for (size_t i = 0; i < out->path.count; i++)
        add(trial->moved,
            actor->parent ? line(trial->arena, actor->name, out->path.items[i]) : out->path.items[i]);
    for (size_t i = 0; i < out->effects.count; i++) {
        const struct effect *effect = out->effects.items[i];
        if (effect->kind == EFFECT_LOG)
            add(trial->log, line(trial->arena, effect->label, effect->text));
        else if (effect->kind == EFFECT_SEND)
            see_sent(trial, actor, effect);
        else if (effect->kind == EFFECT_NOTICE)
            see_notice(trial, actor, effect->notice);
    }
}

/* A delayed send to the case itself is no effect when it comes due: it is the event that is taken. */
static void see_own_send(struct trial *trial, const struct stage_seen *seen)
{
    const char *name = json_text(seen->event->data, "event"), *to = json_text(seen->event->data, "to");
    if (!seen->event->timer || !string_starts(seen->event->timer, "send:") || !string_equal(to, "self") ||
        !name)
        return;
    json_t *item = json_pack("{s:s, s:s, s:s, s:s*}", "event", name, "target", to, "type", "scxml", "sendid",
                             json_text(seen->event->data, "sendid"));
    if (!json_is_null(json_object_get(seen->event->data, "data")))
        json_object_set(item, "data", json_object_get(seen->event->data, "data"));
    json_array_append_new(trial->sent, from_child(trial, seen->actor, item));
}

static void see(void *context, const struct stage_seen *seen)
{
    struct trial *trial = context;
    if (seen->trouble)
        add(trial->errors, seen->trouble);
    else if (seen->out) {
        see_own_send(trial, seen);
        see_out(trial, seen->actor, seen->out);
    }
    /* What a person's command gave is told by its answer. */
    else if (seen->code != SENDD_ECONFLICT && !string_equal(seen->event->by, "user:you"))
        trial_error(trial, seen->error);
}

/* --- what is done --- */

int trial_begin(struct trial *trial, instant at, json_t *fields, struct error *error)
{
    const struct stage_site site = {.definitions = &trial->site->definitions,
                                    .rules = trial->site->rules,
                                    .calendars = trial->site->calendars,
                                    .wake_hour = trial->site->wake_hour,
                                    .wake_minute = trial->site->wake_minute,
                                    .unmatched = STEP_DISCARD};
    const struct stage_start start = {.name = trial->name,
                                      .school = trial->school,
                                      .subject = trial->subject,
                                      .definition = trial->definition,
                                      .fields = fields,
                                      .happened = DATE_NONE,
                                      .by = "user:you"};
    json_t **lists[] = {&trial->log, &trial->sent, &trial->notices, &trial->moved, &trial->errors};
    for (size_t i = 0; i < sizeof lists / sizeof *lists; i++)
        *lists[i] = json_array();
    trial->stage = stage_new(&site, json_keep(trial->ctl->arena, scenario_facts(NULL)), at, see, trial);
    int code = stage_start(trial->stage, &start, &trial->root, error);
    if (code && trial->root) /* it has begun, only what followed never rests */
        trial_error(trial, error);
    return trial->root ? 0 : code;
}

void trial_forget(struct trial *trial)
{
    json_t *const lists[] = {trial->log, trial->sent, trial->notices, trial->moved, trial->errors};
    for (size_t i = 0; i < sizeof lists / sizeof *lists; i++)
        json_array_clear(lists[i]);
    json_decref(trial->help);
    trial->help = NULL;
    trial->bad = false;
    arena_reset(trial->arena);
}

void trial_end(struct trial *trial)
{
    json_t *const lists[] = {trial->log,   trial->sent,   trial->notices,
                             trial->moved, trial->errors, trial->help};
    stage_free(trial->stage);
    for (size_t i = 0; i < sizeof lists / sizeof *lists; i++)
        json_decref(lists[i]);
}

const struct task *trial_task(const struct trial *trial, const char *name)
{
    for (size_t i = 0; i < trial->root->kase->tasks.count; i++) {
        const struct task *task = trial->root->kase->tasks.items[i];
        if (string_equal(task->name, name))
            return task;
    }
    return NULL;
}

/* SCXML lets what no state takes go by; a person is told all the same. */
static void tell_untaken(struct trial *trial, const char *event)
{
    struct error error = ERROR_NONE;
    struct text names = TEXT_EMPTY;
    json_t *takes = trial_takes(trial), *item;
    size_t i;
    json_array_foreach(takes, i, item) text_addf(&names, "%s%s", i ? ", " : "", json_text(item, "event"));
    error_set(&error, SENDD_ECONFLICT, "no active state takes the event %s", event);
    if (names.length)
        error_hint(&error, "it would take: %s", text_string(&names));
    trial_error(trial, &error);
    text_free(&names);
    json_decref(takes);
}

void trial_event(struct trial *trial, const char *event, const char *task, json_t *data, struct date happened)
{
    instant now = stage_now(trial->stage);
    struct error error = ERROR_NONE;
    const struct event given = {.name = event,
                                .data = data,
                                .happened = date_is(happened) ? happened : london_date(now),
                                .recorded = now,
                                .by = "user:you",
                                .task = task};
    bool taken = trial->root->kase->ended || stage_case_takes(trial->root, event);
    if (stage_event(trial->stage, trial->root, &given, STEP_DISCARD, &error))
        trial_error(trial, &error);
    else if (!taken)
        tell_untaken(trial, event);
    json_decref(data);
}

void trial_advance(struct trial *trial, const char *length)
{
    struct error error = ERROR_NONE;
    instant until;
    if (stage_after(trial->stage, length, trial->school, &until, &error) ||
        stage_advance(trial->stage, until, &error))
        trial_error(trial, &error);
}
