/* States and transitions. */
#include "exchange/import.h"
#include "exchange/name.h"

#include <string.h>

static bool is_any(const xmlNode *node, const char *const *names)
{
    for (; *names; names++)
        if (xml_is(node, *names))
            return true;
    return false;
}

static json_t *transition(struct session *session, xmlNode *node)
{
    json_t *out = tree_object(node), *events = tree_words(session, node, "event");
    const char *type = xml_attribute(session->arena, node, "type");
    if (events)
        json_object_set_new(out, "event", events);
    tree_set(out, "when", value_condition(session, node, "cond"));
    json_t *targets = tree_words(session, node, "target");
    if (targets)
        json_object_set_new(out, "goto", targets);
    if (!events && !targets && !xml_attribute(session->arena, node, "cond"))
        refuse(session, node, "has neither event, cond nor target: it would be taken for ever");
    if (string_equal(type, "internal"))
        json_object_set_new(out, "internal", json_true());
    else if (type && strcmp(type, "external") != 0)
        refuse(session, node, "type is neither internal nor external");
    tree_list(out, "do", action_block(session, node));
    return out;
}

/* The one <transition> of an <initial> or a <history>: where to, and what to do. */
static void only_transition(struct session *session, xmlNode *node, json_t *out, const char *target, const char *actions)
{
    xmlNode *child = xml_first(node);
    if (!child || !xml_is(child, "transition") || xml_next(child) || xml_attribute(session->arena, child, "event") ||
        xml_attribute(session->arena, child, "cond")) {
        refuse(session, node, "needs one <transition> with nothing but a target");
        return;
    }
    json_t *targets = tree_words(session, child, "target");
    if (!targets)
        refuse(session, child, "needs a target");
    else
        json_object_set_new(out, target, targets);
    tree_list(out, actions, action_block(session, child));
}

static void read_initial(struct session *session, xmlNode *node, json_t *out)
{
    json_t *words = tree_words(session, node, "initial");
    if (words)
        json_object_set_new(out, "initial", words);
    for (xmlNode *child = xml_first(node); child; child = xml_next(child))
        if (xml_is(child, "initial")) {
            if (words)
                refuse(session, child, "stands beside the attribute initial");
            only_transition(session, child, out, "initial", "initial_do");
        }
}

/* Our own name for the <param> NAME of a <donedata>; of one that we wrote, the one that it had. */
static const char *done_key(struct session *session, xmlNode *node, const char *name)
{
    for (xmlNode *child = session->own ? xml_first(node) : NULL; child; child = xml_next(child)) {
        const char *key = xml_ours(session->arena, child, "key");
        if (key && string_equal(xml_attribute(session->arena, child, "name"), name))
            return key;
    }
    return name_is_key(name) ? name : name_field(session->arena, name);
}

/* Each parameter stays by itself, for one that fails must not take the others with it: what libconfig cannot hold gets
 * another name there. */
static void name_done(struct session *session, xmlNode *node, json_t *out)
{
    json_t *data = json_object(), *names = json_object(), *expr;
    const char *name;
    json_object_foreach(json_object_get(out, "done_data"), name, expr) {
        const char *key = done_key(session, node, name);
        json_object_set(data, key, expr);
        if (!string_equal(key, name))
            json_object_set_new(names, key, json_string(name));
    }
    if (json_object_size(names)) {
        json_object_set(out, "done_data", data);
        json_object_set(out, "done_names", names);
    }
    json_decref(data);
    json_decref(names);
}

static void read_done(struct session *session, xmlNode *node, json_t *out)
{
    for (xmlNode *child = xml_first(node); child; child = xml_next(child))
        if (xml_is(child, "donedata")) {
            data_payload(session, child, out, "done_data", "done_value");
            name_done(session, child, out);
        }
}

static json_t *state(struct session *session, xmlNode *node)
{
    json_t *out = tree_object(node);
    const char *type = xml_attribute(session->arena, node, "type");
    tree_set(out, "id", names_state(node));
    if (xml_is(node, "parallel") || xml_is(node, "final"))
        json_object_set_new(out, xml_name(node), json_true());
    if (xml_is(node, "history")) {
        if (type && strcmp(type, "shallow") != 0 && strcmp(type, "deep") != 0)
            refuse(session, node, "type is neither shallow nor deep");
        tree_set(out, "history", type ? type : "shallow");
        tree_restore(session, node, out);
        only_transition(session, node, out, "goto", "do");
        return out;
    }
    read_initial(session, node, out);
    read_done(session, node, out);
    state_inside(session, node, out);
    return out;
}

void state_inside(struct session *session, xmlNode *node, json_t *body)
{
    static const char *const states[] = {"state", "parallel", "final", "history", NULL};
    json_t *fields = data_fields(session, node), *invokes = json_array(), *on = json_array(), *inner = json_array();
    if (fields)
        json_object_set_new(body, "fields", fields);
    tree_restore(session, node, body);
    tree_list(body, "entry", action_handlers(session, node, "onentry"));
    tree_list(body, "exit", action_handlers(session, node, "onexit"));
    /* Before the states inside, wherever they are written: so the order of the children is that of an export. */
    for (xmlNode *child = xml_first(node); child; child = xml_next(child))
        if (xml_is(child, "invoke"))
            json_array_append_new(invokes, invoke_child(session, child));
    for (xmlNode *child = xml_first(node); child; child = xml_next(child)) {
        if (xml_is(child, "transition"))
            json_array_append_new(on, transition(session, child));
        else if (is_any(child, states))
            json_array_append_new(inner, state(session, child));
    }
    tree_list(body, "invoke", invokes);
    tree_list(body, "on", on);
    tree_list(body, "states", inner);
}
