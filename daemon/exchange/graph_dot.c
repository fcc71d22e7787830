/* Graphviz: a state with states inside is a cluster; a region of a parallel state is dashed. */
#include "exchange/graph.h"
#include "exchange/graph_parts.h"

#include <string.h>

#define TITLE_WIDTH 30 /* columns of a title, of a guard */

struct dot {
    struct text *out;
    const struct graph *graph;
};

static void escape_html(const char *bytes, size_t count, struct text *out)
{
    for (size_t i = 0; i < count; i++)
        switch (bytes[i]) {
        case '&':
            text_add(out, "&amp;");
            break;
        case '<':
            text_add(out, "&lt;");
            break;
        case '>':
            text_add(out, "&gt;");
            break;
        case '"':
            text_add(out, "&quot;");
            break;
        default:
            if ((unsigned char)bytes[i] >= 32)
                text_add_char(out, bytes[i]);
        }
}

static void html(struct text *out, const char *text)
{
    escape_html(text, strlen(text), out);
}

/* --- what stands in a state's box --- */

static void small(struct text *out, const char *sign, const char *text)
{
    text_addf(out, "<FONT POINT-SIZE=\"9\" COLOR=\"#444444\"><I>%s</I> ", sign);
    graph_wrap(text, TITLE_WIDTH + 6, "<BR ALIGN=\"LEFT\"/>&nbsp;&nbsp;&nbsp;", escape_html, out);
    text_add(out, "</FONT><BR ALIGN=\"LEFT\"/>");
}

static void each(struct text *out, const json_t *list, const char *sign, const char *key, const char *other)
{
    size_t i;
    json_t *item;
    json_array_foreach(list, i, item) {
        const char *text = json_text(item, key);
        if (text || json_text(item, other))
            small(out, sign, text ? text : json_text(item, other));
    }
}

/* The duties and the work of a state, which are why people look at it. */
static void details(struct text *out, const struct graph_state *state)
{
    each(out, json_object_get(state->node, "deadlines"), "duty:", "title", "rule");
    each(out, json_object_get(state->node, "tasks"), "task:", "title", "id");
    each(out, json_object_get(state->node, "timers"), "timer:", "event", "id");
    each(out, json_object_get(state->node, "invoke"), "runs:", "workflow", "id");
}

static void title(struct text *out, const struct graph_state *state)
{
    text_add(out, "<B>");
    graph_wrap(state->title, TITLE_WIDTH, "<BR/>", escape_html, out);
    text_add(out, "</B>");
    if (strcmp(state->title, state->id) != 0) {
        text_add(out, "<BR/><FONT POINT-SIZE=\"9\" COLOR=\"#777777\">");
        html(out, state->id);
        text_add(out, "</FONT>");
    }
}

static void label(struct text *out, const struct graph_state *state)
{
    struct text more = TEXT_EMPTY;
    text_add_char(out, '<');
    title(out, state);
    details(&more, state);
    if (more.length)
        text_addf(out, "<BR/>%s", text_string(&more));
    text_add_char(out, '>');
    text_free(&more);
}

/* --- states --- */

static void indent(struct dot *dot, const struct graph_state *state)
{
    text_add(dot->out, "  ");
    for (; state; state = state->parent)
        text_add(dot->out, "  ");
}

static bool is_region(const struct graph_state *state)
{
    return state->parent && state->parent->kind == GRAPH_PARALLEL;
}

static const char *colours(const struct graph_state *state)
{
    return state->active ? "color=\"#b36b00\", penwidth=2.5, fillcolor=\"#ffe8a3\""
           : state->kind == GRAPH_FINAL ? "color=\"#333333\", fillcolor=\"#eeeeee\""
                                        : "color=\"#33557a\", fillcolor=\"#f4f8fc\"";
}

