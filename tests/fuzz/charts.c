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

enum { EVENTS_A_RUN = 8, RUNS_A_CHART = 8, SENT_MOST = 40, CONTROL_RUNS = 2000 };

/* One side of the comparison: sendd's. */
struct subject {
    struct arena *arena;
    const struct definition *definition;
    struct kase *kase;
    struct text log;
    struct list sent; /* of const char *: events it sent to itself */
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
            list_add(&subject->sent, arena_copy(subject->arena, effect->event->name));
    }
}

static void subject_step(struct subject *subject, const char *name)
{
    static struct facts none;
    struct event event = {.name = name, .happened = date_from(2026, 9, 1), .recorded = 1788217200000000, .by = "fuzz"};
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

static const char *difference(const struct subject *subject, const struct oracle *oracle)
{
    static const char *const fields[] = {"f0", "f1"};
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

/* NULL: the same in everything. */
static const char *play(struct chart *chart, struct subject *subject, struct oracle *oracle, const char **event)
{
    static const char *const names[CHART_EVENTS] = {"e0", "e1", "e2", "e3"};
    const char *what = difference(subject, oracle);
    int sent = 0;
    for (int i = 0; !what && !subject->over && !subject->kase->ended && i < EVENTS_A_RUN; i++) {
        const char *mine = subject->next < subject->sent.count ? subject->sent.items[subject->next++] : NULL;
        const char *theirs = oracle_sent(oracle);
        if (!string_equal(mine, theirs))
            return *event = mine ? mine : theirs, "what it sends to itself";
        *event = mine ? mine : names[chart_random(chart, CHART_EVENTS)];
        if (mine && sent++ < SENT_MOST)
            i--;
        subject_step(subject, *event);
        oracle_event(oracle, *event);
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
    subject_step(&subject, event);
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
        for (uint64_t seed = 1; totals.runs < CONTROL_RUNS; seed++)
            chart_play(seed, (enum sabotage)sabotage, &totals);
        printf("control %d: caught in %llu of %llu runs\n", sabotage, (unsigned long long)totals.differences,
               (unsigned long long)totals.runs);
        all = all && totals.differences;
    }
    return all;
}

int main(int argc, char **argv)
{
    uint64_t runs = argc > 1 ? strtoull(argv[1], NULL, 10) : 20000, seed = argc > 2 ? strtoull(argv[2], NULL, 10) : 1;
    log_threshold(LOG_LEVEL_NONE);
    bool good = programme(runs, seed);
    return (runs == 1 || controls()) && good ? 0 : 1;
}
