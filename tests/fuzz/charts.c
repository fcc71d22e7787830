/* The interpreter against the oracle: random charts, random events, everything that shows compared after each.
 *
 * Usage: charts [RUNS [SEED]]. A run is a chart and a list of events. A difference prints its seed, the chart and both
 * sides; `charts 1 SEED` plays it again. The controls, oracles with a planted fault each, must differ. */
#include "oracle.h"

#include "base/list.h"
#include "base/log.h"
#include "base/mem.h"
#include "workflow/step.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { EVENTS_A_RUN = 8, RUNS_A_CHART = 8, SENT_MOST = 40, CONTROL_RUNS = 20000 };
static const instant beginning = 1788217200000000;

/* One side of the comparison: sendd's. */
struct subject {
    struct arena *arena;
    const struct definition *definition;
    struct kase *kase;
    struct text log;
    struct list sent; /* of const struct event *: what it sent to itself */
    int now;          /* seconds since the start */
    size_t next;
    bool over;
};

static void subject_see(struct subject *subject, const struct step_output *out)
{
    for (size_t i = 0; i < out->effects.count; i++) {
        const struct effect *effect = out->effects.items[i];
        if (effect->kind == EFFECT_LOG)
            text_addf(&subject->log, "%s ", effect->text);
        else if (effect->kind == EFFECT_SEND)
            list_add(&subject->sent, effect->event);
    }
}

static void subject_step(struct subject *subject, const struct event *from)
{
    static struct facts none;
    struct event event = *from;
    event.happened = date_from(2026, 9, 1);
    event.recorded = beginning + SECONDS(subject->now);
    event.by = "fuzz";
    const struct step_input input = {.definition = subject->definition, .kase = subject->kase, .event = &event,
                                     .keep = STEP_DISCARD, .facts = &none, .now = event.recorded, .wake_hour = 8};
    struct step_output out;
    struct error error = ERROR_NONE;
    text_free(&subject->log);
    subject->over = false;
    int code = step(&input, subject->arena, &out, &error);
    if (code == SENDD_ELIMIT) {
        subject->over = true;
    } else if (code == 0 && out.verdict == STEP_APPLIED) {
        subject->kase = out.kase;
        subject_see(subject, &out);
    }
}

static bool subject_active(const struct subject *subject, int state)
{
    char id[16];
    snprintf(id, sizeof id, "s%d", state);
    for (size_t i = 0; i < subject->kase->states.count; i++)
        if (string_equal(subject->kase->states.items[i], id))
            return true;
    return false;
}

/* Errors are counted by their events, not logged: the oracle's marks are taken out. */
static void without_marks(const char *log, struct text *out)
{
    for (; *log; log++) {
        if (log[0] == '!' && log[1] == ' ')
            log++;
        else
            text_add_char(out, *log);
    }
}

static bool own_same(const struct subject *subject, const struct oracle *oracle, int state)
{
    char name[16];
    snprintf(name, sizeof name, "g%d", state);
    return !oracle->chart->nodes[state].own || json_number(subject->kase->fields, name, NONE) == oracle->own[state];
}

static const char *difference(const struct subject *subject, const struct oracle *oracle)
{
    static const char *const fields[CHART_FIELDS] = {"f0", "f1", "f2"};
    if (subject->over != oracle->over)
        return "one goes round in circles";
    if (subject->over)
        return NULL;
    struct text log = TEXT_EMPTY;
    without_marks(oracle->log, &log);
    bool same = string_equal(text_string(&log), text_string(&subject->log));
    text_free(&log);
    if (!same)
        return "log";
    if (subject->kase->ended == oracle->running)
        return "end";
    for (int i = 0; i < oracle->chart->count; i++)
        if (subject_active(subject, i) != oracle->configuration[i])
            return "configuration";
    for (int i = 0; i < oracle->chart->count; i++)
        if (!own_same(subject, oracle, i))
            return "a state's own field";
    if (!subject->kase->ended && subject->kase->timers.count != (size_t)oracle->delayed_count)
        return "what waits";
    for (int i = 0; i < CHART_FIELDS; i++)
        if (json_number(subject->kase->fields, fields[i], -1) != oracle->fields[i])
            return "fields";
    return NULL;
}

