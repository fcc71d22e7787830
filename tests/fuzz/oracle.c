#include "oracle.h"

#include <stdio.h>
#include <string.h>

typedef bool set[CHART_STATES];

/* --- small words of the pseudo-code --- */

static const struct node *node_of(const struct oracle *oracle, int number)
{
    return &oracle->chart->nodes[number];
}

static int parent_of(const struct oracle *oracle, int number)
{
    return node_of(oracle, number)->parent;
}

static enum node_kind kind_of(const struct oracle *oracle, int number)
{
    return node_of(oracle, number)->kind;
}

static bool is_descendant(const struct oracle *oracle, int inner, int outer)
{
    return outer < 0 ? inner >= 0 : chart_inside(oracle->chart, inner, outer);
}

static bool is_atomic(const struct oracle *oracle, int number)
{
    return kind_of(oracle, number) == NODE_ATOMIC || kind_of(oracle, number) == NODE_FINAL;
}

static bool is_child(const struct oracle *oracle, int number, int parent)
{
    return parent_of(oracle, number) == parent && !node_is_history(node_of(oracle, number));
}

static void say(struct oracle *oracle, const char *text)
{
    size_t length = strlen(text);
    if (oracle->logged + length + 2 >= sizeof oracle->log)
        return;
    memcpy(oracle->log + oracle->logged, text, length);
    oracle->logged += length;
    oracle->log[oracle->logged++] = ' ';
    oracle->log[oracle->logged] = '\0';
}

/* NUMBER -1: none follows the name. */
static struct signal signal_make(const char *name, int number, int datum)
{
    struct signal signal = {.datum = datum};
    if (number < 0)
        snprintf(signal.name, sizeof signal.name, "%s", name);
    else
        snprintf(signal.name, sizeof signal.name, "%s%d", name, number);
    return signal;
}

static void enqueue(struct oracle *oracle, struct signal signal)
{
    if (oracle->last < ORACLE_QUEUE)
        oracle->internal[oracle->last++] = signal;
}

static void enqueue_outside(struct oracle *oracle, struct signal signal)
{
    if (oracle->out_last < ORACLE_QUEUE)
        oracle->external[oracle->out_last++] = signal;
}

/* --- guards and executable content --- */

static void error_raise(struct oracle *oracle)
{
    say(oracle, "!");
    enqueue(oracle, signal_make("error.exec", -1, NONE));
}

static bool guard_fails(struct oracle *oracle, const struct guard *guard)
{
    for (int i = 0; i < oracle->failed_count; i++)
        if (oracle->failed[i] == guard)
            return false;
    if (oracle->failed_count < 256)
        oracle->failed[oracle->failed_count++] = guard;
    error_raise(oracle);
    return false;
}

static bool condition_match(struct oracle *oracle, const struct guard *guard)
{
    char name[16];
    switch (guard->kind) {
    case GUARD_NONE:
    case GUARD_TRUE:
        return true;
    case GUARD_FALSE:
        return false;
    case GUARD_IN:
        return oracle->configuration[guard->number] &&
               (oracle->sabotage != SABOTAGE_IN || is_atomic(oracle, guard->number));
    case GUARD_EQUAL:
        return oracle->fields[guard->number] == guard->value;
    case GUARD_LESS:
        return oracle->fields[guard->number] < guard->value;
    case GUARD_EVENT:
        snprintf(name, sizeof name, "e%d", guard->number);
        return strcmp(name, oracle->event.name) == 0;
    case GUARD_OWN:
        return oracle->own[guard->number] == guard->value;
    case GUARD_DATA:
        return oracle->event.datum == NONE ? guard_fails(oracle, guard) : oracle->event.datum == guard->value;
    case GUARD_FAILS:
        return guard_fails(oracle, guard);
    }
    return false;
}

static bool block_run(struct oracle *oracle, const struct block *block);

static struct signal signal_of(const struct oracle *oracle, const struct act *act)
{
    return signal_make("e", act->number, act->datum < 0 ? NONE : oracle->fields[act->datum]);
}

static void delay(struct oracle *oracle, const struct act *act)
{
    if (oracle->delayed_count < ORACLE_DELAYED)
        oracle->delayed[oracle->delayed_count++] =
            (struct delayed){signal_of(oracle, act), oracle->now + act->wait, act->id};
}

static void delayed_remove(struct oracle *oracle, int index)
{
    oracle->delayed_count--;
    for (int i = index; i < oracle->delayed_count; i++)
        oracle->delayed[i] = oracle->delayed[i + 1];
}

