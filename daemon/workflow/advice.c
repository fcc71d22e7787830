/* Who asks which question, and where the answer is not wanted. */
#include "workflow/advice_parts.h"

#include <stdarg.h>
#include <stdio.h>

const char *const advice_names[] = {"dead-end",     "event-unsent",   "event-untaken",      "never-ends",
                                    "never-taken",  "never-true",     "role-without-address", "rule-not-in-force",
                                    "target-unread", "template-missing", "unknown-choice", "unreachable",
                                    "waits-forever",
                                    NULL};

/* The word in a `quiet` of a group around NODE, or NULL. */
static const struct conf_node *quiet_word(const struct conf_node *node, const char *name)
{
    for (; node; node = node->parent) {
        const struct conf_node *quiet = node->kind == CONF_NODE_GROUP ? conf_get(node, "quiet") : NULL;
        for (size_t i = 0; quiet && quiet->kind == CONF_NODE_LIST && i < quiet->count; i++)
            if (string_equal(quiet->items[i]->string, name))
                return quiet->items[i];
    }
    return NULL;
}

struct error *advise(struct advice *advice, const struct conf_node *node, const char *name, const char *format,
                     ...)
{
    char text[sizeof((struct error *)0)->text];
    const struct conf_node *word = quiet_word(node, name);
    va_list list;
    if (word) {
        list_add(&advice->quieted, (void *)(uintptr_t)word);
        return NULL;
    }
    va_start(list, format);
    vsnprintf(text, sizeof text, format, list);
    va_end(list);
    return conf_warn(advice->faults, node, name, "%s", text);
}

static void chart_advise(struct advice *advice, const struct definition *definition,
                         const struct definition *parent)
{
    struct chart chart = {.advice = advice, .definition = definition, .parent = parent};
    chart.closed = arena_alloc(advice->arena, (definition->state_count + 1) * sizeof *chart.closed);
    chart.reached = arena_alloc(advice->arena, definition->state_count + 1);
    chart.stuck = arena_alloc(advice->arena, definition->state_count + 1);
    advice_guards(&chart);
    advice_reach(&chart);
    advice_waits(&chart);
    advice_events(&chart);
    for (size_t i = 0; i < definition->child_count; i++)
        chart_advise(advice, definition->children[i], definition);
}

void advice_workflow(struct advice *advice, const struct definition *definition)
{
    chart_advise(advice, definition, NULL);
}

static void quiet_walk(struct advice *advice, const struct conf_node *node)
{
    bool quiet = node->kind == CONF_NODE_LIST && string_equal(node->name, "quiet");
    for (size_t i = 0; i < node->count; i++) {
        bool used = false;
        for (size_t j = 0; quiet && j < advice->quieted.count; j++)
            used = used || advice->quieted.items[j] == node->items[i];
        if (quiet && !used)
            error_hint(conf_warn(advice->faults, node->items[i], "quiet-idle",
                                 "quiet = \"%s\" silences nothing here", node->items[i]->string),
                       "take it out");
        quiet_walk(advice, node->items[i]);
    }
}

void advice_quiet(struct advice *advice, const struct definition *definition)
{
    quiet_walk(advice, definition->node);
}
