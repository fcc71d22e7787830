/* A chart as a workflow file. */
#include "chart.h"

static void guard_write(const struct guard *guard, struct text *out)
{
    switch (guard->kind) {
    case GUARD_NONE:
        break;
    case GUARD_TRUE:
        text_add(out, "true");
        break;
    case GUARD_FALSE:
        text_add(out, "false");
        break;
    case GUARD_IN:
        text_addf(out, "In('s%d')", guard->number);
        break;
    case GUARD_EQUAL:
        text_addf(out, "fields.f%d == %d", guard->number, guard->value);
        break;
    case GUARD_LESS:
        text_addf(out, "fields.f%d < %d", guard->number, guard->value);
        break;
    case GUARD_EVENT:
        text_addf(out, "event.name == 'e%d'", guard->number);
        break;
    case GUARD_OWN:
        text_addf(out, "fields.g%d == %d", guard->number, guard->value);
        break;
    case GUARD_DATA:
        text_addf(out, "event.data.x == %d", guard->value);
        break;
    case GUARD_FAILS:
        text_addf(out, "1 / (fields.f%d - fields.f%d) == 1", guard->number, guard->number);
        break;
    }
}

static void when_write(const struct guard *guard, struct text *out)
{
    if (guard->kind == GUARD_NONE)
        return;
    text_add(out, " when = \"");
    guard_write(guard, out);
    text_add(out, "\";");
}

static void block_write(const struct block *block, const char *key, struct text *out);

static void datum_write(const struct act *act, struct text *out)
{
    if (act->datum >= 0)
        text_addf(out, " with = { x = \"fields.f%d\"; };", act->datum);
}

static void act_write(const struct block *block, int index, struct text *out)
{
    const struct act *act = &block->acts[index];
    text_add(out, "{ ");
    switch (act->kind) {
    case ACT_LOG:
        text_addf(out, "log = \"b%d.%d\";", block->id, index);
        break;
    case ACT_SET:
        text_addf(out, "set = \"f%d\"; to = %d;", act->number, act->value);
        break;
    case ACT_ADD:
        text_addf(out, "set = \"f%d\"; expr = \"fields.f%d + 1\";", act->number, act->number);
        break;
    case ACT_RAISE:
        text_addf(out, "raise = \"e%d\";", act->number);
        datum_write(act, out);
        break;
    case ACT_SEND:
        text_addf(out, "send = \"e%d\";", act->number);
        datum_write(act, out);
        break;
    case ACT_INTERNAL:
        text_addf(out, "send = \"e%d\"; to = \"internal\";", act->number);
        datum_write(act, out);
        break;
    case ACT_DELAY:
        text_addf(out, "send = \"e%d\"; after = \"%ds\"; id = \"d%d\";", act->number, act->wait, act->id);
        datum_write(act, out);
        break;
    case ACT_CANCEL:
        text_addf(out, "cancel_expr = \"'d%d'\";", act->id);
        break;
    case ACT_OWN:
        text_addf(out, "set = \"g%d\"; to = %d;", act->number, act->value);
        break;
    case ACT_TAKE:
        text_addf(out, "set = \"f%d\"; expr = \"event.data.x\";", act->number);
        break;
    case ACT_FAIL:
        text_addf(out, "set = \"f%d\"; expr = \"1 / (fields.f%d - fields.f%d)\";", act->number, act->number,
                  act->number);
        break;
    case ACT_CHOOSE:
        text_add(out, "choose = ( {");
        when_write(&act->guard, out);
        block_write(act->inner, "do", out);
        text_add(out, " }");
        if (act->another) {
            text_add(out, ", {");
            block_write(act->another, "do", out);
            text_add(out, " }");
        }
        text_add(out, " );");
        break;
    case ACT_EACH:
        text_addf(out, "foreach = \"[%d, %d]\"; item = \"f%d\";", act->value, act->value + 1, act->number);
        block_write(act->inner, "do", out);
        break;
    }
    text_add(out, " }");
}

static void block_write(const struct block *block, const char *key, struct text *out)
{
    if (!block->count)
        return;
    text_addf(out, " %s = ( ", key);
    for (int i = 0; i < block->count; i++) {
        text_add(out, i ? ", " : "");
        act_write(block, i, out);
    }
    text_add(out, " );");
}

static void targets_write(const struct arrow *arrow, const char *key, struct text *out)
{
    if (!arrow->target_count)
        return;
    text_addf(out, " %s = [", key);
    for (int i = 0; i < arrow->target_count; i++)
        text_addf(out, "%s\"s%d\"", i ? ", " : "", arrow->targets[i]);
    text_add(out, "];");
}