static void cancel(struct oracle *oracle, int id)
{
    for (int i = oracle->delayed_count; i-- > 0;)
        if (oracle->delayed[i].id == id && oracle->sabotage != SABOTAGE_CANCEL)
            delayed_remove(oracle, i);
}

static bool act_run(struct oracle *oracle, const struct block *block, int index)
{
    const struct act *act = &block->acts[index];
    char text[32];
    switch (act->kind) {
    case ACT_LOG:
        snprintf(text, sizeof text, "b%d.%d", block->id, index);
        say(oracle, text);
        return true;
    case ACT_SET:
        oracle->fields[act->number] = act->value;
        return true;
    case ACT_ADD:
        oracle->fields[act->number]++;
        return true;
    case ACT_RAISE:
        enqueue(oracle, signal_of(oracle, act));
        return true;
    case ACT_SEND:
        enqueue_outside(oracle, signal_of(oracle, act));
        return true;
    case ACT_INTERNAL:
        (oracle->sabotage == SABOTAGE_QUEUE ? enqueue_outside : enqueue)(oracle, signal_of(oracle, act));
        return true;
    case ACT_DELAY:
        delay(oracle, act);
        return true;
    case ACT_CANCEL:
        cancel(oracle, act->id);
        return true;
    case ACT_OWN:
        oracle->own[act->number] = act->value;
        return true;
    case ACT_TAKE:
        if (oracle->event.datum == NONE) {
            error_raise(oracle);
            return false;
        }
        oracle->fields[act->number] = oracle->event.datum;
        return true;
    case ACT_FAIL:
        error_raise(oracle);
        return false;
    case ACT_CHOOSE:
        if (condition_match(oracle, &act->guard))
            return block_run(oracle, act->inner);
        return act->another ? block_run(oracle, act->another) : true;
    case ACT_EACH:
        for (int i = 0; i < 2; i++) {
            oracle->fields[act->number] = act->value + i;
            if (!block_run(oracle, act->inner))
                return false;
        }
        return true;
    }
    return true;
}

static bool block_run(struct oracle *oracle, const struct block *block)
{
    for (int i = 0; i < block->count; i++)
        if (!act_run(oracle, block, i) && oracle->sabotage != SABOTAGE_ERROR)
            return false;
    return true;
}

/* --- selecting --- */

static bool name_match(const struct arrow *arrow, const char *event)
{
    char name[16];
    for (int i = 0; i < arrow->event_count; i++) {
        int number = arrow->events[i];
        if (number == EVENT_ANY || (number == EVENT_ERROR && !strncmp(event, "error.", 6)))
            return true;
        bool done = number <= EVENT_DONE;
        snprintf(name, sizeof name, done ? "done.%d" : "e%d", done ? EVENT_DONE - number : number);
        if (!strcmp(name, event))
            return true;
    }
    return false;
}

static void effective_targets(const struct oracle *oracle, const struct arrow *arrow, set out)
{
    for (int i = 0; i < arrow->target_count; i++) {
        int target = arrow->targets[i];
        if (!node_is_history(node_of(oracle, target))) {
            out[target] = true;
        } else if (oracle->has_history[target]) {
            for (int s = 0; s < oracle->chart->count; s++)
                out[s] = out[s] || oracle->remembered[target][s];
        } else {
            effective_targets(oracle, &node_of(oracle, target)->start, out);
        }
    }
}

static bool all_inside(const struct oracle *oracle, const set states, int outer)
{
    for (int s = 0; s < oracle->chart->count; s++)
        if (states[s] && !is_descendant(oracle, s, outer))
            return false;
    return true;
}

/* -1: the whole document. */
static int transition_domain(const struct oracle *oracle, const struct arrow *arrow)
{
    set targets = {0};
    effective_targets(oracle, arrow, targets);
    if (arrow->source < 0)
        return -1;
    if (arrow->internal && oracle->sabotage != SABOTAGE_INTERNAL &&
        kind_of(oracle, arrow->source) == NODE_COMPOUND && all_inside(oracle, targets, arrow->source))
        return arrow->source;
    for (int ancestor = parent_of(oracle, arrow->source); ancestor >= 0; ancestor = parent_of(oracle, ancestor))
        if (kind_of(oracle, ancestor) == NODE_COMPOUND && all_inside(oracle, targets, ancestor))
            return ancestor;
    return -1;
}

static void exit_set(const struct oracle *oracle, const struct arrow *arrow, set out)
{
    if (!arrow->target_count)
        return;
    int domain = transition_domain(oracle, arrow);
    for (int s = 0; s < oracle->chart->count; s++)
        if (oracle->configuration[s] && is_descendant(oracle, s, domain))
            out[s] = true;
}