static void leaf(struct dot *dot, const struct graph_state *state)
{
    indent(dot, state->parent);
    if (state->kind == GRAPH_SHALLOW || state->kind == GRAPH_DEEP) {
        text_addf(dot->out, "s%zu [shape=circle, width=0.3, fixedsize=true, style=filled, label=\"%s\", %s];\n", state->index,
                  state->kind == GRAPH_DEEP ? "H*" : "H", colours(state));
        return;
    }
    text_addf(dot->out, "s%zu [%s, label=", state->index,
              state->kind == GRAPH_FINAL ? "shape=doublecircle, style=filled, margin=\"0.02,0.02\", fontsize=10"
              : is_region(state)         ? "style=\"rounded,filled,dashed\""
                                         : "style=\"rounded,filled\"");
    if (state->kind == GRAPH_FINAL) {
        text_add_char(dot->out, '<');
        graph_wrap(state->title, 12, "<BR/>", escape_html, dot->out);
        text_add_char(dot->out, '>');
    } else {
        label(dot->out, state);
    }
    text_addf(dot->out, ", %s];\n", colours(state));
}

/* The dot from which a compound state begins; STATE NULL: the workflow. */
static void begin(struct dot *dot, const struct graph_state *state, const json_t *node, const struct list *inner)
{
    char name[32];
    struct list initial = graph_initial(dot->graph, node, inner);
    snprintf(name, sizeof name, state ? "i%zu" : "begin%zu",
             state ? state->index : ((struct graph_state *)inner->items[0])->index);
    indent(dot, state);
    text_addf(dot->out, "%s [shape=point, width=0.12, color=\"#33557a\"];\n", name);
    for (size_t i = 0; i < initial.count; i++) {
        const struct graph_state *to = initial.items[i], *end = graph_leaf(dot->graph, to);
        indent(dot, state);
        text_addf(dot->out, "%s -> s%zu [", name, end->index);
        if (end != to)
            text_addf(dot->out, "lhead=cluster_%zu, minlen=2, ", to->index);
        text_add(dot->out, "color=\"#33557a\", weight=4];\n");
    }
    list_free(&initial);
}

static void states(struct dot *dot, const struct list *list);

static void cluster(struct dot *dot, const struct graph_state *state)
{
    indent(dot, state->parent);
    text_addf(dot->out, "subgraph cluster_%zu {\n", state->index);
    indent(dot, state);
    text_add(dot->out, "label=");
    label(dot->out, state);
    text_addf(dot->out, "; labeljust=l; fontsize=12; style=\"rounded%s%s\"; %s;\n", is_region(state) ? ",dashed" : "",
              state->active ? ",filled" : "",
              state->active ? "color=\"#b36b00\"; penwidth=2; fillcolor=\"#fff6dd\"" : "color=\"#7d93ab\"");
    if (state->kind != GRAPH_PARALLEL)
        begin(dot, state, state->node, &state->inner);
    states(dot, &state->inner);
    indent(dot, state->parent);
    text_add(dot->out, "}\n");
}

static void states(struct dot *dot, const struct list *list)
{
    for (size_t i = 0; i < list->count; i++) {
        const struct graph_state *state = list->items[i];
        if (graph_has_inside(state))
            cluster(dot, state);
        else
            leaf(dot, state);
    }
}

/* --- transitions --- */

static void edge_label(struct dot *dot, const json_t *transition)
{
    const char *when = json_text(transition, "when");
    const json_t *events = json_object_get(transition, "event");
    size_t i;
    json_t *event;
    text_add_char(dot->out, '<');
    json_array_foreach(events, i, event) {
        text_add(dot->out, i ? "<BR/>" : "");
        html(dot->out, json_string_value(event));
    }
    if (when) {
        text_add(dot->out, json_array_size(events) ? "<BR/><I>[" : "<I>[");
        graph_wrap(when, TITLE_WIDTH, "<BR/>", escape_html, dot->out);
        text_add(dot->out, "]</I>");
    }
    text_add(dot->out, !when && !json_array_size(events) ? " >" : ">");
}

