/* The stage's engine: one queue of events in the order in which they came, and a clock that moves to the next
 * timer. Each case sees its own events in that order, so it is one external queue a case. */
#include "workflow/stage_parts.h"

#include "base/mem.h"

static void letter_free(struct letter *letter)
{
    arena_free(letter->arena);
    mem_free(letter);
}

static struct letter *letter_take(struct stage *stage)
{
    struct letter *letter = stage->first;
    if (letter && !(stage->first = letter->next))
        stage->last = &stage->first;
    return letter;
}

void stage_post_drop(struct stage *stage)
{
    struct letter *letter;
    while ((letter = letter_take(stage)))
        letter_free(letter);
}

void stage_post(struct stage *stage, struct stage_case *to, const struct event *event, bool start)
{
    struct letter *letter = mem_alloc(sizeof *letter);
    letter->to = to;
    letter->arena = arena_new();
    letter->start = start;
    event_copy(letter->arena, &letter->event, event);
    *stage->last = letter;
    stage->last = &letter->next;
}

static void timer_drop(struct stage_case *actor, const char *name)
{
    struct list *timers = &actor->kase->timers;
    for (size_t i = timers->count; i-- > 0;)
        if (string_equal(((const struct timer *)timers->items[i])->name, name))
            list_remove(timers, i);
}

/* What could not be run is set aside, as in the daemon: its timer is gone, the case goes on.
 * A timer that has come is stepped through its own way; it is no letter, so that a step before it can cancel
 * it. */
static void timer_run(struct stage *stage, struct stage_case *actor, const struct timer *timer)
{
    struct error error = ERROR_NONE;
    struct arena *arena = arena_new();
    struct event event, shown = {.name = timer->event,
                                 .data = timer->data,
                                 .happened = london_date(timer->due),
                                 .recorded = stage->now,
                                 .by = "timer",
                                 .timer = timer->name};
    event_copy(arena, &event, &shown);
    if (stage_step(stage, actor, &event, stage->site.unmatched, &error))
        timer_drop(actor, event.timer);
    arena_free(arena);
}

static void letter_run(struct stage *stage, struct letter *letter)
{
    struct error refusal = ERROR_NONE;
    int code = stage_step(stage, letter->to, &letter->event, stage->site.unmatched, &refusal);
    if (code && letter->start)
        stage_child_failed(stage, letter->to, refusal.text);
}

/* The next letter of a case that is still there. */
static struct letter *letter_next(struct stage *stage)
{
    struct letter *letter;
    while ((letter = letter_take(stage)) && letter->to->gone)
        letter_free(letter);
    return letter;
}

static void bury(struct stage *stage)
{
    for (size_t i = stage->cases.count; i-- > 0;) {
        struct stage_case *actor = stage->cases.items[i];
        if (!actor->gone)
            continue;
        list_remove(&stage->cases, i);
        stage_case_free(actor);
    }
}

static int restless(struct stage *stage, struct error *error)
{
    stage_post_drop(stage);
    error_set(error, SENDD_ELIMIT, "the cases send each other events without end: more than %d at one time",
              STAGE_RESTLESS);
    return error_hint(error,
                      "what was still on its way was set aside; look for sends that answer each other");
}

static int settle(struct stage *stage, size_t *events, struct error *error)
{
    struct letter *letter;
    while ((letter = letter_next(stage))) {
        bool rests = ++*events <= STAGE_RESTLESS;
        if (rests)
            letter_run(stage, letter);
        letter_free(letter);
        if (!rests)
            return restless(stage, error);
    }
    return 0;
}

const struct timer *stage_next(const struct stage *stage, struct stage_case **whose)
{
    const struct timer *next = NULL;
    for (size_t i = 0; i < stage->cases.count; i++) {
        struct stage_case *actor = stage->cases.items[i];
        for (size_t j = 0; !actor->gone && j < actor->kase->timers.count; j++) {
            const struct timer *timer = actor->kase->timers.items[j];
            if (next && (timer->due > next->due || (timer->due == next->due && timer->id > next->id)))
                continue;
            next = timer;
            *whose = actor;
        }
    }
    return next;
}

static int too_many(const struct stage *stage, size_t fired, struct error *error)
{
    if (!stage->site.timers_most || fired <= stage->site.timers_most)
        return 0;
    error_set(error, SENDD_ELIMIT, "more than %zu timers fire", stage->site.timers_most);
    return error_hint(error, "advance by less");
}

int stage_advance(struct stage *stage, instant until, struct error *error)
{
    struct stage_case *actor = NULL;
    const struct timer *timer;
    size_t events = 0, fired = 0;
    int code;
    if (until < stage->now)
        return error_set(error, SENDD_EINVALID, "the clock does not go back");
    while (!(code = settle(stage, &events, error)) && (timer = stage_next(stage, &actor)) &&
           timer->due <= until) {
        if (timer->due > stage->now) {
            stage->now = timer->due;
            events = 0;
        }
        if ((code = ++events > STAGE_RESTLESS ? restless(stage, error) : 0) ||
            (code = too_many(stage, ++fired, error)))
            break;
        timer_run(stage, actor, timer);
    }
    bury(stage);
    if (!code)
        stage->now = until;
    return code;
}

/* --- from outside --- */

int stage_start(struct stage *stage, const struct stage_start *start, struct stage_case **out,
                struct error *error)
{
    struct stage_case *actor =
        stage_case_add(stage, start->name, start->school, start->subject, start->definition);
    struct event event = {.name = "case.start",
                          .data = start->fields,
                          .happened = date_is(start->happened) ? start->happened : london_date(stage->now),
                          .recorded = stage->now,
                          .by = start->by};
    *out = NULL;
    int code = stage_step(stage, actor, &event, STEP_REFUSE, error);
    actor->gone = code != 0;
    if (!code) {
        *out = actor;
        code = stage_advance(stage, stage->now, error);
    }
    bury(stage);
    return code;
}

int stage_event(struct stage *stage, struct stage_case *actor, const struct event *event,
                enum step_unmatched keep, struct error *error)
{
    int code = stage_step(stage, actor, event, keep, error);
    return code ? code : stage_advance(stage, stage->now, error);
}