static bool exits_meet(const struct oracle *oracle, const struct arrow *a, const struct arrow *b)
{
    set left = {0}, right = {0};
    exit_set(oracle, a, left);
    exit_set(oracle, b, right);
    for (int s = 0; s < oracle->chart->count; s++)
        if (left[s] && right[s])
            return true;
    return false;
}

struct arrows {
    const struct arrow *items[CHART_STATES];
    int count;
};

static void arrows_add(struct arrows *arrows, const struct arrow *arrow)
{
    for (int i = 0; i < arrows->count; i++)
        if (arrows->items[i] == arrow)
            return;
    arrows->items[arrows->count++] = arrow;
}

static void remove_conflicting(const struct oracle *oracle, struct arrows *enabled)
{
    struct arrows filtered = {.count = 0};
    for (int i = 0; i < enabled->count; i++) {
        const struct arrow *first = enabled->items[i];
        struct arrows remove = {.count = 0}, keep = {.count = 0};
        bool preempted = false;
        for (int j = 0; j < filtered.count && !preempted; j++) {
            const struct arrow *second = filtered.items[j];
            bool inner = is_descendant(oracle, first->source, second->source);
            if (oracle->sabotage == SABOTAGE_PREEMPT)
                inner = !inner;
            if (!exits_meet(oracle, first, second))
                continue;
            if (inner)
                arrows_add(&remove, second);
            else
                preempted = true;
        }
        if (preempted)
            continue;
        for (int j = 0; j < filtered.count; j++) {
            bool gone = false;
            for (int k = 0; k < remove.count; k++)
                gone = gone || remove.items[k] == filtered.items[j];
            if (!gone)
                arrows_add(&keep, filtered.items[j]);
        }
        arrows_add(&keep, first);
        filtered = keep;
    }
    *enabled = filtered;
}

/* EVENT NULL: eventless transitions. */
static void select_transitions(struct oracle *oracle, const char *event, struct arrows *enabled)
{
    enabled->count = 0;
    for (int atomic = 0; atomic < oracle->chart->count; atomic++) {
        bool found = !oracle->configuration[atomic] || !is_atomic(oracle, atomic);
        for (int s = atomic; s >= 0 && !found; s = parent_of(oracle, s)) {
            const struct node *node = node_of(oracle, s);
            for (int i = 0; i < node->arrow_count && !found; i++) {
                const struct arrow *arrow = &node->arrows[i];
                bool fits = event ? name_match(arrow, event) : !arrow->event_count;
                if (fits && condition_match(oracle, &arrow->guard)) {
                    arrows_add(enabled, arrow);
                    found = true;
                }
            }
        }
    }
    remove_conflicting(oracle, enabled);
}

/* --- leaving --- */

static void history_record(struct oracle *oracle, int number)
{
    for (int h = 0; h < oracle->chart->count; h++) {
        if (!node_is_history(node_of(oracle, h)) || parent_of(oracle, h) != number)
            continue;
        bool deep = kind_of(oracle, h) == NODE_DEEP && oracle->sabotage != SABOTAGE_HISTORY;
        oracle->has_history[h] = true;
        for (int s = 0; s < oracle->chart->count; s++)
            oracle->remembered[h][s] = oracle->configuration[s] &&
                                       (deep ? is_atomic(oracle, s) && is_descendant(oracle, s, number)
                                             : parent_of(oracle, s) == number);
    }
}

static void states_leave(struct oracle *oracle, const set leaving)
{
    int count = oracle->chart->count;
    for (int i = 0; i < count; i++)
        if (leaving[i])
            history_record(oracle, i);
    for (int i = 0; i < count; i++) {
        int s = oracle->sabotage == SABOTAGE_EXIT ? i : count - 1 - i;
        if (!leaving[s])
            continue;
        block_run(oracle, &node_of(oracle, s)->exit);
        oracle->configuration[s] = false;
    }
}

/* --- entering --- */

struct entry {
    set states, by_default;
    const struct block *history_content[CHART_STATES];
};

static void add_descendants(struct oracle *oracle, int state, struct entry *entry);

static bool some_inside(const struct oracle *oracle, const struct entry *entry, int outer)
{
    for (int s = 0; s < oracle->chart->count; s++)
        if (entry->states[s] && is_descendant(oracle, s, outer))
            return true;
    return false;
}

static void add_regions(struct oracle *oracle, int parallel, struct entry *entry)
{
    for (int child = 0; child < oracle->chart->count; child++)
        if (is_child(oracle, child, parallel) && !some_inside(oracle, entry, child))
            add_descendants(oracle, child, entry);
}

