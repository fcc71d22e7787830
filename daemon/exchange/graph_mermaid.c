/* Mermaid's stateDiagram-v2. It has no history: such a state is drawn as a state called H or H*. */
#include "exchange/graph.h"
#include "exchange/graph_parts.h"

#include <string.h>

struct mermaid {
    struct text *out;
    const struct graph *graph;
};

/* Signs that Mermaid would read as its own are written by their numbers. */
static void escape(const char *bytes, size_t count, struct text *out)
{
    for (size_t i = 0; i < count; i++)
        if (strchr("\"#;:<>{}[]&|%`", bytes[i]))
            text_addf(out, "#%d;", bytes[i]);
        else if ((unsigned char)bytes[i] >= 32)
            text_add_char(out, bytes[i]);
}

static void indent(struct mermaid *mermaid, const struct graph_state *state)
{
    text_add(mermaid->out, "  ");
    for (; state; state = state->parent)
        text_add(mermaid->out, "  ");
}

static const char *title_of(const struct graph_state *state)
{
    return state->kind == GRAPH_SHALLOW ? "H" : state->kind == GRAPH_DEEP ? "H*" : state->title;
}

static void begin(struct mermaid *mermaid, const struct graph_state *state, const json_t *node, const struct list *inner)
{
    struct list initial = graph_initial(mermaid->graph, node, inner);
    for (size_t i = 0; i < initial.count; i++) {
        indent(mermaid, state);
        text_addf(mermaid->out, "[*] --> s%zu\n", ((struct graph_state *)initial.items[i])->index);
    }
    list_free(&initial);
}

static void states(struct mermaid *mermaid, const struct list *list, bool regions)
{
    for (size_t i = 0; i < list->count; i++) {
        const struct graph_state *state = list->items[i];
        if (regions && i) {
            indent(mermaid, state->parent);
            text_add(mermaid->out, "--\n");
        }
        indent(mermaid, state->parent);
        text_add(mermaid->out, "state \"");
        escape(title_of(state), strlen(title_of(state)), mermaid->out);
        text_addf(mermaid->out, "\" as s%zu", state->index);
        if (graph_has_inside(state)) {
            text_add(mermaid->out, " {\n");
            if (state->kind != GRAPH_PARALLEL)
                begin(mermaid, state, state->node, &state->inner);
            states(mermaid, &state->inner, state->kind == GRAPH_PARALLEL);
            indent(mermaid, state->parent);
            text_add_char(mermaid->out, '}');
        }
        text_add_char(mermaid->out, '\n');
        if (state->kind == GRAPH_FINAL) {
            indent(mermaid, state->parent);
            text_addf(mermaid->out, "s%zu --> [*]\n", state->index);
        }
    }
}

static void edge(struct mermaid *mermaid, const struct graph_state *from, const json_t *word, const json_t *transition)
{
    const struct graph_state *to = graph_find(mermaid->graph, json_string_value(word));
    const char *when = json_text(transition, "when"), *before = " : ";
    size_t i;
    json_t *event;
    if (!to)
        return;
    text_addf(mermaid->out, "  s%zu --> s%zu", from->index, to->index);
    json_array_foreach(json_object_get(transition, "event"), i, event) {
        text_add(mermaid->out, before);
        escape(json_string_value(event), strlen(json_string_value(event)), mermaid->out);
        before = ", ";
    }
    if (when) {
        text_addf(mermaid->out, "%s#91;", *before == ',' ? " " : before);
        graph_wrap(when, 40, "<br/>", escape, mermaid->out);
        text_add(mermaid->out, "#93;");
    }
    text_add_char(mermaid->out, '\n');
}

static void edges(struct mermaid *mermaid, const struct graph_state *state)
{
    size_t i, k;
    json_t *transition, *word;
    json_array_foreach(json_object_get(state->node, "on"), i, transition)
        json_array_foreach(json_object_get(transition, "goto"), k, word)
            edge(mermaid, state, word, transition);
    json_array_foreach(json_object_get(state->node, "goto"), k, word)
        edge(mermaid, state, word, NULL);
}

static void workflow(struct mermaid *mermaid, struct arena *arena, const json_t *body, const char *const *active, size_t *next)
{
    struct graph *graph = graph_read(arena, body, active, next);
    size_t i;
    json_t *child;
    mermaid->graph = graph;
    if (graph->tops.count) {
        begin(mermaid, NULL, body, &graph->tops);
        states(mermaid, &graph->tops, false);
    }
    for (i = 0; i < graph->all.count; i++)
        edges(mermaid, graph->all.items[i]);
    for (i = 0; i < graph->all.count; i++) {
        const struct graph_state *state = graph->all.items[i];
        if (state->active)
            text_addf(mermaid->out, "  class s%zu active\n", state->index);
    }
    graph_free(graph);
    json_array_foreach(json_object_get(body, "children"), i, child) {
        text_addf(mermaid->out, "  state \"Child workflow ");
        const char *title = json_text(child, "title") ? json_text(child, "title") : json_text(child, "id");
        escape(title, strlen(title), mermaid->out);
        text_addf(mermaid->out, "\" as c%zu {\n", *next);
        workflow(mermaid, arena, child, NULL, next);
        text_add(mermaid->out, "  }\n");
    }
}

void graph_mermaid(const json_t *canonical, const char *const *active, struct text *out)
{
    struct arena *arena = arena_new();
    struct mermaid mermaid = {.out = out};
    const json_t *body = json_object_get(canonical, "workflow");
    const char *title = json_text(body, "title");
    size_t next = 0;
    text_add(out, "---\ntitle: \"");
    escape(title ? title : "", strlen(title ? title : ""), out);
    text_add(out, "\"\n---\nstateDiagram-v2\n");
    workflow(&mermaid, arena, body, active, &next);
    text_add(out, "  classDef active fill:#ffe8a3,stroke:#b36b00,stroke-width:3px\n");
    arena_free(arena);
}