/* From a compound state the arrow leaves its frame; into its own inside it leaves a mark there. */
static void edge(struct dot *dot, const struct graph_state *from, const struct graph_state *to, const json_t *transition)
{
    const struct graph *graph = dot->graph;
    bool inward = graph_inside(to, from) || (to == from && graph_has_inside(from));
    const struct graph_state *tail = graph_leaf(graph, from), *head = graph_leaf(graph, to);
    text_add(dot->out, "  ");
    if (inward && graph_has_inside(from))
        text_addf(dot->out, "any%zu", from->index);
    else
        text_addf(dot->out, "s%zu", tail->index);
    text_addf(dot->out, " -> s%zu [label=", head->index);
    edge_label(dot, transition);
    if (tail != from && !inward)
        text_addf(dot->out, ", ltail=cluster_%zu", from->index);
    if (head != to && !graph_inside(from, to) && from != to)
        text_addf(dot->out, ", lhead=cluster_%zu", to->index);
    text_add(dot->out, "];\n");
}

/* A mark for "from wherever it is inside", once a state that needs it. */
static void any_mark(struct dot *dot, const struct graph_state *state)
{
    size_t i, k;
    json_t *transition, *word;
    json_array_foreach(json_object_get(state->node, "on"), i, transition)
        json_array_foreach(json_object_get(transition, "goto"), k, word) {
            const struct graph_state *to = graph_find(dot->graph, json_string_value(word));
            if (!to || !graph_has_inside(state) || (to != state && !graph_inside(to, state)))
                continue;
            text_addf(dot->out,
                      "  subgraph cluster_%zu { any%zu [shape=plaintext, margin=0, fontsize=9, fontcolor=\"#777777\", "
                      "label=<<I>from any state here</I>>]; }\n",
                      state->index, state->index);
            return;
        }
}

static void edges(struct dot *dot, const struct graph_state *state)
{
    size_t i, k;
    json_t *transition, *word;
    any_mark(dot, state);
    json_array_foreach(json_object_get(state->node, "on"), i, transition)
        json_array_foreach(json_object_get(transition, "goto"), k, word) {
            const struct graph_state *to = graph_find(dot->graph, json_string_value(word));
            if (to)
                edge(dot, state, to, transition);
        }
    json_array_foreach(json_object_get(state->node, "goto"), k, word) {
        const struct graph_state *to = graph_find(dot->graph, json_string_value(word));
        if (to)
            edge(dot, state, to, NULL);
    }
}

static void workflow(struct dot *dot, struct arena *arena, const json_t *body, const char *const *active, size_t *next,
                     bool child)
{
    struct graph *graph = graph_read(arena, body, active, next);
    size_t first = *next, i;
    json_t *inner;
    dot->graph = graph;
    if (child)
        text_addf(dot->out, "  subgraph cluster_child%zu {\n    style=bold; color=\"#7d93ab\"; labeljust=l; fontsize=12; label=<", first);
    else
        text_add(dot->out, "  label=<");
    text_add(dot->out, child ? "Child workflow: <B>" : "<B>");
    html(dot->out, graph->title);
    text_add(dot->out, child ? "</B>>;\n" : "</B>>; labelloc=t; fontsize=16;\n");
    if (graph->tops.count) {
        begin(dot, NULL, body, &graph->tops);
        states(dot, &graph->tops);
    }
    for (i = 0; i < graph->all.count; i++)
        edges(dot, graph->all.items[i]);
    if (child)
        text_add(dot->out, "  }\n");
    graph_free(graph);
    json_array_foreach(json_object_get(body, "children"), i, inner)
        workflow(dot, arena, inner, NULL, next, true);
}

void graph_dot(const json_t *canonical, const char *const *active, struct text *out)
{
    struct arena *arena = arena_new();
    struct dot dot = {.out = out};
    size_t next = 0;
    text_add(out, "digraph workflow {\n"
                  "  compound=true; rankdir=TB; ranksep=0.5; nodesep=0.4; fontname=\"Helvetica\"; fontsize=12;\n"
                  "  node [shape=box, fontname=\"Helvetica\", fontsize=11, margin=\"0.15,0.08\"];\n"
                  "  edge [fontname=\"Helvetica\", fontsize=9, color=\"#555555\", arrowsize=0.7];\n");
    workflow(&dot, arena, json_object_get(canonical, "workflow"), active, &next, false);
    text_add(out, "}\n");
    arena_free(arena);
}
