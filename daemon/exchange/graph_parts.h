/* Private to the pictures: the states of a workflow with their place in the tree. */
#ifndef SENDD_EXCHANGE_GRAPH_PARTS_H
#define SENDD_EXCHANGE_GRAPH_PARTS_H

#include "base/json.h"
#include "base/list.h"

enum graph_kind { GRAPH_ATOMIC, GRAPH_COMPOUND, GRAPH_PARALLEL, GRAPH_FINAL, GRAPH_SHALLOW, GRAPH_DEEP };

struct graph_state {
    size_t index; /* in document order over the whole picture */
    const char *id, *title;
    enum graph_kind kind;
    bool active;
    const json_t *node;
    const struct graph_state *parent; /* NULL at the top */
    struct list inner;                /* of struct graph_state, with its history states */
};

/* A workflow, or a child workflow of one. */
struct graph {
    struct arena *arena;
    const json_t *body;
    const char *title;
    struct list tops, all; /* of struct graph_state */
};

/* Reads BODY; *NEXT is the index for its first state, and is moved behind its last. */
struct graph *graph_read(struct arena *arena, const json_t *body, const char *const *active, size_t *next);
void graph_free(struct graph *graph); /* the lists; all else is the arena's */
struct graph_state *graph_find(const struct graph *graph, const char *id);
bool graph_has_inside(const struct graph_state *state);
/* INNER lies somewhere in OUTER. */
bool graph_inside(const struct graph_state *inner, const struct graph_state *outer);
/* Where STATE begins: its initial state's initial state and so on; an atomic state itself. */
const struct graph_state *graph_leaf(const struct graph *graph, const struct graph_state *state);
/* The states that NODE (a state's, or the body) names as initial; else its first one. Free the list. */
struct list graph_initial(const struct graph *graph, const json_t *node, const struct list *inner);
/* Lines of at most WIDTH columns, broken at spaces, with BREAK between them. */
void graph_wrap(const char *text, size_t width, const char *line_break, void (*escape)(const char *, size_t, struct text *),
                struct text *out);

#endif
