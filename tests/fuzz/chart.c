#include "chart.h"

#include "base/mem.h"

int chart_random(struct chart *chart, int limit)
{
    chart->random ^= chart->random << 13;
    chart->random ^= chart->random >> 7;
    chart->random ^= chart->random << 17;
    return (int)((chart->random >> 11) % (uint64_t)limit);
}

bool node_is_history(const struct node *node)
{
    return node->kind == NODE_SHALLOW || node->kind == NODE_DEEP;
}

bool chart_inside(const struct chart *chart, int inner, int outer)
{
    return outer < 0 || (inner > outer && inner <= chart->nodes[outer].last);
}

static bool one_in(struct chart *chart, int count)
{
    return chart_random(chart, count) == 0;
}

static void block_free(struct block *block)
{
    for (int i = 0; i < block->count; i++) {
        struct block *inner[] = {block->acts[i].inner, block->acts[i].another};
        for (int j = 0; j < 2; j++) {
            if (inner[j])
                block_free(inner[j]);
            mem_free(inner[j]);
        }
    }
}

/* --- the tree --- */

static void node_grow(struct chart *chart, int parent, int depth);

static int leaf_add(struct chart *chart, int parent, enum node_kind kind)
{
    int number = chart->count++;
    chart->nodes[number] = (struct node){.kind = kind, .parent = parent, .last = number};
    return number;
}

static void data_make(struct chart *chart, struct node *final)
{
    final->data = one_in(chart, 2);
    final->data_fails = final->data && one_in(chart, 4);
    for (int i = 0; i < 2; i++)
        final->beside[i] = !final->data || one_in(chart, 2) ? BESIDE_NONE : one_in(chart, 2) ? BESIDE_GOOD : BESIDE_FAILS;
}

static void final_add(struct chart *chart, int parent)
{
    data_make(chart, &chart->nodes[leaf_add(chart, parent, NODE_FINAL)]);
}

static void children_grow(struct chart *chart, int parent, int depth, int most)
{
    bool parallel = chart->nodes[parent].kind == NODE_PARALLEL;
    int count = 1 + chart_random(chart, most);
    for (int i = 0; i < count && chart->count < CHART_STATES - 3; i++)
        node_grow(chart, parent, depth + 1);
    if (!parallel && one_in(chart, 2) && chart->count < CHART_STATES - 2)
        final_add(chart, parent);
}

static void node_grow(struct chart *chart, int parent, int depth)
{
    int number = leaf_add(chart, parent, NODE_ATOMIC);
    struct node *node = &chart->nodes[number];
    bool room = depth < 4 && chart->count < CHART_STATES - 3;
    bool region = parent >= 0 && chart->nodes[parent].kind == NODE_PARALLEL;
    if (room && (one_in(chart, 2) || (region && one_in(chart, 2)))) {
        node->kind = !region && one_in(chart, 2) ? NODE_PARALLEL : NODE_COMPOUND;
        children_grow(chart, number, depth, 3);
        if (one_in(chart, 3) && chart->count < CHART_STATES - 1)
            leaf_add(chart, number, one_in(chart, 2) ? NODE_DEEP : NODE_SHALLOW);
    } else if (!region && one_in(chart, depth > 1 ? 2 : 5)) {
        node->kind = NODE_FINAL;
        data_make(chart, node);
    }
    node->last = chart->count - 1;
}

/* --- guards and actions --- */

static bool own_any(const struct chart *chart)
{
    for (int i = 0; i < chart->count; i++)
        if (chart->nodes[i].own)
            return true;
    return false;
}

static int own_pick(struct chart *chart)
{
    int number;
    do
        number = chart_random(chart, chart->count);
    while (!chart->nodes[number].own);
    return number;
}

static struct guard guard_make(struct chart *chart)
{
    struct guard guard = {.kind = (enum guard_kind)chart_random(chart, 12)};
    if (guard.kind > GUARD_FAILS || (guard.kind == GUARD_OWN && !own_any(chart)))
        guard.kind = GUARD_NONE;
    if (guard.kind == GUARD_OWN)
        guard.number = own_pick(chart);
    else if (guard.kind == GUARD_IN)
        guard.number = chart_random(chart, chart->count);
    else if (guard.kind == GUARD_EVENT)
        guard.number = chart_random(chart, CHART_EVENTS);
    else
        guard.number = chart_random(chart, CHART_COUNTER);
    guard.value = chart_random(chart, 4);
    return guard;
}

static void block_make(struct chart *chart, struct block *block, int depth);

static struct block *inner_make(struct chart *chart, int depth)
{
    struct block *block = mem_alloc(sizeof *block);
    block_make(chart, block, depth + 1);
    return block;
}

