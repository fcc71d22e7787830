/* A workflow as an SCXML document. */
#include "exchange/export.h"
#include "exchange/name.h"
#include "exchange/scxml.h"
#include "exchange/xml.h"

#include <string.h>

static void export_fields(struct xml_writer *writer, const json_t *fields)
{
    static const char *const handled[] = {"expr", NULL};
    struct arena *arena = arena_new();
    const char *name;
    json_t *field;
    if (json_object_size(fields)) {
        write_open(writer, "datamodel");
        json_object_foreach((json_t *)fields, name, field) {
            const char *read = name_field(arena, name);
            write_open(writer, "data");
            write_attribute(writer, "id", name);
            write_attribute(writer, "expr", json_text(field, "expr"));
            write_attribute(writer, "sendd:field", string_equal(read, name) ? NULL : name);
            write_rest(writer, field, handled);
            write_close(writer, "data");
        }
        write_close(writer, "datamodel");
    }
    arena_free(arena);
}

static const json_t *child_find(const struct xml_writer *writer, const char *id)
{
    size_t i;
    json_t *child;
    json_array_foreach(writer->children, i, child)
        if (string_equal(json_text(child, "id"), id))
            return child;
    return NULL;
}

static void export_invoke(struct xml_writer *writer, const json_t *invoke)
{
    const char *workflow = json_text(invoke, "workflow");
    const json_t *child = child_find(writer, workflow);
    write_open(writer, "invoke");
    write_attribute(writer, "type", json_text(invoke, "type_expr") ? NULL : "scxml");
    write_attribute(writer, "typeexpr", json_text(invoke, "type_expr"));
    write_attribute(writer, "id", json_text(invoke, "id"));
    write_attribute(writer, "idlocation", json_text(invoke, "id_field"));
    write_attribute(writer, "autoforward", json_is_true(json_object_get(invoke, "autoforward")) ? "true" : NULL);
    write_attribute(writer, "sendd:workflow", child ? NULL : workflow);
    write_attribute(writer, "sendd:each", json_text(invoke, "each"));
    write_attribute(writer, "sendd:item", json_text(invoke, "item"));
    export_params(writer, json_object_get(invoke, "with"), NULL, NULL);
    if (child) {
        write_open(writer, "content");
        export_body(writer, child);
        write_close(writer, "content");
    }
    export_block(writer, "finalize", json_object_get(invoke, "do"));
    write_close(writer, "invoke");
}

static void export_transition(struct xml_writer *writer, const json_t *transition)
{
    write_open(writer, "transition");
    write_words(writer, "event", json_object_get(transition, "event"));
    write_attribute(writer, "cond", json_text(transition, "when"));
    write_words(writer, "target", json_object_get(transition, "goto"));
    write_attribute(writer, "type", json_is_true(json_object_get(transition, "internal")) ? "internal" : NULL);
    export_actions(writer, json_object_get(transition, "do"));
    write_close(writer, "transition");
}

/* <initial> or <history>: one transition without an event. */
static void export_default(struct xml_writer *writer, const json_t *targets, const json_t *actions)
{
    write_open(writer, "transition");
    write_words(writer, "target", targets);
    export_actions(writer, actions);
    write_close(writer, "transition");
}

static void export_state(struct xml_writer *writer, const json_t *state);

/* What a workflow and a state have in common. */
static void export_inside(struct xml_writer *writer, const json_t *body)
{
    size_t i;
    json_t *item;
    export_fields(writer, json_object_get(body, "fields"));
    export_handlers(writer, "onentry", json_object_get(body, "entry"));
    export_handlers(writer, "onexit", json_object_get(body, "exit"));
    json_array_foreach(json_object_get(body, "invoke"), i, item)
        export_invoke(writer, item);
    json_array_foreach(json_object_get(body, "on"), i, item)
        export_transition(writer, item);
    json_array_foreach(json_object_get(body, "states"), i, item)
        export_state(writer, item);
}