static void events_write(const struct arrow *arrow, struct text *out)
{
    if (!arrow->event_count)
        return;
    text_add(out, " event = [");
    for (int i = 0; i < arrow->event_count; i++) {
        text_add(out, i ? ", " : "");
        if (arrow->events[i] == EVENT_ANY)
            text_add(out, "\"*\"");
        else if (arrow->events[i] == EVENT_ERROR)
            text_add(out, "\"error.*\"");
        else if (arrow->events[i] <= EVENT_DONE)
            text_addf(out, "\"done.state.s%d\"", EVENT_DONE - arrow->events[i]);
        else
            text_addf(out, "\"e%d\"", arrow->events[i]);
    }
    text_add(out, "];");
}

static void arrow_write(const struct arrow *arrow, struct text *out)
{
    text_add(out, "\n {");
    events_write(arrow, out);
    when_write(&arrow->guard, out);
    targets_write(arrow, "goto", out);
    if (arrow->internal)
        text_add(out, " internal = true;");
    block_write(&arrow->block, "do", out);
    text_add(out, " }");
}

static void nodes_write(const struct chart *chart, int first, int last, struct text *out);

static void datum_beside(enum beside beside, const char *name, struct text *out)
{
    if (beside != BESIDE_NONE)
        text_addf(out, " %s = \"%s\";", name, beside == BESIDE_FAILS ? "1 / (fields.f0 - fields.f0)" : "'beside'");
}

static void data_write(const struct node *final, struct text *out)
{
    text_add(out, " done_data = {");
    datum_beside(final->beside[0], "w", out);
    text_addf(out, " x = \"%s\";", final->data_fails ? "1 / (fields.f0 - fields.f0)" : "fields.f0");
    datum_beside(final->beside[1], "y", out);
    text_add(out, " };");
}

static void node_write(const struct chart *chart, int number, struct text *out)
{
    const struct node *node = &chart->nodes[number];
    text_addf(out, "\n{ id = \"s%d\";", number);
    if (node_is_history(node)) {
        text_addf(out, " history = \"%s\";", node->kind == NODE_DEEP ? "deep" : "shallow");
        targets_write(&node->start, "goto", out);
        block_write(&node->start.block, "do", out);
    } else {
        if (node->own && node->own_counts)
            text_addf(out, " fields = { g%d = { type = \"int\"; expr = \"fields.f0 + 1\"; }; };", number);
        else if (node->own)
            text_addf(out, " fields = { g%d = { type = \"int\"; default = %d; }; };", number, node->own_value);
        if (node->kind == NODE_PARALLEL)
            text_add(out, " parallel = true;");
        if (node->kind == NODE_FINAL)
            text_add(out, " final = true;");
        if (node->data)
            data_write(node, out);
        block_write(&node->entry, "entry", out);
        block_write(&node->exit, "exit", out);
    }
    if (node->start_written) {
        targets_write(&node->start, "initial", out);
        block_write(&node->start.block, "initial_do", out);
    }
    if (node->arrow_count) {
        text_add(out, " on = (");
        for (int i = 0; i < node->arrow_count; i++) {
            text_add(out, i ? "," : "");
            arrow_write(&node->arrows[i], out);
        }
        text_add(out, " );");
    }
    if (node->last > number)
        nodes_write(chart, number + 1, node->last, out);
    text_add(out, " }");
}

static void nodes_write(const struct chart *chart, int first, int last, struct text *out)
{
    text_add(out, " states = (");
    for (int child = first; child <= last; child = chart->nodes[child].last + 1) {
        text_add(out, child > first ? "," : "");
        node_write(chart, child, out);
    }
    text_add(out, " );");
}

void chart_write(const struct chart *chart, struct text *out)
{
    text_add(out, "workflow = { id = \"chart\"; version = 1; title = \"Chart\"; prefix = \"X\"; subject = \"pupil\";\n fields = {");
    for (int i = 0; i < CHART_FIELDS; i++)
        text_addf(out, " f%d = { type = \"int\"; default = 0; };", i);
    text_add(out, " };");
    if (chart->late)
        text_add(out, " binding = \"late\";");
    if (chart->start_written)
        targets_write(&chart->start, "initial", out);
    nodes_write(chart, 0, chart->count - 1, out);
    text_add(out, " };\n");
}