static void add_ancestors(struct oracle *oracle, int state, int ancestor, struct entry *entry)
{
    for (int s = parent_of(oracle, state); s >= 0 && s != ancestor; s = parent_of(oracle, s)) {
        entry->states[s] = true;
        if (kind_of(oracle, s) == NODE_PARALLEL)
            add_regions(oracle, s, entry);
    }
}

static void add_targets(struct oracle *oracle, const int *targets, int count, int ancestor, struct entry *entry)
{
    for (int i = 0; i < count; i++)
        add_descendants(oracle, targets[i], entry);
    for (int i = 0; i < count; i++)
        add_ancestors(oracle, targets[i], ancestor, entry);
}

static void add_history(struct oracle *oracle, int state, struct entry *entry)
{
    const struct node *history = node_of(oracle, state);
    int targets[CHART_STATES], count = 0;
    if (!oracle->has_history[state]) {
        entry->history_content[history->parent] = &history->start.block;
        add_targets(oracle, history->start.targets, history->start.target_count, history->parent, entry);
        return;
    }
    for (int s = 0; s < oracle->chart->count; s++)
        if (oracle->remembered[state][s])
            targets[count++] = s;
    add_targets(oracle, targets, count, history->parent, entry);
}

static void add_descendants(struct oracle *oracle, int state, struct entry *entry)
{
    const struct node *node = node_of(oracle, state);
    if (node_is_history(node)) {
        add_history(oracle, state, entry);
        return;
    }
    entry->states[state] = true;
    if (node->kind == NODE_COMPOUND) {
        entry->by_default[state] = true;
        add_targets(oracle, node->start.targets, node->start.target_count, state, entry);
    } else if (node->kind == NODE_PARALLEL) {
        add_regions(oracle, state, entry);
    }
}

static bool in_final(const struct oracle *oracle, int state)
{
    bool parallel = kind_of(oracle, state) == NODE_PARALLEL;
    if (!parallel && kind_of(oracle, state) != NODE_COMPOUND)
        return false;
    for (int child = 0; child < oracle->chart->count; child++) {
        if (!is_child(oracle, child, state))
            continue;
        bool done = parallel ? in_final(oracle, child)
                             : kind_of(oracle, child) == NODE_FINAL && oracle->configuration[child];
        if (done != parallel)
            return done;
    }
    return parallel;
}

/* One datum that fails is left out, with an error; the others stay (5.7). */
static int done_datum(struct oracle *oracle, const struct node *final)
{
    int failures = final->data_fails;
    for (int i = 0; i < 2; i++)
        failures += final->beside[i] == BESIDE_FAILS;
    for (int i = 0; i < failures; i++)
        error_raise(oracle);
    bool lost = final->data_fails || (failures && oracle->sabotage == SABOTAGE_BESIDE) || oracle->sabotage == SABOTAGE_DATA;
    return !final->data || lost ? NONE : oracle->fields[0];
}

static void final_entered(struct oracle *oracle, int state)
{
    const struct node *node = node_of(oracle, state);
    if (node->parent < 0) {
        oracle->running = false;
        return;
    }
    int datum = done_datum(oracle, node);
    enqueue(oracle, signal_make("done.", node->parent, datum));
    /* The pseudo-code looks at one level; section 3.4 says it of every parallel state. */
    for (int around = parent_of(oracle, node->parent);
         around >= 0 && kind_of(oracle, around) == NODE_PARALLEL && in_final(oracle, around) &&
         oracle->sabotage != SABOTAGE_DONE;
         around = parent_of(oracle, around))
        enqueue(oracle, signal_make("done.", around, NONE));
}

static void own_bind(struct oracle *oracle, int state)
{
    const struct node *node = node_of(oracle, state);
    oracle->bound[state] = true;
    if (node->own)
        oracle->own[state] = node->own_counts ? oracle->fields[0] + 1 : node->own_value;
}

static void states_enter(struct oracle *oracle, const struct arrows *arrows)
{
    struct entry entry = {0};
    for (int i = 0; i < arrows->count; i++) {
        const struct arrow *arrow = arrows->items[i];
        set effective = {0};
        int domain = transition_domain(oracle, arrow);
        for (int t = 0; t < arrow->target_count; t++)
            add_descendants(oracle, arrow->targets[t], &entry);
        effective_targets(oracle, arrow, effective);
        for (int s = 0; s < oracle->chart->count; s++)
            if (effective[s])
                add_ancestors(oracle, s, domain, &entry);
    }
    for (int s = 0; s < oracle->chart->count; s++) {
        /* The pseudo-code, taken by its letters, enters an active state again when a history state's default leads to
         * another part of it. It was not left, so it is not entered. */
        if (!entry.states[s] || oracle->configuration[s])
            continue;
        oracle->configuration[s] = true;
        if (oracle->chart->late && (!oracle->bound[s] || oracle->sabotage == SABOTAGE_AGAIN))
            own_bind(oracle, s);
        block_run(oracle, &node_of(oracle, s)->entry);
        if (entry.by_default[s])
            block_run(oracle, &node_of(oracle, s)->start.block);
        if (entry.history_content[s])
            block_run(oracle, entry.history_content[s]);
        if (kind_of(oracle, s) == NODE_FINAL)
            final_entered(oracle, s);
    }
}

