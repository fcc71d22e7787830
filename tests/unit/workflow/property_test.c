/* Random events on the shipped workflows: never a crash, the same input gives the same bytes, the old case
 * stays as it was, and the effects are exactly the difference between the old case and the new one. */
#include "core/site.h"
#include "workflow/model.h"
#include "workflow/step.h"

#include <stdarg.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

enum { WALKS = 60, STEPS = 60 };

static uint64_t seed;

static unsigned roll(unsigned sides)
{
    seed ^= seed << 13;
    seed ^= seed >> 7;
    seed ^= seed << 17;
    return (unsigned)(seed % sides);
}

/* --- a case as text --- */

static void add_json(struct text *out, const json_t *value)
{
    char *dump = value ? json_dumps(value, JSON_ENCODE_ANY | JSON_SORT_KEYS) : NULL;
    text_add(out, dump ? dump : "-");
    free(dump);
}

static void add_timer(struct text *out, const struct timer *timer)
{
    text_addf(out, "timer %s %lld %s ", timer->name, (long long)timer->due, timer->event);
    add_json(out, timer->data);
    text_add_char(out, '\n');
}

static void add_deadline(struct text *out, const struct deadline *deadline)
{
    text_addf(out, "deadline %s %s %s %d %d %d %d %d\n", deadline->name, deadline->rule, deadline->version,
              deadline->anchor.day, deadline->due.day, deadline->earliest.day, deadline->missed_told,
              deadline->status);
}

static void add_task(struct text *out, const struct task *task)
{
    text_addf(out, "task %s %s %s %d\n", task->name, task->role, task->title, task->due.day);
}

