#include "exchange/graph_parts.h"

#include <string.h>

static enum graph_kind kind_of(const json_t *node)
{
    const char *history = json_text(node, "history");
    if (history)
        return string_equal(history, "deep") ? GRAPH_DEEP : GRAPH_SHALLOW;
    if (json_is_true(json_object_get(node, "final")))
        return GRAPH_FINAL;
    if (json_is_true(json_object_get(node, "parallel")))
        return GRAPH_PARALLEL;
    return json_array_size(json_object_get(node, "states")) ? GRAPH_COMPOUND : GRAPH_ATOMIC;
}

static bool among(const char *const *names, const char *name)
{
    for (; names && *names; names++)
        if (string_equal(*names, name))
            return true;
    return false;
}

static void read_states(struct graph *graph, const json_t *nodes, const struct graph_state *parent, struct list *into,
                        const char *const *active, size_t *next)
{
    size_t i;
    json_t *node;
    json_array_foreach(nodes, i, node) {
        struct graph_state *state = arena_alloc(graph->arena, sizeof *state);
        const char *title = json_text(node, "title");
        state->index = (*next)++;
        state->id = json_text(node, "id") ? json_text(node, "id") : "";
        state->title = title ? title : state->id;
        state->kind = kind_of(node);
        state->active = among(active, state->id);
        state->node = node;
        state->parent = parent;
        list_add(into, state);
        list_add(&graph->all, state);
        read_states(graph, json_object_get(node, "states"), state, &state->inner, active, next);
    }
}

struct graph *graph_read(struct arena *arena, const json_t *body, const char *const *active, size_t *next)
{
    struct graph *graph = arena_alloc(arena, sizeof *graph);
    const char *title = json_text(body, "title");
    graph->arena = arena;
    graph->body = body;
    graph->title = title ? title : json_text(body, "id");
    read_states(graph, json_object_get(body, "states"), NULL, &graph->tops, active, next);
    return graph;
}

void graph_free(struct graph *graph)
{
    for (size_t i = 0; i < graph->all.count; i++)
        list_free(&((struct graph_state *)graph->all.items[i])->inner);
    list_free(&graph->all);
    list_free(&graph->tops);
}

struct graph_state *graph_find(const struct graph *graph, const char *id)
{
    for (size_t i = 0; i < graph->all.count; i++) {
        struct graph_state *state = graph->all.items[i];
        if (string_equal(state->id, id))
            return state;
    }
    return NULL;
}

bool graph_has_inside(const struct graph_state *state)
{
    return state->inner.count > 0;
}

bool graph_inside(const struct graph_state *inner, const struct graph_state *outer)
{
    for (inner = inner->parent; inner; inner = inner->parent)
        if (inner == outer)
            return true;
    return false;
}

struct list graph_initial(const struct graph *graph, const json_t *node, const struct list *inner)
{
    struct list out = LIST_EMPTY;
    size_t i;
    json_t *word;
    json_array_foreach(json_object_get(node, "initial"), i, word) {
        struct graph_state *state = graph_find(graph, json_string_value(word));
        if (state)
            list_add(&out, state);
    }
    for (size_t k = 0; k < inner->count && !out.count; k++) {
        struct graph_state *state = inner->items[k];
        if (state->kind != GRAPH_SHALLOW && state->kind != GRAPH_DEEP)
            list_add(&out, state);
    }
    return out;
}

const struct graph_state *graph_leaf(const struct graph *graph, const struct graph_state *state)
{
    while (graph_has_inside(state)) {
        struct list initial = graph_initial(graph, state->node, &state->inner);
        const struct graph_state *next = initial.count ? initial.items[0] : state->inner.items[0];
        list_free(&initial);
        state = next;
    }
    return state;
}

void graph_wrap(const char *text, size_t width, const char *line_break, void (*escape)(const char *, size_t, struct text *),
                struct text *out)
{
    size_t column = 0;
    for (const char *at = text; *at;) {
        size_t blanks = strspn(at, " \t\n\r");
        size_t length = strcspn(at + blanks, " \t\n\r");
        at += blanks;
        if (!length)
            break;
        if (column && column + 1 + length > width) {
            text_add(out, line_break);
            column = 0;
        }
        if (column++)
            text_add_char(out, ' ');
        else
            column = 0;
        escape(at, length, out);
        column += length;
        at += length;
    }
}