static void act_make(struct chart *chart, struct act *act, int depth)
{
    static const enum act_kind kinds[] = {ACT_SET, ACT_ADD,  ACT_CHOOSE,   ACT_EACH, ACT_OWN, ACT_DELAY, ACT_CANCEL,
                                          ACT_ADD, ACT_SEND, ACT_INTERNAL, ACT_TAKE, ACT_FAIL, ACT_RAISE};
    /* Raised events and errors are rare, or most charts would go round in circles. */
    act->kind = kinds[chart_random(chart, one_in(chart, 3) ? 13 : 8)];
    bool sends = act->kind == ACT_RAISE || act->kind == ACT_SEND || act->kind == ACT_INTERNAL || act->kind == ACT_DELAY;
    act->number = chart_random(chart, sends ? CHART_EVENTS : CHART_COUNTER);
    act->value = chart_random(chart, 4);
    act->datum = one_in(chart, 2) ? chart_random(chart, CHART_COUNTER) : -1;
    act->wait = 1 + chart_random(chart, 3);
    act->id = chart_random(chart, CHART_IDS);
    if (act->kind == ACT_OWN && !own_any(chart))
        act->kind = ACT_LOG;
    else if (act->kind == ACT_OWN)
        act->number = own_pick(chart);
    if (act->kind != ACT_CHOOSE && act->kind != ACT_EACH)
        return;
    if (depth >= 2) {
        act->kind = ACT_LOG;
        return;
    }
    act->guard = guard_make(chart);
    if (act->guard.kind == GUARD_NONE)
        act->guard.kind = GUARD_TRUE;
    act->inner = inner_make(chart, depth);
    if (act->kind == ACT_CHOOSE && one_in(chart, 2))
        act->another = inner_make(chart, depth);
}

/* A block begins with a log, so that its place in the order shows. */
static void block_make(struct chart *chart, struct block *block, int depth)
{
    *block = (struct block){.id = chart->blocks++, .count = 1};
    if (one_in(chart, 2))
        act_make(chart, &block->acts[block->count++], depth);
    if (one_in(chart, 4))
        act_make(chart, &block->acts[block->count++], depth);
}

static void block_maybe(struct chart *chart, struct block *block)
{
    if (!one_in(chart, 3))
        block_make(chart, block, 0);
}

/* --- transitions --- */

static int pick_inside(struct chart *chart, int outer)
{
    int first = outer + 1, last = outer < 0 ? chart->count - 1 : chart->nodes[outer].last;
    return first > last ? -1 : first + chart_random(chart, last - first + 1);
}

/* A target that is no history state. */
static int pick_plain(struct chart *chart, int outer)
{
    for (int tries = 0; tries < 8; tries++) {
        int number = pick_inside(chart, outer);
        if (number >= 0 && !node_is_history(&chart->nodes[number]))
            return number;
    }
    return outer + 1;
}

/* A final state inside OUTER, or -1: without help charts hardly ever come to an end. */
static int pick_final(struct chart *chart, int outer)
{
    int number = pick_inside(chart, outer);
    for (int last = outer < 0 ? chart->count - 1 : chart->nodes[outer].last; number >= 0 && number <= last; number++)
        if (chart->nodes[number].kind == NODE_FINAL)
            return number;
    return -1;
}

/* One target in each of some regions of the parallel state NUMBER. */
static void targets_spread(struct chart *chart, int number, struct arrow *arrow)
{
    const struct node *parallel = &chart->nodes[number];
    for (int child = number + 1; child <= parallel->last && arrow->target_count < 3;
         child = chart->nodes[child].last + 1) {
        const struct node *region = &chart->nodes[child];
        if (node_is_history(region))
            continue;
        int inner = region->last > child && one_in(chart, 2) ? pick_inside(chart, child) : child;
        arrow->targets[arrow->target_count++] = inner;
    }
}

static void targets_make(struct chart *chart, struct arrow *arrow, int within, bool plain)
{
    int target = one_in(chart, 3) ? pick_final(chart, within) : -1;
    if (target < 0)
        target = plain ? pick_plain(chart, within) : pick_inside(chart, within);
    arrow->target_count = 0;
    if (chart->nodes[target].kind == NODE_PARALLEL && one_in(chart, 2))
        targets_spread(chart, target, arrow);
    if (arrow->target_count && plain) {
        for (int i = 0; i < arrow->target_count; i++)
            if (node_is_history(&chart->nodes[arrow->targets[i]]))
                arrow->target_count = 0;
    }
    if (!arrow->target_count)
        arrow->targets[arrow->target_count++] = target;
}

