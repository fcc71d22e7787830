/* Deadlines: opened with a ruling, warned of, missed, met by what happened. */
#include "workflow/deadline.h"

#include <stdio.h>
#include <string.h>

struct deadline *deadline_find(const struct run *run, const char *id)
{
    for (size_t i = 0; i < run->kase->deadlines.count; i++) {
        struct deadline *deadline = run->kase->deadlines.items[i];
        if (string_equal(deadline->name, id))
            return deadline;
    }
    return NULL;
}

void deadline_replace(struct run *run, const struct deadline *old, struct deadline *new)
{
    for (size_t i = 0; i < run->kase->deadlines.count; i++)
        if (run->kase->deadlines.items[i] == old)
            run->kase->deadlines.items[i] = new;
}

/* --- timers of a deadline --- */

static const char *timer_name(struct run *run, const char *id, const char *what)
{
    return arena_printf(run->arena, "deadline:%s:%s", id, what);
}

void deadline_disarm(struct run *run, const char *id)
{
    char prefix[200];
    snprintf(prefix, sizeof prefix, "deadline:%s:", id);
    for (size_t i = run->kase->timers.count; i-- > 0;) {
        const struct timer *timer = run->kase->timers.items[i];
        if (string_starts(timer->name, prefix))
            timer_cancel(run, timer->name);
    }
}

void deadline_arm(struct run *run, const struct model_deadline *model, const struct deadline *deadline)
{
    for (size_t i = 0; i < model->warn_count; i++) {
        struct date day =
            span_apply(model->warn[i], -1, deadline->earliest, run->in->calendars, run->kase->school);
        if (run_wake(run, day) > run->in->now)
            timer_arm(run, timer_name(run, model->id, arena_printf(run->arena, "warning:%zu", i + 1)),
                      run_wake(run, day), arena_printf(run->arena, "deadline.%s.warning", model->id), NULL);
    }
    instant passed = ruling_passed(deadline->ruling);
    const char *what = ruling_is_minimum(deadline->ruling) ? "ended" : "missed";
    if (!deadline->missed_told && passed != INSTANT_NEVER) /* a clock that stands still is looked at when it goes on */
        timer_arm(run, timer_name(run, model->id, "missed"), passed,
                  arena_printf(run->arena, "deadline.%s.%s", model->id, what), NULL);
}

/* --- opening --- */

/* The authority whose wishes count: the case's, when the workflow reads it. */
static const char *authority_of(const struct run *run)
{
    json_t *record = json_object_get(run->in->facts->records, "authority");
    const char *id = json_text(json_is_array(record) ? json_array_get(record, 0) : record, "id");
    return id && string_starts(id, "authority/") ? id + strlen("authority/") : id;
}

static struct rule_query query_of(struct run *run, const struct model_deadline *model, struct date anchor)
{
    struct rule_anchor *others = arena_alloc(run->arena, (model->anchor_count + 1) * sizeof *others);
    for (size_t i = 0; i < model->anchor_count; i++)
        others[i] = (struct rule_anchor){model->anchors[i].name, run_date_field(run, model->anchors[i].field)};
    return (struct rule_query){.rule = model->rule,
                               .anchor = anchor,
                               .others = others,
                               .other_count = model->anchor_count,
                               .school = run->kase->school,
                               .authority = authority_of(run)};
}

struct deadline *deadline_derive(struct run *run, const struct model_deadline *model, struct date anchor,
                               struct error *error)
{
    struct ruling ruling;
    const struct rule_query query = query_of(run, model, anchor);
    if (rule_apply(run->in->rules, run->in->calendars, &query, run->arena, &ruling, error))
        return NULL;
    struct deadline *deadline = arena_alloc(run->arena, sizeof *deadline);
    *deadline = (struct deadline){.name = model->id,
                                  .rule = model->rule,
                                  .version = ruling.version,
                                  .owner = ruling.owner,
                                  .kind = ruling.kind,
                                  .title = model->title ? model->title : ruling.title,
                                  .anchor = anchor,
                                  .due = ruling.due,
                                  .earliest = ruling.earliest,
                                  .provisional = ruling.provisional,
                                  .status = DEADLINE_OPEN,
                                  .ruling = json_keep(run->arena, ruling_json(&ruling))};
    return deadline;
}

static const char *undated(struct run *run, const struct model_deadline *model)
{
    return arena_printf(run->arena, "undated.%s", model->id);
}

/* A date that cannot be computed must not vanish: someone has to look. */
void deadline_underivable(struct run *run, const struct model_deadline *model, const struct error *error)
{
    run_error(run, "deadline %s: %s", model->id, error->text);
    task_alarm(run, undated(run, model),
               arena_printf(run->arena, "The date of %s could not be computed: %s", model->rule, error->text));
}

