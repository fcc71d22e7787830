#include "core/children.h"

#include "core/effects.h"

/* --- what can't be started --- */

static int person_tell(struct turn *turn, const struct kase *parent, const char *id, struct error *error)
{
    return apply_task(
        turn, parent, arena_printf(turn->item, "set-aside:invoke.%s", id),
        arena_printf(turn->item, "Look at the child case \"%s\", which could not be started", id), error);
}

static struct event failure(struct turn *turn, const char *id, const char *text, const char *by)
{
    return (struct event){.name = "error.communication",
                          .data = json_keep(turn->item, json_pack("{s:s}", "message", text)),
                          .happened = london_date(turn->now),
                          .recorded = turn->now,
                          .by = by,
                          .type = EVENT_PLATFORM,
                          .invokeid = id};
}

static int invoke_failed(struct turn *turn, struct applied *applied, const char *id, const char *text,
                         struct error *error)
{
    const struct kase *parent = applied->out.kase;
    const struct event event =
        failure(turn, id, text, arena_printf(turn->item, "case:%s", parent->reference));
    effect_trouble(applied, text);
    int code = event_post(turn, applied, parent->id, &event, parent->school, error);
    return code ? code : person_tell(turn, parent, id, error);
}

/* Why CHILD can't be started, or NULL, with its definition. */
static const char *definition_refuse(struct turn *turn, const struct applied *applied,
                                     const struct child *child, const struct definition **out)
{
    char day[DATE_SIZE];
    struct date today = london_date(turn->now);
    *out = child->definition ? child->definition : site_definition(turn->site, child->workflow, today);
    if (!*out && site_definition(turn->site, child->workflow, DATE_NONE))
        return arena_printf(turn->item, "no version of workflow %s is in force on %s", child->workflow,
                            date_write(today, day));
    if (!*out)
        return arena_printf(turn->item, "there is no workflow %s to invoke", child->workflow);
    if (!string_starts(applied->out.kase->subject,
                       arena_printf(turn->item, "%s/", definition_subject(*out))))
        return arena_printf(turn->item, "workflow %s is about a %s, not about %s", child->workflow,
                            definition_subject(*out), applied->out.kase->subject);
    return NULL;
}

/* How many cases are above KASE; once a step. */
static int depth_of(struct turn *turn, struct applied *applied, struct error *error)
{
    struct kase *above;
    int code = 0, depth = 0;
    const char *parent = case_parent(applied->out.kase);
    for (; !code && !applied->depth && parent && depth <= CHILD_DEPTH; depth++) {
        code = store_case_load(turn->store, parent, turn->item, &above, error);
        parent = code ? NULL : case_parent(above);
    }
    if (!code && !applied->depth)
        applied->depth = depth + 1; /* of its children */
    return code;
}

/* --- starting --- */

static int child_insert(struct turn *turn, const struct applied *applied, const struct child *child,
                        const struct definition *definition, struct kase *kase, struct error *error)
{
    const struct kase *parent = applied->out.kase;
    int year, month, day;
    date_split(london_date(turn->now), &year, &month, &day);
    *kase = (struct kase){.school = parent->school,
                          .subject = parent->subject,
                          .workflow = definition_id(definition),
                          .definition = definition_hash(definition),
                          .fields = json_keep(turn->item, json_object())};
    case_adopt(kase, turn->item, parent->reference, child->id);
    int code = store_reference_next(turn->store, kase->school, definition_prefix(definition), year,
                                    turn->item, &kase->reference, error);
    if (!code)
        code = store_definition_put(turn->store, kase->definition, kase->workflow,
                                    definition_version(definition), definition_canonical(definition),
                                    turn->now, error);
    return code ? code : store_case_insert(turn->store, kase, turn->now, error);
}

int child_invoke(struct turn *turn, struct applied *applied, struct effect *effect, struct error *error)
{
    const struct child *child = effect->child;
    const struct definition *definition;
    struct kase kase, *parent = applied->out.kase;
    int code = depth_of(turn, applied, error);
    const char *trouble = definition_refuse(turn, applied, child, &definition);
    if (!trouble && applied->depth > CHILD_DEPTH)
        trouble = arena_printf(turn->item, "%s is %d cases below the first one: cases start cases endlessly",
                               parent->reference, CHILD_DEPTH);
    if (!code && trouble)
        return invoke_failed(turn, applied, child->id, trouble, error);
    if (!code)
        code = child_insert(turn, applied, child, definition, &kase, error);
    if (code)
        return code;
    case_child_place(parent, turn->item, child->id, kase.reference);
    json_array_append_new(applied->children,
                          json_pack("[s, s, I]", child->id, kase.reference, (json_int_t)kase.id));
    const struct event start = {.name = "case.start",
                                .data = child->with,
                                .happened = london_date(turn->now),
                                .recorded = turn->now,
                                .by = arena_printf(turn->item, "case:%s", parent->reference)};
    return event_post(turn, applied, kase.id, &start, kase.school, error);
}