/* The three lists of CASE, sorted by name, so that order does not matter. */
static int by_line(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

static void add_sorted(struct text *out, struct list *lines)
{
    if (lines->count)
        qsort(lines->items, lines->count, sizeof *lines->items, by_line);
    for (size_t i = 0; i < lines->count; i++)
        text_add(out, lines->items[i]);
    list_free(lines);
}

static void add_standing(struct text *out, const struct kase *kase, struct arena *arena)
{
    struct list lines = LIST_EMPTY;
    struct text line = TEXT_EMPTY;
    for (size_t i = 0; i < kase->timers.count; i++, text_clear(&line)) {
        add_timer(&line, kase->timers.items[i]);
        list_add(&lines, arena_copy(arena, text_string(&line)));
    }
    for (size_t i = 0; i < kase->deadlines.count; i++, text_clear(&line)) {
        add_deadline(&line, kase->deadlines.items[i]);
        list_add(&lines, arena_copy(arena, text_string(&line)));
    }
    for (size_t i = 0; i < kase->tasks.count; i++, text_clear(&line)) {
        add_task(&line, kase->tasks.items[i]);
        list_add(&lines, arena_copy(arena, text_string(&line)));
    }
    text_free(&line);
    add_sorted(out, &lines);
}

static void add_case(struct text *out, const struct kase *kase, struct arena *arena)
{
    for (size_t i = 0; i < kase->states.count; i++)
        text_addf(out, "%s ", (const char *)kase->states.items[i]);
    text_addf(out, "%lld %d\n", (long long)kase->revision, kase->ended);
    add_json(out, kase->fields);
    add_json(out, kase->kept);
    text_add_char(out, '\n');
    add_standing(out, kase, arena);
}

static void add_output(struct text *out, const struct step_output *output, int code, struct arena *arena)
{
    text_addf(out, "%d %d %d\n", code, output->verdict, output->kept);
    if (code || output->verdict == STEP_UNWANTED)
        return;
    add_case(out, output->kase, arena);
    for (size_t i = 0; i < output->path.count; i++)
        text_addf(out, "%s\n", (const char *)output->path.items[i]);
    for (size_t i = 0; i < output->effects.count; i++) {
        const struct effect *effect = output->effects.items[i];
        text_addf(out, "%d %s %s %s ", effect->kind, effect->reason ? effect->reason : "",
                  effect->text ? effect->text : "", effect->target ? effect->target : "");
        if (effect->timer)
            add_timer(out, effect->timer);
        if (effect->deadline)
            add_deadline(out, effect->deadline);
        if (effect->task)
            add_task(out, effect->task);
        if (effect->notice)
            add_json(out, effect->notice->values);
    }
    add_json(out, output->errors);
}

/* --- the effects, applied by the book --- */

#define FIND(list, type, wanted, index)                                                                      \
    for (index = 0; index < (list)->count; index++)                                                          \
        if (string_equal(((const type *)(list)->items[index])->name, wanted))                                \
            break;

static bool shadow_deadline(struct list *deadlines, const struct effect *effect)
{
    size_t i;
    FIND(deadlines, struct deadline, effect->deadline->name, i);
    bool there = i < deadlines->count;
    if (effect->kind == EFFECT_DEADLINE_OPEN) {
        list_add(deadlines, effect->deadline);
        return !there;
    }
    if (!there)
        return false;
    if (effect->kind == EFFECT_DEADLINE_CLOSE)
        list_remove(deadlines, i);
    else
        deadlines->items[i] = effect->deadline;
    return true;
}

/* False when the effect does not fit what stands: a closing of what is not open, an opening of what is. */
static bool shadow(struct kase *kase, const struct effect *effect)
{
    size_t i;
    switch (effect->kind) {
    case EFFECT_TIMER_ARM:
        FIND(&kase->timers, struct timer, effect->timer->name, i);
        if (i < kase->timers.count)
            list_remove(&kase->timers, i);
        list_add(&kase->timers, effect->timer);
        return true;
    case EFFECT_TIMER_CANCEL:
        FIND(&kase->timers, struct timer, effect->timer->name, i);
        if (i == kase->timers.count)
            return false;
        list_remove(&kase->timers, i);
        return true;
    case EFFECT_DEADLINE_OPEN:
    case EFFECT_DEADLINE_CLOSE:
    case EFFECT_DEADLINE_REDATE:
    case EFFECT_DEADLINE_TOLD:
        return shadow_deadline(&kase->deadlines, effect);
    case EFFECT_TASK_OPEN:
        FIND(&kase->tasks, struct task, effect->task->name, i);
        list_add(&kase->tasks, effect->task);
        return i == kase->tasks.count - 1;
    case EFFECT_TASK_CLOSE:
        FIND(&kase->tasks, struct task, effect->task->name, i);
        if (i == kase->tasks.count)
            return false;
        list_remove(&kase->tasks, i);
        return true;
    case EFFECT_NOTICE:
        return effect->notice->count > 0;
    default:
        return true;
    }
}

static void copy(struct list *to, const struct list *from)
{
    *to = LIST_EMPTY;
    for (size_t i = 0; i < from->count; i++)
        list_add(to, from->items[i]);
}

/* Whether OLD with EFFECTS but SKIP (none when it is past the end) is NEW. */
static bool adds_up(const struct kase *old, const struct event *event, const struct step_output *out,
                    size_t skip, struct arena *arena)
{
    struct kase kase = {0};
    struct text shadowed = TEXT_EMPTY, real = TEXT_EMPTY;
    size_t fired;
    bool fine = true;
    copy(&kase.timers, &old->timers);
    copy(&kase.deadlines, &old->deadlines);
    copy(&kase.tasks, &old->tasks);
    if (event->timer) {
        FIND(&kase.timers, struct timer, event->timer, fired);
        if (fired < kase.timers.count)
            list_remove(&kase.timers, fired); /* the store took it when it fired */
    }
    for (size_t i = 0; i < out->effects.count; i++)
        if (i != skip)
            fine = shadow(&kase, out->effects.items[i]) && fine;
    add_standing(&shadowed, &kase, arena);
    add_standing(&real, out->kase, arena);
    fine = fine && string_equal(text_string(&shadowed), text_string(&real));
    text_free(&shadowed);
    text_free(&real);
    list_free(&kase.timers);
    list_free(&kase.deadlines);
    list_free(&kase.tasks);
    return fine;
}

/* SCXML 3.11: a legal configuration. */
static bool is_legal(const struct definition *definition, const struct kase *kase)
{
    size_t tops = 0;
    for (size_t i = 0; i < kase->states.count; i++) {
        const struct model_state *state = model_state_find(definition, kase->states.items[i]);
        size_t children = 0;
        for (size_t j = 0; j < kase->states.count; j++)
            children += model_state_find(definition, kase->states.items[j])->parent == state;
        tops += !state->parent;
        if (state->child_count && children != (state->parallel ? state->child_count : 1))
            return false;
    }
    return tops == 1;
}

/* --- walks --- */

struct world {
    struct site *site;
    const struct definition *definition;
    struct arena *arena;
    struct kase *kase;
    struct facts facts;
    instant now;
};

static json_t *random_data(struct world *world)
{
    static const char *const names[] = {"ground",           "from",   "to",         "review_on", "outcome",
                                        "request_received", "reason", "started_on", "cycles"};
    static const char *const values[] = {"school_closed", "2026-10-01", "2027-03-31", "continue",
                                         "ended",         "escalate",   "nonsense",   ""};
    json_t *data = json_object();
    for (unsigned count = roll(4); count; count--)
        json_object_set_new(data, names[roll(9)], roll(8) ? json_string(values[roll(8)]) : json_integer(3));
    return json_keep(world->arena, data);
}

static struct event *random_event(struct world *world)
{
    struct event *event = arena_alloc(world->arena, sizeof *event);
    const char *const *names = definition_events(world->definition);
    size_t count = 0;
    while (names[count])
        count++;
    *event = (struct event){.name = names[roll((unsigned)count)],
                            .data = random_data(world),
                            .recorded = world->now,
                            .by = "user:test"};
    event->happened = date_add_days(london_date(world->now), -(int)roll(30));
    switch (roll(12)) {
    case 0:
        event->name = "correct";
        break;
    case 1:
        event->name = "dates.check";
        break;
    case 2:
        event->name = "no.such.event";
        break;
    default:
        break;
    }
    if (world->kase->timers.count && roll(2)) {
        const struct timer *timer = world->kase->timers.items[roll((unsigned)world->kase->timers.count)];
        if (timer->due > world->now)
            world->now = timer->due;
        *event = (struct event){.name = timer->event,
                                .data = timer->data,
                                .happened = london_date(timer->due),
                                .recorded = world->now,
                                .by = "timer",
                                .timer = timer->name};
    } else if (world->kase->tasks.count && !roll(3)) {
        const struct task *task = world->kase->tasks.items[roll((unsigned)world->kase->tasks.count)];
        event->name = task->event;
        event->task = task->name;
    }
    return event;
}

static size_t dropped;

static const char *name_of(const struct effect *effect)
{
    if (effect->timer)
        return effect->timer->name;
    return effect->deadline ? effect->deadline->name : effect->task ? effect->task->name : "";
}

/* A later effect of the step is about the same thing, or a timer is armed again for the instant for which it
 * was: losing this effect may change nothing in the end. */
static bool superseded(const struct kase *old, const struct step_output *out, size_t index)
{
    const struct effect *effect = out->effects.items[index];
    size_t there;
    if (effect->kind == EFFECT_TIMER_ARM) {
        FIND(&old->timers, struct timer, effect->timer->name, there);
        if (there < old->timers.count &&
            ((const struct timer *)old->timers.items[there])->due == effect->timer->due)
            return true;
    }
    for (size_t i = index + 1; i < out->effects.count; i++)
        if (string_equal(name_of(out->effects.items[i]), name_of(out->effects.items[index])))
            return true;
    return false;
}

static void check_step(struct world *world, const struct step_input *input)
{
    struct text before = TEXT_EMPTY, after = TEXT_EMPTY, first = TEXT_EMPTY, second = TEXT_EMPTY;
    struct step_output out, again;
    struct error error = ERROR_NONE;
    struct arena *other = arena_new();
    add_case(&before, world->kase, other);
    int code = step(input, world->arena, &out, &error);
    add_output(&first, &out, code, other);
    int code_again = step(input, other, &again, &error);
    add_output(&second, &again, code_again, other);
    add_case(&after, world->kase, other);
    assert_string_equal(text_string(&first), text_string(&second));
    assert_string_equal(text_string(&before), text_string(&after));
    assert_true(code == 0 || code == SENDD_EINVALID);
    if (code == 0 && out.verdict == STEP_APPLIED) {
        if (!adds_up(world->kase, input->event, &out, SIZE_MAX, other))
            fail_msg("%s: effects and case differ after %s:\n%s", definition_id(world->definition),
                     input->event->name, text_string(&first));
        assert_true(is_legal(world->definition, out.kase));
        assert_true(!out.kase->ended || (out.kase->timers.count == 0 && out.kase->deadlines.count == 0));
        assert_int_equal(out.kase->revision, world->kase->revision + 1);
        /* The control: a lost effect is seen. A notice, a send and a line of the log stand in no list. */
        for (size_t i = 0; i < out.effects.count; i++)
            if (((const struct effect *)out.effects.items[i])->kind <= EFFECT_TASK_CLOSE &&
                !superseded(world->kase, &out, i)) {
                dropped++;
                assert_false(adds_up(world->kase, input->event, &out, i, other));
            }
        world->kase = out.kase;
    }
    text_free(&before);
    text_free(&after);
    text_free(&first);
    text_free(&second);
    arena_free(other);
}

static void begin(struct world *world)
{
    world->arena = arena_new();
    world->kase = arena_alloc(world->arena, sizeof *world->kase);
    *world->kase = (struct kase){.reference = "X-2026-0001",
                                 .school = "oakfield",
                                 .workflow = definition_id(world->definition),
                                 .subject = "pupil/P0001"};
    world->now = london_instant(date_from(2026, 8, 20 + (int)roll(10)), (int)roll(24), 0);
    world->facts.records = json_keep(world->arena, json_pack("{s:{s:s}, s:[s]}", "roles", "senco",
                                                             "senco@oakfield.example", "channels", "email"));
    if (roll(3))
        json_object_set_new(world->facts.records, "contact",
                            json_pack("[{s:s, s:b, s:s}]", "id", "C1", "parental_responsibility", 1, "email",
                                      "one@home.example"));
    if (roll(3))
        json_object_set_new(world->facts.records, "authority",
                            json_pack("{s:s, s:s}", "id", "901", "email", "send@la.example"));
}

static void walk(struct world *world)
{
    begin(world);
    for (int i = 0; i < STEPS; i++) {
        struct event *event = random_event(world);
        struct event start = {.name = "case.start",
                              .happened = london_date(world->now),
                              .recorded = world->now,
                              .by = "user:test"};
        start.data =
            json_keep(world->arena, json_pack("{s:s}",
                                              string_equal(definition_prefix(world->definition), "SEN")
                                                  ? "started_on"
                                                  : "request_received",
                                              "2026-08-15"));
        struct step_input input = {.definition = world->definition,
                                   .kase = world->kase,
                                   .event = i ? event : &start,
                                   .keep = event->timer || roll(2) ? STEP_KEEP : STEP_REFUSE,
                                   .facts = &world->facts,
                                   .now = world->now,
                                   .wake_hour = 8,
                                   .rules = world->site->rules,
                                   .calendars = world->site->calendars};
        check_step(world, &input);
        world->now += SECONDS(3600) * (instant)roll(24 * 14);
    }
    arena_free(world->arena);
}

static void random_walks_hold(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    struct faults *faults = faults_new(arena);
    struct world world = {.site = site_read(arena_printf(arena, "%s/conf", getenv("SENDD_SRC")), faults)};
    assert_non_null(world.site);
    for (size_t i = 0; i < world.site->definitions.count; i++) {
        world.definition = world.site->definitions.items[i];
        for (unsigned walks = 0; walks < WALKS; walks++) {
            seed = 0x9E3779B97F4A7C15u * (walks + 1);
            walk(&world);
        }
    }
    assert_true(dropped > 1000);
    site_drop(world.site);
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(random_walks_hold)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
