#include "core/events.h"

#include "core/children.h"
#include "core/event_row.h"
#include "core/law.h"

/* A timer that fires later than this after its instant is marked in the history. */
static const duration late_after = SECONDS(60);

/* Cases that answer each other for ever would fill the store: such a chain ends here, and a person looks. */
enum { HOPS_MOST = 10000 };

/* An event that no state can take any more says so in the history; it was not lost. */
static int unwanted_write(struct turn *turn, const struct kase *kase, const struct event *event,
                          struct error *error)
{
    struct history row = {kase->id, kase->school, turn->now, "unwanted",
                          json_keep(turn->item, event_row(event))};
    return store_history_append(turn->store, &row, error);
}

static int put_away(struct turn *turn, const struct applied *applied, const struct error *why,
                    struct error *error)
{
    return child_waits(applied->kase) ? child_not_started(turn, applied->kase, applied->event, why, error)
                                      : apply_set_aside(turn, applied->kase, applied->event, why, error);
}

static int event_run(struct turn *turn, struct applied *applied, const struct bad_event *bad,
                     struct error *error)
{
    if (bad)
        return put_away(turn, applied, &bad->error, error);
    struct error refusal = ERROR_NONE;
    int code = apply_step(turn, applied, &refusal);
    if (!code)
        return law_has_nothing_new(applied) ? 0 : apply_write(turn, applied, error);
    if (code_is_fatal(code))
        return *error = refusal, code;
    if (code == SENDD_ECONFLICT)
        return unwanted_write(turn, applied->kase, applied->event, error);
    return put_away(turn, applied, &refusal, error);
}

/* The claim and the load; a timer that an earlier event of this batch cancelled is gone, which is no fault.
 */
int timer_fire(struct turn *turn, const struct due_timer *due, const struct bad_event *bad,
               struct error *error)
{
    struct timer timer;
    struct kase *kase;
    int code = store_timer_claim(turn->store, due->timer, turn->item, &timer, error);
    if (code == SENDD_ENOTFOUND)
        return 0;
    if (!code)
        code = store_case_load_id(turn->store, due->kase, turn->item, &kase, error);
    if (code)
        return code;
    struct event event = {
        .name = timer.event,
        .data = timer.data,
        .happened = london_date(timer.due),
        .recorded = turn->now,
        .by = "timer",
        .timer = timer.name,
    };
    struct applied applied = {.kase = kase, .event = &event, .keep = STEP_KEEP, .kind = "timer"};
    if (turn->now - timer.due > late_after)
        applied.late = (turn->now - timer.due) / SECONDS(1);
    turn->late_timers += applied.late > 0;
    if (applied.late > turn->latest)
        turn->latest = applied.late;
    return event_run(turn, &applied, bad, error);
}

int inbox_take(struct turn *turn, const struct inbox_item *item, const struct bad_event *bad,
               struct error *error)
{
    struct kase *kase;
    int code = store_inbox_take(turn->store, item->id, error);
    if (code == SENDD_ENOTFOUND)
        return 0;
    if (!code)
        code = store_case_load_id(turn->store, item->kase, turn->item, &kase, error);
    if (code)
        return code;
    struct applied applied = {.kase = kase, .event = &item->event, .keep = STEP_KEEP, .kind = "inbox"};
    struct bad_event endless = {0};
    if (!bad && item->event.hops > HOPS_MOST && !string_equal(item->event.name, "case.cancel")) {
        error_set(&endless.error, SENDD_ELIMIT, "more than %d events between cases followed each other", HOPS_MOST);
        bad = &endless;
    }
    if (child_waits(kase) && string_equal(item->event.name, "case.start"))
        applied.kind = "start";
    return event_run(turn, &applied, bad, error);
}

int site_write(struct turn *turn, struct error *error)
{
    const struct site *site = turn->site;
    int code = 0;
    for (size_t i = 0; !code && i < site->schools.count; i++) {
        const struct site_school *school = site->schools.items[i];
        code = store_school_put(turn->store, school->id, school->name, error);
    }
    if (!code)
        code = law_follow(turn, error);
    if (code || !turn->reloaded)
        return code;
    json_t *workflows = json_object();
    for (size_t i = 0; i < site->definitions.count; i++) {
        const struct definition *definition = site->definitions.items[i];
        const char *name = arena_printf(turn->item, "%s %lld", definition_id(definition),
                                        (long long)definition_version(definition));
        json_object_set_new(workflows, name, json_stringn(definition_hash(definition), 12));
    }
    json_t *body = json_keep(turn->item, json_pack("{s:o}", "workflows", workflows));
    struct history row = {0, NULL, turn->now, "reload", body};
    return store_history_append(turn->store, &row, error);
}