bool child_waits(const struct kase *kase)
{
    return !kase->states.count && !kase->ended && case_parent(kase);
}

static int child_end(struct turn *turn, const struct kase *kase, struct error *error)
{
    struct kase ended = *kase;
    ended.ended = true;
    return store_case_save(turn->store, &ended, turn->now, error);
}

int child_not_started(struct turn *turn, const struct kase *kase, const struct event *start,
                      const struct error *why, struct error *error)
{
    struct kase ended = *kase, *parent;
    ended.ended = true; /* no task about it: the parent has one */
    int code = apply_set_aside(turn, &ended, start, why, error);
    if (!code)
        code = child_end(turn, kase, error);
    if (!code)
        code = store_case_load(turn->store, case_parent(kase), turn->item, &parent, error);
    if (code || parent->ended)
        return code;
    const char *id = case_invokeid(kase);
    struct event event = failure(
        turn, id, arena_printf(turn->item, "%s could not be started: %s", kase->reference, why->text),
        arena_printf(turn->item, "case:%s", kase->reference));
    event.origin = kase->reference;
    event.hops = start->hops + 1;
    code = store_inbox_put(turn->store, parent->id, &event, parent->school, error);
    return code ? code : person_tell(turn, parent, id, error);
}

int child_take_back(struct turn *turn, int64_t id, const char *by, const char *reason, struct error *error)
{
    struct kase *kase;
    int code = store_case_load_id(turn->store, id, turn->item, &kase, error);
    if (!code)
        code = child_end(turn, kase, error);
    if (code)
        return code;
    json_t *body = json_pack("{s:s, s:s, s:s}", "by", by ? by : "", "reason", reason, "parent",
                             case_parent(kase));
    struct history row = {kase->id, kase->school, turn->now, "taken-back", json_keep(turn->item, body)};
    return store_history_append(turn->store, &row, error);
}

/* --- ending --- */

const char *child_reference(const struct applied *applied, const char *id)
{
    const char *reference = case_child(applied->out.kase, id);
    for (size_t i = json_array_size(applied->children); !reference && i-- > 0;) {
        const json_t *child = json_array_get(applied->children, i);
        if (string_equal(json_string_value(json_array_get(child, 0)), id))
            reference = json_string_value(json_array_get(child, 1));
    }
    return reference;
}

/* The cancel comes from the inbox later: until then nothing of the child's may happen. */
static int child_silence(struct turn *turn, const struct kase *kase, struct error *error)
{
    int code = store_inbox_drop(turn->store, kase->id, error);
    for (size_t i = 0; !code && i < kase->timers.count; i++)
        code = store_timer_drop(turn->store, kase, ((const struct timer *)kase->timers.items[i])->name, error);
    return code;
}

int child_uninvoke(struct turn *turn, struct applied *applied, struct effect *effect, struct error *error)
{
    struct kase *kase;
    const char *reference = effect->child->reference;
    if (!reference)
        reference = child_reference(applied, effect->child->id);
    if (!reference) /* it could not be started */
        return 0;
    int code = store_case_load(turn->store, reference, turn->item, &kase, error);
    if (code || kase->ended)
        return code;
    json_array_append_new(applied->uninvoked, json_string(kase->reference));
    code = child_silence(turn, kase, error);
    const struct event cancel = {.name = "case.cancel",
                                 .happened = london_date(turn->now),
                                 .recorded = turn->now,
                                 .by = arena_printf(turn->item, "case:%s", applied->out.kase->reference),
                                 .type = EVENT_PLATFORM};
    return code ? code : event_post(turn, applied, kase->id, &cancel, kase->school, error);
}

int child_is_leaving(struct turn *turn, const struct kase *kase, bool *out, struct error *error)
{
    *out = false;
    return case_parent(kase) ? store_inbox_waits(turn->store, kase->id, "case.cancel", out, error) : 0;
}

int child_done(struct turn *turn, struct applied *applied, struct effect *effect, struct error *error)
{
    struct kase *parent;
    int code = store_case_load(turn->store, effect->target, turn->item, &parent, error);
    if (code == SENDD_ENOTFOUND)
        return effect_trouble(applied, arena_printf(turn->item, "there is no case %s", effect->target)), 0;
    return code || parent->ended ? code
                                 : event_post(turn, applied, parent->id, effect->event, parent->school, error);
}