/* --- steps --- */

static void microstep(struct oracle *oracle, const struct arrows *arrows)
{
    set leaving = {0};
    for (int i = 0; i < arrows->count; i++)
        exit_set(oracle, arrows->items[i], leaving);
    states_leave(oracle, leaving);
    for (int i = 0; i < arrows->count; i++)
        block_run(oracle, &arrows->items[i]->block);
    states_enter(oracle, arrows);
    oracle->over = ++oracle->microsteps > 1000;
}

/* A guard says once for each event that it fails, and nothing more about its own errors. */
static void event_set(struct oracle *oracle, const struct signal *signal)
{
    if (strcmp(signal->name, "error.exec"))
        oracle->failed_count = 0;
    oracle->event = *signal;
}

static void macrostep(struct oracle *oracle)
{
    struct arrows enabled;
    while (oracle->running && !oracle->over) {
        enabled.count = 0;
        if (oracle->sabotage != SABOTAGE_ORDER || oracle->first == oracle->last)
            select_transitions(oracle, NULL, &enabled);
        if (!enabled.count && oracle->first == oracle->last)
            return;
        if (!enabled.count) {
            event_set(oracle, &oracle->internal[oracle->first++]);
            select_transitions(oracle, oracle->event.name, &enabled);
        }
        if (enabled.count)
            microstep(oracle, &enabled);
    }
}

/* Every handler runs; the states are kept to show where it ended. */
static void exit_interpreter(struct oracle *oracle)
{
    for (int s = oracle->chart->count - 1; s >= 0; s--)
        if (oracle->configuration[s])
            block_run(oracle, &node_of(oracle, s)->exit);
}

static void step_begin(struct oracle *oracle, const struct signal *event)
{
    event_set(oracle, event);
    oracle->microsteps = oracle->first = oracle->last = 0;
    oracle->over = false;
    oracle->logged = 0;
    oracle->log[0] = '\0';
}

void oracle_start(struct oracle *oracle, const struct chart *chart, enum sabotage sabotage)
{
    oracle->chart = chart;
    oracle->sabotage = sabotage;
    oracle->running = true;
    oracle->out_first = oracle->out_last = 0;
    memset(oracle->configuration, 0, sizeof oracle->configuration);
    memset(oracle->has_history, 0, sizeof oracle->has_history);
    memset(oracle->fields, 0, sizeof oracle->fields);
    oracle->now = oracle->delayed_count = 0;
    for (int s = 0; s < chart->count; s++) {
        oracle->own[s] = NONE;
        oracle->bound[s] = false;
        if (!chart->late || sabotage == SABOTAGE_LATE)
            own_bind(oracle, s);
    }
    struct signal start = signal_make("case.start", -1, NONE);
    step_begin(oracle, &start);
    struct arrows arrows = {.items = {&chart->start}, .count = 1};
    microstep(oracle, &arrows);
    macrostep(oracle);
    if (!oracle->running)
        exit_interpreter(oracle);
}

void oracle_event(struct oracle *oracle, const struct signal *signal)
{
    struct arrows enabled;
    step_begin(oracle, signal);
    if (!oracle->running)
        return;
    select_transitions(oracle, signal->name, &enabled);
    if (enabled.count)
        microstep(oracle, &enabled);
    macrostep(oracle);
    if (!oracle->running)
        exit_interpreter(oracle);
}

const struct signal *oracle_sent(struct oracle *oracle)
{
    return oracle->out_first < oracle->out_last ? &oracle->external[oracle->out_first++] : NULL;
}

bool oracle_due(struct oracle *oracle, struct delayed *out)
{
    int first = 0;
    for (int i = 1; i < oracle->delayed_count; i++)
        if (oracle->delayed[i].due < oracle->delayed[first].due)
            first = i;
    if (!oracle->delayed_count)
        return false;
    *out = oracle->delayed[first];
    delayed_remove(oracle, first);
    return true;
}