/* Most transitions that the chart itself can cause count themselves out, or most charts would go round in circles. */
static void arrow_end(struct chart *chart, struct arrow *arrow)
{
    arrow->guard = (struct guard){GUARD_LESS, CHART_COUNTER, 1 + chart_random(chart, 12)};
    if (!arrow->block.count)
        arrow->block = (struct block){.id = chart->blocks++};
    block_free(&arrow->block);
    arrow->block.count = 2;
    arrow->block.acts[0] = (struct act){.kind = ACT_LOG};
    arrow->block.acts[1] = (struct act){.kind = ACT_ADD, .number = CHART_COUNTER};
}

static int event_pick(struct chart *chart, int source)
{
    if (one_in(chart, 10))
        return -1 - chart_random(chart, 2);
    int state = one_in(chart, 2) ? source : chart_random(chart, chart->count);
    bool can_end = chart->nodes[state].kind == NODE_COMPOUND || chart->nodes[state].kind == NODE_PARALLEL;
    return can_end && one_in(chart, 2) ? EVENT_DONE - state : chart_random(chart, CHART_EVENTS);
}

/* What its targets are in: anything, itself, or what it is in. */
static int arrow_within(struct chart *chart, int source)
{
    if (one_in(chart, 3) && chart->nodes[source].last > source)
        return source;
    return one_in(chart, 2) ? -1 : chart->nodes[source].parent;
}

static void arrow_make(struct chart *chart, struct arrow *arrow, int source)
{
    *arrow = (struct arrow){.source = source, .guard = guard_make(chart)};
    arrow->event_count = one_in(chart, 10) ? 0 : 1 + one_in(chart, 4);
    for (int i = 0; i < arrow->event_count; i++)
        arrow->events[i] = event_pick(chart, source);
    if (!one_in(chart, 4))
        targets_make(chart, arrow, arrow_within(chart, source), false);
    arrow->internal = one_in(chart, 4) && arrow->target_count;
    block_maybe(chart, &arrow->block);
    bool by_hand = arrow->event_count > 0;
    for (int i = 0; i < arrow->event_count; i++)
        by_hand = by_hand && arrow->events[i] >= 0;
    if (!by_hand && (!arrow->target_count || !one_in(chart, 20)))
        arrow_end(chart, arrow);
}

static void node_fill(struct chart *chart, int number)
{
    struct node *node = &chart->nodes[number];
    if (node_is_history(node)) {
        node->start = (struct arrow){.source = number};
        do { /* the default of a shallow history is a child of its parent */
            targets_make(chart, &node->start, node->parent, true);
        } while (node->kind == NODE_SHALLOW && (node->start.target_count > 1 ||
                 chart->nodes[node->start.targets[0]].parent != node->parent));
        block_maybe(chart, &node->start.block);
        return;
    }
    block_maybe(chart, &node->entry);
    block_maybe(chart, &node->exit);
    if (node->kind == NODE_COMPOUND) {
        node->start = (struct arrow){.source = number, .targets = {number + 1}, .target_count = 1};
        node->start_written = one_in(chart, 2);
        if (node->start_written) {
            targets_make(chart, &node->start, number, true);
            block_maybe(chart, &node->start.block);
        }
    }
    if (node->kind == NODE_FINAL)
        return;
    node->arrow_count = chart_random(chart, 4);
    for (int i = 0; i < node->arrow_count; i++)
        arrow_make(chart, &node->arrows[i], number);
}

static void own_make(struct chart *chart, struct node *node)
{
    node->own = !node_is_history(node) && one_in(chart, 4);
    node->own_counts = one_in(chart, 2);
    node->own_value = chart_random(chart, 4);
}

void chart_make(struct chart *chart, uint64_t seed)
{
    *chart = (struct chart){.random = seed * 0x9e3779b97f4a7c15u + 0x1234567};
    for (int i = 0; i < 8; i++)
        chart_random(chart, 2);
    int tops = 1 + chart_random(chart, 3);
    for (int i = 0; i < tops && chart->count < CHART_STATES - 3; i++)
        node_grow(chart, -1, 0);
    if (one_in(chart, 2))
        leaf_add(chart, -1, NODE_FINAL);
    chart->late = one_in(chart, 2);
    for (int i = 0; i < chart->count; i++)
        own_make(chart, &chart->nodes[i]);
    for (int i = 0; i < chart->count; i++)
        node_fill(chart, i);
    chart->start = (struct arrow){.source = -1, .targets = {0}, .target_count = 1};
    chart->start_written = one_in(chart, 3);
    if (chart->start_written)
        targets_make(chart, &chart->start, -1, true);
}

/* --- freeing --- */

void chart_free(struct chart *chart)
{
    for (int i = 0; i < chart->count; i++) {
        struct node *node = &chart->nodes[i];
        block_free(&node->entry);
        block_free(&node->exit);
        block_free(&node->start.block);
        for (int j = 0; j < node->arrow_count; j++)
            block_free(&node->arrows[j].block);
    }
}