bool deadline_is_undated(struct run *run, const struct model_deadline *model)
{
    return task_find(run, undated(run, model));
}

void deadline_derived(struct run *run, const struct model_deadline *model)
{
    struct task *alarm = task_find(run, undated(run, model));
    if (alarm)
        task_close(run, alarm, false);
}

void deadline_open(struct run *run, const struct model_deadline *model, bool entering)
{
    struct date anchor = run_date_field(run, model->from);
    struct error error = ERROR_NONE;
    if (!date_is(anchor) || deadline_find(run, model->id))
        return; /* opens when its anchor is set; or is open */
    if (!run_holds(run, model->when, model->id))
        return;
    struct deadline *deadline = deadline_derive(run, model, anchor, &error);
    if (!deadline) {
        deadline_underivable(run, model, &error);
        return;
    }
    deadline_derived(run, model);
    if (entering && model->skip_past && ruling_passed(deadline->ruling) <= run->in->now)
        return;
    run_add(run, &run->kase->deadlines, deadline);
    run_effect(run, EFFECT_DEADLINE_OPEN)->deadline = deadline;
    deadline_arm(run, model, deadline);
}

/* --- closing --- */

void deadline_close(struct run *run, struct deadline *deadline, enum deadline_status status,
                    const char *reason)
{
    struct deadline *closed = arena_alloc(run->arena, sizeof *closed);
    *closed = *deadline;
    closed->status = status;
    deadline_disarm(run, deadline->name);
    for (size_t i = run->kase->deadlines.count; i-- > 0;)
        if (run->kase->deadlines.items[i] == deadline)
            list_remove(&run->kase->deadlines, i);
    struct effect *effect = run_effect(run, EFFECT_DEADLINE_CLOSE);
    effect->deadline = closed;
    effect->reason = reason;
}

static enum deadline_status met_or_late(const struct deadline *deadline, struct date happened)
{
    return date_is(happened) && date_compare(happened, deadline->due) > 0 ? DEADLINE_LATE : DEADLINE_MET;
}

void deadlines_leave(struct run *run, const struct model_state *state)
{
    for (size_t i = 0; i < state->deadline_count; i++) {
        const struct model_deadline *model = &state->deadlines[i];
        struct deadline *deadline = deadline_find(run, model->id);
        if (!deadline || !string_equal(deadline->rule, model->rule))
            continue;
        bool lapsed = model->met_by || ruling_is_minimum(deadline->ruling);
        deadline_close(run, deadline, lapsed ? DEADLINE_LAPSED : met_or_late(deadline, run->event->happened),
                       run->event->name);
    }
}

bool deadlines_wait_for(const struct run *run, const char *event)
{
    SET_EACH(&run->active, i)
    for (size_t j = 0; j < run->definition->states[i]->deadline_count; j++)
        if (model_events_match(run->definition->states[i]->deadlines[j].met_by, event))
            return true;
    return false;
}

void deadlines_met(struct run *run, const struct event *event)
{
    for (size_t i = run->kase->deadlines.count; i-- > 0;) {
        struct deadline *deadline = run->kase->deadlines.items[i];
        const struct model_deadline *model =
            model_deadline_find(run->definition, deadline->name, deadline->rule);
        if (model && model_events_match(model->met_by, event->name))
            deadline_close(run, deadline, met_or_late(deadline, event->happened), event->name);
    }
}

/* --- its timers --- */

json_t *deadline_event_data(struct run *run, const struct deadline *deadline)
{
    char due[DATE_SIZE];
    const char *source = json_text(deadline->ruling, "source");
    return json_pack("{s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:i}", "deadline", deadline->name, "deadline_title",
                     deadline->title ? deadline->title : deadline->name, "rule", deadline->rule, "owner",
                     deadline->owner ? deadline->owner : "", "kind", deadline->kind ? deadline->kind : "",
                     "source", source ? source : "", "due", date_write(deadline->due, due), "days_left",
                     (int)(deadline->due.day - run_today(run).day));
}

bool deadline_fired(struct run *run, const struct event *event, json_t **data)
{
    const char *id = event->timer + strlen("deadline:");
    const char *end = strstr(id, ":");
    struct deadline *deadline =
        end ? deadline_find(run, arena_copy_n(run->arena, id, (size_t)(end - id))) : NULL;
    if (!deadline)
        return false;
    *data = deadline_event_data(run, deadline);
    if (!string_equal(end, ":missed"))
        return true;
    if (ruling_is_minimum(deadline->ruling)) {
        deadline_close(run, deadline, DEADLINE_MET, event->name);
        return true;
    }
    struct deadline *told = arena_alloc(run->arena, sizeof *told);
    *told = *deadline;
    told->missed_told = true;
    deadline_replace(run, deadline, told);
    run_effect(run, EFFECT_DEADLINE_TOLD)->deadline = told;
    return true;
}