static void difference_print(const struct chart *chart, const struct subject *subject, const struct oracle *oracle,
                             uint64_t seed, const char *event, const char *what)
{
    struct text text = TEXT_EMPTY;
    chart_write(chart, &text);
    printf("seed %llu, event %s: %s differs\n  sendd:  %s\n  oracle: %s\n", (unsigned long long)seed, event, what,
           text_string(&subject->log), oracle->log);
    for (int i = 0; i < chart->count; i++)
        if (subject_active(subject, i) || oracle->configuration[i])
            printf("  s%d %s%s\n", i, subject_active(subject, i) ? "sendd " : "", oracle->configuration[i] ? "oracle" : "");
    puts(text_string(&text));
    text_free(&text);
}

/* --- one run --- */

static const struct event *event_make(struct subject *subject, const char *name)
{
    struct event *event = arena_alloc(subject->arena, sizeof *event);
    event->name = name;
    return event;
}

/* The delayed send that is due first, as the event of its timer. Time goes on to it. */
static const struct event *subject_due(struct subject *subject)
{
    const struct timer *first = NULL;
    for (size_t i = 0; i < subject->kase->timers.count; i++) {
        const struct timer *timer = subject->kase->timers.items[i];
        if (!first || timer->due < first->due)
            first = timer;
    }
    struct event *event = arena_alloc(subject->arena, sizeof *event);
    *event = (struct event){.name = first->event, .data = first->data, .timer = first->name};
    int due = (int)((first->due - beginning) / SECONDS(1));
    subject->now = due > subject->now ? due : subject->now;
    return event;
}

/* What comes next on both sides: what it sent to itself, what is due, an event from outside. */
struct next {
    const struct event *mine;
    struct signal theirs;
    bool by_itself;
};

/* False: the two sides do not agree on it. */
static bool next_take(struct chart *chart, struct subject *subject, struct oracle *oracle, struct next *next)
{
    static const char *const names[CHART_EVENTS] = {"e0", "e1", "e2", "e3"};
    struct delayed due;
    const struct signal *sent = oracle_sent(oracle);
    bool mine = subject->next < subject->sent.count;
    *next = (struct next){.by_itself = mine, .theirs.datum = NONE};
    if (mine != (sent != NULL))
        return false;
    if (mine) {
        next->mine = subject->sent.items[subject->next++];
        next->theirs = *sent;
        return string_equal(next->mine->name, sent->name);
    }
    if (subject->kase->timers.count && chart_random(chart, 3) && oracle_due(oracle, &due)) {
        next->mine = subject_due(subject);
        next->theirs = due.signal;
        oracle->now = due.due > oracle->now ? due.due : oracle->now;
        return string_equal(next->mine->name, next->theirs.name) && subject->now == oracle->now;
    }
    oracle->now++;
    subject->now++;
    next->mine = event_make(subject, names[chart_random(chart, CHART_EVENTS)]);
    snprintf(next->theirs.name, sizeof next->theirs.name, "%s", next->mine->name);
    return true;
}

/* NULL: the same in everything. */
static const char *play(struct chart *chart, struct subject *subject, struct oracle *oracle, const char **event)
{
    const char *what = difference(subject, oracle);
    int sent = 0;
    for (int i = 0; !what && !subject->over && !subject->kase->ended && i < EVENTS_A_RUN; i++) {
        struct next next;
        if (!next_take(chart, subject, oracle, &next))
            return "what comes next";
        *event = next.mine->name;
        if (next.by_itself && sent++ < SENT_MOST)
            i--;
        subject_step(subject, next.mine);
        oracle_event(oracle, &next.theirs);
        what = difference(subject, oracle);
    }
    return what;
}