static void export_done(struct xml_writer *writer, const json_t *state)
{
    const json_t *data = json_object_get(state, "done_data");
    const char *value = json_text(state, "done_value");
    if (!data && !value)
        return;
    write_open(writer, "donedata");
    export_params(writer, data, json_object_get(state, "done_names"), value);
    write_close(writer, "donedata");
}

static void export_state(struct xml_writer *writer, const json_t *state)
{
    static const char *const handled[] = {"id",         "initial", "initial_do", "parallel", "final", "history",
                                          "goto",       "do",      "done_data",  "done_names", "done_value", "fields", "invoke",
                                          "entry",      "exit",    "on",         "states",   NULL};
    const char *history = json_text(state, "history");
    const json_t *initial = json_object_get(state, "initial"), *actions = json_object_get(state, "initial_do");
    const char *element = history                                                ? "history"
                          : json_is_true(json_object_get(state, "final"))    ? "final"
                          : json_is_true(json_object_get(state, "parallel")) ? "parallel"
                                                                                 : "state";
    write_open(writer, element);
    write_attribute(writer, "id", json_text(state, "id"));
    write_attribute(writer, "type", history);
    if (!(initial && actions))
        write_words(writer, "initial", initial);
    write_rest(writer, state, handled);
    if (history) {
        export_default(writer, json_object_get(state, "goto"), json_object_get(state, "do"));
    } else if (initial && actions) {
        write_open(writer, "initial");
        export_default(writer, initial, actions);
        write_close(writer, "initial");
    } else if (actions) {
        write_ours(writer, "initial_do", actions);
    }
    export_done(writer, state);
    export_inside(writer, state);
    write_close(writer, element);
}

/* Appends the workflow of every invoke, in the order in which import reads them. */
static void gather_invokes(const json_t *body, json_t *names)
{
    size_t i;
    json_t *item;
    json_array_foreach(json_object_get(body, "invoke"), i, item)
        json_array_append(names, json_object_get(item, "workflow"));
    json_array_foreach(json_object_get(body, "states"), i, item)
        gather_invokes(item, names);
}

/* Each child is invoked once, in the children's order: then each can stand inside its <invoke>. */
static bool children_inline(const json_t *body)
{
    const json_t *children = json_object_get(body, "children");
    size_t i, next = 0;
    json_t *name, *names = json_array();
    bool once = true;
    gather_invokes(body, names);
    json_array_foreach(names, i, name) {
        size_t at = 0;
        while (at < json_array_size(children) &&
               !string_equal(json_text(json_array_get(children, at), "id"), json_string_value(name)))
            at++;
        if (at < json_array_size(children))
            once = once && at == next++;
    }
    json_decref(names);
    return once && next == json_array_size(children);
}

void export_body(struct xml_writer *writer, const json_t *body)
{
    static const char *const handled[] = {"id", "initial", "fields", "states", "children", "binding", NULL};
    struct xml_writer inner = *writer;
    bool inside = children_inline(body);
    inner.children = inside ? json_object_get(body, "children") : NULL;
    write_open(&inner, "scxml");
    if (inner.depth == 1) {
        write_attribute(&inner, "xmlns", XMLNS_SCXML);
        write_attribute(&inner, "xmlns:sendd", XMLNS_SENDD);
    }
    write_attribute(&inner, "version", "1.0");
    write_attribute(&inner, "datamodel", "cel");
    write_attribute(&inner, "sendd:own", "true");
    write_attribute(&inner, "name", json_text(body, "id"));
    write_attribute(&inner, "binding", json_text(body, "binding"));
    write_words(&inner, "initial", json_object_get(body, "initial"));
    write_rest(&inner, body, handled);
    if (!inside)
        write_ours(&inner, "children", json_object_get(body, "children"));
    export_inside(&inner, body);
    write_close(&inner, "scxml");
    writer->depth = inner.depth;
    writer->open = inner.open;
}

void scxml_export(const json_t *canonical, struct text *out)
{
    struct xml_writer writer = {.out = out};
    text_add(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    export_body(&writer, json_object_get(canonical, "workflow"));
}