struct totals {
    uint64_t runs, refused, differences, events, circles;
};

static void kase_begin(struct subject *subject)
{
    subject->kase = arena_alloc(subject->arena, sizeof *subject->kase);
    *subject->kase = (struct kase){.reference = "X-2026-0001", .school = "oakfield", .workflow = "chart",
                                   .subject = "pupil/P0001"};
    subject->kase->fields = json_keep(subject->arena, json_object());
    subject->next = 0;
    subject->sent.count = 0;
}

static void run(struct chart *chart, const struct definition *definition, struct arena *arena, uint64_t seed,
                enum sabotage sabotage, struct totals *totals)
{
    static struct oracle oracle; /* too large for the stack under a sanitizer */
    struct subject subject = {.arena = arena, .definition = definition};
    const char *event = "case.start";
    kase_begin(&subject);
    subject_step(&subject, event_make(&subject, event));
    oracle_start(&oracle, chart, sabotage);
    const char *what = play(chart, &subject, &oracle, &event);
    totals->runs++;
    totals->circles += subject.over;
    if (what && !totals->differences++ && !sabotage)
        difference_print(chart, &subject, &oracle, seed, event, what);
    text_free(&subject.log);
    list_free(&subject.sent);
}

static void chart_play(uint64_t seed, enum sabotage sabotage, struct totals *totals)
{
    struct chart chart;
    struct text text = TEXT_EMPTY;
    struct arena *arena = arena_new(), *each = arena_new();
    struct faults *faults = faults_new(arena);
    chart_make(&chart, seed);
    chart_write(&chart, &text);
    struct conf_node *root = conf_read_text(arena, "chart", text_string(&text), text.length, &workflow_schema, faults);
    const struct definition *definition = root ? definition_compile(arena, root, NULL, faults) : NULL;
    if (!definition && !totals->refused++) {
        struct text why = TEXT_EMPTY;
        faults_print(faults, &why);
        printf("seed %llu is refused:\n%s%s\n", (unsigned long long)seed, text_string(&why), text_string(&text));
        text_free(&why);
    }
    for (int i = 0; definition && i < RUNS_A_CHART; i++) {
        run(&chart, definition, each, seed, sabotage, totals);
        arena_reset(each);
    }
    chart_free(&chart);
    text_free(&text);
    arena_free(each);
    arena_free(arena);
}

static bool programme(uint64_t runs, uint64_t seed)
{
    struct totals totals = {0};
    for (; totals.runs < runs; seed++)
        chart_play(seed, SABOTAGE_NONE, &totals);
    printf("charts: %llu runs, %llu differences, %llu endless, %llu charts refused\n", (unsigned long long)totals.runs,
           (unsigned long long)totals.differences, (unsigned long long)totals.circles,
           (unsigned long long)totals.refused);
    return !totals.differences && !totals.refused;
}

static bool controls(void)
{
    bool all = true;
    for (int sabotage = SABOTAGE_NONE + 1; sabotage < SABOTAGE_COUNT; sabotage++) {
        struct totals totals = {0};
        for (uint64_t seed = 1; totals.runs < CONTROL_RUNS && !totals.differences; seed++)
            chart_play(seed, (enum sabotage)sabotage, &totals);
        printf("control %d: %s within %llu runs\n", sabotage, totals.differences ? "caught" : "not caught",
               (unsigned long long)totals.runs);
        all = all && totals.differences;
    }
    return all;
}

int main(int argc, char **argv)
{
    uint64_t runs = argc > 1 ? strtoull(argv[1], NULL, 10) : 8000, seed = argc > 2 ? strtoull(argv[2], NULL, 10) : 1;
    log_threshold(LOG_LEVEL_NONE);
    bool good = programme(runs, seed);
    return (runs == 1 || controls()) && good ? 0 : 1;
}
